"""The evaluation trace as a Qt table: the steps of all sweeps of one kind, each row made when it is looked at."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from itertools import accumulate
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from adstudio.gui.sweeps import TOKENS
from adstudio.gui.theme import Theme
from adstudio.traces.model import SweepKind, Trace
from adstudio.traces.tables import EvaluationTable

Index = QModelIndex | QPersistentModelIndex
HEADINGS = ("step", "", "formula", "value")
ROOT = QModelIndex()


class EvaluationModel(QAbstractTableModel):
    """Rows are steps; the one at the cursor is coloured, those to come are dim."""

    def __init__(self, trace: Trace, kind: SweepKind, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.kind = kind
        self.bands = [band for band in trace.timeline.sweeps if band.kind is kind]
        self._ends = list(accumulate(len(band) for band in self.bands))
        self._theme = theme
        self._step = -1
        self.cells = _cells_of(trace)

    def rowCount(self, parent: Index = ROOT) -> int:
        """One a step."""
        return 0 if parent.isValid() or not self._ends else self._ends[-1]

    def columnCount(self, parent: Index = ROOT) -> int:
        """Step, left side, formula, value."""
        return 0 if parent.isValid() else len(HEADINGS)

    def step_of(self, row: int) -> int:
        """The step of the timeline that a row of the table shows."""
        at = bisect_right(self._ends, row)
        before = self._ends[at - 1] if at else 0
        return self.bands[at].start + row - before

    def row_of(self, step: int) -> int:
        """The table's row of a step; −1 where it is of another kind."""
        before = 0
        for band, end in zip(self.bands, self._ends, strict=True):
            if band.start <= step < band.stop:
                return before + step - band.start
            before = end
        return -1

    def move_to(self, step: int) -> None:
        """The cursor moved; every row may look different, but only those in sight are asked."""
        old, self._step = self._step, step
        low, high = sorted((old, step))
        first, last = self.row_of(max(low, 0)), self.row_of(high)
        top = first if first >= 0 else 0
        bottom = last if last >= 0 else self.rowCount() - 1
        if bottom >= top:
            self.dataChanged.emit(self.index(top, 0), self.index(bottom, len(HEADINGS) - 1))

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, alignment and colour of a cell."""
        step, column = self.step_of(index.row()), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.cells(step)[column]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column == len(HEADINGS) - 1 else Qt.AlignmentFlag.AlignLeft
            return int(side | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.BackgroundRole and step == self._step:
            return self._theme.color("selection")
        if role == Qt.ItemDataRole.ForegroundRole:
            if step == self._step:
                return self._theme.color(TOKENS[self.kind])
            if step > self._step:
                return self._theme.color("text_pending")
            if column == len(HEADINGS) - 1 and self.cells(step)[column] in ("NaN", "∞", "-∞"):
                return self._theme.color("trouble")
            return self._theme.color("text")
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        return None


def _cells_of(trace: Trace) -> Callable[[int], tuple[str, str, str, str]]:
    """The texts of a step, kept for as long as they are likely to be in sight."""
    table = EvaluationTable(trace)

    @lru_cache(4096)
    def cells(step: int) -> tuple[str, str, str, str]:
        return table[step].cells

    return cells
