"""A run comes back as a legal trace whatever happens, and says who is to blame."""

from __future__ import annotations

import re
import threading
import time

import pytest

from adstudio.api import Recorder, Request, SweepKind, Value, fresh_level, record
from adstudio.host.budgets import Budgets, Deadline
from adstudio.host.engines import EngineStatus
from adstudio.host.running import PLUGIN_FAULT, run, run_class
from adstudio.program.contract import EngineSpec
from adstudio.program.errors import BadInput
from adstudio.program.loading import load
from adstudio.traces import rules
from adstudio.traces.recorder import BudgetReached

SPEC = EngineSpec(name="mine", title="Mine", engine="mine:Mine", abilities=("gradient",))
MINE = EngineStatus("mine", "my_plugin", "my-engines", "2.5", "ok", SPEC)
SQUARE = "def f(x=3.0):\n    y = x * x\n    return y\n"


def traced(engine, source=SQUARE, **more):
    trace = run_class(engine, MINE, load(source), Request(), **more)
    rules.check(trace)
    return trace


class Sound:
    def run(self, program, request, recorder):
        record(program, request.at, recorder)


def test_stamp_names_the_engine_and_its_distribution():
    stamp = traced(Sound).header.engine
    assert (stamp.name, stamp.title, stamp.version, stamp.distribution) == ("mine", "Mine", "2.5", "my-engines")


def test_error_of_the_program_is_the_programs():
    error = traced(Sound, "def f(x=0.0):\n    y = x * 2.0\n    return 1.0 / y\n").header.error
    assert (error.type, error.line) == ("ZeroDivisionError", 3)


@pytest.mark.parametrize("raised", ["SystemExit(3)", "GeneratorExit()", "BaseException('odd')", "KeyError('k')"])
def test_whatever_a_program_raises_is_told(raised):
    trace = traced(Sound, f"def f(x=2.0):\n    y = x * x\n    raise {raised}\n")
    assert (trace.header.error.type, trace.header.error.line) == (raised.split("(")[0], 3)
    assert trace.nodes.value.tolist() == [2.0, 4.0]


class BreaksBefore:
    def run(self, program, request, recorder):
        raise KeyError("mine")


class BreaksAfter(Sound):
    def run(self, program, request, recorder):
        super().run(program, request, recorder)
        recorder.sweep(SweepKind.TANGENT, undefined_name)  # noqa: F821


class BreaksWithin:
    """Its value fails in the middle of the user's line."""

    def run(self, program, request, recorder):
        record(program, request.at, recorder, carry=Broken)


class Broken(Value):
    __slots__ = ("level",)

    def __init__(self, primal):
        self.primal, self.level = primal, fresh_level()

    def apply(self, primitive, arguments):
        return self.tangent


class NeedsAnArgument:
    def __init__(self, size):
        self.size = size


@pytest.mark.parametrize("engine", [BreaksBefore, BreaksAfter, BreaksWithin])
def test_fault_of_an_engine_names_its_plugin_and_line(engine):
    error = traced(engine).header.error
    assert error.type == PLUGIN_FAULT
    assert error.message.startswith("plugin 'my_plugin' of my-engines 2.5: ")
    assert "host/test_running.py, line" in error.message


def test_steps_before_a_fault_of_the_engine_stay():
    assert traced(BreaksAfter).nodes.value.tolist() == [3.0, 9.0]


class OwnDivision:
    """Divides by itself, under a line of the program: 1/0 there is the program's."""

    def run(self, program, request, recorder):
        record(program, request.at, recorder, carry=Divides)


class Divides(Broken):
    def apply(self, primitive, arguments):
        _, right = (x.primal if isinstance(x, Divides) else x for x in arguments)
        return Divides(1.0 / (right.primal if hasattr(right, "primal") else right))


def test_undefined_operation_in_the_engines_arithmetic_is_the_programs():
    error = traced(OwnDivision, "def f(x=0.0):\n    y = 2.0\n    return 1.0 / x\n").header.error
    assert (error.type, error.line) == ("ZeroDivisionError", 3)


class Illegal(Sound):
    def run(self, program, request, recorder):
        super().run(program, request, recorder)
        recorder.sweep(SweepKind.TANGENT, [1.0, 2.0, 3.0, 4.0])


class Garbage(Sound):
    def run(self, program, request, recorder):
        super().run(program, request, recorder)
        recorder.log.extend(("rubbish",) * 5)


@pytest.mark.parametrize("engine", [Illegal, Garbage])
def test_illegal_trace_is_blamed_on_the_plugin(engine):
    error = traced(engine).header.error
    assert error.type == PLUGIN_FAULT
    assert error.message.startswith("plugin 'my_plugin' of my-engines 2.5: it wrote an illegal trace: ")


def test_budget_of_nodes_truncates():
    trace = traced(Sound, "def f(x=1.0):\n    while True:\n        x = x * 1.5\n", budgets=Budgets(nodes=100))
    assert len(trace) == 100
    assert trace.header.truncated == "the budget of 100 nodes was reached, at line 3"
    assert trace.header.error is None


@pytest.mark.parametrize(
    "loop",
    ["pass", "x = x * 1.0000001", "try:\n            x = x + 1.0\n        except BaseException:\n            pass"],
)
def test_budget_of_time_ends_any_loop(loop):
    began = time.monotonic()
    trace = traced(Sound, f"def f(x=1.0):\n    while True:\n        {loop}\n", budgets=Budgets(seconds=0.3))
    assert re.fullmatch(r"the budget of 0\.3 s was reached, at line [2-6]", trace.header.truncated)
    assert time.monotonic() - began < 10.0


def test_ctrl_c_truncates():
    trace = traced(Sound, "def f(x=2.0):\n    y = x * x\n    raise KeyboardInterrupt\n")
    assert trace.header.truncated == "it was interrupted, at line 3"
    assert trace.nodes.value.tolist() == [2.0, 4.0]


def test_deadline_leaves_nothing_behind():
    for _ in range(20):
        with Deadline(0.0005):
            pass
    time.sleep(0.6)  # beyond its grace: nothing may be thrown any more
    assert not [thread for thread in threading.enumerate() if thread.name == "adstudio-deadline"]


def endless():
    while True:
        pass


def test_deadline_is_thrown_into_a_loop_and_named():
    deadline = Deadline(0.05)
    with pytest.raises(BudgetReached), deadline:
        endless()
    assert deadline.reached
    assert deadline.reason == "the budget of 0.05 s was reached"


def test_on_block_ends_a_run_by_what_it_raises():
    def stop():
        raise BudgetReached("stopped by the window")

    trace = run(load("def f(x=1.0):\n    while True:\n        x = x * 1.5\n"), "tape", Request(), on_block=stop)
    assert trace.header.truncated == "stopped by the window"


@pytest.mark.parametrize("request_", [Request(at={"y": 1.0}), Request(wrt=("y",))])
def test_names_that_are_no_inputs_are_refused(request_):
    with pytest.raises(BadInput, match="f has no input 'y'; its inputs are x"):
        run(load(SQUARE), "tape", request_)


def test_run_keeps_the_point_of_the_caller():
    at = {"xs": [1.0, 2.0]}
    run(load("def f(xs):\n    xs[0] = 9.0\n    return xs[0] * xs[1]\n"), "tape", Request(at=at))
    assert at == {"xs": [1.0, 2.0]}


def test_recorder_is_the_only_door():
    seen = []

    class Looks(Sound):
        def run(self, program, request, recorder):
            seen.append(type(recorder))
            super().run(program, request, recorder)

    traced(Looks)
    assert seen == [Recorder]
