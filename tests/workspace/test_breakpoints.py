"""Breakpoints, bookmarks and the moves from one to the next, without a window."""

from dataclasses import dataclass

import numpy as np
import pytest
import worked_example
from msgspec.structs import replace

import adstudio
from adstudio import assets
from adstudio.traces.model import Trace
from adstudio.traces.moves import Unit
from adstudio.workspace import breakpoint_search
from adstudio.workspace.anchors import NodeAnchor, StepAnchor
from adstudio.workspace.bookmarks import Bookmarks
from adstudio.workspace.breakpoint_search import BreakpointSearch
from adstudio.workspace.breakpoint_text import described, step_text
from adstudio.workspace.breakpoints import Breakpoint, Breakpoints, Kind
from adstudio.workspace.condition import ConditionError
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.selection import Selection
from adstudio.workspace.stepper import Stepper


@dataclass
class Desk:
    document: Document
    cursor: Cursor
    selection: Selection
    breakpoints: Breakpoints
    bookmarks: Bookmarks
    stepper: Stepper
    said: list[str]

    def show(self, trace: Trace) -> None:
        self.document.show("hand")
        self.document.set_trace("hand", trace)


@pytest.fixture
def desk() -> Desk:
    document, cursor, selection = Document(), Cursor(), Selection()
    breakpoints, bookmarks = Breakpoints(), Bookmarks()
    for model in (cursor, selection, breakpoints, bookmarks):
        model.follow(document)
    stepper = Stepper(document, cursor, selection, breakpoints=breakpoints, bookmarks=bookmarks)
    made = Desk(document, cursor, selection, breakpoints, bookmarks, stepper, [])
    stepper.said.connect(made.said.append)
    document.set_program(worked_example.SOURCE)
    made.show(worked_example.trace())
    return made


def every_stop(desk: Desk) -> list[int]:
    """Where continue leads to from the first step, again and again."""
    desk.cursor.step = 0
    found = []
    while True:
        before = desk.cursor.step
        desk.stepper.continue_on()
        if desk.cursor.step == before:
            return found
        found.append(desk.cursor.step)


def example(name: str, **inputs: object) -> Trace:
    return adstudio.trace(assets.path("examples", f"{name}.py"), inputs, engine="tape")


# -- where they stop


def test_a_breakpoint_on_a_line_stops_where_the_line_is_come_to(desk):
    desk.breakpoints.toggle_line(8)  # return a + b - c: two operations; and with them the seed and four contributions
    assert every_stop(desk) == [5, 12, 19, 21]
    desk.breakpoints.restore((Breakpoint(Kind.LINE, line=6),))
    assert every_stop(desk) == [3, 10, 17, 27]


def test_a_breakpoint_on_a_node_stops_at_every_step_that_changes_it(desk):
    trace = desk.document.trace
    desk.breakpoints.toggle_node(NodeAnchor.of(trace, 1))
    assert every_stop(desk) == [1, 8, 15, 26, 28]


def test_a_breakpoint_on_an_operation_stops_wherever_it_is_at_work(desk):
    desk.breakpoints.toggle_operation("mul")
    assert every_stop(desk) == [3, 10, 17, 27, 28]
    desk.breakpoints.toggle_operation("mul")
    desk.breakpoints.toggle_operation("tanh")  # is not in the trace
    assert every_stop(desk) == []


def test_a_condition_stops_where_it_holds_and_narrows_the_others(desk):
    desk.breakpoints.add(Breakpoint(Kind.STEP, condition="abs(adjoint) > 1.5"))
    assert every_stop(desk) == [27, 28, 29]
    desk.breakpoints.set_enabled(0, False)
    assert every_stop(desk) == []
    desk.breakpoints.add(Breakpoint(Kind.OPERATION, op="mul", condition="sweep == 'tangent'"))
    assert every_stop(desk) == [10, 17]


def test_continue_goes_back_as_it_goes_on_and_each_is_a_place(desk):
    desk.breakpoints.toggle_line(6)
    desk.breakpoints.toggle_operation("sin")
    on = every_stop(desk)
    assert on == [3, 4, 10, 11, 17, 18, 26, 27]
    back = []
    desk.cursor.step = 29
    for _ in on:
        desk.stepper.continue_back()
        back.append(desk.cursor.step)
    assert back == on[::-1]
    desk.cursor.places.back()
    assert desk.cursor.step == 4


