"""Every function of `math`: on a value what it is on the number, and the same errors."""

from __future__ import annotations

import math

import pytest
from running import gradient, record

from adstudio.primitives.primitive import plain

POINTS = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -3.0, 1e-300, 710.0, 1e308, math.inf, -math.inf, math.nan]
PAIRS = [(a, b) for a in (0.0, -0.0, 2.5, -3.0, math.inf, math.nan) for b in (0.0, -1.0, 0.5, 3.0, -math.inf, math.nan)]
ONE = ["acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", "ceil", "cos", "cosh", "degrees",
       "erf", "erfc", "exp", "exp2", "expm1", "fabs", "floor", "gamma", "lgamma", "log", "log10", "log1p", "log2",
       "radians", "sin", "sinh", "sqrt", "tan", "tanh", "trunc", "ulp", "isnan", "isinf", "isfinite", "modf", "frexp",
       "hypot", "factorial", "isqrt"]  # fmt: skip
TWO = ["atan2", "fmod", "remainder", "copysign", "pow", "hypot", "nextafter", "log", "isclose", "ldexp", "gcd", "comb"]


def outcome(call):
    """The value as text (NaN and signed zeros told apart), or the error."""
    try:
        value = call()
    except (ArithmeticError, ValueError, TypeError) as error:
        return type(error).__name__, str(error)
    return repr(tuple(map(plain, value)) if isinstance(value, tuple) else plain(value))


def seen_in_a_run(call, *numbers):
    """What happens to `call` on values of the numbers."""
    seen = []
    note = seen.append  # a closure's own list would be the copy's

    def program(*values):
        note(outcome(lambda: call(*values)))
        return values[0]

    record(program, {"values": list(numbers)})
    return seen


@pytest.mark.parametrize("name", ONE)
@pytest.mark.parametrize("x", POINTS)
def test_function_of_one_argument_is_the_plain_one(name, x):
    function = getattr(math, name)
    assert seen_in_a_run(function, x) == [outcome(lambda: function(x))]


@pytest.mark.parametrize("name", TWO)
@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_function_of_two_arguments_is_the_plain_one(name, a, b):
    function = getattr(math, name)
    plainly = [outcome(lambda: function(a, b))]
    assert seen_in_a_run(function, a, b) == plainly
    assert seen_in_a_run(lambda x: function(x, b), a) == plainly
    assert seen_in_a_run(lambda y: function(a, y), b) == plainly


def test_whole_numbers_stay_whole():
    result, _ = record(lambda n=5: math.factorial(n) + math.comb(n, 2) + math.gcd(n, 10) + math.isqrt(n) + n)
    assert plain(result) == 120 + 10 + 5 + 2 + 5
    assert isinstance(plain(result), int)


@pytest.mark.parametrize(
    ("function", "slopes"),
    [
        (lambda x=3.0, y=4.0, z=12.0: math.hypot(x, y, z), [3 / 13, 4 / 13, 12 / 13]),
        (lambda x=3.0, y=4.0: math.dist((x, y), (0.0, 0.0)), [0.6, 0.8]),
        (lambda x=3.0, y=4.0: math.prod([x, 2.0, y]), [8.0, 6.0]),
        (lambda x=3.0, y=4.0: math.fsum([x, 2.0, y, x]), [2.0, 1.0]),
        (lambda x=8.0, y=2.0: math.log(x, y), [1 / (8 * math.log(2)), -math.log(8) / (2 * math.log(2) ** 2)]),
        (lambda x=3.0, y=2.5: math.pow(x, y), [2.5 * 3**1.5, 3**2.5 * math.log(3)]),
        (lambda x=3.25: math.modf(x)[0] * math.modf(x)[1], [3.0]),
        (lambda x=3.25: math.frexp(x)[0], [0.25]),
        (lambda x=3.25: math.ldexp(x, 3), [8.0]),
        (lambda x=3.25: math.nextafter(x, 9.0), [1.0]),
        (lambda x=7.5, y=2.0: math.remainder(x, y) + math.fmod(x, y), [2.0, -7.0]),
    ],
)
def test_derivative_is_known(function, slopes):
    _, trace = record(function)
    assert [slope for values in gradient(trace).values() for slope in values] == pytest.approx(slopes)
