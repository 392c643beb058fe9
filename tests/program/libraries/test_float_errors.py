"""np.errstate and the filters of warnings hold for operations on values as they do for those on plain numbers."""

from __future__ import annotations

import warnings

import numpy as np
import pytest

import adstudio

POINT = np.array([1.0, 2.0, 3.0])

# fmt: off
OPERATIONS = {
    "log":              lambda x: np.log(x - 1).sum(),
    "log of one":       lambda x: np.log(x[0] - 1),
    "log of a list":    lambda x: np.log([x[0] - 1, x[1]]).sum(),
    "log into":         lambda x: np.log(x - 1, out=np.ones(3, int).astype(object) * 1.0).sum(),
    "log somewhere":    lambda x: np.log(x - 1, where=x > 1, out=np.zeros(3)).sum(),
    "log1p":            lambda x: np.log1p(-x).sum(),
    "exp":              lambda x: np.exp(x * 1000).sum(),
    "exp, too small":   lambda x: np.exp(-x * 1000).sum(),
    "sqrt":             lambda x: np.sqrt(x - 2).sum(),
    "arcsin":           lambda x: np.arcsin(x).sum(),
    "float64 /":        lambda x: np.float64(1.0) / (x[0] - 1),
    "one / one":        lambda x: x[1] / (x[0] - 1),
    "array / 0":        lambda x: (x / 0).sum(),
    "1 / array":        lambda x: (1.0 / (x - 1)).sum(),
    "divide":           lambda x: np.divide(x, x - 1).sum(),
    "divide.outer":     lambda x: np.divide.outer(x, x - 1).sum(),
    "in place":         lambda x: np.divide(y := x * 1.0, x - 1, out=y).sum(),
    "array %":          lambda x: (x % (x - 1)).sum(),
    "array // ":        lambda x: (x // (x - 1)).sum(),
    "one //":           lambda x: x[0] // (x[0] - 1),
    "array ** 0.5":     lambda x: ((x - 2) ** 0.5).sum(),
    "one ** 0.5":       lambda x: (x[0] - 2) ** 0.5,
    "array ** -1":      lambda x: ((x - 1) ** -1).sum(),
    "array *":          lambda x: (x * 1e308 * 10).sum(),
    "inf - inf":        lambda x: (x * np.inf - x * np.inf).sum(),
    "prod":             lambda x: (x * 1e200).prod(),
    "multiply.reduce":  lambda x: np.multiply.reduce(x * 1e200),
    "matmul":           lambda x: (x * 1e200) @ (x * 1e200),
    "a slate":          lambda x: np.log(np.zeros(2)).sum() + x[0],
    "NaN given":        lambda x: np.log(x * np.nan).sum(),
    "nothing":          lambda x: np.log(x).sum() + (x**2).sum(),
}
# fmt: on


def in_a_state(operation, **state):
    def program(x):
        with np.errstate(**state):
            return operation(x)

    return program


def caught(operation):
    def program(x):
        try:
            with np.errstate(all="raise"):
                return operation(x)
        except FloatingPointError as error:
            return x[0] * len(str(error))

    return program


def as_errors(operation):
    def program(x):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return operation(x)

    return program


def counted(operation):
    def program(x):
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            operation(x)
        return x[0] * (1 + len(found)) + sum(len(str(one.message)) for one in found)

    return program


def called(operation):
    def program(x):
        found = []
        with np.errstate(all="call", call=lambda *how: found.append(how)):
            operation(x)
        return x[0] * (1 + len(found)) + sum(len(words) + flag for words, flag in found)

    return program


def ignored(operation):
    return in_a_state(operation, all="ignore")


def raised(operation):
    return in_a_state(operation, all="raise")


def where_divided(operation):
    return in_a_state(operation, divide="raise", over="ignore", invalid="ignore")


def where_too_large(operation):
    return in_a_state(operation, divide="ignore", over="raise", invalid="ignore")


def outcome(program):
    try:
        return program(POINT.copy())
    except (FloatingPointError, RuntimeWarning) as error:
        return type(error).__name__, str(error)


@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("way", [raised, caught, as_errors, counted, called, ignored, where_divided, where_too_large])
def test_numpy_is_heard_as_on_plain_numbers(way, name):
    program = way(OPERATIONS[name])
    wanted = outcome(program)
    trace = adstudio.trace(program, {"x": POINT.copy()})
    error = trace.header.error
    if isinstance(wanted, tuple):
        assert error is not None
        assert (error.type, error.message) == wanted
    else:
        assert error is None
        np.testing.assert_allclose(trace.value, wanted, rtol=1e-14)


@pytest.mark.parametrize("engine", ["tape", "jet", "torch"])
def test_warning_is_of_the_line_of_the_program(engine):
    def program(x):
        y = x - 1
        return np.log(y).sum()

    with pytest.warns(RuntimeWarning, match="divide by zero encountered in log") as found:
        adstudio.trace(program, {"x": POINT}, engine=engine)
    assert {(one.filename, one.lineno) for one in found} == {(__file__, program.__code__.co_firstlineno + 2)}
