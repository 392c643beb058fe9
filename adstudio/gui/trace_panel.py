"""The evaluation trace, as in the textbooks: one row a step, following the cursor; and what was noticed."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QTabBar, QToolButton, QVBoxLayout, QWidget

from adstudio.gui.icons import icon
from adstudio.gui.rows import Index, RowModel, RowTable
from adstudio.gui.theme import Theme
from adstudio.traces.model import SweepKind, Trace
from adstudio.traces.tables import EvaluationTable
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.selection import Ints, Selection

TITLES = {
    SweepKind.PRIMAL: "Values",
    SweepKind.TANGENT: "Forward",
    SweepKind.ADJOINT: "Backward",
    SweepKind.TAYLOR: "Taylor",
    SweepKind.DIFFERENCE: "Difference",
}
COLORS = {
    SweepKind.PRIMAL: "primal",
    SweepKind.TANGENT: "tangent",
    SweepKind.ADJOINT: "adjoint",
    SweepKind.TAYLOR: "higher_order",
    SweepKind.DIFFERENCE: "tangent",
}
FORMATS = (("Markdown", "markdown"), ("LaTeX", "latex"), ("CSV", "csv"))
MOST_COPIED = 20_000  # steps; more is a file's business, not the clipboard's


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: a sweep, or the diagnostics."""

    title: str
    sweep: int  # into trace.sweeps; −1: diagnostics


class StepsModel(RowModel):
    """The steps of one sweep; a row is written when it is asked for."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.table: EvaluationTable | None = None
        self._kind = SweepKind.PRIMAL
        self._first = 0
        self._chosen = np.empty(0, np.int64)  # nodes, ascending
        self.sweep = -1

    def take(self, trace: Trace | None, sweep: int) -> None:
        """Show another sweep."""
        self.beginResetModel()
        self.current, self.sweep = -1, sweep
        self.table = None if trace is None or sweep < 0 else EvaluationTable(trace, sweep)
        if trace is not None and sweep >= 0:
            self._kind = trace.sweeps[sweep].kind
            self._first = trace.timeline.sweeps[sweep].start
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        """As the textbooks have them."""
        return ("step", "", "formula", "value")

    def right(self, column: int) -> bool:
        """Numbers at the right."""
        return column == 3

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """One a step."""
        return 0 if parent.isValid() or self.table is None else len(self.table)

    def cell(self, row: int, column: int) -> str:
        """The step, as text."""
        assert self.table is not None
        text = self.table[row].cells[column]
        return f"▸ {text}" if column == 1 and self.chosen(row) else text

    def choose(self, rows: Ints) -> None:
        """Mark the steps of these nodes."""
        if not np.array_equal(rows, self._chosen):
            self._chosen = rows
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def chosen(self, row: int) -> bool:
        """Whether the step in a row is one of a selected node."""
        if self.table is None or not len(self._chosen):
            return False
        node = self.table.trace.timeline.step(self.step_of(row)).row
        place = int(np.searchsorted(self._chosen, node))
        return place < len(self._chosen) and int(self._chosen[place]) == node

    def token(self, row: int, column: int) -> str:
        """What is still to come is dim, the current step has the colour of its sweep."""
        if self.current >= 0 and row > self.current:
            return "text_pending"
        return COLORS[self._kind] if row == self.current else "text_secondary" if column == 0 else "text"

    def step_of(self, row: int) -> int:
        """The step that stands in a row."""
        return self._first + row


class NotesModel(RowModel):
    """What was noticed: errors, values that left the graph, branches that flipped."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.notes: list[tuple[str, str, str]] = []

    def take(self, trace: Trace | None) -> None:
        """Show what another trace says."""
        self.beginResetModel()
        self.notes = []
        if trace is not None:
            header = trace.header
            if header.error is not None:
                line = str(header.error.line or "")
                self.notes.append((line, "error", f"{header.error.type}: {header.error.message}"))
            if header.truncated is not None:
                self.notes.append(("", "ended early", header.truncated))
            self.notes += [(str(note.line or ""), note.kind, note.message) for note in header.notes]
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        """Where, what kind, in words."""
        return ("line", "kind", "what was noticed")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """One a note."""
        return 0 if parent.isValid() else len(self.notes)

    def cell(self, row: int, column: int) -> str:
        """The words."""
        return self.notes[row][column]

    def token(self, row: int, column: int) -> str:
        """Errors in red."""
        return "trouble" if self.notes[row][1] == "error" else "text"

    def tip(self, row: int, column: int) -> str:
        """The whole message."""
        return self.notes[row][2]


