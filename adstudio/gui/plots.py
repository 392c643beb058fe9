"""What all plots share: the look of axes, grid and text, from the theme. Imports pyqtgraph."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from adstudio.gui.theme import Theme

DECADES = 3.0

LARGEST = 1e150  # of what a picture shows: its square and its reciprocal are numbers still
Range = tuple[float, float]


def placeable(values: ArrayLike) -> NDArray[np.float64]:
    """(n,) the values, NaN for those without a place in a picture."""
    found: NDArray[np.float64] = np.array(values, np.float64)
    found[~(np.abs(found) < LARGEST)] = np.nan
    return found


class Axis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis that draws its ticks straight away: played back from a `QPicture`, each would look up its font anew."""

    picture: Any  # pyqtgraph's: what is to be drawn, None when it has to be found out

    def paint(self, painter: QPainter, _option: object, _widget: object) -> None:
        """Lines and numbers, found out when something changed. pyqtgraph forgets `picture` whenever that happens."""
        if self.style["tickFont"]:
            painter.setFont(self.style["tickFont"])
        if self.picture is None:
            self.picture = (self.generateDrawSpecs(painter),)
        if self.picture[0] is not None:
            self.drawPicture(painter, *self.picture[0])


class PowerAxis(Axis):
    """A logarithmic axis whose ticks are all written alike: 1e-8, 1e-4, 1e0."""

    def logTickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        """Powers of ten, every so many that the texts do not touch; what lies between them has no text."""
        every = self._every(values)
        whole = [round(value) if abs(value - round(value)) < 1e-6 else None for value in values]
        return ["" if power is None or at % every else f"1e{power}" for at, power in enumerate(whole)]

    def _every(self, values: list[float]) -> int:
        low, high = self.range
        if self.orientation != "bottom" or len(values) < 2 or high <= low:
            return 1
        apart = (values[1] - values[0]) * self.width() / (high - low)
        font = self.style["tickFont"] or QFont()
        widest = max(QFontMetricsF(font).horizontalAdvance(f"1e{round(value)}") for value in (values[0], values[-1]))
        return max(math.ceil((widest + 10) / apart), 1) if apart > 0 else 1

    def logTickValues(self, low: float, high: float, size: float, ticks: list[Any]) -> list[Any]:
        """Over more than three decades the powers of ten alone: what lies between would be a grey ground."""
        if high - low <= DECADES:
            found: list[Any] = super().logTickValues(low, high, size, ticks)
            return found
        return [(spacing, values) for spacing, values in ticks if spacing >= 1.0]


class ThemedPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot in the colours of the theme. Subclasses draw in `redraw`, called for new data and for new colours."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, logarithmic: bool = False) -> None:
        kind = PowerAxis if logarithmic else Axis
        axes = {side: kind(side) for side in ("left", "bottom")}
        super().__init__(parent, axisItems=axes, enableMenu=False)
        self.theme = theme
        self._faded = False  # the theme changed while nobody saw it
        self.density = 1.0  # pixels to a pixel: pens, being cosmetic, do not grow with a picture
        self.hideButtons()
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        theme.changed.connect(self._retheme)
        self.dress()

    def dress(self) -> None:
        """Axes, grid and background in the theme's colours."""
        theme = self.theme
        self.setBackground(theme.color("panel"))
        small = QFont(theme.mono)
        small.setPixelSize(11)
        for side in ("left", "bottom"):
            axis = self.getAxis(side)
            axis.setPen(pg.mkPen(theme.color("hairline"), width=self.density))
            axis.setTextPen(pg.mkPen(theme.color("text_secondary")))
            axis.setTickFont(small)
            axis.setStyle(tickLength=-4, tickTextOffset=5)
        self.showGrid(x=True, y=True, alpha=0.18)

    def redraw(self) -> None:
        """Draw everything anew."""

    def line(self, x: Any, y: Any, pen: Any, *, connect: str = "all") -> Any:
        """Draw a line through points; `connect="finite"` leaves gaps. The item, which costs a third of `plot`'s."""
        item = pg.PlotCurveItem(*self._mapped(x, y), pen=pen, connect=connect)
        self.addItem(item)
        return item

    def dots(self, x: Any, y: Any, symbol: str, size: float, brush: Any, pen: Any = None) -> Any:
        """Draw a symbol at every point that has a place in a picture, `size` pixels wide."""
        places = np.stack([placeable(axis) for axis in self._mapped(x, y)])
        item = pg.ScatterPlotItem(
            *places[:, np.isfinite(places).all(axis=0)], symbol=symbol, size=size, brush=brush, pen=pen
        )
        self.addItem(item)
        return item

    def _mapped(self, x: Any, y: Any) -> tuple[Any, Any]:
        """The coordinates on the axes: logarithms, where an axis is logarithmic."""
        logarithmic = (self.getAxis(side).logMode for side in ("bottom", "left"))
        with np.errstate(divide="ignore", invalid="ignore"):
            across, up = (
                np.log10(np.asarray(v, float)) if log else np.asarray(v, float)
                for v, log in zip((x, y), logarithmic, strict=True)
            )
        return across, up

    @property
    def filled(self) -> bool:
        """Whether there is something to see, and so to export."""
        return bool(self.getPlotItem().items)

    def prepare(self, on: bool) -> None:
        """Name in the plot what the panel around it says otherwise: for a picture in a file, and off after it."""

    def name(self, on: bool, *, title: str, bottom: str, left: str) -> None:
        """Title and axes, or none; for `prepare`."""
        color = self.theme.colors["text_secondary"]
        self.getPlotItem().titleLabel.setText(title if on else "")  # hidden, it still wants room for its text
        self.setTitle(title if on else None, color=self.theme.colors["text"], size="13px")
        for side, text in (("bottom", bottom), ("left", left)):
            self.setLabel(side, text if on else None, color=color, **{"font-size": "12px"})
            self.getAxis(side).showLabel(on)

    def pen(self, token: str, *, width: float = 1.6, style: Any = Qt.PenStyle.SolidLine, alpha: float = 1.0) -> Any:
        """A cosmetic pen in a colour of the theme."""
        return pg.mkPen(self.theme.color(token, alpha), width=width * self.density, style=style)

    def plot(self, x: ArrayLike, y: ArrayLike, **look: Any) -> Any:
        """Draw (n,) points, as a curve or as marks; what is not finite, or too large for a picture, is left out."""
        x, y = placeable(x), placeable(y)
        if "symbol" in look and not (np.isfinite(x) & np.isfinite(y)).any():
            x = y = np.empty(0)  # pyqtgraph can't say how large a picture of no marks is
        return self.getPlotItem().plot(x, y, **look)

    def look_at(self, *, x: Range, y: Range, padding: float = 0.0) -> None:
        """Look at this part; at what was looked at before, across or down, where a range is none."""
        ranges = {"xRange": x, "yRange": y}
        fit = {side: ends for side, ends in ranges.items() if max(map(abs, ends)) < LARGEST}  # NaN is in none
        if fit:
            self.getPlotItem().setRange(**fit, padding=padding)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A plot itself has no keys: what it is in may have some."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The plot, and a ring around it while it has the focus."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            painter.setPen(self.pen("primal", width=2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The ring comes."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring goes."""
        super().focusOutEvent(event)
        self.viewport().update()

    def _retheme(self) -> None:
        """The new colours, now or when it is seen."""
        self._faded = not self.isVisible()
        if not self._faded:
            self.dress()
            self.redraw()

    def showEvent(self, event: QShowEvent) -> None:
        """In the colours that were chosen meanwhile."""
        super().showEvent(event)
        if self._faded:
            self._retheme()
