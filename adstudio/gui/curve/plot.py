"""The plot of an error curve: every method, the arms that theory gives, the best step sizes, and the step in hand."""

from __future__ import annotations

import math
from collections.abc import Mapping
from html import escape
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from adstudio.gui.plots import ThemedPlot
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number

# method: colour, dash, so that no curve is told by its colour alone
STYLES: dict[str, tuple[str, Qt.PenStyle]] = {
    "forward": ("higher_order", Qt.PenStyle.SolidLine),
    "central": ("tangent", Qt.PenStyle.DashLine),
    "Richardson": ("adjoint", Qt.PenStyle.DotLine),
    "complex step": ("primal", Qt.PenStyle.DashDotLine),
}
LOWEST = 1e-17  # a hit to the last bit is drawn here, relative to the exact derivative


class CurvePlot(ThemedPlot):
    """The curves. `interactive` plots have a line to drag, at the step size in hand; a printed one has a legend.

    h_moved: the person moved the line.
    """

    h_moved = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, legend: bool = True) -> None:
        self._data: Mapping[str, Any] | None = None
        self._method, self._h = "forward", math.nan
        self._handle: Any = None
        self.interactive = not legend
        self.small = QFont(theme.mono)
        self.small.setPixelSize(11)
        super().__init__(theme, parent, logarithmic=True)
        self.setLogMode(x=True, y=True)
        self.setMouseEnabled(x=True, y=True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if self.interactive else Qt.FocusPolicy.NoFocus)
        self.legend = pg.LegendItem(verSpacing=-6, labelTextSize="11px")
        self._legend_shown = legend
        self._show_legend(legend)
        self.readout = pg.TextItem("", anchor=(0, 1), fill=theme.color("panel", 0.85))
        self.readout.setFont(self.small)
        self.readout.setZValue(20)
        self.scene().sigMouseMoved.connect(self._hovered)
        self.setAccessibleName("Error against step size")

    def _show_legend(self, on: bool) -> None:
        if on and self.legend.parentItem() is None:
            self.legend.setParentItem(self.getViewBox())
            self.legend.anchor((0, 1), (0.06, 0.88))  # under the left arm, over the last bit, it is free
        elif not on and self.legend.parentItem() is not None:
            self.legend.setParentItem(None)
            self.scene().removeItem(self.legend)

    def prepare(self, on: bool) -> None:
        """What was measured, with the verdict, and the legend, which the panel has above the plot."""
        data, title = self._data, ""
        if data is not None:
            verdict = f'<br><span style="font-size:10pt">{escape(data["verdict"]["text"])}</span>'
            title = f"∂{data.get('of', 'f')}/∂{data['wrt']}: error of finite differences against the step size{verdict}"
        self.name(on, title=title, bottom="step size h", left="error")
        self._show_legend(on or self._legend_shown)

    def take(self, data: Mapping[str, Any] | None, method: str = "forward", h: float = math.nan) -> None:
        """Show a curve, one method's theory, and a step size."""
        same = data is self._data and method == self._method
        self._data, self._method, self._h = data, method, h
        if same and self._handle is not None:
            self._place_handle()
        else:
            self.redraw()

    def redraw(self) -> None:
        """Everything from the data."""
        self.clear()
        self.legend.clear()
        self._handle = None
        data = self._data
        if data is None:
            return
        least = lowest(data)
        self.legend.setLabelTextColor(self.theme.color("text_secondary"))
        for name, method in data["methods"].items():
            token, dash = STYLES.get(name, ("text", Qt.PenStyle.SolidLine))
            mine = name == self._method and self.interactive
            h, error = np.array(method["h"], float), np.array(method["error"], float)
            shown = np.isfinite(error) & (error > least)  # round-off hits the exact value now and then, by luck
            pen = self.pen(token, style=dash, width=2.2 if mine else 1.3)
            curve = self.line(h[shown], error[shown], pen)
            curve.setZValue(5 if mine else 3)
            self.legend.addItem(curve, name)
            self._theory(h, method, data["best"][name], token, strong=mine)
            if data["verdict"]["kind"] == "right":
                self._mark(data["best"][name], token, least)
        self._floor(data)
        self._best(data)
        if self.interactive:
            self._handle = pg.InfiniteLine(angle=90, movable=True, pen=self.pen("text", width=1.2),
                                           hoverPen=self.pen("text", width=3))  # fmt: skip
            self._handle.addMarker("v", 0.96, 9)
            self._handle.setZValue(15)
            self._handle.sigPositionChanged.connect(self._dragged)
            self._place_handle()
            self.addItem(self._handle, ignoreBounds=True)
        self.readout.setColor(self.theme.color("text"))
        self.readout.fill = pg.mkBrush(self.theme.color("panel", 0.85))
        self.addItem(self.readout, ignoreBounds=True)
        self.readout.setText("")
        self._fit(data, least)

    # -- what is drawn ---------------------------------------------------------------------------------------------

    def _fit(self, data: Mapping[str, Any], least: float) -> None:
        methods = list(data["methods"].values())
        every = np.concatenate([np.array(method["error"], float) for method in methods])
        seen = every[np.isfinite(every) & (every > least)]
        top = math.log10(seen.max()) if len(seen) else 0.0
        bottom = math.log10(max(min(seen.min() if len(seen) else 1e-16, data["floor"] or math.inf), least))
        h = methods[0]["h"]
        air = max(0.05 * (top - bottom), 0.7)
        self.look_at(x=(math.log10(h[0]), math.log10(h[-1])), y=(bottom - air, top + 1.6 * air), padding=0.01)

    def _theory(self, h: Any, method: Mapping[str, Any], best: Mapping[str, Any], token: str, *, strong: bool) -> None:
        """C·hᵖ and B/h, as fitted: of the method in hand both, of the others the truncation, faint."""
        meet = best["predicted"]
        pen = self.pen(token, width=1.0, alpha=0.75 if strong else 0.3)
        grows, falls = method["truncation"], method["round_off"]
        if grows is not None and method["slope"] is not None:
            power = method["order"] if abs(method["slope"] - method["order"]) < 0.25 else method["slope"]
            right = h >= (meet or h[0]) / 5.0
            self.line(h[right], np.maximum(grows * h[right] ** power, 1e-320), pen).setZValue(2)
        if strong and falls is not None:
            left = h <= (meet or h[-1]) * 5.0
            self.line(h[left], falls / h[left], pen).setZValue(2)

    def _mark(self, best: Mapping[str, Any], token: str, least: float) -> None:
        """A ring at the best step that was found."""
        if best["found"] is not None and best["error"] > least:
            ring = pg.mkPen(self.theme.color(token), width=1.6)
            self.dots([best["found"]], [best["error"]], "o", 7, self.theme.color("panel"), ring).setZValue(8)

    def _floor(self, data: Mapping[str, Any]) -> None:
        floor = data["floor"]
        if floor > 0 and math.isfinite(floor):
            line = pg.InfiniteLine(
                math.log10(floor), angle=0, pen=self.pen("adjoint", width=1.4),
                label="last bit",
                labelOpts={"position": 0.02, "anchors": [(0, 1), (0, 1)], "color": self.theme.color("adjoint"),
                "fill": self.theme.color("panel", 0.8)},
            )  # fmt: skip
            line.label.setFont(self.small)
            line.setZValue(7)  # over the curves, so that none runs through its words, and under the rings
            self.addItem(line, ignoreBounds=True)

    def _best(self, data: Mapping[str, Any]) -> None:
        predicted = (data["best"].get(self._method) or {}).get("predicted")
        if predicted:
            h = next(iter(data["methods"].values()))["h"]
            far = math.log10(predicted / h[0]) > 0.6 * math.log10(h[-1] / h[0])  # its label goes to the other side
            side = (1, 0) if far else (0, 0)
            text = "" if far and self.width() < 300 else f"h* = {number(predicted, 2)}"
            line = pg.InfiniteLine(
                math.log10(predicted), angle=90, pen=self.pen("text_secondary", width=1, style=Qt.PenStyle.DashLine),
                label=text, labelOpts={"position": 0.97, "anchors": [side, side],
                "color": self.theme.color("text"), "fill": self.theme.color("panel", 0.8)},
            )  # fmt: skip
            line.label.setFont(self.small)
            line.setZValue(7)
            self.addItem(line, ignoreBounds=True)

    # -- the step in hand ------------------------------------------------------------------------------------------

    def _place_handle(self) -> None:
        self._handle.setVisible(math.isfinite(self._h) and self._h > 0)
        if self._handle.isVisible():
            self._handle.blockSignals(True)
            self._handle.setValue(math.log10(self._h))
            self._handle.blockSignals(False)

    def _dragged(self) -> None:
        data = self._data
        if data is not None:
            sizes = np.log10(np.array(next(iter(data["methods"].values()))["h"], float))
            self.h_moved.emit(float(10.0 ** sizes[int(np.argmin(np.abs(sizes - self._handle.value())))]))

    def stepped(self, by: int) -> float:
        """The step size so many places further; nan without a curve."""
        if self._data is None:
            return math.nan
        h: list[float] = next(iter(self._data["methods"].values()))["h"]
        now = self._h if math.isfinite(self._h) else h[len(h) // 2]
        at = int(np.argmin(np.abs(np.log10(np.array(h, float)) - math.log10(now)))) + by
        return h[min(max(at, 0), len(h) - 1)]

    def _hovered(self, position: QPointF) -> None:
        """Say what the nearest curve has at this step size."""
        data, box = self._data, self.getViewBox()
        if data is None or not box.sceneBoundingRect().contains(position):
            self.readout.setText("")
            return
        point = box.mapSceneToView(position)
        found = []
        least = lowest(data)
        for name, method in data["methods"].items():
            i = int(np.argmin(np.abs(np.log10(np.array(method["h"])) - point.x())))
            error = method["error"][i]
            if error is not None and math.isfinite(error):
                away = abs(math.log10(max(error, least)) - point.y())
                found.append((away, name, method["h"][i], method["estimate"][i], error))
        if not found:
            return
        _, name, h, estimate, error = min(found)
        narrow = box.width() < 300
        slope = "" if narrow else f"{number(estimate, 10)}, "
        name = name.removesuffix(" step") if narrow else name
        self.readout.setText(f"{name}, h = {number(h, 2)}: {slope}error {number(error, 2)}")
        (left, right), (low, _) = box.viewRange()
        self.readout.setAnchor((0, 1) if point.x() < (left + right) / 2 else (1, 1))
        self.readout.setPos(point.x(), max(point.y(), low))


def lowest(data: Mapping[str, Any]) -> float:
    """Errors below are drawn as nothing: they are hits by luck, to the last bit."""
    limit = data.get("verdict", {}).get("limit")
    sizes = [abs(x) for x in (data["exact"], limit) if x is not None and math.isfinite(x)]
    return float(LOWEST * max([*sizes, 1e-300]))
