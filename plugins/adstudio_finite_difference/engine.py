"""The finite-difference engine: one difference sweep for each direction, and the error curve when asked."""

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
    directions,
    entries,
    message_of,
    record,
    scratch,
    silent,
)
from adstudio_finite_difference import quotients as q
from adstudio_finite_difference.alignment import rows_in_step
from adstudio_finite_difference.crossings import depending, first_crossing, first_undefined
from adstudio_finite_difference.curve import Curves
from adstudio_finite_difference.moves import Move
from adstudio_finite_difference.replay import NoComplexForm, column, replay


class FiniteDifferenceEngine:
    """Difference quotients.

    Options: "method" (one of `quotients.METHODS`), "h" (a step size), "curve" (an entry's name: its error curve too;
    True: everyone's), "sweeps" (False: only the curve), "node" (a row: the curve is of its value, not of the
    output's), "around" (True: the function around the point too), "every" (True: quotients of every node).
    """

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        """Record at the point, then at the shifted points; a sweep holds every node's difference quotient."""
        method = str(request.options.get("method", q.CENTRAL.name))
        if method not in q.METHODS:
            raise ValueError(f"no finite-difference method {method!r}; there are {', '.join(q.METHODS)}")
        base = record(program, request.at, recorder)
        recorder.sweep(SweepKind.PRIMAL, [])
        with silent():  # the run at the point has printed
            self._beside(program, request, base, method, recorder)

    def _beside(self, program: Program, request: Request, base: Recording, method: str, recorder: Recorder) -> None:
        """All sweeps and curves that are asked for."""
        for direction in directions(base, request) if request.options.get("sweeps", True) else ():
            move = Move.of(base, direction)
            if method == q.COMPLEX_STEP:
                self._complex_step(base, move, recorder)
                continue
            quotient = q.REAL_METHODS[method]
            given = float(request.options.get("h") or 0.0)
            h = given or self._step(program, request, base, move, quotient, recorder)
            self._difference(program, request, base, move, quotient, h, recorder)
        wanted = request.options.get("curve")
        for entry in entries(base, request.wrt):
            if wanted in (True, entry.label):
                measured = Curves(program, request, base, entry, recorder)
                recorder.series(measured.curve())
                if request.options.get("around"):
                    recorder.series(measured.around())
                if request.options.get("every"):
                    recorder.series(measured.every())

    def _step(
        self,
        program: Program,
        request: Request,
        base: Recording,
        move: Move,
        quotient: q.Quotient,
        recorder: Recorder,
    ) -> float:
        """The step size: for a function of scale 1, unless a much finer one gives what round-off does not explain."""
        wide, fine = move.step(quotient), move.fine_step(quotient)
        if fine is None:
            return wide
        estimates = []
        for h in (wide, fine):
            shifts = [shift for shift in quotient.shifts if shift != 0.0]
            found = {shift: self._shifted(program, request, base, move, shift, h, recorder)[0] for shift in shifts}
            every = [found[shift] if shift else base.nodes.value for shift in quotient.shifts]
            with np.errstate(all="ignore"):
                estimates.append(quotient(every, h)[base.outputs])
        computed = base.nodes.value[(base.nodes.flags & (Flag.CONSTANT | Flag.INPUT)) == 0]
        size = float(np.abs(computed[np.isfinite(computed)]).max(initial=0.0))
        alike = np.abs(estimates[0] - estimates[1]) <= 10.0 * q.EPS * size / fine
        return wide if alike.all() else fine

    def _difference(
        self,
        program: Program,
        request: Request,
        base: Recording,
        move: Move,
        quotient: q.Quotient,
        h: float,
        recorder: Recorder,
    ) -> None:
        """One real method along one direction: the program runs once for each shift that is not 0."""
        n = len(base.nodes)
        shifted, taken, comparable, notes = [], [], n, []
        for shift in quotient.shifts:
            if shift == 0.0:
                shifted.append(base.nodes.value)
                continue
            values, same, note = self._shifted(program, request, base, move, shift, h, recorder)
            shifted.append(values)
            taken.append(move.taken(shift * h) / shift)
            if same < comparable:
                comparable, notes = same, [note]
        with np.errstate(all="ignore"):
            derivative = quotient(shifted, float(np.mean(taken)))
        if not np.isfinite(base.nodes.value).all():  # ∞ − ∞ of what stands still is 0
            derivative[~depending(base.nodes, _rows(move))] = 0.0
        for kind, message in notes:
            recorder.note(kind, message, row=comparable)
        recorder.sweep(
            SweepKind.DIFFERENCE,
            derivative,
            seed=move.seed,
            label=move.label,
            method=quotient.name,
            parameters={"h": h, "evaluations": float(len(taken)), "comparable": float(comparable)},
        )

    def _shifted(
        self,
        program: Program,
        request: Request,
        base: Recording,
        move: Move,
        shift: float,
        h: float,
        recorder: Recorder,
    ) -> tuple[Floats, int, tuple[str, str]]:
        """Every node's value at a shifted point, how many of them can be compared, and the note that says why."""
        n = len(base.nodes)
        where = f"no difference quotient: at {move.where(shift * h)} the program"
        again = scratch(recorder, ground=n)
        try:
            run = record(program, move.point(request.at, shift * h), again)
        except Exception as error:  # noqa: BLE001 - undefined there, in whatever way: √x at 0 to the left, range(n + h)
            said = f"{where} fails with {type(error).__name__}: {message_of(error)}"
            return np.full(n, np.nan), 0, ("engine", said)
        except BudgetReached:
            if again.count < again.max_nodes:  # the time is up, not the nodes
                raise
            return np.full(n, np.nan), 0, ("engine", f"{where} did not end after {again.count:,} operations")
        same = rows_in_step(base.nodes, base.ops, run.nodes, run.ops)
        values = np.full(n, np.nan)
        values[:same] = run.nodes.value[:same]
        away = f"at {move.away(shift, h)} the program"
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
            ("undefined", first_undefined(base.nodes, run.nodes, same, _rows(move)), "has no finite value of {}"),
        ):
            if 0 <= row < same:
                same = row
                line = recorder.line_of(row)
                op = base.ops[base.nodes.op[row]] + (f" in line {line}" if line else "")
                ends = f"differences can't be compared from v{_label(base.nodes, row)} on"
                note = kind, f"{away} {what.format(op)}: {ends}"
        return values, same, note

    def _complex_step(self, base: Recording, move: Move, recorder: Recorder) -> None:
        """Im f(x + ih·u)/h: no difference is taken, so there is no cancellation at any h."""
        h = move.complex_step()
        try:
            values = replay(base.nodes, base.ops, move.complex_inputs(h), edits=recorder.edits.done)
        except NoComplexForm as missing:
            recorder.note("engine", str(missing))
            derivative = np.full(len(base.nodes), np.nan)
        else:
            derivative = column(values, imaginary=True) / h
        recorder.sweep(
            SweepKind.DIFFERENCE,
            derivative,
            seed=move.seed,
            label=move.label,
            method=q.COMPLEX_STEP,
            parameters={"h": h, "evaluations": 1.0},
        )


def _rows(move: Move) -> list[int]:
    """The input rows that move."""
    return [entry.row for entry, _, _ in move.parts]


def _label(nodes: Nodes, row: int) -> int:
    return int(((nodes.flags[: row + 1] & Flag.CONSTANT) == 0).sum())
