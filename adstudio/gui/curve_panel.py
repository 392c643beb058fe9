"""The error of finite differences against the step size: the U-curve, its theory, its best step, and AD as the floor."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from adstudio.gui.graph_text import number
from adstudio.gui.plots import dress, pen, plot_widget
from adstudio.gui.theme import Theme
from adstudio.workspace.document import Document

EMPTY = "Press Trace with the finite-difference engine to measure its error against the step size"
# colour, line and marker by method, told apart by each of the three
STYLES: dict[str, tuple[str, Qt.PenStyle, str]] = {
    "forward": ("higher_order", Qt.PenStyle.SolidLine, "o"),
    "central": ("tangent", Qt.PenStyle.DashLine, "t"),
    "complex step": ("primal", Qt.PenStyle.DashDotLine, "s"),
    "Richardson": ("text_secondary", Qt.PenStyle.DotLine, "d"),
}
ORDERS = {"forward": 1, "central": 2, "complex step": 2, "Richardson": 4}
LETTERS = {"forward": "●", "central": "▼", "complex step": "■", "Richardson": "◆"}
EPSILON = float(np.finfo(np.float64).eps)
MARKS = 14  # markers along a curve
RUN = 8  # steps


def lone(zero: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which zeros are strokes of luck: in runs of fewer than `RUN`. A line through them would hide the curve."""
    ends = np.flatnonzero(np.diff(np.concatenate(([0], zero.astype(np.int8), [0]))))
    lucky = np.zeros(len(zero), bool)
    for begin, end in ends.reshape(-1, 2):
        lucky[begin:end] = end - begin < RUN
    return lucky


