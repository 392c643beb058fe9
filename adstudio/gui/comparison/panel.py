"""Engines, node by node: the same nodes side by side, two of them in lockstep, the first divergence marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from adstudio.analysis.comparison import Comparison
from adstudio.gui.comparison.lockstep_strip import LockstepStrip
from adstudio.gui.comparison.model import ComparisonModel
from adstudio.gui.rows import RowTable
from adstudio.gui.theme import Theme
from adstudio.gui.why.actions import offer_why
from adstudio.traces.formula import Formulas
from adstudio.traces.model import Trace
from adstudio.traces.quantities import Quantity
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.lockstep import Lockstep
from adstudio.workspace.selection import Selection

HINT = "Run two engines or more to see them side by side"


class ComparisonPanel(QWidget):
    """The table and the lockstep strip, following the cursor; a click selects the node.

    `why_asked(quantity, direction)`: about a number of the shown engine; a number of another one shows that one first.
    """

    subtitle_changed = Signal(str)
    why_asked = Signal(object, str)
    jumped = Signal(int)  # to a step of the shown trace

    def __init__(self, document: Document, cursor: Cursor, selection: Selection, palette: Theme) -> None:
        super().__init__()
        self.document, self._cursor, self.selection = document, cursor, selection
        self.lockstep = Lockstep(document, cursor)
        self.model = ComparisonModel(palette, self)
        self.table = RowTable(self.model, HINT, self)
        self.table.setAccessibleName("Nodes by engine")
        self.table.tighten()
        self.strip = LockstepStrip(self.lockstep, document, palette, self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.strip)
        column.addWidget(self.table, 1)
        self.setFocusProxy(self.table)
        self.table.clicked.connect(self._clicked)
        self.table.activated.connect(self._clicked)
        offer_why(self.table, self._ask)
        self.strip.why_asked.connect(self._ask_of)
        self.strip.go_button.clicked.connect(lambda _on=False: self.go_to_parting())
        self._compared: list[Trace] = []
        self.lockstep.pair_changed.connect(self.refresh)
        cursor.step_changed.connect(self._step_changed)
        selection.selection_changed.connect(self._take_selection)
        self._subtitle = ""
        self.refresh()
        self._take_selection()

    @property
    def subtitle(self) -> str:
        """The verdict in a few words."""
        return self._subtitle

    def refresh(self) -> None:
        """Compare the traces that there are, and two of them step by step."""
        traces, comparison = self.document.traces, self.model.comparison
        if list(map(id, traces.values())) != list(map(id, self._compared)):
            self._compared = list(traces.values())
            comparison = self.document.comparison
            self.model.take(comparison, {engine.name: engine.title for engine in self.document.engines})
            self.table.hint = _hint(self._compared, comparison)
            self._subtitle = self._words(comparison)
            self.subtitle_changed.emit(self._subtitle)
        shown = self.document.shown
        comparable = comparison is not None and shown in {column.engine for column in comparison.columns}
        self.model.pair(self.lockstep.pairing if comparable else None)
        self.table.fit_columns()
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
        at = trace.timeline.step(min(step, len(trace.timeline) - 1))
        self.model.look_at(at.sweep)
        place = self.model.place_of(at.row)
        self.model.mark(place)
        self.table.keep_in_view(place)

    def _take_selection(self) -> None:
        self.model.choose(self.selection.rows)
        if self.selection.row is not None:
            self.table.keep_in_view(self.model.place_of(self.selection.row))

    # -- what a person does --------------------------------------------------------------------------------------------

    def go_to_parting(self) -> None:
        """To the first divergence of the two engines in lockstep, or to where their last bits first differ."""
        if self.lockstep.parting >= 0:
            self.jumped.emit(self.lockstep.parting)

    def _clicked(self, index: QModelIndex) -> None:
        self.selection.row = self.model.row_of(index.row())

    def _ask(self, direction: str) -> None:
        index = self.table.currentIndex()
        place = index.row() if index.isValid() else self.model.current
        if place >= 0:
            engine, quantity = self.model.number_at(place, max(index.column(), 0))
            self._ask_of(engine or self.document.shown, quantity, direction)

    def _ask_of(self, engine: str, quantity: Quantity, direction: str = "why") -> None:
        if engine in self.document.traces:
            self.document.show(engine)
            self.why_asked.emit(quantity, direction)


def _hint(traces: Sequence[Trace], comparison: Comparison | None) -> str:
    """What an empty table says."""
    if len(traces) < 2:
        return HINT
    if comparison is not None:
        return "The program has no input to differentiate by, so there is nothing to compare"
    header = traces[0].header
    why = header.truncated if header.error is None else header.error.said
    return f"No engine came to the end of the program, so they are not compared: {why}"