def test_continue_says_why_it_stays(desk):
    desk.stepper.continue_on()
    assert desk.said[-1] == "There are no breakpoints: the cursor stays where it is"
    desk.breakpoints.toggle_line(6)
    desk.cursor.step = 27
    desk.stepper.continue_on()
    assert (desk.cursor.step, desk.said[-1]) == (27, "No breakpoint stops after step 28")
    desk.cursor.step = 2
    desk.stepper.continue_back()
    assert (desk.cursor.step, desk.said[-1]) == (2, "No breakpoint stops before step 3")
    desk.breakpoints.enable_all(False)
    desk.stepper.continue_on()
    assert desk.said[-1].startswith("Every breakpoint is switched off")
    desk.document.clear_results()
    desk.stepper.continue_on()
    assert desk.said[-1] == "There is no trace to go through yet"


def test_a_stop_is_told_with_its_breakpoint(desk):
    desk.breakpoints.add(Breakpoint(Kind.LINE, line=6, condition="value > 1"))
    desk.stepper.continue_on()
    assert desk.said == ["Stopped at step 4: line 6 when value > 1"]


def test_playing_stops_at_a_breakpoint_either_way_by_any_unit(desk):
    desk.breakpoints.toggle_line(6)
    desk.cursor.step = 0
    assert desk.stepper.advance(2)
    assert desk.cursor.step == 2
    assert not desk.stepper.advance(5)
    assert desk.cursor.step == 3
    desk.stepper.unit = Unit.SWEEP
    assert desk.stepper.advance(1)
    assert desk.cursor.step == 6
    assert not desk.stepper.advance(1)
    assert desk.cursor.step == 10
    desk.breakpoints.clear()
    assert desk.stepper.advance(1)
    assert desk.cursor.step == 13
    assert not desk.stepper.advance(100)
    assert desk.cursor.at_end
    desk.breakpoints.toggle_line(6)
    desk.stepper.unit = Unit.STEP
    assert not desk.stepper.advance(5, on=False)
    assert desk.cursor.step == 27


@pytest.mark.parametrize("chunk", [1, 2, 5, 1 << 16])
def test_the_search_finds_the_same_in_chunks_of_any_size(monkeypatch, chunk):
    monkeypatch.setattr(breakpoint_search, "CHUNK", chunk)
    trace = example("small_mlp")
    items = (
        Breakpoint(Kind.LINE, line=9),
        Breakpoint(Kind.OPERATION, op="tanh"),
        Breakpoint(Kind.STEP, condition="received == expected and adjoint < 0"),
    )
    search = BreakpointSearch(trace, items)
    length = len(trace.timeline)
    steps = search.steps(0, length).tolist()
    assert len(steps) > 30
    for step in range(-1, length + 1):
        after, before = search.next(step), search.previous(step)
        assert (after.step if after else None) == min((s for s in steps if s > step), default=None)
        assert (before.step if before else None) == max((s for s in steps if s < step), default=None)


# -- keeping them


def test_a_condition_that_cannot_be_read_does_not_come_in(desk):
    with pytest.raises(ConditionError, match="did you mean value"):
        desk.breakpoints.add(Breakpoint(Kind.STEP, condition="valu > 1"))
    with pytest.raises(ConditionError):
        desk.breakpoints.add(Breakpoint(Kind.STEP))
    desk.breakpoints.toggle_line(6)
    with pytest.raises(ConditionError):
        desk.breakpoints.set_condition(0, "valu > 1")
    assert desk.breakpoints.items == (Breakpoint(Kind.LINE, line=6),)
    desk.breakpoints.set_condition(0, " value > 1 ")
    desk.breakpoints.set_condition(0, "")
    assert desk.breakpoints.items == (Breakpoint(Kind.LINE, line=6),)


def test_the_state_of_both_models_is_restored_and_equal_states_are_silent(desk):
    for model, change in (
        (desk.breakpoints, lambda: desk.breakpoints.toggle_line(6)),
        (desk.bookmarks, lambda: desk.bookmarks.toggle(5)),
    ):
        told: list[int] = []
        model.changed.connect(lambda told=told: told.append(1))
        empty = model.state
        change()
        full = model.state
        assert full != empty
        model.restore(empty)
        assert model.items == ()
        model.restore(full)
        model.restore(full)
        assert (model.state, len(told)) == (full, 3)


