"""Real arithmetic on the parts of complex numbers: floats and values of any level, by the operations of the table.

Many parts are the 0.0 beside a real number or an imaginary unit. What such a zero does not change makes no node, as
long as the result is the same to the bit: infinities, NaN and the signs of zeros are as if all was computed.
Nothing here raises: who calls has asked Python or numpy first, and they have raised.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

from adstudio.primitives import planar
from adstudio.primitives.arithmetic import div
from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import plain

Pair = tuple[Any, Any]  # real part, imaginary part
# Python's length of a complex number and its hypot differ in the last bit here and there
hypot = replace(planar.hypot, value=lambda x, y: abs(complex(x, y)))


def number(part: Any) -> float:
    """The float at the bottom of a part."""
    found = plain(part)
    if type(found) is float:
        return found
    return float(found.item() if hasattr(found, "item") else found)  # of numpy or of a tensor


def same(one: float, other: float) -> bool:
    """Whether two floats are the same, signs of zeros included; NaN is NaN."""
    if one != one or other != other:
        return one != one and other != other
    return one == other and math.copysign(1.0, one) == math.copysign(1.0, other)


def _literal(part: Any, value: float) -> bool:
    return not isinstance(part, Leveled) and bool(part == value)


def plus(x: Any, y: Any) -> Any:
    """x + y."""
    if _literal(y, 0.0) and same(number(x) + y, number(x)):
        return x
    if _literal(x, 0.0) and same(x + number(y), number(y)):
        return y
    return x + y


def minus(x: Any, y: Any) -> Any:
    """x − y."""
    if _literal(y, 0.0) and same(number(x) - y, number(x)):
        return x
    if _literal(x, 0.0) and same(x - number(y), -number(y)):
        return -y
    return x - y


def times(x: Any, y: Any) -> Any:
    """x · y."""
    if not isinstance(x, Leveled):
        x, y = y, x  # the literal, if there is one, is y
    if isinstance(y, Leveled) or not isinstance(x, Leveled):
        return x * y
    if _literal(y, 1.0):
        return x
    if _literal(y, -1.0):
        return -x  # type: ignore[operator]  # every Value has it
    if _literal(y, 0.0) and math.isfinite(number(x)):
        return number(x) * y
    return x * y


def over(x: Any, y: Any) -> Any:
    """x / y, by IEEE 754."""
    if _literal(y, 1.0):
        return x
    if _literal(x, 0.0) and number(y) != 0.0 and not math.isnan(number(y)):
        return x / number(y)
    return div(x, y)
