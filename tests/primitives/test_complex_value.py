"""Complex numbers of values: Python's operators on every side, to the bit, and as Python's complex in all else."""

from __future__ import annotations

import copy
import itertools
import math
import numbers
import operator
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adstudio.primitives.complex_value import ComplexValue, plain_number
from adstudio.primitives.levels import fresh_level
from adstudio.primitives.value import LeftGraph
from adstudio_dual.nested import Dual, push

LEVEL = fresh_level()
PARTS = (0.0, -0.0, 1.0, -1.5, 1e-310, 1e200, math.inf, -math.inf, math.nan)
SPECIAL = [complex(*parts) for parts in itertools.product(PARTS, repeat=2)]
REALS = [*PARTS, 3, -2, 0, True]
OPERATORS = (operator.add, operator.sub, operator.mul, operator.truediv, operator.pow)
EXPONENTS = (0, 1, 2, 3, -1, -4, 2.0, 0.5, -1.5, 100, 101, True, 2j, 0.5 - 1j)


def live(z: complex | float) -> Any:
    """The number in the graph, all its parts values."""
    if isinstance(z, complex):
        return ComplexValue(Dual(z.real, 1.0, LEVEL), Dual(z.imag, 1.0, LEVEL))
    return Dual(z, 1.0, LEVEL)


def outcome(call: Callable[[], Any]) -> Any:
    """The value as text (NaN and signed zeros told apart), or the error."""
    try:
        return repr(plain_number(call()))
    except (ArithmeticError, ValueError, TypeError) as error:
        return type(error).__name__, str(error)


def check(operate: Callable[[Any, Any], Any], left: Any, right: Any, *, exponent: bool = True) -> None:
    """An operation on plain numbers, and with either or both in the graph."""
    plainly = outcome(lambda: operate(left, right))
    assert outcome(lambda: operate(live(left), right)) == plainly, (operate, left, right)
    if exponent:  # an exponent in the graph is not multiplied out, see below
        assert outcome(lambda: operate(left, live(right))) == plainly, (operate, left, right)
        assert outcome(lambda: operate(live(left), live(right))) == plainly, (operate, left, right)


@pytest.mark.parametrize("operate", OPERATORS)
@pytest.mark.parametrize("z", SPECIAL)
def test_operator_on_special_numbers_is_pythons(operate: Callable[[Any, Any], Any], z: complex) -> None:
    exponent = operate is not operator.pow
    for w in SPECIAL[:: 1 if exponent else 3]:
        check(operate, z, w, exponent=exponent)
    for x in REALS:
        check(operate, z, x, exponent=exponent)
        check(operate, x, z, exponent=exponent)


@given(st.complex_numbers(), st.complex_numbers(), st.floats())
def test_operator_on_random_numbers_is_pythons(z: complex, w: complex, x: float) -> None:
    for operate in OPERATORS:
        exponent = operate is not operator.pow
        check(operate, z, w, exponent=exponent)
        check(operate, z, x, exponent=exponent)
        check(operate, x, z, exponent=exponent)


@given(st.complex_numbers(), st.sampled_from(EXPONENTS))
def test_literal_power_is_pythons(z: complex, n: Any) -> None:
    assert outcome(lambda: live(z) ** n) == outcome(lambda: z**n)


@given(st.floats(-1e3, -1e-3), st.floats(-3.0, 3.0).filter(lambda y: not y.is_integer()))
def test_power_of_a_negative_number_turns_complex_as_pythons(x: float, y: float) -> None:
    plainly = outcome(lambda: x**y)
    assert outcome(lambda: live(x) ** y) == outcome(lambda: x ** live(y)) == outcome(lambda: live(x) ** live(y))
    assert outcome(lambda: live(x) ** y) == plainly


def test_exponent_in_the_graph_has_a_slope_at_whole_numbers_too() -> None:
    """∂zʸ/∂y = zʸ ln z at z = 2i, y = 2: −4 (ln 2 + iπ/2)."""
    value, slope = push(lambda y: 2j**y, (2.0,), (1.0,))
    assert value == pytest.approx((2j) ** 2, rel=1e-15)
    assert slope == pytest.approx(-4 * complex(math.log(2), math.pi / 2), rel=1e-15)


