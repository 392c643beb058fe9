"""A spatial index over boxes: which of them a rectangle touches, without looking at all of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

PER_CELL = 8  # boxes in a cell on average


class Grid:
    """Boxes sorted into square cells by their middle; the few that are larger than a cell are kept apart.

    `boxes` is (M, 4): left, top, right, bottom. Boxes with NaN are never found.
    """

    def __init__(self, boxes: Floats) -> None:
        self._boxes = boxes
        known = np.flatnonzero(np.isfinite(boxes).all(axis=1))
        self._known = known
        self._around = (0.0, 0.0, -1.0, -1.0)  # all boxes, left, top, right, bottom
        self._cell = 1.0
        self._origin = (0.0, 0.0)
        self._shape = (0, 0)
        self._order = self._wide = np.empty(0, np.int64)
        self._begin = np.zeros(1, np.int64)
        if len(known):
            self._sort(known)

    def _sort(self, known: Ints) -> None:
        boxes = self._boxes[known]
        low, high = boxes.min(axis=0), boxes.max(axis=0)
        self._around = (float(low[0]), float(low[1]), float(high[2]), float(high[3]))
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        size = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
        area = max(float(np.ptp(x)), 1.0) * max(float(np.ptp(y)), 1.0)
        self._cell = max(float(np.sqrt(area * PER_CELL / len(known))), float(np.sort(size)[len(size) // 2]), 1.0)
        self._origin = (float(x.min()), float(y.min()))
        across = int(np.ptp(x) / self._cell) + 1
        down = int(np.ptp(y) / self._cell) + 1
        self._shape = (across, down)
        small = size <= self._cell
        self._wide = known[~small]
        column = ((x[small] - self._origin[0]) / self._cell).astype(np.int64)
        line = ((y[small] - self._origin[1]) / self._cell).astype(np.int64)
        key = line * across + column
        order = np.argsort(key, kind="stable")
        self._order = known[small][order]
        self._begin = np.searchsorted(key[order], np.arange(across * down + 1))

    def query(self, left: float, top: float, right: float, bottom: float) -> Ints:
        """The boxes that touch the rectangle, ascending."""
        around = self._around
        if left <= around[0] and top <= around[1] and right >= around[2] and bottom >= around[3]:
            return self._known
        across, down = self._shape
        half = self._cell / 2  # a small box reaches at most half a cell beyond its middle
        first = max(0, int((left - half - self._origin[0]) // self._cell))
        last = min(across - 1, int((right + half - self._origin[0]) // self._cell))
        upper = max(0, int((top - half - self._origin[1]) // self._cell))
        lower = min(down - 1, int((bottom + half - self._origin[1]) // self._cell))
        near = [self._wide]
        if first <= last:
            bounds = [(line * across + first, line * across + last + 1) for line in range(upper, lower + 1)]
            near += [self._order[self._begin[low] : self._begin[high]] for low, high in bounds]
        found = np.concatenate(near)
        box = self._boxes[found]
        touches = (box[:, 0] <= right) & (box[:, 2] >= left) & (box[:, 1] <= bottom) & (box[:, 3] >= top)
        return np.sort(found[touches])
