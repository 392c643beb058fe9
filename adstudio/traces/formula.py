"""A trace in the language of formulas: what a node is called, what it computes, what its partials are.

Everything is written by a `Script`, Unicode or LaTeX, through the same code, so both say the same thing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from adstudio.traces import quantities
from adstudio.traces.edits import Edited, EditKind
from adstudio.traces.header import Port
from adstudio.traces.model import Flag
from adstudio.traces.notation import ARGUMENTS, NOTATION, latex_of, split
from adstudio.traces.quantities import Quantity
from adstudio.traces.steps import Step
from adstudio.traces.writing import Latex, Line, Role, Script, Token, Unicode, escaped, text_of

if TYPE_CHECKING:
    from adstudio.traces.model import Trace
    from adstudio.traces.step_formula import StepFormula

UNICODE = Unicode()
LATEX = Latex()
CONSTANT = int(Flag.CONSTANT)
MOST_ARGUMENTS = 8  # of an operation that takes many; the rest is "…"


class Operand(Struct, frozen=True):
    """What stands for an argument in a template."""

    text: str
    role: Role
    constant: float | None = None  # the literal it is, if it is one
    about: Quantity | None = None  # the number it stands for


class Formulas:
    """Names, expressions and steps of one trace. Reached as `trace.formulas`."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    # -- names ------------------------------------------------------------------------------------------------------

    @cached_property
    def ports(self) -> dict[int, str]:
        """The name of each input and output row; a row that is both keeps the input's."""
        header = self.trace.header
        return {row: name for port in (*header.outputs, *header.inputs) for row, name in _entries(port)}

    def name(self, row: int) -> str:
        """x1, f, x[0, 1], or the variable the row was assigned to; "" for none."""
        if row in self.ports:
            return self.ports[row]
        index = int(self.trace.nodes.name[row])
        return self.trace.header.names[index] if index >= 0 else ""

    def port(self, row: int) -> str:
        """x1, f, x[0, 1]: what the row is to the caller of the program; "" for neither input nor output."""
        return self.ports.get(row, "")

    def op(self, row: int) -> str:
        """The name of the operation."""
        return self.trace.header.ops[int(self.trace.nodes.op[row])]

    def is_constant(self, row: int) -> bool:
        """A literal, which is written as its number."""
        return bool(self.trace.nodes.flags.item(row) & CONSTANT)

    def is_array(self, row: int) -> bool:
        """The value is an array, so the number in the column is its norm."""
        array = self.trace.nodes.array
        return len(array) > 0 and int(array[row]) >= 0

    def label(self, row: int, script: Script = UNICODE) -> str:
        """v₃; of a constant its number."""
        if self.is_constant(row):
            return script.number(float(self.trace.nodes.value[row]))
        return script.variable(int(self.trace.labels[row]))

    def title(self, row: int, script: Script = UNICODE) -> str:
        """v₁ = x₁, v₇ = f: the label, and the name where the row has one."""
        name = self.name(row)
        return f"{self.label(row, script)} = {script.name(name)}" if name else self.label(row, script)

    # -- expressions ------------------------------------------------------------------------------------------------

    def expression(self, row: int, script: Script = UNICODE) -> Line:
        """ln v₁, v₁ · v₂, myop(v₁, v₂); an input is its name, a constant its number; "set" where a person set it."""
        if self.is_set(row):
            return (Token(r"\text{set}" if script.latex else "set", "plain"),)
        return (*self.computed(row, script), *self._nudge(row, script))

    def expression_in_numbers(self, row: int, script: Script = UNICODE) -> Line:
        """ln 2, 2 · 5; an input is its value."""
        operands = [self.value_operand(p, script) for p in self._shown(row)]
        return (*self.write_expression(row, operands, script, numbers=True), *self._nudge(row, script))

    def computed(self, row: int, script: Script = UNICODE) -> Line:
        """What the program computes at a row, whatever a person put there."""
        return self.write_expression(row, [self.operand(p, script) for p in self._shown(row)], script)

    def is_set(self, row: int) -> bool:
        """Whether a person set the value of the row: it depends on nothing."""
        return row in self.edited and self.edited[row].kind is EditKind.SET

    @cached_property
    def edited(self) -> dict[int, Edited]:
        """The values that a person put in, by row."""
        return {edited.row: edited for edited in self.trace.edits if edited.kind is not EditKind.ADJOINT}

    def _nudge(self, row: int, script: Script) -> Line:
        """The + 2 of a row that a person nudged by it."""
        if row not in self.edited or self.is_set(row):
            return ()
        shift = self.edited[row].shift
        sign = f" {script.minus} " if shift < 0 else script.plus
        return Token(sign, "operator"), Token(script.number(abs(shift)), "number")

    def partial(self, edge: int, script: Script = UNICODE) -> Line:
        """1/v₁, cos v₂, −1: the local partial along an edge, to stand alone; empty where only its number is known."""
        row = self.trace.timeline.child_of(edge)
        return _bare(self.factor(row, edge - int(self.trace.nodes.start[row]), script))

    def partial_in_numbers(self, edge: int, script: Script = UNICODE) -> Line:
        """1/2, cos 5: the local partial along an edge with numbers; empty where it has no formula, or is a number."""
        row = self.trace.timeline.child_of(edge)
        place = edge - int(self.trace.nodes.start[row])
        written = self.factor(row, place, script)
        if not any(token.about for token in written):
            return ()
        arguments = [self.value_operand(p, script) for p in self._shown(row)]
        return _bare(self._write_partial(row, place, arguments, self.value_operand(row, script), script))

    def factor(self, row: int, place: int, script: Script = UNICODE) -> Line:
        """The partial of `row` by argument number `place`, in brackets where it is a sum; empty where unknown."""
        arguments = [self.operand(p, script) for p in self._shown(row)]
        return self._write_partial(row, place, arguments, self.operand(row, script), script)

    def _write_partial(
        self, row: int, place: int, arguments: Sequence[Operand], value: Operand, script: Script
    ) -> Line:
        parents = self.trace.nodes.edges(row)
        notation = NOTATION.get(self.op(row))
        if notation is None or notation.arity not in (-1, len(parents)) or not notation.partial(place):
            return ()
        if row in self.edited:  # set: 0; nudged: at the value that it computed, which is not the one that is seen
            return ()
        template = notation.partial(place)
        return fill(latex_of(template) if script.latex else template, script, arguments, value)

    def write_expression(
        self,
        row: int,
        arguments: Sequence[Operand],
        script: Script,
        *,
        numbers: bool = False,
        own: Operand | None = None,
    ) -> Line:
        """The expression of `row` with the given operands in the places of its arguments, and of its own value."""
        count = len(self.trace.nodes.edges(row))
        if count == 0:
            text = script.number(float(self.trace.nodes.value[row])) if numbers else script.name(self.name(row))
            if self.is_constant(row):
                return (Token(self.label(row, script), "number"),)
            return (Token(text or self.op(row), "number" if numbers else "primal"),)
        notation = NOTATION.get(self.op(row))
        if notation is not None and notation.arity in (-1, count):
            template = (notation.latex or latex_of(notation.expression)) if script.latex else notation.expression
            return fill(template, script, arguments, own or self.operand(row, script))
        name = rf"\operatorname{{{escaped(self.op(row))}}}" if script.latex else self.op(row)
        return (Token(name + "(", "operator"), *_listed(script, arguments), Token(")", "operator"))

    def operand(self, row: int, script: Script) -> Operand:
        """A row as v₃, or as its number where it is a constant."""
        if self.is_constant(row):
            return self.value_operand(row, script)
        return Operand(self.label(row, script), "primal", about=quantities.value(row))

    def value_operand(self, row: int, script: Script) -> Operand:
        """A row as its value."""
        value = float(self.trace.nodes.value[row])
        role: Role = "number" if math.isfinite(value) else "trouble"
        if self.is_array(row):
            return Operand(self.label(row, script), "primal", about=quantities.value(row))
        if self.is_constant(row):
            return Operand(script.number(value), role, value)
        return Operand(script.number(value), role, about=quantities.value(row))

    def _shown(self, row: int) -> list[int]:
        """The arguments that are written out: one more than the most, so that `fill` knows to stop."""
        edges = self.trace.nodes.edges(row)
        return [
            int(p) for p in self.trace.nodes.parent[edges.start : min(edges.stop, edges.start + MOST_ARGUMENTS + 1)]
        ]

    # -- steps --------------------------------------------------------------------------------------------------------

    def step(self, step: Step) -> StepFormula:
        """The step in symbols, in numbers, and as before → after."""
        from adstudio.traces.step_formula import StepFormula, write_step

        lines = write_step(self, step, UNICODE)
        return StepFormula(*lines, latex=_aligned([text_of(line) for line in write_step(self, step, LATEX)]))

    def sentence(self, step: Step) -> str:
        """The step in words."""
        from adstudio.traces.sentences import sentence

        return sentence(self.trace, step)


