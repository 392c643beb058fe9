"""Mixed partial derivatives, and traces of nested derivatives with the order of each node."""

from __future__ import annotations

import math

import numpy as np
import pytest

from adstudio.analysis.mixed import mixed
from adstudio.analysis.nested import nested
from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.depths import orders_of
from adstudio.program.loading import load
from adstudio.traces import files

PRODUCT = "from math import exp, sin\ndef f(x=0.7, y=1.3, z=-0.4):\n    return exp(x * y) * sin(z)\n"
SINE = "from math import sin\ndef f(x=1.5):\n    return sin(x) * x**2\n"


def test_second_mixed_partials_are_the_closed_forms() -> None:
    """f = e^(xy)·sin z: f_xx = y²f, f_xy = (1 + xy)f, f_xz = y·e^(xy)·cos z, f_zz = −f."""
    found = mixed(load(PRODUCT), {}, order=2)
    x, y, z = 0.7, 1.3, -0.4
    e = math.exp(x * y)
    f, c = e * math.sin(z), e * math.cos(z)
    closed = [[y * y * f, (1 + x * y) * f, y * c], [(1 + x * y) * f, x * x * f, x * c], [y * c, x * c, -f]]
    assert found["inputs"] == ["x", "y", "z"]
    assert np.array(found["values"]) == pytest.approx(np.array(closed), rel=1e-14)


def test_third_mixed_partials_are_the_closed_forms() -> None:
    """f_xxy = (2y + xy²)f, f_xyz = (1 + xy)·e^(xy)·cos z, f_zzz = −e^(xy)·cos z."""
    found = mixed(load(PRODUCT), {}, order=3)
    x, y, z = 0.7, 1.3, -0.4
    e = math.exp(x * y)
    f, c = e * math.sin(z), e * math.cos(z)
    at = {tuple(row): values for row, values in zip(found["rows"], found["values"], strict=True)}
    assert at[0, 0][1] == pytest.approx((2 * y + x * y * y) * f, rel=1e-14)
    assert at[0, 1][2] == pytest.approx((1 + x * y) * c, rel=1e-14)
    assert at[2, 2][2] == pytest.approx(-c, rel=1e-14)
    assert at[0, 1][0] == at[0, 0][1]  # the order of differentiation does not matter


def test_first_order_is_the_gradient_and_lists_have_entries() -> None:
    found = mixed(load("def f(xs=[2.0, 3.0]):\n    return xs[0] ** 2 * xs[1]\n"), {}, order=1)
    assert (found["inputs"], found["rows"], found["values"]) == (["xs[0]", "xs[1]"], [[]], [[12.0, 4.0]])


def test_too_many_inputs_are_said_to_be_left_out() -> None:
    found = mixed(load("def f(xs=[" + "1.0, " * 15 + "]):\n    return sum(x * x for x in xs)\n"), {}, order=2)
    assert len(found["inputs"]) == 12
    assert found["left_out"] == "by the first 12 of 15 inputs"
    with pytest.raises(ValueError, match="order is 0"):
        mixed(load(SINE), {}, order=0)


@pytest.mark.parametrize("engine", ["tape", "dual", "jet"])
def test_nested_trace_ends_in_the_derivative(engine: str) -> None:
    """f″ = 2 sin x + 4x cos x − x² sin x, by hand."""
    trace = nested(load(SINE), {}, order=2, engine=engine)
    x = 1.5
    value = float(trace.nodes.value[trace.header.outputs[0].rows[0]])
    assert value == pytest.approx(2 * math.sin(x) + 4 * x * math.cos(x) - x * x * math.sin(x), rel=1e-13)
    assert trace.header.outputs[0].name == "f′′"


@pytest.mark.parametrize("engine", ["tape", "dual", "jet"])
def test_nodes_know_their_order_of_derivative(engine: str) -> None:
    trace = nested(load(SINE), {}, order=2, engine=engine)
    orders = orders_of(trace)
    assert orders is not None
    assert set(orders.tolist()) == {0, 1, 2}
    assert orders[trace.header.outputs[0].rows[0]] == 2
    ops = [trace.header.ops[op] for op in trace.nodes.op]
    # f itself: x, sin, the power, their product; the first cosine is the slope of the sine
    assert [op for op, order in zip(ops, orders, strict=True) if order == 0 and op != "constant"] == [
        "input", "sin", "powi", "mul",
    ]  # fmt: skip
    assert orders[ops.index("cos")] == 1
    assert orders[ops.index("neg")] >= 1


def test_order_of_a_node_is_never_below_its_arguments() -> None:
    trace = nested(load(SINE), {}, order=3, engine="tape")
    orders = orders_of(trace)
    assert orders is not None
    for row in range(len(trace)):
        assert all(orders[row] >= orders[p] for p in trace.nodes.parents(row) if trace.labels[p])


def test_orders_survive_a_file_and_are_none_where_nothing_is_nested(tmp_path) -> None:
    trace = nested(load(SINE), {}, order=2)
    trace.save(tmp_path / "n.adtrace")
    assert np.array_equal(orders_of(files.load(tmp_path / "n.adtrace")), orders_of(trace))
    assert orders_of(running.run(load(SINE), "tape", Request())) is None


def test_program_that_differentiates_has_orders_in_its_own_trace() -> None:
    text = (
        "from adstudio import derivative\ndef g(x): return x * x * x\ndef f(x=1.5):\n    return derivative(g)(x) + x\n"
    )
    orders = orders_of(running.run(load(text, "f"), "tape", Request()))
    assert orders is not None
    assert (orders[0], orders.max()) == (0, 1)


def test_derivative_without_a_graph_says_so() -> None:
    with pytest.raises(ValueError, match="order 2 is 0 everywhere"):
        nested(load("def f(x=1.5):\n    return x + 1.0\n"), {}, order=2, engine="dual")
    with pytest.raises(ValueError, match="does not nest"):
        nested(load(SINE), {}, engine="finite_difference")
