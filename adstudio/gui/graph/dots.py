"""Cards as dots: counted into the cells of a picture, and recoloured where a step changed something."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from adstudio.gui.graph.moment import Moment
from adstudio.gui.graph.scene import GraphScene, Ints, Rect
from adstudio.gui.graph.trail import Trail
from adstudio.gui.theme import Theme

Cells = NDArray[np.int32]
Pixels = NDArray[np.uint32]

KEPT = 4  # sweeps whose order of cells is kept


class DotField:
    """The cards of a scene in `rect` of the drawing, in cells of `dot` pixels (width, height) of a picture
    of `size` pixels.

    A done cell is even; pending ones are a weave of two tones, so that they are told apart by texture too.
    """

    def __init__(
        self,
        scene: GraphScene,
        theme: Theme,
        rect: Rect,
        *,
        scale: float,
        size: tuple[int, int],
        dot: tuple[int, int],
        rows: Ints | None = None,
    ) -> None:
        """rows: the cards in `rect`, where that is known."""
        self.scene, self.theme, self.dot = scene, theme, dot
        across, down = -(-size[0] // dot[0]), -(-size[1] // dot[1])
        rows = scene.cards_in(rect) if rows is None else rows
        column = ((scene.layout.x[rows] - rect[0]) * (scale / dot[0])).astype(np.int32)
        line = ((scene.layout.y[rows] - rect[1]) * (scale / dot[1])).astype(np.int32)
        inside = (column >= 0) & (column < across) & (line >= 0) & (line < down)
        cells = (line * across + column)[inside]
        self._cell_of: Cells = np.full(len(scene.trace), -1, np.int32)
        self._cell_of[rows[inside]] = cells
        self._across, self._down = across, down
        self._pending = self._woven(*_pending(theme))  # (cells,) before a sweep has reached anything
        self._pending[np.bincount(cells, minlength=across * down) == 0] = 0
        self._pixels: Pixels = np.zeros((down, across), np.uint32)
        self._shown: tuple[int, int] | None = None  # sweep, and how many of its cells are drawn as done
        self._orders: dict[int, tuple[Cells, Ints]] = {}
        self._trail: tuple[Trail, int, Pixels] | None = None

    def _woven(self, one: np.uint32, other: np.uint32) -> Pixels:
        """(cells,) two tones by turns."""
        woven: Pixels = np.full((self._down, self._across), other)
        woven[::2, 1::2] = woven[1::2, ::2] = one
        return woven.reshape(-1)

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
            onward = self._woven(*(argb(self.theme.mixed("text", "panel", share)) for share in (0.6, 0.2)))
            flat[down] = onward[down]
            flat[up] = color
            self._trail = (trail, trail.version, pixels)
        self._draw(painter, self._trail[2], x, y)

    def _draw(self, painter: QPainter, pixels: Pixels, x: float, y: float) -> None:
        height, width = pixels.shape
        image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_ARGB32)
        painter.drawImage(QRectF(x, y, width * self.dot[0], height * self.dot[1]), image)

    def _advance(self, moment: Moment) -> None:
        """Recolour the cells that have changed since the last picture: of another sweep all, else those between."""
        pixels = self._pixels.reshape(-1)
        done = argb(self.theme.color(moment.token))
        cells, steps = self._order(moment.sweep)
        count = int(np.searchsorted(steps, moment.step, side="right"))
        if self._shown is None or self._shown[0] != moment.sweep:
            pixels[:] = self._pending
            pixels[cells[:count]] = done
        elif self._shown[1] < count:
            pixels[cells[self._shown[1] : count]] = done
        else:
            back = cells[count : self._shown[1]]
            pixels[back] = self._pending.take(back)
        self._shown = (moment.sweep, count)

    def _order(self, sweep: int) -> tuple[Cells, Ints]:
        """The cells in the order in which a sweep reaches the first card of each, and when it does."""
        if sweep not in self._orders:
            if sweep < 0:
                return np.empty(0, np.int32), np.empty(0, np.int64)
            rows, steps = self.scene.node_order(sweep)
            cells = self._cell_of.take(rows)
            at = np.arange(len(rows))
            first = np.zeros(self._pixels.size, np.int64)
            first[cells[::-1]] = at[::-1]  # of several in a cell the earliest is written last
            leads = (first.take(cells) == at) & (cells >= 0)
            while len(self._orders) >= KEPT:
                del self._orders[next(iter(self._orders))]
            self._orders[sweep] = (cells[leads], steps[leads])
        return self._orders[sweep]

    def _cells(self, rows: Ints) -> Cells:
        """The cells of rows, without those that are not in the picture."""
        cells = self._cell_of[rows]
        found: Cells = cells[cells >= 0]
        return found


def argb(color: QColor) -> np.uint32:
    """A pixel."""
    return np.uint32(color.rgba())


def _pending(theme: Theme) -> tuple[np.uint32, np.uint32]:
    """The two tones of what a sweep has not reached."""
    bright, dim = (argb(theme.mixed("text_pending", "panel", share)) for share in (0.9, 0.55))
    return bright, dim
