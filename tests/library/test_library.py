"""`import adstudio`: the verbs for scripts and notebooks."""

from __future__ import annotations

import math
import subprocess
import sys
from math import log, sin

import numpy as np
import pytest

import adstudio
from adstudio import assets
from adstudio.host.engines import NoSuchEngine
from adstudio.program.errors import BadInput, BadProgram

SEED = assets.path("examples", "seed_example.py")


def f(x1=2.0, x2=5.0):
    return log(x1) + x1 * x2 - sin(x2)


@pytest.mark.parametrize("source", [f, SEED, str(SEED), f"{SEED}:f"], ids=["function", "Path", "text", "with function"])
@pytest.mark.parametrize("engine", ["tape", "dual", "jet", "torch"])
def test_worked_example_by_every_door(source, engine):
    trace = adstudio.trace(source, engine=engine)
    assert trace.value == pytest.approx(11.652071455223084, rel=1e-15)
    assert trace.gradient["x1"] == 5.5
    assert trace.gradient["x2"] == pytest.approx(2.0 - math.cos(5.0), rel=1e-15)


@pytest.mark.parametrize("at", [{"x1": 3.0, "x2": 5.0}, {"x1": 3.0}, (3.0, 5.0), [3.0], (3.0,)])
def test_point_by_name_or_in_order(at):
    assert adstudio.trace(f, at).gradient["x1"] == pytest.approx(1 / 3 + 5.0)


def test_list_is_the_value_of_a_single_input():
    trace = adstudio.trace(lambda xs: xs[0] * xs[1], [2.0, 3.0])
    assert trace.gradient["xs"].tolist() == [3.0, 2.0]
    assert adstudio.trace(lambda x: x * x, 3.0).gradient == {"x": 6.0}


def test_live_function_keeps_its_closure_and_globals():
    scale = 3.0

    def scaled(x):
        return scale * sin(x)

    assert adstudio.trace(scaled, 0.5).gradient["x"] == pytest.approx(3.0 * math.cos(0.5), rel=1e-15)
    assert sin is math.sin


def test_several_outputs_have_a_jacobian():
    trace = adstudio.trace(lambda x, y: (x * y, x - y), (3.0, 5.0))
    assert trace.jacobian["x"].tolist() == [5.0, 1.0]
    with pytest.raises(ValueError, match="2 outputs"):
        _ = trace.gradient


def test_timeline_is_at_hand():
    trace = adstudio.trace(f)
    assert len(trace.timeline) == 7 + 1 + 8  # every node, the seed, every edge
    assert trace.timeline[0].row == 0


def test_failing_program_gives_a_trace_that_says_so():
    trace = adstudio.trace(lambda x: log(x - 2.0), 2.0)
    assert trace.header.error.type == "ValueError"
    with pytest.raises(ValueError, match="the program failed: ValueError"):
        _ = trace.value


def test_wrt_and_order_and_options():
    assert set(adstudio.trace(f, wrt="x2", engine="dual").gradient) == {"x2"}
    jet = adstudio.trace(f, wrt=["x1"], engine="jet", order=3)
    assert jet.sweeps[-1].order == 3
    forward = adstudio.trace(f, engine="finite_difference", method="forward", h=1e-3)
    assert {sweep.parameters.get("h") for sweep in forward.sweeps[1:]} == {1e-3}


@pytest.mark.parametrize(
    ("call", "error"),
    [
        (lambda: adstudio.trace("none.py"), BadProgram),
        (lambda: adstudio.trace(f"{SEED}:g"), BadProgram),
        (lambda: adstudio.trace(f, {"x9": 1.0}), BadInput),
        (lambda: adstudio.trace(f, (1.0, 2.0, 3.0)), BadInput),
        (lambda: adstudio.trace(f, wrt="x9"), BadInput),
        (lambda: adstudio.trace(f, engine="tap"), NoSuchEngine),
    ],
)
def test_bad_input_is_an_error_of_its_own(call, error):
    with pytest.raises(error):
        call()


@pytest.mark.parametrize("ending", ["adtrace", "json"])
def test_save_and_load(tmp_path, ending):
    trace = adstudio.trace(f)
    trace.save(tmp_path / f"t.{ending}")
    again = adstudio.load(tmp_path / f"t.{ending}")
    assert again.gradient == trace.gradient
    assert again.header == trace.header


