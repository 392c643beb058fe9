"""From node to node by the keyboard. No Qt."""

from __future__ import annotations

import enum

import numpy as np

from adstudio.gui.graph.scene import GraphScene, Rect


class Way(enum.Enum):
    """Where to walk."""

    PARENT = "parent"
    CHILD = "child"
    ABOVE = "above"
    BELOW = "below"


def neighbour(scene: GraphScene, row: int, way: Way) -> int:
    """The node next to `row`: its nearest parent or child, or the nearest card of its column; `row` where none is."""
    if row < 0:
        return int(scene.card_rows[0])
    layout = scene.layout
    if way in (Way.PARENT, Way.CHILD):
        edges = scene.drawn_edges
        mine, other = (scene.head, scene.tail) if way is Way.PARENT else (scene.tail, scene.head)
        found = np.unique(other[edges[mine[edges] == row]])
    else:
        found = scene.card_rows[np.abs(layout.x[scene.card_rows] - layout.x[row]) < 1.0]
        beyond = layout.y[found] < layout.y[row] if way is Way.ABOVE else layout.y[found] > layout.y[row]
        found = found[beyond]
    if not len(found):
        return row
    distance = (layout.x[found] - layout.x[row]) ** 2 + (layout.y[found] - layout.y[row]) ** 2
    return int(found[np.argmin(distance)])


def around(scene: GraphScene, row: int) -> Rect:
    """The rectangle of a card with those of its parents and children."""
    edges = scene.drawn_edges
    near = edges[(scene.head[edges] == row) | (scene.tail[edges] == row)]
    rows = np.concatenate(([row], scene.head[near], scene.tail[near]))
    width, height = scene.layout.card
    x, y = scene.layout.x[rows], scene.layout.y[rows]
    left, right = float(x.min()) - width / 2, float(x.max()) + width / 2
    return (left, float(y.min()) - height / 2, right, float(y.max()) + height / 2)
