"""Conditions over steps, `abs(adjoint) > 1e6`: a small grammar of our own, read and evaluated on whole columns.

Python's own parser makes the tree, and nothing of it is ever compiled or run: the tree is walked, and whatever is not
named here is refused with its column. A condition holds of a step only if what it speaks of is there: `adjoint` is
nothing in a forward pass, so there neither `adjoint > 1` nor `isnan(adjoint)` holds, nor does `not adjoint > 1`.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adstudio.workspace.condition_words import CONSTANTS, FUNCTIONS, NUMBERS, TEXTS

LONGEST, DEEPEST = 500, 40  # characters, and expressions within each other
Mask = NDArray[np.bool_]


class ConditionError(ValueError):
    """A condition that cannot be read: `column` is where, from 1; the message says it too."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(f"column {column}: {message}")
        self.column = column


class Steps(Protocol):
    """The T steps that a condition is asked about."""

    def __len__(self) -> int: ...

    def number(self, name: str) -> tuple[NDArray[np.float64], Mask]:
        """(T,) one of `NUMBERS`, and where there is such a thing."""

    def text(self, name: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
        """(T,) one of `TEXTS`, as indices into a table; −1 for none."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of every step, or one for all; `there` is where it exists."""

    value: Any
    there: Any


@dataclass(frozen=True, slots=True)
class Truth:
    """Where something is so, and where it is not; neither where it speaks of what is not there."""

    yes: Any
    no: Any


Evaluate = Callable[[Steps], Any]


@dataclass(frozen=True, slots=True)
class Part:
    """An expression that was read: what it gives ("number", "text", "truth", "words"), and how."""

    gives: str
    of: Evaluate
    node: ast.expr


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was read."""

    text: str
    truth: Evaluate

    def holds(self, steps: Steps) -> Mask:
        """(T,) of which steps it holds."""
        with np.errstate(all="ignore"):
            found: Truth = self.truth(steps)
        return np.broadcast_to(np.asarray(found.yes, bool), (len(steps),))


def read(text: str) -> Condition:
    """Read a condition. Raises `ConditionError` with the column of whatever is not in the grammar."""
    reader = Reader(text)
    part = reader.read()
    if part.gives != "truth":
        raise ConditionError(reader.column(part.node), "this is no condition; compare it, as in `abs(value) > 1`")
    return Condition(text.strip(), part.of)


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
                tree = ast.parse(self.body, mode="eval")
        except SyntaxError as error:
            raise ConditionError(self.indent + max(error.offset or 1, 1), _complaint(self.body, error)) from None
        except (ValueError, RecursionError, MemoryError):
            raise ConditionError(self.indent + 1, "this cannot be read as an expression") from None
        return self.part(tree.body, 0)

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
        return _number(float(node.value) if abs(node.value) < 1e308 else float("inf"), node)

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
            return _number(CONSTANTS[name], node)
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
            return Part("truth", lambda steps: _not(inner(steps)), node)
        if isinstance(node.op, ast.Invert):
            raise self.refuse(node, "~ is not allowed here; write not")
        operand = self.number(node.operand, depth, "a sign")
        sign = -1.0 if isinstance(node.op, ast.USub) else 1.0
        return Part("number", lambda steps: _apply(np.multiply, (Number(sign, True), operand(steps))), node)

    def binary(self, node: ast.BinOp, depth: int) -> Part:
        """Arithmetic."""
        if type(node.op) not in _ARITHMETIC:
            raise self.refuse(node, "only + − * / % and ** are allowed; write and, or, not for conditions")
        symbol, function = _ARITHMETIC[type(node.op)]
        left, right = (self.number(side, depth, symbol) for side in (node.left, node.right))
        return Part("number", lambda steps: _apply(function, (left(steps), right(steps))), node)

    def joined(self, node: ast.BoolOp, depth: int) -> Part:
        """And, or."""
        both = isinstance(node.op, ast.And)
        parts = [self.truth(value, depth, "and" if both else "or") for value in node.values]

        def of(steps: Steps) -> Truth:
            truths = [part(steps) for part in parts]
            found = truths[0] if both else _not(truths[0])
            for truth in truths[1:]:
                other = truth if both else _not(truth)
                found = Truth(found.yes & other.yes, found.no | other.no)
            return found if both else _not(found)

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
            applied = _apply(rule.function, tuple(argument(steps) for argument in arguments))
            if not rule.asks:
                return applied
            return Truth(applied.value & np.asarray(applied.there), ~applied.value & np.asarray(applied.there))

        return Part("truth" if rule.asks else "number", of, node)


def _number(value: float, node: ast.expr) -> Part:
    found = Number(np.float64(value), True)
    return Part("number", lambda _: found, node)


def _apply(function: Callable[..., Any], numbers: tuple[Number, ...]) -> Number:
    there: Any = True
    for number in numbers:
        there = there & number.there
    return Number(function(*(number.value for number in numbers)), there)


def _not(truth: Truth) -> Truth:
    return Truth(truth.no, truth.yes)


def _meant(name: str, known: tuple[str, ...]) -> str:
    near = get_close_matches(name.lower(), known, 1)
    return f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"


def _complaint(text: str, error: SyntaxError) -> str:
    at = max((error.offset or 1) - 1, 0)
    if "=" in text[at : at + 20] and "==" not in text and not set("<>!") & set(text):
        return "two equal signs compare: =="
    if "never closed" in (error.msg or ""):
        return "this bracket is never closed"
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
