"""The error of finite differences against the step size: two arms of a U, and where they meet.

A difference quotient is off by truncation, which falls as hᵖ, and by round-off, which grows as ε·|f|/h. Either arm
may be missing: no truncation for a straight line, none to be seen of round-off for the complex step. The exact
derivative is the tape's (Press et al., Numerical Recipes, 3rd ed., §5.7).
"""

from __future__ import annotations

import time
from typing import Any

import numpy as np

from adstudio.host import running
from adstudio.host.budgets import Budgets
from adstudio.program.contract import Request
from adstudio.program.errors import BadInput
from adstudio.program.program import Program
from adstudio.traces.model import Floats, Trace

EPS = float(np.finfo(np.float64).eps)
ORDERS = {"forward": 1, "central": 2, "Richardson": 4, "complex step": 2}


class NoCurve(ValueError):
    """There is no curve: the program failed, or nothing of it can be differentiated."""


class CurveStopped(NoCurve):
    """A budget ended it."""


def curve(
    program: Program, at: dict[str, Any], *, wrt: str | None = None, sizes: int = 200, budgets: Budgets | None = None
) -> dict[str, Any]:
    """Error curves of all methods by one input entry ("x1", "xs[2]"; the first by default).

    Returns a dict of plain numbers and lists: "wrt", "exact", "floor" (the error of the last bit of the exact value),
    "seconds", "methods": {name: {"h", "estimate", "error", "order", "slope"}}, "best": {name: {"found",
    "predicted", "error"}}. Raises `NoCurve` with the reason, `BadInput` for a wrong input.
    """
    began = time.perf_counter()
    exact_trace = running.run(program, "tape", Request(at=at, output=0), budgets=budgets)
    _refuse_failed(exact_trace)
    labels = entry_labels(exact_trace)
    if wrt is None and labels:
        wrt = next(iter(labels))
    if wrt not in labels:
        raise BadInput(
            f"{wrt!r} is no input of {program.name} to differentiate by; there are {', '.join(labels) or 'none'}"
        )
    exact = float(exact_trace.sweeps[-1].derivative[labels[wrt]])
    options = {"curve": wrt, "sizes": sizes, "sweeps": False}
    request = Request(at=at, wrt=(wrt.partition("[")[0],), output=0, options=options)
    measured = running.run(program, "finite_difference", request, budgets=budgets)
    _refuse_failed(measured)
    series = next((s for s in measured.series if s.name == f"curve:{wrt}"), None)
    if series is None:
        raise NoCurve(f"no curve by {wrt} was measured: {measured.header.truncated or 'the engine wrote none'}")
    x = float(exact_trace.nodes.value[labels[wrt]])
    method_of, h, estimate = np.array(series["method"]), series["h"], series["estimate"]
    methods: dict[str, Any] = {}
    best: dict[str, Any] = {}
    for name in dict.fromkeys(series["method"]):
        mine = method_of == name
        error = np.abs(estimate[mine] - exact)
        methods[name] = {
            "h": h[mine].tolist(),
            "estimate": estimate[mine].tolist(),
            "error": error.tolist(),
            "order": ORDERS[name],
            "slope": truncation_slope(h[mine], error, exact),
        }
        best[name] = best_step(name, h[mine], error, x=x)
    return {
        "wrt": wrt,
        "exact": exact,
        "floor": EPS * abs(exact),
        "seconds": time.perf_counter() - began,
        "methods": methods,
        "best": best,
    }


def entry_labels(trace: Trace) -> dict[str, int]:
    """Rows by the name of each scalar input entry: {"x1": 0, "xs[0]": 1, …}."""
    labels = {}
    for port in trace.header.inputs:
        if port.shape is not None and len(port.rows) == int(np.prod(port.shape, dtype=np.int64)):
            for index, row in zip(np.ndindex(*port.shape), port.rows, strict=True):
                labels[port.name + (str(list(index)) if index else "")] = row
    return labels


def best_step(name: str, h: Floats, error: Floats, *, x: float) -> dict[str, float | None]:
    """The step of least error found, and the one predicted where hᵖ balances ε/h.

    Round-off is noise, and now and then hits the exact value by luck: the least of the smoothed error is taken.
    """
    finite = np.isfinite(error)
    found = least = None
    if finite.any():
        best = int(np.argmin(smoothed(error[finite])))
        found, least = float(h[finite][best]), float(error[finite][best])
    if name == "complex step":  # no cancellation: any step is good whose square vanishes
        return {"found": found, "predicted": None, "error": least}
    order = ORDERS[name]
    return {"found": found, "predicted": EPS ** (1.0 / (order + 1)) * max(abs(x), 1.0), "error": least}


def smoothed(error: Floats) -> Floats:
    """The running mean of the logarithm over about one decade; exact hits count as the least error beside."""
    positive = error[error > 0.0]
    log_error = np.log10(np.maximum(error, positive.min() if len(positive) else 1e-300))
    width = min(2 * (len(error) // 32) + 1, len(error))
    padded = np.pad(log_error, width // 2, mode="edge")
    return np.convolve(padded, np.full(width, 1.0 / width), mode="valid")


def truncation_slope(h: Floats, error: Floats, exact: float) -> float | None:
    """The order p fitted to the right arm, error ~ hᵖ; None where there is no such arm."""
    scale = EPS * max(abs(exact), 1e-300)
    usable = np.isfinite(error) & (error > 1e3 * scale)
    if not usable.any():
        return None
    log_h, log_e = np.log10(h[usable]), np.log10(error[usable])
    lowest = int(np.argmin(log_e))
    right = slice(lowest, None)
    span = log_h[right]
    # beyond a tenth of the largest step higher terms bend the arm
    keep = span <= max(log_h[-1] - 1.0, span[0] + 0.5)
    if keep.sum() < 5 or span[keep][-1] - span[keep][0] < 0.5:
        return None
    slope = float(np.polyfit(span[keep], log_e[right][keep], 1)[0])
    return slope if slope > 0.3 else None


def _refuse_failed(trace: Trace) -> None:
    error = trace.header.error
    if error is not None:
        where = f" (line {error.line})" if error.line else ""
        raise NoCurve(f"{error.type}: {error.message}{where}")
    if trace.header.truncated:
        raise CurveStopped(trace.header.truncated)
    if not trace.header.outputs or not trace.header.outputs[0].rows:
        raise NoCurve("the program returned nothing that can be differentiated")
