"""Derivatives as functions: shapes, nesting in each other, and inside a program that is being traced."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np
import pytest

import adstudio
from adstudio.host.engines import NoSuchEngine
from adstudio.host.running import run
from adstudio.program.contract import Request
from adstudio.program.loading import load


def cube(x):
    return x * x * x


def wave(x):
    return math.sin(x) * x**2


def test_derivative_of_a_plain_function():
    assert adstudio.derivative(cube)(2.0) == 12.0
    assert adstudio.derivative(cube)(2) == 12.0


def test_derivative_nests_in_itself():
    second = adstudio.derivative(adstudio.derivative(cube))
    third = adstudio.derivative(second)
    assert (second(2.0), third(2.0)) == (12.0, 6.0)


@pytest.mark.parametrize("outer", [adstudio.derivative, adstudio.gradient])
@pytest.mark.parametrize("inner", [adstudio.derivative, adstudio.gradient])
def test_engines_nest_in_each_other_without_confusion(outer, inner):
    # d/dx (x · d/dy (x + y)) is 1 (Siskind & Pearlmutter 2005)
    assert outer(lambda x: x * inner(lambda y: x + y)(1.0))(1.0) == 1.0
    assert outer(lambda x: x * inner(lambda y: x * y)(2.0))(3.0) == 6.0


def test_functions_of_math_are_bound():
    assert adstudio.derivative(wave)(1.5) == pytest.approx(math.cos(1.5) * 2.25 + math.sin(1.5) * 3.0, rel=1e-15)


def delayed(x):
    return x * dt.timedelta(seconds=x).total_seconds()


@pytest.mark.parametrize("make", [adstudio.derivative, adstudio.gradient])
def test_function_that_takes_plain_numbers_only_is_said_with_its_line(make):
    with pytest.warns(adstudio.LeftGraph, match=r"dt.timedelta\(seconds=x\) takes plain numbers only") as said:
        assert make(delayed)(3.0) == 0.0
    assert said[0].filename == __file__
    assert said[0].lineno == delayed.__code__.co_firstlineno + 1


def test_function_that_takes_plain_numbers_only_is_noted_where_it_is_traced():
    trace = adstudio.trace(lambda x=3.0: x * x + adstudio.derivative(delayed)(x))
    assert trace.gradient["x"] == 6.0
    (note,) = trace.header.notes
    assert (note.kind, note.line) == ("left-graph", delayed.__code__.co_firstlineno + 1)


def test_number_of_numpy_is_divided_as_numpy_does():
    with np.errstate(all="ignore"):
        assert adstudio.derivative(lambda x: 1.0 / x)(np.float64(0.0)) == -math.inf
        assert adstudio.gradient(lambda v: v[0] / v[1])(np.array([1.0, 0.0])).tolist() == [math.inf, -math.inf]
    with pytest.raises(ZeroDivisionError):
        adstudio.derivative(lambda x: 1.0 / x)(0.0)


@pytest.mark.parametrize("engine", ["dual", "tape", "jet"])
def test_result_in_an_array_of_no_dimensions_is_a_number(engine):
    assert adstudio.derivative(lambda x: np.array(x * x), engine=engine)(3.0) == 6.0
    assert adstudio.derivative(lambda x: x > 1.0, engine=engine)(3.0) == 0.0


@pytest.mark.parametrize("engine", ["dual", "tape", "jet"])
@pytest.mark.parametrize("result", [lambda x: np.array([x * x]), lambda x: {"a": x}, lambda x: None, lambda x: "a"])
def test_result_that_is_no_number_is_refused(result, engine):
    with pytest.raises(TypeError, match="needs"):
        adstudio.derivative(result, engine=engine)(3.0)


def test_derivative_of_an_array_within_a_trace_is_no_silent_zero():
    trace = adstudio.trace(lambda x=2.0: adstudio.derivative(lambda y: np.array(y * x))(x) * x)
    assert trace.gradient == {"x": 4.0}  # ∂(xy)/∂y · x = x²


def test_derivative_holds_the_other_arguments():
    assert adstudio.derivative(lambda x, n, *, scale: scale * x**n)(2.0, 3, scale=5.0) == 60.0


def test_derivative_by_a_list_says_what_to_use():
    with pytest.raises(TypeError, match="not by a list; use gradient"):
        adstudio.derivative(sum)([1.0])


def test_gradient_of_one_argument_is_its_derivative_of_several_a_tuple():
    assert adstudio.gradient(cube)(2.0) == 12.0
    assert adstudio.gradient(lambda x, y: x * y)(2.0, 5.0) == (5.0, 2.0)


def test_gradient_has_the_shape_of_its_argument():
    def f(layers, weights, name):
        return sum(x * w for x, w in zip(layers[0], weights[0], strict=True)) * layers[1]

    layers, weights = ([1.0, 2.0], 3.0), np.array([[5.0, 7.0]])
    by_layers, by_weights, by_name = adstudio.gradient(f)(layers, weights, "held")
    assert by_layers == ([15.0, 21.0], 19.0)
    assert by_weights.tolist() == [[3.0, 6.0]]
    assert by_weights.dtype == np.float64
    assert by_name is None
    assert layers == ([1.0, 2.0], 3.0)


def test_gradient_of_several_outputs_says_what_to_use():
    def both(x):
        return [x, x]

    with pytest.raises(TypeError, match="needs one number, both returned 2"):
        adstudio.gradient(both)(1.0)


def test_gradient_of_what_does_not_depend_is_zero():
    assert adstudio.gradient(lambda x: 7.0)(2.0) == 0.0


def test_derivatives_to_order_twenty():
    # the k-th derivative of exp(2x) is 2ᵏ·exp(2x)
    found = adstudio.derivatives(lambda x: math.exp(2.0 * x), 0.5, order=20)
    expected = [2.0**k * math.exp(1.0) for k in range(21)]
    assert found.shape == (21,)
    np.testing.assert_allclose(found, expected, rtol=1e-13)


def test_derivatives_inside_a_derivative():
    # d/dx of (x³)″ = d/dx 6x
    assert adstudio.derivative(lambda x: adstudio.derivatives(cube, x, order=2)[2])(2.0) == 6.0


def test_negative_order_is_refused():
    with pytest.raises(ValueError, match="order is -1"):
        adstudio.derivatives(cube, 1.0, order=-1)


@pytest.mark.parametrize("outer", ["dual", "tape", "jet"])
@pytest.mark.parametrize("inner", ["dual", "tape", "jet"])
def test_every_engine_nests_in_every_other_without_confusion(outer, inner):
    """Siskind & Pearlmutter 2005: d/dx x·(d/dy x + y) is 1; and by hand, also of gradients in each other."""
    derivative, gradient = adstudio.derivative, adstudio.gradient

    assert derivative(lambda x: x * derivative(lambda y: x + y, engine=inner)(1.0), engine=outer)(1.0) == 1.0
    # ∂/∂y x²y³ at y = 2x is 12x⁴
    steep = derivative(lambda x: derivative(lambda y: x * x * y * y * y, engine=inner)(2 * x), engine=outer)
    assert steep(2.0) == 48 * 2.0**3
    # ∂/∂u u²vx at (x, y), times y, is 2x²y²
    both = gradient(lambda x, y: gradient(lambda u, v: u * u * v * x, engine=inner)(x, y)[0] * y, engine=outer)
    assert both(2.0, 3.0) == (4 * 2 * 9, 4 * 4 * 3)


@pytest.mark.parametrize("engine", ["dual", "tape", "jet"])
def test_an_infinite_slope_by_one_number_leaves_the_others_be(engine):
    assert adstudio.gradient(lambda x, y: math.sqrt(x) + y, engine=engine)(0.0, 1.0) == (math.inf, 1.0)


def test_gradient_by_a_dict_is_a_dict():
    point = {"a": 2.0, "b": [3.0, 4.0], "name": "held"}
    found = adstudio.gradient(lambda p: p["a"] * p["b"][1] ** 2)(point)
    assert found == {"a": 16.0, "b": [0.0, 16.0], "name": "held"}
    assert point["a"] == 2.0


@pytest.mark.parametrize("returned", [lambda x: [x * x], lambda x: np.array([x, x]), lambda x: None, lambda x: "x"])
def test_what_is_not_one_number_is_refused_and_not_taken_for_a_constant(returned):
    for take in (
        lambda: adstudio.derivatives(returned, 2.0, order=2),
        lambda: adstudio.derivative(returned, engine="tape")(2.0),
        lambda: adstudio.derivative(returned, engine="jet")(2.0),
        lambda: adstudio.gradient(returned)(2.0),
    ):
        with pytest.raises(TypeError, match="needs one number"):
            take()


def test_engine_that_can_not_be_nested_says_which_can():
    with pytest.raises(
        NoSuchEngine, match="'finite_difference' can't differentiate a function by itself; dual, jet, t"
    ):
        adstudio.derivative(cube, engine="finite_difference")
    with pytest.raises(NoSuchEngine, match="'tape' can't differentiate a function by itself; jet"):
        adstudio.derivatives(cube, 1.0, order=2, engine="tape")
    with pytest.raises(NoSuchEngine, match="no engine 'none'"):
        adstudio.gradient(cube, engine="none")


NEWTON = """\
from math import cos
import adstudio

