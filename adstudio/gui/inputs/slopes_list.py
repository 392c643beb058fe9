"""The derivatives by each input as they stand at the cursor: a name and a number a line."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QTableView,
    QWidget,
)

from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.plain_text import as_it_is, in_a_line
from adstudio.gui.rows import Viewport
from adstudio.gui.sweeps import TOKENS
from adstudio.gui.theme import Theme
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.expression import spelled
from adstudio.workspace.slopes import Slope, slopes

LINE = 19  # px
MANY = 50_000  # nodes from which the indexes of a trace are waited for
NAMES = 0.5  # of the width, at most, is for names
AIR = 8  # px beside a number


class SlopesModel(QAbstractTableModel):
    """One row a slope: its name, its number."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.slopes: list[Slope] = []
        self.letters = 80  # that a line has room for; where the words have none, the number stands alone

    def take(self, found: list[Slope]) -> None:
        """Show others."""
        if len(found) != len(self.slopes):
            self.beginResetModel()
            self.slopes = found
            self.endResetModel()
        elif found:
            self.slopes = found
            self.dataChanged.emit(self.index(0, 0), self.index(len(found) - 1, 1))

    def rowCount(self, parent: Index = ROOT) -> int:
        """One a slope."""
        return 0 if parent.isValid() else len(self.slopes)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Name and number."""
        return 0 if parent.isValid() else 2

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What has arrived so far is slanted, and says how far it is."""
        slope, column = self.slopes[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._short(slope.text()) if column else in_a_line(slope.label)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_it_is(f"{slope.label} = {spelled(slope.value, 17) if slope.done else slope.text()}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{slope.label} = {slope.text()}"
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self.theme.colors[TOKENS[slope.kind] if column else "text_secondary"])
        if role == Qt.ItemDataRole.FontRole:
            font = QFont(self.theme.mono)
            font.setItalic(bool(column) and not slope.done)
            return font
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None

    def _short(self, text: str) -> str:
        return text if len(text) <= self.letters else text.partition(" (")[0]


class SlopesList(QTableView):
    """∂f/∂x a line. As high as its lines: the panel around it scrolls."""

    def __init__(self, document: Document, cursor: Cursor, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self.cursor_model, self.theme = document, cursor, theme
        self.lines = SlopesModel(theme, self)
        self.setViewport(Viewport())
        self.setModel(self.lines)
        self.setObjectName("slopes")
        self.setAccessibleName("Derivatives by the inputs")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # long names tend to differ at their ends
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.hide()
        across.setMinimumSectionSize(10)
        across.setStretchLastSection(True)
        down.hide()
        down.setMinimumSectionSize(LINE)
        down.setDefaultSectionSize(LINE)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        document.trace_changed.connect(self.refresh)
        document.trace_prepared.connect(self.refresh)
        cursor.step_changed.connect(self.refresh)
        theme.changed.connect(self.viewport().update)
        self.refresh()

    def refresh(self, _step: int = 0) -> None:
        """Show what has arrived."""
        trace, before = self.document.trace, [slope.label for slope in self.lines.slopes]
        if trace is not None and len(trace) > MANY and not trace.timeline.is_prepared:
            trace = None  # `trace_prepared` will tell
        self.lines.take([] if trace is None or not len(trace.timeline) else slopes(trace, self.cursor_model.step))
        if [slope.label for slope in self.lines.slopes] != before or not self.lines.slopes:
            self.setFixedHeight(LINE * len(self.lines.slopes) + 2)
            self._fit()

    def _fit(self) -> None:
        metrics = QFontMetrics(self.theme.mono)
        widest = max((metrics.horizontalAdvance(slope.label) for slope in self.lines.slopes), default=0)
        names = min(widest + 8, round(self.width() * NAMES))
        self.setColumnWidth(0, names)
        self.lines.letters = 10 * (self.width() - names - AIR) // metrics.horizontalAdvance("0" * 10)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other room for names."""
        super().resizeEvent(event)
        self._fit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The panel scrolls."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy all digits of the chosen one; what steps is the window's."""
        if event.matches(QKeySequence.StandardKey.Copy) and self.currentIndex().isValid():
            QApplication.clipboard().setText(spelled(self.lines.slopes[self.currentIndex().row()].value, 17))
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space):
            event.ignore()
        else:
            super().keyPressEvent(event)
