"""Differences that end at a kink, a jump or an edge, or whose program does not end; and what stands still beside ∞."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest

import adstudio
from adstudio.analysis import curves
from adstudio.analysis.comparison import compare
from adstudio.analysis.orders import orders
from adstudio.host import running
from adstudio.host.budgets import Budgets
from adstudio.program.contract import Request
from adstudio.program.loading import from_function
from adstudio.traces.model import Trace

ENGINES = ("dual", "tape", "jet", "finite_difference")
H = float(np.finfo(float).eps) ** (1 / 3)  # the step of central differences at a point of size 1 or less


def run(f: Callable[..., Any], engine: str, **more: Any) -> Trace:
    return running.run(from_function(f), engine, Request(), **more)


def traces(f: Callable[..., Any]) -> dict[str, Trace]:
    return {engine: run(f, engine) for engine in ENGINES}


def notes(trace: Trace) -> list[str]:
    return [note.message for note in trace.header.notes]


# -- across a kink -----------------------------------------------------------------------------------------------------


def huber(w: float = 0.8, b: float = 0.1) -> float:
    def rho(r: float) -> float:
        return r * r / 2 if abs(r) <= 1.0 else abs(r) - 0.5

    return sum(rho(w * x + b - y) for x, y in ((0.0, 0.2), (1.0, 1.1), (2.0, 1.7), (3.0, 9.0)))


def test_point_within_a_step_of_a_kink_is_no_disagreement() -> None:
    """0.8·2 + 0.1 − 1.7 is 0 but for rounding: |r| turns there, and the loss itself does not."""
    found = traces(huber)
    verdict = compare(found)
    assert verdict.agree
    assert verdict.difference is None  # no entry of the gradient was compared
    assert any("crosses a kink or jump of abs" in reason for reason in verdict.left_out)
    assert found["tape"].gradient["w"] == pytest.approx(-3.2, abs=1e-14)  # Σ ρ′(r)·x = −0.1·0 − 0.2·1 + 0·2 − 1·3


CROSSED = {
    "max": lambda x=1.0 + 1e-7: max(x, 1.0),
    "min": lambda x=1.0 + 1e-7: min(x, 1.0),
    "copysign": lambda x=1.0 + 1e-7: math.copysign(2.0, x - 1.0) * x,
    "floor": lambda x=3.0 + 1e-7: math.floor(x) * x,
    "floordiv": lambda x=6.0 + 1e-7: (x // 2) * x,
    "mod": lambda x=6.0 + 1e-7: (x % 2) * x,
    "sign": lambda x=1.0 + 1e-7: np.sign(x - 1.0) * x,
    "hypot": lambda x=0.0: math.hypot(x, x),
    "atan2": lambda y=-1.0 + 1e-7: math.atan2(y + 1.0, y),
}


@pytest.mark.parametrize("name", CROSSED)
def test_every_kink_and_jump_is_noticed(name: str) -> None:
    """The values align, and the difference goes from one side to the other all the same."""
    found = traces(CROSSED[name])
    assert any(f"kink or jump of {name}" in message for message in notes(found["finite_difference"]))
    assert compare(found).agree


@pytest.mark.parametrize(
    "f",
    [
        lambda x=0.5: abs(x) + max(x, 0.0) + math.floor(x + 0.25) + x % 2,
        lambda x=0.5, y=0.0: x * x + abs(y * 0.0),
        lambda x=1.0: math.hypot(x, 0.0),
    ],
    ids=["beside", "another input", "round a cone"],
)
def test_kink_that_is_not_crossed_leaves_the_comparison_whole(f: Callable[..., float]) -> None:
    found = traces(f)
    assert not [
        note for note in found["finite_difference"].header.notes if note.kind == "kink" and " x " in note.message
    ]
    assert compare(found).difference is not None


def test_wrong_quotient_before_a_kink_is_still_a_divergence() -> None:
    def f(x: float = 1e-7) -> float:
        y = math.sin(x)
        return abs(y)

    found = traces(f)
    found["finite_difference"].sweeps[1].derivative.flags.writeable = True
    found["finite_difference"].sweeps[1].derivative[1] = 2.0  # of sin, where 1 is right
    first = compare(found).first
    assert first is not None
    assert (first.engine, first.row) == ("finite_difference", 1)


# -- a program that does not end beside the point ----------------------------------------------------------------------


def newton(a: float = 0.7, tolerance: float = 1e-12) -> float:
    x = 1.0
    while abs(x - a * math.cos(x)) > tolerance:
        x = x - (x - a * math.cos(x)) / (1 + a * math.sin(x))
    return x


def newton_above_one(a: float = 0.7, tolerance: float = 1.0 + 1e-12) -> float:
    return newton(a, tolerance - 1.0)


def test_loop_that_does_not_end_beside_the_point_costs_one_sweep_and_a_note() -> None:
    found = traces(newton_above_one)
    difference = found["finite_difference"]
    assert difference.header.truncated is None
    ground = len(found["tape"])
    assert f"did not end after {4 * ground + 10_000:,} operations" in " ".join(notes(difference))
    by_a, by_tolerance = difference.sweeps[1:]
    assert np.isnan(by_tolerance.derivative).all()
    with mp.workdps(30):
        x = mp.findroot(lambda x: x - mp.mpf(0.7) * mp.cos(x), 0.6)
        exact = float(mp.cos(x) / (1 + mp.mpf(0.7) * mp.sin(x)))  # of x = a·cos(x), by implicit differentiation
    output = difference.header.outputs[0].rows[0]
    assert by_a.derivative[output] == pytest.approx(exact, rel=1e-8)
    assert found["dual"].gradient["a"] == pytest.approx(exact, rel=1e-9)
    assert compare(found).agree


def test_budget_of_seconds_is_no_loop_beside_the_point() -> None:
    """Only the nodes of the shifted run end it quietly; the time of the whole run ends the run."""
    trace = run(newton, "finite_difference", budgets=Budgets(seconds=1e-9))
    assert trace.header.truncated is not None


# -- infinite and NaN partials -----------------------------------------------------------------------------------------


def nan_trap(x: np.ndarray = np.array([1.5, 0.0, -2.0])) -> float:  # noqa: B008 - an array is the default meant
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 0, np.log(x), 0.0) * x)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("engine", ENGINES)
def test_what_stands_still_is_not_moved_by_an_infinite_partial(engine: str) -> None:
    """∂/∂xᵢ of Σ xᵢ·ln xᵢ over the positive ones: ln 1.5 + 1, and 0 where the logarithm is not chosen."""
    trace = run(nan_trap, engine)
    gradient = trace.jacobian["x"][0]
    assert gradient[[0, 2]].tolist() == pytest.approx([math.log(1.5) + 1.0, 0.0], abs=1e-9)
    assert engine == "finite_difference" or gradient[1] == 0.0  # differences go across the branch there, and say so
    log_of_zero = np.flatnonzero(trace.nodes.value == -math.inf)[0]
    for sweep in trace.sweeps[1:]:
        by = sweep.seed[0][0]
        if (
            sweep.kind.value in ("tangent", "taylor", "difference")
            and trace.nodes.parent[trace.nodes.start[log_of_zero]] != by
        ):
            column = sweep.derivative[:, 1] if sweep.derivative.ndim == 2 else sweep.derivative
            assert column[log_of_zero] == 0.0


def test_engines_agree_where_a_logarithm_is_infinite() -> None:
    assert compare(traces(nan_trap)).agree


@pytest.mark.parametrize(
    ("f", "expected"),
    [
        (math.sqrt, [0.0, math.inf, -math.inf, math.inf]),  # x^½: ½x^−½, −¼x^−3⁄2, ⅜x^−5⁄2
        (lambda x: math.sqrt(x) + x * x, [0.0, math.inf, -math.inf, math.inf]),
    ],
)
def test_jet_climbs_the_orders_of_an_infinite_slope(f: Callable[[Any], Any], expected: list[float]) -> None:
    assert adstudio.derivatives(f, 0.0, order=3).tolist() == expected


@pytest.mark.parametrize("node", [None, 5])
def test_error_curve_of_a_loop_that_does_not_end_has_gaps_and_comes_to_its_end(node: int | None) -> None:
    """Below tolerance 0 the loop is endless; above it the result is the same number for all small steps."""
    options = {"curve": "tolerance", "sweeps": False, "sizes": 30, "node": node}
    request = Request(options=options)
    trace = running.run(from_function(newton), "finite_difference", request, budgets=Budgets(seconds=20.0))
    assert trace.header.truncated is None
    series = next(series for series in trace.series if series.name == "curve:tolerance")
    central = np.array(series["method"]) == "central"
    forward = np.array(series["method"]) == "forward"
    assert np.isnan(series["estimate"][central & (series["h"] > 1e-11)]).all()
    assert not np.isnan(series["estimate"][forward & (series["h"] > 1e-27)]).any()


# -- complex numbers ---------------------------------------------------------------------------------------------------


def rooted(x: float = 1.0 + 1e-9) -> float:
    return (x - 1.0) ** 0.5


def rooted_by_choice(x: float = 1.0 + 1e-9) -> float:
    return (x - 1.0) ** 0.5 if x < 2.0 else x


@pytest.mark.parametrize("f", [rooted, rooted_by_choice])
def test_power_that_turns_complex_beside_the_point_has_no_difference_quotient(f: Callable[..., Any]) -> None:
    """(−1e-9) ** 0.5 is 0 + 3e-5i: its real part is another function."""
    found = running.run(from_function(f), "finite_difference", Request(options={"curve": "x"}))
    assert found.header.error is None
    assert np.isnan(found.gradient["x"])
    assert any(note.kind == "misaligned" for note in found.header.notes)
    curve = next(series for series in found.series if series.name == "curve:x")
    central, step = np.array(curve["method"]) == "central", np.array(curve["h"])
    assert np.isnan(curve["estimate"][central & (step > 1.1e-9)]).all()
    assert curve["estimate"][central & (step < 1e-13)][-1] == pytest.approx(0.5 / math.sqrt(1e-9), rel=1e-2)


# -- whatever a program raises beside the point ------------------------------------------------------------------------


class Negative(Exception):
    """A program's own."""


