"""Every function of `cmath`: on a value and on a complex number of values what it is on the number, and the errors."""

from __future__ import annotations

import cmath
import itertools
import math
from collections.abc import Callable
from typing import Any

import mpmath
import pytest
from hypothesis import given
from hypothesis import strategies as st
from running import gradient, operations, record

from adstudio.primitives.complex_value import ComplexValue, plain_number

# fmt: off
FUNCTIONS = ("acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "exp", "log", "log10", "sin", "sinh",
             "sqrt", "tan", "tanh", "phase", "polar", "isnan", "isinf", "isfinite")
PARTS = (0.0, -0.0, 1.0, -1.0, 0.5, -2.0, 1e-310, 1e160, -709.5, 710.2, 1e308, math.inf, -math.inf, math.nan)
# fmt: on
NEARLY = ("tan", "tanh")  # to a few ulps: their slopes far out are worth more than the last bit of the value
SPECIAL = [complex(*parts) for parts in itertools.product(PARTS, PARTS)]


def outcome(call: Callable[[], Any]) -> Any:
    """The value as text (NaN and signed zeros told apart), or the error."""
    try:
        value = call()
    except (ArithmeticError, ValueError, TypeError) as error:
        return type(error).__name__, str(error)
    return repr(tuple(map(plain_number, value)) if isinstance(value, tuple) else plain_number(value))


def agree(name: str, seen: Any, plainly: Any) -> bool:
    """Whether two outcomes are the same, or nearly so where that is allowed."""
    if name not in NEARLY or not isinstance(seen, str) or not isinstance(plainly, str):
        return bool(seen == plainly)
    pairs = [(z.real, z.imag) for z in (complex(seen), complex(plainly))]
    return all(
        a == pytest.approx(b, rel=2e-15, abs=0.0, nan_ok=True) and math.copysign(1.0, a) == math.copysign(1.0, b)
        for a, b in zip(*pairs, strict=True)
    )


def seen_in_a_run(call: Callable[..., Any], *numbers: float) -> list[Any]:
    """What happens to `call` on values of the numbers."""
    seen: list[Any] = []
    note = seen.append  # a closure's own list would be the copy's

    def program(*values: Any) -> Any:
        note(outcome(lambda: call(*values)))
        return values[0]

    record(program, {"values": list(numbers)})
    return seen


def all_in_a_run(name: str, numbers: list[complex]) -> list[Any]:
    """The outcomes of a function at many points, on values in one run."""
    seen: list[Any] = []
    note = seen.append

    def program(*values: Any) -> Any:
        function = getattr(cmath, name)
        for x, y in zip(values[::2], values[1::2], strict=True):
            note(outcome(lambda x=x, y=y: function(ComplexValue(x, y))))  # type: ignore[misc]
        return values[0]

    record(program, {"values": [part for z in numbers for part in (z.real, z.imag)]})
    return seen


@pytest.mark.parametrize("name", FUNCTIONS)
def test_function_of_a_complex_number_is_the_plain_one(name: str) -> None:
    function = getattr(cmath, name)
    found = all_in_a_run(name, SPECIAL)
    for z, seen in zip(SPECIAL, found, strict=True):
        plainly = outcome(lambda z=z: function(z))  # type: ignore[misc]
        assert agree(name, seen, plainly), (z, seen, plainly)


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("x", PARTS)
def test_function_of_a_real_value_is_the_plain_one(name: str, x: float) -> None:
    function = getattr(cmath, name)
    [seen] = seen_in_a_run(function, x)
    assert agree(name, seen, outcome(lambda: function(x)))


@given(st.sampled_from(FUNCTIONS), st.lists(st.complex_numbers(), min_size=1, max_size=8))
def test_random_numbers_have_the_plain_values(name: str, numbers: list[complex]) -> None:
    function = getattr(cmath, name)
    for z, seen in zip(numbers, all_in_a_run(name, numbers), strict=True):
        plainly = outcome(lambda z=z: function(z))  # type: ignore[misc]
        assert agree(name, seen, plainly), (z, seen, plainly)


