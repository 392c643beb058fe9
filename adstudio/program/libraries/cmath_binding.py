"""The functions of `cmath`, on values and complex numbers of them. On plain numbers each is `cmath`'s own.

What raises on the plain number raises here: `cmath` itself is asked first.
"""

from __future__ import annotations

import cmath
from collections.abc import Callable
from typing import Any

from adstudio.primitives import complex_elementary as elementary
from adstudio.primitives.complex_arithmetic import quotient
from adstudio.primitives.complex_value import LIVE, answering, parted, plain_number
from adstudio.primitives.elementary import cos, sin
from adstudio.primitives.parts import Pair, hypot, times
from adstudio.primitives.planar import atan2
from adstudio.program.plained import of_plain

FUNCTIONS = (
    "acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "log10", "sin", "sinh", "sqrt", "tan",
    "tanh",
)  # fmt: skip
QUESTIONS = ("isnan", "isinf", "isfinite", "isclose")


def _in_graph(*arguments: Any) -> bool:
    return any(isinstance(argument, LIVE) for argument in arguments)


def _function(function: Callable[[Pair], Pair], original: Callable[[Any], complex]) -> Callable[..., Any]:
    def on_values(*arguments: Any) -> Any:
        if len(arguments) != 1 or not _in_graph(*arguments):
            return original(*arguments)
        return answering(function, original(plain_number(arguments[0])), arguments[0])

    return on_values


def log(*arguments: Any) -> Any:
    """cmath.log: natural, or to a base as the quotient of two."""
    if not _in_graph(*arguments):
        return cmath.log(*arguments)
    found = cmath.log(*(plain_number(argument) for argument in arguments))
    return answering(elementary.log if len(arguments) == 1 else log_to_base, found, *arguments)


def log_to_base(z: Pair, base: Pair) -> Pair:
    """The quotient of two logarithms."""
    return quotient(elementary.log(z), elementary.log(base))


def phase(z: Any, /) -> Any:
    """cmath.phase: the angle in the plane."""
    found = cmath.phase(plain_number(z))
    if not _in_graph(z):
        return found
    x, y = parted(z)
    return atan2(y, x)


def polar(z: Any, /) -> Any:
    """cmath.polar: length and angle."""
    found = cmath.polar(plain_number(z))
    if not _in_graph(z):
        return found
    x, y = parted(z)
    return hypot(x, y), atan2(y, x)


def rect(r: Any, phi: Any, /) -> Any:
    """cmath.rect: the number of a length and an angle."""
    if not _in_graph(r, phi):
        return cmath.rect(r, phi)
    return answering(turned, cmath.rect(plain_number(r), plain_number(phi)), r, phi)


def turned(r: Pair, phi: Pair) -> Pair:
    """Of two real numbers."""
    return times(r[0], cos(phi[0])), times(r[0], sin(phi[0]))


def _bound() -> dict[str, Any]:
    functions: dict[str, Any] = {name: _function(getattr(elementary, name), getattr(cmath, name)) for name in FUNCTIONS}
    functions |= {name: of_plain(getattr(cmath, name)) for name in QUESTIONS}
    functions |= {function.__name__: function for function in (log, phase, polar, rect)}
    for name, function in functions.items():
        function.__name__ = function.__qualname__ = name
        function.__doc__ = getattr(cmath, name).__doc__
    return functions


VALUES: dict[str, Any] = _bound()
