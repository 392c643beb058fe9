"""Kept points, used as a person would: with Ctrl+D, the buttons and the keys of the table."""

import math

import pytest
import worked_example
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from adstudio import assets
from adstudio.gui.points.table import NOW

LONG = 20_000
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def opened(window, qtbot):
    window.fill_late()
    panel = window.raise_panel("points")
    qtbot.waitUntil(panel.isVisible)
    return panel


def column(panel, number):
    """What stands in a point's column, by row label."""
    model = panel.table_model
    at = model.columns.index(number)
    return {model.label(line): model.cell(row, at) for row, line in enumerate(model.lines)}


def names(panel):
    return panel.table_model.headings()


def test_ctrl_d_keeps_the_point_and_says_its_name(window, qtbot):
    window.graph.setFocus()
    qtbot.keyClick(window.graph, Qt.Key.Key_D, CTRL)
    assert window.statusBar().currentMessage().startswith("Kept as point 1")
    qtbot.keyClick(window.graph, Qt.Key.Key_D, CTRL)
    assert window.statusBar().currentMessage().startswith("Kept already, as point 1")
    assert [point.name for point in window.models.points.kept] == ["point 1"]


def test_points_stand_side_by_side_with_inputs_value_and_gradient(window, qtbot):
    panel = opened(window, qtbot)
    qtbot.mouseClick(panel.keep_button, Qt.MouseButton.LeftButton)
    window.models.document.set_value("x1", 3.0)
    qtbot.keyClick(panel.table, Qt.Key.Key_D, CTRL)
    assert names(panel) == ("now", "point 1", "point 2")
    assert column(panel, 1) == {
        "x1": "2", "x2": "5", "f": "11.6520715", "∂f/∂x1": "5.5", "∂f/∂x2": "1.71633781", "from": "visited · hand",
    }  # fmt: skip
    assert column(panel, 2)["f"] == "·"  # the trace is of another point
    assert column(panel, 2)["from"] == "not computed"
    assert column(panel, NOW)["x1"] == "3"


def test_a_point_that_is_come_to_later_is_remembered(window, qtbot):
    panel = opened(window, qtbot)
    document = window.models.document
    document.set_value("x1", 3.0)
    window.models.points.keep()
    document.set_value("x1", 2.0)
    assert column(panel, 1)["from"] == "not computed"
    window.models.points.keep()
    assert column(panel, 2)["from"] == "visited · hand"
    document.set_trace("hand", worked_example.trace())
    assert column(panel, 1)["f"] == "·"


def test_points_are_renamed_moved_gone_to_and_deleted_by_keys(window, qtbot):
    panel = opened(window, qtbot)
    document, points = window.models.document, window.models.points
    points.keep()
    document.set_value("x1", 3.0)
    points.keep()
    panel.table.choose(1)
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_F2)
    assert panel.table.editor.hasFocus()
    qtbot.keyClicks(panel.table.editor, "lost")
    qtbot.keyClick(panel.table.editor, Qt.Key.Key_Escape)
    assert names(panel) == ("now", "point 1", "point 2")
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_F2)
    qtbot.keyClicks(panel.table.editor, "start")
    qtbot.keyClick(panel.table.editor, Qt.Key.Key_Return)
    assert panel.table.hasFocus()
    assert names(panel) == ("now", "start", "point 2")
    panel.table.setFocus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Right, ALT)
    assert names(panel) == ("now", "point 2", "start")
    assert panel.table.chosen == 1
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    assert document.inputs[0].values == (2.0,)
    qtbot.keyClick(panel.table, Qt.Key.Key_Left)
    assert panel.table.chosen == 2
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert names(panel) == ("now", "start")
    qtbot.keyClick(panel.table, Qt.Key.Key_Z, CTRL)
    assert names(panel) == ("now", "point 2", "start")


def test_buttons_and_menu_do_the_same(window, qtbot):
    panel = opened(window, qtbot)
    document, points = window.models.document, window.models.points
    points.keep()
    document.set_value("x1", 3.0)
    points.keep()
    panel.table.choose(2)
    click = lambda button: qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def choose(words):
        menu = panel.menu()
        next(action for action in menu.actions() if action.text().startswith(words)).trigger()

    choose("Move &left")
    assert names(panel) == ("now", "point 2", "point 1")
    choose("Move r&ight")
    assert names(panel) == ("now", "point 1", "point 2")
    panel.table.choose(1)
    click(panel.go_button)
    assert document.inputs[0].values == (2.0,)
    choose("&Delete")
    assert names(panel) == ("now", "point 2")
    panel.table.choose(NOW)
    assert not panel.more_button.isEnabled()


def test_differences_to_a_chosen_point_are_marked(window, qtbot):
    panel = opened(window, qtbot)
    points = window.models.points
    points.keep()
    window.models.document.set_value("x1", 3.0)
    points.keep()
    box = panel.reference_box
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.currentText() == "point 1"
    assert names(panel) == ("now", "point 1 =", "point 2")
    assert column(panel, 2)["x1"] == "≠ 3 (+1)"
    assert column(panel, 2)["x2"] == "5"
    model = panel.table_model
    assert model.data(model.index(0, 2), Qt.ItemDataRole.FontRole).bold()
    assert model.token(1, 2) == "text_pending"
    qtbot.mouseClick(panel.changes_box, Qt.MouseButton.LeftButton, pos=panel.changes_box.rect().center())
    assert set(column(panel, 2)) == {"x1", "f", "∂f/∂x1", "∂f/∂x2", "from"}


def test_the_worker_computes_what_is_not_known_and_errors_are_told(make_window, qtbot):
    window = make_window(worker=True)
    window.open_path(assets.path("examples", "seed_example.py"))
    with qtbot.waitExposed(window):
        window.show()
    document, points = window.models.document, window.models.points
    qtbot.waitUntil(lambda: document.trace is not None, timeout=LONG)
    panel = opened(window, qtbot)
    points.keep()
    document.set_value("x1", -1.0)
    points.keep("left of zero")
    document.set_value("x1", 4.0)
    points.keep("four")
    assert panel.table_model.points.missing >= 2
    qtbot.waitUntil(lambda: document.run_state.phase != "running", timeout=LONG)
    qtbot.waitUntil(panel.compute_button.isEnabled, timeout=LONG)
    qtbot.mouseClick(panel.compute_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: points.missing == 0, timeout=LONG)
    number = next(point.number for point in points.kept if point.name == "left of zero")
    assert column(panel, number)["f"] == "✕ error"
    row = next(row for row, line in enumerate(panel.table_model.lines) if line.kind == "value")
    assert "math domain error" in panel.table_model.tip(row, panel.table_model.columns.index(number))
    assert column(panel, number)["from"] == "computed · tape"
    assert points.answer(1).source == "visited"
    assert not panel.compute_button.isEnabled()
    document.edit_text(document.text.replace("a + b - c", "a + b"))
    assert column(panel, 1)["from"] == "of an older text"
    qtbot.waitUntil(lambda: document.run_state.phase == "idle" and points.missing == 2, timeout=LONG)
    qtbot.mouseClick(panel.compute_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: points.missing == 0, timeout=LONG)
    assert points.answer(1).value == pytest.approx((math.log(2.0) + 10.0,), rel=1e-15)
    assert not document.wanted.get("points")


def test_another_program_has_no_points(window, qtbot):
    panel = opened(window, qtbot)
    window.models.points.keep()
    window.models.document.set_program("def g(y=1.0): ...")
    assert names(panel) == ("now",)
    window.graph.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_D, CTRL)
    assert window.models.points.kept == ()
