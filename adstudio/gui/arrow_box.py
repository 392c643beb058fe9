"""A choice with a small arrow in the theme's colour, which style sheets cannot draw; a text that is cut says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QComboBox

if TYPE_CHECKING:
    from PySide6.QtWidgets import QStyleOptionComboBox

ARROW, COMPACT = 30, 24  # px that the frame and the arrow take, and in a compact box


class ArrowBox(QComboBox):
    """A combo box that looks like one."""

    def shown_text(self) -> str:
        """The chosen text, as far as there is room for it."""
        beside = COMPACT if self.objectName() == "compact" else ARROW
        return self.fontMetrics().elidedText(self.currentText(), Qt.TextElideMode.ElideRight, self.width() - beside)

    def initStyleOption(self, option: QStyleOptionComboBox) -> None:
        """The box shows the text as far as it goes."""
        super().initStyleOption(option)
        option.currentText = self.shown_text()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, the text, the arrow."""
        super().paintEvent(event)
        right, middle = self.width() - 8.0, self.height() / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1.4))
            painter.drawPolyline(
                [QPointF(right - 6, middle - 1.5), QPointF(right - 3, middle + 1.5), QPointF(right, middle - 1.5)]
            )
