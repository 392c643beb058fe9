"""The error curve of finite differences as a picture file, drawn without a screen."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QImage, QPainter, QPen, QPolygonF
from PySide6.QtSvg import QSvgGenerator

from adstudio import assets

WIDTH, HEIGHT = 760, 460
LEFT, TOP, RIGHT, BOTTOM = 84, 52, 24, 88
# Okabe & Ito's colours, safe for colour-blind eyes; each method has a dash pattern of its own too
COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7")
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
LOWEST = 1e-20  # an error of 0 has no logarithm: it is drawn at the floor


def draw(curve: dict[str, Any], path: Path) -> None:
    """Draw what `analysis.curves.curve` measured into a .png or .svg. Raises `OSError` where it can't be written."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _application = QGuiApplication.instance() or QGuiApplication(["adstudio"])
    if path.suffix.lower() == ".svg":
        _svg(curve, path)
    else:
        _png(curve, path)
    if not path.exists():
        raise OSError(None, "the picture could not be written", str(path))


def _svg(curve: dict[str, Any], path: Path) -> None:
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(QSize(WIDTH, HEIGHT))
    generator.setViewBox(QRectF(0, 0, WIDTH, HEIGHT))
    generator.setTitle(f"Error of finite differences in {curve['wrt']}")
    painter = QPainter()
    if not painter.begin(generator):
        raise OSError(None, "the picture could not be written", str(path))
    _paint(painter, curve)
    painter.end()


def _png(curve: dict[str, Any], path: Path) -> None:
    image = QImage(2 * WIDTH, 2 * HEIGHT, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(2.0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _paint(painter, curve)
    painter.end()
    if not image.save(str(path)):
        raise OSError(None, "the picture could not be written", str(path))


def _paint(painter: QPainter, curve: dict[str, Any]) -> None:
    painter.fillRect(QRectF(0, 0, WIDTH, HEIGHT), QColor("white"))
    painter.setFont(_font())
    plot = QRectF(LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM)
    low, high = _decades([error for method in curve["methods"].values() for error in method["error"]])
    left, right = _decades([h for method in curve["methods"].values() for h in method["h"]])

    def at(h: float, error: float) -> QPointF:
        x = plot.left() + (math.log10(h) - left) / (right - left) * plot.width()
        y = plot.bottom() - (max(math.log10(max(error, LOWEST)), low) - low) / (high - low) * plot.height()
        return QPointF(x, y)

    _axes(painter, plot, curve, (left, right), (low, high))
    for i, (name, method) in enumerate(curve["methods"].items()):
        painter.setPen(QPen(QColor(COLOURS[i % len(COLOURS)]), 1.8, DASHES[i % len(DASHES)]))
        for piece in _pieces(method["h"], method["error"]):
            painter.drawPolyline(QPolygonF([at(h, error) for h, error in piece]))
        x = plot.left() + i * plot.width() / len(curve["methods"])
        painter.drawLine(QPointF(x, HEIGHT - 18), QPointF(x + 28, HEIGHT - 18))
        painter.setPen(QColor("#222222"))
        painter.drawText(QPointF(x + 34, HEIGHT - 14), name)


def _axes(
    painter: QPainter, plot: QRectF, curve: dict[str, Any], across: tuple[int, int], up: tuple[int, int]
) -> None:
    """A frame, a line every few decades, and words."""
    painter.setPen(QColor("#222222"))
    painter.drawText(QPointF(LEFT, 30), f"Error of ∂/∂{curve['wrt']} by finite differences; exact {curve['exact']:.12g}")
    painter.drawText(QRectF(plot.left(), plot.bottom() + 24, plot.width(), 20), Qt.AlignmentFlag.AlignCenter, "step size h")
    for decade in range(across[0], across[1] + 1, 4):
        x = plot.left() + (decade - across[0]) / (across[1] - across[0]) * plot.width()
        _line(painter, QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        painter.drawText(QRectF(x - 40, plot.bottom() + 4, 80, 18), Qt.AlignmentFlag.AlignCenter, f"1e{decade}")
    for decade in range(up[0], up[1] + 1, max(1, (up[1] - up[0]) // 6)):
        y = plot.bottom() - (decade - up[0]) / (up[1] - up[0]) * plot.height()
        _line(painter, QPointF(plot.left(), y), QPointF(plot.right(), y))
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(0, y - 9, LEFT - 8, 18), side, f"1e{decade}")


def _line(painter: QPainter, one: QPointF, other: QPointF) -> None:
    painter.setPen(QPen(QColor("#dddddd"), 1.0))
    painter.drawLine(one, other)
    painter.setPen(QColor("#222222"))


def _decades(numbers: list[float]) -> tuple[int, int]:
    """The powers of ten around all positive finite numbers."""
    logs = [math.log10(number) for number in numbers if math.isfinite(number) and number > LOWEST]
    if not logs:
        return -16, 0
    low, high = math.floor(min(logs)), math.ceil(max(logs))
    return low, max(high, low + 1)


def _pieces(h: list[float], error: list[float]) -> list[list[tuple[float, float]]]:
    """The points in runs, parted where the error is not finite."""
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in zip(h, error, strict=True):
        if math.isfinite(point[1]):
            pieces[-1].append(point)
        elif pieces[-1]:
            pieces.append([])
    return [piece for piece in pieces if len(piece) > 1]


def _font() -> QFont:
    """The bundled font: a machine without a screen may have none."""
    number = QFontDatabase.addApplicationFont(str(assets.path("fonts", "Inter-Regular.otf")))
    families = QFontDatabase.applicationFontFamilies(number)
    font = QFont(families[0] if families else "sans-serif")
    font.setPixelSize(13)
    return font
