"""Engines against each other and against mpmath on random programs."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import mpmath as mp
import numpy as np
import pytest
from engines.random_programs import Operation, operations, points, program
from hypothesis import given, settings

from adstudio.primitives.table import TABLE
from adstudio_dual import nested as dual
from adstudio_jet import nested as jet
from adstudio_tape import nested as tape

ON_VALUES = SimpleNamespace(**{name: entry.at for name, entry in TABLE.items()})
EXACT = SimpleNamespace(
    sin=mp.sin,
    cos=mp.cos,
    tanh=mp.tanh,
    atan=mp.atan,
    exp=mp.exp,
    log=mp.log,
    sqrt=mp.sqrt,
    hypot=mp.hypot,
    atan2=mp.atan2,
)
mp.mp.dps = 50


def _unit(i: int) -> tuple[float, ...]:
    return tuple(1.0 if j == i else 0.0 for j in range(3))


def _close(a: float, b: float, *, ulps: float, scale: float) -> bool:
    return abs(a - b) <= ulps * math.ulp(max(abs(a), abs(b), scale))


def _scale(f: Any, point: list[float]) -> float:
    """How large the terms may be of which a derivative is the sum."""
    return max(1.0, *(abs(bar) for bar in tape.pull(f, tuple(point))[1]))


@given(operations, points)
@settings(max_examples=200, deadline=None)
def test_dual_tape_and_jet_agree_to_a_few_ulps(steps: list[Operation], point: list[float]) -> None:
    f = program(steps, ON_VALUES)
    value, bars = tape.pull(f, tuple(point))
    scale = _scale(f, point)
    for i, bar in enumerate(bars):
        forward_value, tangent = dual.push(f, tuple(point), _unit(i))
        series = jet.series(lambda x, i=i: f(*point[:i], x, *point[i + 1 :]), point[i], 1)
        assert value == forward_value == series[0]
        assert _close(tangent, bar, ulps=64, scale=scale)
        assert _close(series[1], bar, ulps=64, scale=scale)


@given(operations, points)
@settings(max_examples=100, deadline=None)
def test_gradient_is_mpmaths(steps: list[Operation], point: list[float]) -> None:
    """Central differences at 50 digits are an independent reference."""
    f, exact = program(steps, ON_VALUES), program(steps, EXACT)
    bars = tape.pull(f, tuple(point))[1]
    h = mp.mpf(10) ** -20
    for i, bar in enumerate(bars):
        there = [[mp.mpf(x) + (sign * h if j == i else 0) for j, x in enumerate(point)] for sign in (1, -1)]
        expected = (exact(*there[0]) - exact(*there[1])) / (2 * h)
        assert _close(bar, float(expected), ulps=512, scale=_scale(f, point))


@given(operations, points, points, points)
@settings(max_examples=100, deadline=None)
def test_forward_and_reverse_are_transposes(
    steps: list[Operation], point: list[float], tangent: list[float], weight: list[float]
) -> None:
    """⟨w, Jv⟩ = ⟨Jᵀw, v⟩."""
    f = program(steps, ON_VALUES)
    pushed = dual.push(f, tuple(point), tuple(tangent))[1]
    pulled = tape.pull(f, tuple(point))[1]
    left = weight[0] * pushed
    right = sum(weight[0] * bar * t for bar, t in zip(pulled, tangent, strict=True))
    assert _close(left, right, ulps=256, scale=8.0 * _scale(f, point))


@given(operations, points)
@settings(max_examples=60, deadline=None)
def test_second_derivatives_agree_in_every_nesting(steps: list[Operation], point: list[float]) -> None:
    f = program(steps, ON_VALUES)

    def g(x: Any) -> Any:
        return f(x, point[1], point[2])

    by_dual = lambda h: lambda x: dual.push(h, (x,), (1.0,))[1]
    by_tape = lambda h: lambda x: tape.pull(h, (x,))[1][0]
    by_jet = lambda h: lambda x: jet.series(h, x, 1)[1]
    reference = jet.series(g, point[0], 2)[2]
    for outer in (by_dual, by_tape, by_jet):
        for inner in (by_dual, by_tape, by_jet):
            found = outer(inner(g))(point[0])
            assert _close(found, reference, ulps=4096, scale=max(10.0, _scale(f, point) ** 2))


@pytest.mark.parametrize("outer", ["dual", "tape", "jet"])
@pytest.mark.parametrize("inner", ["dual", "tape", "jet"])
def test_perturbations_are_not_confused(outer: str, inner: str) -> None:
    """d/dx (x · d/dy (x + y)) = 1 at any point; confused perturbations give 2 (Siskind & Pearlmutter 2005)."""
    modes = {
        "dual": lambda f: lambda x: dual.push(f, (x,), (1.0,))[1],
        "tape": lambda f: lambda x: tape.pull(f, (x,))[1][0],
        "jet": lambda f: lambda x: jet.series(f, x, 1)[1],
    }
    d_outer, d_inner = modes[outer], modes[inner]
    assert d_outer(lambda x: x * d_inner(lambda y: x + y)(1.0))(1.0) == 1.0
    # d/dx (x · ∂/∂y (x·y²) at y = 2) = d/dx 4x² = 8x
    assert d_outer(lambda x: x * d_inner(lambda y: x * y * y)(2.0))(3.0) == 24.0


@pytest.mark.parametrize("order", range(21))
def test_jet_knows_the_derivatives_of_sin_x_times_x_squared(order: int) -> None:
    """Leibniz: (x²·sin x)⁽ᵏ⁾ = x²·s(k) + 2k·x·s(k−1) + k(k−1)·s(k−2), s(k) = sin(x + kπ/2)."""
    x = mp.mpf("1.5")

    def s(k: int) -> Any:
        return mp.sin(x + k * mp.pi / 2)

    k = order
    exact = s(k) * x**2 + 2 * k * x * s(k - 1) + k * (k - 1) * s(k - 2)
    found = jet.series(lambda u: ON_VALUES.sin(u) * u**2, 1.5, 20)[order]
    assert abs(found - exact) <= abs(exact) * mp.mpf("1e-14")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("exp", [math.exp(0.5)] * 9),
        ("sin", [math.sin(0.5 + k * math.pi / 2) for k in range(9)]),
        ("log", [math.log(0.5), *((-1) ** (k - 1) * math.factorial(k - 1) / 0.5**k for k in range(1, 9))]),
    ],
)
def test_jet_knows_the_textbooks_ladders(name: str, expected: list[float]) -> None:
    """Closed forms of the k-th derivative (Abramowitz & Stegun 3.3, 4.3)."""
    found = jet.series(getattr(ON_VALUES, name), 0.5, 8)
    assert np.allclose(found, expected, rtol=1e-14, atol=1e-15)
