"""The graph from afar: lines and dots drawn in batches from arrays, and brought up to date step by step."""

from __future__ import annotations

from typing import cast

import numpy as np
import shiboken6
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from adstudio.gui.graph_camera import Camera
from adstudio.gui.graph_moment import Look, Moment
from adstudio.gui.graph_scene import GraphScene, Ints, Rect
from adstudio.gui.theme import Theme

AROUND = 240  # pixels drawn beyond each side, so that panning as far as that needs no new picture
FEWEST_PIXELS = 0.8  # a shorter line is under its dots anyway
MOST_INK = 250_000  # pixels of lines; beyond, an even choice of them is drawn, and the picture is the same grey


def draw_lines(painter: QPainter, lines: NDArray[np.float64]) -> None:
    """Draw (L, 4) lines in one call, straight from the array's memory."""
    lines = np.ascontiguousarray(lines, np.float64)
    if len(lines):
        # QLineF is four doubles, so the array is a C array of them as it is; it outlives the call
        painter.drawLines(cast(QLineF, shiboken6.wrapInstance(lines.ctypes.data, QLineF)), len(lines))


def thinned(items: Ints, most: int) -> Ints:
    """An even choice of at most about `most` of the items."""
    return items[:: max(1, -(-len(items) // most))]


class Overview:
    """Pictures of one scene for one view (scale, origin, size), kept between steps."""

    def __init__(self, scene: GraphScene, theme: Theme) -> None:
        self.scene = scene
        self.theme = theme
        self._view: tuple[float, float, float, int, int] | None = None
        self._edges = QImage()
        self._cell_of: NDArray[np.int32] = np.empty(0, np.int32)
        self._all: NDArray[np.int32] = np.empty(0, np.int32)
        self._done: NDArray[np.int32] = np.empty(0, np.int32)
        self._pixels: NDArray[np.uint32] = np.empty((0, 0), np.uint32)
        self._shown: tuple[int, int] | None = None  # sweep, and how many of its rows are counted in `_done`
        self._dot = 1

    def paint(self, painter: QPainter, camera: Camera, moment: Moment, look: Look, *, moving: bool) -> None:
        """Everything that the camera sees, in its pixels."""
        scale, left, top, size = camera.scale, camera.left, camera.top, (int(camera.width), int(camera.height))
        x, y = self._shifted(scale, left, top)
        if self._view is None or scale != self._view[0] or size != self._view[3:] or max(abs(x), abs(y)) > AROUND:
            wide = (size[0] + 2 * AROUND, size[1] + 2 * AROUND)
            self._view = (scale, left, top, *size)
            self._look(scale, left - AROUND / scale, top - AROUND / scale, wide)
            x = y = 0.0
        self._advance(moment)
        corner = QPointF(round(x) - AROUND, round(y) - AROUND)
        painter.drawImage(corner, self._edges)
        height, width = self._pixels.shape
        dots = QImage(self._pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32)
        painter.drawImage(QRectF(corner.x(), corner.y(), width * self._dot, height * self._dot), dots)
        self._marks(painter, moment, scale, left, top)

    def _shifted(self, scale: float, left: float, top: float) -> tuple[float, float]:
        """How far the kept picture has been panned, in pixels."""
        if self._view is None:
            return (0.0, 0.0)
        return ((self._view[1] - left) * scale, (self._view[2] - top) * scale)

    def _look(self, scale: float, left: float, top: float, size: tuple[int, int]) -> None:
        """Draw the lines, and find the cell of every card, for a view that is new."""
        scene, (width, height) = self.scene, size
        rect: Rect = (left, top, left + width / scale, top + height / scale)
        segments = scene.segments[scene.segments_in(rect)]
        drawn = (segments - [left, top, left, top]) * scale
        long = np.abs(drawn[:, :2] - drawn[:, 2:]).max(axis=1, initial=0) if len(drawn) else np.empty(0)
        seen = long >= FEWEST_PIXELS
        drawn, ink = drawn[seen], float(np.minimum(long[seen], max(size)).sum())
        drawn = drawn[:: max(1, int(ink / MOST_INK))]
        self._edges = QImage(width, height, QImage.Format.Format_RGB32)
        self._edges.fill(self.theme.color("panel"))
        painter = QPainter(self._edges)
        painter.setPen(
            QPen(self.theme.mixed("node_border", "panel", 0.75), 0)
        )  # opaque: blending takes ten times as long
        draw_lines(painter, drawn)
        painter.end()

        card = scene.layout.card
        self._dot = max(1, min(6, int(card[1] * scale * 0.8)))
        across, down = -(-width // self._dot), -(-height // self._dot)
        rows = scene.cards_in(rect)
        column = ((scene.layout.x[rows] - left) * scale / self._dot).astype(np.int64)
        line = ((scene.layout.y[rows] - top) * scale / self._dot).astype(np.int64)
        inside = (column >= 0) & (column < across) & (line >= 0) & (line < down)
        self._cell_of = np.full(len(scene.trace), -1, np.int32)
        self._cell_of[rows[inside]] = (line * across + column)[inside]
        self._all = np.bincount(self._cell_of[rows[inside]], minlength=across * down).astype(np.int32)
        self._done = np.zeros_like(self._all)
        self._pixels = np.zeros((down, across), np.uint32)
        self._shown = None

    def _advance(self, moment: Moment) -> None:
        """Recolour the cells whose cards changed since the last picture: all of them, or the few of one step."""
        pending, done = _argb(self.theme.mixed("text_pending", "panel", 0.8)), _argb(self.theme.color(moment.token))
        pixels = self._pixels.reshape(-1)
        rows, steps = self.scene.node_order(moment.sweep) if moment.sweep >= 0 else (np.empty(0, np.int64),) * 2
        count = int(np.searchsorted(steps, moment.step, side="right"))
        if self._shown is None or self._shown[0] != moment.sweep:
            self._done = self._counts(rows[:count])
            pixels[:] = np.where(self._done > 0, done, np.where(self._all > 0, pending, 0))
        elif self._shown[1] != count:
            low, high = sorted((self._shown[1], count))
            cells = self._cell_of[rows[low:high]]
            cells = cells[cells >= 0]
            np.add.at(self._done, cells, 1 if count > self._shown[1] else -1)
            pixels[cells] = np.where(self._done[cells] > 0, done, pending)
        self._shown = (moment.sweep, count)

    def _counts(self, rows: Ints) -> NDArray[np.int32]:
        cells = self._cell_of[rows]
        return np.bincount(cells[cells >= 0], minlength=len(self._all)).astype(np.int32)

    def _marks(self, painter: QPainter, moment: Moment, scale: float, left: float, top: float) -> None:
        """The step: its edges, and a ring around its node, large enough to be found."""
        if moment.row < 0:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        accent, layout = self.theme.color(moment.token), self.scene.layout
        painter.setPen(QPen(accent, 2))
        here = QPointF((layout.x[moment.row] - left) * scale, (layout.y[moment.row] - top) * scale)
        for edge in moment.edges:
            pieces = self.scene.layout.path(edge, int(self.scene.tail[edge]), int(self.scene.head[edge]))
            points = [QPointF((x - left) * scale, (y - top) * scale) for x, y in pieces]
            painter.drawPolyline(points)
        painter.setBrush(accent)
        painter.setPen(QPen(self.theme.color("panel"), 1.5))
        painter.drawEllipse(here, 4.5, 4.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(accent, 1.6))
        painter.drawEllipse(here, 9.0, 9.0)


def _argb(color: QColor) -> np.uint32:
    return np.uint32(color.rgba())