def fill(template: str, script: Script, arguments: Sequence[Operand], value: Operand) -> Line:
    """The template with operands in its places."""
    parts = split(template)
    tokens: list[Token] = []
    for at, part in enumerate(parts):
        if not part:
            continue
        if not part.startswith("$") or part == "$":
            tokens.append(Token(part, "operator"))
        elif part == "$*":
            tokens.extend(_listed(script, arguments))
        elif part.startswith("$^"):
            exponent = arguments[ARGUMENTS.index(part[-1])]
            tokens.append(_power(script, exponent, lowered="-" in part))
        else:
            operand = value if part == "$v" else arguments[ARGUMENTS.index(part[1])]
            before, after = parts[at - 1], parts[at + 1] or (parts[at + 2] if at + 2 < len(parts) else "")
            text = _bracketed(operand.text, before, after)
            tokens.append(Token(text, operand.role, operand.about))
    return tuple(token for token in tokens if token.text)


def _bare(written: Line) -> Line:
    """Without the brackets that are for its place in a product."""
    if not re.fullmatch(r"\(([^()]*)\)", text_of(written)):
        return written
    ends = (written[0], written[-1])
    return tuple(
        replace(token, text=re.sub(r"^\(|\)$", "", token.text)) if token in ends else token for token in written
    )


