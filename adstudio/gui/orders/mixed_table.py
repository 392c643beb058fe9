"""Mixed partial derivatives as a table: a row for what was differentiated before, a column for the last input."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.rows import RowModel, RowTable
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number, pretty_name

HINT = "The mixed partial derivatives appear here when the program has run"
ZERO = "○"  # told by its shape; what was left out is a dash
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class MixedModel(RowModel):
    """∂ᵐf by rows and columns; the ground of a cell is the warmer the larger the derivative."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._inputs: list[str] = []
        self._rows: list[list[int]] = []
        self._values: list[list[float | None]] = []
        self._largest = 0.0

    def take(self, data: Mapping[str, Any] | None) -> None:
        """Show another table."""
        self.beginResetModel()
        self._inputs = list(data["inputs"]) if data else []
        self._rows = list(data["rows"]) if data else []
        self._values = list(data["values"]) if data else []
        known = [abs(x) for row in self._values for x in row if x is not None and math.isfinite(x)]
        self._largest = max(known, default=0.0)
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        """What is differentiated, and one input each."""
        return ("", *(f"∂/∂{pretty_name(name)}" for name in self._inputs))

    def rowCount(self, parent: Index = ROOT) -> int:
        """One a multi-index of one order less."""
        return 0 if parent.isValid() else len(self._rows)

    def right(self, column: int) -> bool:
        """Numbers are set at the right."""
        return column > 0

    def cell(self, row: int, column: int) -> str:
        """A ring for an exact 0, a dash for what was left out."""
        if column == 0:
            return self._operator(self._rows[row]) or "f"
        value = self._values[row][column - 1]
        return "–" if value is None else ZERO if value == 0.0 else number(value, 6)

    def token(self, row: int, column: int) -> str:
        """Zeros step back; trouble is red."""
        if column == 0:
            return "text_secondary"
        value = self._values[row][column - 1]
        if value is None or value == 0.0:
            return "text_pending"
        return "text" if math.isfinite(value) else "trouble"

    def tip(self, row: int, column: int) -> str:
        """The derivative in full."""
        if column == 0:
            return ""
        value = self._values[row][column - 1]
        name = self._operator(sorted([*self._rows[row], column - 1])) + "f"
        return f"{name} was left out" if value is None else f"{name} = {value + 0.0!r}"

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Also the ground: by the logarithm of the size, over six decades."""
        if role == Qt.ItemDataRole.BackgroundRole and index.column() > 0:
            value = self._values[index.row()][index.column() - 1]
            if value and math.isfinite(value) and self._largest:
                warmth = max(0.0, 1.0 + math.log10(abs(value) / self._largest) / 6.0)
                return QColor(self.theme.mixed("higher_order", "panel", 0.05 + 0.3 * warmth))
            return None
        return super().data(index, role)

    def text(self) -> str:
        """The whole table with tabs between, 17 digits."""
        lines = ["\t".join(self.headings())]
        for row, values in enumerate(self._values):
            cells = ["" if value is None else repr(value + 0.0) for value in values]
            lines.append("\t".join([self.cell(row, 0), *cells]))
        return "\n".join(lines) + "\n"

    def _operator(self, wrt: list[int]) -> str:
        """∂³/∂x₁²∂x₂ without its function."""
        if not wrt:
            return ""
        counted = [(i, wrt.count(i)) for i in dict.fromkeys(wrt)]
        below = "".join(f"∂{pretty_name(self._inputs[i])}{power(times)}" for i, times in counted)
        return f"∂{power(len(wrt))}/{below} "


class MixedTable(RowTable):
    """The table; Ctrl+C copies all of it."""

    def __init__(self, model: MixedModel, parent: QWidget) -> None:
        super().__init__(model, HINT, parent)
        self.mixed = model
        self._air = 24
        self.horizontalHeader().setStretchLastSection(False)
        self.setAccessibleName("Mixed partial derivatives")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, or as any table."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            return
        super().keyPressEvent(event)

    def copy(self) -> None:
        """The table to the clipboard, with tabs."""
        QGuiApplication.clipboard().setText(self.mixed.text())


def power(times: int) -> str:
    """A superscript; none for 1."""
    return "" if times == 1 else str(times).translate(SUPERSCRIPTS)