RATES = {0: 0.1, 1: 0.2}
HEIGHTS = [1.0, 2.0, 4.0]


def asserted(x: float = 0.0) -> float:
    assert x >= 0, "not below 0"
    return x * x + 3 * x


def refused(x: float = 0.0) -> float:
    if x < 0:
        raise Negative("not below 0")
    return x * x + 3 * x


def looked_up(x: float = 0.0) -> float:
    return x * x + 30 * RATES[0 if x >= 0 else -1] * x


def interpolated(x: float = 1.7) -> float:
    i = sum(x >= edge for edge in (1.0, 2.0))
    return HEIGHTS[i] + (x - i) * (HEIGHTS[i + 1] - HEIGHTS[i])


@pytest.mark.parametrize("f", [asserted, refused, looked_up])
def test_what_a_program_raises_beside_the_point_is_no_failure_of_it(f: Callable[..., Any]) -> None:
    found = run(f, "finite_difference")
    assert found.header.error is None
    assert np.isnan(found.sweeps[-1].derivative).all()
    assert notes(found)[0].startswith("no difference quotient: at x = -6.05545e-06 the program fails with ")
    assert compare(traces(f)).agree


@pytest.mark.parametrize("f", [asserted, refused, looked_up, interpolated])
def test_curve_and_orders_leave_out_where_a_program_raises(f: Callable[..., Any]) -> None:
    program = from_function(f)
    curve = curves.curve(program, {}, around=True)
    assert np.isfinite(curve["methods"]["forward"]["error"]).sum() > 50
    ladder = orders(program, {}, to=2)
    assert ladder["orders"][1]["values"]["jet"] == pytest.approx(2.0 if f is interpolated else 3.0)
    y = np.array(ladder["function"]["y"])
    assert np.isnan(y).any()
    assert np.isfinite(y).any()


