"""Nodes and steps told by what they are, so that they are found again in another trace of the same program.

A node is the third time that `x * x` was computed there; a step is the second contribution to it in the backward
pass. A slider moves, a line is added above, another engine is shown: both are still meant. What is not there any more
is not found, and found again when it comes back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

if TYPE_CHECKING:
    from adstudio.traces.model import Trace
    from adstudio.traces.steps import Band


class NodeAnchor(Struct, frozen=True):
    """The `count`-th node, from 0, of this operation, name and expression."""

    op: str
    name: str  # the variable it was assigned to, or ""
    expression: str  # as the source has it, or ""
    count: int

    @classmethod
    def of(cls, trace: Trace, row: int) -> NodeAnchor:
        """What a row of a trace is."""
        nodes, name = trace.nodes, int(trace.nodes.name[row])
        made = cls(
            trace.header.ops[nodes.op[row]],
            trace.header.names[name] if name >= 0 else "",
            trace.expressions[nodes.span[row]] if nodes.span[row] >= 0 else "",
            0,
        )
        return cls(made.op, made.name, made.expression, int(np.searchsorted(made._alike(trace), row)))

    def row(self, trace: Trace) -> int | None:
        """Where it is in a trace, or None."""
        alike = self._alike(trace)
        return int(alike[self.count]) if self.count < len(alike) else None

    def _alike(self, trace: Trace) -> NDArray[np.int64]:
        """The rows that differ in nothing but their count."""
        nodes, header = trace.nodes, trace.header
        alike = _among(nodes.op, [i for i, op in enumerate(header.ops) if op == self.op])
        names = [i for i, name in enumerate(header.names) if name == self.name] if self.name else [-1]
        alike &= _among(nodes.name, names)
        spans = [span for span, text in enumerate(trace.expressions) if text == self.expression]
        alike &= _among(nodes.span, spans if self.expression else [-1, *spans])
        return np.flatnonzero(alike)


class StepAnchor(Struct, frozen=True):
    """The step that brings its node so many contributions, in this sweep."""

    kind: str  # of the sweep
    label: str  # of the sweep
    node: NodeAnchor
    received: int  # from 1

    @classmethod
    def of(cls, trace: Trace, step: int) -> StepAnchor:
        """What a step of a trace is."""
        timeline = trace.timeline
        now, band = timeline.step(step), timeline.band_of(step)
        return cls(band.kind.value, band.label, NodeAnchor.of(trace, now.row), now.received)

    def step(self, trace: Trace) -> int | None:
        """Where it is in the timeline of a trace, or None."""
        band, row = self._band(trace), self.node.row(trace)
        if band is None or row is None:
            return None
        steps = trace.timeline.steps_in(row, band.index)
        return int(steps[self.received - 1]) if self.received <= len(steps) else None

    def _band(self, trace: Trace) -> Band | None:
        bands = [band for band in trace.timeline.sweeps if band.kind == self.kind]
        named = [band for band in bands if band.label == self.label]
        return next(iter(named or (bands if len(bands) == 1 else [])), None)


def _among(column: NDArray[Any], wanted: list[int]) -> NDArray[np.bool_]:
    return column == wanted[0] if len(wanted) == 1 else np.isin(column, wanted)
