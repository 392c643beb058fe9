"""The functions of `statistics`, on values. On plain numbers each is the module's own; it refuses what that refuses.

What the module sums exactly is summed here by one node, `fsum`, which rounds once. Medians and quantiles need nothing:
they sort, and take.
"""

from __future__ import annotations

import bisect
import math
import statistics
from collections.abc import Callable, Iterable
from typing import Any

from adstudio.primitives.levels import Leveled, top
from adstudio.primitives.primitive import plain
from adstudio.primitives.table import TABLE
from adstudio.primitives.value import operand
from adstudio.program.libraries.normal import NormalDist
from adstudio.program.plained import plained

div, fsum = TABLE["div"], TABLE["fsum"]


def _bound(original: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A formula, given lists and what the module itself makes of the plain numbers."""

    def decorate(formula: Callable[..., Any]) -> Callable[..., Any]:
        def function(*arguments: Any, **keywords: Any) -> Any:
            given = [list(x) if isinstance(x, Iterable) else x for x in arguments]
            named = {
                name: list(x) if isinstance(x, Iterable) and name != "method" else x for name, x in keywords.items()
            }
            numbers = [
                x for thing in (*given, *named.values()) for x in (thing if isinstance(thing, list) else [thing])
            ]
            if top(numbers) is None or not all(operand(x) or x is None or isinstance(x, str) for x in numbers):
                return original(*given, **named)
            return formula(original(*plained(given), **plained(named)), *given, **named)

        function.__name__ = function.__qualname__ = original.__name__
        function.__doc__ = original.__doc__
        return function

    return decorate


@_bound(statistics.mean)
def mean(plainly: Any, data: list[Any]) -> Any:
    """statistics.mean: one sum, rounded once."""
    total = fsum(*data)
    if math.isfinite(plainly) and not math.isfinite(plain(total)):  # the sum is too large for a float, the mean is not
        return fsum(*(div(x, len(data)) for x in data))
    return div(total, len(data))


@_bound(statistics.fmean)
def fmean(_: Any, data: list[Any], weights: Any = None) -> Any:
    """statistics.fmean, with weights too."""
    if weights is None:
        return div(fsum(*data), len(data))
    return div(fsum(*(x * w for x, w in zip(data, weights, strict=True))), fsum(*weights))


@_bound(statistics.geometric_mean)
def geometric_mean(_: Any, data: list[Any]) -> Any:
    """statistics.geometric_mean: the exponential of the mean logarithm."""
    return TABLE["exp"](div(fsum(*(TABLE["log"](x) for x in data)), len(data)))


@_bound(statistics.harmonic_mean)
def harmonic_mean(_: Any, data: list[Any], weights: Any = None) -> Any:
    """statistics.harmonic_mean. With one 0 in it, it is 0, and its slope by that one is known."""
    if len(data) == 1 and weights is None:
        return data[0]
    shares = [1] * len(data) if weights is None else weights
    total = len(data) if weights is None else fsum(*weights)
    parts = [(w, x) for w, x in zip(shares, data, strict=True) if plain(w) or isinstance(w, Leveled)]
    none = [k for k, (_, x) in enumerate(parts) if plain(x) == 0]
    if not none:
        return div(total, fsum(*(div(w, x) for w, x in parts)))
    share, zero = parts.pop(none[0])
    if len(none) > 1:  # a corner
        return 0.0 * zero
    return total * zero / (share + zero * fsum(0.0, *(div(w, x) for w, x in parts)))


def _squares(data: list[Any], centre: Any) -> Any:
    """Σ(x − x̄)². About any c it is Σ(x − c)² − (Σ(x − c))²/n, which makes good that the mean is rounded."""
    if centre is not None:
        return fsum(*(TABLE["square"](x - centre) for x in data))
    deviations = _deviations(data)
    total = fsum(*deviations)
    squares = fsum(*(TABLE["square"](d) for d in deviations)) - total * total / len(data)
    return squares if plain(squares) >= 0 or not math.isfinite(plain(squares)) else 0.0 * squares  # it was rounding


def _spread(original: Callable[..., Any], less: int, *, root: bool) -> Callable[..., Any]:
    @_bound(original)
    def spread(_: Any, data: list[Any], xbar: Any = None, mu: Any = None) -> Any:
        variance = div(_squares(data, mu if xbar is None else xbar), len(data) - less)
        return TABLE["sqrt"](variance) if root else variance

    return spread


@_bound(statistics.covariance)
def covariance(_: Any, x: list[Any], y: list[Any]) -> Any:
    """statistics.covariance."""
    return div(_products(_deviations(x), _deviations(y)), len(x) - 1)


def _deviations(x: list[Any]) -> list[Any]:
    middle = div(fsum(*x), len(x))
    return [one - middle for one in x]


def _products(x: list[Any], y: list[Any]) -> Any:
    return fsum(*(a * b for a, b in zip(x, y, strict=True)))


@_bound(statistics.correlation)
def correlation(plainly: Any, x: list[Any], y: list[Any], *, method: str = "linear") -> Any:
    """statistics.correlation; that of ranks is locally constant."""
    if method != "linear":
        return plainly
    x, y = _deviations(x), _deviations(y)
    return div(_products(x, y), TABLE["sqrt"](_products(x, x) * _products(y, y)))


@_bound(statistics.linear_regression)
def linear_regression(plainly: Any, x: list[Any], y: list[Any], *, proportional: Any = False) -> Any:
    """statistics.linear_regression: slope and intercept."""
    if proportional:
        return type(plainly)(div(_products(x, y), _products(x, x)), 0.0)
    from_middle = _deviations(x)
    slope = div(_products(from_middle, _deviations(y)), _products(from_middle, from_middle))
    return type(plainly)(slope, div(fsum(*y), len(y)) - slope * div(fsum(*x), len(x)))


@_bound(statistics.median_grouped)
def median_grouped(_: Any, data: list[Any], interval: Any = 1) -> Any:
    """statistics.median_grouped: within the class of the middle value."""
    ordered = sorted(data)
    middle = ordered[len(ordered) // 2]
    below = bisect.bisect_left(ordered, middle)
    within = bisect.bisect_right(ordered, middle, lo=below) - below
    return middle - interval / 2.0 + interval * ((len(ordered) / 2 - below) / within)


@_bound(statistics.mode)
def mode(plainly: Any, data: list[Any]) -> Any:
    """statistics.mode: the first of the most frequent numbers."""
    return data[plained(data).index(plainly)]


@_bound(statistics.multimode)
def multimode(plainly: Any, data: list[Any]) -> Any:
    """statistics.multimode."""
    return [data[plained(data).index(number)] for number in plainly]


VALUES: dict[str, Any] = {
    "mean": mean,
    "fmean": fmean,
    "geometric_mean": geometric_mean,
    "harmonic_mean": harmonic_mean,
    "variance": _spread(statistics.variance, 1, root=False),
    "pvariance": _spread(statistics.pvariance, 0, root=False),
    "stdev": _spread(statistics.stdev, 1, root=True),
    "pstdev": _spread(statistics.pstdev, 0, root=True),
    "covariance": covariance,
    "correlation": correlation,
    "linear_regression": linear_regression,
    "median_grouped": median_grouped,
    "mode": mode,
    "multimode": multimode,
    "NormalDist": NormalDist,
}
