"""Every function of `math`: on a value what it is on the number, and the same errors."""

from __future__ import annotations

import math

import pytest
from running import gradient, record

from adstudio.primitives.primitive import plain

POINTS = [0.0, -0.0, 0.5, -0.5, 1.0, -1.0, 2.0, -3.0, 1e-300, 710.0, 1e308, math.inf, -math.inf, math.nan]
PAIRS = [(a, b) for a in (0.0, -0.0, 2.5, -3.0, math.inf, math.nan) for b in (0.0, -1.0, 0.5, 3.0, -math.inf, math.nan)]
ONE = [name for name in ("acos", "acosh", "asin", "asinh", "atan", "atanh", "cbrt", "ceil", "cos", "cosh", "degrees",
       "erf", "erfc", "exp", "exp2", "expm1", "fabs", "floor", "gamma", "lgamma", "log", "log10", "log1p", "log2",
       "radians", "sin", "sinh", "sqrt", "tan", "tanh", "trunc", "ulp", "isnan", "isinf", "isfinite", "modf", "frexp",
       "hypot", "factorial", "isqrt")]  # fmt: skip
TWO = ["atan2", "fmod", "remainder", "copysign", "pow", "hypot", "nextafter", "log", "isclose", "ldexp", "gcd", "comb"]


def outcome(call):
    """The value as text (NaN and signed zeros told apart), or the error."""
    try:
        value = call()
    except (ArithmeticError, ValueError, TypeError) as error:
        return type(error).__name__, str(error)
    return repr(tuple(map(plain, value)) if isinstance(value, tuple) else plain(value))


@pytest.mark.parametrize("name", ONE)
def test_function_of_one_argument_is_the_plain_one(name):
    function = getattr(math, name)
    for x in POINTS:
        seen = []
        note = seen.append  # a closure's own list would be the copy's

        def program(x):
            note(outcome(lambda: function(x)))
            return x

        record(program, {"x": x})
        assert seen == [outcome(lambda: function(x))], x


@pytest.mark.parametrize("active", ["first", "second", "both"])
@pytest.mark.parametrize("name", TWO)
def test_function_of_two_arguments_is_the_plain_one(name, active):
    function = getattr(math, name)
    for a, b in PAIRS:
        seen = []
        note = seen.append  # a closure's own list would be the copy's

        def program(x, y):
            left, right = (x if active != "second" else a), (y if active != "first" else b)
            note(outcome(lambda: function(left, right)))
            return x

        record(program, {"x": a, "y": b})
        assert seen == [outcome(lambda: function(a, b))], (a, b)


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
