"""The functions of `math`, on values. On plain numbers each is `math`'s own; on the same numbers it raises the same."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from adstudio.primitives.levels import Leveled, top
from adstudio.primitives.primitive import Primitive, plain
from adstudio.primitives.split import fraction_and_whole
from adstudio.primitives.table import TABLE
from adstudio.primitives.ufuncs import power_of
from adstudio.primitives.value import operand
from adstudio.program.libraries.builtin_binding import continued
from adstudio.program.plained import of_plain

UNARY = (
    "acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", "ceil", "cos", "cosh", "degrees", "erf", "erfc", "exp",
    "exp2", "expm1", "fabs", "floor", "gamma", "lgamma", "log10", "log1p", "log2", "radians", "sin", "sinh", "sqrt",
    "tan", "tanh", "trunc",
)  # fmt: skip
BINARY = ("atan2", "fmod", "remainder", "copysign")

# math.pow has its own range errors and never turns complex
_POW = {name: replace(TABLE[name], value=math.pow) for name in ("pow", "powi")}


def _numbers(*arguments: Any) -> bool:
    """Whether a value is among the arguments and all of them are numbers."""
    return top(arguments) is not None and all(operand(argument) for argument in arguments)


def _unary(primitive: Primitive, original: Callable[..., Any]) -> Callable[..., Any]:
    def function(*arguments: Any) -> Any:
        if len(arguments) == 1 and isinstance(arguments[0], Leveled):
            return arguments[0].apply(primitive, arguments)
        return original(*arguments)

    return function


def _several(primitive: Primitive, original: Callable[..., Any]) -> Callable[..., Any]:
    def function(*arguments: Any) -> Any:
        return primitive.at(*arguments) if len(arguments) == 2 and _numbers(*arguments) else original(*arguments)

    return function


def log(*arguments: Any) -> Any:
    """math.log: natural, or to a base as the quotient of two."""
    if not 1 <= len(arguments) <= 2 or not _numbers(*arguments):
        return math.log(*arguments)
    x, *base = arguments
    if base:
        return TABLE["div"].at(log(x), log(base[0]))
    return x.apply(TABLE["log"], (x,))


def pow(x: Any, y: Any, /) -> Any:
    """math.pow."""
    return _POW[power_of(y).name].at(x, y) if _numbers(x, y) else math.pow(x, y)


def hypot(*coordinates: Any) -> Any:
    """math.hypot; of more than two coordinates, two at a time."""
    if not _numbers(*coordinates):
        return math.hypot(*coordinates)
    if len(coordinates) == 1:
        return TABLE["fabs"].at(coordinates[0])
    length, *others = coordinates
    for other in others:
        length = TABLE["hypot"].at(length, other)
    return length


def dist(p: Any, q: Any, /) -> Any:
    """math.dist."""
    p, q = tuple(p), tuple(q)
    if len(p) != len(q) or not _numbers(*p, *q):
        return math.dist(p, q)
    return hypot(*(a - b for a, b in zip(p, q, strict=True)))


def fsum(numbers: Any, /) -> Any:
    """math.fsum: one node."""
    numbers = list(numbers)
    return TABLE["fsum"].at(*numbers) if _numbers(*numbers) else math.fsum(numbers)


def prod(iterable: Any, /, *, start: Any = 1) -> Any:
    """math.prod, beginning with the first value where Python begins with 1 · it."""
    items = iter(iterable)
    head: list[Any] = []
    for item in items:
        if isinstance(item, Leveled):
            product = item if not head and type(start) is int and start == 1 else math.prod(head, start=start) * item
            for later in items:
                product = product * later
            return product
        head.append(item)
    return math.prod(head, start=start)


def sumprod(p: Any, q: Any, /) -> Any:
    """math.sumprod (Python 3.12)."""
    p, q = list(p), list(q)
    if len(p) != len(q) or not _numbers(*p, *q):
        return getattr(math, "sumprod")(p, q)  # noqa: B009 (absent from the types of 3.11)
    return fsum(a * b for a, b in zip(p, q, strict=True))


def fma(x: Any, y: Any, z: Any, /) -> Any:
    """math.fma (Python 3.13)."""
    original = getattr(math, "fma")  # noqa: B009
    return replace(TABLE["fma"], value=original).at(x, y, z) if _numbers(x, y, z) else original(x, y, z)


def modf(x: Any, /) -> Any:
    """math.modf: the fraction and the whole part."""
    return fraction_and_whole(x) if isinstance(x, Leveled) else math.modf(x)


def frexp(x: Any, /) -> Any:
    """math.frexp: the mantissa is a value, the exponent a plain int."""
    if not isinstance(x, Leveled):
        return math.frexp(x)
    _, exponent = math.frexp(plain(x))
    return TABLE["ldexp"].at(x, -exponent), exponent


def ldexp(x: Any, i: Any, /) -> Any:
    """math.ldexp; the exponent is a whole number, and an active one leaves the graph."""
    if isinstance(i, Leveled) and isinstance(plain(i), int):
        i = i.__index__()  # type: ignore[attr-defined]  # every Value has it, and says that it leaves
    return TABLE["ldexp"].at(x, i) if isinstance(x, Leveled) and isinstance(i, int) else math.ldexp(plain(x), plain(i))


def nextafter(x: Any, y: Any, /, **steps: Any) -> Any:
    """math.nextafter: x and one unit in the last place, so its slope is 1."""
    number = plain(x)
    after = math.nextafter(number, plain(y), **steps)
    if not isinstance(x, Leveled) or not math.isfinite(number) or not math.isfinite(after):
        return after
    return TABLE["add"].at(x, after - number)


def ulp(x: Any, /) -> float:
    """math.ulp: locally constant, so a plain number."""
    return math.ulp(plain(x))


def _bound() -> dict[str, Any]:
    functions: dict[str, Any] = {name: _unary(TABLE[name], getattr(math, name)) for name in UNARY}
    functions |= {name: _several(TABLE[name], getattr(math, name)) for name in BINARY}
    functions |= {name: of_plain(getattr(math, name)) for name in ("isnan", "isinf", "isfinite", "isclose")}
    own = (log, pow, hypot, dist, fsum, prod, sumprod, fma, modf, frexp, ldexp, nextafter, ulp)
    functions |= {function.__name__: function for function in own if hasattr(math, function.__name__)}
    for name, function in functions.items():
        function.__name__ = function.__qualname__ = name
        function.__doc__ = getattr(math, name).__doc__
    return functions


def _shifted(name: str, primitive: Primitive) -> Callable[..., Any]:
    original = getattr(math, name)

    def function(*arguments: Any) -> Any:
        if any(isinstance(x, np.ndarray | complex) for x in arguments):
            return continued(primitive, *arguments)
        return original(*arguments)

    return function


def _shifted_log(x: Any, /, *base: Any) -> Any:
    shifted = [continued(TABLE["log"], z) if isinstance(z, np.ndarray | complex) else math.log(z) for z in (x, *base)]
    return shifted[0] / shifted[1] if base else shifted[0]


def _shifted_pow(x: Any, y: Any, /) -> Any:
    return x**y if isinstance(x, np.ndarray | complex) or isinstance(y, np.ndarray | complex) else math.pow(x, y)


VALUES: dict[str, Any] = _bound()
SHIFTED: dict[str, Any] = {
    **{name: _shifted(name, TABLE[name]) for name in (*UNARY, *BINARY)},
    "log": _shifted_log,
    "pow": _shifted_pow,
}
