"""Engines against each other: agreement, and the first wrong node named."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import worked_example
from msgspec.structs import replace

from adstudio.analysis.comparison import compare
from adstudio.analysis.tolerance import tolerance
from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import from_function, load
from adstudio.traces.model import SweepKind, Trace

ENGINES = ("dual", "tape", "jet", "finite_difference", "torch")


def traces(source: str | Callable[..., Any], *engines: str) -> dict[str, Trace]:
    program = load(source) if isinstance(source, str) else from_function(source)
    return {engine: running.run(program, engine, Request()) for engine in engines or ENGINES}


def tampered(trace: Trace, sweep: int, row: int, factor: float) -> Trace:
    derivative = trace.sweeps[sweep].derivative.copy()
    derivative[row] *= factor  # a whole row of a Taylor sweep
    sweeps = list(trace.sweeps)
    sweeps[sweep] = replace(sweeps[sweep], derivative=derivative)
    return replace(trace, sweeps=tuple(sweeps))


def test_worked_example_agrees_everywhere() -> None:
    comparison = compare(traces(worked_example.SOURCE))
    assert comparison.agree
    assert comparison.ulps == 0.0
    assert comparison.difference is not None
    assert comparison.difference < 1e-8
    assert comparison.summary.startswith("agree to 0 ulp · FD ")


@pytest.mark.parametrize(("engine", "sweep", "row"), [("dual", 1, 3), ("jet", 2, 3), ("dual", 2, 4)])
def test_wrong_derivative_is_named_with_its_engine_and_node(engine: str, sweep: int, row: int) -> None:
    """Wrong by one part in ten thousand: gradcheck's defaults would let it pass."""
    found = traces(worked_example.SOURCE)
    found[engine] = tampered(found[engine], sweep, row, 1.0001)
    comparison = compare(found)
    assert not comparison.agree
    assert comparison.first is not None
    assert (comparison.first.engine, comparison.first.row) == (engine, row)
    assert f"v{row + 1} (" in comparison.text


@pytest.mark.parametrize("engine", ["tape", "torch"])
def test_wrong_adjoint_is_named_with_its_node(engine: str) -> None:
    """Of two that differ, none is the majority: both are named."""
    found = traces(worked_example.SOURCE)
    found[engine] = tampered(found[engine], 1, 2, 1.0001)
    first = compare(found).first
    assert first is not None
    assert first.row == 2
    assert {first.engine, first.other} == {"tape", "torch"}


def test_finite_difference_far_off_is_a_divergence() -> None:
    found = traces(worked_example.SOURCE)
    found["finite_difference"] = tampered(found["finite_difference"], 1, 6, 1.01)
    comparison = compare(found)
    assert comparison.first is not None
    assert comparison.first.engine == "finite_difference"


def test_another_operation_is_a_divergence() -> None:
    found = traces(worked_example.SOURCE, "dual", "tape")
    header = replace_ops(found["dual"], "sin", "cos")
    found["dual"] = replace(found["dual"], header=header)
    comparison = compare(found)
    assert comparison.first is not None
    assert (comparison.first.what, comparison.first.row) == ("operation", 4)


def replace_ops(trace: Trace, old: str, new: str) -> Any:
    import msgspec

    ops = tuple(new if op == old else op for op in trace.header.ops)
    return msgspec.structs.replace(trace.header, ops=ops)


@pytest.mark.parametrize(
    ("f", "word"),
    [
        (lambda x=0.0: abs(x), "kink"),
        (lambda x=2.0: x * float(x), "left the graph"),
    ],
)
def test_where_differences_may_differ_they_are_not_judged(f: Callable[..., float], word: str) -> None:
    comparison = compare(traces(f))
    assert comparison.agree
    assert any(word in reason for reason in comparison.left_out)


def test_engine_that_failed_is_left_out_with_its_reason() -> None:
    found = traces(worked_example.SOURCE, "dual", "tape")
    found["other"] = running.run(from_function(lambda x=0.0: 1.0 / x), "tape", Request())
    comparison = compare(found)
    assert comparison.agree
    assert comparison.left_out == ("other: ZeroDivisionError: float division by zero",)


def test_nothing_to_compare_is_an_error() -> None:
    failed = running.run(from_function(lambda x=0.0: 1.0 / x), "tape", Request())
    with pytest.raises(ValueError, match="no finished trace"):
        compare({"tape": failed})


def test_columns_are_a_row_a_node() -> None:
    comparison = compare(traces(worked_example.SOURCE))
    columns = {column.engine: column for column in comparison.columns}
    assert np.allclose(columns["dual"].values, worked_example.TANGENT_X1)
    assert np.allclose(columns["tape"].values, worked_example.ADJOINT)
    assert columns["tape"].symbol == "v̄"


