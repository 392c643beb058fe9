"""The rows of the evaluation trace, and of what was noticed while it was made."""

from __future__ import annotations

import numpy as np
from PySide6.QtWidgets import QWidget

from adstudio.gui.graph.text import NOT_FINITE
from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.rows import RowModel
from adstudio.gui.sweeps import TOKENS
from adstudio.gui.theme import Theme
from adstudio.traces.model import SweepKind, Trace
from adstudio.traces.tables import EvaluationTable
from adstudio.workspace.selection import Ints

KEPT = 500  # rows whose text is kept: a view asks for each cell several times


class StepsModel(RowModel):
    """The steps of one sweep; a row is written when it is asked for."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.table: EvaluationTable | None = None
        self._kind = SweepKind.PRIMAL
        self._first = 0
        self._chosen = np.empty(0, np.int64)  # nodes, ascending
        self.sweep = -1
        self._written: dict[int, tuple[str, ...]] = {}  # the cells of the rows that were asked for last

    def take(self, trace: Trace | None, sweep: int) -> None:
        """Show another sweep."""
        self.beginResetModel()
        self.current, self.sweep = -1, sweep
        self._written.clear()
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

    def rowCount(self, parent: Index = ROOT) -> int:
        """One a step."""
        return 0 if parent.isValid() or self.table is None else len(self.table)

    def cell(self, row: int, column: int) -> str:
        """The step, as text."""
        assert self.table is not None
        if row not in self._written:
            if len(self._written) > KEPT:
                self._written.clear()
            self._written[row] = self.table[row].cells
        text = self._written[row][column]
        return f"▸ {text}" if column == 1 and self.chosen(row) else text

    def choose(self, rows: Ints) -> None:
        """Mark the steps of these nodes."""
        if not np.array_equal(rows, self._chosen):
            self._chosen = rows
            self.changed_all()

    def chosen(self, row: int) -> bool:
        """Whether the step in a row is one of a selected node."""
        if self.table is None or not len(self._chosen):
            return False
        node = self.table.trace.timeline.step(self.step_of(row)).row
        place = int(np.searchsorted(self._chosen, node))
        return place < len(self._chosen) and int(self._chosen[place]) == node

    def token(self, row: int, column: int) -> str:
        """What is still to come is dim, what is no number red, the current step has the colour of its sweep."""
        if self.current >= 0 and row > self.current:
            return "text_pending"
        if column == 3 and self.cell(row, column) in NOT_FINITE:
            return "trouble"
        return TOKENS[self._kind] if row == self.current else "text_secondary" if column == 0 else "text"

    def tip(self, row: int, column: int) -> str:
        """The whole row, however narrow the columns, every digit, and what it says."""
        assert self.table is not None
        shown = self.table[row]
        step = self.table.trace.timeline.step(shown.step)
        words = self.table.trace.formulas.sentence(step)
        number, left, formula, _ = shown.cells
        equals = " " if left.endswith("=") else " = "
        return f"{number}: {left}{equals}{formula}\n{shown.value!r}\n{words}"

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
                self.notes.append((line, "error", header.error.said))
            if header.truncated is not None:
                self.notes.append((str(header.ended_line or ""), "ended early", header.truncated))
            self.notes += [(str(note.line or ""), note.kind, note.message) for note in header.notes]
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        """Where, what kind, in words."""
        return ("line", "kind", "what was noticed")

    def rowCount(self, parent: Index = ROOT) -> int:
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
