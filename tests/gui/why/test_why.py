"""Why this value, and where does it go: asked of numbers all over the window, by keys and by the mouse."""

from __future__ import annotations

import numpy as np
import pytest
import worked_example
from gui.panels.graphs import local_graph
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from adstudio.traces import quantities
from adstudio.traces.header import Note

LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
LAST_OF_X2 = 28  # v̄₂ += v̄₄ · v₁, from 0


@pytest.fixture
def why(window, qtbot):
    """The panel, asked of v̄₂ at the step of its last contribution."""
    window.models.cursor.step = LAST_OF_X2
    window.graph.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y, ALT)
    panel = window.panel("why")
    qtbot.waitUntil(panel.tree.hasFocus)
    return panel


def rows(item):
    return [item.child(i).text(0) for i in range(item.childCount())]


def tops(panel):
    return [panel.tree.topLevelItem(i).text(0) for i in range(panel.tree.topLevelItemCount())]


def press(qtbot, *keys):
    for key in keys:
        qtbot.keyClick(QApplication.focusWidget(), key)


def menu_of(widget, title):
    """The entry of a context menu that is made of the widget's actions."""
    assert widget.contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu
    return next(action for action in widget.actions() if action.text() == title)


# -- asking ------------------------------------------------------------------------------------------------------------


def test_the_panel_is_shut_until_somebody_asks(window):
    assert not window.docks["why"].isVisible()


def test_the_step_is_explained_by_its_contributions_in_order(why):
    assert tops(why) == ["v̄₅ · cos v₂, 1 of 2", "v̄₄ · v₁, 2 of 2"]
    assert "1.716338" in why.headline.text()
    assert why.accessibleDescription() == "v̄₂ = 1.716338, 2 contributions, step 29"


def test_y_on_a_card_of_the_graph_asks_about_its_node(window, qtbot):
    window.models.cursor.step = 5
    view = window.graph.view
    qtbot.waitUntil(lambda: view.scene is not None)
    at = view.to_screen(float(view.scene.layout.x[5]), float(view.scene.layout.y[5])).toPoint()
    qtbot.mouseClick(view, LEFT, pos=at)
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Y)
    assert window.why.inquiry.quantity == quantities.value(5)
    assert tops(window.panel("why")) == ["v₃ = ln v₁", "v₄ = v₁ · v₂"]


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # the offscreen platform, of menus
def test_a_right_click_on_a_card_offers_both_questions_about_it(window, qtbot):
    window.models.cursor.end()
    view = window.graph.view
    qtbot.waitUntil(lambda: view.scene is not None)
    at = view.to_screen(float(view.scene.layout.x[3]), float(view.scene.layout.y[3])).toPoint()
    qtbot.mouseClick(view, LEFT, pos=QPoint(4, 4))
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    next(action for action in menu.actions() if action.text() == "Where does it go").trigger()
    menu.close()
    assert tops(window.panel("why")) == ["v̄₄ · v₂, 1 of 2", "v̄₄ · v₁, 2 of 2"]


def test_v_on_a_card_asks_about_its_value_in_any_sweep(window, qtbot):
    window.models.cursor.end()
    window.models.selection.row = 5
    window.graph.view.setFocus()
    qtbot.keyClick(window.graph.view, Qt.Key.Key_V)
    assert window.why.inquiry.quantity == quantities.value(5)


def test_y_on_a_row_of_the_evaluation_trace_asks_about_its_step(window, qtbot):
    window.models.cursor.step = LAST_OF_X2
    trace = window.panel("trace")
    box = trace.table.visualRect(trace.steps.index(trace.steps.current, 2))
    qtbot.mouseClick(trace.table.viewport(), LEFT, pos=box.center())
    press(qtbot, Qt.Key.Key_Y)
    assert window.why.inquiry.quantity == quantities.derivative(1, 3)
    assert menu_of(trace.table, "Where does it go").shortcut().toString() == "Shift+Y"