EDITS = [
    (["a", "b", "c"], ["a", "new", "b", "c"], {1: 1, 2: 3, 3: 4}),
    (["a", "b", "c"], ["", "a", "b", "c"], {1: 2, 2: 3, 3: 4}),
    (["a", "b", "c"], ["a", "c"], {1: 1, 2: None, 3: 2}),
    (["a", "bb", "c"], ["a", "b", "b", "c"], {1: 1, 2: 2, 3: 4}),
    (["a", "b", "c"], ["ab", "c"], {1: 1, 2: None, 3: 2}),
    (["a", "b", "c"], [""], {1: 1, 2: None, 3: None}),
    (["a", "b", "c"], ["a", "x", "c"], {1: 1, 2: 2, 3: 3}),
    (["a", "a", "a"], ["a", "a"], {1: 1, 2: 2, 3: None}),
    ([""], ["a", "b"], {1: 1}),
]


@pytest.mark.parametrize(("old", "new", "where"), EDITS)
def test_a_breakpoint_goes_with_its_line(old, new, where):
    for line, expected in where.items():
        breakpoints = Breakpoints()
        breakpoints.toggle_line(line)
        breakpoints.follow_edit(old, new)
        assert [item.line for item in breakpoints.items] == ([] if expected is None else [expected])


def test_another_program_keeps_operations_and_conditions_only(desk):
    desk.breakpoints.toggle_line(6)
    desk.stepper.toggle_node()
    desk.stepper.toggle_operation()
    desk.breakpoints.add(Breakpoint(Kind.STEP, condition="isnan(value)"))
    desk.stepper.toggle_bookmark()
    desk.document.set_program("def g(x=1.0):\n    return x\n")
    assert [item.kind for item in desk.breakpoints.items] == [Kind.OPERATION, Kind.STEP]
    assert desk.bookmarks.items == ()


# -- nodes and steps that are found again


def test_every_node_and_step_of_every_example_is_found_where_it_was():
    for name in ("small_mlp", "newton_sqrt", "where_trap", "ode_euler"):
        trace = example(name)
        for row in range(len(trace)):
            assert NodeAnchor.of(trace, row).row(trace) == row
        for step in range(len(trace.timeline)):
            assert StepAnchor.of(trace, step).step(trace) == step


def test_a_node_is_found_after_a_line_was_put_in_above_and_at_another_point(tmp_path):
    path = tmp_path / "f.py"
    path.write_text("def f(x=2.0):\n    y = x * x\n    return y * x\n")
    before = adstudio.trace(path, {}, engine="tape")
    path.write_text("def f(x=2.0):\n    z = x + 1\n    y = x * x\n    return y * x + z\n")
    after = adstudio.trace(path, {"x": 7.0}, engine="tape")
    for row in range(len(before)):
        found = NodeAnchor.of(before, row).row(after)
        assert found is not None
        assert after.expressions[after.nodes.span[found]] == before.expressions[before.nodes.span[row]]


def test_a_loop_that_runs_shorter_loses_the_last_passes_and_gets_them_back():
    long, short = example("newton_sqrt", steps=6), example("newton_sqrt", steps=3)
    anchor = NodeAnchor.of(long, len(long) - 1)
    assert anchor.row(short) is None
    assert anchor.row(long) == len(long) - 1


def test_bookmarks_stay_on_their_step_through_a_retrace_and_wait_where_it_is_gone(desk):
    long, short = example("newton_sqrt", steps=6), example("newton_sqrt", steps=3)
    desk.show(long)
    desk.bookmarks.toggle(5)
    desk.bookmarks.toggle(len(long.timeline) - 1)
    desk.bookmarks.set_note(1, "  the end ")
    steps = desk.bookmarks.steps
    desk.show(example("newton_sqrt", a=3.0, steps=6))
    assert desk.bookmarks.steps == steps
    desk.show(short)
    assert desk.bookmarks.steps[0] == 5
    assert step_text(desk.bookmarks.items[0], 5, short).startswith("step 6 · v")
    desk.show(long)
    assert desk.bookmarks.steps == steps
    assert desk.bookmarks.items[1].note == "the end"


