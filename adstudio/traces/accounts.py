"""How a number of a trace is told: its symbol, its formula, the formula in numbers, and a remark where it has none."""

from __future__ import annotations

from adstudio.traces.formula import UNICODE
from adstudio.traces.model import SweepKind
from adstudio.traces.provenance import Provenance
from adstudio.traces.quantities import Quantity
from adstudio.traces.step_formula import derivative, right_side, write_step
from adstudio.traces.steps import Step
from adstudio.traces.writing import Line, Token, text_of


def symbol(provenance: Provenance, quantity: Quantity) -> Line:
    """v₄, v̄₂, ∂v₅/∂v₂; of a contribution what it is made of, v̄₅ · cos v₂."""
    trace, at = provenance.trace, quantity.at
    if quantity.what == "value":
        return (Token(trace.formulas.label(at), "primal", quantity),)
    if quantity.what == "derivative":
        return (derivative(trace.formulas, quantity.sweep, at, UNICODE),)
    if quantity.what == "partial":
        child, labels = trace.timeline.child_of(at), trace.labels
        text = UNICODE.partial(int(labels[child]), int(labels[trace.nodes.parent[at]]))
        return (Token(text, "primal", quantity),)
    step = trace.timeline.step(at)
    if quantity.what == "sum":
        return (derivative(trace.formulas, step.sweep, step.row, UNICODE),)
    return right_side(trace.formulas, step, UNICODE)


def formula(provenance: Provenance, quantity: Quantity) -> Line:
    """v₁ · v₂ of v₄, v̄₄ · v₁ of an adjoint that gets one contribution; empty where it is given, or a long sum."""
    formulas, at = provenance.trace.formulas, quantity.at
    if quantity.what == "value":
        return formulas.expression(at) if not formulas.is_constant(at) else ()
    if quantity.what == "partial":
        return formulas.partial(at)
    made = _made(provenance, quantity)
    if quantity.what != "derivative" or made is None or made.expected > 1 or made.seed or _given(provenance, made):
        return ()
    return right_side(formulas, made, UNICODE)


def numbers(provenance: Provenance, quantity: Quantity) -> Line:
    """The formula with its numbers in the places of its symbols: 1 · 2 = 2; empty where there is nothing to say."""
    formulas = provenance.trace.formulas
    if quantity.what == "partial":
        return () if formulas.is_array(provenance.row(quantity)) else formulas.partial_in_numbers(quantity.at)
    made = _made(provenance, quantity)
    if made is None or (quantity.what != "contribution" and made.expected > 1):
        return ()  # a sum is told by its contributions
    return write_step(formulas, made, UNICODE)[1]


def remark(provenance: Provenance, quantity: Quantity) -> str:
    """Where no formula makes the number: "given", "seed", "2 contributions"; of a contribution its place in the sum."""
    if quantity.what == "partial":
        return ""
    if quantity.what == "value":
        if provenance.trace.formulas.is_constant(quantity.at):
            return "a literal"
        return "" if len(provenance.trace.nodes.edges(quantity.at)) else "given"
    made = _made(provenance, quantity)
    if made is None:
        return "never reached"
    if quantity.what == "contribution":
        return f"{made.received:,} of {made.expected:,}"
    if quantity.what == "sum":
        return f"{made.received:,} of {made.expected:,} contributions"
    if made.expected > 1:
        return f"{made.expected:,} contributions"
    return "seed" if made.seed else "no seed" if _given(provenance, made) else ""


def spelled_out(provenance: Provenance, quantity: Quantity) -> Line:
    """v₄ = v₁ · v₂ = 2 · 5 = 10: the number, its formula in symbols and in numbers, and what comes out."""
    parts = [part(provenance, quantity) for part in (symbol, formula, numbers)]
    if quantity.what == "partial" or not parts[-1]:  # other numbers come with their result
        parts.append((Token(UNICODE.number(provenance.number(quantity)), "number", quantity),))
    line: Line = ()
    before = ""
    for part in parts:
        if part and text_of(part) != before:
            line += (*((Token(" = ", "operator"),) if line else ()), *part)
            before = text_of(part)
    return line


def _made(provenance: Provenance, quantity: Quantity) -> Step | None:
    """The step that made the number; None where none did."""
    step = provenance.step(quantity)
    return provenance.trace.timeline.step(step) if step >= 0 else None


def _given(provenance: Provenance, made: Step) -> bool:
    """Whether a sweep that goes forward begins at the row."""
    return made.kind is not SweepKind.ADJOINT and not len(provenance.trace.nodes.edges(made.row))