def test_a_right_click_on_a_cell_asks_about_that_row_and_does_not_move_the_cursor(window, qtbot):
    window.models.cursor.step = LAST_OF_X2
    trace = window.panel("trace")
    box = trace.table.visualRect(trace.steps.index(trace.steps.current - 2, 3))
    qtbot.mouseClick(trace.table.viewport(), RIGHT, pos=box.center())
    menu_of(trace.table, "Why this value").trigger()
    assert window.models.cursor.step == LAST_OF_X2
    assert window.why.inquiry.quantity == quantities.running_sum(26)  # v̄₂ after its first contribution


def test_a_note_asks_about_its_node(window, qtbot):
    import msgspec

    trace = worked_example.trace()
    notes = (Note(kind="left-graph", message="b left the graph", line=6, row=3),)
    header = msgspec.structs.replace(trace.header, notes=notes)
    window.models.document.set_trace("hand", replace(trace, header=header))
    panel = window.panel("trace")
    panel.tabs.setCurrentIndex(panel.tabs.count() - 1)
    box = panel.diagnostics.visualRect(panel.notes.index(0, 2))
    qtbot.mouseClick(panel.diagnostics.viewport(), LEFT, pos=box.center())
    press(qtbot, Qt.Key.Key_Y)
    assert window.why.inquiry.quantity == quantities.value(3)


def test_the_derivatives_beside_the_inputs_can_be_asked_about(window, qtbot):
    window.models.cursor.end()
    slopes = window.inputs.slopes
    box = slopes.visualRect(slopes.lines.index(1, 1))
    qtbot.mouseClick(slopes.viewport(), LEFT, pos=box.center())
    press(qtbot, Qt.Key.Key_Y)
    assert window.why.inquiry.quantity == quantities.derivative(1, 3)
    assert menu_of(slopes, "Why this value").isEnabled()


def link_at(panel, text):
    """Where a word of the step panel stands, in its viewport."""
    cursor = panel.document().find(text)
    assert not cursor.isNull(), panel.toPlainText()
    cursor.setPosition(cursor.selectionStart() + 1)
    return panel.cursorRect(cursor).center() - QPoint(2, 0)


@pytest.mark.parametrize(
    ("text", "quantity"),
    [
        ("∂v₄/∂v₂", quantities.partial(2)),
        ("−0.283662 →", quantities.running_sum(26)),
        ("v̄₄", quantities.derivative(3, 3)),
        ("v₅", quantities.derivative(4, 3)),
    ],
)
def test_a_click_on_any_number_of_the_step_asks_about_it(window, qtbot, text, quantity):
    window.models.cursor.step = LAST_OF_X2
    step = window.step
    qtbot.mouseClick(step.viewport(), LEFT, pos=link_at(step, text))
    assert window.why.inquiry.quantity == quantity


def test_tab_walks_along_the_numbers_of_the_step_and_return_asks(window, qtbot):
    window.models.cursor.step = 3
    window.step.setFocus()
    press(qtbot, Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Return)  # v₄ = v₁ · v₂: the second link is v₁
    assert window.why.inquiry.quantity == quantities.value(0)


