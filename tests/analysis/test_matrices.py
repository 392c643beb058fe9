"""Jacobian and Hessian against closed forms, 50 digits, and every engine's own."""

from __future__ import annotations

import json
from pathlib import Path

import mpmath as mp
import numpy as np
import pytest

from adstudio.analysis.accumulate import jacobian_of
from adstudio.analysis.matrices import NoMatrix, asymmetry, hessian, jacobian, read, write
from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.traces.edits import Edit, EditKind

ROSENBROCK = "def f(x=-1.2, y=1.0):\n    return (1 - x) ** 2 + 100 * (y - x * x) ** 2\n"
THREE = "from math import exp, log, sin\n\ndef f(x=0.5, y=1.5, z=2.0):\n    return sin(x * y) * z + exp(x) / log(z)\n"
EXAMPLES = sorted((Path(__file__).parents[2] / "assets" / "examples").glob("*.py"))


def test_hessian_of_rosenbrocks_function() -> None:
    """[[2 − 400(y − 3x²), −400x], [−400x, 200]] (Moré, Garbow & Hillstrom 1981, problem 1)."""
    found = hessian(load(ROSENBROCK), {})
    expected = np.array([[2 - 400 * (1 - 3 * 1.44), 480.0], [480.0, 200.0]])
    assert found.values == pytest.approx(expected, rel=1e-14)
    assert found.rows == found.columns == ("x", "y")


def test_hessian_to_the_last_digits() -> None:
    def f(x, y, z):
        return mp.sin(x * y) * z + mp.exp(x) / mp.log(z)

    point = (0.5, 1.5, 2.0)
    with mp.workdps(50):
        exact = [
            [float(mp.diff(f, point, tuple((k == i) + (k == j) for k in range(3)))) for j in range(3)] for i in range(3)
        ]
    found = hessian(load(THREE), {})
    assert found.values == pytest.approx(np.array(exact), rel=1e-14, abs=1e-14)
    assert asymmetry(found.values)[0] <= 4


def test_hessian_of_a_quadratic_form_is_its_matrix_and_its_zeros_have_no_path() -> None:
    """½ xᵀAx with a tridiagonal A."""
    source = (
        "def f(x=[1.0, 2.0, 3.0, 4.0]):\n    total = 0.0\n    for i in range(4):\n        total = total + x[i] * x[i]\n"
        "    for i in range(3):\n        total = total - x[i] * x[i + 1]\n    return total\n"
    )
    expected = 2 * np.eye(4) - np.eye(4, k=1) - np.eye(4, k=-1)
    found = hessian(load(source), {})
    assert found.values.tolist() == expected.tolist()
    assert found.paths.tolist() == (expected != 0).tolist()
    assert found.columns == ("x[0]", "x[1]", "x[2]", "x[3]")


def test_hessian_of_a_chosen_output_and_of_one_that_is_linear() -> None:
    program = load("def f(x=2.0, y=3.0):\n    return x * y, x + y, 4.0\n")
    assert hessian(program, {}).values.tolist() == [[0.0, 1.0], [1.0, 0.0]]
    for output in (1, 2):
        linear = hessian(program, {}, output=output)
        assert not linear.values.any()
        assert linear.of == f"f[{output}]"
    with pytest.raises(NoMatrix, match="has no output number 3"):
        hessian(program, {}, output=3)


@pytest.mark.parametrize("path", EXAMPLES, ids=[path.stem for path in EXAMPLES])
def test_jacobian_is_that_of_the_tape(path: Path) -> None:
    program = load(path)
    found = jacobian(program, {})
    trace = running.run(program, "tape", Request())
    expected = np.concatenate([np.reshape(t, (len(t), -1)) for t in trace.jacobian.values()], axis=1)
    assert found.values == pytest.approx(expected, rel=1e-13, abs=1e-300, nan_ok=True)
    assert found.rows == trace.output_labels