def g(x):
    return cos(x) - x

dg = adstudio.derivative(g)

def f(start=1.0):
    x = start
    for _ in range(3):
        x = x - g(x) / dg(x)
    return x
"""


@pytest.mark.parametrize("engine", ["tape", "dual", "jet", "finite_difference", "torch"])
def test_derivative_inside_a_traced_program_is_part_of_its_steps(engine):
    program = load(NEWTON)
    trace = run(program, engine, Request(at=program.complete()))
    assert trace.header.error is None
    assert trace.header.notes == ()
    ops = [trace.header.ops[op] for op in trace.nodes.op]
    assert "sin" in ops  # the derivative of cos, taken at line 12
    lines = {int(trace.spans.line[trace.nodes.span[row]]) for row, op in enumerate(ops) if op == "sin"}
    assert lines <= {5, 12}
    h = 1e-6

    def newton(x):
        for _ in range(3):
            x = x - (math.cos(x) - x) / (-math.sin(x) - 1.0)
        return x

    slope = (newton(1.0 + h) - newton(1.0 - h)) / (2 * h)
    assert trace.gradient["start"] == pytest.approx(slope, rel=1e-4, abs=1e-8)


def test_gradient_of_a_list_inside_a_traced_program():
    program = load(
        "import adstudio\n\ndef e(xs):\n    return xs[0] * xs[0] * xs[1]\n\ndef f(a=2.0, b=3.0):\n    p, q = adstudio.gradient(e)([a, b])\n    return p * q\n"
    )
    trace = run(program, "tape", Request(at=program.complete()))
    # p = 2ab, q = a², p·q = 2a³b
    assert trace.header.error is None
    assert (trace.value, trace.gradient) == (48.0, {"a": 72.0, "b": 16.0})
