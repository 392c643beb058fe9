"""Values: Python's operators on every side, numpy, comparison, and leaving the graph."""

from __future__ import annotations

import math
import operator
from typing import Any

import numpy as np
import pytest

from adstudio.primitives.value import LeftGraph
from adstudio_dual import nested as dual


def _slope(f: Any, x: float = 3.0) -> float:
    return float(dual.push(f, (x,), (1.0,))[1])


# the derivative by hand, at 3
# fmt: off
OPERATORS = [
    (lambda x: x + 2, 1.0), (lambda x: 2 + x, 1.0), (lambda x: x - 2, 1.0), (lambda x: 2 - x, -1.0),
    (lambda x: x * 2, 2.0), (lambda x: 2 * x, 2.0), (lambda x: x / 2, 0.5), (lambda x: 2 / x, -2 / 9),
    (lambda x: x // 2, 0.0), (lambda x: 7 // x, 0.0), (lambda x: x % 2, 1.0), (lambda x: 7 % x, -2.0),
    (lambda x: x**2, 6.0), (lambda x: 2**x, 8 * math.log(2)), (lambda x: x**x, 27 * (1 + math.log(3))),
    (lambda x: -x, -1.0), (lambda x: +x, 1.0), (lambda x: abs(-x), 1.0), (lambda x: divmod(x, 2)[1], 1.0),
    (lambda x: divmod(7, x)[1], -2.0), (lambda x: round(x * 1.1), 0.0), (lambda x: x.conjugate() * x.real, 6.0),
    (lambda x: np.float64(2) * x, 2.0), (lambda x: x * np.float64(2), 2.0), (lambda x: np.int64(2) - x, -1.0),
    (lambda x: (np.array([1.0, 2.0]) * x)[1], 2.0), (lambda x: (x * np.array([1.0, 2.0]))[1], 2.0),
    (lambda x: np.array([x, x * x]).sum(), 7.0), (lambda x: np.array([x, 2.0]) @ np.array([x, x]), 8.0),
    (lambda x: np.sin(x), math.cos(3)), (lambda x: np.exp(np.array([x, 2 * x]))[1], 2 * math.exp(6)),
    (lambda x: np.add(x, np.array([1.0, 2.0]))[0], 1.0), (lambda x: np.power(x, 3), 27.0),
    (lambda x: np.maximum(x, 2.0), 1.0), (lambda x: np.arctan2(x, 4.0), 4 / 25), (lambda x: np.reciprocal(x), -1 / 9),
]
# fmt: on


@pytest.mark.parametrize(("f", "expected"), OPERATORS)
def test_operator_has_the_derivative_by_hand(f: Any, expected: float) -> None:
    assert _slope(f) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize("compare", [operator.lt, operator.le, operator.eq, operator.ne, operator.ge, operator.gt])
@pytest.mark.parametrize("other", [2.0, 3.0, 4.0])
def test_comparison_is_of_the_primals(compare: Any, other: float) -> None:
    seen = []
    dual.push(lambda x: seen.extend([compare(x, other), compare(other, x)]) or x, (3.0,), (1.0,))
    assert seen == [compare(3.0, other), compare(other, 3.0)]


def test_truth_of_a_value_is_of_its_primal() -> None:
    assert _slope(lambda x: x or -x) == 1.0
    assert _slope(lambda x: 2 * x if x - 3.0 else -x) == -1.0


@pytest.mark.parametrize(
    "leave",
    [float, int, complex, hash, lambda x: x.item(), lambda x: [10, 20][x], lambda x: math.sin(x), lambda x: {x: 1}],
)
def test_leaving_the_graph_is_a_warning_with_its_line(leave: Any) -> None:
    with pytest.warns(LeftGraph, match="out of the graph") as seen:
        dual.push(lambda x: leave(x) and x, (1,), (1.0,))
    assert seen[0].filename == __file__


def test_only_a_whole_primal_is_an_index() -> None:
    with pytest.raises(TypeError, match="'float' object cannot be interpreted as an integer"):
        dual.push(lambda x: [1, 2, 3][x], (1.0,), (1.0,))


def test_what_is_no_number_is_refused_as_python_does() -> None:
    with pytest.raises(TypeError, match="unsupported operand"):
        dual.push(lambda x: x + "2", (1.0,), (1.0,))
    with pytest.raises(TypeError, match="unsupported operand"):
        dual.push(lambda x: x * None, (1.0,), (1.0,))


def test_text_of_a_value_is_its_numbers() -> None:
    texts: list[str] = []
    dual.push(lambda x: texts.extend([repr(x), str(x), f"{x:.2f}"]) or x, (1.5,), (1.0,))
    assert texts == ["1.5", "1.5", "1.50"]
