"""No command without effect: what can do nothing says why, in the status line and in the menus."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from adstudio.gui.reasons import FIRST, LAST, NO_TRACE

Key = Qt.Key


def said(window) -> str:
    return window.statusBar().currentMessage()


@pytest.fixture
def empty(make_window, qtbot):
    """A window on nothing at all."""
    made = make_window()
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


SEEN_AT_ONCE = {  # in an empty window: what they do is on the screen, or is a dialog
    "file.open", "file.save_program", "file.save_program_as", "file.export", "file.quit", "edit.points",
    "stop.condition", "graph.words", "graph.legend", "graph.minimap", "view.graph", "view.search",
    "view.next_match", "view.previous_match", "view.nested", "view.next_panel",
    "view.previous_panel", "view.reset", "help.guide", "help.keys", "help.about",
}  # fmt: skip


def test_every_command_of_an_empty_window_says_why_it_does_nothing(empty):
    for command in empty.commands:
        action = empty.actions_by_name[command.name]
        if command.name in SEEN_AT_ONCE or not action.isEnabled():
            continue
        empty.statusBar().clearMessage()
        empty.graph.setFocus()
        action.trigger()
        assert said(empty), command.name


def test_menus_show_what_is_of_no_use_and_why_and_are_whole_again_for_the_keys(empty):
    menu, step = empty.menus["step"], empty.actions_by_name["step.on"]
    menu.aboutToShow.emit()
    assert not step.isEnabled()
    assert step.toolTip() == NO_TRACE
    menu.aboutToHide.emit()
    assert step.isEnabled()
    QTest.keyClick(empty.graph.view, Key.Key_Right)
    assert said(empty) == NO_TRACE


def test_the_ends_of_the_trace_are_said(window):
    view = window.graph.view
    QTest.keyClick(view, Key.Key_Left)
    assert said(window) == FIRST
    QTest.keyClick(view, Key.Key_End)
    QTest.keyClick(view, Key.Key_Right)
    assert said(window) == LAST
    menu = window.menus["step"]
    menu.aboutToShow.emit()
    assert not window.actions_by_name["step.on"].isEnabled()
    assert window.actions_by_name["step.back"].isEnabled()
    menu.aboutToHide.emit()


def test_what_was_said_of_one_step_is_not_said_of_the_next(window):
    view = window.graph.view
    QTest.keyClick(view, Key.Key_Left)
    assert said(window) == FIRST
    QTest.keyClick(view, Key.Key_Right)
    assert said(window) == ""
    QTest.keyClick(view, Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    kept = said(window)
    assert kept.startswith("Kept as")
    QTest.keyClick(view, Key.Key_Right)
    assert said(window) == kept


def test_into_a_call_where_none_is_is_said(window):
    QTest.keyClick(window.graph.view, Key.Key_F11)
    assert said(window) == "No call comes after this step"


@pytest.mark.parametrize(
    ("key", "text"),
    [
        (Key.Key_G, "No group around this node is left to be folded"),
        (Key.Key_U, "This card is not folded"),
        (Key.Key_BracketRight, "Select a node or an expression first"),
    ],
)
def test_keys_of_the_graph_that_change_nothing_say_so(window, qtbot, key, text):
    view = window.graph.view
    qtbot.waitUntil(lambda: view.scene is not None)
    QTest.keyClick(view, key)
    assert said(window) == text


def test_an_expression_that_runs_once_has_no_other_pass(window, qtbot):
    view = window.graph.view
    qtbot.waitUntil(lambda: view.scene is not None)
    window.models.selection.row = 4
    QTest.keyClick(view, Key.Key_BracketRight)
    assert said(window) == "This runs once, and has no other pass"


def test_a_program_that_may_not_run_says_why(window):
    window.models.document.set_trusted(False)
    window.engine_bar.trace_button.click()
    assert said(window) == "The program is not trusted yet: read it, then press Trust and run"


def test_a_trace_from_a_file_has_no_program_to_run(window, tmp_path):
    window.models.document.trace.save(tmp_path / "t.adtrace")
    window.models.session.open_trace(Path(tmp_path / "t.adtrace"))
    QTest.keyClick(window.graph.view, Key.Key_F5)
    assert said(window) == "This is a trace from a file, and there is no program to run"


def test_the_first_and_the_last_of_what_is_not_there_are_said(window):
    for name, text in (
        ("run.error", "There is no error to go to"),
        ("run.clear_edits", "There are no edits to remove"),
        ("stop.clear", "There are no breakpoints"),
        ("go.back", "There is no place to go back to"),
        ("graph.fold_loops", "There is no loop in this trace"),
        ("graph.unfold", "Nothing is folded"),
        ("edit.reset_inputs", "The inputs are the program's own already"),
    ):
        document = window.models.document
        window.models.folds.of(document.trace)
        document.set_inputs(tuple(replace(item, default=item.values).reset() for item in document.inputs))
        window.actions_by_name[name].trigger()
        assert said(window) == text
