"""Higher-order derivatives: one row an order, every engine against the jet, and the Taylor polynomial under it."""

from __future__ import annotations

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QLabel, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from adstudio.gui.graph_text import number
from adstudio.gui.tables import QuietTable
from adstudio.gui.theme import Theme
from adstudio.workspace.document import Document

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
EMPTY = "Press Trace to climb the orders of the derivative"
REFERENCE = "jet"


def duration(seconds: float) -> str:
    """12 µs, 0.5 ms, 2.1 s."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{number(seconds / size, 2 if seconds / size < 10 else 3)} {unit}"
    return f"{number(seconds / 1e-9, 3)} ns"


class OrdersModel(QAbstractTableModel):
    """Order, the jet's value, the others' distance in ulps, nodes, time."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.orders: list[dict[str, Any]] = []
        self.others: list[str] = []
        self.reference = REFERENCE
        self.chosen = -1

    def show_orders(self, data: dict[str, Any] | None) -> None:
        """Show another ladder."""
        self.beginResetModel()
        self.orders = list(data["orders"]) if data else []
        engines = list(dict.fromkeys(name for order in self.orders for name in order["values"]))
        self.reference = REFERENCE if REFERENCE in engines else next(iter(engines), "")
        self.others = [name for name in engines if name != self.reference]
        self.endResetModel()

    @property
    def headings(self) -> list[str]:
        """The names of the columns."""
        return ["order", self.reference, *self.others, "nodes", "time"]

    def choose(self, row: int) -> None:
        """Mark the order whose polynomial is drawn."""
        old, self.chosen = self.chosen, row
        for place in {old, row} & set(range(len(self.orders))):
            self.dataChanged.emit(self.index(place, 0), self.index(place, self.columnCount() - 1))

    def rowCount(self, parent: Index = ROOT) -> int:
        """One an order."""
        return 0 if parent.isValid() else len(self.orders)

    def columnCount(self, parent: Index = ROOT) -> int:
        """As many as headings."""
        return 0 if parent.isValid() else len(self.headings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Text, colour, and in the tooltip what each engine found."""
        order, column = self.orders[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(order, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(f"{name}: {value!r}" for name, value in order["values"].items())
        if role == Qt.ItemDataRole.BackgroundRole and index.row() == self.chosen:
            return self._theme.color("selection")
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.color("higher_order" if column == 1 or index.row() == self.chosen else "text")
        return None

    def _text(self, order: dict[str, Any], column: int) -> str:
        if column == 0:
            return str(order["order"])
        if column == 1:
            value = order["values"].get(self.reference)
            return "–" if value is None else number(float(value), 9)
        if column < 2 + len(self.others):
            apart = order.get("ulps", {}).get(self.others[column - 2])
            return "–" if apart is None else f"{number(float(apart), 3)} ulp"
        key = "nodes" if column == 2 + len(self.others) else "seconds"
        found = order.get(key, {}) or {}
        value = found.get(self.reference, next(iter(found.values()), None)) if isinstance(found, dict) else found
        if value is None:
            return "–"
        return f"{value:,}" if key == "nodes" else duration(float(value))

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The names of the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.headings[section]
        return None


class OrdersPanel(QWidget):
    """`document.analyses["orders"]` as a table; the polynomial of the chosen order over the function."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, palette: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self.theme = document, palette
        self._data: dict[str, Any] | None = None
        self.model = OrdersModel(palette)
        self.table = QuietTable(palette, "Higher-order derivatives")
        self.table.setModel(self.model)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(True)
        self.splitter.addWidget(self.table)
        self._plot: Any = None
        self.empty = QLabel(EMPTY)
        self.empty.setObjectName("secondary")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(self.splitter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        document.analyses_changed.connect(self._take_analysis)
        palette.changed.connect(self._draw)
        self._take_analysis("orders")

    @property
    def subtitle(self) -> str:
        """f by x at 1.5."""
        if self._data is None:
            return ""
        return ", ".join(f"{name} = {number(float(value))}" for name, value in self._data.get("x", {}).items())

    def _take_analysis(self, kind: str) -> None:
        if kind != "orders":
            return
        self._data = self.document.analyses.get("orders")
        self.model.show_orders(self._data)
        self._pages.setCurrentIndex(0 if self._data is None else 1)
        if self._data is not None:
            self._share()
            if self._plot is None and self._data.get("function"):
                self._make_plot()
            chosen = self.model.chosen if 0 <= self.model.chosen < len(self.model.orders) else 2
            self.model.choose(min(chosen, len(self.model.orders) - 1))
            self.table.setCurrentIndex(self.model.index(self.model.chosen, 0))
        self._draw()
        self.subtitle_changed.emit(self.subtitle)

    def _share(self) -> None:
        """The value takes what the others leave."""
        last = self.model.columnCount() - 1
        self.table.share(1, narrow={0: 52, **{column: 78 for column in range(2, last - 1)}, last - 1: 62, last: 74})

    def _make_plot(self) -> None:
        from adstudio.gui.plots import plot_widget

        self._plot = plot_widget(self.theme, "Taylor polynomial over the function")
        self._plot.setMinimumHeight(70)
        self.splitter.addWidget(self._plot)
        self.splitter.setSizes([300, 200])

    def _chosen(self, current: QModelIndex) -> None:
        if current.isValid():
            self.model.choose(current.row())
            self._draw()

    def polynomial(self, order: int) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """x and the Taylor polynomial of an order there, by Horner's rule."""
        assert self._data is not None
        x = np.asarray(self._data["function"]["x"], float)
        shift = x - float(self._data["centre"])
        y = np.zeros_like(x)
        for coefficient in self._data["coefficients"][order::-1]:
            y = y * shift + coefficient
        return x, y

    def _draw(self) -> None:
        self.table.viewport().update()
        if self._plot is None:
            return
        from adstudio.gui.plots import dress, pen

        self._plot.clear()
        dress(self._plot, self.theme)
        if self._data is None or not self._data.get("function") or self.model.chosen < 0:
            return
        x, y = (np.asarray(self._data["function"][axis], float) for axis in ("x", "y"))
        taylor_x, taylor = self.polynomial(self.model.chosen)
        self._plot.plot(x, y, pen=pen(self.theme, "primal"), connect="finite")
        style = Qt.PenStyle.DashLine
        self._plot.plot(taylor_x, taylor, pen=pen(self.theme, "higher_order", style=style), connect="finite")
        centre = float(self._data["centre"])
        brush = self.theme.color("higher_order")
        start = float(self._data["coefficients"][0])
        self._plot.plot([centre], [start], pen=None, symbol="o", symbolSize=7, symbolBrush=brush, symbolPen=None)
        known = y[np.isfinite(y)]
        if len(known):
            margin = max(float(np.ptp(known)) * 0.25, 1e-12 + abs(start) * 0.1)
            self._plot.setYRange(float(known.min()) - margin, float(known.max()) + margin, padding=0)
        self._plot.setXRange(float(x.min()), float(x.max()), padding=0)
