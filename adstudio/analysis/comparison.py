"""Engines against each other, node by node: who says what, and where they part first.

All engines number the nodes of a program alike, so a node can be compared by itself. Values are compared with
values; tangents, Taylor coefficients of order 1 and difference quotients with each other, seed by seed; adjoints with
adjoints; and everyone's gradient with everyone's. Exact engines may differ by round-off, a difference quotient by the
error that its method and step size let expect.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.analysis.cancelled import ROUNDING, Terms, cancelled
from adstudio.analysis.products import products
from adstudio.analysis.tolerance import EXACT, excuse, is_approximate, resolution, slopes, tolerance
from adstudio.analysis.ulps import EPS, MANY, first_difference, ulps_apart
from adstudio.traces.model import Floats, Sweep, SweepKind, Trace
from adstudio.traces.writing import number

MOST_WORDS = 6
FORWARD = (SweepKind.TANGENT, SweepKind.TAYLOR, SweepKind.DIFFERENCE)
SYMBOL = {SweepKind.TANGENT: "v̇", SweepKind.TAYLOR: "v̇", SweepKind.DIFFERENCE: "Δv/h", SweepKind.ADJOINT: "v̄"}


class Divergence(Struct, frozen=True):
    """Two engines that say different things of one node."""

    row: int
    what: str  # "operation", "value", "∂/∂x1", "adjoint", "gradient"
    engine: str
    says: float
    other: str  # the engine it is compared with
    expected: float

    def text(self, trace: Trace) -> str:
        """One line, with the node's label and operation."""
        name = node_name(trace, self.row)
        if self.what == "operation":
            return f"{name}: {self.engine} ran another operation here than {self.other}"
        return f"{name}, {self.what}: {self.engine} says {self.says:.17g}, {self.other} says {self.expected:.17g}"


class Column(Struct, frozen=True):
    """What one engine says of every node, for a table."""

    engine: str
    symbol: str  # "v̇", "v̄", "Δv/h"
    label: str  # of the sweep
    values: Floats  # (N,)
    sweep: int  # into the engine's own trace.sweeps


class Comparison(Struct, frozen=True):
    """The verdict, and what it rests on."""

    trace: Trace  # whose nodes the rows are
    engines: tuple[str, ...]  # that came to their end
    columns: tuple[Column, ...]
    divergences: tuple[Divergence, ...]  # at most one a pair of sweeps, its first row
    left_out: tuple[str, ...]  # engines that could not be compared, each with the reason
    ulps: float  # the exact engines' gradients are at most this far apart …
    relative: float  # … and this far, of the largest derivative by the same input
    difference: float | None  # relative error of the difference quotients' gradient; None without any

    @property
    def agree(self) -> bool:
        """Whether no engine contradicts another."""
        return not self.divergences

    @property
    def first(self) -> Divergence | None:
        """The divergence at the earliest node."""
        return min(self.divergences, key=lambda divergence: divergence.row, default=None)

    @property
    def summary(self) -> str:
        """A few words: "agree to 0 ulp · FD 5e-9"; both numbers as parts of the largest where ulps say nothing."""
        if self.first is not None:
            return f"diverge at {node_name(self.trace, self.first.row)}"
        if len({column.engine for column in self.columns}) < 2:
            return "one engine" if len(self.engines) < 2 else "no derivatives to compare"
        words = f"agree to {self.ulps:.0f} ulp" if self.ulps <= MANY else f"agree to {number(self.relative, 1)}"
        return words if self.difference is None else f"{words} · FD {number(self.difference, 1)}"

    @property
    def aside(self) -> str:
        """What the summary's numbers are parts of, where they are no ulps; else ""."""
        if self.ulps <= MANY:
            return ""
        return f"{number(self.relative, 1)} of the largest derivative; of one whose terms cancel, ulps say nothing"

    @property
    def text(self) -> str:
        """The verdict in full, one line a finding."""
        engines = ", ".join(dict.fromkeys(column.engine for column in self.columns))
        lines = [f"{engines}: {self.summary} ({len(self.trace)} nodes)"]
        if self.first is not None:
            lines[0] = f"{engines}: the engines disagree, first at {node_name(self.trace, self.first.row)}"
        elif self.aside:
            lines.append(f"  {self.aside}")
        lines += [f"  {found.text(self.trace)}" for found in sorted(self.divergences, key=lambda found: found.row)]
        if any(math.isnan(found.says) != math.isnan(found.expected) for found in self.divergences):
            lines += [f"  {words}" for words in (_infinite_slope(self.trace),) if words]
        lines += [f"  not compared: {reason}" for reason in self.left_out]
        return "\n".join(lines)


