"""ψ and its derivatives, which the partials of Γ and ln Γ need and neither `math` nor numpy has.

Recurrence up to an argument where the asymptotic series is exact to the last bits
(Abramowitz & Stegun 6.3.5, 6.3.18, 6.4.6, 6.4.11; https://dlmf.nist.gov/5.11, 5.15).
"""

from __future__ import annotations

import math

# B₂ₖ for k = 1 …
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510, 43867 / 798, -174611 / 330)
_REFLECT_BELOW = -20.0


def digamma(x: float) -> float:
    """ψ(x) = Γ′(x)/Γ(x). Raises `ValueError` at the poles 0, −1, −2, …"""
    _refuse_pole(x)
    if math.isinf(x):
        return x
    if x < _REFLECT_BELOW:  # ψ(x) = ψ(1 − x) − π cot πx
        return digamma(1.0 - x) - math.pi / math.tan(math.pi * math.fmod(x, 1.0))
    terms = []
    while x < 12.0:
        terms.append(-1.0 / x)
        x += 1.0
    terms += [math.log(x), -0.5 / x]
    terms += [-b / (2 * k * x ** (2 * k)) for k, b in enumerate(_BERNOULLI, 1)]
    return math.fsum(terms)


def polygamma(n: float, x: float) -> float:
    """ψ⁽ⁿ⁾(x), n = 0, 1, 2, …; n = 0 is ψ. Raises `ValueError` at the poles."""
    order = int(n)
    if order == 0:
        return digamma(x)
    _refuse_pole(x)
    if math.isinf(x):
        return 0.0
    sign = -1.0 if order % 2 == 0 else 1.0
    terms = []
    while x < 12.0 + order:
        terms.append(_scaled(math.factorial(order), x, order + 1))
        x += 1.0
    terms += [_scaled(math.factorial(order - 1), x, order), _scaled(math.factorial(order) / 2, x, order + 1)]
    rising = math.factorial(order + 1) / 2.0  # (2k + n − 1)! / (2k)! at k = 1
    for k, b in enumerate(_BERNOULLI, 1):
        terms.append(_scaled(b * rising, x, 2 * k + order))
        rising *= (2 * k + order) * (2 * k + order + 1) / ((2 * k + 1) * (2 * k + 2))
    return sign * math.fsum(terms)


def _scaled(factor: float, x: float, power: int) -> float:
    """Factor / xᵖ without overflow on the way."""
    try:
        return factor / x**power
    except (ZeroDivisionError, OverflowError):
        return math.copysign(math.inf, x) ** power * factor if abs(x) < 1 else 0.0


def _refuse_pole(x: float) -> None:
    if x <= 0 and x == math.floor(x):
        raise ValueError("math domain error")
