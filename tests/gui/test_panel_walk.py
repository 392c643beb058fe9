"""From panel to panel with the keys; the focus is always in a panel that is seen, and is seen itself."""

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDockWidget, QLabel, QWidget

from adstudio.gui.panel_table import PANELS

Key, Ctrl, Shift = Qt.Key, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def where(window) -> str:
    """The name of the panel that has the focus; "graph" for the middle."""
    at = QApplication.focusWidget()
    while at is not None and not isinstance(at, QDockWidget):
        if at is window.room.centralWidget():
            return "graph"
        at = at.parentWidget()
    return "" if at is None else at.objectName()


def press(window, key, modifiers=Ctrl) -> str:
    QTest.keyClick(QApplication.focusWidget(), key, modifiers)
    return where(window)


@pytest.fixture
def full(window):
    """With the panels of the first arrangement, at a usual size."""
    window.fill_late()
    window.graph.setFocus()
    QApplication.processEvents()
    return window


def test_ctrl_tab_goes_through_the_panels_that_are_seen_and_comes_back(full):
    ways = [press(full, Key.Key_Tab)]
    while ways[-1] != "graph" and len(ways) < 20:
        ways.append(press(full, Key.Key_Tab))
    seen = {name for name, dock in full.docks.by_name.items() if not dock.visibleRegion().isEmpty()}
    assert set(ways) <= {*seen, "graph"}
    assert ways[:2] == ["step", "trace"]
    assert ways[-3:] == ["program", "inputs", "graph"]


def test_ctrl_shift_tab_goes_back(full):
    assert press(full, Key.Key_Backtab, Ctrl | Shift) == "inputs"
    assert press(full, Key.Key_Backtab, Ctrl | Shift) == "program"


def test_the_program_is_left_with_ctrl_tab_and_the_place_in_a_panel_is_kept(full):
    full.inputs.rows[1].field.setFocus()
    assert press(full, Key.Key_Tab) == "graph"
    assert press(full, Key.Key_Backtab, Ctrl | Shift) == "inputs"
    assert full.inputs.rows[1].field.hasFocus()
    press(full, Key.Key_Backtab, Ctrl | Shift)
    assert full.editor.hasFocus()
    before = full.editor.toPlainText()
    assert press(full, Key.Key_Tab) == "inputs"
    assert full.editor.toPlainText() == before


def visible_focus(window, widget: QWidget) -> bool:
    """Whether something is drawn differently in or around a widget once it has the focus."""
    other = window.transport.play_button if widget is not window.transport.play_button else window.transport.on_button
    rect = QRect(widget.mapTo(window, QPoint(-4, -4)), widget.size() + QSize(8, 8))
    other.setFocus()
    plain = window.grab(rect).toImage()
    widget.setFocus(Qt.FocusReason.TabFocusReason)
    return not widget.hasFocus() or window.grab(rect).toImage() != plain


@pytest.mark.parametrize("scheme", ["dark", "light"])
def test_everything_that_takes_the_focus_by_tab_shows_it_and_has_a_name(full, scheme):
    full.theme.choose(scheme)
    full.graph.search()
    full.models.stepper.breakpoints.toggle_line(6)
    full.models.stepper.bookmarks.toggle(4)
    seen, invisible, nameless = set(), [], []
    for entry in PANELS:
        full.raise_panel(entry.name)
        QApplication.processEvents()
        for widget in full.findChildren(QWidget):
            takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None
            drawn = widget.isVisible() and widget.isEnabled() and not widget.visibleRegion().isEmpty()
            if not takes or not drawn or id(widget) in seen:
                continue
            seen.add(id(widget))
            text = getattr(widget, "text", None)
            told = widget.accessibleName() or widget.toolTip() or (text() if callable(text) else "")
            if not told and not isinstance(widget, QLabel):
                nameless.append((entry.name, widget))
            if not visible_focus(full, widget):
                invisible.append((entry.name, widget, told))
    assert len(seen) > 50
    assert not invisible
    assert not nameless
