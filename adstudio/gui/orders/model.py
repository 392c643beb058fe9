"""The ladder of orders as rows: few columns, and everything of an order in its tooltip."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.rows import RowModel
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number

# heading, what it means
COLUMNS = (
    ("k", "The order of the derivative"),
    ("value", "The derivative by the first engine that gives all orders at once"),
    ("ulp", "How far the engine that is farthest off is from it, in units of the last place"),
    ("lost", "Decimal digits that cancellation may cost the engine that loses most"),
    ("nodes", "Operations that the first engine needs"),
    ("time", "How long the first engine takes"),
)
FAR_OFF = 1e6  # ulps
FEW_LEFT = 8.0  # digits lost


class OrdersModel(RowModel):
    """One row an order; the value by Taylor arithmetic, how far the others are off, and what it cost."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._orders: list[Mapping[str, Any]] = []
        self._engines: list[str] = []
        self._titles: dict[str, str] = {}

    def take(self, data: Mapping[str, Any] | None, titles: dict[str, str]) -> None:
        """Show another ladder."""
        self.beginResetModel()
        self._orders = list(data["orders"]) if data else []
        self._engines = list(data["engines"]) if data else []
        self._titles = titles
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        """Order, value, worst difference, digits lost, nodes, time."""
        return tuple(heading for heading, _ in COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The headings, and what they mean."""
        if role == Qt.ItemDataRole.ToolTipRole and orientation is Qt.Orientation.Horizontal:
            return COLUMNS[section][1]
        return super().headerData(section, orientation, role)

    def rowCount(self, parent: Index = ROOT) -> int:
        """One an order."""
        return 0 if parent.isValid() else len(self._orders)

    def right(self, column: int) -> bool:
        """What is compared down the column is set at the right."""
        return column > 1

    def cell(self, row: int, column: int) -> str:
        """A dash where it is not known."""
        step = self._orders[row]
        first = self._engines[0]
        if column == 0:
            return str(step["order"])
        if column == 1:
            return number(step["values"].get(first, math.nan), 9)
        if column == 2:
            off = self._worst(row)
            return "–" if off is None else number(off, 2)
        if column == 3:
            lost = max(step["lost"].values(), default=None)
            return "–" if lost is None else "all" if math.isinf(lost) else f"{lost:.1f}"
        if column == 4:
            nodes = step["nodes"].get(first)
            return "–" if nodes is None else f"{nodes:,}"
        seconds = step["seconds"].get(first)
        return "–" if seconds is None else spelled_time(seconds)

    def _worst(self, row: int) -> float | None:
        others = [off for engine, off in self._orders[row]["ulps"].items() if engine != self._engines[0]]
        return math.nan if any(map(math.isnan, others)) else max(others, default=None)

    def token(self, row: int, column: int) -> str:
        """Violet for the value; red where it is no number, where an engine is far off, or where few digits are left."""
        if column == 1:
            value = self._orders[row]["values"].get(self._engines[0], math.nan)
            return "higher_order" if math.isfinite(value) else "trouble"
        if column == 2:
            off = self._worst(row)
            return "text_pending" if off is None else "trouble" if off > FAR_OFF or math.isnan(off) else "text"
        if column == 3:
            lost = max(self._orders[row]["lost"].values(), default=0.0)
            return "trouble" if lost > FEW_LEFT else "text"
        return "text"

    def tip(self, row: int, column: int) -> str:
        """Every engine's value, distance, digits lost, nodes and time."""
        step = self._orders[row]
        lines = []
        for name in self._engines:
            if name in step["values"]:
                parts = [f"{self._titles.get(name, name)}: {step['values'][name]!r}"]
                if name != self._engines[0]:
                    parts.append(f"{number(step['ulps'][name], 3)} ulp apart")
                if name in step["lost"]:
                    parts.append(f"{number(step['lost'][name], 2)} digits lost")
                if name in step["nodes"]:
                    parts.append(f"{step['nodes'][name]:,} nodes, {step['bytes'][name]:,} bytes")
                parts.append(spelled_time(step["seconds"][name]))
                lines.append(", ".join(parts))
        return "\n".join(lines)


def spelled_time(seconds: float) -> str:
    """Seconds to three digits with a readable unit."""
    for limit, unit, factor in ((1e-3, "µs", 1e6), (1.0, "ms", 1e3)):
        if seconds < limit:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"
