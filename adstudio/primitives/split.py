"""Numbers taken apart and put together as numpy's ufuncs do: quotient and remainder, fraction and whole, neighbours.

All are made of operations of the table, and none of them raises. What is locally constant is a plain number.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import plain
from adstudio.primitives.table import TABLE

LN2 = math.log(2.0)

# modf's parts are exact, signed zeros included
WHOLE = replace(TABLE["trunc"], value=lambda x: float(np.modf(x)[1]))
FRACTION = replace(TABLE["fmod"], value=lambda x, _: float(np.modf(x)[0]))


def divided(x: Any, y: Any) -> tuple[Any, Any]:
    """np.divmod: the whole quotient, rounded down, and what is left."""
    return TABLE["floordiv"](x, y), TABLE["mod"](x, y)


def fraction_and_whole(x: Any) -> tuple[Any, Any]:
    """np.modf: both with the sign of x."""
    return FRACTION(x, 1.0), WHOLE(x)


def without_nan(name: str) -> Callable[[Any, Any], Any]:
    """np.fmax and np.fmin: the other one where one is NaN."""

    def choose(x: Any, y: Any) -> Any:
        if math.isnan(plain(x)):
            return y
        return x if math.isnan(plain(y)) else TABLE[name](x, y)

    return choose


def mantissa_and_exponent(x: Any) -> tuple[Any, int]:
    """np.frexp: x = m·2ᵉ with ½ ≤ |m| < 1; the exponent is a plain int."""
    exponent = int(np.frexp(plain(x))[1])
    return TABLE["ldexp"](x, -exponent), exponent


def heaviside(x: Any, at_zero: Any) -> Any:
    """np.heaviside: 0 below 0, 1 above, `at_zero` there. Its slope is 0, and the node of the sign has the jump."""
    step = TABLE["sign"](x)
    return at_zero - step if x == 0 else 0.5 * step + 0.5


def neighbour(x: Any, y: Any) -> Any:
    """np.nextafter: x and one unit in the last place towards y, so its slope is 1."""
    number = plain(x)
    after = float(np.nextafter(number, plain(y)))
    if not isinstance(x, Leveled) or not math.isfinite(number) or not math.isfinite(after):
        return after
    return TABLE["add"].at(x, after - number)


def spacing(x: Any) -> float:
    """np.spacing: how far the next number is."""
    return float(np.spacing(plain(x)))


def _of_exponentials(exponential: str, logarithm: Callable[[Any], Any], of_two: float) -> Callable[[Any, Any], Any]:
    """log(bˣ + bʸ) as m + log(1 + b^(o − m)), m the larger one: smooth, and where both are equal, too."""

    def combined(x: Any, y: Any) -> Any:
        larger, other = (x, y) if plain(x) >= plain(y) else (y, x)
        if plain(x) == plain(y) and math.isinf(plain(x)):  # inf − inf is not the 0 that is meant
            return 0.5 * x + (0.5 * y + of_two)
        return larger + logarithm(TABLE[exponential](other - larger))

    return combined


logaddexp = _of_exponentials("exp", TABLE["log1p"], LN2)
logaddexp2 = _of_exponentials("exp2", lambda z: TABLE["log1p"](z) * (1.0 / LN2), 1.0)
