"""Where the pills with local partials go: on their edge, never on a card, never on one another."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise

from adstudio.gui.graph import text as graph_text
from adstudio.gui.graph.scene import GraphScene, Rect

HEIGHT = 19.0
PADDING = 7.0
AIR = 3.0  # between a pill and what is beside it
BUCKET = 400.0
ALONG = (0.5, 0.4, 0.6, 0.3, 0.7, 0.22, 0.78)

Point = tuple[float, float]


def curve_point(begin: Point, end: Point, t: float) -> Point:
    """A point of the piece of an edge from `begin` to `end`: a cubic that leaves and arrives level."""
    middle = (begin[0] + end[0]) / 2
    u = 1 - t
    x = u**3 * begin[0] + 3 * u * u * t * middle + 3 * u * t * t * middle + t**3 * end[0]
    y = begin[1] + (end[1] - begin[1]) * (3 * t * t - 2 * t**3)
    return (x, y)


class EdgeLabels:
    """Texts and places, worked out when an edge is first seen and kept, so that pills stand still."""

    def __init__(self, scene: GraphScene, width_of: Callable[[str], float]) -> None:
        self._scene = scene
        self._width_of = width_of
        self._placed: dict[int, tuple[str, Rect] | None] = {}
        self._buckets: defaultdict[tuple[int, int], list[Rect]] = defaultdict(list)

    def of(self, edge: int) -> tuple[str, Rect] | None:
        """The text of an edge and the rectangle of its pill; None where there is no room for one."""
        if edge not in self._placed:
            self._placed[edge] = self._place(edge)
        return self._placed[edge]

    def _place(self, edge: int) -> tuple[str, Rect] | None:
        scene = self._scene
        head, tail = int(scene.head[edge]), int(scene.tail[edge])
        full, short = graph_text.pill_texts(scene.trace, edge, scene.folded)
        if not full:
            return None
        points = scene.layout.path(edge, tail, head)
        pieces = list(pairwise(points))
        # level pieces first: they run through the empty places that bends keep free in a column
        pieces.sort(key=lambda piece: abs(piece[0][1] - piece[1][1]) > 1 if len(pieces) > 1 else 0)
        for text in dict.fromkeys((full, short)):
            width = self._width_of(text) + 2 * PADDING
            for begin, end in pieces:
                if abs(end[0] - begin[0]) < width * 0.6:
                    continue
                for t in ALONG:
                    x, y = curve_point(begin, end, t)
                    rect = (x - width / 2, y - HEIGHT / 2, x + width / 2, y + HEIGHT / 2)
                    if self._free(rect):
                        self._take(rect)
                        return (text, rect)
        return None

    def _free(self, rect: Rect) -> bool:
        left, top, right, bottom = rect[0] - AIR, rect[1] - AIR, rect[2] + AIR, rect[3] + AIR
        if len(self._scene.cards_in((left, top, right, bottom))):
            return False
        for bucket in _buckets(rect):
            for other in self._buckets[bucket]:
                if other[0] < right and other[2] > left and other[1] < bottom and other[3] > top:
                    return False
        return True

    def _take(self, rect: Rect) -> None:
        for bucket in _buckets(rect):
            self._buckets[bucket].append(rect)


def _buckets(rect: Rect) -> set[tuple[int, int]]:
    return {
        (int(x // BUCKET), int(y // BUCKET))
        for x in (rect[0] - AIR, rect[2] + AIR)
        for y in (rect[1] - AIR, rect[3] + AIR)
    }
