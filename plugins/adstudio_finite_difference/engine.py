"""The finite-difference engine: one difference sweep for each direction, and the error curve when asked."""

from __future__ import annotations

import numpy as np

from adstudio.api import (
    Flag,
    Nodes,
    Program,
    Recorder,
    Recording,
    Request,
    SweepKind,
    directions,
    entries,
    record,
    scratch,
)
from adstudio_finite_difference import quotients as q
from adstudio_finite_difference.alignment import rows_in_step
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
        for direction in directions(base, request) if request.options.get("sweeps", True) else ():
            move = Move.of(base, direction)
            if method == q.COMPLEX_STEP:
                self._complex_step(base, move, recorder)
                continue
            quotient = q.REAL_METHODS[method]
            h = float(request.options.get("h") or move.step(quotient))
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
        shifted, taken, aligned, flipped = [], [], n, ""
        for shift in quotient.shifts:
            if shift == 0.0:
                shifted.append(base.nodes.value)
                continue
            try:
                run = record(program, move.point(request.at, shift * h), scratch(recorder))
            except (ArithmeticError, ValueError) as error:  # undefined there: √x at 0 to the left
                recorder.note(
                    "engine",
                    f"no difference quotient: at {move.where(shift * h)} the program fails with "
                    f"{type(error).__name__}: {error}",
                )
                shifted.append(np.full(n, np.nan))
                taken.append(move.taken(shift * h) / shift)
                continue
            same = rows_in_step(base.nodes, base.ops, run.nodes, run.ops)
            if same < n:
                aligned = min(aligned, same)
                flipped = flipped or move.away(shift, h)
            values = np.full(n, np.nan)
            values[:same] = run.nodes.value[:same]
            if same < n:  # what comes out can be compared all the same
                values[base.outputs[: len(run.outputs)]] = run.nodes.value[run.outputs[: len(base.outputs)]]
            shifted.append(values)
            taken.append(move.taken(shift * h) / shift)
        with np.errstate(all="ignore"):
            derivative = quotient(shifted, float(np.mean(taken)))
        if flipped:
            recorder.note(
                "misaligned",
                f"at {flipped} the program took another way: from v{_label(base.nodes, aligned)} on its nodes can't be "
                f"compared, and the difference quotient goes across the branch",
                row=aligned,
            )
        recorder.sweep(
            SweepKind.DIFFERENCE,
            derivative,
            seed=move.seed,
            label=move.label,
            method=quotient.name,
            parameters={"h": h, "evaluations": float(len(taken))},
        )

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


def _label(nodes: Nodes, row: int) -> int:
    return int(((nodes.flags[: row + 1] & Flag.CONSTANT) == 0).sum())
