"""A point, as a person writes it: `x1=2, x2=pi/2, xs=[1, 2], n=3`. Read, never evaluated as Python."""

from __future__ import annotations

import ast
import math
import operator
from typing import Any

from adstudio.program import parsing
from adstudio.program.errors import BadInput

_NAMES = {"pi": math.pi, "e": math.e, "tau": math.tau, "inf": math.inf, "nan": math.nan}
_OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_LARGEST_POWER = 1024  # of whole numbers: 9**9**9 must not be computed


def parse_at(text: str) -> dict[str, Any]:
    """The values by input name. Raises `BadInput` that says what can't be read."""
    if not text.strip():
        return {}
    try:
        call = parsing.expression(f"at({text}\n)")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadInput(f'the point {text!r} can\'t be read; write it as "x1=2, xs=[1, 2]"') from error
    if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Name) or call.args:
        raise BadInput(f'the point {text!r} has a value without a name; write it as "x1=2, xs=[1, 2]"')
    point: dict[str, Any] = {}
    for given in call.keywords:
        if given.arg is None:
            raise BadInput(f'the point {text!r} can\'t hold "**"; write it as "x1=2, xs=[1, 2]"')
        if given.arg in point:
            raise BadInput(f"the point {text!r} has {given.arg!r} twice")
        try:
            point[given.arg] = _value(given.value)
        except (ArithmeticError, TypeError, ValueError, RecursionError) as error:
            shown = ast.unparse(given.value)
            raise BadInput(f"the value of {given.arg!r}, {shown}, can't be read: {error}") from error
    return point


def _value(node: ast.expr) -> Any:
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        if node.id not in _NAMES:
            raise ValueError(f"{node.id!r} is no number; known names are {', '.join(_NAMES)}")
        return _NAMES[node.id]
    if isinstance(node, ast.List):
        return [_value(entry) for entry in node.elts]
    if isinstance(node, ast.Tuple):
        return tuple(_value(entry) for entry in node.elts)
    if isinstance(node, ast.Dict) and all(key is not None for key in node.keys):
        return {
            _value(key): _value(value) for key, value in zip(node.keys, node.values, strict=True) if key is not None
        }
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub | ast.UAdd):
        value = _number(_value(node.operand))
        return -value if isinstance(node.op, ast.USub) else value
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        left, right = _number(_value(node.left)), _number(_value(node.right))
        if isinstance(node.op, ast.Pow) and (abs(right) > _LARGEST_POWER or abs(left) > 2.0**64):
            left = float(left)
        return _OPERATIONS[type(node.op)](left, right)
    raise ValueError("only numbers, strings, lists, and + - * / ** of numbers are read")


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | complex):
        raise TypeError(f"{value!r} is not a number")
    return value