def test_a_bookmark_in_a_sweep_that_another_engine_has_not_waits(desk):
    desk.bookmarks.toggle(25)
    trace = desk.document.trace
    desk.show(replace(trace, sweeps=trace.sweeps[:1]))
    assert desk.bookmarks.steps == (None,)
    assert "not in this trace" in step_text(desk.bookmarks.items[0], None, desk.document.trace)
    desk.stepper.go_to_bookmark(0)
    assert desk.cursor.step == 0
    desk.show(trace)
    assert desk.bookmarks.steps == (25,)


def test_next_and_previous_bookmark_and_what_is_said_beyond(desk):
    for step in (20, 4, 11):
        desk.bookmarks.toggle(step)
    desk.cursor.step = 0
    seen = []
    for _ in range(4):
        desk.stepper.next_bookmark()
        seen.append(desk.cursor.step)
    assert seen == [4, 11, 20, 20]
    assert desk.said == ["There is no bookmark after step 21"]
    for _ in range(3):
        desk.stepper.previous_bookmark()
    assert desk.said[-1] == "There is no bookmark before step 5"
    assert desk.stepper.toggle_bookmark() is None
    assert desk.bookmarks.steps == (20, 11)


# -- to what is pointed at


def test_run_to_a_line_goes_to_where_it_is_come_to_next(desk):
    seen = []
    for _ in range(4):
        desk.stepper.run_to_line(6)
        seen.append(desk.cursor.step)
    assert seen == [3, 10, 17, 27]
    desk.stepper.run_to_line(6, on=False)
    assert desk.cursor.step == 17
    desk.cursor.step = 28
    desk.stepper.run_to_line(6)
    assert (desk.cursor.step, desk.said[-1]) == (27, "line 6 does not come after step 29: this is the nearest")
    desk.stepper.run_to_line(2)
    assert desk.said[-1] == "line 2 has no step in this trace"


def test_run_to_the_selected_node(desk):
    desk.stepper.run_to_selection()
    assert desk.said[-1].startswith("Select a node")
    desk.selection.row = 4
    seen = []
    for _ in range(4):
        desk.stepper.run_to_selection()
        seen.append(desk.cursor.step)
    assert seen == [4, 11, 18, 23]
    desk.stepper.run_to_selection(on=False)
    assert desk.cursor.step == 18


def test_going_to_a_breakpoint_wraps_and_says_where_it_stops_nowhere(desk):
    desk.breakpoints.add(Breakpoint(Kind.LINE, line=6, enabled=False))
    desk.breakpoints.toggle_line(2)
    desk.cursor.step = 28
    desk.stepper.go_to_breakpoint(0)
    assert desk.cursor.step == 3
    desk.stepper.go_to_breakpoint(1)
    assert desk.said[-1] == "line 2: nothing stops there in this trace"


def test_breakpoints_are_called_by_what_they_are_on(desk):
    trace = desk.document.trace
    node = Breakpoint(Kind.NODE, node=NodeAnchor.of(trace, 3))
    assert described(node, trace) == "node v₄ = x1 * x2"
    assert described(node, None) == "node x1 * x2, not in this trace"
    assert described(Breakpoint(Kind.OPERATION, op="log"), trace) == "operation log"
    assert described(Breakpoint(Kind.STEP, condition="step > 3"), trace) == "any step when step > 3"


def test_an_empty_document_takes_every_command(desk):
    desk.document.set_program("")
    stepper, cursor = desk.stepper, desk.cursor
    for command in (
        stepper.on, stepper.back, stepper.continue_on, stepper.continue_back, stepper.toggle_node,
        stepper.toggle_operation, stepper.toggle_bookmark, stepper.next_bookmark, stepper.run_to_selection,
        cursor.over, cursor.over_back, cursor.into, cursor.out, cursor.next_line, cursor.places.back, cursor.end,
    ):  # fmt: skip
        command()
    stepper.run_to_line(1)
    assert not stepper.advance(1)
    assert cursor.step == 0
    empty = replace(worked_example.trace(), sweeps=())
    desk.show(empty)
    for command in (stepper.on, cursor.over, cursor.out, cursor.into_back, stepper.continue_on):
        command()
    desk.breakpoints.toggle_line(6)
    stepper.continue_on()
    assert not np.any(stepper.search().steps(0, 10))
