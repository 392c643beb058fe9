import gc
import math

import pytest
import worked_example

from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document, EngineInfo, RunState
from adstudio.workspace.expression import number, spelled
from adstudio.workspace.gradients import flat_gradient, is_difference
from adstudio.workspace.inputs import Input, from_inspection, sensible_range
from adstudio.workspace.output import OutputLog
from adstudio.workspace.selection import Selection
from adstudio.workspace.settings import Budgets, Choices, Settings
from adstudio.workspace.signals import Signal
from adstudio.workspace.slopes import slopes


def walked() -> tuple[Document, Cursor]:
    document, cursor = Document(), Cursor()
    cursor.follow(document)
    document.set_trace("hand", worked_example.trace())
    return document, cursor


# -- signals


def test_listeners_are_called_in_the_order_they_connected():
    heard: list[str] = []
    changed = Signal[[int]]()
    changed.connect(lambda n: heard.append(f"first {n}"))
    changed.connect(lambda n: heard.append(f"second {n}"))
    changed.emit(3)
    assert heard == ["first 3", "second 3"]


def test_a_view_that_is_gone_is_not_called_and_not_kept():
    class View:
        def __init__(self, changed):
            self.calls = 0
            changed.connect(self.hear)

        def hear(self):
            self.calls += 1

    changed = Signal[[]]()
    view = View(changed)
    changed.emit()
    assert view.calls == 1
    del view
    gc.collect()
    changed.emit()
    assert len(changed) == 0


def test_disconnecting_what_is_not_connected_is_an_error():
    with pytest.raises(ValueError, match="is not connected"):
        Signal[[]]().disconnect(print)


# -- cursor


def test_the_worked_example_has_30_steps_and_opens_at_its_first():
    """So that the first press of the arrow key shows something."""
    _, cursor = walked()
    assert (cursor.step, cursor.length) == (0, 30)


def test_step_back_at_start_stays():
    _, cursor = walked()
    cursor.start()
    cursor.step_back()
    assert cursor.step == 0


def test_an_equal_step_is_not_announced():
    _, cursor = walked()
    cursor.end()
    heard: list[int] = []
    cursor.step_changed.connect(heard.append)
    cursor.step = 29
    cursor.step_on()
    cursor.step = 4
    cursor.step = 4
    assert heard == [4]


def test_n_steps_on_then_n_back_is_the_identity():
    _, cursor = walked()
    cursor.step = 5
    for _ in range(13):
        cursor.step_on()
    for _ in range(13):
        cursor.step_back()
    assert cursor.step == 5


def test_next_sweep_goes_from_end_to_end_of_sweeps():
    _, cursor = walked()
    cursor.start()
    seen = []
    for _ in range(4):
        cursor.next_sweep()
        seen.append(cursor.step)
    assert seen == [6, 13, 20, 29]
    for _ in range(4):
        cursor.previous_sweep()
        seen.append(cursor.step)
    assert seen[4:] == [20, 13, 6, 0]


def test_next_node_takes_all_that_a_node_sends_backwards():
    _, cursor = walked()
    cursor.step = 21  # the seed of the adjoint sweep
    cursor.next_node()
    assert cursor.step == 23  # v7 sends to v6 and v5
    cursor.previous_node()
    assert cursor.step == 21


def test_a_retrace_keeps_the_step_and_an_end_stays_the_end():
    document, cursor = walked()
    cursor.step = 8
    document.set_trace("hand", worked_example.trace())
    assert cursor.step == 8
    document.clear_results()
    assert (cursor.step, cursor.length) == (0, 0)


def test_the_cursor_is_inside_the_new_trace_when_a_panel_hears_of_it():
    document, cursor = walked()
    seen: list[tuple[int, int]] = []
    document.trace_changed.connect(lambda: seen.append((cursor.step, cursor.length)))
    document.clear_results()
    assert seen == [(0, 0)]


# -- selection


def test_a_selection_past_the_end_of_a_new_trace_is_dropped():
    document, selection = Document(), Selection()
    selection.follow(document)
    document.set_trace("hand", worked_example.trace())
    selection.row = 3
    document.set_trace("hand", worked_example.trace())
    assert selection.row == 3
    document.clear_results()
    assert selection.row is None


# -- document


def test_leaving_out_the_shown_engine_shows_another():
    document = Document()
    document.set_engines((EngineInfo("a", "A"), EngineInfo("b", "B")), ("a", "b"))
    document.show("a")
    document.set_trace("b", worked_example.trace())
    assert document.shown == "a"
    document.set_trace("a", worked_example.trace())
    document.choose("a", False)
    assert (document.chosen, document.shown, list(document.traces)) == (("b",), "b", ["b"])


def test_an_engine_that_cannot_run_is_never_chosen():
    document = Document()
    document.set_engines((EngineInfo("a", "A"), EngineInfo("torch", "Torch", "needs torch")), ("a",))
    document.choose("torch", True)
    assert document.chosen == ("a",)


def test_equal_values_are_not_announced():
    document = Document()
    heard: list[str] = []
    for name in ("program", "inputs", "run_state", "trust"):
        getattr(document, f"{name}_changed").connect(lambda name=name: heard.append(name))
    document.edit_text("")
    document.set_inputs(())
    document.set_run_state(RunState())
    document.set_trusted(True)
    assert heard == []


