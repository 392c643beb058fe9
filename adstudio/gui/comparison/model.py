"""The rows of the table of engines: a node each, what every engine says of it, and how far two of them are apart."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from adstudio.analysis.comparison import Comparison
from adstudio.analysis.pairing import Apart, Pairing
from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.rows import RowModel
from adstudio.gui.theme import Theme
from adstudio.traces import quantities
from adstudio.traces.formula import Formulas
from adstudio.traces.quantities import Quantity
from adstudio.traces.writing import number
from adstudio.workspace.selection import NONE, Ints

COLORS = {"v̇": "tangent", "v̄": "adjoint", "Δv/h": "higher_order"}
MOST = 100_000  # nodes that are listed
APART = 2  # the column of the lockstep


class ComparisonModel(RowModel):
    """One row a labelled node; node, operation, ulps between the two engines in lockstep, then a column an engine."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.comparison: Comparison | None = None
        self._rows: list[int] = []  # of the trace
        self._place: dict[int, int] = {}
        self._formulas: Formulas | None = None
        self._titles: dict[str, str] = {}
        self._pairing: Pairing | None = None
        self._parting = -1  # the row where the two part
        self._sweep = 0
        self._chosen: Ints = NONE

    def choose(self, rows: Ints) -> None:
        """Mark these nodes."""
        if not np.array_equal(rows, self._chosen):
            self._chosen = rows
            self.changed_all()

    def chosen(self, row: int) -> bool:
        """Whether the node in a row is a selected one."""
        place = int(np.searchsorted(self._chosen, self._rows[row]))
        return place < len(self._chosen) and int(self._chosen[place]) == self._rows[row]

    def take(self, comparison: Comparison | None, titles: dict[str, str]) -> None:
        """Show another comparison."""
        self.beginResetModel()
        self.comparison, self._titles, self.current = comparison, titles, -1
        self._rows, self._formulas, self._pairing, self._parting = [], None, None, -1
        if comparison is not None:
            labels = comparison.trace.labels
            self._rows = [row for row in range(len(comparison.trace)) if labels[row]][:MOST]
            self._formulas = Formulas(comparison.trace)
        self._place = {row: place for place, row in enumerate(self._rows)}
        self.endResetModel()

    def pair(self, pairing: Pairing | None) -> None:
        """The two engines in lockstep; None where one of them has other nodes than the table."""
        self.beginResetModel()
        self._pairing, self._parting = pairing, -1
        if pairing is not None and pairing.divergence >= 0:
            self._parting = pairing.ours.timeline.step(pairing.divergence).row
        self.endResetModel()

    def look_at(self, sweep: int) -> None:
        """Say how far apart the two are in this sweep of the shown engine."""
        if sweep != self._sweep:
            self._sweep = sweep
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, APART, APART)
            if self._rows:
                self.dataChanged.emit(self.index(0, APART), self.index(len(self._rows) - 1, APART))

    def row_of(self, place: int) -> int:
        """The row of the trace that stands at a place of the table."""
        return self._rows[place]

    def place_of(self, row: int) -> int:
        """Where a row of the trace stands; −1 for one that does not."""
        return self._place.get(row, -1)

    def number_at(self, place: int, column: int) -> tuple[str, Quantity]:
        """The engine of a cell, "" for the shown one, and which number of its trace the cell shows."""
        at = self._rows[place]
        if column > APART and self.comparison is not None:
            found = self.comparison.columns[column - APART - 1]
            return found.engine, quantities.derivative(at, found.sweep)
        apart = self._apart(at)
        return "", apart.our_number if apart is not None else quantities.value(at)

    def headings(self) -> tuple[str, ...]:
        """Node, operation, ulps, then the engines."""
        columns = self.comparison.columns if self.comparison else ()
        return ("node", "op", "ulps", *(f"{self._titles.get(c.engine, c.engine)} {c.symbol}" for c in columns))

    def rowCount(self, parent: Index = ROOT) -> int:
        """One a node."""
        return 0 if parent.isValid() else len(self._rows)

    def cell(self, row: int, column: int) -> str:
        """Label, operation, ulps, or what the engine says, with a sign where it is wrong."""
        assert self.comparison is not None
        assert self._formulas is not None
        at = self._rows[row]
        if column == 0:
            sign = ("▸ " if self.chosen(row) else "") + ("✗ " if self._diverges(at) else "")
            return sign + self._formulas.label(at)
        if column == 1:
            trace = self.comparison.trace
            return str(trace.header.ops[trace.nodes.op[at]])
        if column == APART:
            apart = self._apart(at)
            return "–" if apart is None else ulps_text(apart)
        value = float(self.comparison.columns[column - APART - 1].values[at])
        return "–" if math.isnan(value) else number(value, 9)

    def token(self, row: int, column: int) -> str:
        """The colour of the kind of derivative; red where it is infinite, and from the first wrong node."""
        if self.comparison is not None and self._diverges(self._rows[row]):
            return "trouble"
        if column <= APART or self.comparison is None:
            return "text" if column == 0 else "text_secondary"
        if math.isinf(self.comparison.columns[column - APART - 1].values[self._rows[row]]):
            return "trouble"
        return COLORS[self.comparison.columns[column - APART - 1].symbol] if row == self.current else "text"

    def tip(self, row: int, column: int) -> str:
        """Every digit, and the finding where there is one."""
        assert self.comparison is not None
        at = self._rows[row]
        found = [d.text(self.comparison.trace) for d in self.comparison.divergences if d.row == at]
        apart = self._apart(at)
        if column == APART and apart is not None:
            found.insert(0, f"{apart.ours!r} and {apart.theirs!r}, {apart.difference:.3g} apart")
        if column > APART:
            found.insert(0, repr(float(self.comparison.columns[column - APART - 1].values[at])))
        return "\n".join(found)

    def _apart(self, row: int) -> Apart | None:
        """The derivative in the sweep of the cursor where both have it, else the value."""
        if self._pairing is None or row >= len(self._pairing.ours):
            return None
        sweep = min(self._sweep, len(self._pairing.ours.sweeps) - 1)
        return (self._pairing.derivative(row, sweep) if sweep >= 0 else None) or self._pairing.value(row)

    def _diverges(self, row: int) -> bool:
        found = self.comparison is not None and any(d.row == row for d in self.comparison.divergences)
        return found or row == self._parting


def ulps_text(apart: Apart) -> str:
    """0, 3, 1.2e9; "Δ 3e-17", the difference, where ulps say nothing."""
    if not apart.telling:
        return f"Δ {number(apart.difference, 1)}"
    ulps = apart.ulps
    if math.isinf(ulps):
        return "∞"
    return f"{ulps:.0f}" if ulps < 1e5 else number(ulps, 2)
