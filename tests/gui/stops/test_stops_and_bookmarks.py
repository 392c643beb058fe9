"""Breakpoints and bookmarks in the real window: the margin of the program, keys, the panel, marks on the timeline."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication
from seen import near

from adstudio.gui.editor.gutter import DISC
from adstudio.workspace.breakpoints import Breakpoint, Kind

NONE, SHIFT, CTRL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton


def press(qtbot, window, key, modifier=NONE):
    """A key with the focus in the graph; the step it leads to."""
    window.graph.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)
    return window.models.cursor.step


def caret(editor, line):
    """Put the text cursor on a line, from 1, and the focus into the program."""
    editor.setFocus()
    editor.setTextCursor(QTextCursor(editor.document().findBlockByNumber(line - 1)))


def margin(editor, line):
    """The place beside a line, from 1, where its breakpoint is."""
    top = next(top + height / 2 for number, top, height in editor._gutter.lines(2000) if number == line)
    return QPoint(round(DISC.x()), round(top))


def items(window):
    return window.models.stepper.breakpoints.items


def status(window):
    return window.statusBar().currentMessage()


@pytest.fixture
def panel(window, qtbot):
    """The panel, opened as from the View menu."""
    window.fill_late()
    panel = window.raise_panel("breakpoints")
    qtbot.waitUntil(panel.isVisible)
    return panel


# -- setting them


def test_a_click_in_the_margin_sets_a_breakpoint_and_another_takes_it_away(window, qtbot):
    editor, trouble = window.editor, window.theme.color("trouble")
    qtbot.mouseClick(editor._gutter, LEFT, pos=margin(editor, 6))
    assert items(window) == (Breakpoint(Kind.LINE, line=6),)
    assert near(editor._gutter, margin(editor, 6), trouble)
    qtbot.mouseClick(editor._gutter, LEFT, SHIFT, margin(editor, 6))
    assert not items(window)[0].enabled
    assert not near(editor._gutter, margin(editor, 6), trouble)  # hollow
    assert near(editor._gutter, margin(editor, 6) + QPoint(4, 0), trouble)
    qtbot.mouseClick(editor._gutter, LEFT, pos=margin(editor, 6))
    assert items(window) == ()
    qtbot.mouseMove(editor._gutter, margin(editor, 2))
    assert not near(editor._gutter, margin(editor, 6) + QPoint(4, 0), trouble)


def test_f9_is_for_the_line_of_the_caret_or_else_for_the_selected_node(window, qtbot):
    caret(window.editor, 7)
    qtbot.keyClick(window.editor, Key.Key_F9)
    assert items(window) == (Breakpoint(Kind.LINE, line=7),)
    qtbot.keyClick(window.editor, Key.Key_F9)
    assert items(window) == ()
    window.models.selection.row = 3
    press(qtbot, window, Key.Key_F9)
    assert [(item.kind, item.node.expression) for item in items(window)] == [(Kind.NODE, "x1 * x2")]
    press(qtbot, window, Key.Key_F9)
    assert items(window) == ()


def test_shift_f9_breaks_on_the_operation(window, qtbot):
    window.models.selection.row = 4
    press(qtbot, window, Key.Key_F9, SHIFT)
    assert items(window) == (Breakpoint(Kind.OPERATION, op="sin"),)


def test_ctrl_f9_opens_the_panel_where_a_condition_is_written(window, qtbot):
    window.fill_late()
    press(qtbot, window, Key.Key_F9, CTRL)
    panel = window.panel("breakpoints")
    qtbot.waitUntil(panel.new_field.hasFocus)
    qtbot.keyClicks(panel.new_field, "abs(adjoint) > 5")
    qtbot.keyClick(panel.new_field, Key.Key_Return)
    assert items(window) == (Breakpoint(Kind.STEP, condition="abs(adjoint) > 5"),)
    assert panel.new_field.text() == ""
    assert press(qtbot, window, Key.Key_F6) == 29


def test_breakpoints_go_with_their_lines_while_somebody_types(window, qtbot):
    editor = window.editor
    qtbot.mouseClick(editor._gutter, LEFT, pos=margin(editor, 6))
    caret(editor, 5)
    editor.moveCursor(QTextCursor.MoveOperation.EndOfLine)
    qtbot.keyClick(editor, Key.Key_Return)
    assert items(window)[0].line == 7
    qtbot.keyClick(editor, Key.Key_Backspace)
    assert items(window)[0].line == 6


# -- stopping at them


def test_f6_continues_to_the_next_and_shift_f6_to_the_one_before(window, qtbot):
    window.models.stepper.breakpoints.toggle_line(6)
    assert [press(qtbot, window, Key.Key_F6) for _ in range(4)] == [3, 10, 17, 27]
    assert status(window) == "Stopped at step 28: line 6"
    assert press(qtbot, window, Key.Key_F6) == 27
    assert status(window) == "No breakpoint stops after step 28"
    assert [press(qtbot, window, Key.Key_F6, SHIFT) for _ in range(3)] == [17, 10, 3]


def test_playing_stops_at_a_breakpoint_and_goes_on_from_there(window, qtbot):
    transport, cursor = window.transport, window.models.cursor
    window.models.stepper.breakpoints.add(Breakpoint(Kind.OPERATION, op="sin", condition="sweep == 'adjoint'"))
    transport.set_speed(1000.0)
    press(qtbot, window, Key.Key_Space)
    qtbot.waitUntil(lambda: not transport.playing)
    assert cursor.step == 26
    press(qtbot, window, Key.Key_Space)
    qtbot.waitUntil(lambda: not transport.playing)
    assert cursor.at_end
    press(qtbot, window, Key.Key_Space, SHIFT)
    qtbot.waitUntil(lambda: not transport.playing)
    assert cursor.step == 26


# -- the panel


def test_the_panel_is_shut_until_it_is_asked_for(window):
    assert not window.docks["breakpoints"].isVisible()


def test_a_condition_is_edited_in_place_and_its_error_is_said_in_place(window, panel, qtbot):
    window.models.stepper.breakpoints.toggle_line(6)
    row = panel.rows[0]
    qtbot.waitUntil(row.isVisible)
    assert row.place.full == "line 6"
    row.field.setFocus()
    qtbot.keyClicks(row.field, "valu > 1")
    qtbot.keyClick(row.field, Key.Key_Return)
    assert row.trouble.isVisible()
    assert row.trouble.text() == "▲ column 1: there is no 'valu'; did you mean value?"
    assert row.field.cursorPosition() == 0
    assert row.field.property("wrong") is True
    assert items(window)[0].condition == ""
    qtbot.keyClick(row.field, Key.Key_Escape)
    assert row.field.text() == ""
    assert not row.trouble.isVisible()
    qtbot.keyClicks(row.field, "value > 1")
    qtbot.keyClick(row.field, Key.Key_Return)
    assert items(window)[0].condition == "value > 1"
    assert not row.trouble.isVisible()


def test_of_a_long_condition_the_beginning_is_seen(window, panel, qtbot):
    panel.new_field.setFocus()
    qtbot.keyClicks(panel.new_field, "op == 'log' and abs(adjoint) > 1e6 and value < 0.25")
    qtbot.keyClick(panel.new_field, Key.Key_Return)
    qtbot.waitUntil(panel.rows[0].isVisible)
    assert panel.rows[0].field.cursorPosition() == 0


def test_a_wrong_new_condition_is_told_under_its_field_and_nothing_is_set(window, panel, qtbot):
    panel.new_field.setFocus()
    qtbot.keyClicks(panel.new_field, "step > ")
    qtbot.keyClick(panel.new_field, Key.Key_Return)
    assert panel.new_trouble.text() == "▲ column 7: something is missing at the end"
    assert panel.new_trouble.isVisible()
    assert panel.new_field.cursorPosition() == 6
    assert items(window) == ()
    qtbot.keyClicks(panel.new_field, " 3")
    assert not panel.new_trouble.isVisible()


def test_the_sign_switches_a_breakpoint_and_the_cross_takes_it_away(window, panel, qtbot):
    breakpoints = window.models.stepper.breakpoints
    breakpoints.toggle_line(5)
    breakpoints.toggle_line(6)
    panel.rows[0].sign.setFocus()
    qtbot.keyClick(panel.rows[0].sign, Key.Key_Space)
    assert [item.enabled for item in items(window)] == [False, True]
    assert panel.rows[0].sign.accessibleName() == "Breakpoint on line 5, off"
    assert press(qtbot, window, Key.Key_F6) == 3
    qtbot.mouseClick(panel.switch_button, LEFT)
    assert [item.enabled for item in items(window)] == [False, False]
    assert panel.switch_button.text() == "All on"
    qtbot.mouseClick(panel.switch_button, LEFT)
    qtbot.mouseClick(panel.rows[0].remove_button, LEFT)
    assert items(window) == (Breakpoint(Kind.LINE, line=6),)
    assert [row.place.full for row in panel.rows] == ["line 6"]
    assert panel.subtitle == "1 breakpoint · 0 bookmarks"


def test_the_arrow_goes_to_a_breakpoint_and_the_buttons_continue(window, panel, qtbot):
    breakpoints, cursor = window.models.stepper.breakpoints, window.models.cursor
    breakpoints.toggle_operation("log")
    breakpoints.toggle_line(6)
    qtbot.mouseClick(panel.rows[1].go_button, LEFT)
    assert cursor.step == 3
    qtbot.mouseClick(panel.on_button, LEFT)
    assert cursor.step == 9
    qtbot.mouseClick(panel.back_button, LEFT)
    assert cursor.step == 3


def test_all_breakpoints_are_removed_by_their_command(window, panel):
    window.models.stepper.breakpoints.toggle_line(5)
    window.models.stepper.toggle_operation()
    window.actions_by_name["stop.clear"].trigger()
    assert panel.rows == []
    assert panel.no_breakpoints.isVisible()
    assert not panel.on_button.isEnabled()


def test_every_row_is_walked_by_tab_and_says_what_it_is(window, panel, qtbot):
    window.models.stepper.breakpoints.toggle_line(6)
    window.models.stepper.toggle_bookmark()
    wanted = {
        panel.rows[0].sign, panel.rows[0].field, panel.rows[0].go_button, panel.rows[0].remove_button,
        panel.new_field, panel.notes[0].field, panel.notes[0].go_button, panel.notes[0].remove_button,
        panel.on_button, panel.back_button, panel.switch_button,
    }  # fmt: skip
    assert all(part.accessibleName() or part.text() for part in wanted)
    panel.back_button.setFocus()
    reached = set()
    qtbot.waitUntil(panel.notes[0].isVisible)
    for _ in wanted:
        reached.add(QApplication.focusWidget())
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
    assert wanted <= reached


# -- bookmarks


def test_bookmarks_are_set_noted_gone_to_and_taken_away(window, panel, qtbot):
    cursor = window.models.cursor
    for step in (4, 20):
        cursor.step = step
        press(qtbot, window, Key.Key_F2, CTRL)
        field = panel.notes[-1].field
        assert field.hasFocus()  # the note is written at once
        qtbot.keyClicks(field, f"note {step}")
        qtbot.keyClick(field, Key.Key_Return)
    assert [mark.note for mark in window.models.stepper.bookmarks.items] == ["note 4", "note 20"]
    assert panel.notes[0].place.full == "step 5 · v₅ · primal"
    assert press(qtbot, window, Key.Key_Comma, CTRL) == 4
    assert press(qtbot, window, Key.Key_Period, CTRL) == 20
    assert press(qtbot, window, Key.Key_Period, CTRL) == 20
    assert status(window) == "There is no bookmark after step 21"
    qtbot.mouseClick(panel.notes[0].go_button, LEFT)
    assert cursor.step == 4
    qtbot.mouseClick(panel.notes[0].remove_button, LEFT)
    press(qtbot, window, Key.Key_Period, CTRL)
    press(qtbot, window, Key.Key_F2, CTRL)
    assert window.models.stepper.bookmarks.items == ()
    assert panel.no_bookmarks.isVisible()


def test_what_is_being_written_on_a_mark_goes_with_it(window, panel, qtbot):
    """Another program takes the marks away while the field has the focus, and with it text that is not sent in."""
    stepper = window.models.stepper
    stepper.bookmarks.toggle(4)
    panel.write_note(0)
    qtbot.waitUntil(panel.notes[0].field.hasFocus)
    qtbot.keyClicks(panel.notes[0].field, "half a no")
    with qtbot.captureExceptions() as raised:
        stepper.bookmarks.clear()
        qtbot.waitUntil(lambda: not panel.notes)
    assert not raised
    assert not stepper.bookmarks.items


def test_a_bookmark_is_set_without_the_panel_too(window, qtbot):
    press(qtbot, window, Key.Key_F2, CTRL)
    assert len(window.models.stepper.bookmarks.items) == 1
    assert not window.docks["breakpoints"].isVisible()


# -- on the timeline


def test_stops_and_bookmarks_are_marked_on_the_timeline_and_a_press_goes_there(window, qtbot):
    bar, cursor, theme = window.transport.bar, window.models.cursor, window.theme
    window.models.stepper.breakpoints.toggle_line(6)
    window.models.stepper.bookmarks.toggle(12)
    window.models.stepper.bookmarks.set_note(0, "here it turns")
    for step in (3, 10, 17, 27):
        assert near(bar, QPoint(round(bar.x_of(step + 1)), 35), theme.color("trouble"))
    assert near(bar, QPoint(round(bar.x_of(13)) + 1, 13), theme.color("text"))
    qtbot.mouseClick(bar, LEFT, pos=QPoint(round(bar.x_of(18)) + 3, 36))
    assert cursor.step == 17
    qtbot.mouseClick(bar, LEFT, pos=QPoint(round(bar.x_of(13)) + 4, 14))
    assert cursor.step == 12
    assert bar.told_at(bar.x_of(13) + 2, 14) == "step 13, tangent pass ∂/∂x1\nbookmark: here it turns"
    assert bar.told_at(bar.x_of(4), 36) == "step 4, forward pass\nbreakpoint"
    assert bar.told_at(bar.x_of(4), 24) == "step 4, forward pass"
    window.models.stepper.breakpoints.clear()
    assert not near(bar, QPoint(round(bar.x_of(4)), 35), theme.color("trouble"))
