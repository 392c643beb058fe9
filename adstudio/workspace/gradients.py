"""The derivatives of a trace, flat, for what shows one number an engine."""

from __future__ import annotations

import numpy as np

from adstudio.traces import results
from adstudio.traces.model import Floats, SweepKind, Trace
from adstudio.workspace.slopes import slopes


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


def headline(trace: Trace) -> tuple[str, float] | None:
    """The one derivative that stands for a trace, and what it is: the first of the gradient, else one along a seed."""
    gradient = flat_gradient(trace)
    if len(gradient):
        return "", float(gradient[0])
    found = slopes(trace, len(trace.timeline) - 1) if trace.header.error is None else []
    return (found[0].label, found[0].value) if found else None