def _bracketed(text: str, before: str, after: str) -> str:
    """Brackets around a negative number inside an expression, and around 1e-8 before an exponent."""
    power = after.startswith(("²", "^{", "$^"))
    negative = text.startswith(("-", "−"))
    safe = before.endswith(("(", "|", "⌊", "⌈", "{", "lfloor ", "lceil ")) or (not before and not after.startswith("²"))
    needed = (power and (negative or "e-" in text or "^" in text)) or (negative and not safe)
    return f"({text})" if needed else text


def _listed(script: Script, arguments: Sequence[Operand]) -> list[Token]:
    tokens: list[Token] = []
    for operand in arguments[:MOST_ARGUMENTS]:
        tokens += [Token(operand.text, operand.role, operand.about), Token(", ", "operator")]
    return [*tokens, Token(script.dots, "operator")] if len(arguments) > MOST_ARGUMENTS else tokens[:-1]


def _power(script: Script, exponent: Operand, *, lowered: bool) -> Token:
    """y, or y − 1 where lowered, as a superscript; nothing for the power 1 that is left of a square's slope."""
    if exponent.constant is None:
        text = f"{exponent.text} {script.minus} 1" if lowered else exponent.text
        return Token(script.superscript(text), exponent.role, exponent.about)
    power = exponent.constant - 1 if lowered else exponent.constant
    return Token("" if lowered and power == 1 else script.superscript(script.number(power)), "number")


def _entries(port: Port) -> list[tuple[int, str]]:
    """(row, name) of each entry of an input or output: x, or x[0], x[1], …, or x[0, 1]."""
    if not port.rows:
        return []  # however long the other sides of an empty array are
    if len(port.rows) == 1 and (not port.shape or math.prod(port.shape) != 1):
        return [(port.rows[0], port.name)]
    shape = port.shape if port.shape and math.prod(port.shape) == len(port.rows) else (len(port.rows),)
    places = (", ".join(map(str, place)) for place in np.ndindex(*shape))
    return [(row, f"{port.name}[{place}]") for row, place in zip(port.rows, places, strict=True)]


def _aligned(lines: list[str]) -> str:
    """The lines as one LaTeX formula."""
    kept = [line for line in lines if line]
    if len(kept) == 1:
        return kept[0]
    return "\\begin{gathered}\n" + "".join(f"{a} \\\\\n" for a, _ in pairwise(kept)) + f"{kept[-1]}\n\\end{{gathered}}"


__all__ = ["LATEX", "UNICODE", "Formulas", "Operand", "fill"]
