"""Finite-difference error: the error of every method against the step size, on logarithmic axes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from adstudio.gui.plots import ThemedPlot
from adstudio.gui.theme import Theme
from adstudio.traces.writing import number
from adstudio.workspace.document import Document

HINT = "The error of finite differences appears here when the program has run"
# method: colour, dash, so that no curve is told by its colour alone
STYLES: dict[str, tuple[str, Qt.PenStyle]] = {
    "forward": ("higher_order", Qt.PenStyle.SolidLine),
    "central": ("tangent", Qt.PenStyle.DashLine),
    "Richardson": ("adjoint", Qt.PenStyle.DotLine),
    "complex step": ("primal", Qt.PenStyle.DashDotLine),
}
DASHES = {
    Qt.PenStyle.SolidLine: "━━",
    Qt.PenStyle.DashLine: "╍╍",
    Qt.PenStyle.DotLine: "┅┅",
    Qt.PenStyle.DashDotLine: "━·",
}
LOWEST = 1e-17  # a hit to the last bit is drawn here, relative to the exact derivative


class CurvePlot(ThemedPlot):
    """The curves, the theory's slopes, the best step, the floor."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, legend: bool = True) -> None:
        self._data: Mapping[str, Any] | None = None
        super().__init__(theme, parent, logarithmic=True)
        self.setLogMode(x=True, y=True)
        self.setMouseEnabled(x=True, y=True)
        self.legend = pg.LegendItem(verSpacing=-6, labelTextSize="11px")
        self._legend_shown = legend
        self._show_legend(legend)
        self.readout = pg.TextItem("", anchor=(0, 1))
        self.readout.setFont(theme.mono)
        self.scene().sigMouseMoved.connect(self._hovered)
        self.setAccessibleName("Error against step size")

    def _show_legend(self, on: bool) -> None:
        if on and self.legend.parentItem() is None:
            self.legend.setParentItem(self.getViewBox())
            self.legend.anchor((0, 0), (0.53, 0), (8, 24))  # between the two arms it is free in a large plot
        elif not on and self.legend.parentItem() is not None:
            self.legend.setParentItem(None)
            self.scene().removeItem(self.legend)

    def prepare(self, on: bool) -> None:
        """What was measured, and the legend, which the panel has above the plot."""
        wrt = "" if self._data is None else self._data["wrt"]
        title = f"∂f/∂{wrt}: error of finite differences against the step size"
        self.name(on, title=title, bottom="step size h", left="error")
        self._show_legend(on or self._legend_shown)

    def take(self, data: Mapping[str, Any] | None) -> None:
        """Show another curve."""
        self._data = data
        self.redraw()

    def redraw(self) -> None:
        """Everything from the data."""
        self.clear()
        self.legend.clear()
        data = self._data
        if data is None:
            return
        least = LOWEST * max(abs(data["exact"]), 1e-300)
        self.legend.setLabelTextColor(self.theme.color("text_secondary"))
        for name, method in data["methods"].items():
            token, dash = STYLES.get(name, ("text", Qt.PenStyle.SolidLine))
            h, error = np.array(method["h"], float), np.array(method["error"], float)
            shown = np.isfinite(error) & (error > least)  # round-off hits the exact value now and then, by luck
            curve = self.plot(h[shown], error[shown], pen=self.pen(token, style=dash, width=1.4))
            self.legend.addItem(curve, name)
            self._slope(h, error, method, token)
        self._floor(data)
        self._best(data)
        self.readout.setColor(self.theme.color("text"))
        self.addItem(self.readout, ignoreBounds=True)
        self.readout.setText("")
        self._fit(data, least)

    def _fit(self, data: Mapping[str, Any], least: float) -> None:
        every = np.concatenate([np.array(method["error"], float) for method in data["methods"].values()])
        seen = every[np.isfinite(every) & (every > 0)]
        top = math.log10(seen.max()) if len(seen) else 0.0
        bottom = math.log10(max(min(seen.min() if len(seen) else 1e-16, data["floor"] or 1e-16), least))
        self.setRange(xRange=(-16, 0), yRange=(bottom - 0.7, top + 0.7), padding=0.01)

    def _slope(self, h: Any, error: Any, method: Mapping[str, Any], token: str) -> None:
        """The theory's truncation hᵖ, through the right end of the curve, faint."""
        order, shown = method["order"], np.isfinite(error) & (error > 0) & (h <= 0.1)
        if method.get("slope") is None or not shown.any():
            return
        at = np.flatnonzero(shown)[-1]
        line = error[at] * (h / h[at]) ** order
        visible = (line < 1e3) & (line > 1e-16)
        self.plot(h[visible], line[visible], pen=self.pen(token, width=1, alpha=0.3))

    def _floor(self, data: Mapping[str, Any]) -> None:
        floor = data["floor"]
        if floor > 0:
            line = pg.InfiniteLine(
                math.log10(floor), angle=0, pen=self.pen("adjoint", width=1.6),
                label="reverse mode: last bit", labelOpts={"position": 0.02, "anchors": [(0, 1), (0, 1)],
                "color": self.theme.color("adjoint")},
            )  # fmt: skip
            line.label.setFont(self.theme.mono)
            self.addItem(line, ignoreBounds=True)

    def _best(self, data: Mapping[str, Any]) -> None:
        best = data["best"].get("forward") or {}
        predicted = best.get("predicted")
        if predicted:
            line = pg.InfiniteLine(
                math.log10(predicted), angle=90, pen=self.pen("text", width=1, style=Qt.PenStyle.DashLine),
                label=f"h* = {number(predicted, 2)}", labelOpts={"position": 0.97, "anchors": [(0, 0), (0, 0)],
                "color": self.theme.color("text")},
            )  # fmt: skip
            line.label.setFont(self.theme.mono)
            self.addItem(line, ignoreBounds=True)

    def _hovered(self, position: QPointF) -> None:
        """Say what the nearest curve has at this step size."""
        data, box = self._data, self.getViewBox()
        if data is None or not box.sceneBoundingRect().contains(position):
            self.readout.setText("")
            return
        point = box.mapSceneToView(position)
        h = 10.0 ** point.x()
        found = []
        for name, method in data["methods"].items():
            i = int(np.argmin(np.abs(np.log10(np.array(method["h"])) - point.x())))
            error = method["error"][i]
            if error is not None and math.isfinite(error):
                height = math.log10(max(error, LOWEST * max(abs(data["exact"]), 1e-300)))
                found.append((abs(height - point.y()), name, method["estimate"][i], error))
        if not found:
            return
        _, name, estimate, error = min(found)
        self.readout.setText(f"{name}, h = {number(h, 2)}: {number(estimate, 10)}, error {number(error, 2)}")
        (left, right), (low, _) = box.viewRange()
        self.readout.setAnchor((0, 1) if point.x() < (left + right) / 2 else (1, 1))
        self.readout.setPos(point.x(), max(point.y(), low))


