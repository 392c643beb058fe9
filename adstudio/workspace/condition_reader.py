"""Reading a condition: Python's parser makes the tree, which is walked; whatever is not named here is refused."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.program import parsing
from adstudio.workspace.condition_parts import (
    ConditionError,
    Evaluate,
    Number,
    Part,
    Steps,
    Truth,
    apply,
    constant,
    negated,
)
from adstudio.workspace.condition_words import CONSTANTS, FUNCTIONS, NUMBERS, TEXTS

LONGEST, DEEPEST = 500, 40  # characters, and expressions within each other


class Reader:
    """Walks the tree of one condition."""

    def __init__(self, text: str) -> None:
        self.text = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
        self.indent = len(self.text) - len(self.text.lstrip())
        self.body = self.text.strip()

    def read(self) -> Part:
        """The whole of it."""
        if not self.body:
            raise ConditionError(1, "write a condition, such as `abs(adjoint) > 1e6`")
        if len(self.body) > LONGEST:
            raise ConditionError(LONGEST + 1, f"a condition has at most {LONGEST} characters")
        try:
            with warnings.catch_warnings(action="ignore"):  # of what we refuse anyway
                tree = parsing.expression(self.body)
        except SyntaxError as error:
            at = error.offset or len(self.body) + 1  # 0: it ends too early
            raise ConditionError(self.indent + at, _complaint(self.body, at, error.msg)) from None
        except (ValueError, RecursionError, MemoryError):
            raise ConditionError(self.indent + 1, "this cannot be read as an expression") from None
        return self.part(tree, 0)

    def column(self, node: ast.expr) -> int:
        """Where an expression begins, in characters from 1."""
        return self.indent + len(self.body.encode()[: node.col_offset].decode(errors="ignore")) + 1

    def refuse(self, node: ast.expr, message: str) -> ConditionError:
        """The error to raise at an expression."""
        return ConditionError(self.column(node), message)

    def part(self, node: ast.expr, depth: int) -> Part:
        """One expression."""
        if depth > DEEPEST:
            raise self.refuse(node, f"at most {DEEPEST} expressions within each other")
        match node:
            case ast.Constant():
                return self.constant(node)
            case ast.Name():
                return self.name(node)
            case ast.UnaryOp():
                return self.unary(node, depth + 1)
            case ast.BinOp():
                return self.binary(node, depth + 1)
            case ast.BoolOp():
                return self.joined(node, depth + 1)
            case ast.Compare():
                return self.compared(node, depth + 1)
            case ast.Call():
                return self.called(node, depth + 1)
            case ast.Tuple() | ast.List():
                return self.words(node)
        raise self.refuse(node, f"{_ARTICLES.get(type(node), 'this')} is not allowed here; {_ALLOWED}")

    def constant(self, node: ast.Constant) -> Part:
        """A number or a word in quotes."""
        if isinstance(node.value, str):
            text = node.value
            return Part("words", lambda _: (text,), node)
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise self.refuse(node, f"{node.value!r} is not allowed here; {_ALLOWED}")
        return constant(float(node.value) if abs(node.value) < 1e308 else float("inf"), node)

    def words(self, node: ast.Tuple | ast.List) -> Part:
        """Words in brackets, for `in`."""
        found = [entry.value for entry in node.elts if isinstance(entry, ast.Constant) and isinstance(entry.value, str)]
        if len(found) != len(node.elts):
            raise self.refuse(node, "a list holds words in quotes, as in `op in ('log', 'div')`")
        return Part("words", lambda _: tuple(found), node)

    def name(self, node: ast.Name) -> Part:
        """What a step has."""
        name = node.id
        if name in CONSTANTS:
            return constant(CONSTANTS[name], node)
        if name in NUMBERS:
            return Part("number", lambda steps: Number(*steps.number(name)), node)
        if name in TEXTS:
            return Part("text", lambda steps: steps.text(name), node)
        if name in FUNCTIONS:
            raise self.refuse(node, f"{name} is a function; write {name}(…)")
        raise self.refuse(node, f"there is no {name!r}; {_meant(name, (*NUMBERS, *TEXTS, *CONSTANTS))}")

    def number(self, node: ast.expr, depth: int, what: str) -> Evaluate:
        """An expression that has to be a number."""
        part = self.part(node, depth)
        if part.gives != "number":
            raise self.refuse(node, f"{what} takes numbers, and this is {_GIVES[part.gives]}")
        return part.of

    def truth(self, node: ast.expr, depth: int, what: str) -> Evaluate:
        """An expression that has to be a condition."""
        part = self.part(node, depth)
        if part.gives != "truth":
            raise self.refuse(node, f"{what} takes conditions, and this is {_GIVES[part.gives]}")
        return part.of

    def unary(self, node: ast.UnaryOp, depth: int) -> Part:
        """− + not."""
        if isinstance(node.op, ast.Not):
            inner = self.truth(node.operand, depth, "not")
            return Part("truth", lambda steps: negated(inner(steps)), node)
        if isinstance(node.op, ast.Invert):
            raise self.refuse(node, "~ is not allowed here; write not")
        operand = self.number(node.operand, depth, "a sign")
        sign = -1.0 if isinstance(node.op, ast.USub) else 1.0
        return Part("number", lambda steps: apply(np.multiply, (Number(sign, True), operand(steps))), node)

    def binary(self, node: ast.BinOp, depth: int) -> Part:
        """Arithmetic."""
        if type(node.op) not in _ARITHMETIC:
            raise self.refuse(node, "only + − * / % and ** are allowed; write and, or, not for conditions")
        symbol, function = _ARITHMETIC[type(node.op)]
        left, right = (self.number(side, depth, symbol) for side in (node.left, node.right))
        return Part("number", lambda steps: apply(function, (left(steps), right(steps))), node)

    def joined(self, node: ast.BoolOp, depth: int) -> Part:
        """And, or."""
        both = isinstance(node.op, ast.And)
        parts = [self.truth(value, depth, "and" if both else "or") for value in node.values]

        def of(steps: Steps) -> Truth:
            truths = [part(steps) for part in parts]
            found = truths[0] if both else negated(truths[0])
            for truth in truths[1:]:
                other = truth if both else negated(truth)
                found = Truth(found.yes & other.yes, found.no | other.no)
            return found if both else negated(found)

        return Part("truth", of, node)

    def compared(self, node: ast.Compare, depth: int) -> Part:
        """< ≤ = ≠ ≥ > of numbers, also in a chain; == != in of words."""
        sides = [self.part(side, depth) for side in (node.left, *node.comparators)]
        if any(side.gives in ("text", "words") for side in sides):
            return self.spelled(node, sides)
        for side in sides:
            if side.gives != "number":
                raise self.refuse(side.node, f"numbers are compared, and this is {_GIVES[side.gives]}")
        if not all(type(op) in _COMPARISONS for op in node.ops):
            raise self.refuse(node.comparators[0], "numbers are compared by < <= == != >= >")
        functions = [_COMPARISONS[type(op)] for op in node.ops]

        def of(steps: Steps) -> Truth:
            numbers = [side.of(steps) for side in sides]
            yes, there = True, True
            for function, left, right in zip(functions, numbers, numbers[1:], strict=False):
                yes = yes & function(left.value, right.value)
                there = there & left.there & right.there
            return Truth(yes & np.asarray(there), ~np.asarray(yes) & there)

        return Part("truth", of, node)

    def spelled(self, node: ast.Compare, sides: list[Part]) -> Part:
        """A name of a step compared with words in quotes."""
        if len(sides) != 2 or [side.gives for side in sides] != ["text", "words"]:
            wrong = next((side for side in sides if side.gives not in ("text", "words")), sides[-1])
            raise self.refuse(wrong.node, "a text is compared with one in quotes, as in `op == 'log'`")
        several, op = isinstance(sides[1].node, ast.Tuple | ast.List), type(node.ops[0])
        if op not in ((ast.In, ast.NotIn) if several else (ast.Eq, ast.NotEq)):
            allowed = "in and not in" if several else "== and !="
            raise self.refuse(sides[1].node, f"here only {allowed} are allowed")
        text, words = sides[0].of, sides[1].of
        wanted = op in (ast.Eq, ast.In)

        def of(steps: Steps) -> Truth:
            codes, table = text(steps)
            meant = [i for i, word in enumerate(table) if word in words(steps)]
            equal, there = np.isin(codes, meant), codes >= 0
            return Truth(equal & there, ~equal & there) if wanted else Truth(~equal & there, equal & there)

        return Part("truth", of, node)

    def called(self, node: ast.Call, depth: int) -> Part:
        """One of `FUNCTIONS`."""
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name not in FUNCTIONS:
            if not name:
                raise self.refuse(node.func, f"only these can be called: {', '.join(FUNCTIONS)}")
            raise self.refuse(node.func, f"there is no function {name!r}; {_meant(name, tuple(FUNCTIONS))}")
        rule = FUNCTIONS[name]
        if node.keywords or not rule.least <= len(node.args) <= rule.most:
            takes = "one number" if rule.most == 1 else "two numbers or more"
            raise self.refuse(node, f"{name} takes {takes}")
        arguments = [self.number(argument, depth, name) for argument in node.args]

        def of(steps: Steps) -> Any:
            applied = apply(rule.function, tuple(argument(steps) for argument in arguments))
            if not rule.asks:
                return applied
            return Truth(applied.value & np.asarray(applied.there), ~applied.value & np.asarray(applied.there))

        return Part("truth" if rule.asks else "number", of, node)


def _meant(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches  # seldom needed, and not at the start

    near = get_close_matches(name.lower(), known, 1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"


def _complaint(text: str, column: int, message: str) -> str:
    """What Python's parser means, for somebody who writes a condition."""
    if text[column - 1 : column] == "=":
        return "two equal signs compare: =="
    if column > len(text):
        return "something is missing at the end"
    if "never closed" in message:
        return "this bracket is never closed"
    if "unterminated" in message:
        return "this quote is never closed"
    return "this cannot be read as an expression"


