"""The graph of a nested derivative: every operation of f″, marked by the order of derivative that it computes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.graph.orders import color_of, letter
from adstudio.gui.graph.text import expression, label
from adstudio.gui.graph.view import GraphView
from adstudio.gui.plain_text import escaped, in_a_line, plain_label
from adstudio.gui.theme import Theme
from adstudio.program.depths import orders_of
from adstudio.traces import files
from adstudio.traces.model import Trace
from adstudio.traces.writing import number
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.selection import Selection

ENGINES = ("tape", "dual", "jet")  # those that nest on values of the table
HIGHEST = 5
HINT = "The graph of the derivative appears here when the program has run"


class NestedPanel(QWidget):
    """The graph, which derivative it is of and by which engine, and what the letters on its cards mean."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, palette: Theme) -> None:
        super().__init__()
        self.document, self.theme = document, palette
        self._own = Document()  # the derivative's trace, beside the program's own
        self._cursor, self._selection = Cursor(), Selection()
        self._cursor.follow(self._own)
        self._selection.follow(self._own)
        self.view = GraphView(self._cursor, self._selection, palette)
        self.order = ArrowBox(self)
        self.order.setObjectName("compact")
        self.order.setAccessibleName("The order of the derivative")
        self.order.setToolTip(self.order.accessibleName())
        for order in range(1, HIGHEST + 1):
            self.order.addItem(str(order), order)
        self.order.setCurrentIndex(1)
        self.engine = ArrowBox(self)
        self.engine.setObjectName("compact")
        self.engine.setAccessibleName("The engine that takes the derivative of the derivative")
        self.engine.setToolTip(self.engine.accessibleName())
        for name in ENGINES:
            self.engine.addItem(name.capitalize(), name)
        self.engine.setSizeAdjustPolicy(ArrowBox.SizeAdjustPolicy.AdjustToContents)
        self.key = plain_label("", self)
        self.key.setTextFormat(Qt.TextFormat.RichText)
        self.key.setObjectName("small")
        self.key.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout()
        row.setContentsMargins(8, 3, 8, 2)
        row.setSpacing(5)
        for text, widget in (("order", self.order), ("by", self.engine)):
            words = plain_label(text, self)
            words.setObjectName("small")
            row.addWidget(words)
            row.addWidget(widget)
        row.addWidget(self.key, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.order.currentIndexChanged.connect(self._ask)
        self.engine.currentIndexChanged.connect(self._ask)
        self._selection.selection_changed.connect(self._tell)
        document.analyses_changed.connect(self._analyses_changed)
        palette.changed.connect(self._tell)
        self._subtitle = HINT
        self.refresh()

    @property
    def subtitle(self) -> str:
        """Which derivative, its value and size."""
        return self._subtitle

    @property
    def trace(self) -> Trace | None:
        """The trace of the derivative."""
        return self._own.trace

    def _ask(self) -> None:
        if self.isVisible():
            self.document.want("nested", order=self.order.currentData(), engine=self.engine.currentData())

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks."""
        super().showEvent(event)
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks any more."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.document.unwant("nested")

    def stop(self) -> None:
        """End the laying out that may be under way."""
        self.view.stop()

    def refresh(self) -> None:
        """Show the trace that the document's answer names."""
        data = self.document.analyses.get("nested")
        trace: Trace | None = None
        if data is not None:
            with QSignalBlocker(self.order):
                self.order.setCurrentIndex(self.order.findData(data["order"]))
            try:
                trace = files.load(Path(data["path"]))
            except (OSError, ValueError) as error:
                self.document.append_output(f"the graph of the derivative can't be read: {error}\n", "note")
        if trace is None:
            self._own.clear_results()
        else:
            self._own.show("nested")
            self._own.set_trace("nested", trace)
            self._cursor.step = max(len(trace.timeline) - 1, 0)
        self.view.set_trace(trace)
        self._tell()

    def _tell(self) -> None:
        """What the letters mean, how many nodes have each, and what the selected node computes."""
        trace = self.trace
        orders = None if trace is None else orders_of(trace)
        if trace is None or orders is None:
            self.key.setText("")
            self._say(HINT)
            return
        counts = np.bincount(orders[trace.labels > 0])
        pieces = [
            f'<span style="color:{color_of(k, self.theme).name()}">{"▮" * min(k + 1, 5)}</span> {letter(k)} {count}'
            for k, count in enumerate(counts.tolist())
        ]
        row = self._selection.row
        chosen = ""
        if row is not None and row < len(trace):
            chosen = f"{label(trace, row)} = {expression(trace, row)} computes {letter(int(orders[row]))}"
        self.key.setText(escaped(in_a_line(chosen)) or " &nbsp; ".join(pieces))
        top = trace.header.outputs[0]
        value = number(float(trace.nodes.value[top.rows[0]]), 8)
        self._say(f"{top.name} = {value} · {int(counts.sum())} nodes")
        told = ", ".join(f"{count} compute {letter(k)}" for k, count in enumerate(counts.tolist()))
        self.setAccessibleDescription(f"{self._subtitle}: {told}. {chosen}")

    def _say(self, subtitle: str) -> None:
        self._subtitle = subtitle
        self.subtitle_changed.emit(subtitle)

    def _analyses_changed(self, kind: str) -> None:
        if kind == "nested":
            self.refresh()
