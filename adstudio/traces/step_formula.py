"""One step as a formula: in symbols, with numbers, and what it changed.

v̄₂ += v̄₄ · ∂v₄/∂v₂ = v̄₄ · v₁
1 · 2 = 2
v̄₂: −0.283662 → 1.716338
"""

from __future__ import annotations

import math

from msgspec import Struct
from msgspec.structs import replace

from adstudio.traces import quantities
from adstudio.traces.edits import Edited
from adstudio.traces.formula import Formulas, Operand
from adstudio.traces.model import Sweep, SweepKind
from adstudio.traces.quantities import Quantity
from adstudio.traces.steps import Step
from adstudio.traces.writing import ROLES, Accent, Line, Role, Script, Token, text_of

MOST_TERMS = 6  # of a tangent's sum, and of the coefficients of a series
ACCENTS: dict[SweepKind, Accent] = {SweepKind.TANGENT: "dot", SweepKind.ADJOINT: "bar"}


class StepFormula(Struct, frozen=True):
    """The formula of a step, each line in coloured pieces; a line that has nothing to say is empty."""

    symbols: Line
    numbers: Line
    change: Line
    latex: str

    @property
    def text(self) -> str:
        """The lines that there are, as plain text."""
        return "\n".join(text_of(line) for line in (self.symbols, self.numbers, self.change) if line)


def write_step(formulas: Formulas, step: Step, script: Script) -> tuple[Line, Line, Line]:
    """Symbols, numbers and change of a step."""
    change = _change(formulas, step, script)
    if step.kind is SweepKind.PRIMAL:
        return _primal(formulas, step, script), _primal_numbers(formulas, step, script), ()
    if step.seed or (step.kind is not SweepKind.ADJOINT and not len(formulas.trace.nodes.edges(step.row))):
        equals = script.accumulate if step.expected > 1 and step.received > 1 else " = "
        given = step.coefficients if step.coefficients is not None else (step.contribution,)
        symbols = (derivative(formulas, step.sweep, step.row, script), plain(equals), *_series(given, script))
        return symbols, (), change
    if step.kind is SweepKind.ADJOINT:
        return (*_adjoint(formulas, step, script), change)
    if step.kind is SweepKind.TANGENT:
        return (*_tangent(formulas, step, script), change)
    if step.kind is SweepKind.TAYLOR:
        return (*_taylor(formulas, step, script), ())
    return (*_difference(formulas, step, script), change)


def right_side(formulas: Formulas, step: Step, script: Script) -> Line:
    """What the step computes, alone: "v̄₄ · v₁", "seed", "ln v₁", for the textbook's table."""
    if step.kind is SweepKind.PRIMAL:
        return formulas.expression(step.row, script)
    if step.seed:
        return (Token(r"\text{seed}" if script.latex else "seed", "plain"),)
    if step.kind is SweepKind.ADJOINT:
        words = Token(r"\text{, put in}" if script.latex else ", put in", "plain")
        return (*_sent(formulas, step, script), *((words,) if put_in(formulas, step) else ()))
    if not len(formulas.trace.nodes.edges(step.row)):
        return (Token(r"\text{no seed}" if script.latex else "no seed", "plain"),)
    if step.kind is SweepKind.TANGENT:
        return _terms(formulas, step, script)
    return (
        _taylor(formulas, step, script, left=False)[0]
        if step.kind is SweepKind.TAYLOR
        else _quotient(formulas, step, script)
    )


def left_side(formulas: Formulas, step: Step, script: Script) -> Line:
    """What the step changes: "v₃", "v̄₆", and "v̄₂ +=" where contributions add up."""
    if step.kind is SweepKind.PRIMAL:
        return (Token(formulas.label(step.row, script), "primal"),)
    token = derivative(formulas, step.sweep, step.row, script)
    return (token, plain(script.accumulate.rstrip())) if step.expected > 1 else (token,)


def derivative(formulas: Formulas, sweep: int, row: int, script: Script) -> Token:
    """v̇₃ of a tangent, v̄₃ of an adjoint, v₃⁽ᵏ⁾/k! of a series, Δv₃/Δx₁ of a difference."""
    kind, label = formulas.trace.sweeps[sweep].kind, int(formulas.trace.labels[row])
    about = quantities.derivative(row, sweep)
    if not label and kind is SweepKind.ADJOINT:  # an output that is a constant has no number
        name = script.name(formulas.port(row)) or formulas.label(row, script)
        return Token(rf"\text{{adjoint of }}{name}" if script.latex else f"adjoint of {name}", ROLES[kind], about)
    if kind is SweepKind.TAYLOR:
        return Token(script.order(label), "higher_order", about)
    if kind is SweepKind.DIFFERENCE:
        delta = r"\Delta " if script.latex else "Δ"
        below = _direction(formulas, formulas.trace.sweeps[sweep], script) or "h"
        quotient = script.quotient(delta + script.variable(label), delta + below if below != "h" else "h")
        return Token(quotient, ROLES[kind], about)
    return Token(script.variable(label, ACCENTS.get(kind, "")), ROLES[kind], about)


