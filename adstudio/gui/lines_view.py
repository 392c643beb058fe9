"""The trace by source line, for graphs too large to read node by node."""

from __future__ import annotations

import math
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from adstudio.analysis.lines import SourceLine, source_lines
from adstudio.gui import graph_text
from adstudio.gui.tables import QuietTable
from adstudio.gui.theme import Theme
from adstudio.traces.model import Trace

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
HEADINGS = ("line", "source", "nodes", "last value", "Σ |v̄|", "not finite")


class LinesModel(QAbstractTableModel):
    """One row a source line that ran."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.lines: list[SourceLine] = []
        self._current = -1

    def show_trace(self, trace: Trace | None) -> None:
        """Show the lines of another trace."""
        self.beginResetModel()
        self.lines = source_lines(trace) if trace is not None else []
        self.endResetModel()

    def mark(self, source: int, number: int) -> int:
        """Mark a line as the current one; returns its row, or −1."""
        places = [(line.source, line.number) for line in self.lines]
        self._current = places.index((source, number)) if (source, number) in places else -1
        if self.lines:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.lines) - 1, len(HEADINGS) - 1))
        return self._current

    def rowCount(self, parent: Index = ROOT) -> int:
        """One a line."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = ROOT) -> int:
        """As many as headings."""
        return 0 if parent.isValid() else len(HEADINGS)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment and colour of a cell."""
        line, column = self.lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            adjoint = "" if math.isnan(line.adjoint) else graph_text.number(line.adjoint)
            sign = f"▲ {line.nonfinite:,}" if line.nonfinite else ""
            return (str(line.number), line.text, f"{line.nodes:,}", graph_text.number(line.value), adjoint, sign)[
                column
            ]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if column in (0, 1) else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.BackgroundRole and index.row() == self._current:
            return self._theme.color("selection")
        if role == Qt.ItemDataRole.ForegroundRole:
            token = ("text_secondary", "text", "text_secondary", "primal", "adjoint", "trouble")[column]
            return self._theme.color(token)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the columns, over their figures."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section in (0, 1) else Qt.AlignmentFlag.AlignRight
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        return None


class LinesView(QWidget):
    """The table of source lines; `row_chosen` tells the last node of a line that was clicked."""

    row_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = LinesModel(theme)
        self.table = QuietTable(theme, "Source lines")
        self.table.setModel(self.model)
        self.table.share(1, narrow={0: 52, 2: 80, 3: 110, 4: 110, 5: 90})
        self.table.clicked.connect(self._chosen)
        self.table.activated.connect(self._chosen)
        theme.changed.connect(self.table.viewport().update)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)

    def _chosen(self, index: QModelIndex) -> None:
        self.row_chosen.emit(self.model.lines[index.row()].last_row)

    def mark(self, source: int, number: int) -> None:
        """Follow the cursor to a line."""
        row = self.model.mark(source, number)
        if row >= 0:
            self.table.scrollTo(self.model.index(row, 0))
