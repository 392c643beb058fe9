"""Programs that a hostile tester wrote: each keeps its value, its way and its derivative in every engine."""

from __future__ import annotations

import copy
import math
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

import adstudio
from adstudio.analysis.comparison import compare
from adstudio.traces.model import Trace

ENGINES = ("dual", "tape", "jet", "finite_difference", "torch")


def caught(x):
    try:
        y = 1 / (x - x)
    except ZeroDivisionError:
        y = x * 3
    try:
        math.log(-x)
    except ValueError:
        y += 2 * x
    try:
        2.0 ** (1000 * x)
    except OverflowError:
        y += x * x
    return y


def matched(x):
    match x:
        case int():
            return x * 7
        case float() if x > 1.5:
            return x**3
        case _:
            return x


def copied(x):
    values = copy.deepcopy([x, 2 * x])
    values[0] = copy.copy(values[1])
    return values[0] * values[1]


def stopped(x):
    array = np.array([x, x * x])
    first, second = adstudio.stop_gradient([x, 5 * x])
    held = adstudio.stop_gradient({"x": x})["x"]
    return (array * adstudio.stop_gradient(array)).sum() + first * second * held * x


def added_into(x):
    array = np.array([x, x])
    array += x
    array *= x
    return array.sum()


#            program     value                   derivative, by hand, at 2
# fmt: off
PROGRAMS = [(caught,     14.0,                   9.0),
            (matched,    8.0,                    12.0),
            (copied,     16.0,                   16.0),
            (stopped,    20.0 + 80.0,            2.0 + 4.0 * 4.0 + 40.0),
            (added_into, 16.0,                   16.0)]
# fmt: on


@pytest.mark.parametrize(("program", "value", "slope"), PROGRAMS)
def test_odd_program_has_the_derivative_by_hand(program: Any, value: float, slope: float) -> None:
    traces: dict[str, Trace] = {engine: adstudio.trace(program, 2.0, engine=engine) for engine in ENGINES}
    assert program(2.0) == value
    for engine, trace in traces.items():
        assert trace.value == value, engine
        if engine != "finite_difference" or program is not stopped:
            assert trace.gradient["x"] == pytest.approx(slope, rel=1e-8), engine
    assert compare(traces).agree, compare(traces).text


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_no_number_beside_a_value_is_the_programs_fault(engine: str) -> None:
    trace = adstudio.trace(lambda x: x * Decimal("0.5"), 2.0, engine=engine)
    assert trace.header.error is not None
    assert trace.header.error.type == "TypeError"
    assert trace.header.error.line > 0


def whole(x=2.0, n=5):
    return x * (n & 3) + x * (2 << n) + x * (n | 1) * (n ^ 2) * (n >> 1)


def looked_up(x=2.0, n=3):
    table = {2.0: 7.0}
    assert n == 3
    return table[float(x)] * x + sum([x] * n) * [1.0, 2.0, 3.0, 4.0][n]


def ratio(x=2.5):
    up, down = x.as_integer_ratio()
    return up / down * float.fromhex(x.hex()) * x


@pytest.mark.parametrize(("program", "slope"), [(whole, 1.0 + 64.0 + 70.0), (looked_up, 7.0 + 12.0), (ratio, 6.25)])
def test_plain_use_of_a_number_leaves_the_graph_and_the_program_goes_on(program: Any, slope: float) -> None:
    """Also where the program fails at the shifted points of a difference: range(n + h)."""
    traces = {engine: adstudio.trace(program, engine=engine) for engine in ENGINES}
    for engine, trace in traces.items():
        assert trace.header.error is None, engine
        assert trace.value == program(), engine
        assert {note.line > 0 for note in trace.header.notes if note.kind == "left-graph"} == {True}
        if engine != "finite_difference":
            assert trace.gradient["x"] == slope, engine
    assert compare(traces).agree, compare(traces).text


def test_difference_says_why_there_is_none() -> None:
    def f(x=2.0):
        if x != 2.0:
            raise LookupError("not here")
        return x * x

    trace = adstudio.trace(f, engine="finite_difference")
    assert trace.value == 4.0
    assert math.isnan(trace.gradient["x"])
    [note] = trace.header.notes
    assert note.message.endswith("the program fails with LookupError: not here")
    assert adstudio.orders(f, to=2)["orders"][2]["values"]["jet"] == 2.0
    assert adstudio.curve(f)["exact"] == 4.0


