"""A graph in which some groups are one card each: which cards and edges are drawn, and its layout. Qt-free.

A card stands for the rows of its group and is found at the last of them, which as a rule is its result. Every group is
one stretch of rows, so cards and edges keep the order of the rows, and the folded graph has no cycles.
"""

from __future__ import annotations

import zlib
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from adstudio.analysis.folding import Folding
from adstudio.analysis.layout import Layout, Wiring
from adstudio.traces.model import Flag

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


class Folded:
    """The graph of a folding's trace with the groups `closed`, (G,), folded. Of nested ones the outermost counts."""

    def __init__(self, folding: Folding, closed: Mask) -> None:
        self.folding, self.closed = folding, closed
        self.trace = folding.trace
        nodes = self.trace.nodes
        top = np.where(closed, np.arange(len(folding)), -1)
        top[0] = -1  # the traced function itself is the whole graph
        for level in folding.tree.levels[1:]:
            above = top[folding.parent[level]]
            top[level] = np.where(above >= 0, above, top[level])
        labelled = (nodes.flags & Flag.CONSTANT) == 0
        group = np.where(labelled, top.take(folding.group), -1)  # (N,) the closed group that a row is in, or −1
        row = np.arange(len(nodes))
        self.shown: Ints = np.where(labelled, np.where(group >= 0, folding.last.take(group), row), -1)  # (N,) its card
        self.rows: Ints = np.flatnonzero(self.shown == row)  # (K,) of the cards, ascending
        self.group: Ints = np.full(len(nodes), -1, np.int64)  # (N,) of a card's row the group it stands for, or −1
        self.group[self.rows] = group[self.rows]
        self.head: Ints = np.repeat(self.shown, np.diff(nodes.start))  # (E,) the cards that every edge joins
        self.tail: Ints = self.shown.take(nodes.parent)
        self.edges, self.drawn_of, self.weight = self._bundle()

    def _bundle(self) -> tuple[Ints, Ints, Ints]:
        """(M,) the edges that are drawn, (E,) which of them stands for each edge, −1 for none, and (M,) for how many
        each of them stands.

        Edges to or from a group are drawn once for each pair of cards. Others stand for themselves.
        """
        across, begin, length = self._crossing()
        head, tail = self.head[across[begin]], self.tail[across[begin]]
        joined = (self.group[head] >= 0) | (self.group[tail] >= 0)
        _, first, which = np.unique(
            head[joined] * len(self.shown) + tail[joined], return_index=True, return_inverse=True
        )
        stands = across[begin]
        stands[joined] = stands[joined][first][which.reshape(-1)]
        drawn_of = np.full(len(self.head), -1, np.int64)
        drawn_of[across] = np.where(np.repeat(joined, length), np.repeat(stands, length), across)
        edges = across[drawn_of.take(across) == across]
        bundle = np.searchsorted(edges, stands[joined])
        weight = np.ones(len(edges), np.int64)
        weight[bundle] = 0
        np.add.at(weight, bundle, length[joined])
        return edges, drawn_of, weight

    def stands_for(self, edge: int) -> int:
        """For how many edges a drawn one stands."""
        return int(self.weight[np.searchsorted(self.edges, edge)])

    def _crossing(self) -> tuple[Ints, Ints, Ints]:
        """The edges from one card to another; where each run of them between the same two begins, and its length.

        A folded loop of a million passes has few runs: what is found for each of them need not be for each edge.
        """
        across = np.flatnonzero((self.tail >= 0) & (self.head != self.tail))
        begin = _runs(self.head.take(across)) | _runs(self.tail.take(across))
        return across, *_measured(begin)

    def any_of(self, marked: Mask) -> Mask:
        """(N,) of each card's row whether any of the rows that it stands for is marked."""
        found: Mask = np.zeros(len(self.shown), bool)
        found[self.shown[marked & (self.shown >= 0)]] = True
        return found

    def earliest(self, steps: Ints, never: int) -> Ints:
        """(N,) of each card's row the least of `steps`, (N,), over the rows that it stands for; `never` elsewhere."""
        return _least(steps, self.shown, never)

    def earliest_of_edges(self, steps: Ints, never: int) -> Ints:
        """(E,) of each drawn edge the least of `steps`, (E,), over the edges that it stands for; `never` elsewhere."""
        return _least(steps, self.drawn_of, never)

    @property
    def cards(self) -> int:
        """How many cards there are."""
        return len(self.rows)

    def bundled(self, edge: int) -> bool:
        """Whether a drawn edge goes into a group, or stands for several: then it has no partial of its own."""
        return int(self.group[self.head[edge]]) >= 0 or self.stands_for(edge) > 1

    # -- its layout, made on the cards alone and spread over the rows ------------------------------------------------

    @cached_property
    def wiring(self) -> Wiring:
        """The shape of the folded graph: K nodes, M edges."""
        number = np.cumsum(self.has_card) - 1
        start = np.zeros(self.cards + 1, np.int64)
        np.cumsum(np.bincount(number[self.head[self.edges]], minlength=self.cards), out=start[1:])
        return Wiring(start, number[self.tail[self.edges]], np.ones(self.cards, bool))

    @property
    def has_card(self) -> Mask:
        """(N,) whether a row has a card."""
        card: Mask = np.zeros(len(self.shown), bool)
        card[self.rows] = True
        return card

    @cached_property
    def key(self) -> str:
        """Equal for equal structures folded alike."""
        columns = (self.rows, self.edges)
        own = "-".join(f"{len(column)}.{zlib.crc32(column.tobytes()):08x}" for column in columns)
        return f"{self.wiring.key}-{own}"

    def spread(self, made: Layout) -> Layout:
        """A layout of `wiring` as one of the whole trace, with NaN where a row has no card."""
        x, y = np.full(len(self.shown), np.nan), np.full(len(self.shown), np.nan)
        x[self.rows], y[self.rows] = made.x, made.y
        bends = np.zeros(len(self.head) + 1, np.int64)
        bends[self.edges + 1] = np.diff(made.bend_start)
        np.cumsum(bends, out=bends)
        return Layout(made.kind, x, y, bends, made.bends, made.card, self.key)


def _runs(column: Ints) -> Mask:
    """(L,) where a number begins that is another than the one before."""
    begins: Mask = np.ones(len(column), bool)
    np.not_equal(column[1:], column[:-1], out=begins[1:])
    return begins


def _measured(begins: Mask) -> tuple[Ints, Ints]:
    """Where the runs begin, and how long they are."""
    begin = np.flatnonzero(begins)
    return begin, np.diff(begin, append=len(begins))


def _least(steps: Ints, of: Ints, never: int) -> Ints:
    """(L,) of each number that is in `of`, (L,), the least of `steps` where it stands there; −1 is none."""
    least = np.full(len(of), never)
    there = of >= 0
    if not there.all():
        steps, of = steps[there], of[there]
    if len(of):
        begin = np.flatnonzero(_runs(of))
        np.minimum.at(least, of[begin], np.minimum.reduceat(steps, begin))
    return least
