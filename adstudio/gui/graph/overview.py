"""The graph from afar: lines and dots drawn in batches from arrays, and brought up to date step by step."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from adstudio.gui.graph.batches import draw_lines, thinned
from adstudio.gui.graph.camera import Camera
from adstudio.gui.graph.dots import DotField
from adstudio.gui.graph.moment import Look, Moment
from adstudio.gui.graph.scene import GraphScene, Rect
from adstudio.gui.theme import Theme

AROUND = 240  # pixels drawn beyond each side, so that panning as far as that needs no new picture
STRETCH = 1.6  # by how much a picture may be stretched while the scale is on its way to another one
FEWEST_PIXELS = 0.8  # a shorter line is under its dots anyway
MOST_LINES = 60_000
SAMPLED = 2 * MOST_LINES  # lines that are looked at, where most are in sight
MOST_INK = 250_000  # pixels of lines; beyond, an even choice of them is drawn, and the picture is the same grey
VEIL = 0.78  # of the ground over what is not on the trail


class Overview:
    """Pictures of one scene for one view (scale, origin, size), kept between steps, pans and small zooms."""

    def __init__(self, scene: GraphScene, theme: Theme) -> None:
        self.scene = scene
        self.theme = theme
        self._view: tuple[float, float, float, int, int] | None = None
        self._edges = QImage()
        self._dots: DotField | None = None

    def paint(self, painter: QPainter, camera: Camera, moment: Moment, look: Look, *, moving: bool) -> None:
        """Everything that the camera sees, in its pixels. While `moving`, a kept picture is stretched if it can be."""
        if not self._usable(camera, stretched=moving):
            self._look(camera)
        assert self._view is not None
        assert self._dots is not None
        scale, left, top, _, _ = self._view
        grown = camera.scale / scale
        x, y = camera.to_screen(left, top)
        painter.save()
        if grown == 1.0:
            painter.translate(round(x), round(y))
        else:
            painter.translate(x, y)
            painter.scale(grown, grown)
        painter.drawImage(QPointF(-AROUND, -AROUND), self._edges)
        self._dots.paint(painter, moment, -AROUND, -AROUND)
        if look.trail is not None:
            width, height = self._view[3] + 2 * AROUND, self._view[4] + 2 * AROUND
            painter.fillRect(QRectF(-AROUND, -AROUND, width, height), self.theme.color("panel", VEIL))
            self._dots.paint_trail(painter, look.trail, -AROUND, -AROUND)
        painter.restore()
        self._marks(painter, camera, moment, look)

    def _usable(self, camera: Camera, *, stretched: bool) -> bool:
        """Whether the kept picture covers what the camera sees, sharp enough."""
        if self._view is None or self._view[3:] != (int(camera.width), int(camera.height)):
            return False
        scale, left, top, width, height = self._view
        if camera.scale != scale and not (stretched and 1 / STRETCH < camera.scale / scale < STRETCH):
            return False
        beyond = AROUND / scale
        kept = (left - beyond, top - beyond, left + width / scale + beyond, top + height / scale + beyond)
        seen = camera.visible
        return kept[0] <= seen[0] and kept[1] <= seen[1] and kept[2] >= seen[2] and kept[3] >= seen[3]

    def _look(self, camera: Camera) -> None:
        """Draw the lines, and find the cell of every card, for a view that is new."""
        scale, left, top = camera.scale, camera.left - AROUND / camera.scale, camera.top - AROUND / camera.scale
        self._view = (scale, camera.left, camera.top, int(camera.width), int(camera.height))
        width, height = int(camera.width) + 2 * AROUND, int(camera.height) + 2 * AROUND
        rect: Rect = (left, top, left + width / scale, top + height / scale)
        self._edges = QImage(width, height, QImage.Format.Format_RGB32)
        self._edges.fill(self.theme.color("panel"))
        painter = QPainter(self._edges)
        # opaque: blending takes ten times as long
        painter.setPen(QPen(self.theme.mixed("node_border", "panel", 0.75), 0))
        draw_lines(painter, self._lines(rect, scale))
        painter.end()
        card = self.scene.layout.card
        dot = (max(1, min(8, int(card[0] * scale * 0.8))), max(1, min(6, int(card[1] * scale * 0.8))))
        self._dots = DotField(self.scene, self.theme, rect, scale=scale, size=(width, height), dot=dot)

    def _lines(self, rect: Rect, scale: float) -> NDArray[np.float64]:
        """(L, 4) in pixels of the picture: as many as are worth their ink."""
        left, top, right, bottom = rect
        segments, around = self.scene.segments, self.scene.layout.bounds
        if len(segments) > SAMPLED and (right - left) * (bottom - top) > 0.25 * _area(around):
            segments = segments[:: len(segments) // SAMPLED]  # so many that looking for those in sight takes long
            x, y, to_x, to_y = segments.T
            touches = (np.maximum(x, to_x) >= left) & (np.minimum(x, to_x) <= right)
            touches &= (np.maximum(y, to_y) >= top) & (np.minimum(y, to_y) <= bottom)
            segments = thinned(segments[touches], MOST_LINES)
        else:
            segments = segments[thinned(self.scene.segments_in(rect), MOST_LINES)]
        drawn = (segments - [left, top, left, top]) * scale
        long = np.maximum(np.abs(drawn[:, 0] - drawn[:, 2]), np.abs(drawn[:, 1] - drawn[:, 3]))
        seen = long >= FEWEST_PIXELS
        ink = float(np.minimum(long[seen], 2_000).sum())
        return drawn[seen][:: max(1, int(ink / MOST_INK))]

    def _marks(self, painter: QPainter, camera: Camera, moment: Moment, look: Look) -> None:
        """The step: its edges, and a ring around its node, large enough to be found; the other marked nodes."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent, scene = self.theme.color(moment.token), self.scene
        if moment.row >= 0:
            painter.setPen(QPen(accent, 2))
            for edge in moment.edges:
                points = scene.layout.path(edge, int(scene.tail[edge]), int(scene.head[edge]))
                painter.drawPolyline([QPointF(*camera.to_screen(x, y)) for x, y in points])
            here = self._middle(camera, moment.row)
            painter.setBrush(accent)
            painter.setPen(QPen(self.theme.color("panel"), 1.5))
            painter.drawEllipse(here, 4.5, 4.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(accent, 1.6))
            painter.drawEllipse(here, 9.0, 9.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        on_trail = None if look.trail is None else look.trail.row
        for row, token in ((look.selected, "primal"), (look.hovered, "text"), (on_trail, "text")):
            if row is not None and np.isfinite(scene.layout.x[row]):
                here = self._middle(camera, row)
                painter.setPen(QPen(self.theme.color(token), 2.0))
                painter.drawRect(QRectF(here.x() - 6.5, here.y() - 6.5, 13, 13))

    def _middle(self, camera: Camera, row: int) -> QPointF:
        return QPointF(*camera.to_screen(float(self.scene.layout.x[row]), float(self.scene.layout.y[row])))


def _area(rect: Rect) -> float:
    return (rect[2] - rect[0]) * (rect[3] - rect[1])
