"""A trace laid out: what stands where, which of it is in sight, and when each part of it comes alive. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from adstudio.analysis.grid import Grid
from adstudio.analysis.layout import Layout
from adstudio.program.depths import orders_of
from adstudio.traces.model import Flag, SweepKind, Trace

if TYPE_CHECKING:
    from adstudio.analysis.folded import Folded

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Rect = tuple[float, float, float, float]  # left, top, right, bottom

NEVER = np.iinfo(np.int64).max
MANY = 1500  # up to so many cards are drawn one by one at any scale, beyond they may be dots
LARGE = 10_000  # nodes in a group from which its progress is not left to the painter to find


class GraphScene:
    """Cards and edges of one trace in world coordinates (pixels at zoom 1)."""

    def __init__(self, trace: Trace, layout: Layout, folded: Folded | None = None) -> None:
        """folded: which groups are one card each; `head` and `tail` are then the cards that an edge joins."""
        self.trace = trace
        self.layout = layout
        self.folded = folded
        self.orders = orders_of(trace)  # of derivative, by row; None where none is nested
        nodes = trace.nodes
        if folded is None:
            self.card_rows: Ints = np.flatnonzero((nodes.flags & Flag.CONSTANT) == 0)
            self.head: Ints = np.repeat(np.arange(len(nodes)), np.diff(nodes.start))
            self.tail: Ints = nodes.parent.astype(np.int64)
            self.drawn_edges: Ints = np.flatnonzero((nodes.flags[nodes.parent] & Flag.CONSTANT) == 0)
        else:
            self.card_rows, self.drawn_edges = folded.rows, folded.edges
            self.head, self.tail = folded.head, folded.tail
        drawn = self.drawn_edges
        self.has_inputs = np.bincount(self.head[drawn], minlength=len(nodes)) > 0  # (N,) edges come in
        self.has_outputs = np.bincount(self.tail[drawn], minlength=len(nodes)) > 0  # (N,) edges go out
        self.trouble = (nodes.flags & Flag.NONFINITE) != 0  # (N,) NaN or infinite, or something in the card's group is
        if folded is not None:
            self.trouble = folded.any_of(self.trouble)
        half_width, half_height = layout.card[0] / 2, layout.card[1] / 2
        x, y = layout.x[self.card_rows], layout.y[self.card_rows]
        self._cards = Grid(np.stack([x - half_width, y - half_height, x + half_width, y + half_height], axis=1))
        self.segments, self.segment_edge = self._straight(half_width)
        low = np.minimum(self.segments[:, :2], self.segments[:, 2:])
        self._lines = Grid(np.concatenate([low, np.maximum(self.segments[:, :2], self.segments[:, 2:])], axis=1))
        self._node_steps: dict[int, Ints] = {}
        self._node_order: dict[int, tuple[Ints, Ints]] = {}
        self._edge_steps: dict[int, Ints] = {}
        self._first_steps: dict[int, Ints] = {}
        self._inside: dict[int, dict[int, Ints]] = {}

    def _straight(self, half_width: float) -> tuple[Floats, Ints]:
        """(S, 4) straight pieces of all edges, and (S,) the edge of each; bends cut an edge into pieces."""
        layout, edges = self.layout, self.drawn_edges
        bends = layout.bend_start[edges + 1] - layout.bend_start[edges]
        pieces = bends + 1
        of = np.repeat(np.arange(len(edges)), pieces)
        first = np.cumsum(pieces) - pieces
        segments = np.empty((len(of), 4))
        segments[first, :2] = np.stack([layout.x[self.tail[edges]] + half_width, layout.y[self.tail[edges]]], axis=1)
        last = first + bends
        segments[last, 2:] = np.stack([layout.x[self.head[edges]] - half_width, layout.y[self.head[edges]]], axis=1)
        begins = np.ones(len(of), bool)
        begins[first] = False
        ends = np.ones(len(of), bool)
        ends[last] = False
        if begins.any():  # bends lie in the order of edges, so each is the end of one piece and the start of the next
            segments[begins, :2] = layout.bends
            segments[ends, 2:] = layout.bends
        return segments, edges[of]

    def cards_in(self, rect: Rect) -> Ints:
        """The rows whose cards touch a rectangle, ascending."""
        return self.card_rows[self._cards.query(*rect)]

    def segments_in(self, rect: Rect) -> Ints:
        """The straight pieces that touch a rectangle, ascending."""
        return self._lines.query(*rect)

    def edges_in(self, rect: Rect) -> Ints:
        """The edges with a piece that touches a rectangle, ascending."""
        return distinct(self.segment_edge[self.segments_in(rect)])

    def card_at(self, x: float, y: float) -> int | None:
        """The row whose card is at a point."""
        found = self.cards_in((x, y, x, y))
        return int(found[-1]) if len(found) else None

    def card_of(self, row: int) -> int:
        """The row whose card stands for a row: its own, or that of its folded group; −1 for a constant or none."""
        if row < 0 or (self.folded is None and not np.isfinite(self.layout.x[row])):
            return -1
        return row if self.folded is None else int(self.folded.shown[row])

    def cards_of(self, rows: Ints) -> Ints:
        """(k,) the rows whose cards stand for any of (m,) rows, ascending."""
        if self.folded is None:
            return distinct(rows[np.isfinite(self.layout.x[rows])])
        shown = self.folded.shown[rows]
        return distinct(shown[shown >= 0])

    def group_of(self, row: int) -> int:
        """The group that the card of `row` stands for; 0 for a single node."""
        return 0 if self.folded is None else max(int(self.folded.group[row]), 0)

    def progress(self, sweep: int, step: int, row: int) -> tuple[int, int]:
        """How many nodes of a group's card a sweep has reached at a step, and how many there are."""
        assert self.folded is not None
        reached = np.searchsorted(self._reached(sweep, row), step, side="right")
        return int(reached), int(self.folded.folding.size[self.group_of(row)])

    def _reached(self, sweep: int, row: int) -> Ints:
        """When a sweep reaches each of the nodes in a group's card, in order of time."""
        assert self.folded is not None
        kept = self._inside.setdefault(sweep, {})
        if row not in kept:
            group, folding = self.group_of(row), self.folded.folding
            inside = slice(int(folding.first[group]), int(folding.last[group]) + 1)
            kept[row] = np.sort(self.first_steps(sweep)[inside][self.folded.shown[inside] == row])
        return kept[row]

    def card_rect(self, row: int) -> Rect:
        """The card of a row."""
        width, height = self.layout.card
        x, y = float(self.layout.x[row]), float(self.layout.y[row])
        return (x - width / 2, y - height / 2, x + width / 2, y + height / 2)

    def node_steps(self, sweep: int) -> Ints:
        """(N,) the first step of a sweep that gives each card's row, or its group, something; NEVER where none does."""
        if sweep not in self._node_steps:
            steps = self.first_steps(sweep)
            self._node_steps[sweep] = steps if self.folded is None else self.folded.earliest(steps, NEVER)
        return self._node_steps[sweep]

    def first_steps(self, sweep: int) -> Ints:
        """(N,) the first step of a sweep that gives each row something; NEVER where none does."""
        if sweep not in self._first_steps:
            timeline = self.trace.timeline
            band = timeline.sweeps[sweep]
            if band.kind is SweepKind.ADJOINT:
                target = timeline.accumulation(sweep).target
            else:
                target = self.trace.sweeps[sweep].rows
            steps = np.full(len(self.trace), NEVER)
            # written from the end, so that the earliest step of a row is the one that stays
            steps[target[::-1]] = np.arange(band.start, band.stop)[::-1]
            self._first_steps[sweep] = steps
        return self._first_steps[sweep]

    def prepare(self, sweep: int) -> None:
        """Find now when a sweep reaches each card and edge, as its first step would."""
        self.node_steps(sweep)
        self.edge_steps(sweep)
        if len(self.card_rows) > MANY:
            self.node_order(sweep)
        if self.folded is not None:
            groups = self.folded.group[self.card_rows]
            for row in self.card_rows[(groups >= 0) & (self.folded.folding.size[groups] > LARGE)].tolist():
                self._reached(sweep, row)

    def node_order(self, sweep: int) -> tuple[Ints, Ints]:
        """The rows that a sweep reaches in order of their step, and those steps."""
        if sweep not in self._node_order:
            steps = self.node_steps(sweep)
            rows = np.argsort(steps, kind="stable")
            rows = rows[: int(np.sum(steps != NEVER))]
            self._node_order[sweep] = (rows, steps[rows])
        return self._node_order[sweep]

    def edge_steps(self, sweep: int) -> Ints:
        """(E,) the step at which each edge is travelled in a sweep; NEVER where it is not."""
        if sweep not in self._edge_steps:
            steps = self.trace.timeline.steps_of_all_edges(sweep)
            steps[steps < 0] = NEVER
            self._edge_steps[sweep] = steps if self.folded is None else self.folded.earliest_of_edges(steps, NEVER)
        return self._edge_steps[sweep]


def distinct(numbers: NDArray[Any]) -> NDArray[Any]:
    """The different numbers, sorted. np.unique does it too, but imports numpy.ma: 20 ms at the start."""
    ordered = np.sort(numbers)
    first = np.ones(len(ordered), np.bool_)
    first[1:] = ordered[1:] != ordered[:-1]
    return ordered[first]
