"""What is marked over the cards at any scale: rows of a selected expression, breakpoints, what a search found."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from adstudio.gui.graph.moment import Look
from adstudio.gui.graph.scene import GraphScene, Ints, Rect
from adstudio.gui.stops.sign import paint_stop_sign
from adstudio.gui.theme import Theme

MOST = 2_000  # marks that are drawn; an even choice of more
FLAG = 13.0  # pixels of the flag of a match, at zoom 1
SMALLEST = 6.0  # and at the least on the screen
RING = 3.0
DISC, SMALLEST_DISC = 5.2, 2.6  # radius of the disc of a breakpoint, at zoom 1 and in pixels
ABOVE, BELOW = 8.0, 7.0  # how far the card of a group reaches beyond itself


def paint_marks(painter: QPainter, scene: GraphScene, theme: Theme, look: Look, rect: Rect, scale: float) -> None:
    """Rings around selected cards, discs of breakpoints, flags on matches.

    In units of the drawing, at so many (`scale`) pixels per unit.
    """
    if look.chosen is not None and len(look.chosen) > 1:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.color("primal"), max(2.0, 1.6 / scale), Qt.PenStyle.DashDotLine))
        grow = max(RING, 2.0 / scale)
        for row in _in_sight(scene, look.chosen, rect):
            left, top, right, bottom = scene.card_rect(row)
            box = QRectF(left, top, right - left, bottom - top).adjusted(-grow, -grow, grow, grow)
            if scene.group_of(row):  # with its count and its sheets
                box.adjust(0, -ABOVE, BELOW, BELOW)
            painter.drawRoundedRect(box, 11.0, 11.0)
    for stop, rows in look.stops:
        radius, color, ground = max(DISC, SMALLEST_DISC / scale), theme.color("trouble"), theme.color("panel")
        for row in _in_sight(scene, rows, rect):
            at = QPointF(*scene.card_rect(row)[:2])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawEllipse(at, radius * 1.35, radius * 1.35)  # a rim, so that it is seen on any border
            paint_stop_sign(painter, at, radius, color, ground, enabled=stop.enabled, conditional=bool(stop.condition))
    if look.found is not None and len(look.found):
        side = max(FLAG, SMALLEST / scale)
        painter.setPen(QPen(theme.color("panel"), side / 9))
        painter.setBrush(theme.color("higher_order"))
        for row in _in_sight(scene, look.found, rect):
            painter.drawPolygon(flag(scene.card_rect(row), side))


def flag(card: Rect, side: float) -> QPolygonF:
    """A pennant at the lower left corner of a card, pointing at it."""
    x, y = card[0], card[3]
    points = ((-side * 0.55, -side), (side * 0.95, -side * 0.35), (-side * 0.55, side * 0.3))
    return QPolygonF([QPointF(x + dx, y + dy) for dx, dy in points])


def _in_sight(scene: GraphScene, rows: Ints, rect: Rect) -> list[int]:
    seen = rows[np.isin(rows, scene.cards_in(rect))] if len(rows) > 50 else rows
    chosen: list[int] = seen[:: max(1, -(-len(seen) // MOST))].tolist()
    return chosen
