"""What has the focus keeps the keys of its kind, wherever it stands; the window's keys take the rest."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSlider, QApplication, QComboBox, QTabBar, QWidget

from adstudio.gui.panel_table import PANELS

Key, Shift, Alt = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier


def claimed(widget: QWidget, key: str) -> bool:
    """Whether a widget keeps a key for itself that is a shortcut of the window."""
    asked = QKeySequence(key)[0]
    event = QKeyEvent(QEvent.Type.ShortcutOverride, asked.key(), asked.keyboardModifiers())
    event.setAccepted(False)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def focusable(window: QWidget, kind: type[QWidget]) -> list[QWidget]:
    found = [w for w in window.findChildren(kind) if w.isVisible() and w.isEnabled()]
    return [w for w in found if w.focusPolicy() & Qt.FocusPolicy.TabFocus]


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        (QAbstractButton, ("Space",)),
        (QComboBox, ("Space", "Home", "End")),
        (QTabBar, ("Left", "Right", "Home", "End")),
        (QAbstractSlider, ("Left", "Right", "Home", "End")),
    ],
)
def test_every_control_of_every_panel_keeps_its_own_keys(window, kind, keys):
    window.fill_late()
    window.graph.search()
    seen = set()
    for entry in PANELS:
        window.raise_panel(entry.name)
        QApplication.processEvents()
        for widget in focusable(window, kind):
            widget.setFocus()
            if widget.hasFocus() and id(widget) not in seen:
                seen.add(id(widget))
                assert all(claimed(widget, key) for key in keys), (entry.name, widget, widget.accessibleName())
    assert len(seen) > 1


def test_space_presses_a_tool_button_and_does_not_play(window):
    window.graph.view.zoom_in()
    button = window.graph.fit_button
    button.setFocus()
    QTest.keyClick(button, Key.Key_Space)
    assert window.graph.view.fitted
    assert not window.transport.playing


def test_arrows_on_the_tabs_of_the_graph_change_them_and_do_not_step(window):
    tabs = window.graph.tabs
    tabs.setFocus()
    QTest.keyClick(tabs, Key.Key_Right)
    assert tabs.currentIndex() == 1
    assert window.models.cursor.step == 0


def test_arrows_on_the_tabs_of_docks_change_the_panel(window, qtbot):
    window.fill_late()
    bar = next(
        bar for bar in window.room.findChildren(QTabBar) if any(bar.tabText(i) == "Output" for i in range(bar.count()))
    )
    assert bar.accessibleName() == "Panels"
    bar.setFocus()
    before = bar.currentIndex()
    QTest.keyClick(bar, Key.Key_Right)
    assert bar.currentIndex() == before + 1
    assert window.models.cursor.step == 0


def test_places_are_gone_back_to_from_a_slider_too(window):
    cursor = window.models.cursor
    cursor.jump(9)
    slider = window.inputs.rows[0].slider
    slider.setFocus()
    QTest.keyClick(slider, Key.Key_Left, Alt | Shift)
    assert cursor.step == 0
    assert window.models.document.inputs[0].values == (2.0,)


def test_output_is_selected_with_the_keys(window, qtbot):
    document = window.models.document
    document.append_output("one two\n")
    output = window.raise_panel("output")
    qtbot.waitUntil(lambda: "one two" in output.toPlainText())
    output.setFocus()
    QTest.keyClick(output, Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    for _ in range(3):
        QTest.keyClick(output, Key.Key_Right, Shift)
    assert output.textCursor().selectedText() == "one"
    assert window.models.cursor.step == 0