def node_name(trace: Trace, row: int) -> str:
    """As "v4 (mul, line 6)"."""
    op = trace.header.ops[trace.nodes.op[row]]
    span = int(trace.nodes.span[row])
    line = f", line {int(trace.spans.line[span])}" if span >= 0 else ""
    label = f"v{int(trace.labels[row])}" if trace.labels[row] else f"row {row}"
    return f"{label} ({op}{line})"


def _infinite_slope(trace: Trace) -> str:
    """Where an infinite partial met a 0, so that one engine says NaN and another a number; "" where none is."""
    nodes = trace.nodes
    edges = np.flatnonzero(np.isinf(nodes.partial))
    if not len(edges):
        return ""
    row = int(np.searchsorted(nodes.start, edges[0], side="right")) - 1
    met = f"the slope of {node_name(trace, row)} is infinite here, and 0 · ∞ has no value"
    return f"{met}: an engine that says NaN says so, one that says a number takes a slope of 0 for standing still"


def compare(traces: Mapping[str, Trace]) -> Comparison:
    """Compare the traces of one program at one point, by engine name. Raises `ValueError` where there is none.

    A trace whose program failed, or which a budget ended, is left out and said to be.
    """
    left_out: list[str] = []
    whole: dict[str, Trace] = {}
    for name, trace in traces.items():
        error = trace.header.error
        if error is not None or trace.header.truncated is not None:
            why = trace.header.truncated if error is None else error.said
            left_out.append(f"{name}: {why}")
        else:
            whole[name] = trace
    if not whole:
        raise ValueError("there is no finished trace to compare" + (f" ({left_out[0]})" if left_out else ""))
    reference_name = next((name for name in ("tape", "dual", "jet") if name in whole), next(iter(whole)))
    reference = whole[reference_name]
    for name in [name for name, trace in whole.items() if _put_in(trace) != _put_in(reference)]:
        left_out.append(f"{name}: it can't go on from edited values, so it ran another program")
        del whole[name]
    found: list[Divergence] = []
    for name, trace in whole.items():
        if trace is not reference:
            found += _numbering(name, trace, reference_name, reference)
    stepping = {name: trace for name, trace in whole.items() if name not in {d.engine for d in found}}
    approximate = [name for name in stepping if is_approximate(stepping[name])]
    excused = excuse(reference, stepping)
    if excused and approximate:
        left_out.append(f"{', '.join(approximate)}: {excused}")
    judged = {name: t for name, t in stepping.items() if not (excused and name in approximate)}
    left_out += [f"{name}: {why}" for name in approximate if name in judged for why in _parts_left_out(judged[name])]
    found += _values(judged, reference_name)
    found += _sweeps(judged)
    ulps, relative, difference, gradients = _gradients(judged, reference_name)
    along, apart, off = _products(judged)
    ulps, relative = max(ulps, along), max(relative, along * EPS)  # a product's ulps are of its largest terms
    difference = _larger(difference, apart)
    gradients += off
    return Comparison(
        trace=reference,
        engines=tuple(whole),
        columns=tuple(column for name, trace in stepping.items() for column in _columns(name, trace)),
        divergences=tuple(found + gradients),
        left_out=tuple(left_out),
        ulps=ulps,
        relative=relative,
        difference=difference,
    )