def test_the_text_of_the_step_can_be_copied(window, qtbot):
    window.models.cursor.step = LAST_OF_X2
    window.step.setFocus()
    qtbot.keyClick(window.step, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window.step, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    assert "v̄₂: −0.283662 → 1.716338" in copied
    assert "x₂ feeds v₄ and v₅, so its adjoint adds up two contributions; 2 of 2 received" in copied


def test_y_typed_into_the_program_is_a_letter(window, qtbot):
    window.editor.setFocus()
    qtbot.keyClick(window.editor, Qt.Key.Key_Y)
    assert window.editor.toPlainText().startswith("y")
    assert window.why.inquiry.quantity is None


# -- walking -----------------------------------------------------------------------------------------------------------


def test_arrows_open_and_walk_and_do_not_step(why, window, qtbot):
    press(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert rows(why.tree.topLevelItem(0)) == ["v̄₅ = v̄₇ · (−1)", "∂v₅/∂v₂ = cos v₂"]
    assert why.tree.quantity == quantities.partial(3)
    assert window.models.cursor.step == LAST_OF_X2
    assert window.models.selection.row == 4  # the graph shows whose rule it is


def test_the_walk_ends_at_what_was_given(why, qtbot):
    press(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert why.tree.currentItem().text(0) == "v̄₇, seed"
    press(qtbot, Qt.Key.Key_Right)
    assert why.tree.currentItem().childCount() == 0


def test_return_goes_to_the_step_that_made_the_number(why, window, qtbot):
    press(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert window.models.cursor.step == 23  # v̄₅ = v̄₇ · (−1)
    assert why.tree.hasFocus()


def test_y_on_a_number_of_the_answer_asks_on_and_backspace_returns(why, window, qtbot):
    press(qtbot, Qt.Key.Key_Y)
    assert [key.what for key in window.why.inquiry.trail] == ["derivative", "contribution"]
    assert why.crumbs.isVisible()
    assert "v̄₂" in why.crumbs.text()
    press(qtbot, Qt.Key.Key_Backspace)
    assert window.why.inquiry.trail == (quantities.derivative(1, 3),)
    assert not why.crumbs.isVisible()


def test_a_crumb_leads_back(why, window, qtbot):
    press(qtbot, Qt.Key.Key_Y, Qt.Key.Key_Y)
    assert len(window.why.inquiry.trail) == 3
    why.crumbs.linkActivated.emit("0")
    assert window.why.inquiry.trail == (quantities.derivative(1, 3),)


def test_the_buttons_turn_the_question(why, window, qtbot):
    press(qtbot, Qt.Key.Key_Down)
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Y, SHIFT)
    assert why.buttons["where"].isChecked()
    assert tops(why) == ["v̄₂, 2 contributions"]
    qtbot.mouseClick(why.buttons["why"], LEFT)
    assert tops(why) == ["v̄₄ = v̄₆ · 1", "∂v₄/∂v₂ = v₁"]


def test_where_it_goes_ends_with_a_word(window, qtbot):
    window.models.cursor.step = 6
    qtbot.keyClick(window.graph.view, Qt.Key.Key_Y, ALT | SHIFT)
    panel = window.panel("why")
    assert tops(panel) == []
    assert "it ends here" in panel.headline.text()


def test_a_moved_slider_moves_the_numbers_of_the_answer(why, window):
    trace = worked_example.trace()
    adjoint = replace(trace.sweeps[3], derivative=trace.sweeps[3].derivative * 2)
    window.models.document.set_trace("hand", replace(trace, sweeps=(*trace.sweeps[:3], adjoint)))
    assert "3.432676" in why.headline.text()


def test_a_sum_of_many_is_shown_a_part_at_a_time(window, qtbot):
    trace = worked_example.trace()
    nodes = trace.nodes
    parents = np.concatenate([nodes.parent[:6], np.zeros(500, np.int32)])
    start = np.array([0, 0, 0, 1, 3, 4, 6, 506], np.int64)
    partial = np.concatenate([nodes.partial[:6], np.ones(500)])
    many = replace(trace, nodes=replace(nodes, start=start, parent=parents, partial=partial))
    window.models.document.set_trace("hand", many)
    window.why.ask(quantities.value(6))
    tree = window.panel("why").tree
    assert tree.topLevelItemCount() == 101
    assert tree.topLevelItem(100).text(0) == "more …"
    tree.setFocus()
    tree.setCurrentItem(tree.topLevelItem(100))
    press(qtbot, Qt.Key.Key_Return)
    assert tree.topLevelItemCount() == 201
    assert tree.currentItem() is tree.topLevelItem(100)


def test_any_number_of_a_large_trace_is_answered_at_once(window, qtbot):
    window.models.document.set_trace("hand", local_graph(100_000))
    window.models.cursor.end()
    window.why.here()
    tree = window.panel("why").tree
    tree.setFocus()
    for _ in range(12):
        press(qtbot, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert tree.currentItem().parent() is not None


def test_without_a_trace_nothing_is_asked(make_window, qtbot):
    window = make_window()
    with qtbot.waitExposed(window):
        window.show()
    window.actions_by_name["step.why"].trigger()
    assert not window.docks["why"].isVisible()
    panel = window.raise_panel("why")
    assert "press Y" in panel.headline.text()
