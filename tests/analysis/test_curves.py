"""Error curves: the arms that are fitted, and the verdict by convergence order.

Closed forms: for f of the worked example ∂²f/∂x1² = −1/x1², ∂³f/∂x1³ = 2/x1³; forward differences are off by
h·f″/2, central ones by h²·f‴/6 (Press et al., Numerical Recipes, 3rd ed., §5.7).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np
import pytest
import worked_example

from adstudio.analysis import convergence
from adstudio.analysis.curves import NoCurve, best_step, curve, smoothed
from adstudio.analysis.first_wrong import first_wrong
from adstudio.program.errors import BadInput
from adstudio.program.loading import from_function, load
from adstudio.traces.edits import Edit, EditKind

EPS = float(np.finfo(float).eps)
MATH = "from math import *\n"


def seen(text: str, **options: Any) -> dict[str, Any]:
    return curve(load(MATH + text), {}, **options)


def worked() -> dict[str, Any]:
    return curve(load(worked_example.SOURCE), {}, wrt="x1")


# ── arms ───────────────────────────────────────────────────────────────────────────────────────────────


def test_curve_of_the_worked_example_has_its_minimum_near_the_root_of_epsilon() -> None:
    found = worked()
    assert found["exact"] == 5.5
    best = found["best"]["forward"]
    assert math.sqrt(EPS) / 10 < best["found"] < math.sqrt(EPS) * 10
    assert best["found"] / 5 < best["predicted"] < best["found"] * 5
    assert found["best"]["complex step"]["error"] <= 2 * found["floor"]


@pytest.mark.parametrize(
    ("method", "order", "constant"), [("forward", 1, 0.25 / 2), ("central", 2, 0.25 / 6), ("complex step", 2, 0.25 / 6)]
)
def test_truncation_is_the_next_term_of_taylors_series(method: str, order: int, constant: float) -> None:
    found = worked()["methods"][method]
    assert found["slope"] == pytest.approx(order, abs=0.03)
    assert found["truncation"] == pytest.approx(constant, rel=0.03)


def test_richardsons_truncation_is_of_order_four() -> None:
    """(4·D(h/2) − D(h))/3 leaves −h⁴·f⁽⁵⁾/480, and ∂⁵f/∂x1⁵ = 24/x1⁵."""
    found = worked()["methods"]["Richardson"]
    assert found["slope"] == pytest.approx(4, abs=0.1)
    assert found["truncation"] == pytest.approx(24 / 2**5 / 480, rel=0.1)


def test_round_off_is_a_few_last_bits_of_the_value_over_h() -> None:
    found = worked()
    bit = math.ulp(found["value"])
    for method in ("forward", "central", "Richardson"):
        assert bit / 20 < found["methods"][method]["round_off"] < 3 * bit
    assert found["methods"]["complex step"]["round_off"] is None
    assert found["noise"] < 10 * bit


def test_predicted_step_is_where_truncation_and_round_off_balance() -> None:
    """C·hᵖ + B/h is least at (B/(p·C))^(1/(p + 1)), by differentiation."""
    found = worked()
    for name, p in (("forward", 1), ("central", 2), ("Richardson", 4)):
        method, best = found["methods"][name], found["best"][name]
        c, b, h = method["truncation"], method["round_off"], best["predicted"]
        assert p * c * h**p == pytest.approx(b / h, rel=1e-9)
        assert best["predicted_error"] == pytest.approx(c * h**p + b / h)


def test_slope_of_an_exact_power_is_that_power() -> None:
    h = np.logspace(-8, 0, 100)
    (arm,) = convergence.truncation(h, 0.3 * h[None, :] ** 3, 3)
    assert arm is not None
    assert (arm.order, arm.constant) == (pytest.approx(3.0, abs=1e-9), pytest.approx(0.3))


def test_limit_is_not_a_mean_over_wiggles() -> None:
    """Quotients of sin(1e8 x) are quiet where h is far too large: what they settle on there is no derivative."""
    h = np.logspace(-16, 0, 200)
    exact = 1e8 * math.cos(1e8)
    quotients = np.array([[(math.sin(1e8 * (1 + s)) - math.sin(1e8)) / s for s in h.tolist()]])
    (limit,) = convergence.limits(h, quotients, 1e-8)
    assert limit is not None
    assert abs(limit.value - exact) < 10 * limit.within < 0.01 * abs(exact)


def test_lucky_hit_is_not_the_best_step() -> None:
    h = np.logspace(-16, 0, 200)
    error = EPS / h + h
    error[10] = 0.0
    assert best_step(h, error)["found"] == pytest.approx(math.sqrt(EPS), rel=2.0)
    assert smoothed(error).shape == h.shape


# ── the verdict ────────────────────────────────────────────────────────────────────────────────────────

# fmt: off
RIGHT = {
    "both arms":            ("def f(x=2.0): return log(x) * sin(x)",           "order 1.00, central ones with order 2.00 as"),
    "no truncation":        ("def f(x=2.0): return 3.0 * x",                   "No truncation error is seen"),
    "none by central":      ("def f(x=2.0): return x * x",                     "central ones have no truncation error"),
    "no round-off":         ("def f(x=0.0): return x * x",                     "order 1.00"),
    "constant":             ("def f(x=2.0): return 0.0 * x + 7.0",             "stands still"),
    "zero derivative":      ("def f(x=0.0): return cos(x)",                    "order 1.00"),
    "steps of the value":   ("def f(x=2.5): return floor(x) * 1.0",            "right"),
    "cancelled inside":     ("def f(x=2.0): return (1e10 + x) - 1e10",         "right"),
    "fast":                 ("def f(x=1.0): return sin(1e8 * x)",              "as theory says"),
    "saturated":            ("def f(x=3e-4): return tanh(1000 * x)",           "as theory says"),
    "huge":                 ("def f(x=1e20): return x**3",                     "as theory says"),
    "tiny":                 ("def f(x=1e-12): return log(x)",                  "as theory says"),
    "large value":          ("def f(x=700.0): return exp(x)",                  "as theory says"),
    "flat":                 ("def f(x=0.0): return x**8",                      "instead of 1, as lower terms"),
    "a corner of f′":       ("def f(x=0.0): return x * abs(x)",                "order 1.00 instead of 2, as where"),
    "order one half":       ("def f(x=0.0): return abs(x) ** 1.5",             "order 0.50 instead of 1"),
    "infinite slope":       ("def f(x=0.0): return sqrt(x)",                   "The slope is infinite"),
    "branch beside it":     ("def f(x=1.0): return x * x if x < 1.000001 else 3 * x", "right"),
    "one side only":        ("def f(x=0.0): return x**3 if x >= 0 else log(x)",   "not defined on the left"),
}
OTHERWISE = {
    "kink":       ("def f(x=0.0): return abs(x)",                              "kink",      "-1 on the left and 1 on the right"),
    "jump":       ("def f(x=0.0): return x if x > 0 else x - 2.0",             "jump",      "jumps by 2 at the point"),
    "NaN beside": ("def f(x=1.0): return x * float('nan')",                    "undecided", "not defined beside the point"),
    "too fast":   ("def f(x=1.0): return sin(1e20 * x)",                       "undecided", "drowns the slope"),
    "random":     ("import random\ndef f(x=1.0): return x + random.random()",  "undecided", "the next time"),
    "left graph": ("def f(x=3.0): return float(x) * x",                        "wrong",     "stops falling at 3"),
    "mask trap":  ("def f(x=0.0): return (1.0 if x > 0 else 0.0) * x**0.5",    "undecided", "infinite at the point"),
    "NaN of 0·∞": ("def f(x=0.0): return sqrt(x * x) * 0.0 + x",               "wrong",     "the differences converge to 1"),
}
# fmt: on


@pytest.mark.parametrize("case", RIGHT)
def test_right_derivative_is_called_right(case: str) -> None:
    text, words = RIGHT[case]
    verdict = seen(text)["verdict"]
    assert verdict["kind"] == "right", verdict["text"]
    assert words in verdict["text"]


@pytest.mark.parametrize("case", OTHERWISE)
def test_what_differences_cannot_confirm_is_said(case: str) -> None:
    text, kind, words = OTHERWISE[case]
    verdict = seen(text)["verdict"]
    assert verdict["kind"] == kind, verdict["text"]
    assert words in verdict["text"]


@pytest.mark.parametrize("off", [1e-3, 1e-6, 1e-8])
@pytest.mark.parametrize("f", [lambda x: mp.sin(x) * mp.exp(x), lambda x: mp.log(x), lambda x: 3 * x])
def test_wrong_derivative_is_caught_by_forward_and_central_alone(f: Callable[[Any], Any], off: float) -> None:
    """The exact derivative by mpmath at 50 digits; one that is off by 1e-8 of it is wrong."""
    from adstudio.analysis.verdict import Evidence, judge

    with mp.workdps(50):
        exact = float(mp.diff(f, mp.mpf("1.3")))
    value = float(f(mp.mpf("1.3")))
    h = np.logspace(-16, 0, 200)
    with mp.workprec(53), np.errstate(all="ignore"):
        at = [(1.3 + s, 1.3 - s) for s in h.tolist()]
        right, left = (np.array([float(f(mp.mpf(pair[i]))) for pair in at]) for i in (0, 1))
        taken = (1.3 + h) - 1.3
        quotients = np.array([(right - value) / taken, (right - left) / (2 * taken)])
    arms = tuple(convergence.truncation(h, np.abs(quotients - exact), [1, 2]))
    evidence = Evidence(
        ("forward", "central"), {"forward": 1, "central": 2}, h, quotients, arms, EPS * 4, EPS * 4, value, value
    )
    assert judge(evidence, exact, who="it", what="it").kind == "right"
    assert judge(evidence, exact * (1 + off), who="it", what="it").kind == "wrong"


def test_first_wrong_node_is_named() -> None:
    found = seen("from adstudio import stop_gradient\ndef f(x=3.0):\n    y = stop_gradient(x)\n    return y * x + x")
    assert found["verdict"]["kind"] == "wrong"
    assert found["first_wrong"]["name"] == "v2 (stop_gradient, line 4)"
    assert (found["first_wrong"]["tangent"], found["first_wrong"]["difference"]) == (0.0, pytest.approx(1.0))


def test_right_program_has_no_wrong_node() -> None:
    assert first_wrong(load(worked_example.SOURCE), {}, "x1") is None
    branchy = "def f(x=1.5):\n    y = x * x\n    if y > 2:\n        y = sin(y)\n    return y * x"
    assert first_wrong(load(MATH + branchy), {}, "x") is None


# ── per node, per input, against an engine ─────────────────────────────────────────────────────────────


def test_curve_of_a_node_is_against_its_tangent() -> None:
    """v4 = x1·x2 at (2, 5): its tangent by x1 is 5."""
    found = curve(load(worked_example.SOURCE), {}, wrt="x1", node=3)
    assert (found["of"], found["exact"], found["value"], found["who"]) == ("v4", 5.0, 10.0, "Dual")
    assert found["verdict"]["kind"] == "right"
    assert "the derivative of v4 is right" in found["verdict"]["text"]


def test_curve_of_a_node_of_a_program_with_branches_runs_it_again() -> None:
    found = seen("def f(x=1.5):\n    y = x * x\n    if y > 2:\n        y = sin(y)\n    return y * x", node=1)
    assert found["exact"] == 3.0
    assert found["verdict"]["kind"] == "right"


def test_curve_by_an_entry_of_a_list() -> None:
    found = seen("def f(xs=[1.0, 2.0, 3.0]): return xs[0] * xs[1]**2 + xs[2]", wrt="xs[1]")
    assert found["exact"] == 4.0
    assert found["verdict"]["kind"] == "right"


def test_any_engine_may_be_put_on_trial() -> None:
    found = curve(load(worked_example.SOURCE), {}, wrt="x2", against="jet")
    assert (found["who"], found["verdict"]["kind"]) == ("Jet", "right")


def test_nodes_that_have_no_curve_say_why() -> None:
    program = load("def f(x=2.0): return x * 3.0 + 1.0\n")
    with pytest.raises(NoCurve, match="constant"):
        curve(program, {}, node=1)
    with pytest.raises(NoCurve, match="no node in row 99"):
        curve(program, {}, node=99)


def test_function_around_the_point_is_sampled_at_every_scale() -> None:
    found = seen("def f(x=2.0): return x * x", around=True)
    widest = found["around"][0]
    assert widest["scale"] == 1.25
    assert len(found["around"]) >= 16
    for offset, value in zip(widest["offset"], widest["value"], strict=True):
        assert value == pytest.approx((2 + offset) ** 2 - 4, abs=1e-14)


def test_curve_that_cannot_be_had_says_why() -> None:
    with pytest.raises(NoCurve, match=r"ZeroDivisionError: float division by zero \(line 1\)"):
        curve(load("def f(x=0.0): return 1.0 / x\n"), {})
    with pytest.raises((NoCurve, BadInput), match="'z'"):
        curve(load(worked_example.SOURCE), {}, wrt="z")


def test_straight_line_has_no_truncation_arm() -> None:
    found = curve(from_function(lambda x=2.0: 3.0 * x), {})
    assert found["methods"]["central"]["slope"] is None
    assert found["methods"]["forward"]["slope"] is None


# -- values that were put in -------------------------------------------------------------------------------------------

B, C = 3, 4  # rows of b = x1 * x2 and c = sin(x2) in the worked example
BRANCHES = "def f(x=1.5):\n    y = x * x\n    if y > 2.0:\n        return y * x * x\n    return y * x\n"


@pytest.mark.parametrize(
    ("source", "wrt", "edit", "expected"),
    [
        (worked_example.SOURCE, "x1", Edit(B, EditKind.SET, 12.0), 0.5),  # ln x1 alone
        (worked_example.SOURCE, "x2", Edit(B, EditKind.SET, 12.0), -math.cos(5.0)),
        (worked_example.SOURCE, "x1", Edit(B, EditKind.NUDGE, 12.0), 5.5),  # as steep as before
        (BRANCHES, "x", Edit(1, EditKind.SET, 1.0), 1.0),  # the other branch
        (BRANCHES, "x", Edit(1, EditKind.SET, 3.0), 9.0),
        (BRANCHES, "x", Edit(1, EditKind.NUDGE, 2.5), 2 * 1.5**3 + 2.5 * 2 * 1.5),  # (y + 0.25)·x², y = x²
    ],
)
def test_the_curve_goes_on_from_values_that_were_put_in(source: str, wrt: str, edit: Edit, expected: float) -> None:
    found = curve(load(source), {}, wrt=wrt, edits=(edit,), around=True)
    assert found["exact"] == pytest.approx(expected, rel=1e-14)
    assert found["verdict"]["kind"] == "right"
    assert found["best"]["central"]["error"] < 1e-7 * abs(expected)
    dual = curve(load(source), {}, wrt=wrt, edits=(edit,), against="dual")
    assert dual["exact"] == pytest.approx(expected, rel=1e-14)


def test_the_curve_of_a_node_goes_on_from_values_that_were_put_in() -> None:
    """v6 = a + b moves with x2 by b alone, which was set."""
    found = curve(load(worked_example.SOURCE), {}, wrt="x2", node=C + 1, edits=(Edit(B, EditKind.SET, 12.0),))
    assert found["exact"] == 0.0
    assert found["value"] == pytest.approx(math.log(2.0) + 12.0)
    assert found["verdict"]["kind"] != "wrong"


def test_a_rounded_number_has_a_curve() -> None:
    """The digits of round(x, 2) are an integer also where the operation is replayed."""
    found = curve(load("def f(x=1.004):\n    return round(x, 2) * x\n"), {}, around=True)
    assert found["exact"] == 1.0
    assert found["verdict"]["kind"] == "right"
