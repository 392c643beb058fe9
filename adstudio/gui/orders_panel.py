"""Higher-order derivatives: a ladder with a row an order, and the Taylor polynomial over the function."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from adstudio.gui.rows import Index, RowModel, RowTable
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number
from adstudio.workspace.document import Document

HINT = "The derivatives of all orders by the first scalar input appear here when the program has run"


class OrdersModel(RowModel):
    """One row an order; the value by Taylor arithmetic, then how far each other way is off, its nodes and its time."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._orders: list[Mapping[str, Any]] = []
        self._engines: list[str] = []
        self._titles: dict[str, str] = {}
        self._counted: list[int] = []  # engines whose nodes were counted

    def take(self, data: Mapping[str, Any] | None, titles: dict[str, str]) -> None:
        """Show another ladder."""
        self.beginResetModel()
        self._orders = list(data["orders"]) if data else []
        self._engines = list(data["engines"]) if data else []
        self._titles = titles
        rows = self._orders
        self._counted = [i for i, name in enumerate(self._engines) if any(name in step["nodes"] for step in rows)]
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        """Order, value, then the other engines; nodes and time of the first two."""
        if not self._engines:
            return ("order", "value")
        names = [self._titles.get(name, name) for name in self._engines]
        return ("order", names[0], *names[1:], *(f"{names[i]} nodes" for i in self._counted), "time")

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 (Qt's own default)
        """One an order."""
        return 0 if parent.isValid() else len(self._orders)

    def right(self, column: int) -> bool:
        """Nodes and time are set at the right."""
        return column >= 1 + len(self._engines) and column > 1

    def cell(self, row: int, column: int) -> str:
        """A dash where a way did not come so far: it would have taken too long."""
        step = self._orders[row]
        if column == 0:
            return str(step["order"])
        if column == 1:
            return number(step["values"].get(self._engines[0], math.nan), 9)
        if column <= len(self._engines):
            off = step["ulps"].get(self._engines[column - 1])
            return "–" if off is None else f"{number(off, 3)} ulp"
        counted = column - 1 - len(self._engines)
        if counted < len(self._counted):
            nodes = step["nodes"].get(self._engines[self._counted[counted]])
            return "–" if nodes is None else f"{nodes:,}"
        seconds = step["seconds"].get(self._engines[0])
        return "–" if seconds is None else spelled_time(seconds)

    def token(self, row: int, column: int) -> str:
        """Violet for the value; red where an engine is far off."""
        if column == 1:
            return "higher_order"
        if 2 <= column <= len(self._engines):
            off = self._orders[row]["ulps"].get(self._engines[column - 1])
            return "text_pending" if off is None else "trouble" if off > 1e6 or math.isnan(off) else "text"
        return "text"

    def tip(self, row: int, column: int) -> str:
        """Every engine's value, nodes and time."""
        step = self._orders[row]
        lines = []
        for name in self._engines:
            if name in step["values"]:
                parts = [f"{self._titles.get(name, name)}: {step['values'][name]!r}"]
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


class OrdersPanel(QWidget):
    """The ladder at the left, the polynomial at the right; the polynomial ends at the selected order."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, palette: Theme) -> None:
        super().__init__()
        self.document, self.theme = document, palette
        self.model = OrdersModel(palette, self)
        self.table = RowTable(self.model, HINT, self)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.plot: Any = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.splitter)
        self.setFocusProxy(self.table)
        self.table.selectionModel().currentRowChanged.connect(self._order_chosen)
        document.analyses_changed.connect(self._analyses_changed)
        self._subtitle = ""
        self.refresh()

    @property
    def subtitle(self) -> str:
        """By which input, and where."""
        return self._subtitle

    def refresh(self) -> None:
        """Show the ladder that the document has."""
        data = self.document.analyses.get("orders")
        titles = {engine.name: engine.title for engine in self.document.engines}
        self.model.take(data, titles)
        self.table.fit_columns()
        self._subtitle = ""
        if data is not None:
            self._subtitle = f"by {data['wrt']} at {number(data['centre'], 6)}"
            if self.plot is None:
                from adstudio.gui.taylor_plot import TaylorPlot  # pyqtgraph takes its time to import

                self.plot = TaylorPlot(self.theme, self)
                self.splitter.addWidget(self.plot)
                self.splitter.setSizes([640, 360])
        if self.plot is not None:
            self.plot.take(data)
            self.plot.setVisible(data is not None)
        self.subtitle_changed.emit(self._subtitle)

    def _analyses_changed(self, kind: str) -> None:
        if kind == "orders":
            self.refresh()

    def _order_chosen(self) -> None:
        row = self.table.currentIndex().row()
        self.model.mark(row)
        if self.plot is not None and row >= 0:
            self.plot.set_order(row)
