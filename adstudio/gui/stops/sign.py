"""The sign of a breakpoint, in the margin of the program and on the cards of the graph."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen


def paint_stop_sign(
    painter: QPainter, at: QPointF, radius: float, color: QColor, ground: QColor, *, enabled: bool, conditional: bool
) -> None:
    """A disc, hollow when it is off; one with a condition has two bars through it. ground: what is behind it."""
    unit = radius / 3.9
    painter.setPen(QPen(color, 1.4 * unit))
    painter.setBrush(color if enabled else ground)
    painter.drawEllipse(at, radius, radius)
    if conditional:
        painter.setPen(QPen(ground if enabled else color, 1.6 * unit))
        for y in (-1.2 * unit, 1.4 * unit):
            painter.drawLine(at + QPointF(-2 * unit, y), at + QPointF(2 * unit, y))