def test_a_huge_step_tolerates_everything() -> None:
    trace = running.run(load("def f(x=2.0):\n    return x * x\n"), "finite_difference", Request())
    sweep = next(sweep for sweep in trace.sweeps if sweep.kind is SweepKind.DIFFERENCE and sweep.method == "central")
    assert tolerance(replace(sweep, parameters={"h": 1e300}), trace) == math.inf


def test_a_jump_where_the_derivative_is_0_overflows_nothing() -> None:
    """The quotient, about 1e15, over a scale that is almost 0."""
    found = traces("from math import floor\n\ndef f(x=1.0):\n    return floor(x) * 1e10\n", "tape", "finite_difference")
    assert found["tape"].gradient == {"x": 0.0}
    assert compare(found).agree


# -- derivatives whose terms cancel ------------------------------------------------------------------------------------


def newton(a: float = 3.0, x: float = 1.0) -> float:
    """x·exp(x) = a."""
    while True:
        f = x * math.exp(x) - a
        if abs(f) < 1e-12:
            return x
        x = x - f / (math.exp(x) * (1 + x))


def start_of_newton(x: float = 1.0) -> float:
    return newton(3.0, x)


@pytest.mark.parametrize("f", [newton, start_of_newton])
def test_round_off_of_terms_that_cancel_is_no_divergence(f: Callable[..., float]) -> None:
    """Where Newton's method began its result does not depend on: what is left of 1 − 1 differs from mode to mode."""
    found = traces(f)
    by_start = {engine: float(trace.jacobian["x"][0]) for engine, trace in found.items()}
    assert abs(by_start["tape"]) < 1e-12
    assert by_start["tape"] != by_start["dual"]
    comparison = compare(found)
    assert comparison.agree
    assert comparison.ulps < 64


CANCELLED = """
import numpy as np

def f(a=[[2.0, 1.0], [1.0, 3.0]], b=[1.0, 2.0]):
    A = np.array(a)
    return np.linalg.det(A) + np.linalg.norm(np.linalg.solve(A, np.array(b)))
"""


def test_where_ulps_say_nothing_the_summary_is_relative_to_the_largest_derivative() -> None:
    """∂f/∂b₀ is 0 to one mode and 2.8e-17 to another, beside ∂f/∂b₁ = 0.32: 10¹⁵ ulps, and no disagreement."""
    comparison = compare(traces(CANCELLED, "dual", "tape", "finite_difference"))
    assert comparison.agree
    assert comparison.ulps > 1e5
    assert 0.0 < comparison.relative < 1e-15
    assert comparison.summary.startswith(f"agree to {comparison.relative:.0e} · FD ")
    assert "of the largest derivative" in comparison.text


@pytest.mark.parametrize(("f", "sweep", "factor"), [(newton, 1, 1 + 1e-9), (newton, 2, 1.1), (start_of_newton, 1, 1.1)])
def test_a_wrong_derivative_is_a_divergence_also_where_terms_cancel(
    f: Callable[..., float], sweep: int, factor: float
) -> None:
    """The largest term by the start is 9e-10, and its round-off 2e-25: a tenth of 7e-21 is more than that."""
    found = traces(f, "dual", "tape")
    wrong = tampered(found["dual"], sweep, found["dual"].header.outputs[0].rows[0], factor)
    assert not compare(found | {"dual": wrong}).agree


def test_differences_have_no_relative_error_of_a_derivative_that_they_cannot_tell_from_0() -> None:
    assert compare(traces(start_of_newton)).difference is None
    of_both = compare(traces(newton)).difference
    assert of_both is not None
    assert of_both < 1e-8


def narrow(x: float = 2.3) -> Any:
    return np.float32(0.1) * x + x


def low_pass(r: float = 1000.0, c: float = 1e-6, w: float = 2000.0) -> float:
    return abs(1.0 / (1.0 + 1j * w * r * c))


def on_the_cut(x: float = -1.0, y: float = -0.0) -> float:
    return math.atan2(y, x)


def cells(xs: list[float] = [1.0, 0.0, -1.0]) -> Any:  # noqa: B006 - a default of the program
    with np.errstate(all="ignore"):
        ratios = np.array(xs) / np.array(xs[::-1])
    return ratios[0] + ratios[2]


@pytest.mark.parametrize("program", [narrow, low_pass, on_the_cut, cells])
def test_right_derivatives_agree(program: Callable[..., Any]) -> None:
    comparison = compare(traces(program))
    assert comparison.agree, comparison.text


def test_number_of_single_precision_is_noted_with_its_line() -> None:
    [note] = traces(narrow, "tape")["tape"].header.notes
    assert (note.kind, note.line) == ("narrow", narrow.__code__.co_firstlineno + 1)
    assert note.message.startswith("float32 keeps 6 digits")


def test_wrong_derivative_of_single_precision_is_found() -> None:
    found = traces(narrow)
    found["dual"] = tampered(found["dual"], 1, len(found["dual"]) - 1, 1.0001)
    assert not compare(found).agree
