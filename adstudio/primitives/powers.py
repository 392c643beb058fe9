"""Powers, in two families: xʸ with any exponent, and xⁿ with a whole literal, which is differentiable at 0 too."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from adstudio.primitives.arithmetic import div
from adstudio.primitives.elementary import log
from adstudio.primitives.primitive import Primitive, binary, plain, select


def _power(x: Any, y: Any) -> Any:
    """As Python's, which turns complex for a negative base and a fraction: that has no derivative among real numbers."""
    v = x**y
    if isinstance(v, complex) and not isinstance(x, complex) and not isinstance(y, complex):
        raise ValueError(f"({x:g}) ** {y:g} is a complex number, and derivatives are taken of real ones")
    return v


def _by_value(v: Any, x: Any) -> Any:
    """Where y·v/x is as exact as y·xʸ⁻¹. It needs no second power, which a series would recur into for ever."""
    v0, x0 = plain(v), plain(x)
    return (x0 != 0) & (v0 != 0) & (abs(v0) < math.inf) & (abs(x0) < math.inf)


def _base(v: Any, x: Any, y: Any) -> Any:
    return select(_by_value(v, x), lambda: div(y * v, x), lambda: y * pow_(x, y - 1.0))


def _exponent(v: Any, x: Any, y: Any) -> Any:
    # 0ʸ is 0 for every y > 0, so its slope there is 0 (PyTorch says so at y = 0 too), where v·ln x is 0·(−inf)
    return select((plain(x) == 0) & (plain(y) >= 0), lambda: 0.0 * y, lambda: v * log(x))


def _whole(v: Any, x: Any, n: Any) -> Any:
    """∂xⁿ/∂x. For n > 0 always n·xⁿ⁻¹: through v/x a series would take on the pole of 1/x, which xⁿ has not."""
    if isinstance(n, np.ndarray):
        return np.where(n == 0, 0.0, n * np.float_power(x, np.where(n == 0, 1.0, n - 1.0)))
    if n == 0:  # x⁰ is 1 everywhere, so its slope is 0, at 0 too, where n·xⁿ⁻¹ is 0·inf
        return 0.0
    if n == 1:
        return 1.0
    return select(n < 0 and _by_value(v, x), lambda: div(n * v, x), lambda: n * powi(x, n - 1))


# named in rules of this table
pow_: Primitive
powi: Primitive

# fmt: off
#               name    value         on arrays        ∂/∂base   ∂/∂exponent
pow_ = binary("pow",  _power,       np.float_power,  _base,    _exponent)
powi = binary("powi", _power,       np.float_power,  _whole,   None)
# fmt: on
