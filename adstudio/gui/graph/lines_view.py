"""The trace by source line, for graphs too large to read node by node."""

from __future__ import annotations

import math

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QHeaderView, QVBoxLayout, QWidget

from adstudio.analysis.lines import SourceLine, source_lines
from adstudio.gui.graph import text as graph_text
from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.rows import RowModel, RowTable
from adstudio.gui.theme import Theme
from adstudio.traces.model import Trace

HEADINGS = ("line", "source", "nodes", "last value", "Σ |v̄|", "not finite")
TOKENS = ("text_secondary", "text", "text_secondary", "primal", "adjoint", "trouble")
WIDTHS = {0: 52, 2: 80, 3: 112, 4: 112, 5: 96}
SOURCE = 1


class LinesModel(RowModel):
    """One row a source line that ran."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.lines: list[SourceLine] = []

    def show_trace(self, trace: Trace | None) -> None:
        """Show the lines of another trace."""
        self.beginResetModel()
        self.current = -1
        self.lines = source_lines(trace) if trace is not None else []
        self.endResetModel()

    def place_of(self, source: int, number: int) -> int:
        """The row of a line, or −1."""
        places = [(line.source, line.number) for line in self.lines]
        return places.index((source, number)) if (source, number) in places else -1

    def headings(self) -> tuple[str, ...]:
        """What is known of a line."""
        return HEADINGS

    def right(self, column: int) -> bool:
        """Numbers at the right."""
        return column > SOURCE

    def rowCount(self, parent: Index = ROOT) -> int:
        """One a line."""
        return 0 if parent.isValid() else len(self.lines)

    def cell(self, row: int, column: int) -> str:
        """The line, as text; trouble has a sign besides its colour."""
        line = self.lines[row]
        cells = (
            str(line.number),
            line.text,
            f"{line.nodes:,}",
            graph_text.number(line.value),
            "" if math.isnan(line.adjoint) else graph_text.number(line.adjoint),
            f"▲ {line.nonfinite:,}" if line.nonfinite else "",
        )
        return cells[column]

    def token(self, row: int, column: int) -> str:
        """Values blue, adjoints amber, trouble red."""
        return TOKENS[column]

    def tip(self, row: int, column: int) -> str:
        """The numbers in full."""
        line = self.lines[row]
        return f"line {line.number} ran {line.nodes:,} operations; the last one gave {line.value!r}"


class LinesView(QWidget):
    """The table of source lines; `row_chosen` tells the last node of a line that was clicked."""

    row_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = LinesModel(theme, self)
        self.table = RowTable(self.model, "The lines that ran appear here when the program has run", self)
        self.table.setAccessibleName("Source lines that ran")
        self.table.setAccessibleName("Source lines")
        head = self.table.horizontalHeader()
        head.setStretchLastSection(False)
        for column, width in WIDTHS.items():
            self.table.setColumnWidth(column, width)
        head.setSectionResizeMode(SOURCE, QHeaderView.ResizeMode.Stretch)
        self.table.clicked.connect(self._chosen)
        self.table.activated.connect(self._chosen)
        self.setFocusProxy(self.table)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.table)

    def _chosen(self, index: QModelIndex) -> None:
        self.row_chosen.emit(self.model.lines[index.row()].last_row)

    def mark(self, source: int, number: int) -> None:
        """Follow the cursor to a line."""
        row = self.model.place_of(source, number)
        self.model.mark(row)
        self.table.keep_in_view(row)
