"""A node and its neighbours in lines of text: what a person reads, or hears, in place of the picture. No Qt."""

from __future__ import annotations

import enum
from dataclasses import dataclass

import numpy as np

from adstudio.gui import graph_text
from adstudio.gui.graph_moment import Moment
from adstudio.gui.graph_scene import GraphScene, Ints, distinct
from adstudio.gui.graph_text import PENDING, numbers_of
from adstudio.traces.model import Flag

MOST = 60  # lines of a kind


class Relation(enum.Enum):
    """What a line is about."""

    SELF = "This node"
    PARENT = "Comes from"
    CHILD = "Goes to"
    SIBLING = "Used beside it"
    REST = "more"  # how many were left out


@dataclass(frozen=True, slots=True)
class Line:
    """One line, and the row that it leads to."""

    relation: Relation
    text: str
    row: int


def outline(scene: GraphScene, row: int, moment: Moment) -> list[Line]:
    """The node first, a fact a line, then what it comes from, where it goes, and what is used beside it there."""
    trace = scene.trace
    lines = [Line(Relation.SELF, fact, row) for fact in graph_text.described(trace, row, moment).split("\n")]
    edges = scene.drawn_edges
    above, below = edges[scene.head[edges] == row], edges[scene.tail[edges] == row]
    lines += _linked(scene, Relation.PARENT, above, scene.tail[above], moment)
    lines += _linked(scene, Relation.CHILD, below, scene.head[below], moment)
    children = distinct(scene.head[below])[:MOST]
    beside = [p for child in children.tolist() for p in trace.nodes.parents(child) if p != row]
    siblings = np.array([p for p in dict.fromkeys(beside) if not trace.nodes.flags[p] & Flag.CONSTANT], np.int64)
    return lines + _linked(scene, Relation.SIBLING, None, siblings, moment)


def _linked(scene: GraphScene, relation: Relation, edges: Ints | None, rows: Ints, moment: Moment) -> list[Line]:
    trace, shown = scene.trace, rows[:MOST]
    lines = []
    for i, (row, number) in enumerate(zip(shown.tolist(), numbers_of(trace, shown, moment), strict=True)):
        text = graph_text.title(trace, row)
        text += f", {graph_text.expression(trace, row)}, {'pending' if number == PENDING else number}"
        if edges is not None:
            text += f"; local partial {graph_text.edge_label(trace, int(edges[i]))}"
        lines.append(Line(relation, text, row))
    if len(rows) > MOST:
        lines.append(Line(Relation.REST, f"and {len(rows) - MOST:,} more", int(rows[MOST])))
    return lines
