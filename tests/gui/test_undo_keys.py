"""Undo and redo in the window, by keys and by the menu."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor

from adstudio.workspace.document import EngineInfo
from adstudio.workspace.inputs import Input

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def point(window):
    return [item.values[0] for item in window.models.document.inputs]


def undo(qtbot, widget):
    qtbot.keyClick(widget, Qt.Key.Key_Z, CTRL)


def ready(window):
    window.models.undo.clear()
    window.models.document.set_inputs(
        tuple(Input(name, (2.0,), (), -5.0, 10.0, default=(2.0,)) for name in ("x1", "x2"))
    )


def test_a_typed_number_is_undone_and_redone_from_its_field_and_from_the_graph(window, qtbot):
    ready(window)
    field = window.inputs.rows[0].field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert window.actions_by_name["edit.undo"].text() == "&Undo x1 = 3"
    undo(qtbot, field)
    assert point(window) == [2.0, 2.0]
    assert field.text() == "2.0"
    qtbot.keyClick(field, Qt.Key.Key_Y, CTRL)
    assert point(window) == [3.0, 2.0]
    window.graph.setFocus()
    undo(qtbot, window.graph)
    assert point(window) == [2.0, 2.0]
    qtbot.keyClick(window.graph, Qt.Key.Key_Z, CTRL | SHIFT)
    assert point(window) == [3.0, 2.0]


def test_while_a_number_is_typed_undo_is_of_the_typing(window, qtbot):
    ready(window)
    window.models.document.set_value("x2", 4.0)
    field = window.inputs.rows[0].field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "3")
    undo(qtbot, field)
    assert point(window) == [2.0, 4.0]
    assert field.text() != "3"


def test_a_drag_is_one_undo(window, qtbot):
    ready(window)
    slider = window.inputs.rows[0].slider
    at = lambda share: QPoint(round(slider.width() * share), slider.height() // 2)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=at(0.5))
    for share in (0.55, 0.6, 0.7, 0.8):
        qtbot.mouseMove(slider, at(share))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at(0.8))
    assert point(window)[0] > 5.0
    assert len(window.models.undo) == 1
    undo(qtbot, slider)
    assert point(window) == [2.0, 2.0]


def test_steps_by_key_that_follow_each_other_are_one_undo(window, qtbot):
    ready(window)
    slider = window.inputs.rows[0].slider
    slider.setFocus()
    for _ in range(5):
        qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert point(window)[0] == 2.5
    undo(qtbot, slider)
    assert point(window) == [2.0, 2.0]


def test_in_the_editor_undo_is_of_the_text(window, qtbot):
    ready(window)
    window.models.document.set_value("x1", 3.0)
    editor = window.editor
    before = editor.toPlainText()
    editor.setFocus()
    editor.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(editor, "# note")
    undo(qtbot, editor)
    assert editor.toPlainText() == before
    assert point(window) == [3.0, 2.0]
    menu = window.menus["edit"]
    menu.aboutToShow.emit()
    assert window.actions_by_name["edit.undo"].text() == "&Undo typing"
    menu.aboutToHide.emit()
    window.graph.setFocus()
    undo(qtbot, window.graph)
    assert point(window) == [2.0, 2.0]


def test_an_array_edit_is_undone_from_the_table(window, qtbot):
    window.models.document.set_inputs((Input("A", (1.0,) * 12, (3, 4), default=(1.0,) * 12),))
    window.models.undo.clear()
    section = window.inputs.sections[0]
    section.table.setFocus()
    section.select(1, 1)
    qtbot.keyClick(section.table, Qt.Key.Key_Delete)
    assert window.models.undo.undo_title == "A[1, 1] = 0"
    undo(qtbot, section.table)
    assert set(window.models.document.inputs[0].values) == {1.0}


def test_engines_and_the_shown_one_are_undone(window, qtbot):
    document = window.models.document
    document.set_engines((EngineInfo("a", "Ay"), EngineInfo("b", "Bee")), ("a", "b"))
    document.show("a")
    window.models.undo.clear()
    qtbot.mouseClick(window.engine_bar.chips["b"], Qt.MouseButton.LeftButton)
    assert document.shown == "b"
    undo(qtbot, window.engine_bar.chips["b"])
    assert document.shown == "a"
    window.menus["engines"].actions()[1].trigger()
    assert document.chosen == ("a",)
    undo(qtbot, window.graph)
    assert document.chosen == ("a", "b")


def test_with_nothing_to_undo_the_entries_are_off_and_another_program_clears_them(window):
    ready(window)
    action = window.actions_by_name["edit.undo"]
    assert not action.isEnabled()
    assert window.actions_by_name["edit.redo"].toolTip() == "There is nothing to redo"
    window.models.document.set_value("x1", 3.0)
    assert action.isEnabled()
    window.models.document.set_program("def g(y=1.0): ...")
    assert (action.isEnabled(), action.text()) == (False, "&Undo")


def test_reset_all_inputs_is_one_undo(window, qtbot):
    ready(window)
    window.models.document.set_value("x1", 3.0)
    window.models.document.set_value("x2", 4.0)
    window.actions_by_name["edit.reset_inputs"].trigger()
    assert point(window) == [2.0, 2.0]
    undo(qtbot, window.graph)
    assert point(window) == [3.0, 4.0]
