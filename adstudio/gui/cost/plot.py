"""The cost of forward and reverse mode against the number of inputs, and where they cross."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from adstudio.gui.plots import ThemedPlot
from adstudio.gui.theme import Theme


class CostPlot(ThemedPlot):
    """Forward green and solid, reverse amber and dashed; a diamond where they cross, a dotted line at this program."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._data: Mapping[str, Any] | None = None
        self._which = "counted"
        super().__init__(theme, parent, logarithmic=True)
        self.setLogMode(x=True, y=True)
        self.setMinimumWidth(110)
        self.setAccessibleName("Cost against the number of inputs")

    def take(self, data: Mapping[str, Any] | None, which: str) -> None:
        """Show other costs: those "counted" or those "timed"."""
        self._data, self._which = data, which
        self.redraw()

    def redraw(self) -> None:
        """Both lines, the crossing, this program."""
        self.clear()
        if self._data is None:
            return
        n, costs = int(self._data["inputs"]), self._data[self._which]
        forward, reverse, crossing = costs["forward"] / n, costs["reverse"], costs["crossing"]
        if not (forward > 0 and reverse > 0):
            return
        most = 10.0 ** math.ceil(math.log10(max(30.0, 3.0 * n, 3.0 * crossing)))
        x = np.logspace(min(0.0, math.log10(crossing) - 0.3), math.log10(most), 60)
        self.line(x, forward * x, self.pen("tangent", width=2))
        self.line(x, np.full(len(x), reverse), self.pen("adjoint", width=2, style=Qt.PenStyle.DashLine))
        here = pg.InfiniteLine(math.log10(n), pen=self.pen("text_secondary", width=1, style=Qt.PenStyle.DotLine))
        self.addItem(here)
        self.dots([crossing], [reverse], "d", 9, self.theme.color("text"))
        self.dots([n], [forward * n], "o", 9, self.theme.color("tangent"))
        self.dots([n], [reverse], "o", 9, self.theme.color("adjoint"))
        self._write("forward", x[42], forward * x[42], "tangent", (1.05, 1.0))
        self._write("reverse", x[-1], reverse, "adjoint", (1.0, 0.0))
        low, high = min(forward * x[0], reverse), max(forward * x[-1], reverse)
        across = math.log10(x[0]), math.log10(x[-1])
        self.look_at(x=across, y=(math.log10(low) - 0.4, math.log10(high) + 0.2), padding=0)

    def _write(self, words: str, x: float, y: float, token: str, anchor: tuple[float, float]) -> None:
        text = pg.TextItem(words, color=self.theme.color(token), anchor=anchor)
        text.setFont(self.theme.mono)
        text.setPos(math.log10(x), math.log10(y))
        self.addItem(text)