class CurvePanel(QWidget):
    """Log-log plot of `document.analyses["curve"]`; the pointer reads values out."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, palette: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self.theme = document, palette
        self._data: dict[str, Any] | None = None
        self.plot = plot_widget(palette, "Error of finite differences against the step size")
        self.plot.setLogMode(x=True, y=True)
        self.plot.setLabel("bottom", "step size h")
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.scene().sigMouseMoved.connect(self._hover)
        self.legend = QLabel()
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setWordWrap(True)
        self.legend.setContentsMargins(12, 5, 12, 0)
        self.readout = QLabel(" ")
        self.readout.setObjectName("secondary")
        self.readout.setFont(palette.mono)
        self.readout.setContentsMargins(12, 0, 12, 2)
        self.readout.setMinimumWidth(40)
        self.empty = QLabel(EMPTY)
        self.empty.setObjectName("secondary")
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.legend)
        column.addWidget(self.plot, 1)
        column.addWidget(self.readout)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.empty)
        self._pages.addWidget(filled)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)
        document.analyses_changed.connect(self._take_analysis)
        palette.changed.connect(self._draw)
        self._take_analysis("curve")

    @property
    def subtitle(self) -> str:
        """∂f/∂x1 · forward, central, complex step."""
        if self._data is None:
            return ""
        return f"∂f/∂{self._data['wrt']} · {', '.join(self._data['methods'])}"

    def _take_analysis(self, kind: str) -> None:
        if kind == "curve":
            self._data = self.document.analyses.get("curve")
            self._pages.setCurrentIndex(0 if self._data is None else 1)
            self._draw()
            self.subtitle_changed.emit(self.subtitle)

    def _draw(self) -> None:
        self.plot.clear()
        self._curves: dict[str, tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]] = {}
        dress(self.plot, self.theme)
        if self._data is None:
            return
        floor = max(float(self._data.get("floor") or EPSILON * abs(self._data["exact"])), 1e-300)
        for name, method in self._data["methods"].items():
            self._add_curve(name, method, floor)
        self.plot.addItem(pg.InfiniteLine(math.log10(floor), angle=0, pen=pen(self.theme, "adjoint", width=1.8)))
        self._add_best()
        self._frame(floor)
        self._write_legend()

    def _add_curve(self, name: str, method: dict[str, Any], floor: float) -> None:
        h, error = np.asarray(method["h"], float), np.asarray(method["error"], float)
        known = np.isfinite(error) & (h > 0)
        h, error = h[known], np.maximum(error[known], floor)  # an error of zero is drawn on the floor
        if not len(h):
            return
        token, style, mark = STYLES.get(name, ("text", Qt.PenStyle.SolidLine, "+"))
        self._curves[name] = (h, error)
        self._add_theory(name, h, error, floor, token)
        lucky = lone(error <= floor)
        self.plot.plot(h[~lucky], error[~lucky], pen=pen(self.theme, token, style=style))
        if lucky.any():
            edge = pen(self.theme, token, width=1.0)
            self.plot.plot(h[lucky], error[lucky], pen=None, symbol=mark, symbolSize=5, symbolBrush=None, symbolPen=edge)
        h, error = h[~lucky], error[~lucky]
        every = max(1, len(h) // MARKS)
        at = slice(every // 2, None, every)
        brush = pg.mkBrush(self.theme.color(token))
        self.plot.plot(h[at], error[at], pen=None, symbol=mark, symbolSize=5, symbolBrush=brush, symbolPen=None)

    def _add_theory(self, name: str, h: Any, error: Any, floor: float, token: str) -> None:
        """The truncation arm, h to the method's order, through the measured error at large h."""
        order = ORDERS.get(name)
        large = (h > 1e-3) & (h < 0.2) & (error > 100 * floor)
        if order is None or large.sum() < 3:
            return
        constant = float(np.median(error[large] / h[large] ** order))
        line = constant * h**order
        drawn = line > floor
        if constant > 0 and drawn.any():
            self.plot.plot(h[drawn], line[drawn], pen=pen(self.theme, token, width=1.0, alpha=0.35))

    def _add_best(self) -> None:
        """A dashed line at the best step of the first method that has one, with its label at the top."""
        assert self._data is not None
        for name, best in self._data.get("best", {}).items():
            at = best.get("predicted") or best.get("found")
            if not at or not math.isfinite(at):
                continue
            text = f"h* = {number(at, 2)} ({name})"
            options = {"position": 0.94, "color": self.theme.color("text"), "movable": False, "anchors": [(0, 0.5), (0, 0.5)]}
            line = pg.InfiniteLine(
                math.log10(at),
                angle=90,
                pen=pen(self.theme, "text", width=1.1, style=Qt.PenStyle.DashLine),
                label=text,
                labelOpts=options,
            )
            line.label.setFont(self.theme.mono)
            line.label.fill = pg.mkBrush(self.theme.color("panel"))
            self.plot.addItem(line)
            return

    def _frame(self, floor: float) -> None:
        """Room for everything: the floor is never on the bottom axis."""
        if not self._curves:
            return
        h = np.concatenate([curve[0] for curve in self._curves.values()])
        error = np.concatenate([curve[1] for curve in self._curves.values()])
        high = math.log10(max(float(error.max()), floor * 10))
        low = math.log10(floor)
        margin = (high - low) * 0.12
        self.plot.setXRange(math.log10(h.min()), math.log10(h.max()), padding=0.02)
        self.plot.setYRange(low - margin * 0.6, high + margin * 1.3, padding=0)

    def _write_legend(self) -> None:
        entries = [(LETTERS.get(n, "+"), n, STYLES.get(n, ("text",))[0]) for n in self._curves]
        entries.append(("━", "AD, the floor", "adjoint"))
        self.legend.setText(
            " &nbsp; ".join(
                f'<span style="color:{self.theme.color(token).name()}">{sign}</span>&nbsp;{name.replace(" ", "&nbsp;")}'
                for sign, name, token in entries
            )
        )

    def _hover(self, point: QPointF) -> None:
        """Read the curves out at the step size under the pointer."""
        if not self._curves or not self.plot.sceneBoundingRect().contains(point):
            self.readout.setText(" ")
            return
        self.readout.setText(self.values_at(10 ** float(self.plot.plotItem.vb.mapSceneToView(point).x())))

    def values_at(self, h: float) -> str:
        """The errors at the measured step nearest to `h`, as text."""
        parts = []
        nearest = h
        for name, (steps, error) in self._curves.items():
            i = int(np.argmin(np.abs(np.log10(steps) - math.log10(h))))
            nearest = float(steps[i])
            parts.append(f"{LETTERS.get(name, '+')} {number(float(error[i]), 2)}")
        return f"h {number(nearest, 2)}  " + "  ".join(parts)
