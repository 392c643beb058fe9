"""Layouts made off the window's thread, and kept by structure."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from adstudio.analysis.identity import identities, same_program
from adstudio.analysis.layout import Layout, Wiring, card_size, layout
from adstudio.analysis.steady import steady
from adstudio.gui import graph_text
from adstudio.traces.model import Trace

KEPT = 8
LABELLED = 300  # edge labels widen the columns of graphs of up to this many nodes
CHARACTER = 6.6  # width of one character of a pill, in pixels
NUMBER = 8  # characters kept for a number, whatever it is now: values must not move cards

STEADY = 3_000  # nodes up to which a changed graph keeps to the one before
AT_ONCE = 32  # nodes: that takes a millisecond


@dataclass(frozen=True, slots=True)
class Shown:
    """What is on the screen, to which the next layout keeps as far as it can."""

    trace: Trace
    layout: Layout


class LayoutMaker(QObject):
    """Makes one layout at a time; of several wanted meanwhile only the latest counts."""

    made = Signal(object)  # a Layout: the one wanted last

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._kept: OrderedDict[str, Layout] = OrderedDict()
        self._wanted = ""
        self._trace: Trace | None = None  # the one wanted last
        self._shown: Shown | None = None

    def want(self, trace: Trace) -> Layout | None:
        """The layout of a trace if it is at hand; else None, and `made` will tell."""
        wiring = Wiring.of(trace)
        self._wanted, self._trace = wiring.key, trace
        if self._wanted in self._kept:
            self._kept.move_to_end(self._wanted)
            return self._show(self._kept[self._wanted])
        job = _Job(wiring, trace, self._wanted, self._shown)
        if len(trace) <= AT_ONCE:  # the first picture has its graph
            self._kept[self._wanted] = job.layout()
            return self._show(self._kept[self._wanted])
        job.told.done.connect(self._take)
        self._pool.start(job)
        return None

    def keep(self, made: Layout) -> None:
        """A layout that was made before: `want` need not make it."""
        self._kept[made.key] = made

    def _take(self, key: str, made: Layout) -> None:
        self._kept[key] = made
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        if key == self._wanted:
            self.made.emit(self._show(made))

    def _show(self, made: Layout) -> Layout:
        if self._trace is not None:
            self._shown = Shown(self._trace, made)
        return made

    def wait(self) -> None:
        """Wait for the layout under way; at the window's end, so that no thread outlives it."""
        self._wanted = ""
        self._pool.clear()
        self._pool.waitForDone()


def label_widths(trace: Trace) -> np.ndarray[tuple[int], np.dtype[np.float64]] | None:
    """(E,) pixels for the pill of each edge, or None for a graph too large for wide columns."""
    if len(trace) > LABELLED:
        return None
    nodes = trace.nodes
    texts = [graph_text.partial_symbol(trace, edge) for edge in range(len(nodes.parent))]
    plain = ("", "1", "-1", "−1")
    return np.array([44.0 if text in plain else (len(text) + 3 + NUMBER) * CHARACTER + 14 for text in texts])


class _Told(QObject):
    done = Signal(str, object)


class _Job(QRunnable):
    def __init__(self, wiring: Wiring, trace: Trace, key: str, shown: Shown | None) -> None:
        super().__init__()
        self.told = _Told()
        self._wiring, self._trace, self._key, self._shown = wiring, trace, key, shown

    def layout(self) -> Layout:
        """Lay it out in this thread."""
        cards = int(self._wiring.card.sum())
        fresh = layout(self._wiring, card_size(cards), label_width=label_widths(self._trace))
        shown = self._shown
        if shown is None or max(cards, len(shown.trace)) > STEADY or not same_program(self._trace, shown.trace):
            return fresh
        return steady(self._wiring, identities(self._trace), fresh, shown.layout, identities(shown.trace))

    def run(self) -> None:
        """Lay it out in the pool's thread, and tell."""
        self.told.done.emit(self._key, self.layout())
