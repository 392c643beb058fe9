"""One plain sentence per step, for those who read words before formulas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adstudio.traces.formula import UNICODE, Formulas, fill
from adstudio.traces.model import SweepKind
from adstudio.traces.notation import NOTATION
from adstudio.traces.step_formula import put_in
from adstudio.traces.steps import Step
from adstudio.traces.writing import text_of

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MOST_NAMED = 3  # children named one by one; of more, the first two and how many others


def sentence(trace: Trace, step: Step) -> str:
    """What the step does, without a full stop: "v₄ multiplies v₁ by v₂", "x₂ feeds v₄ and v₅, so …"."""
    formulas = trace.formulas
    if step.kind is SweepKind.ADJOINT:
        edited = put_in(formulas, step)
        replaced = f"; {UNICODE.number(edited.value)} was put in its place, and goes on" if edited else ""
        return _adjoint(formulas, step) + replaced
    if step.kind is SweepKind.PRIMAL:
        return _primal(formulas, step.row)
    who, given = _called(formulas, step.row), not len(trace.nodes.edges(step.row))
    sweep = trace.sweeps[step.sweep]
    if step.kind is SweepKind.DIFFERENCE:
        h = UNICODE.number(sweep.parameters["h"]) if "h" in sweep.parameters else "a small step"
        moved = ", ".join(_called(formulas, row) for row, _ in sweep.seed[:MOST_NAMED]) or "the inputs"
        return f"{who} is compared with its value after a step of {h} in {moved}"
    if given and step.kind is SweepKind.TANGENT:
        return f"{who} is {'the direction' if step.seed else 'held still'}: its tangent is {UNICODE.number(step.after)}"
    if step.kind is SweepKind.TAYLOR:
        order = sweep.order
        start = "is given" if given else "gets its series from those of its arguments"
        return f"{who} {start}, up to order {order}"
    count = sum(not formulas.is_constant(parent) for parent in trace.nodes.parents(step.row)[:10_000])
    if count <= 1:
        return f"The tangent of {who} is that of its argument, times the local partial"
    return f"The tangent of {who} adds up {_count(count)} terms, one per argument: local partial times tangent"


def _primal(formulas: Formulas, row: int) -> str:
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
    notation = NOTATION.get(op)
    if notation is not None and notation.words and notation.arity in (-1, len(edges)):
        arguments = [formulas.operand(p, UNICODE) for p in formulas.trace.nodes.parents(row)[:3]]
        return f"{label} {text_of(fill(notation.words, UNICODE, arguments, formulas.operand(row, UNICODE)))}"
    return f"{label} is {text_of(formulas.expression(row))}"


def _adjoint(formulas: Formulas, step: Step) -> str:
    who = _called(formulas, step.row)
    if step.seed and step.expected == 1:
        return f"{who} is where the sweep starts: its adjoint is {UNICODE.number(step.after)}"
    if step.expected == 1:
        return f"{who} feeds only {formulas.label(step.source)}, so its adjoint is this one contribution"
    edges = formulas.trace.timeline.contributing_edges(step.row, step.sweep)
    some = edges[-MOST_NAMED * 4 :] if len(edges) > MOST_NAMED * 4 else edges  # a hub's list is not walked
    children = sorted({formulas.trace.timeline.child_of(int(edge)) for edge in some if edge >= 0})
    uses, seeds = len(edges), int((edges < 0).sum())
    reasons = []
    if children:
        several = f" {_times(uses - seeds)}" if len(children) == 1 and uses - seeds > 1 else ""
        reasons.append(f"feeds {_named(formulas, children, uses - seeds)}{several}")
    if seeds:
        reasons.append("is seeded" + (f" {_times(seeds)}" if seeds > 1 else ""))
    total = f"{step.received:,} of {step.expected:,} received"
    return f"{who} {' and '.join(reasons)}, so its adjoint adds up {_count(step.expected)} contributions; {total}"


def _named(formulas: Formulas, children: list[int], uses: int) -> str:
    labels = [formulas.label(child) for child in children]
    if uses > MOST_NAMED * 4 or len(labels) > MOST_NAMED:
        others = uses - 2
        return f"{labels[0]}, {labels[1]} and {others} others" if len(labels) > 1 else labels[0]
    return labels[0] if len(labels) == 1 else f"{', '.join(labels[:-1])} and {labels[-1]}"


def _called(formulas: Formulas, row: int) -> str:
    """x₂ of an input or output, v₅ of what is between."""
    name = formulas.port(row)
    return UNICODE.name(name) if name else formulas.label(row)


def _count(count: int) -> str:
    return COUNTS[count] if count < len(COUNTS) else f"{count:,}"


def _times(count: int) -> str:
    return "twice" if count == 2 else f"{_count(count)} times"
