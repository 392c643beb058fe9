"""The finite-difference engine: one difference sweep for each direction, and the error curve when asked."""

from __future__ import annotations

from adstudio.api import Program, Recorder, Recording, Request, SweepKind, directions, entries, record, silent
from adstudio_finite_difference import quotients as q
from adstudio_finite_difference.curve import Curves
from adstudio_finite_difference.moves import Move
from adstudio_finite_difference.sweeps import Sweeps


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
        sweeps = Sweeps(program, request, base, recorder)
        for direction in directions(base, request) if request.options.get("sweeps", True) else ():
            move = Move.of(base, direction)
            if method == q.COMPLEX_STEP:
                sweeps.complex_step(move)
                continue
            quotient = q.REAL_METHODS[method]
            h = float(request.options.get("h") or 0.0) or sweeps.step(move, quotient)
            sweeps.difference(move, quotient, h)
        wanted = request.options.get("curve")
        for entry in entries(base, request.wrt):
            if wanted in (True, entry.label):
                measured = Curves(program, request, base, entry, recorder)
                recorder.series(measured.curve())
                if request.options.get("around"):
                    recorder.series(measured.around())
                if request.options.get("every"):
                    recorder.series(measured.every())
