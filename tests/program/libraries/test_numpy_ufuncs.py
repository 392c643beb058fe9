"""Ufuncs of numpy on values: on each number what numpy's own is, and the derivative of the formula."""

from __future__ import annotations

import math
import operator

import mpmath as mp
import numpy as np
import pytest
from references import slopes
from running import gradient, record

from adstudio.primitives.primitive import plain
from adstudio.program.loading import from_function
from adstudio_dual import nested as dual

POINTS = [0.0, -0.0, 0.3, -2.5, 8.0, 1e300, -5e-324, math.inf, -math.inf, math.nan]
ONE = ["modf", "frexp", "spacing", "conjugate", "logical_not"]
TWO = ["divmod", "heaviside", "logaddexp", "logaddexp2", "nextafter", "logical_and", "logical_or", "logical_xor"]


def numbers(result):
    """Flat plain numbers, NaN and signed zeros told apart, of one result or of two."""
    parts = result if isinstance(result, tuple) else (result,)
    return [repr(float(plain(entry))) for part in parts for entry in np.asarray(part, dtype=object).ravel()]


def seen_in_a_run(call, *numbers_):
    """What `call` gives on values of the numbers."""
    seen = []
    note = seen.append

    def program(*values):
        note(call(*values))
        return values[0]

    record(program, {"values": list(numbers_)})
    return seen[0]


def close(ours, theirs):
    """Equal, but for the last bit of a logarithm."""
    for one, other in zip(ours, theirs, strict=True):
        assert one == other or float(one) == pytest.approx(float(other), rel=4e-16)


@pytest.mark.parametrize("name", ONE)
def test_a_function_of_one_argument_is_numpys(name):
    function = getattr(np, name)
    with np.errstate(all="ignore"):
        for x in POINTS:
            close(numbers(seen_in_a_run(lambda v: function(v), x)), numbers(function(x)))
        every = seen_in_a_run(lambda *v: function(np.array(v)), *POINTS)
        close(numbers(every), numbers(function(np.array(POINTS))))


@pytest.mark.parametrize("name", TWO)
def test_a_function_of_two_arguments_is_numpys(name):
    function = getattr(np, name)
    with np.errstate(all="ignore"):
        plainly = numbers(function.outer(np.array(POINTS), np.array(POINTS)))
        close(numbers(seen_in_a_run(lambda *v: function(np.array(v)[:, None], np.array(v)), *POINTS)), plainly)
        close(numbers(seen_in_a_run(lambda *v: function(np.array(POINTS)[:, None], list(v)), *POINTS)), plainly)
        for x in POINTS:
            close(numbers(seen_in_a_run(lambda v: function(v, 0.3), x)), numbers(function(x, 0.3)))
            close(numbers(seen_in_a_run(lambda v: function(-2.5, v), x)), numbers(function(-2.5, x)))


def two(first, second):
    return lambda v: first(v[0], v[1]) + second(v[0], v[1])


