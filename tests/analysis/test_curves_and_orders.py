"""Error curves with what they say, and the ladder of orders."""

from __future__ import annotations

import math

import numpy as np
import pytest
import worked_example

from adstudio.analysis.curves import NoCurve, best_step, curve, smoothed, truncation_slope
from adstudio.analysis.orders import orders, radius, ulps
from adstudio.program.errors import BadInput
from adstudio.program.loading import from_function, load

EPS = float(np.finfo(float).eps)


def test_curve_of_the_worked_example_has_its_minimum_near_the_root_of_epsilon() -> None:
    found = curve(load(worked_example.SOURCE), {}, wrt="x1")
    assert found["exact"] == 5.5
    best = found["best"]["forward"]
    assert math.sqrt(EPS) / 10 < best["found"] < math.sqrt(EPS) * 10
    assert best["predicted"] == pytest.approx(2 * math.sqrt(EPS))
    assert found["best"]["complex step"]["error"] <= 2 * found["floor"]


@pytest.mark.parametrize(("method", "order"), [("forward", 1), ("central", 2), ("complex step", 2)])
def test_fitted_slope_is_the_methods_order(method: str, order: int) -> None:
    found = curve(load(worked_example.SOURCE), {}, wrt="x1")
    assert found["methods"][method]["slope"] == pytest.approx(order, abs=0.15)


def test_curve_of_a_straight_line_has_no_truncation_arm() -> None:
    found = curve(from_function(lambda x=2.0: 3.0 * x), {})
    assert found["methods"]["central"]["slope"] is None
    assert found["methods"]["forward"]["slope"] is None


def test_slope_of_an_exact_power_is_that_power() -> None:
    h = np.logspace(-8, 0, 100)
    assert truncation_slope(h, 0.3 * h**3, 1.0) == pytest.approx(3.0, abs=1e-6)


def test_lucky_hit_is_not_the_best_step() -> None:
    h = np.logspace(-16, 0, 200)
    error = EPS / h + h
    error[10] = 0.0
    assert best_step("forward", h, error, x=1.0)["found"] == pytest.approx(math.sqrt(EPS), rel=2.0)
    assert smoothed(error).shape == h.shape


def test_curve_that_cannot_be_had_says_why() -> None:
    with pytest.raises(NoCurve, match=r"ZeroDivisionError: float division by zero \(line 1\)"):
        curve(load("def f(x=0.0): return 1.0 / x\n"), {})
    with pytest.raises((NoCurve, BadInput), match="'z'"):
        curve(load(worked_example.SOURCE), {}, wrt="z")


def test_ladder_has_the_known_derivatives_by_every_way() -> None:
    """sin(x)·x² at 1.5: 2.2444, 3.1516, 0.1750 (issue's own numbers, and Leibniz)."""
    found = orders(load("from math import sin\ndef f(x=1.5):\n    return sin(x) * x**2\n"), {}, to=4)
    assert found["engines"][0] == "jet"
    assert {"dual", "tape"} <= set(found["engines"])
    first_three = [row["values"]["jet"] for row in found["orders"][:3]]
    assert first_three == pytest.approx([2.2443637198591224, 3.151643663564495, 0.17504946335520394], rel=1e-14)
    for row in found["orders"]:
        assert all(apart <= 16 for apart in row["ulps"].values())


def test_nested_ways_grow_and_taylor_arithmetic_does_not() -> None:
    found = orders(
        load("from math import sin, exp\ndef f(x=0.3):\n    return sin(x) * exp(x)\n"), {}, to=6, engines=["dual"]
    )
    nodes = [row["nodes"] for row in found["orders"]]
    assert nodes[6]["dual"] / nodes[5]["dual"] > 1.8
    assert nodes[6]["jet"] / nodes[5]["jet"] < 1.5


def test_ladder_goes_by_an_entry_of_a_list() -> None:
    found = orders(load("def f(a=2.0, xs=[1.0, 3.0]):\n    return a * xs[1] ** 3\n"), {}, wrt="xs[1]", to=4)
    assert [row["values"]["jet"] for row in found["orders"]] == [54.0, 54.0, 36.0, 12.0, 0.0]
    with pytest.raises(ValueError, match=r"there are a, xs\[0\], xs\[1\]"):
        orders(load("def f(a=2.0, xs=[1.0, 3.0]):\n    return a\n"), {}, wrt="b")


def test_radius_of_convergence_is_the_distance_to_the_pole() -> None:
    """1/(1 + x²) at 0 has its poles at ±i; the geometric series at 0.5 has radius 0.5."""
    assert radius([1.0, 0.0, -1.0, 0.0, 1.0, 0.0, -1.0, 0.0, 1.0]) == pytest.approx(1.0)
    assert radius([2.0 ** (k + 1) for k in range(12)]) == pytest.approx(0.5, rel=0.1)


@pytest.mark.parametrize(("a", "b", "apart"), [(1.0, 1.0, 0), (1.0, 1.0 + EPS, 1), (math.inf, math.inf, 0)])
def test_ulps_count_units_in_the_last_place(a: float, b: float, apart: float) -> None:
    assert ulps(a, b) == apart


def test_ulps_of_what_cannot_be_compared_are_nan() -> None:
    assert math.isnan(ulps(1.0, math.nan))
    assert ulps(math.nan, math.nan) == 0.0
