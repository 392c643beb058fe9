"""The derivatives of a trace, flat, for what shows one number an engine."""

from __future__ import annotations

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