def made_by(step: Step) -> Quantity:
    """The number that a step leaves behind: a value, a derivative, or an adjoint that still grows."""
    if step.kind is SweepKind.PRIMAL:
        return quantities.value(step.row)
    if step.received < step.expected:
        return quantities.running_sum(step.index)
    return quantities.derivative(step.row, step.sweep)


def plain(text: str) -> Token:
    """A piece between the symbols."""
    return Token(text, "operator")


def value(x: float, script: Script, about: Quantity | None = None, *, bracket: bool = False) -> Token:
    """A number; trouble where it is not finite; a negative one in brackets where it is a factor."""
    text = script.number(x)
    role: Role = "number" if math.isfinite(x) else "trouble"
    return Token(f"({text})" if bracket and text.startswith(("-", "−")) else text, role, about)


# -- primal -----------------------------------------------------------------------------------------------------------


def _primal(formulas: Formulas, step: Step, script: Script) -> Line:
    token = Token(formulas.label(step.row, script), "primal", made_by(step))
    if formulas.is_set(step.row):
        return (token, plain(" := "), value(step.after, script))
    return (token, plain(" = "), *formulas.expression(step.row, script))


def _primal_numbers(formulas: Formulas, step: Step, script: Script) -> Line:
    if formulas.is_set(step.row):
        words = Token(r"\text{instead of }" if script.latex else "instead of ", "plain")
        instead = value(formulas.edited[step.row].instead, script)
        return (words, *formulas.computed(step.row, script), plain(" = "), instead)
    if formulas.is_array(step.row):
        return _norm(Token(formulas.label(step.row, script), "primal", made_by(step)), step.after, script)
    result = value(step.after, script, made_by(step))
    if not len(formulas.trace.nodes.edges(step.row)):
        return (result,)
    return (*formulas.expression_in_numbers(step.row, script), plain(" = "), result)


def _norm(token: Token, size: float, script: Script) -> Line:
    """‖v₄‖ = 3: an array's number is its norm, which no rule computes from other norms."""
    return Token(script.norm(token.text), token.role, token.about), plain(" = "), value(size, script, token.about)


# -- adjoint ----------------------------------------------------------------------------------------------------------


def _adjoint(formulas: Formulas, step: Step, script: Script) -> tuple[Line, Line]:
    source = derivative(formulas, step.sweep, step.source, script)
    target = derivative(formulas, step.sweep, step.row, script)
    labels = formulas.trace.labels
    slope_of, sent = quantities.partial(step.edge), quantities.contribution(step.index)
    partial = Token(script.partial(int(labels[step.source]), int(labels[step.row])), "primal", slope_of)
    equals = script.accumulate if step.expected > 1 else " = "
    spelled = _sent(formulas, step, script)
    symbols: Line = (target, plain(equals), source, plain(script.times), partial)
    if partial not in spelled:
        symbols += (plain(" = "), *spelled)
    if formulas.is_array(step.row) or formulas.is_array(step.source):
        return symbols, _norm(target, step.after, script)
    sweep = formulas.trace.sweeps[step.sweep]
    bar, slope = float(sweep.derivative[step.source]), float(formulas.trace.nodes.partial[step.edge])
    if script.number(bar * slope) != script.number(step.contribution):  # of the last bits nothing is seen here
        return symbols, (value(step.contribution, script, sent), Token(", as the engine observed it", "plain"))
    factors = (value(bar, script, source.about), plain(script.times), value(slope, script, slope_of, bracket=True))
    return symbols, (*factors, plain(" = "), value(step.contribution, script, sent))


def _sent(formulas: Formulas, step: Step, script: Script) -> Line:
    """v̄₄ · v₁, or v̄₄ · ∂v₄/∂v₂ where the operation's partial has no notation."""
    factor = _factor(formulas, step.source, step.edge, script)
    if factor[0].text.startswith(("-", "−")):
        factor = (plain("("), *factor, plain(")"))
    return derivative(formulas, step.sweep, step.source, script), plain(script.times), *factor


