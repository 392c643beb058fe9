"""Engines, node by node: what each of them says of every node, following the cursor, with the first divergence marked."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from adstudio.analysis.comparison import Comparison, Divergence, compare
from adstudio.gui import graph_text
from adstudio.gui.sweeps import TOKENS
from adstudio.gui.tables import QuietTable
from adstudio.gui.theme import Theme
from adstudio.traces.model import Flag, SweepKind
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.selection import Selection

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
EMPTY = "Press Trace with two engines or more to see them side by side"
SHORT = {"finite_difference": "fd"}
KIND_OF = {"v̇": SweepKind.TANGENT, "v̄": SweepKind.ADJOINT}


class ComparisonModel(QAbstractTableModel):
    """One row a labelled node; node, operation, then one column an engine."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.comparison: Comparison | None = None
        self.rows = np.empty(0, np.int64)
        self._parted: dict[int, list[Divergence]] = {}
        self._current = -1

    def show_comparison(self, comparison: Comparison | None) -> None:
        """Show another comparison."""
        self.beginResetModel()
        self.comparison = comparison
        self.rows = np.empty(0, np.int64)
        self._parted = {}
        if comparison is not None:
            self.rows = np.flatnonzero((comparison.trace.nodes.flags & Flag.CONSTANT) == 0)
            for divergence in comparison.divergences:
                self._parted.setdefault(divergence.row, []).append(divergence)
        self.endResetModel()

    def place_of(self, row: int) -> int:
        """The table's row of a node, or −1."""
        place = int(np.searchsorted(self.rows, row))
        return place if place < len(self.rows) and self.rows[place] == row else -1

    def move_to(self, row: int) -> int:
        """Mark the node of the step; returns its row of the table."""
        old, self._current = self._current, self.place_of(row)
        for place in {old, self._current} - {-1}:
            self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))
        return self._current

    def rowCount(self, parent: Index = ROOT) -> int:
        """One a labelled node."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """Node, operation, and the engines."""
        return 0 if parent.isValid() or self.comparison is None else 2 + len(self.comparison.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, colour and, where engines part, what each of them says."""
        if self.comparison is None:
            return None
        row, column = int(self.rows[index.row()]), index.column()
        here = self._parted.get(row, [])
        wrong = column >= 2 and any(d.engine == self.comparison.columns[column - 2].engine for d in here)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(row, column, wrong=wrong, parted=bool(here))
        if role == Qt.ItemDataRole.ToolTipRole:
            if here:
                return "\n".join(d.text(self.comparison.trace) for d in here)
            return repr(float(self.comparison.columns[column - 2].values[row])) if column >= 2 else None
        if role == Qt.ItemDataRole.BackgroundRole and index.row() == self._current:
            return self._theme.color("selection")
        if role == Qt.ItemDataRole.ForegroundRole:
            if wrong or (here and column == 0):
                return self._theme.color("trouble")
            if column < 2:
                return self._theme.color("text" if column == 0 else "text_secondary")
            if index.row() == self._current:
                kind = KIND_OF.get(self.comparison.columns[column - 2].symbol)
                return self._theme.color(TOKENS[kind] if kind else "tangent")
            return self._theme.color("text")
        return None

    def _text(self, row: int, column: int, *, wrong: bool, parted: bool) -> str:
        assert self.comparison is not None
        trace = self.comparison.trace
        if column == 0:
            return ("▲ " if parted else "") + graph_text.label(trace, row)
        if column == 1:
            name = trace.formulas.name(row) if not len(trace.nodes.edges(row)) else ""
            return name or trace.formulas.op(row)
        values = self.comparison.columns[column - 2].values
        text = graph_text.number(float(values[row]), 9 if len(self.comparison.columns) < 5 else 8) if row < len(values) else "–"
        return f"▲ {text}" if wrong else text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """dual v̇, tape v̄, …; the tooltip names the sweep."""
        if orientation is not Qt.Orientation.Horizontal or self.comparison is None:
            return None
        column = self.comparison.columns[section - 2] if section >= 2 else None
        if role == Qt.ItemDataRole.DisplayRole:
            if column is None:
                return ("node", "op")[section]
            return f"{SHORT.get(column.engine, column.engine)} {column.symbol}"
        if role == Qt.ItemDataRole.ToolTipRole and column is not None:
            return f"{column.engine}, {column.label}"
        return None


class ComparisonPanel(QWidget):
    """The same nodes under every engine; a click selects a node."""

    subtitle_changed = Signal(str)

    def __init__(
        self, document: Document, cursor: Cursor, selection: Selection, palette: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self.cursor_model, self.selection, self.theme = document, cursor, selection, palette
        self.model = ComparisonModel(palette)
        self.table = QuietTable(palette, "Engines, node by node")
        self.table.setModel(self.model)
        self.table.clicked.connect(self._clicked)
        self.table.activated.connect(self._clicked)
        self.empty = QLabel(EMPTY)
        self.empty.setObjectName("secondary")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        document.traces_changed.connect(self._take_traces)
        cursor.step_changed.connect(self._take_step)
        palette.changed.connect(self._repaint)
        self._take_traces()

    @property
    def subtitle(self) -> str:
        """agree to 0 ulp · FD 5e-9; or where they part."""
        return self.model.comparison.summary if self.model.comparison is not None else ""

    def _take_traces(self) -> None:
        finished = [t for t in self.document.traces.values() if t.header.error is None and t.header.truncated is None]
        self.model.show_comparison(compare(self.document.traces) if finished else None)
        self._pages.setCurrentWidget(self.table if finished else self.empty)
        if finished:
            engines = range(2, self.model.columnCount())
            self.table.horizontalHeader().setMinimumSectionSize(52)
            wide = self.table.viewport().width() >= 120 + 84 * len(engines)
            self.table.share(*(engines if wide else ()), narrow={0: 56, 1: 60} | ({} if wide else dict.fromkeys(engines, 96)))
        self._take_step(self.cursor_model.step)
        self.subtitle_changed.emit(self.subtitle)

    def _take_step(self, step: int) -> None:
        trace = self.document.trace
        if trace is None or self.model.comparison is None or not len(trace.timeline):
            return
        place = self.model.move_to(trace.timeline.step(min(step, len(trace.timeline) - 1)).row)
        if place >= 0:
            self.table.scrollTo(self.model.index(place, 0))

    def _clicked(self, index: QModelIndex) -> None:
        self.selection.row = int(self.model.rows[index.row()])

    def _repaint(self) -> None:
        self.table.viewport().update()
