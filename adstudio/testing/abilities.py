"""What an engine that says "jvp", "vjp" or "what_if" must keep. u·v + u at (2, 3): values 6 and 8, gradient (4, 2)."""

from __future__ import annotations

from adstudio.program.seeds import Seeds
from adstudio.testing.cases import Case
from adstudio.testing.subject import Finding, Subject, same
from adstudio.traces.edits import Edit, EditKind
from adstudio.traces.model import Sweep, SweepKind, Trace

CASE = Case("u·v + u", "def f(u, v):\n    a = u * v\n    return a + u\n", {"u": 2.0, "v": 3.0}, 8.0, {})
PRODUCT, RESULT = 2, 3  # rows


def along_a_direction(subject: Subject) -> None:
    """An engine that can "jvp" differentiates along the direction that is asked for, and along no other."""
    if "jvp" not in subject.status.abilities:
        return
    for direction in (Seeds(kind="typed", weights=(0.5, -1.0)), {"u": 0.5, "v": -1.0}):
        trace = subject.sound(CASE, direction=direction)
        sweeps = _sweeps(trace, adjoint=False)
        if len(sweeps) != 1 or sorted(sweeps[0].seed) != [(0, 0.5), (1, -1.0)]:
            raise Finding(f"asked for one direction it has the seeds {[sweep.seed for sweep in sweeps]}")
        column = sweeps[0].derivative
        found = column[RESULT, 1] if column.ndim == 2 else column[RESULT]
        same("u·v + u along (0.5, −1)", found, 0.0, subject.allowed(trace))


def from_a_cotangent(subject: Subject) -> None:
    """An engine that can "vjp" pulls back the cotangent that is asked for."""
    if "vjp" not in subject.status.abilities:
        return
    trace = subject.sound(CASE, cotangent=(-2.0,))
    sweeps = _sweeps(trace, adjoint=True)
    if len(sweeps) != 1 or sweeps[0].seed != ((RESULT, -2.0),):
        raise Finding(f"asked for one cotangent it has the seeds {[sweep.seed for sweep in sweeps]}")
    same("the pull-back of −2", sweeps[0].derivative[:2], [-8.0, -4.0], subject.allowed(trace))


def goes_on_from_edits(subject: Subject) -> None:
    """An engine that can "what_if" goes on from values, and in a reverse sweep from adjoints."""
    if "what_if" not in subject.status.abilities:
        return
    for kind, slopes in ((EditKind.SET, [1.0, 0.0]), (EditKind.NUDGE, [4.0, 2.0])):
        trace = subject.sound(CASE, edits=(Edit(PRODUCT, kind, 10.0),))
        same(f"the value after one was {kind.value}", trace.value, 12.0, 1e-15)
        if "gradient" in subject.status.abilities:
            found = [trace.gradient[name] for name in ("u", "v")]
            same(f"the gradient after a value was {kind.value}", found, slopes, subject.allowed(trace))
    trace = subject.sound(CASE, edits=(Edit(PRODUCT, EditKind.ADJOINT, 5.0),))
    for sweep in _sweeps(trace, adjoint=True):
        same("the adjoints after one was set", sweep.derivative[:2], [16.0, 10.0], subject.allowed(trace))


def _sweeps(trace: Trace, *, adjoint: bool) -> list[Sweep]:
    return [s for s in trace.sweeps if s.kind is not SweepKind.PRIMAL and (s.kind is SweepKind.ADJOINT) is adjoint]
