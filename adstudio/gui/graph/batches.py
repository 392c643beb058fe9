"""Many lines or rectangles in one call of the painter, straight from the memory of an array."""

from __future__ import annotations

from typing import TypeVar, cast

import numpy as np
import shiboken6
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter

from adstudio.gui.graph.scene import Floats, GraphScene, Ints

RADIUS = 9.0  # of the corners of a card
MOST_ROUND = 600  # one call a card


def draw_lines(painter: QPainter, lines: Floats) -> None:
    """Draw (L, 4) lines."""
    lines = np.ascontiguousarray(lines, np.float64)
    if len(lines):
        # QLineF is four doubles, so the array is a C array of them as it is; it outlives the call
        painter.drawLines(cast(QLineF, shiboken6.wrapInstance(lines.ctypes.data, QLineF)), len(lines))


def draw_rects(painter: QPainter, rects: Floats) -> None:
    """Draw (R, 4) rectangles: left, top, width, height."""
    rects = np.ascontiguousarray(rects, np.float64)
    if len(rects):
        painter.drawRects(cast(QRectF, shiboken6.wrapInstance(rects.ctypes.data, QRectF)), len(rects))


def draw_cards(painter: QPainter, rects: Floats) -> None:
    """Draw (R, 4) rectangles with round corners, as cards have them; very many with sharp ones."""
    if len(rects) > MOST_ROUND:
        draw_rects(painter, rects)
        return
    for left, top, width, height in rects.tolist():
        painter.drawRoundedRect(QRectF(left, top, width, height), RADIUS, RADIUS)


def card_rects(scene: GraphScene, rows: Ints) -> Floats:
    """(R, 4) the cards of rows: left, top, width, height."""
    width, height = scene.layout.card
    rects = np.empty((len(rows), 4))
    rects[:, 0], rects[:, 1] = scene.layout.x[rows] - width / 2, scene.layout.y[rows] - height / 2
    rects[:, 2:] = (width, height)
    return rects


Numbers = TypeVar("Numbers", Ints, Floats)


def thinned(items: Numbers, most: int) -> Numbers:
    """An even choice of at most about `most` of the items, or of the rows of a table of them."""
    return items[:: max(1, -(-len(items) // most))]