DERIVATIVES = {
    "divmod": (lambda v: 3.0 * np.divmod(v[0], v[1])[0] + np.divmod(v[0], v[1])[1], lambda v: 3 * mp.floor(v[0] / v[1]) + v[0] - v[1] * mp.floor(v[0] / v[1]), [7.5, 2.0]),
    "modf": (lambda v: np.sum(np.modf(v)[0] * v), lambda v: sum((x - mp.sign(x) * mp.floor(abs(x))) * x for x in v), [7.5, -2.25]),
    "frexp": (lambda v: np.sum(np.frexp(v)[0] * v), lambda v: v[0] * v[0] / 8 + v[1] * v[1] / 4, [7.5, -2.25]),
    "heaviside": (lambda v: np.heaviside(v[0], 0.5) * v[1] + np.heaviside(v[0] - v[0], v[1]), lambda v: v[1] + v[1], [0.4, 3.0]),
    "nextafter": (lambda v: np.nextafter(v[0], 9.0) * v[1] + np.spacing(v[0]), lambda v: v[0] * v[1], [0.4, 3.0]),
    "logaddexp": (lambda v: np.logaddexp(v[0], v[1]), lambda v: mp.log(mp.exp(v[0]) + mp.exp(v[1])), [0.4, 3.0]),
    "logaddexp of equals": (lambda v: np.logaddexp(v[0], v[1]), lambda v: mp.log(mp.exp(v[0]) + mp.exp(v[1])), [0.4, 0.4]),
    "logaddexp2": (lambda v: np.logaddexp2(v[0], v[1]), lambda v: mp.log(mp.power(2, v[0]) + mp.power(2, v[1]), 2), [2.5, -0.5]),
    "out": (lambda v: np.sum(np.multiply(v, v, out=np.zeros(2))) + np.sum(np.exp(v, np.zeros(2))), lambda v: v[0] ** 2 + v[1] ** 2 + mp.exp(v[0]) + mp.exp(v[1]), [2.5, -0.5]),
    "where": (lambda v: np.sum(np.log(v, where=v > 0, out=np.ones(2))), lambda v: mp.log(v[0]) + 1, [2.5, -0.5]),
    "where of two results": (lambda v: np.sum(np.modf(v, where=[True, False], out=(np.zeros(2), np.zeros(2)))[0]), lambda v: v[0] - 2, [2.5, -0.5]),
    "dtype": (lambda v: np.sum(np.add(v, 1.0, dtype=float) * v), lambda v: sum(x * (x + 1) for x in v), [2.5, -0.5]),
    "reduce": (lambda v: np.logaddexp.reduce(v) + np.hypot.reduce(v), lambda v: mp.log(sum(mp.exp(x) for x in v)) + mp.sqrt(sum(x * x for x in v)), [2.5, -0.5, 1.0]),
    "accumulate": (lambda v: np.sum(np.maximum.accumulate(v) * v), lambda v: v[0] ** 2 + v[0] * v[1] + v[2] ** 2, [2.5, -0.5, 3.0]),
    "outer": (lambda v: np.sum(np.arctan2.outer(v, v[:1])), lambda v: sum(mp.atan2(x, v[0]) for x in v), [2.5, 0.5, 3.0]),
}  # fmt: skip


@pytest.mark.parametrize("name", DERIVATIVES)
def test_the_derivative_is_that_of_the_formula(name):
    function, reference, point = DERIVATIVES[name]
    result, trace = record(from_function(lambda v=point: function(np.asarray(v))))
    assert plain(result) == pytest.approx(float(function(np.array(point))), rel=1e-15)
    assert gradient(trace)["v"] == pytest.approx(slopes(reference, point), rel=1e-14, abs=1e-14)
    assert not trace.header.notes


def test_logaddexp_of_equals_is_smooth():
    """∂²log(eˣ + eʸ)/∂x² = p(1 − p) with p = eˣ/(eˣ + eʸ) = ½."""
    slope = lambda y: dual.push(lambda x: np.logaddexp(x, 0.7), (y,), (1.0,))[1]
    assert dual.push(slope, (0.7,), (1.0,))[1] == pytest.approx(0.25, rel=1e-15)


def test_truth_values_and_exponents_are_plain_arrays():
    def program(v=(0.0, 2.0)):
        v = np.array(v)
        kinds = (np.logical_and(v, 1.0).dtype, np.logical_xor(v, v).dtype, np.frexp(v)[1].dtype)
        return v[0] if kinds == (np.dtype(bool), np.dtype(bool), np.dtype(np.intc)) else v[1]

    assert plain(record(from_function(program))[0]) == 0.0


def test_a_value_written_into_floats_by_out_is_noted():
    _, trace = record(from_function(lambda x=2.0: np.sum(np.exp([x, 1.0], out=np.array([0.0, 0.0])))))
    assert [note.kind for note in trace.header.notes] == ["left-graph"]


def test_an_unknown_keyword_is_refused_as_numpy_does():
    with pytest.raises(TypeError, match="got an unexpected keyword argument 'spam'"):
        record(from_function(lambda x=2.0: np.modf(x, spam=1)))


@pytest.mark.parametrize("operation", [operator.lt, operator.le, operator.eq, operator.ne, operator.ge, operator.gt])
def test_a_scalar_of_numpy_is_compared_as_a_number(operation):
    result, trace = record(from_function(lambda x=1.5: x if operation(np.float64(2.0), x) else 2.0 * x))
    assert plain(result) == (1.5 if operation(2.0, 1.5) else 3.0)
    assert len(trace.series) == 1  # the branch
