"""Engines, node by node: the same nodes side by side, the first divergence marked."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from adstudio.analysis.comparison import Comparison, compare
from adstudio.gui.rows import Index, RowModel, RowTable
from adstudio.gui.theme import Theme
from adstudio.traces.formula import Formulas
from adstudio.traces.writing import number
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.selection import Selection

COLORS = {"v̇": "tangent", "v̄": "adjoint", "Δv/h": "higher_order"}
MOST = 100_000  # nodes that are listed


class ComparisonModel(RowModel):
    """One row a labelled node, one column an engine."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.comparison: Comparison | None = None
        self._rows: list[int] = []  # of the trace
        self._place: dict[int, int] = {}
        self._formulas: Formulas | None = None
        self._titles: dict[str, str] = {}

    def take(self, comparison: Comparison | None, titles: dict[str, str]) -> None:
        """Show another comparison."""
        self.beginResetModel()
        self.comparison, self._titles, self.current = comparison, titles, -1
        self._rows, self._formulas = [], None
        if comparison is not None:
            labels = comparison.trace.labels
            self._rows = [row for row in range(len(comparison.trace)) if labels[row]][:MOST]
            self._formulas = Formulas(comparison.trace)
        self._place = {row: place for place, row in enumerate(self._rows)}
        self.endResetModel()

    def row_of(self, place: int) -> int:
        """The row of the trace that stands at a place of the table."""
        return self._rows[place]

    def place_of(self, row: int) -> int:
        """Where a row of the trace stands; −1 for one that does not."""
        return self._place.get(row, -1)

    def headings(self) -> tuple[str, ...]:
        """Node, operation, then the engines."""
        columns = self.comparison.columns if self.comparison else ()
        return ("node", "op", *(f"{self._titles.get(c.engine, c.engine)} {c.symbol}" for c in columns))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """One a node."""
        return 0 if parent.isValid() else len(self._rows)

    def cell(self, row: int, column: int) -> str:
        """Label, operation, or what the engine says, with a sign where it is wrong."""
        assert self.comparison is not None
        assert self._formulas is not None
        at = self._rows[row]
        if column == 0:
            sign = "✗ " if self._diverges(at) else ""
            return sign + self._formulas.label(at)
        if column == 1:
            trace = self.comparison.trace
            return str(trace.header.ops[trace.nodes.op[at]])
        value = float(self.comparison.columns[column - 2].values[at])
        return "–" if math.isnan(value) else number(value, 9)

    def token(self, row: int, column: int) -> str:
        """The colour of the kind of derivative; red from the first wrong node."""
        if self.comparison is not None and self._diverges(self._rows[row]):
            return "trouble"
        if column < 2 or self.comparison is None:
            return "text" if column == 0 else "text_secondary"
        return COLORS[self.comparison.columns[column - 2].symbol] if row == self.current else "text"

    def tip(self, row: int, column: int) -> str:
        """Every digit, and the finding where there is one."""
        assert self.comparison is not None
        found = [d.text(self.comparison.trace) for d in self.comparison.divergences if d.row == self._rows[row]]
        if column >= 2:
            found.insert(0, repr(float(self.comparison.columns[column - 2].values[self._rows[row]])))
        return "\n".join(found)

    def _diverges(self, row: int) -> bool:
        return self.comparison is not None and any(d.row == row for d in self.comparison.divergences)


class ComparisonPanel(QWidget):
    """The table, following the cursor; a click selects the node."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, cursor: Cursor, selection: Selection, palette: Theme) -> None:
        super().__init__()
        self.document, self._cursor, self.selection = document, cursor, selection
        self.model = ComparisonModel(palette, self)
        self.table = RowTable(self.model, "Run two engines or more to see them side by side", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.table)
        self.setFocusProxy(self.table)
        self.table.clicked.connect(self._clicked)
        document.traces_changed.connect(self.refresh)
        cursor.step_changed.connect(self._step_changed)
        self.refresh()

    @property
    def subtitle(self) -> str:
        """The verdict in a few words."""
        return self._subtitle

    def refresh(self) -> None:
        """Compare the traces that there are."""
        traces = self.document.traces
        try:
            comparison = compare(traces) if len(traces) > 1 else None
        except ValueError:  # none came to its end
            comparison = None
        titles = {engine.name: engine.title for engine in self.document.engines}
        self.model.take(comparison, titles)
        self.table.fit_columns()
        self._subtitle = self._words(comparison)
        self.subtitle_changed.emit(self._subtitle)
        self._step_changed(self._cursor.step)

    def _words(self, comparison: Comparison | None) -> str:
        if comparison is None:
            return ""
        first = comparison.first
        if first is not None:
            return f"✗ diverge first at {Formulas(comparison.trace).label(first.row)}"
        count = len({column.engine for column in comparison.columns})
        return f"all {count} traces share node numbers"

    def _step_changed(self, step: int) -> None:
        trace = self.document.trace
        if trace is None or not len(trace.timeline):
            self.model.mark(-1)
            return
        place = self.model.place_of(trace.timeline.step(min(step, len(trace.timeline) - 1)).row)
        self.model.mark(place)
        self.table.keep_in_view(place)

    def _clicked(self, index: QModelIndex) -> None:
        self.selection.row = self.model.row_of(index.row())
