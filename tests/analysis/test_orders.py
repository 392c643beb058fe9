"""The ladder of orders: values, growth, cancellation, and how far a Taylor series holds."""

from __future__ import annotations

import datetime as dt
import json
import math

import mpmath as mp
import numpy as np
import pytest

from adstudio.analysis import matrices
from adstudio.analysis.growth import growth
from adstudio.analysis.mixed import mixed
from adstudio.analysis.orders import orders, ulps
from adstudio.program.loading import from_function, load

EPS = float(np.finfo(float).eps)


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


@pytest.mark.parametrize(("a", "b", "apart"), [(1.0, 1.0, 0), (1.0, 1.0 + EPS, 1), (math.inf, math.inf, 0)])
def test_ulps_count_units_in_the_last_place(a: float, b: float, apart: float) -> None:
    assert ulps(a, b) == apart


def test_ulps_of_what_cannot_be_compared_are_nan() -> None:
    assert math.isnan(ulps(1.0, math.nan))
    assert ulps(math.nan, math.nan) == 0.0


# ── cancellation, growth, how far the series holds ─────────────────────────────────────────────────────

CANCELS = "from math import cos\ndef f(x={x}):\n    return (1.0 - cos(x)) / x**2\n"


@pytest.mark.parametrize("x", [0.3, 1e-2, 1e-3, 1e-4])
def test_digits_lost_are_those_that_mpmath_misses(x: float) -> None:
    """(1 − cos x)/x² by mpmath at 50 digits: the digits that are wrong are at most those said to be lost, and near."""
    row = orders(load(CANCELS.format(x=x)), {}, to=1, engines=["dual"])["orders"][0]
    with mp.workdps(50):
        t = mp.mpf(x)
        exact = (1 - mp.cos(t)) / t**2
        wrong = abs(mp.mpf(row["values"]["dual"]) - exact) / exact
        missing = max(float(mp.log10(wrong / EPS)), 0.0) if wrong else 0.0
    assert row["lost"]["dual"] >= missing - 0.5
    assert row["lost"]["dual"] == pytest.approx(2 * math.log10(1 / x), abs=0.6)  # 1 against x²/2


def test_nothing_is_lost_where_nothing_cancels() -> None:
    found = orders(load("from math import exp\ndef f(x=0.5):\n    return exp(x)\n"), {}, to=4)
    assert all(lost < 0.4 for row in found["orders"] for lost in row["lost"].values())


def test_growth_of_taylor_arithmetic_is_a_power_and_of_nesting_a_factor() -> None:
    program = load("from math import sin, exp\ndef f(x=0.3):\n    return sin(x) * exp(x)\n")
    found = orders(program, {}, to=8, engines=["dual"])["growth"]["nodes"]
    assert found["jet"]["kind"] == "polynomial"
    assert 1.0 < found["jet"]["rate"] < 2.2
    assert found["dual"]["kind"] == "exponential"
    assert found["dual"]["rate"] > 1.8


@pytest.mark.parametrize(
    ("amounts", "kind", "rate"),
    [([3.0 * 2.5**k for k in range(9)], "exponential", 2.5), ([5.0 * k**2 for k in range(9)], "polynomial", 2.0)],
)
def test_growth_of_an_exact_law_is_that_law(amounts: list[float], kind: str, rate: float) -> None:
    law = growth(range(9), amounts)
    assert law is not None
    assert (law["kind"], law["rate"]) == (kind, pytest.approx(rate))
    assert growth([1, 2], [1.0, 2.0]) is None


def test_radius_comes_from_orders_beyond_those_that_are_shown() -> None:
    found = orders(load("from math import log\ndef f(x=2.0):\n    return log(x)\n"), {}, to=3)
    assert len(found["coefficients"]) == 4
    assert found["radius"] == pytest.approx(2.0, rel=1e-6)
    assert found["convergence"]["text"] == "The series holds up to about 2 from the point: a singularity 2 to the left"


@pytest.mark.parametrize(
    ("f", "said"),
    [
        ("abs(x)", "The series is not the function"),
        ("x * abs(x)", "The series is not the function"),
        ("x * x if x <= 0 else x", "The series is not the function"),
        ("1e19 * x**3", "Polynomial of degree 3"),
        ("sin(1000 * x)", "No singularity seen to order 30"),
        ("1 / (1e6 - x)", "Radius 1e+06: a singularity 1e+06 to the right"),
        ("7.0 + 0.0 * x", "Polynomial of degree 0"),
        ("exp(-x) * 1e-12", "No singularity seen to order 30"),
    ],
)
def test_series_is_held_against_the_function(f: str, said: str) -> None:
    found = orders(load(f"from math import exp, sin\ndef f(x=0.0):\n    return {f}\n"), {}, to=4, engines=["jet"])
    assert found["convergence"]["brief"] == said


def test_a_program_without_defaults_is_asked_at_the_point_that_is_given() -> None:
    program = load("def f(x, y):\n    return x * x * y\n")
    point = {"x": 3.0, "y": 2.0}
    assert [row["values"]["jet"] for row in orders(program, point, wrt="x", to=2)["orders"]] == [18.0, 12.0, 4.0]
    assert mixed(program, point)["order"] == 2
    assert matrices.hessian(program, point).values.tolist() == [[4.0, 6.0], [6.0, 0.0]]


@pytest.mark.filterwarnings("ignore::adstudio.LeftGraph")
@pytest.mark.parametrize(
    ("program", "wanted"),
    [
        (lambda x=2.5: float(str(x)) * x, [6.25, 2.5, 0.0]),
        (lambda x=2.5: dt.timedelta(seconds=x).total_seconds(), [2.5, 0.0, 0.0]),
        (lambda x=2.5: json.loads(json.dumps([x]))[0] * x, [6.25, 2.5, 0.0]),
        (lambda x=2.5: np.linalg.solve(np.array([[x, 0.0], [0.0, 1.0]]), np.array([1.0, 1.0]))[0], [0.4, -0.16, 0.128]),
    ],
)
def test_every_engine_goes_on_where_something_takes_plain_numbers_only(program, wanted):
    found = orders(from_function(program), {}, to=2)
    assert set(found["engines"]) == {"jet", "dual", "tape", "torch"}
    for row, value in zip(found["orders"], wanted, strict=True):
        assert row["values"] == pytest.approx(dict.fromkeys(found["engines"], value), rel=1e-12)
