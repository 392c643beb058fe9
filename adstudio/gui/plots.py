"""Plots in the window's look. Imports pyqtgraph, so only panels that are filled after the first frame import this."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from adstudio.gui.theme import Theme


def plot_widget(theme: Theme, name: str) -> pg.PlotWidget:
    """An empty plot with quiet axes and no menu."""
    plot = pg.PlotWidget(background=None)
    plot.setAccessibleName(name)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setAntialiasing(True)
    dress(plot, theme)
    return plot


def dress(plot: pg.PlotWidget, theme: Theme) -> None:
    """Put on the colours and fonts of a theme."""
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(theme.color("hairline"))
        axis.setTextPen(theme.color("text_secondary"))
        font = theme.mono
        axis.setStyle(tickFont=font, tickLength=-4, autoExpandTextSpace=False)
    plot.getAxis("left").setWidth(58)
    plot.showGrid(x=True, y=True, alpha=0.18)


def pen(theme: Theme, token: str, *, width: float = 1.6, style: Qt.PenStyle = Qt.PenStyle.SolidLine, alpha: float = 1.0) -> QPen:
    """A pen of constant width in pixels."""
    made = QPen(theme.color(token, alpha), width, style)
    made.setCosmetic(True)
    return made
