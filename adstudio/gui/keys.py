"""Which widget keeps which keys while it has the focus, so that the window's shortcuts do not take them away."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

ARROWS = frozenset({Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End})
SPACE = frozenset({Qt.Key.Key_Space})


class KeyKeeper(QObject):
    """Keeps `keys` without modifiers for the widgets it is installed on: Space for a button, arrows for a slider."""

    def __init__(self, keys: frozenset[Qt.Key], parent: QObject) -> None:
        super().__init__(parent)
        self.keys = keys

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Claim the key before a shortcut does."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() in self.keys
            and event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        ):
            event.accept()
            return True
        return super().eventFilter(watched, event)


def keep(widget: QWidget, keys: frozenset[Qt.Key]) -> None:
    """Let `widget` keep these keys while it has the focus."""
    widget.installEventFilter(KeyKeeper(keys, widget))
