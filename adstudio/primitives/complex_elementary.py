"""Elementary functions of complex numbers, written as real operations on their parts.

They keep the branch cuts and the signs of zeros of `cmath`, and lose no digits near the cuts and at the ends of the
range (W. Kahan, "Branch cuts for complex elementary functions, or much ado about nothing's sign bit", 1987). Nothing
raises here, see `parts`. A form that holds on one side of a line only is recorded as a branch.
"""

from __future__ import annotations

import math
import sys
from typing import Any

from adstudio.primitives import elementary as real
from adstudio.primitives.levels import Leveled
from adstudio.primitives.parts import Pair, hypot, minus, number, over, plus, times
from adstudio.primitives.planar import atan2
from adstudio.primitives.steps import copysign, fabs

LARGE = sys.float_info.max / 4.0  # above it sums of squares, and 1 + z, say nothing more
SQRT_LARGE = math.sqrt(LARGE)
LOG_LARGE = math.log(LARGE)  # above it eˣ may overflow where eˣ cos y does not
TINY = sys.float_info.min
SCALE = 53  # bits by which tiny parts are raised, so that their length is no subnormal number


def _beyond(part: Any, limit: float) -> bool:
    """Whether |part| > limit; recorded as a branch where it is."""
    if not abs(number(part)) > limit:
        return False
    return bool(part > limit if number(part) > 0 else part < -limit)


def _turned(z: Pair) -> Pair:
    """i·z."""
    return -z[1], z[0]


def _turned_back(z: Pair) -> Pair:
    """−i·z."""
    return z[1], -z[0]


# ── exponential and logarithm ──────────────────────────────────────────────────────────────────────────


def exp(z: Pair) -> Pair:
    """eᶻ = eˣ (cos y + i sin y)."""
    x, y = z
    if number(x) > LOG_LARGE:
        grown = real.exp(x - 1.0)
        return times(times(grown, real.cos(y)), math.e), times(times(grown, real.sin(y)), math.e)
    grown = real.exp(x)
    return times(grown, real.cos(y)), times(grown, real.sin(y))


def log(z: Pair) -> Pair:
    """ln |z| + i·arg z."""
    return _log_length(z), atan2(z[1], z[0])


def _log_length(z: Pair) -> Any:
    x, y = z
    larger, smaller = (x, y) if abs(number(x)) > abs(number(y)) else (y, x)
    most = abs(number(larger))
    if most > LARGE:
        return plus(real.log(hypot(over(x, 2.0), over(y, 2.0))), math.log(2.0))
    if 0.0 < most < TINY:
        return minus(real.log(hypot(times(x, 2.0**SCALE), times(y, 2.0**SCALE))), SCALE * math.log(2.0))
    if 0.71 <= math.hypot(number(x), number(y)) <= 1.73:  # near 1, where the logarithm of the length loses its digits
        above, below = minus(larger, 1.0), plus(larger, 1.0)
        return over(real.log1p(plus(times(above, below), times(smaller, smaller))), 2.0)
    return real.log(hypot(x, y))


def log10(z: Pair) -> Pair:
    """The logarithm to the base 10."""
    x, y = log(z)
    return over(x, math.log(10.0)), over(y, math.log(10.0))


# ── root ───────────────────────────────────────────────────────────────────────────────────────────────


def sqrt(z: Pair) -> Pair:
    """√((|z| + x)/2) + i·y/(2 of it) on the right; on the left the other way round, with the sign of y."""
    x, y = z
    if not isinstance(y, Leveled) and y == 0.0:  # a real number
        if math.copysign(1.0, number(x)) > 0.0:
            return real.sqrt(x), y
        if number(x) < 0.0:
            return 0.0, copysign(real.sqrt(-x), y)
    if number(x) == 0.0 and number(y) == 0.0:
        size = hypot(x, y)
        return real.sqrt(plus(size, x)), copysign(real.sqrt(minus(size, x)), y)
    onward = x if number(x) >= 0.0 else -x
    root = _root(onward, y)
    if number(x) >= 0.0:
        return root, over(y, times(root, 2.0))
    return over(fabs(y), times(root, 2.0)), copysign(root, y)


