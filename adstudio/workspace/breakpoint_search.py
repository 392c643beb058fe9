"""Finding the steps at which breakpoints stop: chunk by chunk of columns, so that the next is near in any trace."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.traces.step_columns import StepColumns
from adstudio.workspace.breakpoints import Breakpoint, Kind
from adstudio.workspace.condition import Condition, read
from adstudio.workspace.step_words import StepWords

if TYPE_CHECKING:
    from adstudio.traces.model import Trace
    from adstudio.traces.steps import Band

CHUNK = 1 << 16  # steps that are looked at together
Steps = NDArray[np.int64]


class Hit(Struct, frozen=True):
    """A step, and the breakpoint that stops there."""

    step: int
    breakpoint: Breakpoint


class BreakpointSearch:
    """The enabled ones of `breakpoints` in one trace."""

    def __init__(self, trace: Trace, breakpoints: tuple[Breakpoint, ...]) -> None:
        self.trace, self.timeline = trace, trace.timeline
        self._stops = [_Stop(trace, item) for item in breakpoints if item.enabled]

    def next(self, step: int, stop: int | None = None) -> Hit | None:
        """The first after `step`, and before `stop`; None where there is none."""
        for band, first, last in self._chunks(step + 1, len(self.timeline) if stop is None else stop):
            hit = self._nearest(band, first, last, 0)
            if hit is not None:
                return hit
        return None

    def previous(self, step: int, start: int = 0) -> Hit | None:
        """The last before `step`, at `start` or after it; None where there is none."""
        for band, first, last in reversed(list(self._chunks(start, step))):
            hit = self._nearest(band, first, last, -1)
            if hit is not None:
                return hit
        return None

    def steps(self, start: int, stop: int) -> Steps:
        """Every step from `start` to before `stop` at which one stops, ascending."""
        chunks = list(self._chunks(start, stop))
        found = [stop_.steps(band, first, last) for band, first, last in chunks for stop_ in self._stops]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def _nearest(self, band: Band, first: int, last: int, end: int) -> Hit | None:
        found = [(steps[end], stop) for stop in self._stops if len(steps := stop.steps(band, first, last))]
        if not found:
            return None
        step, stop = (max if end else min)(found, key=lambda pair: pair[0])
        return Hit(int(step), stop.breakpoint)

    def _chunks(self, start: int, stop: int) -> Iterator[tuple[Band, int, int]]:
        """Sweep, first step, step after the last, of each chunk."""
        for band in self.timeline.sweeps if self._stops else ():
            first, last = max(start, band.start), min(stop, band.stop)
            yield from ((band, at, min(at + CHUNK, last)) for at in range(first, last, CHUNK))


class _Stop:
    """One breakpoint, looked up in the trace."""

    def __init__(self, trace: Trace, item: Breakpoint) -> None:
        self.trace, self.breakpoint = trace, item
        self._condition: Condition | None = read(item.condition) if item.condition else None
        self._row = item.node.row(trace) if item.node is not None else None
        self._op = trace.header.ops.index(item.op) if item.op in trace.header.ops else -1
        self._places: dict[int, Steps] = {}  # of lines and nodes, by sweep

    def steps(self, band: Band, first: int, last: int) -> Steps:
        """The steps from `first` to before `last`, all of one sweep, at which it stops; ascending."""
        here = self._here(band, first, last)
        if self._condition is None or not len(here):
            return here
        columns = StepColumns(self.trace.timeline, band, here - band.start)
        return here[self._condition.holds(StepWords(columns))]

    def _here(self, band: Band, first: int, last: int) -> Steps:
        """Those at its place, whatever its condition."""
        kind = self.breakpoint.kind
        if kind is Kind.STEP:
            return np.arange(first, last)
        if kind is Kind.OPERATION:
            if self._op < 0:
                return np.empty(0, np.int64)
            columns = StepColumns(self.trace.timeline, band, np.arange(first - band.start, last - band.start))
            return np.flatnonzero(self.trace.nodes.op[columns.acting] == self._op) + first
        if band.index not in self._places:
            self._places[band.index] = self._of_line(band) if kind is Kind.LINE else self._of_node(band)
        steps = self._places[band.index]
        return steps[np.searchsorted(steps, first) : np.searchsorted(steps, last)]

    def _of_line(self, band: Band) -> Steps:
        sources = self.trace.header.program.sources
        if not sources:
            return np.empty(0, np.int64)
        return self.trace.timeline.passage(band.index).arrivals(0, self.breakpoint.line + sources[0].first_line - 1)

    def _of_node(self, band: Band) -> Steps:
        return np.empty(0, np.int64) if self._row is None else self.trace.timeline.steps_in(self._row, band.index)
