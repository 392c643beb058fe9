"""How well the engines agree on the gradient, in one line: exact ones in ulps, differences by their error."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from adstudio.traces import results
from adstudio.traces.model import Floats, SweepKind, Trace


def flat_gradient(trace: Trace) -> Floats:
    """Every derivative that the trace knows, flat: outputs × inputs, in order; empty where it knows none."""
    try:
        tables = results.jacobian(trace)
    except ValueError:  # its program did not come to its end
        return np.empty(0)
    columns = [np.asarray(table, float).reshape(len(table), -1) for table in tables.values()]
    return np.concatenate(columns, axis=1).reshape(-1) if columns else np.empty(0)


def is_difference(trace: Trace) -> bool:
    """Whether its derivatives are difference quotients, which are not meant to be exact."""
    return any(sweep.kind is SweepKind.DIFFERENCE for sweep in trace.sweeps)


def ulps_apart(one: Floats, other: Floats) -> float:
    """The largest distance in units of the last place of the larger; NaN matches NaN."""
    same = (one == other) | (np.isnan(one) & np.isnan(other))
    if same.all():
        return 0.0
    with np.errstate(all="ignore"):
        apart = np.abs(one - other) / np.spacing(np.maximum(np.abs(one), np.abs(other)))
    worst = np.where(same, 0.0, np.where(np.isnan(apart), math.inf, apart))
    return float(worst.max())


def agreement(traces: Mapping[str, Trace]) -> tuple[str, bool]:
    """One line, such as "agree to 0 ulp · FD 5e-9", and whether it is good; ("", True) for fewer than two engines."""
    found = {name: flat_gradient(trace) for name, trace in traces.items()}
    exact = {name: grad for name, grad in found.items() if len(grad) and not is_difference(traces[name])}
    if not exact:
        return "", True
    first = next(iter(exact.values()))
    parts, good = [], True
    if len(exact) > 1:
        if any(len(grad) != len(first) for grad in exact.values()):
            return "the engines found different numbers of derivatives", False
        worst = max(ulps_apart(first, grad) for grad in exact.values())
        good = worst <= 1024
        parts.append(f"agree to {worst:.0f} ulp" if good else f"differ by {worst:.3g} ulp")
    for name, grad in found.items():
        if name not in exact and len(grad) == len(first):
            with np.errstate(all="ignore"):
                error = np.abs(grad - first) / np.maximum(np.abs(first), 1.0)
            error = error[np.isfinite(error)]
            if len(error):
                parts.append(f"FD {error.max():.0e}".replace("e-0", "e-") if error.max() else "FD exact")
    return " · ".join(parts), good
