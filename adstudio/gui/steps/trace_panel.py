"""The evaluation trace, as in the textbooks: one row a step, following the cursor; and what was noticed."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QTabBar, QToolButton, QVBoxLayout, QWidget

from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.icons import icon
from adstudio.gui.rows import RowTable
from adstudio.gui.steps.trace_models import NotesModel, StepsModel
from adstudio.gui.theme import Theme
from adstudio.gui.why.actions import offer_why
from adstudio.traces import quantities
from adstudio.traces.model import SweepKind, Trace
from adstudio.traces.step_formula import made_by
from adstudio.traces.writing import counted
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.selection import Selection

TITLES = {
    SweepKind.PRIMAL: "Values",
    SweepKind.TANGENT: "Forward",
    SweepKind.ADJOINT: "Backward",
    SweepKind.TAYLOR: "Taylor",
    SweepKind.DIFFERENCE: "Difference",
}
FORMATS = (("Markdown", "markdown"), ("LaTeX", "latex"), ("CSV", "csv"))
MOST_COPIED = 20_000  # steps; more is a file's business, not the clipboard's


class Tab(Struct, frozen=True):
    """One tab: a sweep, or the diagnostics."""

    title: str
    sweep: int  # into trace.sweeps; −1: diagnostics


class TracePanel(QWidget):
    """A tab for each sweep, and the diagnostics."""

    subtitle_changed = Signal(str)
    why_asked = Signal(object, str)  # a `Quantity`, and "why" or "where"

    def __init__(self, document: Document, cursor: Cursor, selection: Selection, palette: Theme) -> None:
        super().__init__()
        self.document, self._cursor, self.selection = document, cursor, selection
        self.steps, self.notes = StepsModel(palette, self), NotesModel(palette, self)
        self.table = RowTable(self.steps, "Run the program to see its evaluation trace", self)
        self.table.setAccessibleName("Steps of the sweep")
        self.diagnostics = RowTable(self.notes, "Nothing to report: every value stayed in the graph", self)
        self.diagnostics.setAccessibleName("What was noticed")
        self.table.give_way(2, spare=0)
        self.diagnostics.give_way(2)
        self.tabs = QTabBar(self)
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideNone)
        self.tabs.setAccessibleName("Sweeps of the evaluation trace")
        self.chooser: ArrowBox | None = None  # in the place of tabs that have no room
        self.theme = palette
        self.copy_button = QToolButton(self)
        self.copy_button.setAccessibleName("Copy as Markdown, LaTeX or CSV")
        self.copy_button.setToolTip("Copy as Markdown, LaTeX or CSV")
        self._dress(palette)
        palette.changed.connect(lambda: self._dress(palette))
        self.copy_button.setObjectName("quiet")
        self.copy_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.copy_button.setMenu(self._copy_menu())
        self._top = top = QHBoxLayout()
        top.setContentsMargins(4, 2, 6, 2)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
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
        self._marked = self._seen = self._stale = False
        self._subtitle = ""
        self.tabs.currentChanged.connect(self._tab_changed)
        offer_why(self.table, self._ask)
        offer_why(self.diagnostics, self._ask_of_note)
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
        """Show the document's trace, now or when it is seen; the kind of sweep that was open stays open."""
        self._stale = not self.isVisible() and self._seen
        if not self._stale:
            self._fill()

    def _fill(self) -> None:
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
        self._fit_tabs()
        self._subtitle = "" if trace is None else counted(len(trace.timeline), "step")
        self.subtitle_changed.emit(self._subtitle)
        if trace is not None and len(trace.timeline):
            self._follow(self._cursor.step)
        else:
            self._show(self.tabs.currentIndex())

    def _dress(self, theme: Theme) -> None:
        self.copy_button.setIcon(icon("copy", theme.color("text_secondary")))

    def copy(self, form: str) -> None:
        """Put the sweep that is shown on the clipboard, as "markdown", "latex" or "csv"."""
        if self._stale:
            self._stale = False
            self._fill()
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
        if self._stale:
            return
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
        self._fill_chooser()
        sweep = self._tabs[at].sweep if 0 <= at < len(self._tabs) else -1
        if trace is not None and sweep >= 0:
            shown = self.steps.table
            if shown is None or shown.trace is not trace or self.steps.sweep != sweep:
                self.steps.take(trace, sweep)
                self.table.fit_columns()
        elif trace is None:
            self.steps.take(None, -1)
            self.table.fit_columns()
        diagnosing = trace is not None and sweep < 0
        self.table.setVisible(not diagnosing)
        self.diagnostics.setVisible(diagnosing)
        self.copy_button.setEnabled(trace is not None and not diagnosing)
        if diagnosing:
            self.diagnostics.fit_columns()

    def _fit_tabs(self) -> None:
        """Tabs where their titles fit whole, else a list to choose from."""
        if not self.isVisible():  # it has no width yet
            return
        narrow = self.tabs.sizeHint().width() > self.width() - self.copy_button.sizeHint().width() - 16
        if narrow and self.chooser is None:
            self.chooser = ArrowBox(self)
            self.chooser.setAccessibleName("Sweep of the evaluation trace")
            self.chooser.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self.chooser.activated.connect(self.tabs.setCurrentIndex)
            self._top.insertWidget(1, self.chooser, 1)
        self.tabs.setHidden(narrow)
        if self.chooser is not None:
            self.chooser.setVisible(narrow)
        self._fill_chooser()

    def _fill_chooser(self) -> None:
        """The titles of the tabs, and the one that is open."""
        if self.chooser is None:
            return
        titles = [tab.title for tab in self._tabs]
        if titles != [self.chooser.itemText(i) for i in range(self.chooser.count())]:
            self.chooser.clear()
            self.chooser.addItems(titles)
        self.chooser.setCurrentIndex(self.tabs.currentIndex())

    def showEvent(self, event: QShowEvent) -> None:
        """Now there is a width, and somebody who looks."""
        super().showEvent(event)
        self._seen = True
        if self._stale:
            self.refresh()
        self._fit_tabs()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The titles of the tabs are never cut."""
        super().resizeEvent(event)
        self._fit_tabs()

    # ── clicks ─────────────────────────────────────────────────────────────────────────────────────

    def _clicked(self, index: QModelIndex) -> None:
        self._cursor.jump(self.steps.step_of(index.row()))

    def _take_selection(self) -> None:
        self.steps.choose(self.selection.rows)
        if bool(len(self.selection.rows)) != self._marked:  # the signs need room
            self._marked = not self._marked
            self.table.fit_columns()

    def _note_clicked(self, index: QModelIndex) -> None:
        row = self._row_of_note(index.row())
        if row >= 0:
            self.selection.row = row

    def _row_of_note(self, place: int) -> int:
        """The node that a note is about; −1 for none."""
        trace = self.document.trace
        if trace is None or place < 0:
            return -1
        kept = len(trace.header.notes) - (self.notes.rowCount() - place)
        return trace.header.notes[kept].row if 0 <= kept < len(trace.header.notes) else -1

    def _ask(self, direction: str) -> None:
        """Why the number of the row that the keys or the pointer stand on is so, or where it goes."""
        index, trace = self.table.currentIndex(), self.document.trace
        if trace is not None and (index.isValid() or self.steps.current >= 0):
            step = self.steps.step_of(index.row() if index.isValid() else self.steps.current)
            self.why_asked.emit(made_by(trace.timeline.step(step)), direction)

    def _ask_of_note(self, direction: str) -> None:
        """The same of the node that a note is about, if it is about one."""
        row = self._row_of_note(self.diagnostics.currentIndex().row())
        if row >= 0:
            self.why_asked.emit(quantities.value(row), direction)

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
