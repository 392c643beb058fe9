"""Operations with kinks and jumps: absolute value, sign, rounding, remainders, the larger and the smaller of two.

A kink is flagged on its node, and the subgradient there is the convention's (see `kinks.py`). Their partials are
locally constant, so they look at the plain numbers: nothing flows through a comparison.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.arithmetic import div
from adstudio.primitives.kinks import mixture
from adstudio.primitives.primitive import Primitive, binary, plain, select, unary

Choice = Callable[[Any, Any], Any]


def _sign(x: float) -> float:
    return x if math.isnan(x) else float(x > 0) - float(x < 0)


def _absolute_slope(x: Any) -> Any:
    """∂|x|/∂x: −1 and 1 meet at 0."""
    x = plain(x)
    return select(x == 0, lambda: 2.0 * mixture(0.5) - 1.0, lambda: sign(x))


def _taken(passed_over: Choice, x: Any, y: Any) -> Any:
    """The first argument's share of a choice between two: all, nothing, or t of a tie."""
    x, y = plain(x), plain(y)
    return select(x == y, lambda: mixture(0.5), lambda: select(passed_over(y, x), lambda: 0.0, lambda: 1.0))


def _wraps(v: Any, x: Any, y: Any) -> Any:
    """∂(x − n·y)/∂y = −n, n the whole number of times that y was taken away."""
    return -np.rint(div(plain(x) - plain(v), plain(y)))


def _held(thing: Any) -> Any:
    """A thing with all its values stopped: programs hand over lists of them."""
    if isinstance(thing, list | tuple):
        return type(thing)([stop_gradient.at(entry) for entry in thing])
    return {key: stop_gradient.at(entry) for key, entry in thing.items()} if isinstance(thing, dict) else thing


def _whole(x: Any) -> Any:
    return np.floor(x) == x


def _half(x: Any, *_: Any) -> Any:
    return np.floor(x) + 0.5 == x


def _of_real_parts(function: Callable[..., Any]) -> Callable[..., Any]:
    """A locally constant function on complex numbers."""
    return lambda *z: function(*(np.real(part) for part in z)) + 0j


def _choose(passed_over: Choice) -> Callable[..., Any]:
    """A choice on complex numbers, made by their real parts."""
    return lambda x, y: np.where(passed_over(np.real(y), np.real(x)), y, x)


def _flip(z: Any) -> Any:
    return np.where(np.real(z) < 0, -z, z)


def flat(name: str, value: Any, ieee: Any, *, kink: Any, arguments: int = 1) -> Primitive:
    """A step function: its derivative is 0 wherever it has one."""
    partials = ((lambda v, *x: 0.0),) * arguments
    return Primitive(name, value, ieee, partials, kink=kink, analytic=_of_real_parts(ieee))


def _larger(y: Any, x: Any) -> Any:
    return y > x


def _smaller(y: Any, x: Any) -> Any:
    return y < x


def _equal(x: Any, y: Any) -> Any:
    return np.equal(x, y)


def _zero(x: Any) -> Any:
    return np.equal(x, 0)


# named in rules of this table
sign: Primitive
copysign: Primitive
ldexp: Primitive


def _to_digits(x: Any, digits: Any) -> Any:
    return np.round(x, int(digits))  # a recorded number is a float


# fmt: off
#                 name         value            on arrays      one partial per argument                            kink
abs_   = unary("abs",        abs,             np.abs,        lambda v, x: _absolute_slope(x),                    kink=_zero, analytic=_flip)
fabs   = unary("fabs",       math.fabs,       np.fabs,       lambda v, x: _absolute_slope(x),                    kink=_zero, analytic=_flip)
sign = flat("sign",        _sign,           np.sign,                                                           kink=_zero)
floor  = flat("floor",       math.floor,      np.floor,                                                          kink=_whole)
ceil   = flat("ceil",        math.ceil,       np.ceil,                                                           kink=_whole)
trunc  = flat("trunc",       math.trunc,      np.trunc,                                                          kink=lambda x: _whole(x) & (x != 0))
round_ = flat("round",       round,           np.round,                                                          kink=_half)
round_to = binary("round_to", round,          _to_digits,     lambda v, x, n: 0.0,  None,                         kink=None, analytic=None)
floordiv = flat("floordiv",  operator.floordiv, np.floor_divide,                                                 kink=lambda x, y: np.fmod(x, y) == 0, arguments=2)

max_   = binary("max",       max,             np.maximum,    lambda v, x, y: _taken(_larger, x, y),
                                                             lambda v, x, y: 1.0 - _taken(_larger, x, y),        kink=_equal, analytic=_choose(_larger))
min_   = binary("min",       min,             np.minimum,    lambda v, x, y: _taken(_smaller, x, y),
                                                             lambda v, x, y: 1.0 - _taken(_smaller, x, y),       kink=_equal, analytic=_choose(_smaller))
# numpy's: a NaN argument wins
maximum = binary("maximum",  np.maximum,      np.maximum,    lambda v, x, y: _taken(_larger, x, y),
                                                             lambda v, x, y: 1.0 - _taken(_larger, x, y),        kink=_equal, analytic=_choose(_larger))
minimum = binary("minimum",  np.minimum,      np.minimum,    lambda v, x, y: _taken(_smaller, x, y),
                                                             lambda v, x, y: 1.0 - _taken(_smaller, x, y),       kink=_equal, analytic=_choose(_smaller))

mod    = binary("mod",       operator.mod,    np.mod,        lambda v, x, y: 1.0,   _wraps,   kink=lambda x, y: np.mod(x, y) == 0,                 analytic=None)
fmod   = binary("fmod",      math.fmod,       np.fmod,       lambda v, x, y: 1.0,   _wraps,   kink=lambda x, y: (np.fmod(x, y) == 0) & (x != 0),   analytic=None)
remainder = binary("remainder", math.remainder, np.vectorize(math.remainder, [float]),
                                                             lambda v, x, y: 1.0,   _wraps,   kink=lambda x, y: np.fmod(2 * x / y, 2) == 1,        analytic=None)
copysign = binary("copysign", math.copysign,  np.copysign,   lambda v, x, y: _absolute_slope(x) * copysign(1.0, plain(y)),
                                                             lambda v, x, y: 0.0,             kink=lambda x, y: (x == 0) | (y == 0),
                                                             analytic=lambda x, y: _flip(x) * np.copysign(1.0, np.real(y)))
ldexp = binary("ldexp",     lambda x, n: math.ldexp(x, int(n)), lambda x, n: np.ldexp(x, np.asarray(n, np.int64)),
                                                             lambda v, x, n: ldexp(1.0, plain(n)), None,                                          analytic=lambda x, n: x * 2.0**n)

identity = unary("identity", lambda x: x,     np.positive,   lambda v, x: 1.0)
stop_gradient = unary("stop_gradient", _held, np.positive, lambda v, x: 0.0, stops=True)
# fmt: on
