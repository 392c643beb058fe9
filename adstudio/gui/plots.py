"""What all plots share: the look of axes, grid and text, from the theme. Imports pyqtgraph."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QFont, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from adstudio.gui.theme import Theme


class PowerAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
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


class ThemedPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot in the colours of the theme. Subclasses draw in `redraw`, called for new data and for new colours."""

    def __init__(self, theme: Theme, parent: QWidget | None = None, *, logarithmic: bool = False) -> None:
        axes = {side: PowerAxis(side) for side in ("left", "bottom")} if logarithmic else {}
        super().__init__(parent, axisItems=axes)
        self.theme = theme
        self.density = 1.0  # pixels to a pixel: pens, being cosmetic, do not grow with a picture
        self.setMenuEnabled(False)
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
        self.dress()
        self.redraw()
