"""The Taylor polynomial over the function, and how far it holds."""

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
from adstudio.traces.writing import number


class TaylorPlot(ThemedPlot):
    """The function in blue, the polynomial of the chosen order in violet and dashed."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._data: Mapping[str, Any] | None = None
        self._order: int | None = None  # None: the highest
        super().__init__(theme, parent)
        self.setMinimumWidth(150)
        self.setAccessibleName("The Taylor polynomial over the function")
        self.getViewBox().sigResized.connect(self._keep_in_corner)

    def take(self, data: Mapping[str, Any] | None) -> None:
        """Show another ladder's polynomial."""
        self._data = data
        self.redraw()

    def set_order(self, order: int) -> None:
        """Cut the polynomial off after this order."""
        if order != self._order:
            self._order = order
            self.redraw()

    def prepare(self, on: bool) -> None:
        """By which input, and where."""
        wrt, centre = ("", 0.0) if self._data is None else (self._data["wrt"], self._data["centre"])
        title = f"f and its Taylor polynomial at {wrt} = {number(centre, 6)}"
        self.name(on, title=title, bottom=wrt, left="f")

    def redraw(self) -> None:
        """Function, polynomial, the point, and the radius of convergence."""
        self.clear()
        data = self._data
        if data is None:
            return
        x, y = np.array(data["function"]["x"], float), np.array(data["function"]["y"], float)
        coefficients = data["coefficients"]
        order = len(coefficients) - 1 if self._order is None else min(self._order, len(coefficients) - 1)
        centre = float(data["centre"])
        radius = data.get("radius")
        if radius is not None and math.isfinite(radius):
            near = pg.LinearRegionItem((centre - radius, centre + radius), movable=False)
            near.setBrush(self.theme.color("higher_order", 0.07))
            for line in near.lines:
                line.setPen(self.pen("higher_order", width=1, alpha=0.25))
            self.addItem(near)
        with np.errstate(all="ignore"):
            polynomial = np.polynomial.polynomial.polyval(x - centre, np.array(coefficients[: order + 1]))
        self.plot(x, y, pen=self.pen("primal"), connect="finite")
        self.plot(x, polynomial, pen=self.pen("higher_order", style=Qt.PenStyle.DashLine), connect="finite")
        self.plot(
            [centre],
            [coefficients[0]],
            pen=None,
            symbol="o",
            symbolSize=7,
            symbolBrush=self.theme.color("higher_order"),
            symbolPen=None,
        )
        text = pg.TextItem(f"order {order}", color=self.theme.color("higher_order"), anchor=(1, 0))
        text.setFont(self.theme.mono)
        text.setParentItem(self.getViewBox())
        self._place(text)
        finite = y[np.isfinite(y)]
        if len(finite):
            low, high = float(finite.min()), float(finite.max())
            air = 0.15 * ((high - low) or 1.0)
            self.setRange(xRange=(x[0], x[-1]), yRange=(low - air, high + air), padding=0)

    def _place(self, text: Any) -> None:
        for old in getattr(self, "_texts", []):
            old.setParentItem(None)
            if old.scene() is not None:
                old.scene().removeItem(old)
        self._texts = [text]
        self._keep_in_corner()

    def _keep_in_corner(self) -> None:
        for text in getattr(self, "_texts", []):
            text.setPos(self.getViewBox().width() - 8, 4)
