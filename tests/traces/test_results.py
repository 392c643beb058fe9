"""Value, gradient and Jacobian, read from whatever sweeps a trace has."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np
import pytest
import worked_example
from msgspec.structs import replace

from adstudio.traces.arrays import ArrayStoreBuilder
from adstudio.traces.header import Port, TraceError
from adstudio.traces.model import Sweep, SweepKind, Trace
from adstudio.traces.rules import check

EVERY = np.arange(7, dtype=np.int32)
SLOPES = {"x1": 5.5, "x2": 2.0 - math.cos(5.0)}


def example(*sweeps: Sweep, **header: Any) -> Trace:
    """The worked example with other sweeps and other fields in its header; legal."""
    trace = worked_example.trace()
    trace = replace(trace, header=msgspec.structs.replace(trace.header, **header), sweeps=sweeps or trace.sweeps)
    check(trace)
    return trace


def tangent(row: int, column: Any, kind: SweepKind = SweepKind.TANGENT, weight: float = 1.0) -> Sweep:
    return Sweep(kind, EVERY, np.array(column, np.float64), seed=((row, weight),))


def adjoint(row: int, column: Any, weight: float = 1.0) -> Sweep:
    return Sweep(SweepKind.ADJOINT, EVERY[::-1].copy(), np.array(column, np.float64), seed=((row, weight),))


def taylor(row: int, column: list[float]) -> Sweep:
    return tangent(row, np.column_stack([worked_example.VALUES, column, np.full(7, 9.0)]), SweepKind.TAYLOR)


def test_value_and_gradient_of_the_worked_example() -> None:
    trace = worked_example.trace()
    assert trace.value == worked_example.VALUES[-1]
    assert isinstance(trace.value, float)
    assert trace.gradient == SLOPES
    assert {name: row.tolist() for name, row in trace.jacobian.items()} == {k: [v] for k, v in SLOPES.items()}


@pytest.mark.parametrize("kind", ["adjoint", "tangent", "taylor", "difference"])
def test_any_kind_of_sweep_will_do(kind: str) -> None:
    x1, x2 = worked_example.TANGENT_X1, worked_example.TANGENT_X2
    sweeps = {
        "adjoint": [adjoint(6, worked_example.ADJOINT)],
        "tangent": [tangent(0, x1), tangent(1, x2)],
        "taylor": [taylor(0, x1), taylor(1, x2)],
        "difference": [tangent(0, x1, SweepKind.DIFFERENCE), tangent(1, x2, SweepKind.DIFFERENCE)],
    }
    assert example(*sweeps[kind]).gradient == SLOPES


def test_adjoint_before_tangent_before_taylor_before_difference() -> None:
    sweeps = [adjoint(6, [1.0] * 7), tangent(0, [2.0] * 7), taylor(0, [3.0] * 7)]
    sweeps.append(tangent(0, [4.0] * 7, SweepKind.DIFFERENCE))
    for left, best in enumerate([1.0, 2.0, 3.0, 4.0]):
        assert example(*sweeps[left:]).gradient["x1"] == best
        assert example(*reversed(sweeps[left:])).gradient["x1"] == best


def test_of_several_differences_the_last_one_counts() -> None:
    sweeps = [tangent(0, [slope] * 7, SweepKind.DIFFERENCE) for slope in (1.0, 2.0)]
    assert example(*sweeps).gradient == {"x1": 2.0}


@pytest.mark.parametrize(
    "sweep",
    [
        tangent(0, [1.0] * 7, weight=2.0),
        adjoint(6, [1.0] * 7, weight=-1.0),
        adjoint(5, [1.0] * 7),
        tangent(3, [1.0] * 7),
        replace(tangent(0, [1.0] * 7), seed=((0, 1.0), (1, 1.0))),
        tangent(0, np.ones((7, 1)), SweepKind.TAYLOR),
        Sweep(SweepKind.PRIMAL, EVERY, np.empty(0), seed=((0, 1.0),)),
    ],
)
def test_a_sweep_that_holds_no_entry_of_the_jacobian_is_not_read(sweep: Sweep) -> None:
    assert example(sweep).gradient == {}


def test_inputs_that_no_sweep_covers_are_left_out() -> None:
    trace = example(tangent(1, worked_example.TANGENT_X2))
    assert trace.gradient == {"x2": SLOPES["x2"]}
    assert list(trace.jacobian) == ["x2"]


def test_a_list_has_an_entry_per_node_and_nan_where_no_sweep_went() -> None:
    inputs = (Port(name="x", rows=(0, 1), shape=(2, 1)), Port(name="n", rows=(), shape=None, fixed=3))
    assert example(inputs=inputs).gradient["x"].tolist() == [[SLOPES["x1"]], [SLOPES["x2"]]]
    partly = example(tangent(1, worked_example.TANGENT_X2), inputs=inputs).gradient["x"]
    assert np.array_equal(partly, [[math.nan], [SLOPES["x2"]]], equal_nan=True)


def test_an_empty_list_has_an_empty_gradient() -> None:
    inputs = (Port(name="x", rows=(), shape=(0,)), Port(name="x1", rows=(0,)))
    assert example(inputs=inputs).gradient["x"].shape == (0,)


def test_several_outputs_have_a_jacobian_and_no_gradient() -> None:
    outputs = (Port(name="f[0]", rows=(6,)), Port(name="f[1]", rows=(2, 3), shape=(2,)))
    trace = example(tangent(0, worked_example.TANGENT_X1), adjoint(3, [5, 2, 0, 1, 0, 0, 0]), outputs=outputs)
    assert trace.value[0] == worked_example.VALUES[6]
    assert trace.value[1].tolist() == worked_example.VALUES[2:4]
    assert trace.jacobian["x1"].tolist() == [5.5, 0.5, 5.0]
    assert np.array_equal(trace.jacobian["x2"], [math.nan, math.nan, 2.0], equal_nan=True)
    with pytest.raises(ValueError, match=r"^f has 3 outputs, so it has no gradient; use \.jacobian$"):
        _ = trace.gradient


def test_an_output_returned_twice_has_two_equal_rows() -> None:
    outputs = (Port(name="f[0]", rows=(6,)), Port(name="f[1]", rows=(6,)))
    assert example(outputs=outputs).jacobian["x1"].tolist() == [5.5, 5.5]


def with_arrays(input_slope: np.ndarray, *, budget: int = 1 << 20) -> Trace:
    """The worked example, as if x1 were one (2, 2) node, with its adjoint as an array."""
    builder = ArrayStoreBuilder(budget)
    held = np.full(7, -1, np.int32)
    held[0] = builder.add(np.arange(4.0).reshape(2, 2))
    slopes = np.full(7, -1, np.int32)
    slopes[0] = builder.add(input_slope)
    trace = worked_example.trace()
    inputs = (Port(name="x1", rows=(0,), shape=(2, 2)), trace.header.inputs[1])
    trace = replace(
        trace,
        header=msgspec.structs.replace(trace.header, inputs=inputs),
        nodes=replace(trace.nodes, array=held),
        sweeps=(replace(trace.sweeps[3], array=slopes),),
        arrays=builder.build(),
    )
    check(trace)
    return trace


def test_an_array_input_that_is_one_node_has_an_array_gradient() -> None:
    slope = np.array([[1.0, -2.0], [3.0, 4.0]])
    trace = with_arrays(slope)
    assert trace.gradient["x1"].tolist() == slope.tolist()
    assert trace.gradient["x2"] == SLOPES["x2"]
    assert trace.jacobian["x1"].shape == (1, 2, 2)


def test_a_gradient_of_which_only_a_summary_was_kept_is_left_out() -> None:
    assert list(with_arrays(np.ones((2, 2)), budget=32).gradient) == ["x2"]


def test_a_unit_seed_at_an_array_is_a_sum_and_no_entry_of_the_jacobian() -> None:
    trace = with_arrays(np.ones((2, 2)))
    output = (Port(name="f", rows=(0,), shape=(2, 2)),)
    trace = replace(
        trace,
        header=msgspec.structs.replace(trace.header, outputs=output),
        sweeps=(replace(trace.sweeps[0], seed=((0, 1.0),)),),
    )
    assert trace.value.tolist() == [[0.0, 1.0], [2.0, 3.0]]
    assert trace.jacobian == {}


def test_an_array_output_beyond_the_budget_has_no_value() -> None:
    trace = with_arrays(np.ones((2, 2)), budget=0)
    trace = replace(
        trace, header=msgspec.structs.replace(trace.header, outputs=(Port(name="f", rows=(0,), shape=(2, 2)),))
    )
    with pytest.raises(ValueError, match=r"^the output f was beyond the budget for arrays: only its summary was kept$"):
        _ = trace.value


@pytest.mark.parametrize("asked", ["value", "gradient", "jacobian"])
def test_an_unfinished_program_has_no_results_and_says_why(asked: str) -> None:
    failed = example(error=TraceError(type="ZeroDivisionError", message="division by zero", line=4))
    with pytest.raises(ValueError, match=r"^the program failed: ZeroDivisionError: division by zero \(line 4\)$"):
        getattr(failed, asked)
    with pytest.raises(ValueError, match=r"^the run ended early: 7 nodes$"):
        getattr(example(truncated="7 nodes"), asked)
    with pytest.raises(ValueError, match=r"^the trace has no output$"):
        getattr(example(outputs=()), asked)


@pytest.mark.parametrize(
    ("truncated", "line"),
    [
        (None, 0),
        ("the budget of 2 s was reached", 0),
        ("the memory budget of 0.3 GB was reached, at line 5", 5),
        ("the budget of 2 s was reached, at line 1204", 1204),
        ("it was interrupted, at line 3 of another file", 0),
        ("at line 99999999999", 0),
    ],
)
def test_where_a_run_was_ended_is_read_from_what_ended_it(truncated, line):
    whole = worked_example.trace().header
    assert msgspec.structs.replace(whole, truncated=truncated).ended_line == line
