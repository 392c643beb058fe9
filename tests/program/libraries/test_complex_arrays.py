"""numpy's functions on complex numbers of values, alone and in arrays: values as numpy's, slopes by hand or mpmath."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

import mpmath
import numpy as np
import pytest
from running import gradient, record

from adstudio.primitives.complex_value import plain_number

UNARY = ("exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sqrt", "sin", "cos", "tan", "sinh", "cosh", "tanh",
         "arcsin", "arccos", "arctan", "arcsinh", "arccosh", "arctanh", "square", "reciprocal", "negative", "positive",
         "conjugate", "conj", "absolute", "abs", "real", "imag", "angle", "iscomplex", "isreal", "isfinite", "isnan")  # fmt: skip
BINARY = ("add", "subtract", "multiply", "divide", "true_divide", "power", "equal", "not_equal")
ONES = np.ones(2)
POINTS = ((0.3, 0.7), (-1.2, 0.4), (2.5, -3.0), (1e-12, 2e-12))


def numbers(thing: Any) -> Any:
    """What a program returned, as plain numbers."""
    return [numbers(entry) for entry in thing] if isinstance(thing, np.ndarray | list) else plain_number(thing)


def seen_in_a_run(f: Callable[..., Any], x: float, y: float) -> Any:
    """What a program computes on values."""
    seen: list[Any] = []
    note = seen.append

    def program(x: Any, y: Any) -> Any:
        note(numbers(f(x, y)))
        return x

    record(program, {"x": x, "y": y})
    return seen[0]


@pytest.mark.parametrize("name", UNARY)
@pytest.mark.parametrize(("x", "y"), POINTS)
def test_function_of_one_argument_is_numpys(name: str, x: float, y: float) -> None:
    function = getattr(np, name)
    z = complex(x, y)
    found = seen_in_a_run(lambda x, y: function(x + 1j * y), x, y)
    assert found == pytest.approx(function(z), rel=4e-15)
    assert isinstance(found, complex) is isinstance(function(z), complex)
    found = seen_in_a_run(lambda x, y: function(np.array([x + 1j * y, 2.0 + 1j, x])), x, y)
    with np.errstate(all="ignore"):
        assert found == pytest.approx(function(np.array([z, 2.0 + 1j, x])).tolist(), rel=4e-15)


@pytest.mark.parametrize("name", BINARY)
@pytest.mark.parametrize(("x", "y"), POINTS)
def test_function_of_two_arguments_is_numpys(name: str, x: float, y: float) -> None:
    function = getattr(np, name)
    z = complex(x, y)
    for left, right in (
        (lambda x, y: x + 1j * y, lambda x, y: 2.0 + 1j),
        (lambda x, y: 2.0 + 1j, lambda x, y: y),
        (lambda x, y: np.array([x + 1j * y, y]), lambda x, y: np.array([2.0 + 1j, 3.0])),
        (lambda x, y: np.array([2.0 + 1j, 3.0]), lambda x, y: x + 1j * y),
        (lambda x, y: np.array([x, y]), lambda x, y: 2j),
    ):
        found = seen_in_a_run(lambda x, y, left=left, right=right: function(left(x, y), right(x, y)), x, y)
        plainly = function(left(x, y), right(x, y))
        assert found == pytest.approx(plainly.tolist(), rel=1e-14)
    assert z == complex(x, y)


def test_division_by_zero_is_numpys() -> None:
    with np.errstate(all="ignore"):
        plainly = repr(complex(np.divide(1 + 1j, 0.0)))
        assert repr(seen_in_a_run(lambda x, y: np.divide(x + 1j * y, 0.0), 1.0, 1.0)) == plainly
    with pytest.raises(ZeroDivisionError, match="complex division by zero"):
        record(lambda x=1.0: abs(1j / (x - 1.0)))


def test_arrays_of_complex_numbers_are_added_up() -> None:
    def program(x: float = 0.3, y: float = 0.7) -> Any:
        z = np.array([x, 1j * y, x + 2j], dtype=complex) * 1j
        return [z.sum(), np.sum(z), np.mean(z), z @ z, np.dot(z, z), z.conj()[2], np.prod(z), np.cumsum(z)[1]]

    result, _ = record(program)
    assert numbers(result) == pytest.approx([complex(entry) for entry in program()], rel=1e-15)


def test_norm_of_complex_numbers_is_of_their_lengths() -> None:
    _, trace = record(lambda x=3.0: np.linalg.norm(np.array([1j * x, 4.0])))
    assert gradient(trace)["x"] == pytest.approx([0.6], rel=1e-15)


def test_linear_equations_with_complex_numbers() -> None:
    """Of a circuit: (1/r + iw) u = 1, so |u| = 1/√(1/r² + w²)."""

    def program(r: float = 2.0, w: float = 0.5) -> Any:
        u = np.linalg.solve(np.array([[1 / r + 1j * w, 0.0], [1.0, 1j]]), np.array([1.0, 0.0]))
        return abs(u[0])

    result, trace = record(program)
    scale = (0.25 + 0.25) ** -1.5
    assert plain_number(result) == pytest.approx(0.5**-0.5)
    found = gradient(trace)
    assert [found["r"][0], found["w"][0]] == pytest.approx([scale / 8.0, -scale / 2.0], rel=1e-14)


@pytest.mark.parametrize("name", ["exp2", "expm1", "log2", "log1p", "reciprocal", "square"])
@pytest.mark.parametrize(("x", "y"), POINTS)
def test_slope_is_the_complex_derivative(name: str, x: float, y: float) -> None:
    """∂Re f/∂x = Re f′ and ∂Re f/∂y = −Im f′; f′ in closed form by mpmath at 50 digits."""
    with mpmath.workdps(50):
        z = mpmath.mpc(x, y)
        slope = complex(
            {
                "exp2": lambda: mpmath.log(2) * 2**z,
                "expm1": lambda: mpmath.exp(z),
                "log2": lambda: 1 / (z * mpmath.log(2)),
                "log1p": lambda: 1 / (1 + z),
                "reciprocal": lambda: -1 / z**2,
                "square": lambda: 2 * z,
            }[name]()
        )
    _, trace = record(lambda x=x, y=y: getattr(np, name)(x + 1j * y))
    assert gradient(trace)["x"][0] == pytest.approx(slope.real, rel=1e-13, abs=1e-15 * abs(slope))
    assert gradient(trace)["y"][0] == pytest.approx(-slope.imag, rel=1e-13, abs=1e-15 * abs(slope))


def test_array_result_is_two_outputs() -> None:
    _, trace = record(lambda x=2.0: np.array([x, 3.0]) * 1j)
    assert [(port.name, port.shape) for port in trace.header.outputs] == [("<lambda>.real", (2,)), ("<lambda>.imag", (2,))]  # fmt: skip
    assert gradient(trace, 2)["x"] == [1.0]


def test_whether_complex_is_told() -> None:
    seen: list[Any] = []
    note = seen.append

    def program(x: float = 2.0) -> Any:
        note([np.iscomplexobj(x), np.iscomplexobj(1j * x), np.iscomplexobj(np.array([x, 1j])), np.isrealobj([x])])
        return x * cmath.phase(1j) / math.pi

    record(program)
    assert seen == [[False, True, True, True]]


@pytest.mark.parametrize(
    "f",
    [
        lambda x, a: (np.array([x, 1.0]) * 1j).imag[0],
        lambda x, a: (a * 1j * x)[:1].imag.sum(),
        lambda x, a: np.exp(1j * a * 0.0).real[0] * (1j * x * np.array([1.0, 2.0])).imag[0],
        lambda x, a: np.real(a * x)[0] + np.array([x, 2.0]).imag[0],
    ],
)
def test_parts_of_an_array_are_those_of_its_entries(f: Callable[..., Any]) -> None:
    result, trace = record(lambda x=2.0, a=ONES: f(x, a))
    assert plain_number(result) == f(2.0, ONES) == 2.0
    assert gradient(trace)["x"] == [1.0]