def test_orders_are_told_of_a_program_that_does_not_end_beside_the_point() -> None:
    def halved(a: float = 0.5) -> float:
        total = rest = 1.0
        while rest > 1e-6:
            rest *= a
            total += rest
        return total

    ladder = orders(from_function(halved), {}, to=2)
    assert ladder["orders"][1]["values"]["jet"] == pytest.approx(4.0, abs=1e-3)  # of 1/(1 − a)
    x, y = np.array(ladder["function"]["x"]), np.array(ladder["function"]["y"])
    assert np.isnan(y[x > 1.0]).all()
    assert np.isfinite(y[(x > 0.0) & (x < 0.9)]).all()


def test_one_point_at_which_a_program_does_not_end_takes_no_curve_away() -> None:
    """x = a·x + 1 has no fixed point at a = 1, which is one of the points that are drawn around a = 0.5."""

    def fixed_point(a: float = 0.5) -> float:
        x = 1.0
        while abs(x - a * x - 1) > 1e-9:
            x = a * x + 1
        return x

    program = from_function(fixed_point)
    found = curves.curve(program, {}, around=True, budgets=Budgets(seconds=20.0))
    assert found["verdict"]["kind"] == "right"
    y = orders(program, {}, to=2)["function"]["y"]
    assert np.isnan(y).any()
    assert np.isfinite(y).sum() > 20
