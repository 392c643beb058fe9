"""Product, quotient, power and length of complex numbers as Python 3.11 computes them, on their real parts.

A real number beside a complex one is (x, 0.0). Where a formula has two forms that differ only in rounding, the one for
the point is recorded, and it holds at every other point too.
"""

from __future__ import annotations

import math
from typing import Any

from adstudio.primitives.elementary import cos, exp, log, sin
from adstudio.primitives.levels import Leveled
from adstudio.primitives.parts import Pair, hypot, minus, number, over, plus, times
from adstudio.primitives.planar import atan2
from adstudio.primitives.powers import pow_, powi
from adstudio.primitives.steps import abs_

LARGEST_WHOLE = 100  # exponents up to it are multiplied out


def total(z: Pair, w: Pair) -> Pair:
    """z + w."""
    return plus(z[0], w[0]), plus(z[1], w[1])


def difference(z: Pair, w: Pair) -> Pair:
    """z − w."""
    return minus(z[0], w[0]), minus(z[1], w[1])


def product(z: Pair, w: Pair) -> Pair:
    """z · w."""
    (a, b), (c, d) = z, w
    return minus(times(a, c), times(b, d)), plus(times(a, d), times(b, c))


def quotient(z: Pair, w: Pair) -> Pair:
    """z / w by Smith's method (R. L. Smith, Algorithm 116, Communications of the ACM 5, 1962); by 0 as numpy's."""
    (a, b), (c, d) = z, w
    breadth, height = abs(number(c)), abs(number(d))
    if breadth == 0.0 and height == 0.0:
        return over(a, c), over(b, c)
    if height > breadth:
        ratio = over(c, d)
        scale = plus(times(c, ratio), d)
        return over(plus(times(a, ratio), b), scale), over(minus(times(b, ratio), a), scale)
    ratio = over(d, c)
    scale = plus(c, times(d, ratio))
    return over(plus(a, times(b, ratio)), scale), over(minus(b, times(a, ratio)), scale)


def length(z: Pair, *, quiet: bool = False) -> Any:
    """|z|. It raises as Python's where it is too large; quiet: it is infinite there."""
    a, b = z
    for part, other in ((a, b), (b, a)):
        if not isinstance(other, Leveled) and other == 0.0:
            return abs_.at(part)
    return hypot(a, b) if quiet else hypot.at(a, b)


def power(z: Pair, w: Pair) -> Pair:
    """zʷ: a small whole literal exponent by repeated multiplication, else by length and angle."""
    c, d = w
    whole = not isinstance(c, Leveled) and not isinstance(d, Leveled) and d == 0.0 and float(c).is_integer()
    if whole and abs(c) <= LARGEST_WHOLE:
        return _multiplied(z, int(c)) if c > 0 else quotient((1.0, 0.0), _multiplied(z, -int(c)))
    return _turned(z, w)


def _multiplied(z: Pair, n: int) -> Pair:
    """zⁿ by the binary digits of n ≥ 0 (Knuth, The Art of Computer Programming, volume 2, §4.6.3)."""
    result: Pair = (1.0, 0.0)
    while n:
        if n & 1:
            result = product(result, z)
        n >>= 1
        if n:
            z = product(z, z)
    return result


def _turned(z: Pair, w: Pair) -> Pair:
    """|z|ʷ turned by w times the angle of z."""
    (a, b), (c, d) = z, w
    if not any(isinstance(part, Leveled) for part in w) and c == 0.0 and d == 0.0:
        return 1.0, 0.0
    if number(a) == 0.0 and number(b) == 0.0 and not isinstance(d, Leveled) and d == 0.0:
        return _of_zero(a, b, c), 0.0
    size, angle = hypot(a, b), atan2(b, a)
    long, turn = pow_(size, c), times(angle, c)
    if isinstance(d, Leveled) or d != 0.0:
        long = over(long, exp(times(angle, d)))
        turn = plus(turn, times(d, log(size)))
    return times(long, cos(turn)), times(long, sin(turn))


def _of_zero(a: Any, b: Any, c: Any) -> Any:
    """0ᶜ: what the length does; where it comes from has no direction."""
    if not isinstance(c, Leveled) and not math.isfinite(c):
        return 0.0  # Python's, whatever the exponent
    exponent = powi if not isinstance(c, Leveled) and math.floor(c) == c else pow_
    return exponent(a if isinstance(a, Leveled) and not isinstance(b, Leveled) else hypot(a, b), c)
