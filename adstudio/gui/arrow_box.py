"""A choice with a small arrow in the theme's colour, which style sheets cannot draw."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QWidget

from adstudio.gui.theme import Theme


class ArrowBox(QComboBox):
    """A combo box that looks like one."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then the arrow."""
        super().paintEvent(event)
        right, middle = self.width() - 10.0, self.height() / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.theme.color("text_secondary"), 1.4))
            painter.drawPolyline(
                [QPointF(right - 6, middle - 1.5), QPointF(right - 3, middle + 1.5), QPointF(right, middle - 1.5)]
            )
