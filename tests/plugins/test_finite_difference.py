"""Finite differences of every primitive, by every method, against mpmath; the error curve; the complex step's limits."""

from __future__ import annotations

import math
from collections.abc import Iterator

import mpmath as mp
import numpy as np
import pytest
from primitives.domains import DOMAINS, Point, derivative

from adstudio.host import running
from adstudio.primitives.table import TABLE
from adstudio.program.contract import Request
from adstudio.program.loading import from_function
from adstudio_finite_difference import quotients as q


def _cases(analytic: bool) -> Iterator[tuple[str, int, Point]]:
    for name, domain in DOMAINS.items():
        if (TABLE[name].analytic is not None) is analytic and not TABLE[name].stops:
            for point in domain.points:
                if any(0.0 < abs(x) < 1e-200 for x in point):  # a step below it is no float any more
                    continue
                yield from ((name, i, point) for i in range(len(point)) if i not in domain.literal)


@pytest.mark.parametrize(("name", "argument", "point"), list(_cases(analytic=True)))
def test_complex_step_has_the_slope_to_the_last_bits(name: str, argument: int, point: Point) -> None:
    """Im f(x + ih)/h, h² far below ε: no cancellation."""
    h = q.complex_step(point[argument])
    shifted = [complex(x, h) if i == argument else x for i, x in enumerate(point)]
    with np.errstate(all="ignore"):
        found = float(np.imag(TABLE[name].analytic(*shifted))) / h
    exact = float(derivative(DOMAINS[name], point, argument, 1))
    assert found == pytest.approx(exact, rel=1e-9, abs=1e-39)


