"""Bundled engines on whole programs: the worked example, errors, branches, deep programs, values that leave the graph."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import worked_example

from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import from_function, load
from adstudio.traces.model import Flag, SweepKind, Trace

ENGINES = ("dual", "tape", "jet", "finite_difference", "torch")
EXACT = ("dual", "tape", "jet", "torch")


def run(source: str | Callable[..., Any], engine: str, **request: Any) -> Trace:
    program = load(source) if isinstance(source, str) else from_function(source)
    return running.run(program, engine, Request(**request))


def slopes(trace: Trace) -> list[float]:
    return [float(bar) for bar in trace.gradient.values()]


@pytest.mark.parametrize("engine", ENGINES)
def test_worked_example_has_the_textbooks_nodes(engine: str) -> None:
    trace = run(worked_example.SOURCE, engine)
    assert np.array_equal(trace.nodes.value, worked_example.VALUES)
    assert trace.nodes.parent.tolist() == worked_example.trace().nodes.parent.tolist()
    assert trace.labels.tolist() == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize("engine", EXACT)
def test_worked_example_has_the_textbooks_gradient(engine: str) -> None:
    trace = run(worked_example.SOURCE, engine)
    assert trace.gradient == {"x1": 5.5, "x2": pytest.approx(2.0 - math.cos(5.0), rel=1e-15)}


@pytest.mark.parametrize("engine", ["tape", "torch"])
def test_backward_sweep_is_the_textbooks(engine: str) -> None:
    sweep = run(worked_example.SOURCE, engine).sweeps[-1]
    assert sweep.kind is SweepKind.ADJOINT
    assert sweep.derivative == pytest.approx(worked_example.ADJOINT, rel=1e-15)
    assert sorted(sweep.rows.tolist()) == list(range(7))
    assert sweep.rows[0] == 6


def test_forward_sweeps_are_the_textbooks() -> None:
    primal, by_x1, by_x2 = run(worked_example.SOURCE, "dual").sweeps
    assert primal.kind is SweepKind.PRIMAL
    assert by_x1.derivative == pytest.approx(worked_example.TANGENT_X1, rel=1e-15)
    assert by_x2.derivative == pytest.approx(worked_example.TANGENT_X2, rel=1e-15)


@pytest.mark.parametrize("method", ["forward", "central", "Richardson", "complex step"])
def test_difference_sweep_stands_beside_the_tangents(method: str) -> None:
    """Every node's quotient is within the method's own error of its tangent."""
    trace = run(worked_example.SOURCE, "finite_difference", options={"method": method})
    tolerance = {"forward": 1e-6, "central": 1e-9, "Richardson": 1e-10, "complex step": 1e-15}[method]
    by_x1, by_x2 = trace.sweeps[1:]
    assert by_x1.derivative == pytest.approx(worked_example.TANGENT_X1, abs=tolerance)
    assert by_x2.derivative == pytest.approx(worked_example.TANGENT_X2, abs=tolerance)
    assert by_x1.method == method


def test_difference_quotient_is_by_the_step_really_taken() -> None:
    """At 1e6, (x + 1e-7) − x is 7.6e-6 off 1e-7; for f = x the quotient is 1 exactly."""
    trace = run(lambda x=1e6: x * 1.0, "finite_difference", options={"method": "forward", "h": 1e-7})
    assert trace.gradient["x"] == 1.0


def test_flipped_branch_is_said_with_its_node() -> None:
    def f(x: float = 1.0) -> float:
        y = 2.0 * x
        if x > 1.0:
            return math.sin(y)
        return y * y

    trace = run(f, "finite_difference", options={"method": "forward", "h": 1e-3})
    note = next(note for note in trace.header.notes if note.kind == "misaligned")
    assert "x + 0.001" in note.message
    assert "v3" in note.message
    doubled = trace.labels.tolist().index(2)  # before the branch: still comparable
    assert trace.sweeps[1].derivative[doubled] == pytest.approx(2.0)


@pytest.mark.parametrize("engine", ENGINES)
def test_program_error_keeps_the_steps_before_it(engine: str) -> None:
    def f(x: float = 2.0) -> float:
        y = x * x
        z = y - 4.0
        return y / z

    trace = run(f, engine)
    assert trace.header.error is not None
    assert trace.header.error.type == "ZeroDivisionError"
    assert "y / z" in Path(__file__).read_text().split("\n")[trace.header.error.line - 1]
    assert 4.0 in trace.nodes.value
    assert trace.header.outputs == ()


@pytest.mark.parametrize("engine", ENGINES)
def test_infinite_slope_does_not_raise(engine: str) -> None:
    """Differentiation raises if and only if the program raises: √0 is 0."""
    trace = run(lambda x=0.0: math.sqrt(x), engine, options={"method": "complex step"})
    assert trace.header.error is None
    if engine in EXACT:
        assert trace.gradient["x"] == math.inf


@pytest.mark.parametrize("engine", ENGINES)
def test_leaving_the_graph_is_noted_with_its_line(engine: str) -> None:
    def f(x: float = 2.0) -> float:
        y = x * x
        return y * float(x)

    trace = run(f, engine)
    note = next(note for note in trace.header.notes if note.kind == "left-graph")
    assert "float()" in note.message
    assert Path(__file__).read_text().split("\n")[note.line - 1].strip() == "return y * float(x)"
    assert trace.value == 8.0


@pytest.mark.parametrize("engine", ["tape", "dual"])
def test_deep_chain_needs_no_recursion(engine: str) -> None:
    def f(x: float = 1.0, n: int = 20_000) -> float:
        for _ in range(n):
            x = x + 1e-3 * x
        return x

    trace = run(f, engine)
    assert trace.gradient["x"] == pytest.approx(1.001**20_000, rel=1e-10)


def test_million_operations_record_and_sweep() -> None:
    def f(x: float = 1.0, y: float = 0.999, n: int = 500_000) -> float:
        for _ in range(n):
            x = x * y
            x = x + y
        return x

    trace = run(f, "tape")
    assert len(trace) == 1_000_002
    assert trace.gradient["x"] == pytest.approx(0.999**500_000, rel=1e-9)


@pytest.mark.parametrize("engine", EXACT)
def test_lists_arrays_and_several_outputs(engine: str) -> None:
    def f(a: float = 2.0, xs: list[float] = [1.0, 3.0]) -> tuple[float, float]:  # noqa: B006 (a program under test)
        return a * xs[0], xs[1] ** 2

    trace = run(f, engine)
    assert np.array_equal(trace.jacobian["a"], [1.0, 0.0])
    assert np.array_equal(trace.jacobian["xs"], [[2.0, 0.0], [0.0, 6.0]])


@pytest.mark.parametrize("engine", ENGINES)
def test_gradient_is_by_the_inputs_asked_for(engine: str) -> None:
    trace = run(worked_example.SOURCE, engine, wrt=("x1",))
    assert list(trace.gradient) == ["x1"]
    assert list(trace.jacobian) == ["x1"]


@pytest.mark.parametrize("engine", EXACT)
def test_stop_gradient_stops_it(engine: str) -> None:
    import adstudio

    trace = run(lambda x=3.0: x * adstudio.stop_gradient(x), engine)
    assert trace.gradient["x"] == 3.0
    assert any(flag & Flag.STOPPED for flag in trace.nodes.flags)


def test_backward_pass_of_a_nested_gradient_is_recorded() -> None:
    """A derivative inside the program: its own steps are nodes, and it is differentiated. d/dx (3x²)·x = 9x² at 2."""
    import adstudio

    def f(x: float = 2.0) -> float:
        return x * adstudio.gradient(lambda u: u**3)(x)

    trace = run(f, "tape")
    assert trace.value == 24.0
    assert trace.gradient["x"] == 36.0
    assert len(trace) > 5


def test_point_given_is_not_changed_and_a_second_run_is_equal() -> None:
    at = {"xs": [1.0, 2.0, 3.0]}

    def f(xs: list[float]) -> float:
        xs[0] = xs[1] * xs[2]
        return sum(xs)

    first, second = run(f, "tape", at=at), run(f, "tape", at=at)
    assert at == {"xs": [1.0, 2.0, 3.0]}
    assert np.array_equal(first.nodes.partial, second.nodes.partial, equal_nan=True)
    assert np.array_equal(first.gradient["xs"], second.gradient["xs"])


def test_torch_function_is_traced_by_whole_tensors() -> None:
    """f = sum(tanh(x·w)²): ∂f/∂w = Σ 2·tanh·(1 − tanh²)·x, by hand."""
    source = "import torch\ndef f(x=[1.0, 2.0], w=0.5):\n    return (torch.tanh(x * w) ** 2).sum()\n"
    trace = run(source, "torch")
    t = np.tanh([0.5, 1.0])
    assert trace.gradient["w"] == pytest.approx(float((2 * t * (1 - t**2) * [1.0, 2.0]).sum()), rel=1e-14)
    assert trace.gradient["x"] == pytest.approx(2 * t * (1 - t**2) * 0.5, rel=1e-14)
    assert {"mul", "tanh", "pow", "sum"} <= set(trace.header.ops)
