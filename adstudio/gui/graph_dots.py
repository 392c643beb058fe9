"""Cards as dots: counted into the cells of a picture, and recoloured where a step changed something."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from adstudio.gui.graph_moment import Moment
from adstudio.gui.graph_scene import GraphScene, Ints, Rect
from adstudio.gui.graph_trail import Trail
from adstudio.gui.theme import Theme

Cells = NDArray[np.int32]


class DotField:
    """The cards of a scene in `rect` of the drawing, in cells of `dot` pixels of a picture of `size` pixels.

    A done cell is even; pending ones are a weave of two tones, so that they are told apart by texture too.
    """

    def __init__(
        self, scene: GraphScene, theme: Theme, rect: Rect, *, scale: float, size: tuple[int, int], dot: int
    ) -> None:
        self.scene, self.theme, self.dot = scene, theme, dot
        across, down = -(-size[0] // dot), -(-size[1] // dot)
        rows = scene.cards_in(rect)
        column = ((scene.layout.x[rows] - rect[0]) * (scale / dot)).astype(np.int32)
        line = ((scene.layout.y[rows] - rect[1]) * (scale / dot)).astype(np.int32)
        inside = (column >= 0) & (column < across) & (line >= 0) & (line < down)
        cells = (line * across + column)[inside]
        self._cell_of: Cells = np.full(len(scene.trace), -1, np.int32)
        self._cell_of[rows[inside]] = cells
        self._all: Cells = np.bincount(cells, minlength=across * down).astype(np.int32)
        self._done: Cells = np.zeros_like(self._all)
        self._pixels = np.zeros((down, across), np.uint32)
        self._shown: tuple[int, int] | None = None  # sweep, and how many of its rows are counted in `_done`
        self._trail: tuple[Trail, int, NDArray[np.uint32]] | None = None
        weave = np.add.outer(np.arange(down), np.arange(across)) % 2
        self._weave = weave.reshape(-1).astype(bool)

    def paint(self, painter: QPainter, moment: Moment, x: float, y: float) -> None:
        """Draw it with its corner at (x, y), as it stands at a moment."""
        self._advance(moment)
        self._draw(painter, self._pixels, x, y)

    def paint_trail(self, painter: QPainter, trail: Trail, x: float, y: float) -> None:
        """Draw the dots on a trail: even where they lead to its node, woven where they lead on from it."""
        if self._trail is None or self._trail[0] is not trail or self._trail[1] != trail.version:
            pixels = np.zeros_like(self._pixels)
            flat, color = pixels.reshape(-1), argb(self.theme.color("text"))
            down, up = self._cells(np.flatnonzero(trail.down)), self._cells(np.flatnonzero(trail.up))
            flat[down] = np.where(self._weave[down], color, argb(self.theme.mixed("text", "panel", 0.45)))
            flat[up] = color
            self._trail = (trail, trail.version, pixels)
        self._draw(painter, self._trail[2], x, y)

    def _draw(self, painter: QPainter, pixels: NDArray[np.uint32], x: float, y: float) -> None:
        height, width = pixels.shape
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32)
        painter.drawImage(QRectF(x, y, width * self.dot, height * self.dot), image)

    def _advance(self, moment: Moment) -> None:
        """Recolour the cells whose cards changed since the last picture: all of them, or the few of one step."""
        bright, dim = (argb(self.theme.mixed("text_pending", "panel", share)) for share in (0.9, 0.55))
        done = argb(self.theme.color(moment.token))
        pixels = self._pixels.reshape(-1)
        rows, steps = self.scene.node_order(moment.sweep) if moment.sweep >= 0 else (np.empty(0, np.int64),) * 2
        count = int(np.searchsorted(steps, moment.step, side="right"))
        if self._shown is None or self._shown[0] != moment.sweep:
            self._done = np.bincount(self._cells(rows[:count]), minlength=len(self._all)).astype(np.int32)
            pending = np.where(self._weave, bright, dim)
            pixels[:] = np.where(self._done > 0, done, np.where(self._all > 0, pending, 0))
        elif self._shown[1] != count:
            low, high = sorted((self._shown[1], count))
            cells = self._cells(rows[low:high])
            np.add.at(self._done, cells, 1 if count > self._shown[1] else -1)
            pixels[cells] = np.where(self._done[cells] > 0, done, np.where(self._weave[cells], bright, dim))
        self._shown = (moment.sweep, count)

    def _cells(self, rows: Ints) -> Cells:
        """The cells of rows, without those that are not in the picture."""
        cells = self._cell_of[rows]
        found: Cells = cells[cells >= 0]
        return found


def argb(color: QColor) -> np.uint32:
    """A pixel."""
    return np.uint32(color.rgba())