def _numbering(name: str, trace: Trace, other: str, reference: Trace) -> Iterator[Divergence]:
    """The first row at which two engines did not do the same."""
    n = min(len(trace), len(reference))
    ours, theirs = (np.array(t.header.ops)[t.nodes.op[:n]] for t in (trace, reference))
    different = np.flatnonzero(ours != theirs)
    if len(different) or len(trace) != len(reference):
        row = int(different[0]) if len(different) else n - 1
        yield Divergence(row, "operation", name, math.nan, other, math.nan)


def _values(traces: Mapping[str, Trace], reference: str) -> Iterator[Divergence]:
    if reference not in traces:
        return
    expected = traces[reference].nodes.value
    for name, trace in traces.items():
        row = first_difference(trace.nodes.value, expected, EXACT * np.maximum(np.abs(expected), 1e-300))
        if row is not None:
            yield Divergence(row, "value", name, float(trace.nodes.value[row]), reference, float(expected[row]))


def _sweeps(traces: Mapping[str, Trace]) -> Iterator[Divergence]:
    """Sweeps with one seed, in the same direction, of different engines: each against the one that most agree with."""
    alike: dict[tuple[object, ...], list[tuple[str, Sweep, float]]] = {}
    ordered = sorted(
        traces.items(), key=lambda item: is_approximate(item[1])
    )  # exact engines are what others answer to
    for name, trace in ordered:
        for index, sweep in enumerate(trace.sweeps):
            if sweep.kind is not SweepKind.PRIMAL and sweep.order >= 1:
                put_in = tuple((edited.row, edited.value) for edited in trace.edits if edited.sweep == index)
                key = sweep.kind in FORWARD, sweep.seed, put_in
                alike.setdefault(key, []).append((name, sweep, tolerance(sweep, trace)))
    for group in alike.values():
        off = [[_off(one, other) for other in group] for one in group]
        trusted = max(range(len(group)), key=lambda i: sum(row is None for row in off[i]))
        other, against, _ = group[trusted]
        for (name, sweep, _), row in zip(group, (line[trusted] for line in off), strict=True):
            if row is not None:
                what = "adjoint" if sweep.kind is SweepKind.ADJOINT else sweep.label
                yield Divergence(row, what, name, float(slopes(sweep)[row]), other, float(slopes(against)[row]))


def _off(one: tuple[str, Sweep, float], other: tuple[str, Sweep, float]) -> int | None:
    """The first row where two sweeps differ by more than both allow."""
    n = min(one[1].comparable, other[1].comparable)
    return first_difference(slopes(one[1])[:n], slopes(other[1])[:n], one[2] + other[2])


def _gradients(traces: Mapping[str, Trace], reference: str) -> tuple[float, float, float | None, list[Divergence]]:
    """Everyone's Jacobian against the reference's: ulps among the exact, and relative errors of all."""
    if reference not in traces:
        return 0.0, 0.0, None, []
    expected = traces[reference].jacobian
    outputs = [row for port in traces[reference].header.outputs for row in port.rows]
    terms = Terms(traces[reference], [trace for trace in traces.values() if not is_approximate(trace)])
    ulps, relative, difference, found = 0.0, 0.0, None, []
    for name, trace in traces.items():
        for port in trace.header.inputs:
            ours, theirs = trace.jacobian.get(port.name), expected.get(port.name)
            if name == reference or ours is None or theirs is None or ours.shape != theirs.shape:
                continue
            scale = max(float(np.abs(theirs[np.isfinite(theirs)]).max(initial=0.0)), 1e-300)
            if is_approximate(trace):
                with np.errstate(invalid="ignore", over="ignore"):  # a huge quotient over a tiny scale: infinitely far
                    error = np.abs(ours - theirs) / scale
                error[~_entries_compared(trace, port.rows).reshape(error.shape)] = np.nan
                if scale <= resolution(trace):
                    error[:] = np.nan  # 0, as far as a difference can tell: there is nothing to be relative to
                if np.isfinite(error).any():
                    difference = _larger(difference, float(np.nanmax(error[np.isfinite(error)])))
                continue
            largest = cancelled(ours, theirs, EXACT * scale, terms, outputs, port.rows)
            least = np.maximum(scale * EPS, largest)
            ulps = max(ulps, float(np.nanmax(ulps_apart(ours, theirs, least), initial=0.0)))
            with np.errstate(invalid="ignore", over="ignore"):
                relative = max(relative, float(np.nanmax(np.abs(ours - theirs) / scale, initial=0.0)))
            at = first_difference(ours.ravel(), theirs.ravel(), (EXACT * scale + ROUNDING * largest).ravel())
            if at is not None and port.rows:
                row = port.rows[at % len(port.rows)]
                says, wanted = float(ours.ravel()[at]), float(theirs.ravel()[at])
                found.append(Divergence(row, "gradient", name, says, reference, wanted))
    return ulps, relative, difference, found


