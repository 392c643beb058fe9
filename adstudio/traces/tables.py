"""The textbook's evaluation trace, and the nodes with one column per sweep; any row is made on demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, SupportsIndex, overload

import numpy as np
from msgspec import Struct

from adstudio.traces.formula import UNICODE
from adstudio.traces.model import Flag, Ints, Sweep, SweepKind
from adstudio.traces.step_formula import left_side, right_side
from adstudio.traces.writing import Line, Script, decimal, text_of

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

SYMBOLS = {SweepKind.TANGENT: "v̇", SweepKind.ADJOINT: "v̄", SweepKind.TAYLOR: "v⁽ᵏ⁾/k!", SweepKind.DIFFERENCE: "Δv/Δx"}
LATEX_SYMBOLS = {
    SweepKind.TANGENT: r"\dot{v}",
    SweepKind.ADJOINT: r"\bar{v}",
    SweepKind.TAYLOR: r"v^{(k)}/k!",
    SweepKind.DIFFERENCE: r"\Delta v/\Delta x",
}


class EvaluationRow(Struct, frozen=True):
    """One step of the evaluation trace: v̄₂ += | v̄₄ · v₁ | 1.716338."""

    step: int  # in the timeline, from 0
    row: int  # the node
    left: Line
    formula: Line
    value: float  # after the step: of an adjoint what has been collected so far
    script: Script

    @property
    def number(self) -> int:
        """The steps are counted from 1 for reading."""
        return self.step + 1

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """Number, left side, formula and value, as text."""
        value = self.script.number(self.value) if self.script.latex else decimal(self.value)
        return str(self.number), text_of(self.left), text_of(self.formula), value


class EvaluationTable(Sequence[EvaluationRow]):
    """The steps of one sweep, or of the whole trace where `sweep` is None; any row at the cost of one step."""

    columns = ("step", "left side", "formula", "value")

    def __init__(self, trace: Trace, sweep: int | None = None, *, script: Script = UNICODE) -> None:
        self.trace = trace
        self.script = script
        bands = trace.timeline.sweeps
        self.steps = range(len(trace.timeline)) if sweep is None else range(bands[sweep].start, bands[sweep].stop)

    def __len__(self) -> int:
        return len(self.steps)

    @overload
    def __getitem__(self, index: SupportsIndex) -> EvaluationRow: ...
    @overload
    def __getitem__(self, index: slice) -> list[EvaluationRow]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> EvaluationRow | list[EvaluationRow]:
        if isinstance(index, slice):
            return [self._row(step) for step in self.steps[index]]
        return self._row(self.steps[index])

    def index_of(self, step: int) -> int:
        """The table's row of a step of the timeline; −1 where it is in another sweep."""
        return step - self.steps.start if step in self.steps else -1

    def _row(self, number: int) -> EvaluationRow:
        step, formulas = self.trace.timeline.step(number), self.trace.formulas
        left, right = left_side(formulas, step, self.script), right_side(formulas, step, self.script)
        return EvaluationRow(number, step.row, left, right, step.after, self.script)


class NodeTable:
    """One row a node, constants left out: label, name, operation, value, its derivative in every sweep, line."""

    def __init__(self, trace: Trace, *, script: Script = UNICODE) -> None:
        self.trace = trace
        self.script = script
        self.rows = np.flatnonzero((trace.nodes.flags & Flag.CONSTANT) == 0)
        self._derivatives = [
            column for sweep in trace.sweeps if sweep.kind is not SweepKind.PRIMAL for column in _columns(sweep, script)
        ]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def headings(self) -> tuple[str, ...]:
        """The names of the columns."""
        return ("node", "name", "operation", "value", *(heading for heading, _ in self._derivatives), "line")

    def columns_of(self, rows: Ints) -> list[list[float]]:
        """The value of rows of the trace, then their derivative in every sweep: one list a column."""
        return [self.trace.nodes.value[rows].tolist(), *(column[rows].tolist() for _, column in self._derivatives)]


def _columns(sweep: Sweep, script: Script) -> list[tuple[str, np.ndarray[tuple[int], np.dtype[np.float64]]]]:
    """Heading and (N,) derivative; a series has a column per order, from 1 on."""
    symbol = (LATEX_SYMBOLS if script.latex else SYMBOLS)[sweep.kind]
    label = sweep.label or sweep.method
    if sweep.kind is SweepKind.TAYLOR:
        orders = range(1, sweep.derivative.shape[1])  # order 0 is the value
        powers = [f"t{script.superscript(str(k))}" for k in orders]
        return [(f"{t} ({label})" if label else t, sweep.derivative[:, k]) for t, k in zip(powers, orders, strict=True)]
    return [(f"{symbol} ({label})" if label else symbol, sweep.derivative)]
