"""What a person does with the export dialog."""

from __future__ import annotations

from PySide6.QtCore import Qt

LONG = 20_000  # ms


def choose(combo, value):
    at = combo.findData(value)
    assert at >= 0, [combo.itemData(i) for i in range(combo.count())]
    combo.setCurrentIndex(at)


def click(qtbot, button):
    assert button.isEnabled()
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def ended(qtbot, window):
    qtbot.waitUntil(lambda: not window.exports.jobs, timeout=LONG)


def status(window):
    return window.statusBar().currentMessage()
