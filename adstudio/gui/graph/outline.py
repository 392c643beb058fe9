"""A node and its neighbours in lines of text: what a person reads, or hears, in place of the picture. No Qt."""

from __future__ import annotations

import enum

import numpy as np
from msgspec import Struct

from adstudio.gui.graph import groups as graph_groups
from adstudio.gui.graph import text as graph_text
from adstudio.gui.graph.moment import Moment
from adstudio.gui.graph.scene import GraphScene, Ints, distinct
from adstudio.gui.graph.text import PENDING, numbers_of

MOST = 60  # lines of a kind


class Relation(enum.Enum):
    """What a line is about."""

    SELF = "This node"
    PARENT = "Comes from"
    CHILD = "Goes to"
    SIBLING = "Used beside it"
    REST = "more"  # how many were left out


class Line(Struct, frozen=True):
    """One line, and the row that it leads to."""

    relation: Relation
    text: str
    row: int


def outline(scene: GraphScene, row: int, moment: Moment) -> list[Line]:
    """The node first, a fact a line, then what it comes from, where it goes, and what is used beside it there."""
    trace = scene.trace
    facts = (
        graph_groups.described(scene, row, moment) if scene.group_of(row) else graph_text.described(trace, row, moment)
    )
    lines = [Line(Relation.SELF, fact, row) for fact in facts.split("\n")]
    edges = scene.drawn_edges
    above, below = edges[scene.head[edges] == row], edges[scene.tail[edges] == row]
    lines += _linked(scene, Relation.PARENT, above, scene.tail[above], moment)
    lines += _linked(scene, Relation.CHILD, below, scene.head[below], moment)
    children = distinct(scene.head[below])[:MOST]
    beside = scene.tail[edges[np.isin(scene.head[edges], children)]]
    siblings = distinct(beside[beside != row])
    return lines + _linked(scene, Relation.SIBLING, None, siblings, moment)


def _linked(scene: GraphScene, relation: Relation, edges: Ints | None, rows: Ints, moment: Moment) -> list[Line]:
    trace, shown = scene.trace, rows[:MOST]
    lines = []
    for i, (row, number) in enumerate(zip(shown.tolist(), numbers_of(trace, shown, moment), strict=True)):
        known = "pending" if number == PENDING else number
        if scene.group_of(row):
            text = f"{graph_groups.title(scene, row)}, folded, {known}"
        else:
            text = f"{graph_text.title(trace, row)}, {graph_text.expression(trace, row)}, {known}"
        if edges is not None:
            single = scene.folded is None or not scene.folded.bundled(int(edges[i]))
            label, _ = graph_text.pill_texts(trace, int(edges[i]), scene.folded)
            text += f"; local partial {label}" if single else f"; {label}" if label else ""
        lines.append(Line(relation, text, row))
    if len(rows) > MOST:
        lines.append(Line(Relation.REST, f"and {len(rows) - MOST:,} more", int(rows[MOST])))
    return lines
