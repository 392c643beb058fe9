"""What the words of a condition mean for the steps of a sweep."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.model import Floats, SweepKind
from adstudio.traces.step_columns import StepColumns

Mask = NDArray[np.bool_]


class StepWords:
    """The steps of `columns`, as `condition.Steps` asks for them."""

    def __init__(self, columns: StepColumns) -> None:
        self.columns = columns

    def __len__(self) -> int:
        return len(self.columns)

    def number(self, name: str) -> tuple[Floats, Mask]:
        """(T,) one of `NUMBERS`, and where there is such a thing."""
        columns, kind = self.columns, self.columns.band.kind
        always = np.ones(len(columns), bool)
        match name:
            case "adjoint":
                return columns.after, always & (kind is SweepKind.ADJOINT)
            case "tangent":
                return columns.after, always & (kind is SweepKind.TANGENT)
            case "derivative":
                return columns.after, always & (kind is not SweepKind.PRIMAL)
            case "before":
                return columns.before, columns.received > 1
            case "partial":
                return columns.partial, columns.edge >= 0
            case "step":
                return (columns.times + (columns.band.start + 1)).astype(np.float64), always
            case "node":
                return columns.trace.labels[columns.row].astype(float), always
            case "line":
                return self._line()
        found: Floats = getattr(columns, name)
        return found, always

    def _line(self) -> tuple[Floats, Mask]:
        trace, span = self.columns.trace, self.columns.span
        there = span >= 0
        there[there] = trace.spans.source[span[there]] == 0
        line = np.full(len(span), np.nan)
        sources = trace.header.program.sources
        line[there] = trace.spans.line[span[there]] - (sources[0].first_line - 1 if sources else 0)
        return line, there

    def text(self, name: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
        """(T,) one of `TEXTS`, as indices into a table; −1 for none."""
        columns, trace = self.columns, self.columns.trace
        match name:
            case "op":
                return trace.nodes.op[columns.acting].astype(np.int64), trace.header.ops
            case "name":
                return trace.nodes.name[columns.row].astype(np.int64), trace.header.names
            case "function":
                scope = trace.nodes.scope[columns.acting]
                return trace.scopes.function[scope].astype(np.int64), trace.header.names
        return np.zeros(len(columns), np.int64), (columns.band.kind.value,)