@pytest.mark.parametrize("z", SPECIAL)
def test_function_of_one_complex_number_is_pythons(z: complex) -> None:
    for function in (abs, bool, str, repr, operator.neg, operator.pos, lambda z: z.conjugate(), lambda z: f"{z:.3f}"):
        assert outcome(lambda: function(live(z))) == outcome(lambda: function(z))
    for w in (z, 1.0, 0, 1 + 0j, "1"):
        assert (live(z) == w, w == live(z), live(z) != w) == (z == w, w == z, z != w)


# fmt: off
#          f of a real x, its slope at 3 by hand
SLOPES = [
    (lambda x: ((x + 1j) * (2 - x * 1j)).real, 3.0), (lambda x: (1j / (x + 1j)).imag, (100 - 180) / 1000),
    (lambda x: abs(x + 4j), 0.6), (lambda x: abs(4j - x), 0.6), (lambda x: ((x + 1j) ** -2).real, -0.072 + 0.036),
    (lambda x: (x - 1j).conjugate().imag * x, 1.0), (lambda x: (-(x * 1j)).imag, -1.0), (lambda x: abs(1j * x), 1.0),
    (lambda x: (np.complex128(1 + 2j) * x).imag, 2.0), (lambda x: (x * np.complex128(1 + 2j)).imag, 2.0),
    (lambda x: (1j ** x).real, math.pi / 2), (lambda x: ((-x) ** 0.5).imag, 0.5 / math.sqrt(3)),
    (lambda x: sum([x * 1j, 2, 1j]).imag, 1.0), (lambda x: (x + 1j - x).imag + x, 1.0),
]
# fmt: on


@pytest.mark.parametrize(("f", "expected"), SLOPES)
def test_slope_is_the_one_by_hand(f: Callable[[Any], Any], expected: float) -> None:
    assert float(push(f, (3.0,), (1.0,))[1]) == pytest.approx(expected, rel=1e-14)


def test_real_number_of_any_size_is_promoted_as_python_does() -> None:
    with pytest.raises(OverflowError, match="int too large to convert to float"):
        _ = live(1j) + 10**400
    assert plain_number(live(3) * 1j + True) == 3 * 1j + True


def test_it_is_a_complex_number_to_who_asks() -> None:
    z = live(1 + 2j)
    assert isinstance(z, complex)
    assert isinstance(z, numbers.Complex)
    assert not isinstance(z, numbers.Real)
    assert copy.deepcopy(z) is copy.copy(z) is z


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda z, x: z < 1.0, "'<' not supported between instances of 'complex' and 'float'"),
        (lambda z, x: x < z, "'<' not supported between instances of 'float' and 'complex'"),
        (lambda z, x: x >= 1j, "'>=' not supported between instances of 'float' and 'complex'"),
        (lambda z, x: z // 2, r"unsupported operand type\(s\) for //: 'complex' and 'int'"),
        (lambda z, x: 2 % z, r"unsupported operand type\(s\) for %: 'int' and 'complex'"),
        (lambda z, x: z + "1", r"unsupported operand type\(s\) for \+: 'complex' and 'str'"),
        (lambda z, x: float(z), "must be a string or a real number, not 'complex'"),
        (lambda z, x: math.sin(z), "must be real number, not complex"),
        (lambda z, x: round(z), "type complex doesn't define __round__ method"),
        (lambda z, x: max(x, z), "not supported between instances of"),
    ],
)
def test_what_has_no_meaning_is_refused_in_pythons_words(wrong: Callable[[Any, Any], Any], message: str) -> None:
    with pytest.raises(TypeError, match=message):
        wrong(live(1 + 2j), live(3.0))


def test_unknown_attribute_is_refused_in_pythons_words() -> None:
    with pytest.raises(AttributeError, match="'complex' object has no attribute 'length'"):
        _ = live(1j).length


@pytest.mark.parametrize("leaving", [complex, hash, lambda z: {z: 1}, lambda z: z.item()])
def test_leaving_the_graph_is_a_warning_with_its_line(leaving: Callable[[Any], Any]) -> None:
    with pytest.warns(LeftGraph, match="out of the graph") as seen:
        leaving(live(1 + 2j))
    assert seen[0].filename == __file__


def test_product_without_parts_in_the_graph_is_a_plain_number() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert type(live(3.0) * 0j) is complex