_ALLOWED = "a condition has numbers, names of a step, arithmetic, comparisons, and, or, not"
_ARTICLES: dict[type[ast.expr], str] = {
    ast.Attribute: "a dot",
    ast.Subscript: "an index",
    ast.Lambda: "a lambda",
    ast.IfExp: "an if",
    ast.NamedExpr: "an assignment",
    ast.JoinedStr: "an f-string",
    ast.Dict: "a dictionary",
    ast.Set: "a set",
    ast.Starred: "a star",
}
_GIVES = {"number": "a number", "text": "a text", "truth": "a condition", "words": "a word in quotes"}
_ARITHMETIC: dict[type[ast.operator], tuple[str, Callable[..., Any]]] = {
    ast.Add: ("+", np.add),
    ast.Sub: ("−", np.subtract),
    ast.Mult: ("*", np.multiply),
    ast.Div: ("/", np.divide),
    ast.Mod: ("%", np.mod),
    ast.Pow: ("**", np.power),
}
_COMPARISONS: dict[type[ast.cmpop], Callable[..., Any]] = {
    ast.Lt: np.less,
    ast.LtE: np.less_equal,
    ast.Eq: np.equal,
    ast.NotEq: np.not_equal,
    ast.GtE: np.greater_equal,
    ast.Gt: np.greater,
}
