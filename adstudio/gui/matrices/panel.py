"""Jacobian and Hessian: a heat map, or the same as a table; a cell leads to the sweep that made its row or column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTabBar,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from adstudio.analysis.matrices import Matrix
from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.keys import ARROWS, keep
from adstudio.gui.matrices.heat_map import HeatMap
from adstudio.gui.matrices.heat_picture import Legend
from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.plain_text import as_it_is, in_a_line, plain_label
from adstudio.gui.theme import Theme
from adstudio.gui.why.actions import offer_why
from adstudio.traces.quantities import derivative
from adstudio.traces.writing import number
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.matrix_sweeps import place_of

if TYPE_CHECKING:
    from adstudio.traces.provenance import Direction

ASIDE = 136  # px, of what stands beside the matrix
LONGEST = 9  # characters of a name beside the matrix
FEW = 1000  # entries whose filling is told in numbers
KINDS = ("jacobian", "hessian")
TITLES = ("Jacobian", "Hessian")


class MatrixPanel(QWidget):
    """The matrix is asked for while the panel is seen."""

    subtitle_changed = Signal(str)
    why_asked = Signal(object, str)  # a `Quantity`, and "why" or "where"

    def __init__(self, document: Document, cursor: Cursor, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self.cursor_model, self.theme = document, cursor, theme
        self.matrix: Matrix | None = None
        self._subtitle = ""
        self._seen = False
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("Which matrix")
        for title in TITLES:
            self.tabs.addTab(title)
        self.output = ArrowBox()
        self.output.setAccessibleName("Output whose Hessian is shown")
        self.output.setToolTip("The output whose second derivatives are shown")
        self.as_table = QPushButton("Table")
        self.as_table.setCheckable(True)
        self.as_table.setToolTip("The same numbers as a table")
        self.map = HeatMap(theme)
        self.model = MatrixModel(theme, self)
        self.table = MatrixTable(self.model)
        self.words = plain_label()
        self.words.setFont(theme.mono)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setWordWrap(True)
        self.summary = plain_label()
        self.summary.setObjectName("panelSubtitle")
        self.summary.setWordWrap(True)
        self.legend = Legend(theme)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.map)
        self._pages.addWidget(self.table)
        self._arrange()
        self.setFocusProxy(self.map)
        offer_why(self.map, lambda direction: self.ask(*self.map.cell, direction))
        offer_why(self.table, lambda direction: self.ask(*self.table.cell, direction))
        self.tabs.currentChanged.connect(self._kind_chosen)
        self.output.activated.connect(lambda _index: self._want())
        self.as_table.toggled.connect(self._pages.setCurrentIndex)
        self.map.walked.connect(self._tell)
        self.map.chosen.connect(self.go_to_sweep)
        self.table.chosen.connect(self.go_to_sweep)
        document.analyses_changed.connect(self._analyses_changed)
        document.traces_changed.connect(self._name_outputs)
        self._name_outputs()
        self.refresh()
        self.look(True)  # a panel is made when it is first seen

    def _arrange(self) -> None:
        """The matrix takes the height that there is; what is said of it stands beside it."""
        row = QHBoxLayout()
        row.setContentsMargins(6, 2, 10, 0)
        row.addWidget(self.tabs)
        row.addWidget(self.output)
        row.addStretch(1)
        row.addWidget(self.as_table)
        aside = QVBoxLayout()
        aside.setContentsMargins(0, 6, 12, 4)
        for widget in (self.words, self.summary, self.legend):
            widget.setFixedWidth(ASIDE)
            aside.addWidget(widget)
        aside.addStretch(1)
        middle = QHBoxLayout()
        middle.addWidget(self._pages, 1)
        middle.addLayout(aside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addLayout(middle, 1)

    @property
    def kind(self) -> str:
        """Which matrix: "jacobian" or "hessian"."""
        return KINDS[self.tabs.currentIndex()]

    @property
    def subtitle(self) -> str:
        """Its size, how much of it is filled, and whether a Hessian is symmetric."""
        return self._subtitle

    # -- asking ----------------------------------------------------------------------------------------------------

    def look(self, seen: bool) -> None:
        """Ask for the matrix while somebody sees it: behind another tab nobody does."""
        self._seen = seen
        self._want()

    def _want(self) -> None:
        for kind in KINDS:
            if kind != self.kind or not self._seen:
                self.document.unwant(kind)
        if self._seen and self.kind == "hessian":
            self.document.want("hessian", output=max(self.output.currentIndex(), 0))
        elif self._seen:
            self.document.want("jacobian")

    def _kind_chosen(self) -> None:
        self._want()
        self.refresh()

    def _name_outputs(self) -> None:
        trace = self.document.trace
        labels = () if trace is None else trace.output_labels
        if labels != tuple(self.output.itemText(i) for i in range(self.output.count())):
            self.output.clear()
            self.output.addItems(list(labels))
        self.output.setVisible(self.kind == "hessian" and len(labels) > 1)

    # -- showing ---------------------------------------------------------------------------------------------------

    def _analyses_changed(self, kind: str) -> None:
        if kind == self.kind:
            self.refresh()

    def refresh(self) -> None:
        """Show the matrix that the document has."""
        data, second = self.document.analyses.get(self.kind), self.kind == "hessian"
        self.matrix = data
        self.output.setVisible(second and self.output.count() > 1)
        hint = f"The {TITLES[second]} appears here when the program has run; where there is none, the output says why"
        self.map.show_matrix(self.matrix, second=second, hint=hint)
        self.legend.show_matrix(self.matrix)
        self.model.take(self.matrix)
        self._subtitle = self._told(self.matrix)
        self.summary.setText(self._subtitle)
        self.summary.setToolTip(as_it_is(self._subtitle))
        self.subtitle_changed.emit(self._subtitle)
        self._tell()

    def _told(self, matrix: Matrix | None) -> str:
        if matrix is None or not matrix.values.size:
            return ""
        rows, columns = matrix.values.shape
        size, filled = matrix.values.size, matrix.filled
        share = f"{filled:,} of {size:,}" if size < FEW else f"{100 * filled / size:.2g} %"
        said = f"{rows:,} × {columns:,} · {share} filled"
        if matrix.asymmetry is not None:
            ulps, (i, j) = matrix.asymmetry, matrix.worst
            where = "" if ulps <= 64 else f", worst at {matrix.rows[i]}, {matrix.columns[j]}"
            said += f" · symmetric to {number(ulps, 3)} ulp{where}"
        return f"{said} · {matrix.note}" if matrix.note else said

    def _tell(self, _row: int = 0, _column: int = 0) -> None:
        """The cell that the keys are at, in full."""
        there = self.matrix is not None and self.matrix.values.size
        cell = self.map.words(*self.map.cell) if there else ""
        brief = cell
        if self.matrix is not None and there:
            row, column = self.map.cell
            for name in (self.matrix.rows[row], self.matrix.columns[column], self.matrix.of):
                if len(name) > LONGEST:  # in one word longer than a line it would be cut without a sign
                    brief = brief.replace(name, f"{name[: LONGEST // 2]}…{name[-LONGEST // 2 + 1 :]}")
        self.words.setText(in_a_line(brief))
        self.words.setToolTip(as_it_is(cell) if brief != cell else "")

    # -- going there -----------------------------------------------------------------------------------------------

    def go_to_sweep(self, row: int, column: int) -> None:
        """Show the sweep that made the row or the column, at the step where the number was there.

        A Hessian's row differentiates ∂f/∂xᵢ: it leads to the sweep that made that.
        """
        output, entry = (max(self.output.currentIndex(), 0), row) if self.kind == "hessian" else (row, column)
        place = place_of(self.document, output, entry)
        if place is None:
            self.words.setText("No chosen engine has such a sweep: choose each entry in turn in “Seeds and what-if”")
            return
        self.document.show(place.engine)
        self.cursor_model.jump(place.step)

    def ask(self, row: int, column: int, direction: Direction) -> None:
        """Where a number of the Jacobian comes from, or where it goes, in the sweep that made it."""
        place = None if self.kind == "hessian" else place_of(self.document, row, column)
        if place is None:
            self.words.setText("Of a number of the Jacobian that a sweep made it can be asked why")
            return
        self.document.show(place.engine)
        self.why_asked.emit(derivative(place.row, place.sweep), direction)


class MatrixModel(QAbstractTableModel):
    """The matrix as a table; only cells that are seen are asked for."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.matrix: Matrix | None = None

    def take(self, matrix: Matrix | None) -> None:
        """Another matrix."""
        if matrix is not self.matrix:
            self.beginResetModel()
            self.matrix = matrix
            self.endResetModel()

    def rowCount(self, parent: Index = ROOT) -> int:
        """One an output, or an input of a Hessian."""
        return 0 if parent.isValid() or self.matrix is None else len(self.matrix.rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        """One an input."""
        return 0 if parent.isValid() or self.matrix is None else len(self.matrix.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The labels."""
        if self.matrix is None or role != Qt.ItemDataRole.DisplayRole:
            return None
        labels = self.matrix.columns if orientation is Qt.Orientation.Horizontal else self.matrix.rows
        return labels[section] if section < len(labels) else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The number; a dot where no path is."""
        if self.matrix is None:
            return None
        at = index.row(), index.column()
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if not self.matrix.paths[at]:
                return "·" if role == Qt.ItemDataRole.DisplayRole else "0, no path"
            return number(float(self.matrix.values[at]), 6)
        if role == Qt.ItemDataRole.ToolTipRole:
            return number(float(self.matrix.values[at]), 17)
        if role == Qt.ItemDataRole.FontRole:
            return self.theme.mono
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None


class MatrixTable(QTableView):
    """The table; Return or a double click chooses a cell."""

    chosen = Signal(int, int)

    def __init__(self, model: MatrixModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName("Matrix as a table")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        keep(self, ARROWS)
        self.doubleClicked.connect(lambda index: self.chosen.emit(index.row(), index.column()))

    @property
    def cell(self) -> tuple[int, int]:
        """The current one."""
        at = self.currentIndex()
        return (max(at.row(), 0), max(at.column(), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return chooses."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.chosen.emit(self.currentIndex().row(), self.currentIndex().column())
        else:
            super().keyPressEvent(event)
