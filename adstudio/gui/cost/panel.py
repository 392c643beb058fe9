"""What forward and reverse mode cost on this program: a sentence, a table, a plot with the crossing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from adstudio.analysis.cost import in_words
from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.orders.model import spelled_time
from adstudio.gui.plain_text import plain_label
from adstudio.gui.rows import RowModel, RowTable
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number
from adstudio.workspace.document import Document

HINT = "What forward and reverse mode cost appears here when the program has run"
SHOWN = ("counted", "timed")
ROOMY = 420  # px of width from which the plot stands beside the table


class CostModel(RowModel):
    """Forward, reverse, crossing, tape."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self._rows: list[tuple[str, str, str]] = []

    def take(self, data: Mapping[str, Any] | None) -> None:
        """Show other costs."""
        self.beginResetModel()
        self._rows = [] if data is None else _rows(data)
        self.endResetModel()

    def headings(self) -> tuple[str, ...]:
        """Which mode with how many sweeps, counted, timed."""
        return ("mode", "operations", "time")

    def rowCount(self, parent: Index = ROOT) -> int:
        """Four."""
        return 0 if parent.isValid() else len(self._rows)

    def cell(self, row: int, column: int) -> str:
        """The text."""
        return self._rows[row][column]

    def right(self, column: int) -> bool:
        """Numbers are set at the right."""
        return column > 0

    def token(self, row: int, column: int) -> str:
        """Forward green, reverse amber, as in the plot."""
        return ("tangent", "adjoint", "text", "text_secondary")[row] if column == 0 else "text"

    def tip(self, row: int, column: int) -> str:
        """What is counted and what is timed."""
        return (
            "One sweep for each input, the values computed again in each; timed: the dual engine with one tangent",
            "The values once, then one sweep back for each output; timed: the tape",
            "The number of inputs at which both would cost the same, with these outputs",
            "What reverse mode has to keep until it goes back: values, arguments, partials",
        )[row]


def _rows(data: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    counted, timed = data["counted"], data["timed"]
    return [
        (f"{data['inputs']:,} × forward", f"{counted['forward']:,.0f}", spelled_time(timed["forward"])),
        (f"{data['outputs']:,} × reverse", f"{counted['reverse']:,.0f}", spelled_time(timed["reverse"])),
        ("equal at inputs", number(counted["crossing"], 3), number(timed["crossing"], 3)),
        ("tape", f"{data['operations']:,} kept", _spelled_bytes(data["bytes"])),
    ]


def _spelled_bytes(count: int) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if count >= size:
            return f"{count / size:.3g} {unit}"
    return f"{count} bytes"


class CostPanel(QWidget):
    """The costs are asked for while the panel is seen."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self.theme = document, theme
        self._subtitle = ""
        self.sentence = plain_label(HINT)
        self.sentence.setWordWrap(True)
        self.sentence.setContentsMargins(12, 0, 6, 0)
        self.model = CostModel(theme, self)
        self.table = RowTable(self.model, "", self)
        self.table.setAccessibleName("Cost of both modes")
        self.table.give_way(0)
        self.shown = ArrowBox()
        self.shown.setAccessibleName("What the plot shows")
        self.shown.setToolTip("Plotted against the number of inputs")
        self.shown.addItems(["Operations", "Seconds"])
        self.plot: Any = None
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        top = QHBoxLayout()
        top.setContentsMargins(0, 4, 10, 0)
        top.addWidget(self.sentence, 1)
        top.addWidget(self.shown)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addWidget(self.splitter, 1)
        self.setFocusProxy(self.table)
        self.shown.currentIndexChanged.connect(lambda _index: self._draw())
        document.analyses_changed.connect(self._analyses_changed)
        self.refresh()
        self.look(True)  # a panel is made when it is first seen

    @property
    def subtitle(self) -> str:
        """Which is cheaper."""
        return self._subtitle

    def look(self, seen: bool) -> None:
        """Ask for the costs while somebody sees them: behind another tab nobody does."""
        if seen:
            self.document.want("cost")
        else:
            self.document.unwant("cost")

    def _analyses_changed(self, kind: str) -> None:
        if kind == "cost":
            self.refresh()

    def refresh(self) -> None:
        """Show the costs that the document has."""
        data = self.document.analyses.get("cost")
        self.sentence.setText(HINT if data is None else in_words(data))
        self.sentence.setObjectName("secondary" if data is None else "")
        self.model.take(data)
        self.table.fit_columns()
        self.splitter.setVisible(data is not None)
        self._arrange()
        self._subtitle = "" if data is None else f"timed: medians of {data['timed']['runs']:.0f} runs"
        self._draw()
        self.subtitle_changed.emit(self._subtitle)

    def _arrange(self) -> None:
        """Where there is no room for both, the table stands alone: it has the numbers."""
        roomy = self.width() >= ROOMY
        if self.plot is not None:
            self.plot.setVisible(roomy)
        self.shown.setVisible(roomy and "cost" in self.document.analyses)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other room."""
        super().resizeEvent(event)
        self._arrange()

    def _draw(self) -> None:
        data = self.document.analyses.get("cost")
        if data is not None and self.plot is None:
            from adstudio.gui.cost.plot import CostPlot  # pyqtgraph takes its time to import

            self.plot = CostPlot(self.theme, self)
            self.splitter.addWidget(self.plot)
            self.splitter.setStretchFactor(1, 1)  # the table has what its words and numbers need, the plot the rest
            self.splitter.setSizes([self.table.needed_width, max(self.width() - self.table.needed_width, 0)])
            self._arrange()
        if self.plot is not None:
            self.plot.take(data, SHOWN[self.shown.currentIndex()])
