"""The colours and marks of a heat map: how numbers, zeros and missing paths look, and the legend that says so."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from adstudio.analysis.matrices import Matrix
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number

LEAST = 0.16  # share of colour that the smallest number has
MIDDLE = 127  # the level of 0


def largest(matrix: Matrix) -> float:
    """The largest finite magnitude; 0 where there is none."""
    return float(np.abs(matrix.values[np.isfinite(matrix.values)]).max(initial=0.0))


def levels(matrix: Matrix) -> NDArray[np.uint8]:
    """Each entry as a number of the colour table: `MIDDLE` is 0, below is negative, above positive, 255 not finite.

    Linear from `LEAST` of the way on, so that the smallest number is told from 0.
    """
    values = matrix.values
    with np.errstate(all="ignore"):
        share = values * ((1 - LEAST) * MIDDLE / (largest(matrix) or 1.0))
        share += np.copysign(LEAST * MIDDLE, values)
        share[values == 0.0] = 0.0
        share += MIDDLE
        np.rint(share, out=share)
    share[~np.isfinite(values)] = 255.0
    return share.astype(np.uint8)


def shrunk(level: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.uint8]:
    """At most so many rows and columns: of the entries that share a pixel the strongest is seen, not their mean."""
    height, width = min(rows, level.shape[0]), min(columns, level.shape[1])
    if (height, width) == level.shape:
        return level
    down = np.arange(height) * level.shape[0] // height
    across = np.arange(width) * level.shape[1] // width
    high = np.maximum.reduceat(np.maximum.reduceat(level, down, axis=0), across, axis=1)
    low = np.minimum.reduceat(np.minimum.reduceat(level, down, axis=0), across, axis=1)
    stronger: NDArray[np.uint8] = np.where(high.astype(np.int16) - MIDDLE >= MIDDLE - low.astype(np.int16), high, low)
    return stronger


def picture(level: NDArray[np.uint8], theme: Theme) -> QImage:
    """One pixel an entry: negative to blue, positive to amber, which are told apart by every kind of eye."""
    rows, columns = level.shape
    image = QImage(np.ascontiguousarray(level).tobytes(), columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable([_color(i, theme).rgb() for i in range(256)])
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _color(level: int, theme: Theme) -> QColor:
    if level == 255:
        return theme.mixed("trouble", "panel", 0.55)
    share = (level - MIDDLE) / MIDDLE
    return theme.mixed("primal" if share < 0 else "adjoint", "panel", abs(share))


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
        strip = picture(np.arange(2 * MIDDLE + 1, dtype=np.uint8).reshape(1, -1), theme)
        painter.drawImage(QRectF(0, 0, self.width(), 11), strip)
        painter.setFont(theme.mono)
        painter.setPen(theme.color("text_secondary"))
        most = largest(self.matrix)
        line = QRectF(0, 13, self.width(), 16)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, number(-most, 3) if most else "")
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, number(most, 3) if most else "")
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
