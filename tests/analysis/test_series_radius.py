"""The radius of convergence is the distance to the nearest singularity in the complex plane (Cauchy)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath as mp
import pytest

from adstudio.analysis.series_radius import radius_of

# fmt: off
#                      f                                  x     radius                    nearest singularity − x
KNOWN = {
    "log":            (mp.log,                            2.0,  2.0,                      (-2.0, 0.0)),
    "root":           (mp.sqrt,                           3.0,  3.0,                      (-3.0, 0.0)),
    "geometric":      (lambda x: 1 / (1 - 2 * x),         0.0,  0.5,                      (0.5, 0.0)),
    "pole of order 3": (lambda x: (1 - x) ** -3,          0.0,  1.0,                      (1.0, 0.0)),
    "tan":            (mp.tan,                            1.0,  math.pi / 2 - 1,          (math.pi / 2 - 1, 0.0)),
    "even":           (lambda x: 1 / (1 + x * x),         0.0,  1.0,                      (0.0, 1.0)),
    "odd":            (mp.tan,                            0.0,  math.pi / 2,              (math.pi / 2, 0.0)),
    "pair":           (lambda x: 1 / (1 + x * x),         2.0,  math.sqrt(5),             (-2.0, 1.0)),
    "pair of logs":   (mp.atan,                           1.0,  math.sqrt(2),             (-1.0, 1.0)),
    "tanh":           (mp.tanh,                           0.3,  math.hypot(0.3, math.pi / 2), (-0.3, math.pi / 2)),
    "logistic":       (lambda x: 1 / (1 + mp.exp(-x)),    1.0,  math.hypot(1, math.pi),   (-1.0, math.pi)),
}
ENTIRE = {
    "exp": (mp.exp, 1.0), "sin": (mp.sin, 1.5), "sin at 0": (mp.sin, 0.0), "product": (lambda x: mp.sin(x) * x**2, 1.5),
}
# fmt: on


def coefficients(f: Callable[[Any], Any], x: float, order: int) -> list[float]:
    with mp.workdps(50):
        return [float(c) for c in mp.taylor(f, x, order)]


@pytest.mark.parametrize("case", KNOWN)
def test_radius_is_the_distance_to_the_nearest_singularity(case: str) -> None:
    f, x, radius, at = KNOWN[case]
    found = radius_of(coefficients(f, x, 30))
    assert found.radius == pytest.approx(radius, rel=2e-3)
    assert found.at == pytest.approx(at, abs=0.01)
    assert f"about {found.radius:.4g}" in found.text


@pytest.mark.parametrize("case", KNOWN)
def test_few_orders_give_it_within_a_few_percent_or_nothing(case: str) -> None:
    f, x, radius, _ = KNOWN[case]
    found = radius_of(coefficients(f, x, 12)).radius
    assert found is None or found == pytest.approx(radius, rel=0.05)


@pytest.mark.parametrize("case", ENTIRE)
def test_entire_function_has_no_radius(case: str) -> None:
    found = radius_of(coefficients(*ENTIRE[case], 20))
    assert (found.radius, found.kind) == (math.inf, "entire")


@pytest.mark.parametrize("f", [lambda x: mp.exp(-x * x), lambda x: mp.exp(mp.sin(x))])
def test_series_that_settles_late_gets_no_false_radius(f: Callable[[Any], Any]) -> None:
    found = radius_of(coefficients(f, 0.7, 30))
    assert found.radius in (None, math.inf)


def test_polynomial_is_everywhere_its_own_series() -> None:
    found = radius_of(coefficients(lambda x: x**3 + x, 2.0, 12))
    assert (found.radius, found.kind) == (math.inf, "polynomial")
    assert "degree 3" in found.text


def test_too_few_or_broken_coefficients_say_so() -> None:
    assert radius_of([1.0, 2.0, 3.0]).radius is None
    assert radius_of([1.0, math.nan, *[1.0] * 20]).radius is None
    assert radius_of([0.0] * 20).kind == "polynomial"