class CurvePanel(QWidget):
    """The plot, or what to do to have one."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, palette: Theme) -> None:
        super().__init__()
        self.document, self.theme = document, palette
        self.plot = CurvePlot(palette, self, legend=False)
        self.key = QLabel(self)
        self.key.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.key.setContentsMargins(0, 2, 8, 0)
        self.key.setMinimumWidth(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 2, 6, 0)
        column.setSpacing(0)
        column.addWidget(self.key)
        column.addWidget(self.plot, 1)
        palette.changed.connect(self._write_key)
        self._subtitle = ""
        document.analyses_changed.connect(self._analyses_changed)
        self.refresh()

    @property
    def subtitle(self) -> str:
        """By which input."""
        return self._subtitle

    def refresh(self) -> None:
        """Show the curve that the document has."""
        data = self.document.analyses.get("curve")
        self.plot.take(data)
        self._subtitle = HINT if data is None else f"∂f/∂{data['wrt']} · error against h"
        self.setAccessibleDescription(self.textual())
        self._write_key()
        self.subtitle_changed.emit(self._subtitle)

    def _write_key(self) -> None:
        """Which line is which, by its colour and its dash."""
        data = self.document.analyses.get("curve")
        shown = [] if data is None else [(name, *STYLES[name]) for name in data["methods"] if name in STYLES]
        colors = self.theme.colors
        pieces = [
            f'<span style="color:{colors[token]}">{DASHES[dash]}</span> {name.removesuffix(" step")}'
            for name, token, dash in shown
        ]
        color = self.theme.colors["text_secondary"]
        self.key.setText(f'<span style="font-size:10px; color:{color}">{" &nbsp; ".join(pieces)}</span>')
        self.key.setVisible(bool(pieces))

    def textual(self) -> str:
        """The curve in words: the best step of every method."""
        data = self.document.analyses.get("curve")
        if data is None:
            return HINT
        best = data["best"].items()
        said = [
            f"{name}: least error {number(b['error'], 2)} at h = {number(b['found'], 2)}"
            for name, b in best
            if b["found"]
        ]
        return f"∂f/∂{data['wrt']} is {number(data['exact'], 10)}. " + "; ".join(said)

    def _analyses_changed(self, kind: str) -> None:
        if kind == "curve":
            self.refresh()
