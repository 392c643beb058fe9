"""For every primitive: its definition for mpmath, and points of its domain. A primitive without an entry fails the suite.

Points are chosen inside the domain, near its edges, far out, and where naive rules lose digits. Derivatives are
taken of mpmath's definition at 50 digits; where a definition is not smooth, points stay off the kink, and the kinks
are tested by name in `test_kinks.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath as mp

mp.mp.dps = 50

Point = tuple[float, ...]


@dataclass(frozen=True)
class Domain:
    """One primitive: what it is for mpmath, where it is tested, and which arguments are literals."""

    reference: Callable[..., Any]
    points: tuple[Point, ...]
    literal: tuple[int, ...] = ()  # arguments that are never differentiated
    terms: Callable[..., float] | None = None  # size of the terms whose small difference the second derivative is


def _points(*xs: float) -> tuple[Point, ...]:
    return tuple((x,) for x in xs)


PAIRS: tuple[Point, ...] = ((2.0, 5.0), (-1.5, 0.25), (1e-8, -3.0), (1e8, 7.5))
CIRCLE = _points(-0.999999, -0.3, 1e-9, 0.5, 0.999999)
LINE = _points(-30.0, -1.5, -1e-7, 1e-12, 0.3, 2.0, 19.0)
POSITIVE = _points(1e-300, 1e-8, 0.3, 1.0, 2.0, 1e10)


def _round_half_even(x: Any) -> Any:
    return mp.nint(x)


# fmt: off
DOMAINS: dict[str, Domain] = {
    "add":       Domain(lambda x, y: x + y, PAIRS),
    "sub":       Domain(lambda x, y: x - y, PAIRS),
    "mul":       Domain(lambda x, y: x * y, PAIRS),
    "div":       Domain(lambda x, y: x / y, (*PAIRS, (3.0, 1e-5))),
    "neg":       Domain(lambda x: -x, LINE),
    "pos":       Domain(lambda x: +x, LINE),
    "square":    Domain(lambda x: x * x, (*LINE, (0.0,))),
    "fma":       Domain(lambda x, y, z: x * y + z, ((2.0, 5.0, -3.0), (0.5, -1e-3, 1e3))),
    "fsum":      Domain(lambda *x: mp.fsum(x), ((1.0, 2.0, 3.5), (1e8, 1.0, -1e8))),
    "pow":       Domain(lambda x, y: mp.power(x, y), ((2.0, 2.5), (1e-3, 0.5), (7.0, -1.25), (1.0, 3.0), (10.0, 30.5), (1e-100, 2.5))),
    "powi":      Domain(lambda x, n: mp.power(x, int(n)), ((2.0, 3), (-2.0, 3), (-1.5, -2), (0.0, 2), (0.0, 1), (0.0, 3), (1e5, 4)), literal=(1,)),
    "hypot":     Domain(lambda x, y: mp.sqrt(x * x + y * y), ((3.0, 4.0), (-1e-5, 2.0), (1e8, 1.0)), terms=lambda x, y: float(1 / mp.hypot(x, y))),
    "atan2":     Domain(lambda y, x: mp.atan2(y, x), ((1.0, 2.0), (-3.0, -0.5), (2.0, -1e-4), (1e-8, 5.0))),
    "exp":       Domain(mp.exp, LINE),
    "exp2":      Domain(lambda x: mp.power(2, x), LINE),
    "expm1":     Domain(mp.expm1, LINE),
    "log":       Domain(mp.log, POSITIVE),
    "log2":      Domain(lambda x: mp.log(x, 2), POSITIVE),
    "log10":     Domain(mp.log10, POSITIVE),
    "log1p":     Domain(mp.log1p, _points(-0.999999, -1e-9, 1e-15, 0.5, 1e10)),
    "sqrt":      Domain(mp.sqrt, POSITIVE),
    "cbrt":      Domain(lambda x: mp.sign(x) * mp.cbrt(abs(x)), _points(-8.0, -1e-5, 1e-6, 0.7, 1e9)),
    "sin":       Domain(mp.sin, LINE),
    "cos":       Domain(mp.cos, LINE),
    "tan":       Domain(mp.tan, _points(-4.0, -1.5, 1e-9, 0.3, 1.57)),
    "asin":      Domain(mp.asin, CIRCLE),
    "acos":      Domain(mp.acos, CIRCLE),
    "atan":      Domain(mp.atan, LINE),
    "sinh":      Domain(mp.sinh, LINE),
    "cosh":      Domain(mp.cosh, LINE),
    "tanh":      Domain(mp.tanh, LINE),
    "asinh":     Domain(mp.asinh, (*LINE, (1e10,))),
    "acosh":     Domain(mp.acosh, _points(1.0000001, 1.5, 30.0, 1e10)),
    "atanh":     Domain(mp.atanh, CIRCLE),
    "degrees":   Domain(lambda x: x * 180 / mp.pi, LINE),
    "radians":   Domain(lambda x: x * mp.pi / 180, LINE),
    "erf":       Domain(mp.erf, _points(-3.0, -0.5, 1e-10, 0.7, 5.0)),
    "erfc":      Domain(mp.erfc, _points(-3.0, -0.5, 1e-10, 0.7, 5.0, 20.0)),
    "probit":    Domain(lambda p: mp.sqrt(2) * mp.erfinv(2 * p - 1), _points(1e-10, 0.02, 0.3, 0.5, 0.6, 0.999)),
    "gamma":     Domain(mp.gamma, _points(-3.5, -0.3, 0.1, 2.5, 7.0, 30.2)),
    "lgamma":    Domain(lambda x: mp.log(abs(mp.gamma(x))), _points(-3.5, -0.3, 0.1, 2.7, 7.0, 100.0)),
    "digamma":   Domain(mp.digamma, _points(-30.3, -0.3, 0.1, 2.5, 7.0, 100.0)),
    "polygamma": Domain(lambda n, x: mp.polygamma(int(n), x), ((1, 2.5), (2, 0.3), (3, 20.0), (1, -0.4)), literal=(0,)),
    "abs":       Domain(abs, LINE),
    "fabs":      Domain(abs, LINE),
    "sign":      Domain(mp.sign, LINE),
    "floor":     Domain(mp.floor, LINE[1:-2] + _points(2.3, 19.7)),
    "ceil":      Domain(mp.ceil, LINE[1:-2] + _points(2.3, 19.7)),
    "trunc":     Domain(lambda x: mp.sign(x) * mp.floor(abs(x)), LINE[1:-2] + _points(2.3, 19.7)),
    "round":     Domain(_round_half_even, _points(-1.4, 0.2, 2.7)),
    "round_to":  Domain(lambda x, n: mp.nint(x * 10 ** int(n)) / 10 ** int(n), ((1.2345, 2), (-7.77, 1)), literal=(1,)),
    "floordiv":  Domain(lambda x, y: mp.floor(x / y), ((7.5, 2.0), (-7.5, 2.0), (1.0, 0.3))),
    "max":       Domain(max, PAIRS),
    "min":       Domain(min, PAIRS),
    "maximum":   Domain(max, PAIRS),
    "minimum":   Domain(min, PAIRS),
    "mod":       Domain(lambda x, y: x - y * mp.floor(x / y), ((7.5, 2.0), (-7.5, 2.0), (7.5, -2.25))),
    "fmod":      Domain(lambda x, y: x - y * mp.sign(x / y) * mp.floor(abs(x / y)), ((7.5, 2.0), (-7.5, 2.0), (7.5, -2.25))),
    "remainder": Domain(lambda x, y: x - y * mp.nint(x / y), ((7.6, 2.0), (-7.4, 2.0), (0.3, 5.0))),
    "copysign":  Domain(lambda x, y: abs(x) * mp.sign(y), PAIRS),
    "ldexp":     Domain(lambda x, n: x * mp.mpf(2) ** int(n), ((1.5, 3), (-0.7, -4)), literal=(1,)),
    "identity":  Domain(lambda x: x, LINE),
    "stop_gradient": Domain(lambda x: x, LINE),
}
# fmt: on


def derivative(domain: Domain, point: Point, argument: int, order: int) -> Any:
    """∂ᵒʳᵈᵉʳ reference / ∂argument at the point, by mpmath."""
    exact = [mp.mpf(x) for x in point]
    # the definitions with steps are smooth only nearby: a step that stays on the point's own side
    near = min(abs(exact[argument]), mp.mpf(1)) or mp.mpf(10) ** -20
    h = near * mp.mpf(10) ** -20

    def along(t: Any) -> Any:
        return domain.reference(*exact[:argument], t, *exact[argument + 1 :])

    with mp.workdps(130):
        found = mp.diff(along, exact[argument], order, h=h)
        noise = abs(along(exact[argument])) * mp.mpf(10) ** -125 / h**order + (0 if exact[argument] else h)
    return found if abs(found) > noise else mp.mpf(0)