def _factor(formulas: Formulas, row: int, edge: int, script: Script) -> Line:
    """The partial along an edge of `row` as a factor: cos v₂, or ∂v₄/∂v₂ where the operation has no notation."""
    labels, nodes = formulas.trace.labels, formulas.trace.nodes
    about = quantities.partial(edge)
    symbol = Token(script.partial(int(labels[row]), int(labels[nodes.parent[edge]])), "primal", about)
    return formulas.factor(row, edge - int(nodes.start[row]), script) or (symbol,)


# -- tangent ----------------------------------------------------------------------------------------------------------


def _tangent(formulas: Formulas, step: Step, script: Script) -> tuple[Line, Line]:
    left = derivative(formulas, step.sweep, step.row, script)
    symbols = (left, plain(" = "), *_terms(formulas, step, script))
    nodes, sweep = formulas.trace.nodes, formulas.trace.sweeps[step.sweep]
    edges = _active(formulas, step.row)
    if formulas.is_array(step.row) or any(formulas.is_array(int(nodes.parent[edge])) for edge in edges):
        return symbols, _norm(left, step.after, script)
    numbers: list[Token] = []
    for edge in edges[:MOST_TERMS]:
        slope, dot = float(nodes.partial[edge]), float(sweep.derivative[nodes.parent[edge]])
        numbers += [plain(script.plus)] if numbers else []
        # In the order of the symbols, so that each number stands below its own.
        single = len(_sign(_factor(formulas, step.row, edge, script))[1]) == 1
        factors = [(slope, quantities.partial(edge)), (dot, quantities.derivative(int(nodes.parent[edge]), step.sweep))]
        (first, its), (second, other) = factors if single else factors[::-1]
        numbers += [
            value(first, script, its, bracket=bool(numbers)),
            plain(script.times),
            value(second, script, other, bracket=True),
        ]
    if len(edges) > MOST_TERMS:
        numbers += [plain(script.plus), plain(script.dots)]
    result = value(step.after, script, left.about)
    return symbols, (*numbers, plain(" = "), result) if numbers else (result,)


def _terms(formulas: Formulas, step: Step, script: Script) -> Line:
    """v₂ · v̇₁ + v₁ · v̇₂; a partial of ±1 is only its sign, one that is no single symbol comes after."""
    row, nodes = step.row, formulas.trace.nodes
    tokens: list[Token] = []
    edges = _active(formulas, row)
    for edge in edges[:MOST_TERMS]:
        parent = int(nodes.parent[edge])
        dot = derivative(formulas, step.sweep, parent, script)
        negative, factor = _sign(_factor(formulas, row, edge, script))
        if negative:
            tokens.append(plain(f" {script.minus} " if tokens else script.minus))
        elif tokens:
            tokens.append(plain(script.plus))
        tokens += _product(factor, dot, script)
    if len(edges) > MOST_TERMS:
        tokens += [plain(script.plus), plain(script.dots)]
    return tuple(tokens) or (Token("0", "number"),)


def _sign(factor: Line) -> tuple[bool, Line]:
    """Whether the factor is negative, and the rest of it."""
    first = factor[0]
    if first.text.startswith(("−", "-")):
        return True, tuple(t for t in (replace(first, text=first.text[1:]), *factor[1:]) if t.text)
    return False, factor


def _product(factor: Line, dot: Token, script: Script) -> list[Token]:
    if text_of(factor) == "1":
        return [dot]
    single = len(factor) == 1
    return [*factor, plain(script.times), dot] if single else [dot, plain(script.times), *factor]


def _active(formulas: Formulas, row: int) -> list[int]:
    """The edges that carry a derivative: those to constants do not. More than are written are not looked for."""
    found: list[int] = []
    for edge in formulas.trace.nodes.edges(row):
        if not formulas.is_constant(int(formulas.trace.nodes.parent[edge])):
            found.append(edge)
        if len(found) > MOST_TERMS:
            break
    return found


# -- taylor and difference --------------------------------------------------------------------------------------------