def _products(traces: Mapping[str, Trace]) -> tuple[float, float | None, list[Divergence]]:
    """⟨w, J v⟩ along chosen directions, each against the first exact engine's: as `_gradients`."""
    ulps, difference, found = 0.0, None, []
    for group in products(traces):
        exact = [one for one in group if not is_approximate(traces[one.engine])]
        trusted = next((one for one in exact if np.isfinite(one.value)), None)
        for one in group if trusted is not None else ():
            assert trusted is not None  # else the group is not looked at
            scale = max(one.size, trusted.size, 1e-300)
            if is_approximate(traces[one.engine]):
                difference = _larger(difference, abs(one.value - trusted.value) / scale)
                continue
            ulps = max(ulps, abs(one.value - trusted.value) / float(np.spacing(scale)))
            if not abs(one.value - trusted.value) <= EXACT * scale:
                what = "⟨w, J v⟩"
                found.append(Divergence(one.output, what, one.engine, one.value, trusted.engine, trusted.value))
    return ulps, difference, found


def _larger(one: float | None, other: float | None) -> float | None:
    return other if one is None else one if other is None else max(one, other)


def _columns(name: str, trace: Trace) -> Iterator[Column]:
    """The first sweep with derivatives: by the first input, or of the first output."""
    for index, sweep in enumerate(trace.sweeps):
        if sweep.kind is not SweepKind.PRIMAL and sweep.order >= 1:
            yield Column(name, SYMBOL[sweep.kind], sweep.label, slopes(sweep), index)
            return


def _put_in(trace: Trace) -> frozenset[tuple[int, str, float]]:
    """The values that a person put in."""
    return frozenset((edited.row, edited.kind.value, edited.value) for edited in trace.edits if edited.sweep < 0)


def _parts_left_out(trace: Trace) -> list[str]:
    """The engine's own words on difference quotients that can't be compared; the first few of very many."""
    if all(sweep.comparable >= len(trace) for sweep in trace.sweeps if sweep.kind is SweepKind.DIFFERENCE):
        return []
    words = [note.message for note in trace.header.notes if note.kind in ("misaligned", "kink", "undefined", "engine")]
    more = len(words) - MOST_WORDS
    return words if more <= 0 else [*words[:MOST_WORDS], f"and {more} more like these"]


def _entries_compared(trace: Trace, rows: Sequence[int]) -> NDArray[np.bool_]:
    """Which entries ∂output/∂row of the gradient can be compared, (outputs, rows)."""
    outputs = [row for port in trace.header.outputs for row in port.rows]
    ends = {
        sweep.seed[0][0]: sweep.comparable for sweep in trace.sweeps if sweep.kind in FORWARD and len(sweep.seed) == 1
    }
    return np.array([[output < ends.get(row, len(trace)) for row in rows] for output in outputs], np.bool_)
