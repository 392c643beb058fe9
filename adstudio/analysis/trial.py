"""The derivative that difference quotients are to judge: whose it is, of which node, and by which input entry."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from msgspec import Struct

from adstudio.analysis.cancellation import EPS, adjoints, magnitude
from adstudio.analysis.comparison import node_name
from adstudio.host import running
from adstudio.host.budgets import Budgets
from adstudio.program.contract import Request
from adstudio.program.errors import BadInput
from adstudio.program.program import Program
from adstudio.traces.edits import Edit, EditKind
from adstudio.traces.model import Floats, SweepKind, Trace

TANGENTS = (SweepKind.TANGENT, SweepKind.TAYLOR)


class NoCurve(ValueError):
    """There is no curve: the program failed, or nothing of it can be differentiated."""


class CurveStopped(NoCurve):
    """A budget ended it."""


class Trial(Struct, frozen=True):
    """One derivative, ∂(node or output)/∂(input entry), as an engine says it."""

    wrt: str  # "x1", "xs[2]"
    of_label: str  # "f", or the node: "v4"
    row: int  # … and its row
    x: float
    value: float  # of what is differentiated, at the point
    exact: float  # the derivative
    who: str  # "reverse mode", "Dual"
    noise: float  # the round-off of a difference of two values, as the operations let expect

    @classmethod
    def of(
        cls,
        program: Program,
        at: dict[str, Any],
        wrt: str | None,
        node: int | None,
        against: str | None,
        budgets: Budgets | None,
        edits: tuple[Edit, ...] = (),
    ) -> Trial:
        """Run what is needed. Raises `NoCurve` with the reason, `BadInput` for a wrong input."""
        base = running.run(program, "tape", Request(at=at, output=0, edits=edits), budgets=budgets)
        refuse_failed(base)
        labels = entry_labels(base)
        if wrt is None and labels:
            wrt = next(iter(labels))
        if wrt is None or wrt not in labels:
            raise BadInput(
                f"{wrt!r} is no input of {program.name} to differentiate by; there are {', '.join(labels) or 'none'}"
            )
        row, nodes = base.header.outputs[0].rows[0], base.nodes
        if node is not None:
            _refuse_node(base, node)
            row = node
        cut = {edited.row for edited in base.edits if edited.kind is EditKind.SET}
        adjoint = base.sweeps[-1].derivative if node is None else adjoints(nodes, node, cut=cut)
        if node is None and against in (None, "tape"):
            exact, who = float(adjoint[labels[wrt]]), "reverse mode"
        else:
            name = against if against is not None else "dual"
            exact, who = said(program, at, wrt, node, name, budgets, edits if base.edits else ())
        return cls(
            wrt=wrt,
            of_label=f"v{base.labels[row]}" if node is not None else base.header.outputs[0].name or program.name,
            row=row,
            x=float(nodes.value[labels[wrt]]),
            value=float(nodes.value[row]),
            exact=exact,
            who=who,
            noise=EPS * magnitude(nodes, adjoint, row),
        )


def said(
    program: Program,
    at: dict[str, Any],
    wrt: str,
    node: int | None,
    engine: str,
    budgets: Budgets | None,
    edits: tuple[Edit, ...] = (),
) -> tuple[float, str]:
    """What an engine says the derivative is, and the engine's title. An engine without tangents says none of a node."""
    request = Request(at=at, wrt=(wrt.partition("[")[0],), output=0, edits=edits)
    trace = running.run(program, engine, request, budgets=budgets)
    refuse_failed(trace)
    title = trace.header.engine.title or engine
    if edits and not trace.edits:
        raise NoCurve(f"{title} can't go on from edited values")
    if node is None:
        gradient = _entry(trace, wrt)
        if gradient is None:
            raise NoCurve(f"{title} gives no derivative by {wrt}")
        return gradient, title
    tangent = tangents(trace, entry_labels(trace).get(wrt, -1))
    if tangent is None and engine != "dual":
        return said(program, at, wrt, node, "dual", budgets, edits)
    if tangent is None or node >= len(tangent):
        raise NoCurve(f"{title} gives no tangent of v{trace.labels[node]} by {wrt}")
    return float(tangent[node]), title


def tangents(trace: Trace, row: int) -> Floats | None:
    """∂(every row)/∂(input row), (N,), of the sweep that is seeded there alone; None without such a sweep."""
    for sweep in trace.sweeps:
        if sweep.kind in TANGENTS and sweep.seed == ((row, 1.0),):
            return sweep.derivative[:, 1] if sweep.derivative.ndim == 2 else sweep.derivative
    return None


def entry_labels(trace: Trace) -> dict[str, int]:
    """Rows by the name of each scalar input entry: {"x1": 0, "xs[0]": 1, …}."""
    labels = {}
    for port in trace.header.inputs:
        if port.rows and port.shape is not None and len(port.rows) == int(np.prod(port.shape, dtype=np.int64)):
            for index, row in zip(np.ndindex(*port.shape), port.rows, strict=True):
                labels[port.name + (str(list(index)) if index else "")] = row
    return labels


def refuse_failed(trace: Trace) -> None:
    """Raise `NoCurve` for a trace that has no derivative, with the reason."""
    error = trace.header.error
    if error is not None:
        where = f" (line {error.line})" if error.line else ""
        raise NoCurve(f"{error.said}{where}")
    if trace.header.truncated:
        raise CurveStopped(trace.header.truncated)
    if not trace.header.outputs or not trace.header.outputs[0].rows:
        raise NoCurve("the program returned nothing that can be differentiated")


def _refuse_node(trace: Trace, node: int) -> None:
    if not 0 <= node < len(trace):
        raise NoCurve(f"there is no node in row {node}: the program has {len(trace)} here")
    if not trace.labels[node]:
        raise NoCurve("the node is a constant, which has no derivative")
    if len(trace.nodes.array) and trace.nodes.array[node] >= 0:
        raise NoCurve(f"{node_name(trace, node)} holds an array; the curve is of one number")


def _entry(trace: Trace, wrt: str) -> float | None:
    """One entry of an engine's gradient of the first output."""
    name, _, index = wrt.partition("[")
    try:
        table = np.asarray(trace.jacobian[name], np.float64)[0]
        found = float(table[tuple(int(i) for i in index.rstrip("]").split(","))] if index else table)
    except (KeyError, ValueError, IndexError, TypeError):
        return None
    return found if not math.isnan(found) or _asked(trace) else None


def _asked(trace: Trace) -> bool:
    """Whether the engine ran a sweep at all: a NaN of its own is an answer."""
    return any(sweep.kind is not SweepKind.PRIMAL for sweep in trace.sweeps)
