"""The ladder of orders: values, growth, cancellation, and how far a Taylor series holds."""

from __future__ import annotations

import math

import numpy as np
import pytest

from adstudio.analysis.orders import orders, ulps
from adstudio.program.loading import load

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
