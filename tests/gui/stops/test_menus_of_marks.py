"""Every number and mark can be asked by the right button: partials on edges, marks and steps of the timeline."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from adstudio.traces.quantities import partial


@pytest.fixture
def drawn(window, qtbot):
    """The graph of the worked example, laid out and at a size at which its partials are written."""
    view = window.graph.view
    qtbot.waitUntil(lambda: view.scene is not None)
    view.natural_size()
    view.grab()
    return window


def entries(menu) -> dict[str, object]:
    return {action.text(): action for action in menu.actions() if action.text()}


def pill(view, edge: int) -> QPointF:
    placed = view._picture.cards.labels.of(edge)
    left, top, right, bottom = placed[1]
    return view.to_screen((left + right) / 2, (top + bottom) / 2)


def edge_of(view, row: int, argument: int) -> int:
    return view.scene.trace.nodes.edges(row)[argument]


@pytest.mark.qt_log_ignore("grabbing the keyboard", "raise()")
def test_a_right_click_on_a_partial_asks_why(drawn):
    view = drawn.graph.view
    edge = edge_of(view, 3, 0)
    at = pill(view, edge).toPoint()
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, view.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        QTest.keyClick(menu, key)
    assert drawn.why.inquiry.quantity == partial(edge)
    assert drawn.models.selection.row is None


def test_the_menu_of_a_partial_asks_why_and_where_and_goes_to_its_step(drawn):
    view, cursor = drawn.graph.view, drawn.models.cursor
    edge = edge_of(view, 3, 0)
    menu = view.edge_menu(edge)
    entries(menu)["Why this partial"].trigger()
    assert drawn.why.inquiry.quantity == partial(edge)
    entries(menu)["Where does it go"].trigger()
    assert drawn.why.inquiry.direction == "where"
    entries(menu)["Go to the step along this edge"].trigger()
    assert edge in view.moment.edges
    assert cursor.step > 0
    menu.deleteLater()


@pytest.mark.qt_log_ignore("raise()")
def test_the_pointer_over_a_partial_tells_it_in_full(drawn):
    view = drawn.graph.view
    at = pill(view, edge_of(view, 3, 0)).toPoint()
    QApplication.sendEvent(view, QHelpEvent(QHelpEvent.Type.ToolTip, at, view.mapToGlobal(at)))
    assert "∂v" in QToolTip.text()
    assert " = 5.0" in QToolTip.text() or " = 2.0" in QToolTip.text()


def test_a_step_of_the_timeline_is_gone_to_and_bookmarked_from_its_menu(window):
    bar, marks = window.transport.bar, window.models.stepper.bookmarks
    menu = bar.menu(5)
    assert list(entries(menu)) == ["Go to step 6", "Bookmark it"]
    entries(menu)["Bookmark it"].trigger()
    assert marks.steps == (5,)
    entries(menu)["Go to step 6"].trigger()
    assert window.models.cursor.step == 5
    menu.deleteLater()


def test_the_note_of_a_bookmark_is_written_from_its_mark(window):
    window.models.stepper.bookmarks.toggle(4)
    menu = window.transport.bar.menu(4)
    entries(menu)["Write the note of its bookmark"].trigger()
    field = window.panel("breakpoints").notes[0].field
    assert field.hasFocus()
    QTest.keyClicks(field, "here it begins")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.models.stepper.bookmarks.items[0].note == "here it begins"
    entries(menu)["Take its bookmark away"].trigger()
    assert window.models.stepper.bookmarks.items == ()
    menu.deleteLater()


def test_a_breakpoint_is_switched_off_and_removed_from_its_mark(window):
    stops = window.models.stepper.breakpoints
    window.models.selection.row = 4
    window.models.stepper.toggle_node()
    step = window.models.stepper.search().next(-1).step
    menu = window.transport.bar.menu(step)
    name = next(title for title in entries(menu) if title.startswith("Switch off: "))
    entries(menu)[name].trigger()
    assert not stops.items[0].enabled
    assert not any(title.startswith("Switch off") for title in entries(window.transport.bar.menu(step)))
    menu.deleteLater()


def test_a_mark_that_went_while_its_menu_was_open_is_left_alone(window):
    stepper = window.models.stepper
    window.models.selection.row = 4
    stepper.toggle_node()
    step = stepper.search().next(-1).step
    stepper.bookmarks.toggle(step)
    menu = window.transport.bar.menu(step)
    stepper.breakpoints.clear()
    stepper.bookmarks.clear()
    offered = entries(menu)
    for title, action in offered.items():
        if not title.startswith("Go to"):
            action.trigger()
    assert len(offered) == 5
    assert not stepper.breakpoints.items
    assert not stepper.bookmarks.items
    menu.deleteLater()


@pytest.mark.qt_log_ignore("grabbing the keyboard", "raise()")
def test_the_menu_key_on_the_timeline_is_about_the_current_step(window):
    bar = window.transport.bar
    window.models.cursor.step = 7
    QApplication.sendEvent(bar, QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(1, 1), QPoint(1, 1)))
    menu = QApplication.activePopupWidget()
    assert menu.actions()[0].text() == "Go to step 8"
    menu.close()


@pytest.mark.qt_log_ignore("grabbing the keyboard", "raise()")
def test_a_right_click_on_a_pennant_is_about_its_bookmark(window):
    bar = window.transport.bar
    window.models.stepper.bookmarks.toggle(9)
    at = QPoint(round(bar.x_of(10)) + 1, 14)
    QApplication.sendEvent(bar, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, bar.mapToGlobal(at)))
    menu = QApplication.activePopupWidget()
    assert "Write the note of its bookmark" in entries(menu)
    menu.close()