def _taylor(formulas: Formulas, step: Step, script: Script, *, left: bool = True) -> tuple[Line, Line]:
    """v₄⁽ᵏ⁾/k! = [tᵏ] v₁(t) · v₂(t): the coefficient of tᵏ in the operation on the arguments' series."""
    operands: list[Operand] = []
    for parent in formulas.trace.nodes.parents(step.row):
        operand = formulas.operand(parent, script)
        operands.append(
            operand
            if formulas.is_constant(parent)
            else Operand(f"{operand.text}(t)", "higher_order", about=quantities.derivative(parent, step.sweep))
        )
    right = (plain(script.coefficient), *formulas.write_expression(step.row, operands, script))
    if formulas.is_set(step.row):
        right = (plain(script.coefficient), value(formulas.edited[step.row].value, script))
    symbols = (derivative(formulas, step.sweep, step.row, script), plain(" = "), *right) if left else right
    return symbols, tuple(_series(step.coefficients or (step.after,), script))


def _series(coefficients: tuple[float, ...], script: Script) -> list[Token]:
    tokens: list[Token] = []
    for x in coefficients[: MOST_TERMS + 1]:
        tokens += [*([plain(", ")] if tokens else []), value(x, script)]
    return [*tokens, plain(", " + script.dots)] if len(coefficients) > MOST_TERMS + 1 else tokens


def _difference(formulas: Formulas, step: Step, script: Script) -> tuple[Line, Line]:
    left = derivative(formulas, step.sweep, step.row, script)
    symbols = (left, plain(" = "), *_quotient(formulas, step, script))
    if formulas.is_array(step.row):
        return symbols, _norm(left, step.after, script)
    numbers: Line = (value(step.after, script, left.about),)
    h = formulas.trace.sweeps[step.sweep].parameters.get("h")
    if h is not None:
        numbers += (plain(r",\quad h = " if script.latex else ", h = "), value(h, script))
    return symbols, numbers


def _quotient(formulas: Formulas, step: Step, script: Script) -> Line:
    """(v₇(x₁ + h) − v₇(x₁))/h, as the method has it; a forward difference where the method is not known."""
    sweep = formulas.trace.sweeps[step.sweep]
    x = _direction(formulas, sweep, script)
    at, ahead = (x, "h") if x else ("x", "h u")
    v = formulas.label(step.row, script)
    plus, minus = f"{v}({at} + {ahead})", f"{v}({at} {script.minus} {ahead})"
    # fmt: off
    forms = {
        "central":      (f"{plus} {script.minus} {minus}", "2h"),
        "complex step": ((r"\operatorname{Im} " if script.latex else "Im ") + f"{v}({at} + i{ahead})", "h"),
        "backward":     (f"{v}({at}) {script.minus} {minus}", "h"),
        "richardson":   ("4 D(h/2) " + script.minus + " D(h)", "3"),
    }
    # fmt: on
    above, below = forms.get(sweep.method.lower(), (f"{plus} {script.minus} {v}({at})", "h"))
    bracket = "{}" if script.latex or sweep.method == "complex step" else "({})"
    return (Token(script.quotient(bracket.format(above), below), "tangent"),)


def _direction(formulas: Formulas, sweep: Sweep, script: Script) -> str:
    """The one input that is moved, x₁; "" where it is a direction among several."""
    if len(sweep.seed) != 1:
        return ""
    row = sweep.seed[0][0]
    return script.name(formulas.name(row)) or formulas.label(row, script)


# -- change -----------------------------------------------------------------------------------------------------------


def _change(formulas: Formulas, step: Step, script: Script) -> Line:
    """v̄₂: −0.283662 → 1.716338; a dot where nothing was there before."""
    before = Token(r"\cdot" if script.latex else "·", "plain")
    if step.before is not None:
        before = value(step.before, script, quantities.running_sum(_contribution_before(formulas, step)))
    role: Role = ROLES[step.kind] if math.isfinite(step.after) else "trouble"
    left = derivative(formulas, step.sweep, step.row, script)
    after = Token(script.number(step.after), role, made_by(step))
    if put_in(formulas, step) is None:
        return left, plain(": "), before, plain(script.arrow), after
    words = Token(r"\text{, put in}" if script.latex else ", put in", "plain")
    return left, plain(": "), before, plain(script.arrow), after, words


def put_in(formulas: Formulas, step: Step) -> Edited | None:
    """What a person put in the place of the adjoint, at the step that completes it."""
    if step.kind is not SweepKind.ADJOINT or step.received < step.expected:
        return None
    found = (edited for edited in formulas.trace.edits if (edited.sweep, edited.row) == (step.sweep, step.row))
    return next(found, None)


def _contribution_before(formulas: Formulas, step: Step) -> int:
    """The step of the contribution that the row received before this one."""
    timeline = formulas.trace.timeline
    return int(timeline.sweeps[step.sweep].start + timeline.accumulation(step.sweep).times(step.row)[step.received - 2])
