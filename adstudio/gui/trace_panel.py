"""The evaluation trace of the textbooks, following the cursor; a tab per kind of sweep, and one of diagnostics."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from adstudio.gui.tables import QuietTable
from adstudio.gui.theme import Theme
from adstudio.gui.trace_model import EvaluationModel
from adstudio.traces.exports import render_steps
from adstudio.traces.model import SweepKind, Trace
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.selection import Selection

TABS = {
    SweepKind.ADJOINT: "Backward",
    SweepKind.PRIMAL: "Forward",
    SweepKind.TANGENT: "Tangent",
    SweepKind.TAYLOR: "Taylor",
    SweepKind.DIFFERENCE: "Differences",
}
FORMATS = {"LaTeX": "latex", "Markdown": "markdown", "CSV": "csv"}
MOST_COPIED = 100_000  # rows; a clipboard of more helps nobody


class TracePanel(QWidget):
    """Every step of the trace as one row; a click moves the cursor, and the cursor moves the mark."""

    subtitle_changed = Signal(str)

    def __init__(
        self, document: Document, cursor: Cursor, selection: Selection, palette: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.document, self.cursor_model, self.selection, self.theme = document, cursor, selection, palette
        self._trace: Trace | None = None
        self._models: dict[SweepKind, EvaluationModel] = {}
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(False)
        self.tabs.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabs.setAccessibleName("Sweeps")
        self.copy = QToolButton()
        self.tabs.setStyleSheet("QTabBar::tab { padding: 7px 6px; }")
        self.copy.setIcon(copy_icon(palette))
        self.copy.setAccessibleName("Copy as LaTeX, Markdown or CSV")
        self.copy.setToolTip("Copy the selected rows, or the whole sweep")
        self.copy.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.copy)
        for title, name in FORMATS.items():
            menu.addAction(title).triggered.connect(lambda _=False, name=name: self.copy_as(name))
        self.copy.setMenu(menu)
        self.table = QuietTable(palette, "Evaluation trace")
        self.table.horizontalHeader().hide()
        self.table.clicked.connect(self._clicked)
        self.table.activated.connect(self._clicked)
        self.notes = QLabel()
        self.notes.setWordWrap(True)
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.notes.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.notes.setContentsMargins(12, 10, 12, 10)
        self.notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.table)
        self._pages.addWidget(self.notes)
        self._build()
        self.tabs.currentChanged.connect(self._show_tab)
        document.trace_changed.connect(self._take_trace)
        cursor.step_changed.connect(self._take_step)
        palette.changed.connect(self._take_theme)
        self._take_trace()

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(4, 2, 8, 2)
        top.addWidget(self.tabs, 1)
        top.addWidget(self.copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._pages, 1)

    @property
    def subtitle(self) -> str:
        """How many steps there are."""
        return f"{len(self._trace.timeline):,} steps" if self._trace is not None else ""

    @property
    def kind(self) -> SweepKind | None:
        """The kind of sweep of the tab in front; None for the diagnostics."""
        kind = self.tabs.tabData(self.tabs.currentIndex())
        return SweepKind(kind) if kind else None

    # ------------------------------------------------------------ what is shown

    def _take_trace(self) -> None:
        self._trace, kept = self.document.trace, self.kind
        self.table.setModel(None)
        for model in self._models.values():
            model.deleteLater()
        self._models = {}
        present = {sweep.kind for sweep in self._trace.sweeps} if self._trace is not None else set()
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for kind, title in TABS.items():
            if kind in present:
                self.tabs.setTabData(self.tabs.addTab(title), kind.value)
                if kind is kept:
                    self.tabs.setCurrentIndex(self.tabs.count() - 1)
        findings = diagnostics(self._trace)
        self.tabs.addTab(f"Diagnostics {len(findings)}")
        self.notes.setText("\n\n".join(findings) or "Nothing to report: no error, no note, no NaN")
        self.tabs.blockSignals(False)
        self._show_tab(self.tabs.currentIndex())
        self._take_step(self.cursor_model.step)
        self.subtitle_changed.emit(self.subtitle)

    def _show_tab(self, index: int) -> None:
        kind = self.kind
        self.copy.setEnabled(kind is not None)
        if kind is None or self._trace is None:
            self._pages.setCurrentWidget(self.notes)
            return
        if kind not in self._models:
            self._models[kind] = EvaluationModel(self._trace, kind, self.theme, self)
        model = self._models[kind]
        model.move_to(self.cursor_model.step)
        if self.table.model() is not model:
            self.table.setModel(model)
            self.table.share(2, narrow={0: 52, 1: 70, 3: 112})
        self._pages.setCurrentWidget(self.table)
        self._keep_in_view()

    def _take_step(self, step: int) -> None:
        if self._trace is None or not len(self._trace.timeline):
            return
        kind = self._trace.timeline.band_of(min(step, len(self._trace.timeline) - 1)).kind
        if kind is not self.kind:
            for index in range(self.tabs.count()):
                if self.tabs.tabData(index) == kind.value:
                    self.tabs.setCurrentIndex(index)
        elif kind in self._models:
            self._models[kind].move_to(step)
            self._keep_in_view()

    def _keep_in_view(self) -> None:
        model = self.table.model()
        if isinstance(model, EvaluationModel):
            row = model.row_of(self.cursor_model.step)
            if row >= 0:
                self.table.scrollTo(model.index(row, 0), QuietTable.ScrollHint.EnsureVisible)

    def _take_theme(self) -> None:
        self.copy.setIcon(copy_icon(self.theme))
        self.table.viewport().update()

    # ------------------------------------------------------------ what the person does

    def _clicked(self, index: QModelIndex) -> None:
        model = self.table.model()
        held = QGuiApplication.keyboardModifiers()
        if isinstance(model, EvaluationModel) and held == Qt.KeyboardModifier.NoModifier and self._trace is not None:
            step = model.step_of(index.row())
            self.cursor_model.step = step
            self.selection.row = self._trace.timeline.step(step).row

    def copy_as(self, format: str) -> str:
        """Put the selected rows (more than one), or the whole sweep, on the clipboard; returns the text."""
        model = self.table.model()
        if not isinstance(model, EvaluationModel) or self._trace is None:
            return ""
        rows = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        if len(rows) < 2:
            rows = list(range(min(model.rowCount(), MOST_COPIED)))
        first, last = model.step_of(rows[0]), model.step_of(rows[-1])
        text = render_steps(self._trace, format, steps=range(first, last + 1))
        QGuiApplication.clipboard().setText(text)
        return text


def copy_icon(theme: Theme) -> QIcon:
    """Two sheets, one on the other."""
    picture = QPixmap(36, 36)
    picture.setDevicePixelRatio(2.0)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.color("text"), 1.4))
    painter.drawRoundedRect(QRectF(2.5, 2.5, 9, 9), 2, 2)
    painter.setBrush(theme.color("raised"))
    painter.drawRoundedRect(QRectF(6, 6, 9, 9), 2, 2)
    painter.end()
    return QIcon(picture)


def diagnostics(trace: Trace | None) -> list[str]:
    """What stopped the program, what the engine noted, and where NaN or infinity was born; one text each."""
    if trace is None:
        return []
    found: list[str] = []
    header = trace.header
    if header.error is not None:
        place = f" (line {header.error.line})" if header.error.line else ""
        found.append(f"{header.error.type}: {header.error.message}{place}")
    if header.truncated:
        found.append(f"The trace ends early: {header.truncated}")
    for note in header.notes:
        place = f" (line {note.line})" if note.line else ""
        found.append(f"{note.message}{place}")
    born = _first_nonfinite(trace)
    if born is not None:
        found.append(f"{trace.formulas.title(born)} is {trace.nodes.value[born]}, the first value that is not finite")
    return found


def _first_nonfinite(trace: Trace) -> int | None:
    bad = np.flatnonzero(~np.isfinite(trace.nodes.value))
    return int(bad[0]) if len(bad) else None