@pytest.mark.parametrize(("a", "b"), list(itertools.product((0.0, -0.0, 1.5, -2.0, math.inf, math.nan), repeat=2)))
def test_function_of_two_real_numbers_is_the_plain_one(a: float, b: float) -> None:
    assert seen_in_a_run(lambda r, phi: cmath.rect(r, phi), a, b) == [outcome(lambda: cmath.rect(a, b))]
    assert seen_in_a_run(lambda x, base: cmath.log(x, base), a, b) == [outcome(lambda: cmath.log(a, b))]
    assert seen_in_a_run(lambda x: cmath.log(x, 2j), a) == [outcome(lambda: cmath.log(a, 2j))]
    close = [outcome(lambda: cmath.isclose(a, 1j * b, abs_tol=2.0))]
    assert seen_in_a_run(lambda x, y: cmath.isclose(x, 1j * y, abs_tol=2.0), a, b) == close


def test_wrong_arguments_are_refused_as_cmath_does() -> None:
    for call in (
        lambda x: cmath.exp(x, x),
        lambda x: cmath.exp(),
        lambda x: cmath.log(),
        lambda x: cmath.log(x, x, x),
        lambda x: cmath.exp("1") or x,
        lambda x: cmath.rect(1j * x, 1.0),
    ):
        with pytest.raises(TypeError):
            record(lambda x=1.0, call=call: call(x))


def test_plain_numbers_meet_cmath_itself() -> None:
    assert record(lambda x=1.0: x * cmath.exp(1j).real * cmath.phase(-1.0))[0] == math.cos(1.0) * math.pi


def test_names_are_bound_wherever_they_come_from() -> None:
    from cmath import exp as e

    def program(x: float = 0.3) -> Any:
        import cmath as own

        return (e(1j * x) * own.exp(-1j * x)).real

    assert gradient(record(program)[1])["x"] == [pytest.approx(0.0, abs=1e-16)]


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if not name.startswith(("is", "p"))])
@pytest.mark.parametrize("z", [0.3 + 0.4j, -1.7 + 0.2j, 0.9 - 1.4j, -0.2 - 3.0j, 1.0 + 1e-9j, 30.0 - 2.0j])
def test_slope_is_the_complex_derivative(name: str, z: complex) -> None:
    """∂Re f/∂x = Re f′ and ∂Re f/∂y = −Im f′ (Cauchy and Riemann); f′ by mpmath at 50 digits."""
    with mpmath.workdps(50):
        slope = complex(mpmath.diff(getattr(mpmath, name), mpmath.mpc(z)))
        if name == "log10":
            slope = complex(1 / (mpmath.mpc(z) * mpmath.log(10)))
    _, trace = record(lambda x=z.real, y=z.imag: getattr(cmath, name)(x + 1j * y))
    for output, (by_x, by_y) in enumerate([(slope.real, -slope.imag), (slope.imag, slope.real)]):
        found = gradient(trace, output)
        assert [found["x"][0], found["y"][0]] == pytest.approx([by_x, by_y], rel=1e-11, abs=1e-13 * abs(slope))


def test_number_that_is_not_finite_leaves_the_graph_and_that_is_said() -> None:
    result, trace = record(lambda x=math.inf: cmath.atanh(x + 1j).imag)
    assert result == cmath.atanh(math.inf + 1j).imag
    assert ["atanh() of a number without finite parts" in note.message for note in trace.header.notes] == [True]


def test_zeros_beside_a_real_number_make_no_nodes() -> None:
    assert operations(record(lambda x=0.3: cmath.exp(1j * x))[1]) == ["cos", "sin"]
    assert operations(record(lambda x=0.3: cmath.sqrt(x) + 2 * cmath.sqrt(-x))[1]) == ["sqrt", "neg", "neg", "sqrt", "copysign", "mul"]  # fmt: skip


def test_root_of_zero_is_steep() -> None:
    assert gradient(record(lambda x=0.0: cmath.sqrt(x).real)[1])["x"] == [math.inf]