@pytest.mark.parametrize("quotient", q.REAL_METHODS.values(), ids=q.REAL_METHODS)
@pytest.mark.parametrize("name", [name for name in DOMAINS if not TABLE[name].stops])
def test_real_methods_come_near(name: str, quotient: q.Quotient) -> None:
    """At a point in the middle of the domain, with the predicted step, to the digits the method can have."""
    point = DOMAINS[name].points[len(DOMAINS[name].points) // 2]
    argument = next(i for i in range(len(point)) if i not in DOMAINS[name].literal)
    x = point[argument]
    h = quotient.step(x) * min(1.0, abs(x) or 1.0)
    values = [
        TABLE[name](*(x + shift * h if i == argument else other for i, other in enumerate(point)))
        for shift in quotient.shifts
    ]
    exact = float(derivative(DOMAINS[name], point, argument, 1))
    scale = max(abs(exact), abs(float(values[0])) / max(abs(x), 1e-300), 1e-300)
    assert abs(quotient(values, h) - exact) <= 1e-4 * scale


@pytest.mark.parametrize(("name", "order"), [("forward", 1), ("central", 2), ("Richardson", 4)])
def test_truncation_falls_with_the_methods_order(name: str, order: int) -> None:
    """Halving h divides the error of exp at 1 by 2ᵖ (Press et al., Numerical Recipes §5.7)."""
    quotient = q.REAL_METHODS[name]

    def error(h: float) -> float:
        return abs(quotient([math.exp(1.0 + shift * h) for shift in quotient.shifts], h) - math.e)

    assert math.log2(error(0.1) / error(0.05)) == pytest.approx(order, abs=0.1)


def test_curve_is_a_u_with_its_minimum_near_the_root_of_epsilon() -> None:
    trace = running.run(
        from_function(lambda x1=2.0, x2=5.0: math.log(x1) + x1 * x2 - math.sin(x2)),
        "finite_difference",
        Request(options={"curve": "x1", "method": "forward"}),
    )
    series = next(series for series in trace.series if series.name == "curve:x1")
    forward = np.array(series["method"]) == "forward"
    h, error = series["h"][forward], np.abs(series["estimate"][forward] - 5.5)
    assert len(h) == 200
    near, far_left, far_right = (
        np.nanmedian(error[(h > a) & (h < b)]) for a, b in ((3e-9, 3e-7), (1e-14, 1e-12), (1e-2, 1))
    )
    assert near < 1e-6
    assert far_left > 1e2 * near
    assert far_right > 1e2 * near


def test_curve_across_a_branch_is_the_programs_own() -> None:
    """A program that decides by its value is run again at every step: beyond the branch the quotient goes across it."""

    def f(x: float = 0.9) -> float:
        return x * x if x < 1.0 else 3.0 * x

    trace = running.run(from_function(f), "finite_difference", Request(options={"curve": "x", "sizes": 50}))
    series = next(series for series in trace.series if series.name == "curve:x")
    forward = np.array(series["method"]) == "forward"
    h, estimate = series["h"][forward], series["estimate"][forward]
    assert estimate[h == 1.0] == pytest.approx((3.0 * 1.9 - 0.81) / 1.0)


def test_operation_without_complex_form_is_said() -> None:
    trace = running.run(
        from_function(lambda x=0.5: math.erf(x)), "finite_difference", Request(options={"method": "complex step"})
    )
    assert math.isnan(trace.gradient["x"])
    assert "erf has no complex form" in trace.header.notes[0].message


def test_unknown_method_is_refused_by_name() -> None:
    trace = running.run(from_function(lambda x=0.5: x), "finite_difference", Request(options={"method": "sideways"}))
    assert trace.header.error is not None
    assert "no finite-difference method 'sideways'" in trace.header.error.message


def test_evaluations_are_counted() -> None:
    trace = running.run(
        from_function(lambda x=0.5: x * x), "finite_difference", Request(options={"method": "Richardson"})
    )
    assert trace.sweeps[1].parameters["evaluations"] == 4.0


mp.mp.dps = 50


def _stepped(function: object, x: float, method: str = "central") -> tuple[float, float]:
    """(slope, step size) of the sweep of a function of one input."""
    request = Request(at={"x": x}, options={"method": method})
    [sweep] = [s for s in running.run(from_function(function), "finite_difference", request).sweeps if s.parameters]
    return float(sweep.derivative[-1]), float(sweep.parameters["h"])


@pytest.mark.parametrize("method", list(q.REAL_METHODS))
def test_step_is_small_where_the_input_is_a_physical_quantity(method: str) -> None:
    """A low-pass filter of 1 kΩ at 2000 rad/s: |H| = 1/√(1 + (ωRx)²), so d|H|/dx = −(ωR)²x/(1 + (ωRx)²)^(3/2)."""
    wr, x = 2000.0 * 1000.0, 1e-6
    exact = -(wr**2) * x / (1.0 + (wr * x) ** 2) ** 1.5
    slope, h = _stepped(lambda x: 1.0 / math.sqrt(1.0 + (2000.0 * 1000.0 * x) ** 2), x, method)
    assert slope == pytest.approx(exact, rel=1e-6)
    assert h == pytest.approx(q.REAL_METHODS[method].step(1.0) * x)


@pytest.mark.parametrize("x", [1e-12, 1e-5, 0.5])
def test_step_is_for_scale_one_where_that_serves(x: float) -> None:
    slope, h = _stepped(lambda x: (x + 1.0) ** 2, x)
    assert slope == pytest.approx(2.0 * (x + 1.0), rel=1e-9)
    assert h == q.CENTRAL.step(x)


def test_no_number_has_no_difference_and_no_error() -> None:
    assert math.isnan(_stepped(lambda x: x * 2.0, math.nan)[0])


@pytest.mark.parametrize("x", [5e-324, 1e-320, 1e-310])
def test_smallest_numbers_have_a_step(x: float) -> None:
    assert _stepped(lambda x: x * 2.0, x)[0] == 2.0


def test_sign_of_a_zero_that_stands_still_is_no_kink() -> None:
    trace = running.run(
        from_function(lambda x=1.7: math.copysign(x, -0.0)), "finite_difference", Request(at={"x": 1.7})
    )
    assert not trace.header.notes
    assert trace.gradient["x"] == pytest.approx(-1.0)
