"""numpy's ufuncs on complex numbers in the graph. They follow IEEE 754 where Python raises."""

from __future__ import annotations

import cmath
import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives import complex_elementary as elementary
from adstudio.primitives import complex_value
from adstudio.primitives import elementary as real
from adstudio.primitives.complex_arithmetic import length
from adstudio.primitives.complex_value import COMPLEX, answering, joined, parted, plain_number
from adstudio.primitives.parts import Pair, minus, over, plus, times
from adstudio.primitives.planar import atan2


def exp2(z: Pair) -> Pair:
    """2ᶻ."""
    return elementary.exp((times(z[0], math.log(2.0)), times(z[1], math.log(2.0))))


def log2(z: Pair) -> Pair:
    """The logarithm to the base 2."""
    x, y = elementary.log(z)
    return over(x, math.log(2.0)), over(y, math.log(2.0))


def expm1(z: Pair) -> Pair:
    """eᶻ − 1 = (eˣ − 1) cos y − 2 sin²(y/2) + i eˣ sin y, which keeps its digits near 0."""
    x, y = z
    half = real.sin(over(y, 2.0))
    return minus(times(real.expm1(x), real.cos(y)), times(times(half, half), 2.0)), times(real.exp(x), real.sin(y))


def log1p(z: Pair) -> Pair:
    """The logarithm of 1 + z, whose real part ½ ln(1 + (x(x + 2) + y²)) keeps its digits near 0."""
    x, y = z
    square = plus(times(x, plus(x, 2.0)), times(y, y))
    return over(real.log1p(square), 2.0), atan2(y, plus(x, 1.0))


def _spread(name: str, function: Callable[[Pair], Pair]) -> Callable[..., Any]:
    original = getattr(np, name)

    def on_complex(z: Any) -> Any:
        with np.errstate(all="ignore"):
            return answering(function, original(complex(plain_number(z))), z)

    return on_complex


def _equal(z: Any, w: Any) -> bool:
    return complex_value.equal(z, w, sys._getframe(1))


def _absolute(z: Any) -> Any:
    return length(parted(z), quiet=True)


def _of_plain(function: Callable[[complex], bool]) -> Callable[..., Any]:
    return lambda z: function(complex(plain_number(z)))


def _divide(z: Any, w: Any) -> Any:
    return complex_value.divide(z, w, quiet=True)


def _power(z: Any, w: Any) -> Any:
    return complex_value.power(z, w, quiet=True)


FUNCTIONS: dict[str, Callable[[Pair], Pair]] = {
    **{name: getattr(elementary, name) for name in ("exp", "log", "log10", "sqrt", "sin", "cos", "tan")},
    **{name: getattr(elementary, name) for name in ("sinh", "cosh", "tanh")},
    **{f"arc{name[1:]}": getattr(elementary, name) for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh")},
    "exp2": exp2,
    "log2": log2,
    "expm1": expm1,
    "log1p": log1p,
}
OPERATIONS: dict[str, Callable[..., Any]] = {
    **{name: _spread(name, function) for name, function in FUNCTIONS.items()},
    "add": complex_value.add,
    "subtract": complex_value.subtract,
    "multiply": complex_value.multiply,
    "divide": _divide,
    "true_divide": _divide,
    "power": _power,
    "float_power": _power,
    "pow": _power,
    "negative": lambda z: joined((-parted(z)[0], -parted(z)[1])),
    "positive": lambda z: z,
    "absolute": _absolute,
    "abs": _absolute,
    "square": lambda z: complex_value.multiply(z, z),
    "reciprocal": lambda z: _divide(1.0, z),
    "conjugate": lambda z: joined((parted(z)[0], -parted(z)[1])),
    "equal": _equal,
    "not_equal": lambda z, w: z != w,
    "isnan": _of_plain(cmath.isnan),
    "isinf": _of_plain(cmath.isinf),
    "isfinite": _of_plain(cmath.isfinite),
    "logical_not": lambda z: not z,
}


def knowing_complex(name: str, of_real: Callable[..., Any]) -> Callable[..., Any]:
    """A function of numpy's name on numbers of both kinds."""
    of_complex = OPERATIONS.get(name)

    def function(*arguments: Any) -> Any:
        if not any(type(x) in COMPLEX for x in arguments):
            return of_real(*arguments)
        if of_complex is None:
            raise TypeError(f"ufunc {name!r} not supported for complex numbers")
        return of_complex(*arguments)

    return function
