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
    """The function in blue, the polynomial of the chosen order in violet and dashed, the disc of convergence shaded.

    A cross on the axis marks a singularity that bounds it, where one seems to lie on the line.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._data: Mapping[str, Any] | None = None
        self._order: int | None = None  # None: the highest
        super().__init__(theme, parent)
        self.setMinimumSize(100, 40)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("The Taylor polynomial over the function")

    @property
    def order(self) -> int:
        """Where the polynomial ends."""
        highest = 0 if self._data is None else len(self._data["coefficients"]) - 1
        return highest if self._order is None else min(self._order, highest)

    @property
    def drawable(self) -> bool:
        """Whether the point and the derivatives up to the order are numbers."""
        if self._data is None:
            return False
        needed = [self._data["centre"], *self._data["function"]["x"], *self._data["coefficients"][: self.order + 1]]
        return bool(np.isfinite(np.array(needed, float)).all())

    def take(self, data: Mapping[str, Any] | None, order: int | None = None) -> None:
        """Show a ladder's polynomial up to an order; the highest by default."""
        if data is not self._data or order != self._order:
            self._data, self._order = data, order
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
        if data is None or not self.drawable:
            return
        x, y = np.array(data["function"]["x"], float), np.array(data["function"]["y"], float)
        coefficients, order, centre = data["coefficients"], self.order, float(data["centre"])
        finite = y[np.isfinite(y)]
        low, high = (float(finite.min()), float(finite.max())) if len(finite) else (-1.0, 1.0)
        air = 0.15 * ((high - low) or 1.0)  # infinite, where they are too far apart for a picture
        self._disc(data, centre, low - air, 0.6 * air)
        with np.errstate(all="ignore"):
            polynomial = np.polynomial.polynomial.polyval(x - centre, np.array(coefficients[: order + 1]))
        self.line(x, y, self.pen("primal"), connect="finite")
        self.line(x, polynomial, self.pen("higher_order", style=Qt.PenStyle.DashLine), connect="finite")
        self.dots([centre], [coefficients[0]], "o", 7, self.theme.color("higher_order"))
        self.look_at(x=(x[0], x[-1]), y=(low - air, high + air), padding=0)

    def _disc(self, data: Mapping[str, Any], centre: float, bottom: float, rise: float) -> None:
        radius, at = data.get("radius"), (data.get("convergence") or {}).get("at")
        if radius is None or not math.isfinite(radius):
            return
        near = pg.LinearRegionItem((centre - radius, centre + radius), movable=False)
        near.setBrush(self.theme.color("higher_order", 0.07))
        for line in near.lines:
            line.setPen(self.pen("higher_order", width=1, alpha=0.4, style=Qt.PenStyle.DotLine))
        self.addItem(near)
        if at is not None and abs(at[1]) < 1e-6 * radius:
            pen = pg.mkPen(self.theme.color("trouble"), width=2)
            self.dots([centre + at[0]], [bottom + rise], "x", 11, self.theme.color("trouble"), pen).setZValue(10)

    def off(self) -> float | None:
        """The largest error of the polynomial over the inner half of the disc (of the picture without one)."""
        data = self._data
        if data is None or not self.drawable:
            return None
        x, y = np.array(data["function"]["x"], float), np.array(data["function"]["y"], float)
        centre, radius = float(data["centre"]), data.get("radius")
        with np.errstate(all="ignore"):
            half = 0.5 * (radius if radius is not None and math.isfinite(radius) else float(x[-1] - centre))
            values = np.polynomial.polynomial.polyval(x - centre, np.array(data["coefficients"][: self.order + 1]))
            apart = np.abs(values - y)[np.abs(x - centre) <= half]
        apart = apart[np.isfinite(apart)]
        return float(apart.max()) if len(apart) else None
