"""The function around the point at the scale of the step size: its tangent by an engine, and the secant in hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from adstudio.gui.curve.plot import STYLES
from adstudio.gui.plots import ThemedPlot
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number


class SecantPlot(ThemedPlot):
    """f in blue, the tangent green and dashed, the secant in its method's colour with rings where it meets f.

    The axes are offsets from the point: at h = 1e-14 the steps of the function's last bit are to be seen.
    """

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self._data: Mapping[str, Any] | None = None
        self._method, self._h = "forward", math.nan
        super().__init__(theme, parent)
        self.setMouseEnabled(x=False, y=False)
        self.getAxis("left").setStyle(showValues=False)
        self.getAxis("left").setWidth(6)
        self.setAccessibleName("The function around the point, with tangent and secant")

    def take(self, data: Mapping[str, Any] | None, method: str, h: float) -> None:
        """Show another step."""
        self._data, self._method, self._h = data, method, h
        self.redraw()

    def redraw(self) -> None:
        """Function, tangent, secant, in units of the picture's scale."""
        self.clear()
        data, h = self._data, self._h
        if data is None or not data.get("around") or not math.isfinite(h):
            self.getAxis("bottom").setTicks([[]])
            return
        picture = picture_for(data["around"], h)
        unit = picture["scale"]
        x, y = np.array(picture["offset"], float) / unit, np.array(picture["value"], float)
        tangent = data["exact"] * unit
        estimate, ends = secant(data, self._method, h)
        sizes = [abs(v) for v in (tangent, estimate * unit) if math.isfinite(v)]
        finite = y[np.isfinite(y)]
        high = max([*sizes, *np.abs(finite)], default=1.0) or 1.0
        edge = np.array([-1.0, 1.0])
        self.line(x, y / high, self.pen("primal", width=1.8), connect="finite")
        if math.isfinite(tangent):
            pen = self.pen("tangent", width=1.4, style=Qt.PenStyle.DashLine)
            self.line(edge, tangent * edge / high, pen)
        token = STYLES[self._method][0]
        if math.isfinite(estimate):
            through = ends[0] if ends else (0.0, 0.0)
            line = (through[1] + estimate * (edge * unit - through[0])) / high
            self.line(edge, line, self.pen(token, width=1.6))
        if ends:
            at_ends, values = [at / unit for at, _ in ends], [value / high for _, value in ends]
            self.dots(at_ends, values, "o", 7, self.theme.color(token))
        self.dots([0.0], [0.0], "d", 8, self.theme.color("text"))
        marks = [(0.0, "x")] + [(at / unit, "x+h" if at > 0 else "x−h") for at, _ in ends if at]
        self.getAxis("bottom").setTicks([_apart(marks)])
        self.look_at(x=(-1.0, 1.0), y=(-1.12, 1.12), padding=0.0)

    def textual(self, digits: int = 10) -> str:
        """The same in words."""
        data, h = self._data, self._h
        if data is None or not math.isfinite(h):
            return ""
        estimate, _ = secant(data, self._method, h)
        error = abs(estimate - data["exact"])
        return f"{self._method}, h = {number(h, 2)}: slope {number(estimate, digits)}, error {number(error, 2)}"


def picture_for(around: Any, h: float) -> Mapping[str, Any]:
    """The narrowest picture that has room for a step of h; the widest where none has."""
    found: Mapping[str, Any] = around[0]
    for picture in around:
        if picture["scale"] >= 1.15 * h:
            found = picture
    return found


def secant(data: Mapping[str, Any], method: str, h: float) -> tuple[float, list[tuple[float, float]]]:
    """The slope that a method has at a step size, and the points (offset, value − f(x)) that it goes through.

    Richardson's and the complex step's slopes go through no two points of the function: they have none.
    """
    methods = data["methods"]
    if method not in methods:
        return math.nan, []
    i = nearest(methods[method]["h"], h)
    slope = number_or_nan(methods[method]["estimate"][i])
    h = methods[method]["h"][i]
    ahead = h * number_or_nan(methods["forward"]["estimate"][i])
    if method == "forward":
        return slope, [(0.0, 0.0), (h, ahead)]
    if method == "central":
        return slope, [(-h, ahead - 2.0 * h * slope), (h, ahead)]
    return slope, []


def nearest(sizes: list[float], h: float) -> int:
    """The index of the step size nearest to h."""
    return int(np.argmin(np.abs(np.log10(np.array(sizes, float)) - math.log10(h))))


def number_or_nan(value: float | None) -> float:
    """A number; NaN where there is none."""
    return math.nan if value is None else float(value)


def _apart(marks: list[tuple[float, str]]) -> list[tuple[float, str]]:
    """Ticks that do not run into each other: x−h and x+h give way to x where they are near."""
    return [mark for mark in marks if mark[1] == "x" or abs(mark[0]) > 0.3]
