"""Tables of rows in the look of the window: quiet lines, numbers in the mono font, one row marked as current."""

from __future__ import annotations

from itertools import chain

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.plain_text import as_it_is, in_a_line
from adstudio.gui.theme import Theme

ROW_HEIGHT = 25
HINT_WIDTH = 340  # px


class RowModel(QAbstractTableModel):
    """A table that is asked for its cells. Subclasses give `headings`, `rowCount` and `cell`; colours are tokens."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.current = -1  # the marked row

    def headings(self) -> tuple[str, ...]:
        """The column headings."""
        raise TypeError(f"{type(self).__name__} defines no headings()")

    def cell(self, row: int, column: int) -> str:
        """The text of a cell."""
        raise TypeError(f"{type(self).__name__} defines no cell()")

    def token(self, row: int, column: int) -> str:
        """The colour of a cell's text, as a token of the theme."""
        return "text"

    def right(self, column: int) -> bool:
        """Whether a column is set at the right."""
        return False

    def columnCount(self, parent: Index = ROOT) -> int:
        """As many as there are headings."""
        return 0 if parent.isValid() else len(self.headings())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The headings."""
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.headings()):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return in_a_line(self.headings()[section])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Text, colour, font and place of a cell."""
        row, column = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return in_a_line(self.cell(row, column))
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self.theme.colors[self.token(row, column)])
        if role == Qt.ItemDataRole.BackgroundRole and row == self.current:
            return QColor(self.theme.colors["selection"])
        if role == Qt.ItemDataRole.BackgroundRole and self.chosen(row):
            return self.theme.mixed("selection", "panel", 0.5)
        if role == Qt.ItemDataRole.FontRole:
            return self.theme.mono
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_it_is(self.tip(row, column)) or None
        return None

    def tip(self, row: int, column: int) -> str:
        """What is said when the pointer rests on a cell."""
        return ""

    def chosen(self, row: int) -> bool:
        """Whether a row is among those that are selected."""
        return False

    def mark(self, row: int) -> None:
        """Make another row the current one."""
        if row != self.current:
            old, self.current = self.current, row
            for changed in (old, row):
                if 0 <= changed < self.rowCount():
                    self.dataChanged.emit(self.index(changed, 0), self.index(changed, self.columnCount() - 1))

    def changed_all(self) -> None:
        """Every cell may look otherwise now; Qt warns where there is none."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def _alignment(self, column: int) -> int:
        side = Qt.AlignmentFlag.AlignRight if self.right(column) else Qt.AlignmentFlag.AlignLeft
        return int(side | Qt.AlignmentFlag.AlignVCenter)


class Viewport(QWidget):
    """A table's own: for Qt's, PySide6 would look up every class of QtWidgets, 8 ms of the start."""

    def __init__(self) -> None:
        super().__init__()
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)


class RowTable(QTableView):
    """The view of a `RowModel`. Where it is empty it says `hint`."""

    def __init__(self, model: RowModel, hint: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.hint = hint
        self._rows = model
        self._shown = -1
        self._needed: list[int] = []  # the widths that the columns would have
        self._giving = (
            self._spare
        ) = -1  # the column that has what is left, and the one that goes where it is too little
        self._air = 30  # pixels around a text
        self.setViewport(Viewport())
        self.setModel(model)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)  # no row is cut at the top
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)  # Tab goes to the next panel, the arrows walk the rows
        vertical, horizontal = self.verticalHeader(), self.horizontalHeader()
        vertical.hide()
        vertical.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        vertical.setDefaultSectionSize(ROW_HEIGHT)
        horizontal.setHighlightSections(False)
        horizontal.setStretchLastSection(True)
        horizontal.setMinimumSectionSize(28)
        model.theme.changed.connect(self.viewport().update)

    def fit_columns(self, sample: int = 24) -> None:
        """Widths by the headings and some rows from first to last; a table of millions is not measured whole."""
        model, head, cell = self._rows, self.horizontalHeader().fontMetrics(), QFontMetrics(self._rows.theme.mono)
        self._needed = []
        count = model.rowCount()
        rows = range(count) if count <= sample else sorted({i * (count - 1) // (sample - 1) for i in range(sample)})
        for column, heading in enumerate(model.headings()):
            texts = (model.cell(row, column) for row in rows)
            least = "-0.00000000" if model.right(column) and count > sample else ""  # the rest may be longer
            widths = (cell.horizontalAdvance(text) for text in chain(texts, (least,)))
            self._needed.append(min(max(head.horizontalAdvance(heading), *widths) + self._air, 260))
            self.setColumnWidth(column, self._needed[column])
        self._make_room()

    def tighten(self) -> None:
        """Less room around the texts."""
        self.setObjectName("tight")
        self._air = 18

    @property
    def needed_width(self) -> int:
        """Pixels that the columns need to show all that was measured."""
        return sum(self._needed)

    def give_way(self, column: int, *, spare: int = -1) -> None:
        """Let one column have what the others leave, so that the last one never scrolls out of sight.

        Where that is less than it needs, the column `spare` is not shown.
        """
        self.tighten()
        self._giving, self._spare = column, spare
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().setMinimumSectionSize(28)
        self.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)

    def _make_room(self) -> None:
        if self._spare >= 0 and self._needed:
            narrow = sum(self._needed) > self.viewport().width()
            if narrow != self.isColumnHidden(self._spare):
                self.setColumnHidden(self._spare, narrow)

    def keep_in_view(self, row: int) -> None:
        """Scroll as little as needed to show a row, now and when the table gets another size."""
        self._shown = row
        if 0 <= row < self._rows.rowCount():
            self.updateGeometries()  # after a reset the scroll bar still has the range of the old rows
            column = max(self._giving, 0)  # one that is not hidden
            self.scrollTo(self._rows.index(row, column), QAbstractItemView.ScrollHint.EnsureVisible)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The row that matters stays in view."""
        super().resizeEvent(event)
        self._make_room()
        self.keep_in_view(self._shown)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right are the window's: they step."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space):
            event.ignore()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, a hairline under each, or the hint."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        theme, model = self._rows.theme, self.model()
        if model is None or _empty(model):
            painter.setPen(theme.color("text_pending"))
            beside = max(14, (self.viewport().width() - HINT_WIDTH) // 2)
            box = self.viewport().rect().adjusted(beside, 10, -beside, -10)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self.hint)
            return
        cut = self.rowViewportPosition(self.rowAt(0))
        if cut < 0:  # at the end the last row is whole; what is left of one at the top would not be read
            painter.fillRect(0, 0, self.viewport().width(), cut + ROW_HEIGHT, theme.color("panel"))
        hairline, width = theme.color("hairline", 0.6), self.viewport().width()
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        for row in range(max(first, 0), (last if last >= 0 else model.rowCount() - 1) + 1):
            # as a line it would be blended pixel by pixel
            painter.fillRect(0, self.rowViewportPosition(row) + ROW_HEIGHT - 1, width, 1, hairline)


def _empty(model: QAbstractItemModel) -> bool:
    return model.rowCount() == 0
