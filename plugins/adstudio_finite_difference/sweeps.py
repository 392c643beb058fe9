"""Difference sweeps: the quotient of every node, along one direction."""

from __future__ import annotations

import numpy as np

from adstudio.api import (
    BudgetReached,
    Flag,
    Floats,
    Nodes,
    Program,
    Recorder,
    Recording,
    Request,
    SweepKind,
    message_of,
    record,
    scratch,
)
from adstudio_finite_difference import quotients as q
from adstudio_finite_difference.alignment import rows_in_step
from adstudio_finite_difference.crossings import depending, first_crossing, first_undefined
from adstudio_finite_difference.moves import Move
from adstudio_finite_difference.replay import NoComplexForm, column, replay


class Sweeps:
    """The sweeps of one recording."""

    def __init__(self, program: Program, request: Request, base: Recording, recorder: Recorder) -> None:
        self._program, self._request, self._base, self._recorder = program, request, base, recorder

    def step(self, move: Move, quotient: q.Quotient) -> float:
        """The step size: for a function of scale 1, unless a much finer one gives what round-off does not explain."""
        wide, fine = move.step(quotient), move.fine_step(quotient)
        if fine is None:
            return wide
        estimates = []
        for h in (wide, fine):
            shifts = [shift for shift in quotient.shifts if shift != 0.0]
            found = {shift: self._shifted(move, shift, h)[0] for shift in shifts}
            every = [found[shift] if shift else self._base.nodes.value for shift in quotient.shifts]
            with np.errstate(all="ignore"):
                estimates.append(quotient(every, h)[self._base.outputs])
        nodes = self._base.nodes
        computed = nodes.value[(nodes.flags & (Flag.CONSTANT | Flag.INPUT)) == 0]
        size = float(np.abs(computed[np.isfinite(computed)]).max(initial=0.0))
        alike = np.abs(estimates[0] - estimates[1]) <= 10.0 * q.EPS * size / fine
        return wide if alike.all() else fine

    def difference(self, move: Move, quotient: q.Quotient, h: float) -> None:
        """One real method along one direction: the program runs once for each shift that is not 0."""
        nodes = self._base.nodes
        shifted, taken, comparable, notes = [], [], len(nodes), []
        for shift in quotient.shifts:
            if shift == 0.0:
                shifted.append(nodes.value)
                continue
            values, same, note = self._shifted(move, shift, h)
            shifted.append(values)
            taken.append(move.taken(shift * h) / shift)
            if same < comparable:
                comparable, notes = same, [note]
        with np.errstate(all="ignore"):
            derivative = quotient(shifted, float(np.mean(taken)))
        if not np.isfinite(nodes.value).all():  # ∞ − ∞ of what stands still is 0
            derivative[~depending(nodes, _rows(move))] = 0.0
        for kind, message in notes:
            self._recorder.note(kind, message, row=comparable)
        self._sweep(move, derivative, quotient.name, h=h, evaluations=len(taken), comparable=comparable)

    def complex_step(self, move: Move) -> None:
        """Im f(x + ih·u)/h: no difference is taken, so there is no cancellation at any h."""
        h = move.complex_step()
        try:
            values = replay(self._base.nodes, self._base.ops, move.complex_inputs(h), edits=self._recorder.edits.done)
        except NoComplexForm as missing:
            self._recorder.note("engine", str(missing))
            derivative = np.full(len(self._base.nodes), np.nan)
        else:
            derivative = column(values, imaginary=True) / h
        self._sweep(move, derivative, q.COMPLEX_STEP, h=h, evaluations=1)

    def _sweep(self, move: Move, derivative: Floats, method: str, **parameters: float) -> None:
        self._recorder.sweep(
            SweepKind.DIFFERENCE,
            derivative,
            seed=move.seed,
            label=move.label,
            method=method,
            parameters={name: float(value) for name, value in parameters.items()},
        )

    def _shifted(self, move: Move, shift: float, h: float) -> tuple[Floats, int, tuple[str, str]]:
        """Every node's value at a shifted point, how many of them can be compared, and the note that says why."""
        n = len(self._base.nodes)
        where = f"no difference quotient: at {move.where(shift * h)} the program"
        again = scratch(self._recorder, ground=n)
        try:
            run = record(self._program, move.point(self._request.at, shift * h), again)
        except Exception as error:  # noqa: BLE001 - undefined there, in whatever way: √x at 0 to the left, range(n + h)
            said = f"{where} fails with {type(error).__name__}: {message_of(error)}"
            return np.full(n, np.nan), 0, ("engine", said)
        except BudgetReached:
            if again.count < again.max_nodes:  # the time is up, not the nodes
                raise
            return np.full(n, np.nan), 0, ("engine", f"{where} did not end after {again.count:,} operations")
        return self._beside(run, f"at {move.away(shift, h)} the program", _rows(move))

    def _beside(self, run: Recording, away: str, moved: list[int]) -> tuple[Floats, int, tuple[str, str]]:
        """The same of a run that came to its end. away: where it was, said at the head of the note."""
        base, n = self._base, len(self._base.nodes)
        same = rows_in_step(base.nodes, base.ops, run.nodes, run.ops)
        values = np.full(n, np.nan)
        values[:same] = run.nodes.value[:same]
        note = ("", "")
        if same < n:  # what comes out can be compared all the same, by name: a power may have turned complex
            for port, there in zip(base.ports, run.ports, strict=False):
                if port.name == there.name:
                    values[list(port.rows[: len(there.rows)])] = run.nodes.value[list(there.rows[: len(port.rows)])]
            ends = f"from v{_label(base.nodes, same)} on its nodes can't be compared"
            words = f"{away} took another way: {ends}, and the difference quotient goes across the branch"
            note = "misaligned", words
        for kind, row, what in (
            ("kink", first_crossing(base.nodes, base.ops, run.nodes, same), "crosses a kink or jump of {}"),
            ("undefined", first_undefined(base.nodes, run.nodes, same, moved), "has no finite value of {}"),
        ):
            if 0 <= row < same:
                same = row
                line = self._recorder.line_of(row)
                op = base.ops[base.nodes.op[row]] + (f" in line {line}" if line else "")
                ends = f"differences can't be compared from v{_label(base.nodes, row)} on"
                note = kind, f"{away} {what.format(op)}: {ends}"
        return values, same, note


def _rows(move: Move) -> list[int]:
    """The input rows that move."""
    return [entry.row for entry, _, _ in move.parts]


def _label(nodes: Nodes, row: int) -> int:
    return int(((nodes.flags[: row + 1] & Flag.CONSTANT) == 0).sum())
