"""How far engines may differ: exact ones by round-off, difference quotients by what method and step size let expect."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

from adstudio.analysis.ulps import EPS
from adstudio.traces.model import Flag, Floats, Sweep, SweepKind, Trace

EXACT = 1e-10  # relative to the largest derivative of the sweep: far above round-off, far below any wrong rule
NARROW = {name: float(np.finfo(name).eps) for name in ("float32", "float16")}
POWER = {"forward": 1, "central": 2, "Richardson": 4}


def slopes(sweep: Sweep) -> Floats:
    """The first derivatives of a sweep, (N,)."""
    return sweep.derivative[:, 1] if sweep.derivative.ndim == 2 else sweep.derivative


def tolerance(sweep: Sweep, trace: Trace) -> float:
    """How far a sweep's derivatives may be off, absolutely."""
    finite = sweep.derivative[np.isfinite(sweep.derivative)]
    scale = float(np.abs(finite).max()) if len(finite) else 1.0
    if sweep.kind is not SweepKind.DIFFERENCE or sweep.method == "complex step":
        return EXACT * max(scale, 1e-300)
    h = sweep.parameters.get("h", 1e-8) or 1e-8
    values = trace.nodes.value[np.isfinite(trace.nodes.value)]
    size = float(np.abs(values).max()) if len(values) else 1.0
    rounding = 100.0 * _unit(trace) * max(size, 1.0) / h
    # higher derivatives are not known: a function of scale 1 around the point is assumed, generously
    with np.errstate(over="ignore"):  # of a huge step nothing is known
        truncation = 1e4 * np.float64(h) ** POWER.get(sweep.method, 1) * max(scale, 1.0)
    return float(rounding + truncation)


def _unit(trace: Trace) -> float:
    """The relative distance of neighbouring numbers: of the narrowest that the program computes with."""
    narrow = [note.message.partition(" ")[0] for note in trace.header.notes if note.kind == "narrow"]
    return max((NARROW.get(name, EPS) for name in narrow), default=EPS)


def resolution(trace: Trace) -> float:
    """The smallest derivative that a trace's difference quotients can tell from 0: round-off of its values over h."""
    steps = [s.parameters.get("h", 0.0) for s in trace.sweeps if s.kind is SweepKind.DIFFERENCE]
    h = min((step for step in steps if step > 0.0), default=math.inf)
    return _unit(trace) * float(np.abs(trace.nodes.value[np.isfinite(trace.nodes.value)]).max(initial=0.0)) / h


def is_approximate(trace: Trace) -> bool:
    """Whether it holds difference quotients, which are not meant to be exact."""
    return any(sweep.kind is SweepKind.DIFFERENCE and sweep.method != "complex step" for sweep in trace.sweeps)


def excuse(reference: Trace, traces: Mapping[str, Trace]) -> str:
    """Why difference quotients may rightly differ from derivatives here; "" where they may not."""
    flags = int(np.bitwise_or.reduce(reference.nodes.flags, initial=0))
    if flags & Flag.STOPPED:
        return "stop_gradient stops a derivative, not a difference"
    notes = [note for trace in traces.values() for note in trace.header.notes]
    if any(note.kind == "left-graph" for note in notes):
        return "a value left the graph: a difference sees it, a derivative does not"
    if flags & Flag.KINK and not all(map(_says_how_far, traces.values())):
        return "at a kink a difference goes across it"
    return ""


def _says_how_far(trace: Trace) -> bool:
    """Whether its difference quotients, if it has any, know up to where they can be compared."""
    differences = [s for s in trace.sweeps if s.kind is SweepKind.DIFFERENCE and s.method != "complex step"]
    return all("comparable" in sweep.parameters for sweep in differences)