def test_infinite_slope_that_meets_zero_is_explained() -> None:
    verdict = compare({engine: adstudio.trace(lambda x: math.sqrt(x * x), 0.0, engine=engine) for engine in ENGINES})
    assert not verdict.agree
    assert "the slope of v3 (sqrt, line" in verdict.text
    assert "0 · ∞ has no value" in verdict.text


@pytest.mark.parametrize("engine", ENGINES)
def test_coroutine_is_told_and_closed(engine: str) -> None:
    """A warning of one that was never awaited would fail the test."""

    async def f(x=2.0):
        return x * x

    error = adstudio.trace(f, engine=engine).header.error
    assert error is not None
    assert error.message == "f is written with async def, and was not run; write it with def"


def signed(x):
    return (x + 0.0) + math.copysign(x, -0.0)


def signed_entries(x):
    return (np.array([x]) + 0.0 + np.array([1.0]) / np.array([-0.0]) + x)[0]


HUGE = 10**400


@pytest.mark.parametrize("engine", ENGINES)
def test_zeros_keep_their_signs(engine):
    assert adstudio.trace(signed, {"x": 1.7}, engine=engine).gradient == {"x": 0.0}  # x − x
    with np.errstate(all="ignore"):
        assert adstudio.trace(signed_entries, {"x": 1.7}, engine=engine).value == -math.inf


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("program", "value"),
    [
        (lambda x=1.5: x if x < HUGE else 0.0, 1.5),
        (lambda x=1.5: x if x != HUGE else 0.0, 1.5),
        (lambda x=1.5: x * (HUGE // 10**399), 15.0),
        (lambda n=HUGE: n // 10**399, 10.0),
        (lambda xs=(1.0, HUGE): xs[0], 1.0),
        (lambda x=1.5: np.any(np.array([x]) > 1.0), 1.0),
        (lambda x=1.5: np.bool_(x > 2.0), 0.0),
    ],
)
def test_numbers_that_are_no_floats_go_through(program, value, engine):
    trace = adstudio.trace(program, engine=engine)
    assert trace.header.error is None, trace.header.error
    assert trace.value == value


class Unspeakable:
    def __repr__(self):
        raise RuntimeError("no")


@pytest.mark.parametrize("held", [10**5000, Unspeakable(), [Unspeakable()]], ids=["10**5000", "object", "list"])
def test_input_that_has_no_text_is_held_fixed(held):
    trace = adstudio.trace(lambda y, held=held: y * y, {"y": 3.0})
    assert trace.header.error is None, trace.header.error
    assert trace.gradient == {"y": 6.0}


@pytest.mark.parametrize("engine", ENGINES)
def test_whole_number_too_large_is_refused_as_a_result(engine):
    error = adstudio.trace(lambda x=1.5: [x, HUGE], engine=engine).header.error
    assert error.said == "BadProgram: <lambda>[1] returned a whole number of 1329 bits, too large for a float"


@pytest.mark.parametrize("program", [lambda x: math.sin(x), lambda x: math.floor(x), lambda x: math.sqrt(x[:2])])
def test_array_where_a_number_belongs_raises_whether_or_not_there_is_a_default(program):
    error = adstudio.trace(program, (np.array([1.3, 2.1, 3.7]),)).header.error
    assert error.type == "TypeError"


def test_truth_value_may_be_given_for_a_parameter_that_says_nothing():
    def program(wanted, x):
        return x * x if wanted else x

    assert adstudio.trace(program, (True, 3.0)).gradient == {"x": 6.0}
    assert adstudio.trace(program, (None, 3.0)).gradient == {"x": 1.0}


@pytest.mark.parametrize("engine", ["dual", "tape", "jet", "torch"])
@pytest.mark.parametrize(
    ("program", "slope"),
    [
        (lambda x: min(1.0, x), 0.0),
        (lambda x: max(1.0, x), 0.0),
        (lambda x: min(x, 1.0), 1.0),
        (lambda x: max(x, 1.0), 1.0),
    ],
)
def test_of_a_number_that_is_none_the_first_is_taken(program, slope, engine):
    trace = adstudio.trace(program, {"x": math.nan}, engine=engine)
    assert math.isnan(trace.value) == math.isnan(program(math.nan))
    assert trace.gradient == {"x": slope}


def refused(x):
    try:
        return x + "text"
    except TypeError as error:
        return x if str(error) == "unsupported operand type(s) for +: 'float' and 'str'" else 0.0 * x


@pytest.mark.parametrize("engine", ENGINES)
def test_refusal_that_is_caught_has_pythons_words(engine):
    assert adstudio.trace(refused, {"x": 2.0}, engine=engine).value == 2.0
    assert adstudio.derivative(refused)(2.0) == 1.0
