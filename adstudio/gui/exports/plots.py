"""A plot as a picture: the one on the screen is dressed in another theme and size, painted, and put back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from adstudio.gui.exports.pictures import Picture
from adstudio.gui.plots import ThemedPlot
from adstudio.gui.theme import Theme

CURVES = {"antialias": True, "segmentedLineMode": "off"}  # a curve is one line, so that its dashes run through
ROOMY = 480  # pixels from which a plot has room for the names of its axes
Flags = QGraphicsItem.GraphicsItemFlag
LARGE = QSize(960, 560)  # for print and slides


def plots(window: QWidget) -> list[ThemedPlot]:
    """The plots of a window that have something to show."""
    return [plot for plot in window.findChildren(ThemedPlot) if plot.filled]


def picture(plot: ThemedPlot, theme: Theme, size: QSize, *, transparent: bool) -> Picture:
    """A plot as a picture of `size`; it is dressed whenever the picture is painted, so `plot` has to stay alive."""
    ground = None if transparent else QColor(theme.color("panel"))

    def paint(painter: QPainter, density: float) -> None:
        with dressed(plot, theme, size, density):
            draw(plot, painter)

    return Picture(plot.accessibleName(), size.width(), size.height(), paint, ground)


@contextmanager
def dressed(plot: ThemedPlot, theme: Theme, size: QSize, density: float) -> Iterator[None]:
    """The plot in another theme and size, with its axes named and its pens as wide as the picture is dense.

    Nothing of it is seen on the screen.
    """
    look = (plot.theme, plot.density, plot.size(), plot.getViewBox().viewRange())
    curves = {name: pg.getConfigOption(name) for name in CURVES}
    plot.setUpdatesEnabled(False)
    try:
        pg.setConfigOptions(**CURVES)
        _dress(plot, theme, density, size, look[3], on=True)
        _settle(plot)
        yield
    finally:
        pg.setConfigOptions(**curves)
        _dress(plot, *look, on=False)
        plot.setUpdatesEnabled(True)


def _dress(plot: Any, theme: Theme, density: float, size: QSize, view: list[list[float]], *, on: bool) -> None:
    plot.theme, plot.density = theme, density
    plot.prepare(on and size.width() >= ROOMY)  # before it is resized: a title keeps it from becoming narrow
    plot.resize(size)
    plot.dress()
    plot.redraw()
    plot.setRange(xRange=view[0], yRange=view[1], padding=0)


def _settle(plot: Any) -> None:
    """Axes find how wide they are when they write their ticks, and move the rest after that."""
    scratch = QImage(1, 1, QImage.Format.Format_RGB32)
    for _ in range(2):
        plot.scene().prepareForPaint()
        with QPainter(scratch) as painter:
            for side in ("left", "bottom"):
                plot.getAxis(side).generateDrawSpecs(painter)
        plot.plotItem.layout.activate()


def draw(plot: Any, painter: QPainter) -> None:
    """Everything in the plot's scene, item by item, each with its clip set anew.

    `QGraphicsView.render` would do, but for `QSvgGenerator`, which does not notice when a painter is restored: what
    comes after a clipped text would be clipped to the text.
    """
    plot.scene().prepareForPaint()
    base, view = painter.worldTransform(), plot.viewportTransform()
    for item in plot.scene().items(Qt.SortOrder.AscendingOrder):
        if not item.isVisible() or item.flags() & Flags.ItemHasNoContents:
            continue
        painter.setWorldTransform(view * base)
        painter.setClipRect(_clip(item, QRectF(plot.viewport().rect())))
        painter.setWorldTransform(item.deviceTransform(view) * base)
        painter.setOpacity(item.effectiveOpacity())
        option = QStyleOptionGraphicsItem()
        option.exposedRect = item.boundingRect()
        painter.save()
        item.paint(painter, option, None)
        painter.restore()
    painter.setOpacity(1.0)


def _clip(item: QGraphicsItem, clip: QRectF) -> QRectF:
    """What an item may be seen in: the shape of every item above it that clips what is in it."""
    above = item.parentItem()
    while above is not None:
        if above.flags() & Flags.ItemClipsChildrenToShape:
            clip = clip.intersected(above.mapRectToScene(above.shape().boundingRect()))
        above = above.parentItem()
    return clip
