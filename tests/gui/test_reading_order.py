"""Tab and Shift+Tab, sent as keys through the whole window: what is seen, all of it, as it is read."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QTabBar, QWidget

from adstudio.gui.links import LinkLabel, LinkText
from adstudio.gui.panel_table import PANELS
from adstudio.gui.reading_order import Stop, as_read

Key = Qt.Key
MOST = 300  # keys to come round


@pytest.fixture
def full(window):
    """With something in every panel."""
    window.fill_late()
    window.models.stepper.breakpoints.toggle_line(6)
    window.models.stepper.bookmarks.toggle(4)
    window.models.points.keep()
    window.why.here()
    window.graph.search()
    window.graph.setFocus()
    settled(window)
    return window


def settled(window) -> None:
    for _ in range(5):
        QApplication.processEvents()


def place(widget: QWidget) -> str:
    """The panel that a widget is in; "" for what is around them."""
    while widget is not None and not isinstance(widget, QDockWidget):
        widget = widget.parentWidget()
    return "" if widget is None else widget.objectName()


def walk(window) -> list[QWidget]:
    """Where Tab leads, from the graph until it is there again. Ctrl+Tab leaves the program, where Tab indents."""
    ways: list[QWidget] = [window.graph.view]
    for _ in range(MOST):
        focus = QApplication.focusWidget()
        indents = focus is window.editor
        QTest.keyClick(
            focus, Key.Key_Tab, Qt.KeyboardModifier.ControlModifier if indents else Qt.KeyboardModifier.NoModifier
        )
        focus = QApplication.focusWidget()
        assert focus is not None
        if focus is window.graph.view:
            return ways
        if focus is not ways[-1]:  # a text with links goes through those first
            ways.append(focus)
    raise AssertionError(f"never back in the graph: {ways[-3:]}")


def shows_focus(window, widget: QWidget) -> bool:
    """Whether anything is drawn differently there without the focus."""
    rect = QRect(widget.mapTo(window, QPoint(-4, -4)), widget.size() + QSize(8, 8))
    with_focus = window.grab(rect).toImage()
    (window.transport.play_button if widget is not window.transport.play_button else window.graph).setFocus()
    without = window.grab(rect).toImage()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return with_focus != without


@pytest.mark.parametrize("entry", PANELS, ids=lambda entry: entry.name)
def test_tab_goes_through_what_is_seen_and_only_that(full, entry):
    full.raise_panel(entry.name)
    settled(full)
    full.graph.view.setFocus()
    ways = walk(full)
    unseen = [(place(widget), widget) for widget in ways if widget.visibleRegion().isEmpty()]
    assert not unseen
    assert len(ways) == len(set(ways))
    front = {name for name, dock in full.docks.by_name.items() if not dock.visibleRegion().isEmpty()}
    reached = {place(widget) for widget in ways}
    assert reached <= {*front, ""}
    assert entry.name in reached or not any(full.docks[entry.name].isAncestorOf(stop) for stop in full.walk.stops())


def test_shift_tab_goes_the_same_way_back(full):
    for stop in full.walk.stops():
        if stop is full.editor or isinstance(stop, LinkLabel | LinkText):  # indents; goes through its links
            continue
        stop.setFocus()
        stops = full.walk.stops()
        QTest.keyClick(stop, Key.Key_Backtab)
        assert QApplication.focusWidget() is stops[stops.index(stop) - 1]


@pytest.mark.parametrize("panel", ["why", "step"])
def test_shift_tab_leaves_a_text_that_begins_with_a_link(full, panel):
    full.raise_panel(panel)
    settled(full)
    text = full.panel("why").headline if panel == "why" else full.step
    text.setFocus()
    for _ in range(20):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Backtab)
        if not text.hasFocus():
            break
    assert not text.hasFocus()
    assert QApplication.focusWidget() is not None


def test_every_stop_shows_that_it_has_the_focus(full):
    plain = [widget for widget in walk(full) if widget.setFocus() or not shows_focus(full, widget)]
    assert not plain


def test_the_order_is_that_of_the_screen(full):
    full.docks["curve"].raise_()
    settled(full)
    full.graph.view.setFocus()
    ways = walk(full)
    names = list(dict.fromkeys(place(widget) for widget in ways if place(widget)))
    assert names[:2] == ["step", "trace"]
    assert names[-2:] == ["program", "inputs"]
    tabs = [widget for widget in ways if isinstance(widget, QTabBar) and widget.parentWidget() is full.room]
    assert tabs
    for bar in tabs:  # from the tabs into what they chose
        following = place(ways[ways.index(bar) + 1])
        assert full.docks[following].y() == bar.geometry().bottom() + 1


def test_a_panel_behind_another_is_not_shown_to_anybody(full):
    full.raise_panel("what_if")
    settled(full)
    assert not full.inputs.isVisible()
    full.raise_panel("inputs")
    assert full.inputs.isVisible()
    assert not full.panel("what_if").isVisible()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # the offscreen platform, of windows
def test_in_a_panel_that_floats_tab_goes_round(full):
    dock = full.docks["inputs"]
    full.raise_panel("inputs")
    dock.setFloating(True)
    dock.activateWindow()
    settled(full)
    full.inputs.rows[0].label.setFocus()
    stops = set()
    for _ in range(40):
        QTest.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        stops.add(QApplication.focusWidget())
        assert place(QApplication.focusWidget()) == "inputs"
    assert {row.field for row in full.inputs.rows} <= stops


@pytest.mark.parametrize(
    ("boxes", "order"),
    [
        ([(0, 0, 10, 10), (20, 0, 10, 10), (0, 20, 10, 10)], [0, 1, 2]),  # rows
        ([(20, 1, 10, 10), (0, 0, 10, 12), (0, 20, 10, 10)], [1, 0, 2]),  # a row whose parts are not quite level
        ([(0, 0, 10, 50), (20, 30, 10, 10), (20, 0, 10, 10)], [0, 2, 1]),  # a column beside another
        ([(40, 5, 10, 10), (0, 0, 100, 100)], [1, 0]),  # what lies on something comes after it
    ],
)
def test_boxes_are_read_row_by_row_and_column_by_column(qtbot, boxes, order):
    widgets = [QWidget() for _ in boxes]
    for widget in widgets:
        qtbot.addWidget(widget)
    stops = [Stop(widget, QRect(*box)) for widget, box in zip(widgets, boxes, strict=True)]
    assert [widgets.index(stop.widget) for stop in as_read(stops)] == order
