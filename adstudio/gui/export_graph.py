"""The graph as a picture: any part of it, at any step, on any painter."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from adstudio.gui.export_pictures import LONGEST, MOST_PIXELS, Picture
from adstudio.gui.graph_middle import MiddlePainter
from adstudio.gui.graph_moment import Moment
from adstudio.gui.graph_overview import Overview
from adstudio.gui.graph_painting import CardPainter, Look
from adstudio.gui.graph_scene import GraphScene, Rect
from adstudio.gui.graph_view import FIT_LARGEST, MANY, MIDDLE, NEAR
from adstudio.gui.theme import Theme

MARGIN = 24.0  # pixels around the graph
INNER = 0.18  # of a following picture's sides: a step is kept out of that
UNMARKED = Look(None, None, focused=False)


@dataclass(frozen=True, slots=True)
class Sight:
    """Which part of a drawing is seen, and how large."""

    left: float  # of the drawing, at the left of the picture
    top: float
    scale: float  # pixels of the picture per pixel of the drawing
    width: float  # of the picture, in pixels
    height: float

    @property
    def rect(self) -> Rect:
        """The part of the drawing that is seen."""
        return (self.left, self.top, self.left + self.width / self.scale, self.top + self.height / self.scale)


def whole(scene: GraphScene) -> Sight:
    """All of the graph with its cards at their full size, or smaller where no picture could hold that."""
    left, top, right, bottom = scene.layout.bounds
    width, height = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
    scale = min(1.0, LONGEST / 2 / max(width, height), (MOST_PIXELS / 4 / (width * height)) ** 0.5)
    return Sight(left - MARGIN, top - MARGIN, scale, math.ceil(width * scale), math.ceil(height * scale))


def fitted(scene: GraphScene, width: float, height: float, *, largest: float = FIT_LARGEST) -> Sight:
    """All of the graph in the middle of a picture of this size, no larger than `largest`."""
    left, top, right, bottom = scene.layout.bounds
    across, down = max(right - left, 1.0), max(bottom - top, 1.0)
    scale = min((width - 2 * MARGIN) / across, (height - 2 * MARGIN) / down, largest)
    return Sight((left + right) / 2 - width / 2 / scale, (top + bottom) / 2 - height / 2 / scale, scale, width, height)


def following(scene: GraphScene, sight: Sight, row: int) -> Sight:
    """The sight moved as little as brings the card of `row` into its inner part."""
    if row < 0 or not np.isfinite(scene.layout.x[row]):
        return sight
    left, top, right, bottom = scene.card_rect(row)
    across, down = sight.width / sight.scale, sight.height / sight.scale

    def moved(start: float, size: float, low: float, high: float) -> float:
        inner = min(size * INNER, max((size - (high - low)) / 2, 0.0))
        return min(max(start, high + inner - size), low - inner)

    return replace(sight, left=moved(sight.left, across, left, right), top=moved(sight.top, down, top, bottom))


class GraphSketch:
    """Paints one scene in one theme, at the level of detail of its scale."""

    def __init__(self, scene: GraphScene, theme: Theme) -> None:
        self.scene, self.theme = scene, theme
        self._cards = CardPainter(scene, theme)
        self._middle = MiddlePainter(scene, theme, self._cards)
        self._overview = Overview(scene, theme)

    def paint(self, painter: QPainter, sight: Sight, moment: Moment, density: float, look: Look = UNMARKED) -> None:
        """What is in sight, at (0, 0); `density` is the device's pixels to one of the picture."""
        painter.save()
        painter.setClipRect(QRectF(0, 0, sight.width, sight.height))
        if sight.scale < MIDDLE and len(self.scene.card_rows) > MANY:
            density = max(density, 2.0)  # dots and lines are drawn as pixels, also in an SVG
            painter.scale(1 / density, 1 / density)
            size = (round(sight.width * density), round(sight.height * density))
            self._overview.paint(
                painter, moment, scale=sight.scale * density, left=sight.left, top=sight.top, size=size
            )
        else:
            painter.scale(sight.scale, sight.scale)
            painter.translate(-sight.left, -sight.top)
            if sight.scale < NEAR:
                self._middle.paint(painter, sight.rect, moment, look, sight.scale)
            else:
                self._cards.paint(painter, sight.rect, moment, look)
        painter.restore()

    def picture(self, sight: Sight, moment: Moment, *, title: str, transparent: bool, look: Look = UNMARKED) -> Picture:
        """What is in sight, to be written into a file."""
        ground = None if transparent else self.theme.color("panel")

        def paint(painter: QPainter, density: float) -> None:
            self.paint(painter, sight, moment, density, look)

        return Picture(title, sight.width, sight.height, paint, ground)