def test_jacobian_of_a_map_with_structure() -> None:
    """Lower bidiagonal: fᵢ = xᵢ² + xᵢ₋₁."""
    program = load("def f(x=[1.0, 2.0, 3.0]):\n    return [x[0] ** 2, x[1] ** 2 + x[0], x[2] ** 2 + x[1]]\n")
    found = jacobian(program, {})
    assert found.values.tolist() == [[2, 0, 0], [1, 4, 0], [0, 1, 6]]
    assert found.filled == 5


def test_forward_and_backward_accumulation_agree() -> None:
    """The same list, taken with few inputs and with few outputs."""
    program = load(
        "from math import sin\n\ndef f(x=0.5, y=1.5):\n    a = sin(x) * y\n    return [a * i + x for i in range(5)]\n"
    )
    trace = running.run(program, "tape", Request())
    inputs, outputs = [0, 1], [row for port in trace.header.outputs for row in port.rows]
    ahead, paths = jacobian_of(trace.nodes, inputs, outputs)
    one_by_one = [jacobian_of(trace.nodes, inputs, [row]) for row in outputs]
    assert ahead == pytest.approx(np.concatenate([values for values, _ in one_by_one]), rel=1e-15)
    assert paths.tolist() == [led[0].tolist() for _, led in one_by_one]


def test_an_infinite_partial_does_no_harm_where_no_path_is() -> None:
    """√x at 0 has the slope ∞; y does not come by it."""
    program = load("from math import sqrt\n\ndef f(x=0.0, y=2.0):\n    return sqrt(x), y * y\n")
    assert jacobian(program, {}).values.tolist() == [[np.inf, 0.0], [0.0, 4.0]]


def test_a_zero_with_a_path_is_told_from_one_without() -> None:
    found = jacobian(load("def f(x=0.0, y=1.0):\n    return x * x\n"), {})
    assert (found.values.tolist(), found.paths.tolist()) == ([[0.0, 0.0]], [[True, False]])


def test_values_put_in_are_kept_and_cut_the_paths() -> None:
    program = load("def f(x=2.0, y=5.0):\n    a = x * y\n    return a + x\n")
    found = jacobian(program, {}, edits=(Edit(2, EditKind.SET, 1.0), Edit(3, EditKind.ADJOINT, 9.0)))
    assert found.values.tolist() == [[1.0, 0.0]]
    assert found.paths.tolist() == [[True, False]]
    assert hessian(program, {}, edited=True).note == "of the program without what was put in by hand"


def test_asymmetry_is_found_where_it_is() -> None:
    table = np.array([[1.0, 2.0], [2.0 + 4e-16, 3.0]])
    assert asymmetry(table) == (1.0, (0, 1))
    assert asymmetry(np.array([[np.nan]]))[0] == 0.0


def test_a_matrix_survives_the_way_between_processes(tmp_path: Path) -> None:
    program = load("from math import sqrt\n\ndef f(x=0.0, y=2.0, z=1.0):\n    return sqrt(x), y * z\n")
    for found in (jacobian(program, {}), hessian(program, {}, output=1)):
        rest = json.loads(json.dumps(write(found, tmp_path / "m.npz")))
        back = read(tmp_path / "m.npz", rest)
        assert back.values.tobytes() == found.values.tobytes()
        assert back.paths.tolist() == found.paths.tolist()
        same = ("rows", "columns", "of", "note", "asymmetry", "worst")
        assert [getattr(back, name) for name in same] == [getattr(found, name) for name in same]


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("def f(x=0.0):\n    return 1 / x\n", "ZeroDivisionError"),
        ("def f(x=[0.0] * 1001):\n    return [v * 2 for v in x]\n", "1,001 × 1,001 entries are more than 1,000,000"),
        ("def f(n: int = 3):\n    return n * 1.0\n", "there is no input to differentiate by"),
    ],
)
def test_where_there_is_none_the_reason_is_said(source: str, why: str) -> None:
    with pytest.raises(NoMatrix, match=why):
        jacobian(load(source), {})