class TracePanel(QWidget):
    """A tab for each sweep, and the diagnostics."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, cursor: Cursor, selection: Selection, palette: Theme) -> None:
        super().__init__()
        self.document, self._cursor, self.selection = document, cursor, selection
        self.steps, self.notes = StepsModel(palette, self), NotesModel(palette, self)
        self.table = RowTable(self.steps, "Run the program to see its evaluation trace", self)
        self.diagnostics = RowTable(self.notes, "Nothing to report: every value stayed in the graph", self)
        self.table.give_way(2)
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setAccessibleName("Sweeps of the evaluation trace")
        self.copy_button = QToolButton(self)
        self.copy_button.setAccessibleName("Copy as Markdown, LaTeX or CSV")
        self.copy_button.setToolTip("Copy as Markdown, LaTeX or CSV")
        self._dress(palette)
        palette.changed.connect(lambda: self._dress(palette))
        self.copy_button.setObjectName("quiet")
        self.copy_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.copy_button.setMenu(self._copy_menu())
        top = QHBoxLayout()
        top.setContentsMargins(4, 2, 6, 2)
        top.addWidget(self.tabs, 1)
        top.addWidget(self.copy_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.diagnostics, 1)
        self.setFocusProxy(self.table)
        self._tabs: list[Tab] = []
        self._subtitle = ""
        self.tabs.currentChanged.connect(self._tab_changed)
        self.table.clicked.connect(self._clicked)
        self.table.activated.connect(self._clicked)
        self.diagnostics.clicked.connect(self._note_clicked)
        document.trace_changed.connect(self.refresh)
        cursor.step_changed.connect(self._step_changed)
        selection.selection_changed.connect(self._take_selection)
        self._take_selection()
        self.refresh()

    @property
    def subtitle(self) -> str:
        """How many steps there are."""
        return self._subtitle

    def refresh(self) -> None:
        """Show the document's trace; the kind of sweep that was open stays open."""
        trace = self.document.trace
        self.notes.take(trace)
        tabs = _tabs(trace, len(self.notes.notes))
        if [tab.title for tab in tabs] != [tab.title for tab in self._tabs]:
            self.tabs.blockSignals(True)
            while self.tabs.count():
                self.tabs.removeTab(0)
            for tab in tabs:
                self.tabs.addTab(tab.title)
            self.tabs.blockSignals(False)
        self._tabs = tabs
        self.table.fit_columns()
        self._subtitle = "" if trace is None else f"{len(trace.timeline):,} steps"
        self.subtitle_changed.emit(self._subtitle)
        if trace is not None and len(trace.timeline):
            self._follow(self._cursor.step)
        else:
            self._show(self.tabs.currentIndex())

    def _dress(self, theme: Theme) -> None:
        self.copy_button.setIcon(icon("copy", theme.color("text_secondary")))

    def copy(self, form: str) -> None:
        """Put the sweep that is shown on the clipboard, as "markdown", "latex" or "csv"."""
        trace, tab = self.document.trace, self._open_tab()
        if trace is None or tab is None or tab.sweep < 0:
            return
        from adstudio.traces.exports import render_steps

        band = trace.timeline.sweeps[tab.sweep]
        steps = range(min(len(band), MOST_COPIED))  # of the sweep's own rows
        QGuiApplication.clipboard().setText(render_steps(trace, form, sweep=tab.sweep, steps=steps))

    # ── following ──────────────────────────────────────────────────────────────────────────────────

    def _step_changed(self, step: int) -> None:
        trace = self.document.trace
        if trace is not None and len(trace.timeline):
            self._follow(step)

    def _follow(self, step: int) -> None:
        """Open the sweep of a step, mark its row, keep it in view."""
        trace = self.document.trace
        assert trace is not None
        step = min(step, len(trace.timeline) - 1)
        sweep = trace.timeline.band_of(step).index
        at = next((i for i, tab in enumerate(self._tabs) if tab.sweep == sweep), -1)
        open_tab = self._open_tab()
        if at >= 0 and (open_tab is None or open_tab.sweep >= 0):  # whoever reads the diagnostics goes on reading
            self.tabs.blockSignals(True)
            self.tabs.setCurrentIndex(at)
            self.tabs.blockSignals(False)
            self._show(at)
        if self.steps.table is not None and open_tab is not None:
            row = step - trace.timeline.sweeps[sweep].start
            self.steps.mark(row)
            self.table.keep_in_view(row)

    def _open_tab(self) -> Tab | None:
        at = self.tabs.currentIndex()
        return self._tabs[at] if 0 <= at < len(self._tabs) else None

    def _tab_changed(self, at: int) -> None:
        """A person opened a tab: look at that sweep from its first step."""
        self._show(at)
        trace = self.document.trace
        if trace is not None and 0 <= at < len(self._tabs) and self._tabs[at].sweep >= 0:
            self._cursor.jump(trace.timeline.sweeps[self._tabs[at].sweep].start)

    def _show(self, at: int) -> None:
        trace = self.document.trace
        sweep = self._tabs[at].sweep if 0 <= at < len(self._tabs) else -1
        if trace is not None and sweep >= 0:
            shown = self.steps.table
            if shown is None or shown.trace is not trace or self.steps.sweep != sweep:
                self.steps.take(trace, sweep)
                self.table.fit_columns()
        elif trace is None:
            self.steps.take(None, -1)
        diagnosing = trace is not None and sweep < 0
        self.table.setVisible(not diagnosing)
        self.diagnostics.setVisible(diagnosing)
        self.copy_button.setEnabled(trace is not None and not diagnosing)
        if diagnosing:
            self.diagnostics.fit_columns()

    # ── clicks ─────────────────────────────────────────────────────────────────────────────────────

    def _clicked(self, index: QModelIndex) -> None:
        self._cursor.jump(self.steps.step_of(index.row()))

    def _take_selection(self) -> None:
        self.steps.choose(self.selection.rows)

    def _note_clicked(self, index: QModelIndex) -> None:
        trace = self.document.trace
        if trace is None:
            return
        kept = len(trace.header.notes) - (self.notes.rowCount() - index.row())
        if 0 <= kept < len(trace.header.notes) and trace.header.notes[kept].row >= 0:
            self.selection.row = trace.header.notes[kept].row

    def _copy_menu(self) -> QMenu:
        menu = QMenu(self)
        for title, form in FORMATS:
            action = QAction(title, menu)
            action.triggered.connect(lambda _=False, form=form: self.copy(form))
            menu.addAction(action)
        menu.actions()[0].setShortcut(QKeySequence("Ctrl+Shift+C"))
        # a window may hold two of these panels: the key is for the one in use
        menu.actions()[0].setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(menu.actions()[0])
        return menu


def _tabs(trace: Trace | None, notes: int) -> list[Tab]:
    """A tab a sweep; several of one kind are told apart by their labels."""
    if trace is None:
        return []
    kinds = [sweep.kind for sweep in trace.sweeps]
    tabs = []
    for i, sweep in enumerate(trace.sweeps):
        title = TITLES[sweep.kind]
        if kinds.count(sweep.kind) > 1:
            title = f"{title} {sweep.label}" if sweep.label else f"{title} {i}"
        tabs.append(Tab(title, i))
    return [*tabs, Tab(f"Diagnostics {notes}", -1)]
