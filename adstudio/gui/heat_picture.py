"""The colours and marks of a heat map: how numbers, zeros and missing paths look, and the legend that says so."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from adstudio.analysis.matrices import Matrix
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number

LEAST = 0.16  # share of colour that the smallest number has: it is told from 0


def largest(matrix: Matrix) -> float:
    """The largest finite magnitude; 0 where there is none."""
    return float(np.abs(matrix.values[np.isfinite(matrix.values)]).max(initial=0.0))


def picture(matrix: Matrix, theme: Theme) -> QImage:
    """One pixel an entry: negative to blue, positive to amber, which are told apart by every kind of eye."""
    share = shares(matrix.values, largest(matrix))
    ground, below, above = (_rgb(theme.color(token)) for token in ("panel", "primal", "adjoint"))
    colors = ground + (np.where(share[..., None] < 0, below, above) - ground) * np.abs(share)[..., None]
    colors[~np.isfinite(matrix.values)] = _rgb(theme.mixed("trouble", "panel", 0.55))
    pixels = np.full((*matrix.values.shape, 4), 255, np.uint8)
    pixels[..., :3] = np.clip(np.rint(colors), 0, 255).astype(np.uint8)[..., ::-1]  # blue comes first
    rows, columns = matrix.values.shape
    return QImage(pixels.tobytes(), columns, rows, columns * 4, QImage.Format.Format_RGB32).copy()


def shares(values: NDArray[np.float64], most: float) -> NDArray[np.float64]:
    """−1 to 1, linear from `LEAST` on; 0 only where the value is 0 or not finite."""
    finite = np.where(np.isfinite(values), values, 0.0)
    strength: NDArray[np.float64] = np.sign(finite) * (LEAST + (1 - LEAST) * np.abs(finite) / (most or 1.0))
    return strength


def draw_mark(painter: QPainter, box: QRectF, value: float, theme: Theme, *, path: bool) -> None:
    """A dot where no path is, a ring for a zero, a cross for what is no number."""
    size, middle = min(box.width(), box.height(), 30.0), box.center()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if not math.isfinite(value):
        painter.setPen(QPen(theme.color("text"), 1.6))
        reach = size * 0.22
        painter.drawLine(middle + QPointF(-reach, -reach), middle + QPointF(reach, reach))
        painter.drawLine(middle + QPointF(-reach, reach), middle + QPointF(reach, -reach))
    elif path:
        painter.setPen(QPen(theme.color("text_secondary"), 1.2))
        painter.drawEllipse(middle, size * 0.14, size * 0.14)
    else:
        painter.setBrush(theme.color("text_pending"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(middle, max(size * 0.06, 0.9), max(size * 0.06, 0.9))


class Legend(QWidget):
    """A strip from the largest negative to the largest positive number, then what the marks mean that are there."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.matrix: Matrix | None = None
        theme.changed.connect(self.update)

    def show_matrix(self, matrix: Matrix | None) -> None:
        """Another matrix."""
        self.matrix = matrix
        marks = [] if matrix is None else _marks(matrix)
        self.setFixedHeight(0 if matrix is None else 36 + 19 * len(marks))
        self.setAccessibleName("Legend: blue negative, amber positive; " + ", ".join(words for *_, words in marks))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Strip, bounds, marks."""
        if self.matrix is None:
            return
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strip = QImage(41, 1, QImage.Format.Format_RGB32)
        for i, share in enumerate(shares(np.linspace(-1.0, 1.0, 41), 1.0).tolist()):
            strip.setPixelColor(i, 0, theme.mixed("primal" if share < 0 else "adjoint", "panel", abs(share)))
        painter.drawImage(QRectF(0, 0, self.width(), 11), strip)
        painter.setFont(theme.mono)
        painter.setPen(theme.color("text_secondary"))
        most = number(largest(self.matrix), 3)
        line = QRectF(0, 13, self.width(), 16)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, f"-{most}")
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, most)
        painter.setFont(theme.sans)
        for place, (value, path, words) in enumerate(_marks(self.matrix)):
            y = 32 + 19 * place
            draw_mark(painter, QRectF(-2, y - 5, 28, 28), value, theme, path=path)
            painter.setPen(theme.color("text_secondary"))
            painter.drawText(QPointF(28, y + 14), words)


def _marks(matrix: Matrix) -> list[tuple[float, bool, str]]:
    """(value, path, words) of every mark that the matrix has."""
    found = [] if matrix.paths.all() else [(0.0, False, "no path")]
    if (matrix.paths & (matrix.values == 0.0)).any():
        found.append((0.0, True, "zero"))
    if not np.isfinite(matrix.values).all():
        found.append((math.nan, True, "NaN or ∞"))
    return found


def _rgb(color: QColor) -> NDArray[Any]:
    return np.array([color.red(), color.green(), color.blue()], np.float64)
