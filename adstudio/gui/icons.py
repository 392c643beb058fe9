"""Icons of the transport, painted as paths in the theme's colours, sharp at every scale."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPixmap, QPolygonF, QTransform

SIDE = 64  # drawn large, shown small


def icon(shape: str, color: QColor) -> QIcon:
    """One of "start", "back", "reverse", "play", "pause", "on", "end", "stop", "copy", "close"; else `KeyError`."""
    path = SHAPES[shape]()
    pixmap = QPixmap(SIDE, SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(SIDE / 16, SIDE / 16)
        painter.fillPath(path, color)
    return QIcon(pixmap)


def dot(color: QColor) -> QIcon:
    """A filled circle."""
    pixmap = QPixmap(SIDE, SIDE)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(color)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QRectF(8, 8, 48, 48))
    return QIcon(pixmap)


def _triangle(tip: float, base: float, half: float = 4.0) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(base, 8 - half), QPointF(tip, 8), QPointF(base, 8 + half)]))
    path.closeSubpath()
    return path


def _with_bars(path: QPainterPath, *bars: QRectF) -> QPainterPath:
    for bar in bars:
        path.addRect(bar)
    return path


def _joined(path: QPainterPath, other: QPainterPath) -> QPainterPath:
    path.addPath(other)
    return path


def _sheets() -> QPainterPath:
    """Two sheets, one on the other, as outlines."""
    front, behind = QPainterPath(), QPainterPath()
    for sheet, box in ((front, QRectF(6, 6, 8, 8)), (behind, QRectF(2, 2, 8, 8))):
        sheet.addRoundedRect(box, 1.6, 1.6)
        sheet.addRoundedRect(box.adjusted(1.3, 1.3, -1.3, -1.3), 0.6, 0.6)
    cover = QPainterPath()
    cover.addRect(QRectF(5, 5, 9, 9))
    front.addPath(behind.subtracted(cover))
    return front


def _cross() -> QPainterPath:
    """Two strokes, as of one that crosses something out."""
    path = QPainterPath()
    for angle in (45, -45):
        turned = QTransform().translate(8, 8).rotate(angle)
        path = path.united(turned.map(_with_bars(QPainterPath(), QRectF(-5.5, -0.9, 11, 1.8))))
    return path


SHAPES: dict[str, Callable[[], QPainterPath]] = {
    "start": lambda: _with_bars(_triangle(5, 12), QRectF(3, 4, 2, 8)),
    "back": lambda: _triangle(4, 11.5),
    "play": lambda: _triangle(13, 4.5, 5),
    "pause": lambda: _with_bars(QPainterPath(), QRectF(4, 3, 3, 10), QRectF(9, 3, 3, 10)),
    "reverse": lambda: _joined(_triangle(1.5, 8), _triangle(7.5, 14)),
    "on": lambda: _triangle(12, 4.5),
    "end": lambda: _with_bars(_triangle(11, 4), QRectF(11, 4, 2, 8)),
    "copy": _sheets,
    "stop": lambda: _with_bars(QPainterPath(), QRectF(4, 4, 8, 8)),
    "close": _cross,
}
