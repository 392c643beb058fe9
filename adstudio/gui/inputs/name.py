"""The name of an input, which opens its menu."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QPushButton, QWidget

from adstudio.gui.theme import Theme


class NameButton(QPushButton):
    """The name of an input, cut in the middle where it is too long; pressed, it opens the menu."""

    def __init__(self, text: str, theme: Theme, *, sign: str = "", parent: QWidget | None = None) -> None:
        """sign: stands behind the name, which is never cut for it."""
        super().__init__(parent)
        self.setObjectName("inputName")
        self.setFont(theme.mono)
        self.setAccessibleName(text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.full, self._sign = text, sign
        self.setText(text + sign)

    def full_width(self) -> int:
        """Room that the whole name needs, in px."""
        return self.fontMetrics().horizontalAdvance(self.full + self._sign) + 6

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut it to what fits; the end tells entries of an array apart."""
        super().resizeEvent(event)
        room = self.width() - 4 - self.fontMetrics().horizontalAdvance(self._sign)
        self.setText(self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideMiddle, room) + self._sign)
