"""The stretches of a sweep that are of one source line, and of one function call, for moving from each to the next.

A *stretch* is a run of steps whose operations stand on one line of one call. A loop that is one line long runs that
line many times: there a stretch ends where the expression that it began with comes again. A *visit* is a stretch
with its continuation after calls: in `u = sin(x) + g(x)` the steps of g divide the line into two stretches, one visit.

Everything is found with array operations once per sweep, and then by binary search: 1e6 steps are as quick as seven.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.traces.model import Flag, Scopes
from adstudio.traces.step_columns import StepColumns

if TYPE_CHECKING:
    from adstudio.traces.steps import Band
    from adstudio.traces.timeline import Timeline

Index = NDArray[np.int64]


class Passage(Struct, frozen=True, dict=True):
    """The stretches of one sweep, S of them; steps are counted in the whole timeline."""

    start: Index  # (S,) the first step of each
    end: Index  # (S,) the last step of each
    source: Index  # (S,) which source file its line is in; −1 where the place is unknown
    line: Index  # (S,) the line in that file, from 1
    scope: Index  # (S,) the call it belongs to
    parent: NDArray[np.int32]  # (C,) the calling scope of each scope
    depth: Index  # (S,) how many calls are around that one
    visit_start: Index  # (S,) the first step of the visit that it is part of
    visit_end: Index  # (S,) the last step of that visit

    def at(self, step: int) -> int:
        """The stretch that a step is in."""
        return int(np.searchsorted(self.start, step, side="right")) - 1

    @cached_property
    def call_ends(self) -> Index:
        """The last step of each run of steps in one call."""
        last = np.ones(len(self.scope), bool)
        np.not_equal(self.scope[1:], self.scope[:-1], out=last[:-1])
        ends: Index = self.end[last]
        return ends

    @cached_property
    def entries(self) -> Index:
        """The steps at which a call is entered: not those at which one comes back to a caller."""
        change = np.flatnonzero(self.scope[1:] != self.scope[:-1]) + 1
        left, come = self.scope[change - 1].copy(), self.scope[change]
        above = self.depth[change - 1] - self.depth[change]
        climbing = np.flatnonzero(above > 0)
        while len(climbing):  # from the call that is left to its caller at the depth of the one that is come to
            left[climbing] = self.parent[left[climbing]]
            above[climbing] -= 1
            climbing = climbing[above[climbing] > 0]
        entered: Index = self.start[change[left != come]]
        return entered

    def arrivals(self, source: int, line: int) -> Index:
        """The steps at which a line is come to, once per visit, ascending."""
        return np.unique(self.visit_start[(self.source == source) & (self.line == line)])


def passage(timeline: Timeline, band: Band) -> Passage:
    """The stretches of one sweep, found anew; `Timeline.passage` keeps them."""
    trace = timeline.trace
    columns = StepColumns(timeline, band, np.arange(len(band)))
    acting, span = columns.acting, columns.span
    scope = trace.nodes.scope[acting].astype(np.int64)
    known = span >= 0
    line, source = np.full(len(band), -1, np.int64), np.full(len(band), -1, np.int64)
    line[known], source[known] = trace.spans.line[span[known]], trace.spans.source[span[known]]
    begins = _changed(line) | _changed(source) | _changed(scope)
    again = _changed(acting) & (span == _carried(span, begins))
    again &= (trace.nodes.flags[acting] & Flag.INPUT) == 0  # the entries of one array stand in one place, and ran once
    start = np.flatnonzero(begins | again)
    end = np.append(start[1:], len(band))[: len(start)] - 1
    visit_start, visit_end = _visits(start, end, line[start], source[start], scope[start], span[start])
    depth = depths(trace.scopes)
    return Passage(
        start=start + band.start,
        end=end + band.start,
        source=source[start],
        line=line[start],
        scope=scope[start],
        parent=trace.scopes.parent,
        depth=np.where(scope[start] >= 0, depth[scope[start]], 0) if len(depth) else np.zeros(len(start), np.int64),
        visit_start=visit_start + band.start,
        visit_end=visit_end + band.start,
    )


def _visits(
    start: Index, end: Index, line: Index, source: Index, scope: Index, span: NDArray[Any]
) -> tuple[Index, Index]:
    """First and last step of the visit of each stretch: those of one call follow each other, calls within left out."""
    order = np.argsort(scope, kind="stable")
    line, source, scope, span = line[order], source[order], scope[order], span[order]
    begins = _changed(line) | _changed(source) | _changed(scope)
    begins |= span == _carried(span, begins)
    first = np.flatnonzero(begins)
    size = np.diff(np.append(first, len(order)))
    visit_start, visit_end = np.empty_like(start), np.empty_like(end)
    visit_start[order] = np.repeat(start[order][first], size)
    visit_end[order] = np.repeat(end[order][first + size - 1], size)
    return visit_start, visit_end


def depths(scopes: Scopes) -> Index:
    """(C,) how many calls are around each."""
    found: list[int] = []
    for own, parent in enumerate(scopes.parent.tolist()):
        found.append(found[parent] + 1 if 0 <= parent < own else 0)
    return np.array(found, np.int64)


def within(scopes: Scopes, call: int) -> NDArray[np.bool_]:
    """(C,) which calls are `call` itself, or were made from it, or from one of those."""
    climber = np.arange(len(scopes))
    climbing = climber[call + 1 :]  # callers come before whom they call
    while len(climbing):
        climber[climbing] = scopes.parent[climber[climbing]]
        climbing = climbing[climber[climbing] > call]
    inside: NDArray[np.bool_] = climber == call
    return inside


def _changed(column: NDArray[Any]) -> NDArray[np.bool_]:
    """Where a column is another than before; at its first entry always."""
    changed = np.ones(len(column), bool)
    np.not_equal(column[1:], column[:-1], out=changed[1:])
    return changed


def _carried(column: NDArray[Any], begins: NDArray[np.bool_]) -> NDArray[Any]:
    """The entry at the beginning of the run that each entry is in."""
    first = np.flatnonzero(begins)
    return np.repeat(column[first], np.diff(np.append(first, len(column))))
