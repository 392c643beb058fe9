"""The rounded outline around an expression of the program, on a pane of glass above the text.

Painted on the text's own viewport it would need that viewport in Python, for which PySide6 looks up every class of
QtWidgets: 8 ms of the start.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget


class Outline(QWidget):
    """Draws the boxes that `boxes` gives, in its own coordinates; the mouse does not see it."""

    def __init__(self, boxes: Callable[[], list[QRectF]], color: Callable[[], QColor], parent: QWidget) -> None:
        super().__init__(parent)
        self._boxes, self._color = boxes, color
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def cover(self, area: QRect) -> None:
        """Lie over a part of the parent."""
        self.setGeometry(area)
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One rounded box a line."""
        boxes = self._boxes()
        if not boxes:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._color(), 1.3))
            for box in boxes:
                painter.drawRoundedRect(box, 3.5, 3.5)
