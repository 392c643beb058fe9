"""Layouts made off the window's thread, and kept by structure."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal

from adstudio.analysis.identity import identities, same_program
from adstudio.analysis.layout import Layout, Wiring, card_size, layout
from adstudio.gui.graph import text as graph_text
from adstudio.gui.graph.scene import GraphScene
from adstudio.traces.model import Trace
from adstudio.workspace.folds import MANY, FoldState, closed_groups

if TYPE_CHECKING:
    from adstudio.analysis.folded import Folded
    from adstudio.analysis.folding import Folding

KEPT = 8
LABELLED = 300  # edge labels widen the columns of graphs of up to this many nodes
CHARACTER = 6.6  # width of one character of a pill, in pixels
NUMBER = 8  # characters kept for a number, whatever it is now: values must not move cards
STEADY = 3_000  # nodes up to which a changed graph keeps to the one before
AT_ONCE = 32  # nodes: that takes a millisecond
REFOLDED = 20_000  # nodes of a graph whose layout is at hand that is folded anew at once

Key = tuple[str, FoldState]  # of the wiring, and what is folded


class Drawing(Struct, frozen=True):
    """A graph laid out, folded or whole."""

    trace: Trace
    layout: Layout
    folded: Folded | None  # None: every node has its card
    folding: Folding | None  # the groups of the trace, where they were looked for
    scene: GraphScene  # all of it, ready to be painted: that takes a second for a million nodes


class LayoutMaker(QObject):
    """Makes one drawing at a time; of several wanted meanwhile only the latest counts."""

    made = Signal(object)  # a Drawing: the one wanted last
    prepared = Signal(object)  # the Trace of a drawing for which `prepare` was asked

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._kept: OrderedDict[Key, Layout] = OrderedDict()
        self._wanted: Key | None = None
        self._shown: Drawing | None = None
        self._wired: tuple[Trace, Wiring, str] | None = None  # of the trace wanted last

    def want(
        self, trace: Trace, state: FoldState | None = None, known: Folding | None = None, *, step: int = 0
    ) -> Drawing | None:
        """The drawing of a trace if it can be had at once; else None, and `made` will tell.

        state: what is folded. known: the groups of the trace, where they have been found. step: what is shown first.
        """
        state = state or FoldState()
        if self._wired is None or self._wired[0] is not trace:  # hashing a million nodes takes 40 ms
            wiring = Wiring.of(trace)
            self._wired = (trace, wiring, wiring.key)
        _, wiring, structure = self._wired
        key = self._wanted = (structure, state)
        kept = self._kept.get(key)
        job = _Job(trace, wiring, state, known, kept, key, self._shown, step)
        if len(trace) <= AT_ONCE or (kept is not None and len(trace) <= REFOLDED):  # the first picture has its graph
            made = job.make()
            self._keep(key, made.layout)
            return self._show(made)
        job.told.done.connect(self._take)
        self._pool.start(job)
        return None

    def keep(self, made: Layout) -> None:
        """A layout that was made before: `want` need not make it."""
        self._keep((made.key, FoldState()), made)

    def _keep(self, key: Key, made: Layout) -> None:
        self._kept[key] = made
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)

    def _take(self, key: Key, made: Drawing) -> None:
        self._keep(key, made.layout)
        if key == self._wanted:
            self.made.emit(self._show(made))

    def prepare(self, made: Drawing) -> None:
        """Find beside the window what the first step of every sweep needs; `prepared` tells. After the first picture:
        threads that compute hold the window up while it paints.
        """
        job = _Preparation(made)
        job.told.done.connect(self.prepared)
        self._pool.start(job)

    def _show(self, made: Drawing) -> Drawing:
        self._shown = made
        return made

    def wait(self) -> None:
        """Wait for the layout under way; at the window's end, so that no thread outlives it."""
        self._wanted = None
        self._pool.clear()
        self._pool.waitForDone()


def label_widths(trace: Trace, folded: Folded | None = None) -> NDArray[np.float64] | None:
    """Pixels for the pill of each drawn edge, or None for a graph too large for wide columns.

    (E,) for a whole graph, (M,) for a folded one.
    """
    if (len(trace) if folded is None else folded.cards) > LABELLED:
        return None
    if folded is None:
        texts = [graph_text.partial_symbol(trace, edge) for edge in range(len(trace.nodes.parent))]
    else:
        texts = [
            "" if folded.bundled(edge) else graph_text.partial_symbol(trace, edge) for edge in folded.edges.tolist()
        ]
    plain = ("", "1", "-1", "−1")
    return np.array([44.0 if text in plain else (len(text) + 3 + NUMBER) * CHARACTER + 14 for text in texts])


class _Told(QObject):
    done = Signal(object, object)


class _Job(QRunnable):
    def __init__(
        self,
        trace: Trace,
        wiring: Wiring,
        state: FoldState,
        known: Folding | None,
        kept: Layout | None,
        key: Key,
        shown: Drawing | None,
        step: int,
    ) -> None:
        super().__init__()
        self.told = _Told()
        self._step = step
        self._trace, self._wiring, self._state, self._known = trace, wiring, state, known
        self._kept, self._key, self._shown = kept, key, shown

    def make(self) -> Drawing:
        """Find the groups, fold, and lay out, in this thread."""
        trace, folding, folded = self._trace, self._known, None
        if folding is None and (self._state != FoldState() or len(trace) > MANY):
            from adstudio.analysis.folding import fold  # after the first frame, as all imports below

            folding = fold(trace)
        if folding is not None:
            from adstudio.analysis.folded import Folded

            closed = closed_groups(folding, self._state)
            folded = Folded(folding, closed) if closed.any() else None
        made = self._kept or self._layout(folded)
        return Drawing(trace, made, folded, folding, GraphScene(trace, made, folded))

    def _layout(self, folded: Folded | None) -> Layout:
        """Of the whole graph, keeping to what is shown, or of the cards of a folded one."""
        trace, shown = self._trace, self._shown
        if folded is not None:
            size, widths = card_size(len(trace)), label_widths(trace, folded)
            return folded.spread(layout(folded.wiring, size, label_width=widths))
        cards = int(self._wiring.card.sum())
        fresh = layout(self._wiring, card_size(cards), label_width=label_widths(trace))
        if shown is None or shown.folded is not None or max(cards, len(shown.trace)) > STEADY:
            return fresh
        if not same_program(trace, shown.trace):
            return fresh
        from adstudio.analysis.steady import steady

        return steady(self._wiring, identities(trace), fresh, shown.layout, identities(shown.trace))

    def run(self) -> None:
        """Make it in the pool's thread, with what its first picture needs, and tell."""
        made, timeline = self.make(), self._trace.timeline
        if len(timeline):
            made.scene.prepare(timeline.band_of(min(self._step, len(timeline) - 1)).index)
        del self._trace, self._wiring, self._known, self._kept, self._shown  # PySide6 keeps the job with the pool
        self.told.done.emit(self._key, made)


class _Prepared(QObject):
    done = Signal(object)


class _Preparation(QRunnable):
    def __init__(self, made: Drawing) -> None:
        super().__init__()
        self.told = _Prepared()
        self._made = made

    def run(self) -> None:
        """Every index of the scene and of the trace, in the pool's thread."""
        made, timeline = self._made, self._made.trace.timeline
        del self._made  # as above
        for band in timeline.sweeps:
            made.scene.prepare(band.index)
        timeline.prepare()
        self.told.done.emit(made.trace)
