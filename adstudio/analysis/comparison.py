"""Engines node by node: the same rows of several traces side by side, and where they first part.

Comparable are values with values; derivatives that travelled forwards (tangent, difference, first Taylor
coefficient) from the same seed; adjoints from the same seed; and the gradient of the output across all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.model import Flag, Sweep, SweepKind, Trace

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

EPSILON = float(np.finfo(np.float64).eps)
EXACT = 1e-12  # relative; engines that apply the same rules differ by a few ulps, and cancellation enlarges that
FORWARD = (SweepKind.TANGENT, SweepKind.DIFFERENCE, SweepKind.TAYLOR)


@dataclass(frozen=True, slots=True)
class Column:
    """What one engine found for every row in one sweep."""

    engine: str
    title: str
    kind: SweepKind
    seed: tuple[tuple[int, float], ...]
    derivative: Floats  # (N,) of the reference's rows; NaN throughout where the numbering differs
    tolerance: Floats  # (N,) how far from an exact derivative it may be
    agrees: NDArray[np.bool_]  # (N,) with the first comparable column before it


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where two engines first part, in the order of the sweep."""

    row: int
    engine: str
    against: str
    what: str  # "value", "derivative" or "gradient"
    found: float
    expected: float

    @property
    def ulps(self) -> float:
        """How far apart, in units in the last place."""
        return float(ulps(np.array(self.found), np.array(self.expected)))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several traces of one program at one point."""

    reference: str  # the engine whose rows are counted; "" where there is nothing to compare
    rows: Ints  # the rows that have a label
    columns: tuple[Column, ...]
    misnumbered: dict[str, int]  # engines whose node numbers differ, with the first row that does
    gradients: dict[str, dict[int, float]]  # by engine: ∂output/∂input by input row, as far as it found them
    divergences: tuple[Divergence, ...]  # at most one per pair, earliest first

    @property
    def first_divergence(self) -> int | None:
        """The row of the earliest divergence, or None where all agree."""
        return self.divergences[0].row if self.divergences else None

    @property
    def agree(self) -> bool:
        """Whether all engines agree, node numbers included."""
        return not self.divergences and not self.misnumbered


def compare(traces: Mapping[str, Trace]) -> Comparison:
    """Compare the traces of several engines by name; the first one gives the numbering."""
    if not traces:
        return Comparison("", np.empty(0, np.int64), (), {}, {}, ())
    reference, base = next(iter(traces.items()))
    columns: list[Column] = []
    misnumbered: dict[str, int] = {}
    found: list[Divergence] = []
    for engine, trace in traces.items():
        differs = first_difference_in_numbering(base, trace)
        if differs is not None:
            misnumbered[engine] = differs
        elif engine != reference:
            found += _values(base, trace, engine, reference)
        sweep = _shown_sweep(trace, columns)
        if sweep is not None:
            column, parting = _column(engine, trace, sweep, columns, len(base), aligned=differs is None)
            columns.append(column)
            found += parting
    gradients = {engine: gradient(trace) for engine, trace in traces.items()}
    found += _gradients(traces, gradients)
    rows = np.flatnonzero((base.nodes.flags & Flag.CONSTANT) == 0)
    return Comparison(reference, rows, tuple(columns), misnumbered, gradients, tuple(found))


def ulps(a: Floats, b: Floats) -> Floats:
    """How many doubles lie between a and b, elementwise; 0 where both are NaN, infinite where only one is."""
    whole = np.stack([np.asarray(a, np.float64), np.asarray(b, np.float64)]).view(np.int64)
    # bit patterns ordered as the numbers are: the negative half is turned around
    ordered = np.where(whole < 0, np.int64(-(2**63)) - whole, whole).astype(np.float64)
    both = np.isnan(a) & np.isnan(b)
    one = np.isnan(a) ^ np.isnan(b)
    close = np.where(whole < 0, np.int64(-(2**63)) - whole, whole)
    apart = np.abs(ordered[0] - ordered[1])
    apart = np.where(apart < 2**52, np.abs(close[0] - close[1]).astype(np.float64), apart)
    return np.where(both, 0.0, np.where(one, np.inf, apart))


def first_difference_in_numbering(one: Trace, other: Trace) -> int | None:
    """The first row at which two traces are of different programs: another operation or other arguments."""
    count = min(len(one), len(other))
    ops = np.array(one.header.ops)[one.nodes.op[:count]] != np.array(other.header.ops)[other.nodes.op[:count]]
    starts = one.nodes.start[1 : count + 1] != other.nodes.start[1 : count + 1]
    differs = ops | starts
    upto = int(np.argmax(differs)) if differs.any() else count
    edges = int(one.nodes.start[upto])
    parents = one.nodes.parent[:edges] != other.nodes.parent[:edges]
    if parents.any():
        return int(np.searchsorted(one.nodes.start, int(np.argmax(parents)), side="right")) - 1
    return upto if upto < count or len(one) != len(other) else None


def gradient(trace: Trace) -> dict[int, float]:
    """∂output/∂input by input row: from an adjoint sweep all of it, from forward sweeps one entry a seed.

    Empty for a function of several outputs.
    """
    outputs = [row for port in trace.header.outputs for row in port.rows]
    inputs = [row for port in trace.header.inputs for row in port.rows]
    if len(outputs) != 1:
        return {}
    found: dict[int, float] = {}
    for sweep in trace.sweeps:
        if sweep.kind is SweepKind.ADJOINT and sweep.seed == ((outputs[0], 1.0),):
            found |= {row: float(sweep.derivative[row]) for row in inputs}
        elif sweep.kind in FORWARD and len(sweep.seed) == 1 and sweep.seed[0][1] == 1.0:
            found.setdefault(sweep.seed[0][0], float(first_order(sweep)[outputs[0]]))
    return found


def first_order(sweep: Sweep) -> Floats:
    """(N,) the first derivative of a sweep: of a series its second coefficient."""
    if sweep.derivative.ndim == 1:
        return sweep.derivative
    return np.asarray(sweep.derivative[:, min(1, sweep.derivative.shape[1] - 1)])


def tolerance(trace: Trace, sweep: Sweep) -> Floats:
    """(N,) how far a derivative may be from the exact one without being called wrong.

    A difference quotient errs by round-off, ε·|v|/h, and by truncation, about h or h² times the size of the
    function's own change; both are taken at the largest value met so far (Griewank & Walther, §1.1).
    """
    derivative = np.abs(np.nan_to_num(first_order(sweep), nan=0.0, posinf=0.0, neginf=0.0))
    scale = np.maximum(derivative, EPSILON * derivative.max(initial=0.0) * 16)
    exact: Floats = EXACT * scale + np.finfo(np.float64).tiny
    if sweep.kind is not SweepKind.DIFFERENCE or sweep.method == "complex step":
        return exact
    h = abs(sweep.parameters.get("h", EPSILON ** (1 / 2 if sweep.method == "forward" else 1 / 3))) or EPSILON
    value = np.abs(np.nan_to_num(trace.nodes.value, nan=0.0, posinf=0.0, neginf=0.0))
    largest = np.maximum.accumulate(np.maximum(value, 1.0))
    order = {"forward": 1, "backward": 1, "central": 2}.get(sweep.method, 4)
    quotient: Floats = exact + 16 * (EPSILON * largest / h + h**order * (largest + derivative))
    return quotient


def _shown_sweep(trace: Trace, columns: list[Column]) -> Sweep | None:
    """The sweep to stand in the table: one that is comparable with a column already there, else the first."""
    sweeps = [sweep for sweep in trace.sweeps if sweep.kind is not SweepKind.PRIMAL]
    seeds = {(column.kind in FORWARD, column.seed) for column in columns}
    comparable = [sweep for sweep in sweeps if (sweep.kind in FORWARD, sweep.seed) in seeds]
    return next(iter(comparable + sweeps), None)


def _column(
    engine: str, trace: Trace, sweep: Sweep, before: list[Column], count: int, *, aligned: bool
) -> tuple[Column, list[Divergence]]:
    derivative = first_order(sweep) if aligned else np.full(count, np.nan)
    allowed = tolerance(trace, sweep) if aligned else np.zeros(count)
    agrees = np.ones(count, bool)
    parting: list[Divergence] = []
    alike = [c for c in before if (c.kind in FORWARD) == (sweep.kind in FORWARD) and c.seed == sweep.seed]
    if aligned and alike:
        other = alike[0]
        agrees = _near(derivative, other.derivative, allowed + other.tolerance)
        order = sweep.rows[~agrees[sweep.rows]]
        if len(order):
            row = int(order[0])
            parting = [
                Divergence(row, engine, other.engine, "derivative", float(derivative[row]), float(other.derivative[row]))
            ]
    title = trace.header.engine.title or engine
    return Column(engine, title, sweep.kind, sweep.seed, derivative, allowed, agrees), parting


def _near(a: Floats, b: Floats, allowed: Floats) -> NDArray[np.bool_]:
    """Equal, both NaN, or no farther apart than allowed."""
    with np.errstate(invalid="ignore"):
        near: NDArray[np.bool_] = (a == b) | (np.isnan(a) & np.isnan(b)) | (np.abs(a - b) <= allowed)
    return near


def _values(base: Trace, trace: Trace, engine: str, reference: str) -> list[Divergence]:
    ours, theirs = trace.nodes.value, base.nodes.value
    apart = ~_near(ours, theirs, EXACT * np.maximum(np.abs(theirs), np.abs(ours)))
    if not apart.any():
        return []
    row = int(np.argmax(apart))
    return [Divergence(row, engine, reference, "value", float(ours[row]), float(theirs[row]))]


def _gradients(traces: Mapping[str, Trace], gradients: dict[str, dict[int, float]]) -> list[Divergence]:
    """Every engine's gradient against that of the first exact engine that has the same entry."""
    found: list[Divergence] = []
    exact: dict[int, tuple[str, float]] = {}
    ordered = sorted(traces, key=lambda name: any(s.kind is SweepKind.DIFFERENCE for s in traces[name].sweeps))
    for engine in ordered:
        allowed = _gradient_tolerance(traces[engine])
        for row, value in gradients[engine].items():
            if row not in exact:
                exact[row] = (engine, value)
                continue
            other, expected = exact[row]
            limit = allowed + EXACT * max(abs(value), abs(expected), 1e-300)
            if not bool(_near(np.array([value]), np.array([expected]), np.array([limit]))[0]):
                found.append(Divergence(row, engine, other, "gradient", value, expected))
                break
    return found


def _gradient_tolerance(trace: Trace) -> float:
    """What a difference may be off at the output; 0 for an exact engine."""
    outputs = [row for port in trace.header.outputs for row in port.rows]
    errors = [
        float(tolerance(trace, sweep)[outputs[0]])
        for sweep in trace.sweeps
        if sweep.kind is SweepKind.DIFFERENCE and len(outputs) == 1
    ]
    return max(errors, default=0.0)
