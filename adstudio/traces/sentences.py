"""One plain sentence per step, for those who read words before formulas: what happened, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.circumstances import circumstances
from adstudio.traces.formula import UNICODE, Formulas, fill
from adstudio.traces.model import Flag, Sweep, SweepKind
from adstudio.traces.notation import NOTATION
from adstudio.traces.step_formula import put_in
from adstudio.traces.steps import Step
from adstudio.traces.writing import text_of

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
MOST_NAMED = 3  # children named one by one; of more, the first two and how many others
MOST_TERMS = 10_000  # arguments that are counted
MOST_USES = 2_000  # uses that are counted


def sentence(trace: Trace, step: Step) -> str:
    """What the step does, without a full stop: "v₄ multiplies v₁ by v₂", "x₂ feeds v₄ and v₅, so …".

    Then, after semicolons, what is special about it: a kink, a NaN and where it was born, a branch, an array.
    """
    formulas = trace.formulas
    tell = {
        SweepKind.PRIMAL: _primal,
        SweepKind.TANGENT: _tangent,
        SweepKind.ADJOINT: _adjoint,
        SweepKind.TAYLOR: _taylor,
        SweepKind.DIFFERENCE: _difference,
    }[step.kind]
    return "; ".join((tell(formulas, step), *_replaced(formulas, step), *circumstances(trace, step)))


def _replaced(formulas: Formulas, step: Step) -> tuple[str, ...]:
    """That a person put another adjoint in its place."""
    edited = put_in(formulas, step)
    return () if edited is None else (f"{UNICODE.number(edited.value)} was put in its place, and goes on",)


def _primal(formulas: Formulas, step: Step) -> str:
    row = step.row
    label, op = formulas.label(row), formulas.op(row)
    edited = formulas.edited.get(row)
    if edited is not None and formulas.is_set(row):
        return (
            f"{label} was set to {UNICODE.number(edited.value)} by hand: it depends on nothing, and nothing flows back"
        )
    if edited is not None:
        amount = UNICODE.number(edited.shift)
        return f"{label} was nudged by {amount} by hand: it still depends on its arguments, as steeply as before"
    edges = formulas.trace.nodes.edges(row)
    if not len(edges):
        name = UNICODE.name(formulas.name(row))
        return f"{label} is the input {name}" if name else f"{label} is an input"
    result = formulas.trace.nodes.flags[row] & Flag.OUTPUT and formulas.port(row)
    ending = f" and is the result {UNICODE.name(formulas.port(row))}" if result else ""
    notation = NOTATION.get(op)
    if notation is not None and notation.words and notation.arity in (-1, len(edges)):
        arguments = [formulas.operand(p, UNICODE) for p in formulas.trace.nodes.parents(row)[:3]]
        return f"{label} {text_of(fill(notation.words, UNICODE, arguments, formulas.operand(row, UNICODE)))}{ending}"
    return f"{label} is {text_of(formulas.expression(row))}{ending}"


def _tangent(formulas: Formulas, step: Step) -> str:
    who, nodes = called(formulas, step.row), formulas.trace.nodes
    if not len(nodes.edges(step.row)):
        return f"{who} is {'the direction' if step.seed else 'held still'}: its tangent is {UNICODE.number(step.after)}"
    parents = [p for p in nodes.parents(step.row)[:MOST_TERMS] if not formulas.is_constant(p)]
    if step.after == 0 and not formulas.trace.sweeps[step.sweep].derivative[parents].any():
        return f"No argument of {who} moves in this direction, so its tangent is 0"
    if len(parents) <= 1:
        return f"The tangent of {who} is that of its argument, times the local partial"
    return f"The tangent of {who} adds up {_count(len(parents))} terms, one per argument: local partial times tangent"


def _taylor(formulas: Formulas, step: Step) -> str:
    who, order = called(formulas, step.row), formulas.trace.sweeps[step.sweep].order
    if len(formulas.trace.nodes.edges(step.row)):
        return f"{who} gets its series from those of its arguments, up to order {order}"
    if step.seed:
        return (
            f"{who} is the direction: its series is its value, then {UNICODE.number(step.after)}, up to order {order}"
        )
    return f"{who} is held still: its series is its value alone, up to order {order}"


def _difference(formulas: Formulas, step: Step) -> str:
    sweep, who = formulas.trace.sweeps[step.sweep], called(formulas, step.row)
    moved = ", ".join(called(formulas, row) for row, _ in sweep.seed[:MOST_NAMED]) or "the inputs"
    h = f"h = {UNICODE.number(sweep.parameters['h'])}" if "h" in sweep.parameters else "h"
    if not len(formulas.trace.nodes.edges(step.row)):
        if step.seed:
            return f"{who} is what is moved, by {h}: its quotient is {UNICODE.number(step.after)}"
        return f"{who} is held still: its quotient is {UNICODE.number(step.after)}"
    return f"{who} is computed {_again(sweep, moved, h)}"


def _again(sweep: Sweep, moved: str, h: str) -> str:
    """Where a difference quotient computes, and what it does with it."""
    match sweep.method.lower():
        case "central":
            return f"at {moved} + h and at {moved} − h, {h}: how far they lie apart, over 2h, is its quotient"
        case "complex step":
            return f"at {moved} + ih, {h}: its imaginary part over h is its quotient, and nothing is subtracted"
        case "richardson":
            return f"around {moved} with {h} and with h/2: of both quotients together the largest error cancels"
        case "backward":
            return f"again at {moved} − h, {h}: what it changed by, over h, is its quotient"
    return f"again at {moved} + h, {h}: what it changed by, over h, is its quotient"


# -- adjoint -----------------------------------------------------------------------------------------------------------


def _adjoint(formulas: Formulas, step: Step) -> str:
    who = called(formulas, step.row)
    if formulas.is_constant(step.row):
        constant, adjoint = formulas.label(step.row), UNICODE.number(step.after)
        return f"{who} is the constant {constant}: its adjoint is {adjoint}, which flows on to nothing"
    if step.seed and step.expected == 1:
        return f"{who} is where the sweep starts: its adjoint is {UNICODE.number(step.after)}"
    if step.expected == 1:
        return f"{who} feeds only {formulas.label(step.source)}, so its adjoint is this one contribution"
    edges = formulas.trace.timeline.contributing_edges(step.row, step.sweep, last=MOST_USES)
    seeds = sum(row == step.row for row, _ in formulas.trace.sweeps[step.sweep].seed)
    reasons = []
    if step.expected > seeds:
        reasons.append(f"feeds {_children(formulas, edges[edges >= 0], step.expected - seeds)}")
    if seeds:
        reasons.append("is seeded" + (f" {_times(seeds)}" if seeds > 1 else ""))
    total = f"{step.received:,} of {step.expected:,} received{_through(formulas, step)}"
    return f"{who} {' and '.join(reasons)}, so its adjoint adds up {_count(step.expected)} contributions; {total}"


def _through(formulas: Formulas, step: Step) -> str:
    """Which argument this contribution came through, where the child takes the row more than once, as in x·x."""
    if step.edge < 0:
        return ""
    nodes = formulas.trace.nodes
    edges = nodes.edges(step.source)
    place = step.edge - edges.start
    if place >= len(PLACES) or int((nodes.parent[edges.start : edges.stop] == step.row).sum()) < 2:
        return ""
    return f", this one through the {PLACES[place]} argument of {formulas.label(step.source)}"


def _children(formulas: Formulas, edges: NDArray[np.int64], count: int) -> str:
    """The rows that some edges lead into, and how often each: "v₂ twice, v₃ and 5 others, some more than once".

    edges: the last to arrive of `count`, so the first that the program computed.
    """
    rows, uses = np.unique(formulas.trace.timeline.children_of(edges), return_counts=True)
    labels = [
        formulas.label(int(row)) + (f" {_times(int(times))}" if times > 1 else "")
        for row, times in zip(rows[:MOST_NAMED], uses, strict=False)
    ]
    if len(edges) < count:
        return f"{', '.join(labels[:2])} and others after them"
    if len(rows) > MOST_NAMED:
        again = ", some more than once" if (uses[2:] > 1).any() else ""
        return f"{labels[0]}, {labels[1]} and {len(rows) - 2:,} others{again}"
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


# -- words -------------------------------------------------------------------------------------------------------------


def called(formulas: Formulas, row: int) -> str:
    """x₂ of an input or output, v₅ of what is between."""
    name = formulas.port(row)
    return UNICODE.name(name) if name else formulas.label(row)


def _count(count: int) -> str:
    return COUNTS[count] if count < len(COUNTS) else f"{count:,}"


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{_count(count)} times"
