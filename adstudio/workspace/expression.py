"""Numbers as people type them: 1e-3, pi, 2/3, -sqrt(2). A small grammar over `ast`; nothing is evaluated by Python."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable

from adstudio.program import parsing
from adstudio.traces import writing

NAMES = {
    "pi": math.pi,
    "π": math.pi,
    "e": math.e,
    "tau": math.tau,
    "inf": math.inf,
    "nan": math.nan,
    "NaN": math.nan,
    "infinity": math.inf,
}  # NaN and ∞ are as `spelled` writes them
CALLS: dict[str, Callable[[float], float]] = {
    "sqrt": math.sqrt, "exp": math.exp, "log": math.log, "sin": math.sin, "cos": math.cos,
}  # fmt: skip
BINARY: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: math.pow,
}  # fmt: skip
LONGEST = 200  # characters; nobody types more, and depth is bounded with it


def number(text: str) -> float:
    """The number that `text` spells. Raises `ValueError` with a sentence where it spells none."""
    text = text.strip().replace("−", "-").replace("^", "**").replace("∞", "inf")
    if not text or len(text) > LONGEST:
        raise ValueError("type a number, such as 2, 1e-3, pi or 2/3")
    try:
        return _value(parsing.expression(text))
    except (SyntaxError, RecursionError):
        raise ValueError(f"{text} is no number; try 2, 1e-3, pi or 2/3") from None
    except ZeroDivisionError:
        raise ValueError(f"{text} divides by zero") from None
    except OverflowError:
        raise ValueError(f"{text} is too large") from None


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return float(value)
        case ast.Name(id=name) if name in NAMES:
            return NAMES[name]
        case ast.UnaryOp(op=ast.USub(), operand=inner):
            return -_value(inner)
        case ast.UnaryOp(op=ast.UAdd(), operand=inner):
            return _value(inner)
        case ast.BinOp(left=left, op=sign, right=right) if type(sign) in BINARY:
            return BINARY[type(sign)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id=name), args=[inner], keywords=[]) if name in CALLS:
            return CALLS[name](_value(inner))
    raise ValueError(f"{ast.unparse(node)} is no number; try 2, 1e-3, pi or 2/3")


def spelled(value: float, digits: int = 6) -> str:
    """A number with `digits` significant digits; 17 are enough to tell any two apart."""
    return writing.number(value, digits)