def test_a_value_of_an_unknown_input_is_refused():
    with pytest.raises(KeyError, match="y"):
        Document().set_value("y", 1.0)


# -- inputs


@pytest.mark.parametrize("value", [2.0, 5.0, 0.0, -3.0, 1e-3, 1e308, 5e-324, -1e-300, math.nan, math.inf, 99.0])
def test_a_range_holds_its_value_and_is_not_empty(value):
    low, high = sensible_range((value,))
    assert low < high
    assert math.isfinite(low)
    assert math.isfinite(high)
    assert not math.isfinite(value) or low <= value <= high


def test_a_value_outside_its_range_widens_it():
    changed = Input("x", (2.0,), (), -5.0, 10.0).with_value(0, 250.0)
    assert changed.values == (250.0,)
    assert changed.low <= -5.0
    assert changed.high >= 250.0


def test_a_matrix_is_named_and_given_back_by_rows():
    matrix = Input("A", (1.0, 2.0, 3.0, 4.0, 5.0, 6.0), (2, 3))
    assert matrix.labels() == ("A[0, 0]", "A[0, 1]", "A[0, 2]", "A[1, 0]", "A[1, 1]", "A[1, 2]")
    assert matrix.plain() == [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]


def test_an_edit_elsewhere_keeps_the_chosen_point_and_a_new_default_takes_its_place():
    entry = {"name": "x", "kind": "scalar", "shape": [], "value": 2.0, "given": True}
    moved = from_inspection(entry).with_value(0, 7.0)
    assert from_inspection(entry, moved).values == (7.0,)
    assert from_inspection({**entry, "value": 3.0}, moved).values == (3.0,)


# -- numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [("1e-3", 1e-3), ("pi", math.pi), ("2/3", 2 / 3), (" -2 ** 2", -4.0), ("−4", -4.0), ("2^10", 1024.0), ("sqrt(2)", math.sqrt(2))],
)  # fmt: skip
def test_numbers_as_people_type_them(text, value):
    assert number(text) == value


@pytest.mark.parametrize("text", ["", "x", "1/0", "2,3", "__import__('os')", "9**9**9**9", "(" * 90, "True", "1" * 300])
def test_what_is_no_number_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match=r"number|zero|large"):
        number(text)


def test_17_digits_tell_neighbours_apart():
    assert spelled(1.0, 17) != spelled(math.nextafter(1.0, 2.0), 17)
    assert (spelled(math.nan), spelled(-math.inf)) == ("NaN", "-∞")


# -- output


def test_a_flood_is_bounded_and_what_was_dropped_is_counted():
    log = OutputLog(limit=1000)
    for _ in range(5000):
        log.append("x" * 7)
    held = sum(len(entry.text) for entry in log.entries)
    assert held <= 1000
    assert held + log.dropped == 35_000


def test_a_note_after_a_flood_in_one_piece_leaves_the_end_of_the_flood():
    log = OutputLog(limit=1000)
    log.append("x" * 999 + "!" * 999)
    log.append("a note\n", kind="note")
    log.append("another\n", kind="note")
    assert [(entry.kind, entry.text) for entry in log.entries] == [
        ("print", "!" * (1000 - len("\na note\nanother\n"))),
        ("note", "\na note\n"),
        ("note", "another\n"),
    ]
    assert log.dropped + 1000 == 2 * 999 + len("\na note\nanother\n")


def test_an_error_as_long_as_all_output_stays_an_error():
    log = OutputLog(limit=10)
    log.append("x")
    log.append("e" * 30, kind="error", line=3)
    assert [(entry.kind, entry.line) for entry in log.entries] == [("error", 3)]
    assert sum(len(entry.text) for entry in log.entries) == 10


# -- settings


def test_settings_come_back_from_their_file(tmp_path):
    file = tmp_path / "deep" / "settings.json"
    Settings(file).change(Choices(theme="light", speed=10.0, budgets=Budgets(seconds=5.0)))
    assert Settings(file).choices == Choices(theme="light", speed=10.0, budgets=Budgets(seconds=5.0))


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\xfe", b'{"theme": "pink"}', b'{"speed": "fast"}', b"[]"])
def test_a_damaged_settings_file_gives_the_defaults(tmp_path, damage):
    file = tmp_path / "settings.json"
    file.write_bytes(damage)
    assert Settings(file).choices == Choices()


# -- slopes and agreement


def test_a_slope_is_pending_then_half_then_done():
    # the adjoint sweep of the worked example: v̄2 gets −cos 5 from v5 first, 2 from v4 last (Griewank & Walther, §1)
    trace = worked_example.trace()
    back = trace.timeline.sweeps[3].start
    x2 = [slopes(trace, step)[1] for step in range(back, len(trace.timeline))]
    assert math.isnan(x2[0].value)
    assert x2[-1].done
    assert x2[-1].value == 2.0 - math.cos(5.0)
    assert x2[-1].text() == "1.7163378145"
    assert "to go" in x2[0].text()
    assert x2[0].label == "∂f/∂x2"


def test_the_gradient_is_flat_in_the_order_of_the_inputs():
    assert flat_gradient(worked_example.trace()).tolist() == [5.5, 2.0 - math.cos(5.0)]
    assert not is_difference(worked_example.trace())
