"""Which nodes of a trace have a breakpoint: of their own, or one on their operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adstudio.workspace.breakpoints import Breakpoint, Breakpoints, Kind

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

Stop = tuple[Breakpoint, NDArray[np.int64]]  # a breakpoint, and the rows that it is on, ascending


class NodeStops:
    """The breakpoints on nodes and operations, found in one trace and kept until either changes."""

    def __init__(self, breakpoints: Breakpoints) -> None:
        self.breakpoints = breakpoints
        self._known: tuple[Trace, tuple[Breakpoint, ...], tuple[Stop, ...]] | None = None

    def of(self, trace: Trace) -> tuple[Stop, ...]:
        """Each with its rows; those that are off first, so that one that is on is drawn over them."""
        known, items = self._known, self.breakpoints.items
        if known is None or known[0] is not trace or known[1] is not items:
            found = [(item, _rows(item, trace)) for item in items if item.kind in (Kind.NODE, Kind.OPERATION)]
            found.sort(key=lambda stop: stop[0].enabled)
            known = self._known = (trace, items, tuple(stop for stop in found if len(stop[1])))
        return known[2]

    def at(self, trace: Trace, row: int) -> Breakpoint | None:
        """The breakpoint of a row; one that is on, where there are several."""
        return next((item for item, rows in reversed(self.of(trace)) if row in rows), None)


def _rows(item: Breakpoint, trace: Trace) -> NDArray[np.int64]:
    if item.node is not None:
        row = item.node.row(trace)
        return np.array([] if row is None else [row], np.int64)
    codes = [code for code, op in enumerate(trace.header.ops) if op == item.op]
    return np.flatnonzero(np.isin(trace.nodes.op, codes))
