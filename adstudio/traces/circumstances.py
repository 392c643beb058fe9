"""What is special about a step, in words: a kink, a stopped derivative, a NaN and its birth, a branch, an array."""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from adstudio.traces.formula import UNICODE, Formulas
from adstudio.traces.model import Flag, SweepKind
from adstudio.traces.steps import Step

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

MOST_LOOKED_AT = 10_000  # arguments among which a culprit is sought


def circumstances(trace: Trace, step: Step) -> Iterator[str]:
    """Clauses without a full stop, none for an ordinary step."""
    if step.kind is SweepKind.PRIMAL:
        yield from _branch(trace, step.row)
    yield from _kink(trace, step)
    yield from _stop(trace, step)
    if step.kind is SweepKind.PRIMAL:
        yield from _value_born(trace, step)
    elif step.kind is SweepKind.ADJOINT:
        yield from _contribution_born(trace, step)
    elif step.kind in (SweepKind.TANGENT, SweepKind.TAYLOR):
        yield from _derivative_born(trace, step)
    yield from _array(trace, step)


def _rule_of(step: Step) -> int:
    """The row whose rule the step applies; −1 for a seed."""
    return step.source if step.kind is SweepKind.ADJOINT else step.row


def _kink(trace: Trace, step: Step) -> Iterator[str]:
    row = _rule_of(step)
    if row < 0 or step.kind is SweepKind.DIFFERENCE or not trace.nodes.flags[row] & Flag.KINK:
        return
    if step.kind is SweepKind.ADJOINT:
        slope = UNICODE.number(float(trace.nodes.partial[step.edge]))
        yield f"{trace.formulas.label(row)} has a kink here, and of its slopes {slope} was chosen"
    elif step.kind is SweepKind.PRIMAL:
        yield "it has a kink here: its slope depends on the side one comes from"
    else:
        yield "it has a kink here, and one of its slopes was chosen"


def _stop(trace: Trace, step: Step) -> Iterator[str]:
    row = _rule_of(step)
    if row < 0 or not trace.nodes.flags[row] & Flag.STOPPED:
        return
    if step.kind is SweepKind.ADJOINT:
        yield f"{trace.formulas.label(row)} stops derivatives, so nothing flows back through it"
    elif step.kind in (SweepKind.TANGENT, SweepKind.TAYLOR):
        yield "it stops derivatives, so nothing flows on through it"


# -- NaN and infinity --------------------------------------------------------------------------------------------------


def _value_born(trace: Trace, step: Step) -> Iterator[str]:
    if math.isfinite(step.after) or not len(trace.nodes.edges(step.row)):
        return
    what = UNICODE.number(step.after)
    parents = trace.nodes.parents(step.row)[:MOST_LOOKED_AT]
    culprit = next((p for p in parents if not math.isfinite(trace.nodes.value[p])), -1)
    if culprit < 0:
        yield f"{what} is born here: every argument is finite"
    else:
        yield f"{what} comes from {_with_value(trace.formulas, culprit)}"


def _with_value(formulas: Formulas, row: int) -> str:
    value = UNICODE.number(float(formulas.trace.nodes.value[row]))
    return value if formulas.is_constant(row) else f"{formulas.label(row)} = {value}"


def _contribution_born(trace: Trace, step: Step) -> Iterator[str]:
    if step.edge < 0:
        return
    bar, slope = float(trace.sweeps[step.sweep].derivative[step.source]), float(trace.nodes.partial[step.edge])
    child, parent = (trace.formulas.label(row) for row in (step.source, step.row))
    if math.isfinite(step.contribution):
        if slope == 0 and not trace.nodes.flags[step.source] & (Flag.KINK | Flag.STOPPED):
            yield f"{child} does not change with {parent} here: its partial is 0"
        if not math.isfinite(step.after) and step.before is not None:
            yield f"it was {UNICODE.number(step.before)} already"
        return
    what = UNICODE.number(step.contribution)
    if not math.isfinite(bar):
        yield f"{what} comes from the adjoint of {child}"
    elif bar == 0 and math.isinf(slope):
        yield f"{what} is born here: the partial ∂{child}/∂{parent} is infinite, and 0 · ∞ is no number"
    elif not math.isfinite(slope):
        yield f"{what} is born here: the partial ∂{child}/∂{parent} is {UNICODE.number(slope)}"
    else:
        yield f"{what} is born here: the product is too large for a float"


def _derivative_born(trace: Trace, step: Step) -> Iterator[str]:
    if math.isfinite(step.after) or not len(trace.nodes.edges(step.row)):
        return
    column = trace.sweeps[step.sweep].derivative
    first = column[:, min(1, column.shape[1] - 1)] if column.ndim == 2 else column
    edges = trace.nodes.edges(step.row)[:MOST_LOOKED_AT]
    row, what = step.row, UNICODE.number(step.after)
    for edge in edges:
        parent = int(trace.nodes.parent[edge])
        if trace.nodes.flags[parent] & Flag.CONSTANT:
            continue
        name = trace.formulas.label(parent)
        if not math.isfinite(first[parent]):
            yield f"{what} comes from the derivative of {name}"
            return
        if not math.isfinite(trace.nodes.partial[edge]):
            slope = UNICODE.number(float(trace.nodes.partial[edge]))
            yield f"{what} is born here: the partial ∂{trace.formulas.label(row)}/∂{name} is {slope}"
            return
    yield f"{what} is born here: every argument's derivative is finite"


# -- branches and arrays -----------------------------------------------------------------------------------------------


def _branch(trace: Trace, row: int) -> Iterator[str]:
    """The comparison just before the row: which way the program went, and how near it was to the other."""
    table = next((series for series in trace.series if series.name == "branches"), None)
    if table is None:
        return
    rows = np.asarray(table["row"])
    at = int(np.searchsorted(rows, row, side="right")) - 1
    first = row  # the literals of an operation are rows of their own, before it
    while first > 0 and trace.nodes.flags[first - 1] & Flag.CONSTANT:
        first -= 1
    if at < 0 or rows[at] < first:
        return
    condition, margin = table["condition"][at], float(table["margin"][at])
    line = int(table["line"][at])
    where = f" in line {line}" if line else ""
    holds = "holds" if table["outcome"][at] else "does not hold"
    by = f", by {UNICODE.number(abs(margin))}" if math.isfinite(margin) and margin else ""
    if _is_call(condition):
        outcome = "true" if table["outcome"][at] else "false"
        yield f"before it a comparison in {condition} came out {outcome}{where}{by}"
        return
    yield f"the program came here because {condition} {holds}{where}{by}"


def _is_call(condition: str) -> bool:
    """Whether what compares is a function that the program calls, as `z.max()`, and not the program itself."""
    try:
        return isinstance(ast.parse(condition, mode="eval").body, ast.Call)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # the first line of a longer condition
        return False


def _array(trace: Trace, step: Step) -> Iterator[str]:
    array = trace.nodes.array
    index = int(array[step.row]) if len(array) else -1
    if index < 0:
        return
    shape = " × ".join(map(str, trace.arrays.shape[index])) or "no axes"
    what = "value" if step.kind is SweepKind.PRIMAL else "derivative"
    yield f"it is an array of {shape}, and of its {what} the norm is shown"
