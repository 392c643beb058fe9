"""Asking a widget's picture for a colour."""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget


def near(widget: QWidget, at: QPoint, color: QColor, apart: int = 40) -> bool:
    """Whether the widget shows a colour at a point, or in a pixel beside it."""
    picture = widget.grab().toImage()
    ratio = picture.devicePixelRatio()
    for dx in (-1, 0, 1):
        for dy in (-1, 0, 1):
            seen = picture.pixelColor(round(at.x() * ratio) + dx, round(at.y() * ratio) + dy)
            channels = (seen.red() - color.red(), seen.green() - color.green(), seen.blue() - color.blue())
            if max(map(abs, channels)) <= apart:
                return True
    return False