def _root(x: Any, y: Any) -> Any:
    """√((|z| + x)/2) without overflow or underflow."""
    if abs(number(x)) < TINY and abs(number(y)) < TINY:
        x, y = times(x, 2.0**SCALE), times(y, 2.0**SCALE)
        return times(real.sqrt(plus(x, hypot(x, y))), 2.0 ** -((SCALE + 1) // 2))
    x = over(x, 8.0)
    return times(real.sqrt(plus(x, hypot(x, over(y, 8.0)))), 2.0)


# ── trigonometric and hyperbolic functions ─────────────────────────────────────────────────────────────


def _grown(z: Pair) -> tuple[Any, Any]:
    """(cosh x, sinh x) e⁻¹ and a factor e where cosh x overflows; else both, and no factor."""
    x = z[0]
    if _beyond(x, LOG_LARGE):
        nearer = x - math.copysign(1.0, number(x))
        return real.cosh(nearer), real.sinh(nearer)
    return real.cosh(x), real.sinh(x)


def _again(z: Pair, part: Any) -> Any:
    return times(part, math.e) if abs(number(z[0])) > LOG_LARGE else part


def cosh(z: Pair) -> Pair:
    """cosh x cos y + i sinh x sin y."""
    even, odd = _grown(z)
    return _again(z, times(real.cos(z[1]), even)), _again(z, times(real.sin(z[1]), odd))


def sinh(z: Pair) -> Pair:
    """sinh x cos y + i cosh x sin y."""
    even, odd = _grown(z)
    return _again(z, times(real.cos(z[1]), odd)), _again(z, times(real.sin(z[1]), even))


def tanh(z: Pair) -> Pair:
    """t + t (u/cosh x)²/(1 + t²u²) + i (u/cosh² x)/(1 + t²u²), t = tanh x, u = tan y.

    `cmath` has t (1 + u²)/(1 + t²u²), which is the same to a few ulps; but far out, where t is 1, its slope cancels to 0.
    """
    x, y = z
    t, u = real.tanh(x), real.tan(y)
    short = over(1.0, real.cosh(x))
    both = times(t, u)
    scale, rest = plus(times(both, both), 1.0), times(u, short)
    return plus(t, over(times(t, times(rest, rest)), scale)), times(times(over(u, scale), short), short)


def cos(z: Pair) -> Pair:
    """cosh iz."""
    return cosh(_turned(z))


def sin(z: Pair) -> Pair:
    """−i sinh iz."""
    return _turned_back(sinh(_turned(z)))


def tan(z: Pair) -> Pair:
    """−i tanh iz."""
    return _turned_back(tanh(_turned(z)))


# ── their inverses ─────────────────────────────────────────────────────────────────────────────────────


def _large(z: Pair) -> bool:
    return _beyond(z[0], LARGE) or _beyond(z[1], LARGE)


def _log_twice(z: Pair) -> Any:
    """ln 2|z|, what the inverse functions are like far out."""
    return plus(real.log(hypot(over(z[0], 2.0), over(z[1], 2.0))), 2.0 * math.log(2.0))


def acos(z: Pair) -> Pair:
    """2 atan2(Re √(1−z), Re √(1+z)) + i asinh Im(√(1+z)* √(1−z))."""
    x, y = z
    if _large(z):
        far = _log_twice(z)
        return atan2(fabs(y), x), -copysign(far, y) if number(x) < 0.0 else copysign(far, -y)
    left, right = sqrt((minus(1.0, x), -y)), sqrt((plus(x, 1.0), y))
    rise = minus(times(right[0], left[1]), times(right[1], left[0]))
    return times(atan2(left[0], right[0]), 2.0), real.asinh(rise)


def acosh(z: Pair) -> Pair:
    """Asinh Re(√(z−1)* √(z+1)) + 2i atan2(Im √(z−1), Re √(z+1))."""
    x, y = z
    if _large(z):
        return _log_twice(z), atan2(y, x)
    left, right = sqrt((minus(x, 1.0), y)), sqrt((plus(x, 1.0), y))
    run = plus(times(left[0], right[0]), times(left[1], right[1]))
    return real.asinh(run), times(atan2(left[1], right[0]), 2.0)


def asinh(z: Pair) -> Pair:
    """−i asin iz, written out so that zeros keep their signs."""
    x, y = z
    if _large(z):
        far = _log_twice(z)
        return copysign(far, x) if number(y) >= 0.0 else -copysign(far, -x), atan2(y, fabs(x))
    above, below = sqrt((plus(y, 1.0), -x)), sqrt((minus(1.0, y), x))
    run = minus(times(above[0], below[1]), times(below[0], above[1]))
    level = minus(times(above[0], below[0]), times(above[1], below[1]))
    return real.asinh(run), atan2(y, level)


def atanh(z: Pair) -> Pair:
    """¼ ln(1 + 4x/((1−x)² + y²)) + ½ i arg((1−x)(1+x) − y² + 2iy), of the half plane on the right."""
    if math.copysign(1.0, number(z[0])) < 0.0:  # an odd function
        x, y = atanh((-z[0], -z[1]))
        return -x, -y
    x, y = z
    if _beyond(x, SQRT_LARGE) or _beyond(y, SQRT_LARGE):  # like 1/z, and a quarter turn
        size = hypot(over(x, 2.0), over(y, 2.0))
        return over(over(over(x, 4.0), size), size), math.copysign(math.pi / 2.0, number(y))
    away = minus(1.0, x)
    stretch = over(times(x, 4.0), plus(times(away, away), times(y, y)))
    level = minus(times(away, plus(x, 1.0)), times(y, y))
    return over(real.log1p(stretch), 4.0), over(-atan2(times(y, -2.0), level), 2.0)


def asin(z: Pair) -> Pair:
    """−i asinh iz."""
    return _turned_back(asinh(_turned(z)))


def atan(z: Pair) -> Pair:
    """−i atanh iz."""
    return _turned_back(atanh(_turned(z)))
