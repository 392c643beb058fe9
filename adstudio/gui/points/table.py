"""Kept points side by side: a column each, a row for every input, value and derivative."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.plain_text import as_it_is, in_a_line
from adstudio.gui.rows import RowModel
from adstudio.gui.theme import Theme
from adstudio.workspace.expression import spelled
from adstudio.workspace.inputs import Input
from adstudio.workspace.points import Answer, Points

NOW = 0  # the number of the column that is not kept: where the document is; points count from 1


class Line(NamedTuple):
    """One row of the table."""

    kind: str  # "input", "value", "slope", "origin"
    name: str = ""  # of the input
    entry: int = 0


class PointsModel(RowModel):
    """The lines of all points; cells are made when they are seen."""

    def __init__(self, points: Points, now: Callable[[], Answer | None], theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.points, self._now = points, now
        self.columns: tuple[int, ...] = (NOW,)
        self.reference: int | None = None  # the column that the others are compared with
        self.only_changes = False
        self.lines: list[Line] = []
        self._every: tuple[object, list[Line]] = (None, [])  # all lines, and what they were made from
        self._widest: dict[str, Input] = {}  # of each input the longest that any point has
        self._outputs = 1
        self._inputs: dict[int, dict[str, Input]] = {}
        self._answers: dict[int, Answer | None] = {}
        self._slopes: dict[int, dict[str, tuple[float, ...]]] = {}

    def take(self) -> None:
        """Look at everything anew."""
        self.beginResetModel()
        document, kept = self.points.document, self.points.kept
        self.columns = (NOW, *(point.number for point in kept))
        if self.reference not in self.columns:
            self.reference = None
        self._inputs = {NOW: {item.name: item for item in document.inputs}}
        self._answers = {NOW: self._now()}
        for point in kept:
            self._inputs[point.number] = {item.name: item for item in point.inputs}
            self._answers[point.number] = self.points.answer(point.number)
        self._slopes = {n: dict(answer.gradient) if answer else {} for n, answer in self._answers.items()}
        self.lines = self._all_lines()
        if self.only_changes and self.reference is not None:
            rest = [number for number in self.columns if number != self.reference]
            self.lines = [
                line for line in self.lines
                if line.kind == "origin" or any(self.differs(line, number) for number in rest)
            ]  # fmt: skip
        self.endResetModel()

    def _all_lines(self) -> list[Line]:
        widest: dict[str, Input] = {}
        for items in self._inputs.values():
            for name, item in items.items():
                if name not in widest or len(item.values) > len(widest[name].values):
                    widest[name] = item
        self._widest = widest
        self._outputs = max((len(answer.value) for answer in self._answers.values() if answer), default=1) or 1
        made_of = (tuple((item.name, item.shape) for item in widest.values()), self._outputs)
        if made_of != self._every[0]:  # a slider moves the numbers, not the lines
            sizes = [(item, 1 if item.is_fixed else len(item.values)) for item in widest.values()]
            lines = [Line("input", item.name, at) for item, size in sizes for at in range(size)]
            lines += [Line("value", "", at) for at in range(self._outputs)]
            lines += [Line("slope", item.name, at) for item, size in sizes if not item.is_fixed for at in range(size)]
            self._every = (made_of, [*lines, Line("origin")])
        return self._every[1]

    def label(self, line: Line) -> str:
        """What a row is: "x1", "f", "∂f/∂A[0, 1]"."""
        f = self.points.document.function or "f"
        if line.kind == "input":
            return self._widest[line.name].label(line.entry)
        if line.kind == "value":
            return f if self._outputs == 1 else f"{f}[{line.entry}]"
        if line.kind == "origin":
            return "from"
        return f"∂{f if self._outputs == 1 else f'{f}[0]'}/∂{self._widest[line.name].label(line.entry)}"

    # -- numbers ---------------------------------------------------------------------------------------------------

    def number(self, line: Line, point: int) -> float | None:
        """What stands in a cell, as a number; None where there is none."""
        if line.kind == "input":
            item = self._inputs[point].get(line.name)
            return item.values[line.entry] if item is not None and line.entry < len(item.values) else None
        answer = self._answers[point]
        if answer is None or line.kind == "origin":
            return None
        values = answer.value if line.kind == "value" else self._slopes[point].get(line.name, ())
        return values[line.entry] if line.entry < len(values) else None

    def differs(self, line: Line, point: int) -> bool:
        """Whether a cell is another than the reference's."""
        if self.reference is None or point == self.reference or line.kind == "origin":
            return False
        one, other = self.number(line, point), self.number(line, self.reference)
        if one is None or other is None:
            return self._text(line, point) != self._text(line, self.reference)
        return one != other and not (one != one and other != other)

    def _text(self, line: Line, point: int) -> str:
        if line.kind == "origin":
            return self._origin(point)
        value = self.number(line, point)
        if value is not None:
            return spelled(value, 9)
        item = self._inputs[point].get(line.name)
        if line.kind == "input":
            return str(item.fixed) if item is not None and item.is_fixed else "·"
        answer = self._answers[point]
        return "✕ error" if answer is not None and answer.error else "·"

    def _origin(self, point: int) -> str:
        if point != NOW:
            return self.points.origin(point)
        answer = self._answers[NOW]
        return "here" if answer is None else f"here · {answer.engine}"

    # -- what the view asks ----------------------------------------------------------------------------------------

    def headings(self) -> tuple[str, ...]:
        """The points' names; what the rows are stands beside them."""
        names = {point.number: point.name for point in self.points.kept}
        heads = ["now" if number == NOW else names.get(number, "") for number in self.columns]
        if self.reference is not None:
            at = self.columns.index(self.reference)
            heads[at] = f"{heads[at]} ="
        return tuple(heads)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What the rows are, which stays in view when the points are scrolled."""
        if orientation is Qt.Orientation.Horizontal or section >= len(self.lines):
            return super().headerData(section, orientation, role)
        if role == Qt.ItemDataRole.DisplayRole:
            return in_a_line(self.label(self.lines[section]))
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_it_is(self.label(self.lines[section]))
        return self.theme.mono if role == Qt.ItemDataRole.FontRole else None

    def rowCount(self, parent: Index = ROOT) -> int:
        """One a line."""
        return 0 if parent.isValid() else len(self.lines)

    def cell(self, row: int, column: int) -> str:
        """The number, and how much more it is than the reference's: `5 (+2)`."""
        line, point = self.lines[row], self.columns[column]
        text = self._text(line, point)
        if not self.differs(line, point):
            return text
        one, other = self.number(line, point), self.number(line, self.reference or 0)
        if one is None or other is None:
            return f"≠ {text}"
        more = one - other
        return f"≠ {text} ({'+' if more >= 0 else ''}{spelled(more, 4)})"

    def token(self, row: int, column: int) -> str:
        """Inputs and values blue, derivatives amber, no number red; what is the reference's own again is quiet."""
        line, point = self.lines[row], self.columns[column]
        if line.kind == "origin":
            return "text_secondary"
        if self._text(line, point) in ("·", "✕ error"):
            return "trouble" if self._text(line, point) != "·" else "text_pending"
        if self.reference is not None and point != self.reference and not self.differs(line, point):
            return "text_pending"
        value = self.number(line, point)
        if value is not None and not math.isfinite(value):
            return "trouble"
        return {"input": "text", "value": "primal", "slope": "adjoint"}[line.kind]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What differs is bold, so that colour is not the only sign."""
        is_font = role == Qt.ItemDataRole.FontRole
        if is_font and self.differs(self.lines[index.row()], self.columns[index.column()]):
            font = QFont(self.theme.mono)
            font.setBold(True)
            return font
        return super().data(index, role)

    def right(self, column: int) -> bool:
        """Numbers at the right."""
        return True

    def tip(self, row: int, column: int) -> str:
        """All digits, or the error."""
        line, point = self.lines[row], self.columns[column]
        value, answer = self.number(line, point), self._answers[point]
        if value is not None:
            return f"{self.label(line)} = {spelled(value, 17)}"
        return answer.error if answer is not None and line.kind in ("value", "slope") else ""
