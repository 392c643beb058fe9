"""A matrix as a heat map: one image however large, values in the cells where they fit, a cell that keys walk."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QToolTip, QWidget

from adstudio.analysis.matrices import Matrix
from adstudio.gui.keys import ARROWS, keep
from adstudio.gui.matrices.heat_picture import draw_mark, levels, picture, shrunk
from adstudio.gui.plain_text import as_it_is
from adstudio.gui.stylesheet import readable_on
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number

LARGEST = 92.0  # px of a cell
WORDS = 18.0  # px of height from which a cell may hold its number
MARKS = 7.0  # px from which a zero has its mark

WALKS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class HeatMap(QWidget):
    """Negative blue, positive amber, stronger where larger; no path a dot, a zero a ring, NaN and ∞ a cross.

    The arrow keys walk from cell to cell, Return or a click chooses one.
    """

    chosen = Signal(int, int)
    walked = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.matrix: Matrix | None = None
        self.second = False  # of second derivatives
        self.hint = ""
        self.cell = (0, 0)
        self._image: QImage | None = None
        self._small: tuple[tuple[int, int], QImage] | None = None  # of a size in pixels
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(120, 90)
        self.setAccessibleName("Heat map")
        keep(self, ARROWS)
        theme.changed.connect(self._take_theme)

    # -- what is shown ---------------------------------------------------------------------------------------------

    def show_matrix(self, matrix: Matrix | None, *, second: bool, hint: str) -> None:
        """Another matrix; the cell stays where it is, if there is such a cell."""
        self.matrix, self.second, self.hint = matrix, second, hint
        if matrix is not None:
            rows, columns = matrix.values.shape
            self._levels = levels(matrix)
            self.cell = (min(self.cell[0], max(rows - 1, 0)), min(self.cell[1], max(columns - 1, 0)))
        self._take_theme()
        self._describe()

    def _take_theme(self) -> None:
        self._image = self._small = None
        self.update()

    @property
    def image(self) -> QImage | None:
        """One pixel an entry, in the theme's colours."""
        if self._image is None and self.matrix is not None and self.matrix.values.size:
            self._image = picture(self._levels, self.theme)
        return self._image

    def _seen(self, grid: QRectF) -> QImage:
        """The image, as small as the pixels that there are for it; kept for as long as they are as many."""
        assert self.image is not None  # there is something to paint
        scale = self.devicePixelRatioF()
        size = max(int(grid.height() * scale), 1), max(int(grid.width() * scale), 1)
        if self.image.height() <= size[0] and self.image.width() <= size[1]:
            return self.image
        if self._small is None or self._small[0] != size:
            self._small = size, picture(shrunk(self._levels, *size), self.theme)
        return self._small[1]

    def color_of(self, row: int, column: int) -> QColor:
        """The colour of a cell."""
        assert self.image is not None  # there is a cell
        return self.image.pixelColor(column, row)

    # -- places ----------------------------------------------------------------------------------------------------

    def _margins(self) -> tuple[float, float]:
        """Room for the labels of rows and columns."""
        assert self.matrix is not None
        metrics = QFontMetricsF(self.theme.mono)
        rows = self.matrix.rows if len(self.matrix.rows) <= 60 else ()
        widest = max((metrics.horizontalAdvance(self._row_label(label)) for label in rows), default=0.0)
        return min(widest, self.width() * 0.25) + 14, metrics.height() + 8

    def grid(self) -> QRectF:
        """Where the cells are."""
        assert self.matrix is not None
        left, top = self._margins()
        rows, columns = self.matrix.values.shape
        width, height = max(self.width() - left - 12, 8.0), max(self.height() - top - 10, 8.0)
        side = min(width / columns, LARGEST), min(height / rows, LARGEST)
        if min(side) < WORDS and min(rows, columns) > 1:  # no numbers: square, so that a diagonal is one
            side = (min(side), min(side))
        return QRectF(left, top, side[0] * columns, side[1] * rows)

    def box(self, row: int, column: int) -> QRectF:
        """The place of a cell."""
        assert self.matrix is not None
        grid, (rows, columns) = self.grid(), self.matrix.values.shape
        width, height = grid.width() / columns, grid.height() / rows
        return QRectF(grid.left() + column * width, grid.top() + row * height, width, height)

    def cell_at(self, point: QPointF) -> tuple[int, int] | None:
        """The cell at a point of the widget."""
        if self.matrix is None or not self.matrix.values.size:
            return None
        grid, (rows, columns) = self.grid(), self.matrix.values.shape
        if not grid.contains(point):
            return None
        row = int((point.y() - grid.top()) / grid.height() * rows)
        column = int((point.x() - grid.left()) / grid.width() * columns)
        return min(row, rows - 1), min(column, columns - 1)

    # -- painting --------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The image, marks and numbers where they fit, the cell, labels and legend."""
        painter = QPainter(self)
        if self.matrix is None or self.image is None:
            painter.setPen(self.theme.color("text_pending"))
            box = self.rect().adjusted(14, 10, -14, -10)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.hint)
            if self.hasFocus():
                painter.setPen(QPen(self.theme.color("primal"), 1))
                painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        grid = self.grid()
        painter.drawImage(grid, self._seen(grid))
        painter.setPen(QPen(self.theme.color("hairline"), 1))
        painter.drawRect(grid)
        first = self.box(0, 0)
        if min(first.width(), first.height()) >= MARKS:
            self._cells(painter, first)
        self._labels(painter, first)
        ring = self.box(*self.cell).adjusted(0.5, 0.5, -0.5, -0.5)
        if min(ring.width(), ring.height()) < 5:
            ring = ring.adjusted(-4, -4, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.color("text"), 2.4 if self.hasFocus() else 1.2))
        painter.drawRect(ring)

    def _cells(self, painter: QPainter, first: QRectF) -> None:
        """Numbers and marks: there are no more cells than fit at this size."""
        assert self.matrix is not None
        painter.setFont(self.theme.mono)
        metrics = QFontMetricsF(self.theme.mono)
        rows, columns = self.matrix.values.shape
        for row in range(rows):
            for column in range(columns):
                box, value = self.box(row, column), float(self.matrix.values[row, column])
                color = readable_on(self.color_of(row, column))
                texts = (number(value, digits) for digits in (6, 4, 2))
                text = next((t for t in texts if metrics.horizontalAdvance(t) <= first.width() - 6), "")
                if not self.matrix.paths[row, column] or not math.isfinite(value) or value == 0.0:
                    draw_mark(painter, box, value, self.theme, path=bool(self.matrix.paths[row, column]))
                elif text and first.height() >= WORDS:
                    painter.setPen(color)
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _labels(self, painter: QPainter, first: QRectF) -> None:
        assert self.matrix is not None
        painter.setFont(self.theme.mono)
        painter.setPen(self.theme.color("text_secondary"))
        metrics = QFontMetricsF(self.theme.mono)
        left, top = self._margins()
        if first.height() >= metrics.height():
            for row, label in enumerate(self.matrix.rows):
                box = QRectF(0, self.box(row, 0).top(), left - 6, first.height())
                text = metrics.elidedText(self._row_label(label), Qt.TextElideMode.ElideMiddle, left - 10)
                painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        step, end = 1, -math.inf
        if len(self.matrix.columns) > 60:
            step = len(self.matrix.columns) // 8
        for column in range(0, len(self.matrix.columns), step):
            text, box = self.matrix.columns[column], self.box(0, column)
            width = metrics.horizontalAdvance(text)
            begin = max(box.center().x() - width / 2, left)
            if begin > end + 8 and begin + width <= self.width():
                painter.drawText(QPointF(begin, top - 6), text)
                end = begin + width

    def _row_label(self, label: str) -> str:
        return f"∂/∂{label}" if self.second else label

    # -- mouse and keyboard ----------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click walks to the cell and chooses it; the right button only walks there, and its menu asks."""
        cell = self.cell_at(event.position())
        if cell is None:
            return
        self.walk_to(*cell)
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows walk, Home and End go to the ends of the row, Return chooses."""
        if self.matrix is None or not self.matrix.values.size:
            super().keyPressEvent(event)
            return
        key, (row, column) = Qt.Key(event.key()), self.cell
        if key in WALKS:
            self.walk_to(row + WALKS[key][0], column + WALKS[key][1])
        elif key == Qt.Key.Key_Home:
            self.walk_to(row, 0)
        elif key == Qt.Key.Key_End:
            self.walk_to(row, self.matrix.values.shape[1] - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(row, column)
        else:
            super().keyPressEvent(event)

    def walk_to(self, row: int, column: int) -> None:
        """Make another cell the current one; kept inside the matrix."""
        assert self.matrix is not None
        rows, columns = self.matrix.values.shape
        self.cell = (max(0, min(row, rows - 1)), max(0, min(column, columns - 1)))
        self._describe()
        self.walked.emit(*self.cell)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring is stronger."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring is quieter."""
        super().focusOutEvent(event)
        self.update()

    # -- words -----------------------------------------------------------------------------------------------------

    def words(self, row: int, column: int) -> str:
        """As "∂f[1]/∂x2 = 3.25", "∂²f/∂x∂y = 0: there is no path"."""
        assert self.matrix is not None
        matrix = self.matrix
        of, by = matrix.rows[row], matrix.columns[column]
        name = f"∂²{matrix.of}/∂{of}∂{by}" if self.second else f"∂{of}/∂{by}"
        value = float(matrix.values[row, column])
        if not matrix.paths[row, column]:
            return f"{name} = 0: there is no path"
        return f"{name} = {number(value, 17)}"

    def _describe(self) -> None:
        here = self.words(*self.cell) if self.matrix is not None and self.matrix.values.size else self.hint
        self.setAccessibleDescription(here)

    def event(self, event: QEvent) -> bool:
        """The value under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            cell = self.cell_at(QPointF(event.pos()))
            if cell is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), as_it_is(self.words(*cell)), self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:
        """As large as there is room."""
        return QSize(360, 240)