def test_curve_and_orders_and_engines():
    curve = adstudio.curve(f, wrt="x1")
    assert curve["exact"] == 5.5
    assert 1e-9 < curve["best"]["forward"]["found"] < 1e-6
    ladder = adstudio.orders(f, wrt="x1", to=3)
    assert [step["values"]["jet"] for step in ladder["orders"][1:]] == [5.5, -0.25, 0.25]
    assert {"tape", "dual"} <= {engine.name for engine in adstudio.engines() if engine.ok}


def test_orders_of_the_worked_product():
    # sin(x)·x² at 1.5 (issue 2): 2.2444, 3.1516, 0.1750
    found = adstudio.derivatives(lambda x: sin(x) * x**2, 1.5, order=2)
    assert np.round(found, 4).tolist() == [2.2444, 3.1516, 0.1750]


def test_import_is_quick_and_brings_neither_qt_nor_torch_nor_numpy():
    code = "import sys, adstudio; print(sorted({'PySide6', 'torch', 'numpy', 'pluggy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_library_brings_neither_qt_nor_torch():
    code = (
        "import sys, adstudio; adstudio.trace(lambda x: x * x, 3.0); adstudio.engines();"
        "print(sorted({'PySide6', 'torch'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_names_are_listed_and_unknown_ones_refused():
    assert set(adstudio.__all__) <= set(dir(adstudio))
    with pytest.raises(AttributeError, match="no attribute 'tracee'"):
        _ = adstudio.tracee


def test_directions_cotangents_and_edits_are_passed_on() -> None:
    """x·y at (2, 3): along (1, 1) the slope is 5; from the weight 2 the gradient is (6, 4); set to 7 it is 7."""

    def f(x: float, y: float) -> float:
        return x * y

    along = adstudio.trace(f, (2.0, 3.0), engine="dual", direction={"x": 1.0, "y": 1.0})
    assert along.sweeps[1].derivative[2] == 5.0
    assert adstudio.trace(f, (2.0, 3.0), cotangent=[2.0]).sweeps[1].derivative.tolist() == [6.0, 4.0, 2.0]
    edited = adstudio.trace(f, (2.0, 3.0), edits=[adstudio.Edit(2, adstudio.EditKind.SET, 7.0)])
    assert (edited.value, edited.gradient) == (7.0, {"x": 0.0, "y": 0.0})
    ones = adstudio.trace(f, (2.0, 3.0), engine="jet", direction=adstudio.Seeds(kind="ones"))
    assert ones.sweeps[1].derivative[2].tolist() == [6.0, 5.0]


def test_orders_of_a_function_whose_input_has_no_default():
    ladder = adstudio.orders(lambda x: math.sin(x), 1.0, to=2)
    assert ladder["orders"][2]["values"]["jet"] == -math.sin(1.0)


@pytest.mark.parametrize("at", [(3.0, 4.0), [3.0, 4.0], np.array([3.0, 4.0]), ([3.0, 4.0],), {"xs": [3.0, 4.0]}])
def test_star_arguments_take_the_values_in_order_or_as_one_list(at):
    assert adstudio.trace(lambda *xs: xs[0] * xs[1], at).gradient["xs"].tolist() == [4.0, 3.0]


@pytest.mark.parametrize("at", [(2.0, 3.0, 4.0), (2.0, [3.0, 4.0]), {"a": 2.0, "xs": [3.0, 4.0]}])
def test_star_arguments_take_what_the_named_ones_leave(at):
    found = adstudio.trace(lambda a, *xs: a * xs[0] * xs[1], at).gradient
    assert (found["a"], found["xs"].tolist()) == (12.0, [8.0, 6.0])


def test_star_arguments_may_be_a_single_value():
    assert adstudio.trace(lambda *xs: xs[0] ** 2, (3.0,)).gradient["xs"].tolist() == [6.0]
    assert adstudio.trace(lambda *xs: xs[0] ** 2, 3.0).gradient["xs"].tolist() == [6.0]


def test_function_of_numpy_is_a_program():
    assert adstudio.trace(np.sin, 0.5).gradient == {"x": math.cos(0.5)}
    found = adstudio.trace(np.arctan2, (3.0, 1.0)).gradient
    assert found == {"x1": pytest.approx(0.1, rel=1e-15), "x2": pytest.approx(-0.3, rel=1e-15)}


@pytest.mark.parametrize("engine", ["dual", "tape", "torch"])
def test_fault_of_a_program_typed_at_the_prompt_is_its_own(engine):
    scope = {}
    exec(compile("def f(x):\n    return x + 'a'\n", "<stdin>", "exec"), scope)
    error = adstudio.trace(scope["f"], 2.0, engine=engine).header.error
    assert (error.type, error.line) == ("TypeError", 2)
