"""The error of finite differences against the step size: two arms of a U, and where they meet.

A difference quotient is off by truncation, which falls as hᵖ, and by round-off, which grows as ε·|f|/h. Either arm
may be missing: no truncation for a straight line, none to be seen of round-off for the complex step. The derivative
that is measured against is an engine's (Press et al., Numerical Recipes, 3rd ed., §5.7).
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from adstudio.analysis import convergence
from adstudio.analysis.first_wrong import first_wrong
from adstudio.analysis.trial import CurveStopped, NoCurve, Trial, entry_labels, refuse_failed
from adstudio.analysis.verdict import Evidence, judge
from adstudio.host import running
from adstudio.host.budgets import Budgets
from adstudio.program.contract import Request
from adstudio.program.program import Program
from adstudio.traces.edits import Edit
from adstudio.traces.model import Floats, Series, Trace

__all__ = ["CurveStopped", "NoCurve", "curve", "entry_labels"]

EPS = float(np.finfo(np.float64).eps)
ORDERS = {"forward": 1, "central": 2, "Richardson": 4, "complex step": 2}


def curve(
    program: Program,
    at: dict[str, Any],
    *,
    wrt: str | None = None,
    node: int | None = None,
    against: str | None = None,
    sizes: int = 200,
    around: bool = False,
    budgets: Budgets | None = None,
    edits: tuple[Edit, ...] = (),
) -> dict[str, Any]:
    """Error curves of all methods by one input entry ("x1", "xs[2]"; the first by default).

    node: a row of the trace, whose value is differenced instead of the first output. against: the engine whose
    derivative is on trial: by default the tape's, of a node the dual numbers' tangent.
    around: bring the function around the point too, for the secant. edits: of values; every run goes on from them.
    Returns a dict of plain numbers and lists: "wrt", "of", "node", "x", "value", "exact", "who" (says so), "floor"
    (the error of the last bit of the exact value), "noise" (the round-off of a difference of two values), "seconds",
    "verdict": {"kind", "text", "limit", "within"}, "first_wrong" (the node where the tangents go wrong, or None),
    "methods": {name: {"h", "estimate", "error", "order", "slope", "truncation", "round_off"}}, the last two the
    constants C and B of the fitted C·hᵖ and B/h or None, "best": {name: {"found", "error", "predicted",
    "predicted_error"}}, and "around" or None: [{"scale", "offset", "value"}], widest first.
    Raises `NoCurve` with the reason, `BadInput` for a wrong input.
    """
    began = time.perf_counter()
    trial = Trial.of(program, at, wrt, node, against, budgets, edits)
    options = {"curve": trial.wrt, "sizes": sizes, "sweeps": False, "node": node, "around": around}
    request = Request(at=at, wrt=(trial.wrt.partition("[")[0],), output=0, options=options, edits=edits)
    measured = running.run(program, "finite_difference", request, budgets=budgets)
    refuse_failed(measured)
    series = _series(measured, f"curve:{trial.wrt}")
    names = tuple(dict.fromkeys(series["method"]))
    h = series["h"][: len(series) // len(names)]
    quotients = series["estimate"].reshape(len(names), len(h))
    forward, central = (quotients[names.index(name)] for name in ("forward", "central"))
    noise = max(convergence.measured_noise(h, forward, central), trial.noise)
    with np.errstate(all="ignore"):
        errors = np.abs(quotients - trial.exact)
    arms = convergence.truncation(h, errors, [ORDERS[name] for name in names])
    methods: dict[str, Any] = {}
    best: dict[str, Any] = {}
    for name, quotient, error, arm in zip(names, quotients, errors, arms, strict=True):
        best[name] = best_step(h, error)
        falls = None if name == "complex step" else convergence.round_off(h, error, best[name].pop("index"))
        best[name].pop("index", None)
        predicted = convergence.balance(arm, falls, ORDERS[name])
        best[name] |= {"predicted": predicted["h"], "predicted_error": predicted["error"]}
        methods[name] = {
            "h": h.tolist(),
            "estimate": quotient.tolist(),
            "error": error.tolist(),
            "order": ORDERS[name],
            "slope": None if arm is None else arm.order,
            "truncation": None if arm is None else arm.constant,
            "round_off": None if falls is None else falls.constant,
        }
    again = float(measured.nodes.value[trial.row])
    seen = Evidence(names, ORDERS, h, quotients, tuple(arms), noise, trial.noise, trial.value, again)
    what = "the gradient" if node is None else f"the derivative of {trial.of_label}"
    verdict = judge(seen, trial.exact, who=trial.who, what=what)
    wrong = first_wrong(program, at, trial.wrt, budgets=budgets, edits=edits) if verdict.kind == "wrong" else None
    return {
        "wrt": trial.wrt,
        "of": trial.of_label,
        "node": node,
        "x": trial.x,
        "value": trial.value,
        "exact": trial.exact,
        "who": trial.who,
        "floor": EPS * abs(trial.exact),
        "noise": noise,
        "seconds": time.perf_counter() - began,
        "verdict": verdict.plain(),
        "first_wrong": wrong,
        "methods": methods,
        "best": best,
        "around": _pictures(_series(measured, f"around:{trial.wrt}")) if around else None,
    }


def _series(trace: Trace, name: str) -> Series:
    found = next((series for series in trace.series if series.name == name), None)
    if found is None:
        raise NoCurve(f"no {name} was measured: {trace.header.truncated or 'the engine wrote none'}")
    return found


def _pictures(series: Series) -> list[dict[str, Any]]:
    """One a scale: where, and what the function is more there than at the point."""
    scales = np.unique(series["scale"])[::-1]
    offsets, values = (series[name].reshape(len(scales), -1) for name in ("offset", "value"))
    return [
        {"scale": float(scale), "offset": offset.tolist(), "value": value.tolist()}
        for scale, offset, value in zip(scales, offsets, values, strict=True)
    ]


def best_step(h: Floats, error: Floats) -> dict[str, Any]:
    """The step of least error that was found, with its error and its index.

    Round-off is noise, and now and then hits the exact value by luck: the least of the smoothed error is taken.
    """
    finite = np.flatnonzero(np.isfinite(error))
    if not len(finite):
        return {"found": None, "error": None, "index": 0}
    best = int(finite[np.argmin(smoothed(error[finite]))])
    return {"found": float(h[best]), "error": float(error[best]), "index": best}


def smoothed(error: Floats) -> Floats:
    """The running mean of the logarithm over about one decade; exact hits count as the least error beside."""
    positive = error[error > 0.0]
    log_error = np.log10(np.maximum(error, positive.min() if len(positive) else 1e-300))
    width = min(2 * (len(error) // 32) + 1, len(error))
    padded = np.pad(log_error, width // 2, mode="edge")
    return np.convolve(padded, np.full(width, 1.0 / width), mode="valid")
