"""A layout that keeps what was there: cards that a trace shares with the one shown before stay where they stood.

The rule. A card that was there before keeps its column and its height, unless an argument of it has come to stand in
that column or to the right of it: then it moves right, just past it. New cards come right after their last argument, at
the nearest free height to their arguments'. Columns that have become empty are closed. A drawing that this would make
much larger or more tangled than a fresh one is drawn afresh, and so is one that shares less than half of its cards.
Drawings in rows keep the number of columns of a row, so that a loop that runs on only adds rows at the end.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

import numpy as np
from msgspec import Struct, field

from adstudio.analysis.layout import GAP, Layout, Wiring, fitting_scale, in_rows

LEAST_SHARED = 0.5
LARGER, TANGLED = 1.6, 2.5  # times a fresh drawing's size, and its edges' climbs
LANE = 22.0  # pixels between two edges that run side by side past cards
WORST = 0.7  # of the scale at which a fresh drawing is seen whole


def steady(wiring: Wiring, names: Sequence[Hashable], fresh: Layout, before: Layout, old: Sequence[Hashable]) -> Layout:
    """`fresh`, or a layout that keeps to `before`; `names` and `old` tell the rows of both, as `identities` does."""
    row_before = {name: row for row, name in enumerate(old) if np.isfinite(before.x[row])}
    kept = {row: row_before[names[row]] for row in np.flatnonzero(wiring.card).tolist() if names[row] in row_before}
    shared = len(kept) / max(min(int(wiring.card.sum()), len(row_before)), 1)
    if shared < LEAST_SHARED:
        return fresh
    card = max(fresh.card, before.card)  # the narrower one would move every column
    if before.kind == "layers":
        columns = len({round(x) for x in before.x[np.isfinite(before.x)].tolist()})
        made = in_rows(wiring, card, columns=columns)
        return made if fitting_scale(made) > WORST * fitting_scale(fresh) else fresh
    if fresh.kind == "layers" and fitting_scale(before) > fitting_scale(fresh):
        return fresh
    made = _Keeping(wiring, before, kept, card).layout()
    return made if _sane(made, fresh, wiring) else fresh


def _sane(made: Layout, fresh: Layout, wiring: Wiring) -> bool:
    if fitting_scale(made) * LARGER < fitting_scale(fresh):
        return False
    drawn = wiring.card[wiring.parent]
    tails, heads = wiring.parent[drawn], wiring.head[drawn]
    climbs = [float(np.abs(one.y[tails] - one.y[heads]).sum()) for one in (made, fresh)]
    return fresh.kind == "layers" or climbs[0] <= TANGLED * climbs[1] + 4 * (made.card[1] + GAP[1])


class _Column(Struct):
    """What stands in a column: heights of cards, and of edges that run past them."""

    card: float  # height of a card
    cards: list[float] = field(default_factory=list)
    lanes: list[float] = field(default_factory=list)

    def free(self, wanted: float, *, lane: bool) -> float:
        """The free height nearest to `wanted`, for a card or for an edge."""
        to_card = self.card / 2 + LANE / 2 if lane else self.card + GAP[1]
        to_lane = LANE if lane else self.card / 2 + LANE / 2
        taken = [(y, to_card) for y in self.cards] + [(y, to_lane) for y in self.lanes]
        tries = [wanted] + [y + sign * room for y, room in taken for sign in (-1, 1)]
        possible = [y for y in tries if all(abs(y - other) >= room - 1e-6 for other, room in taken)]
        return min(possible, key=lambda y: (abs(y - wanted), y))


class _Keeping:
    """Builds one layout of cards around those that were there."""

    def __init__(self, wiring: Wiring, before: Layout, kept: dict[int, int], card: tuple[float, float]) -> None:
        self.wiring, self.before, self.kept, self.card = wiring, before, kept, card
        self.cards = np.flatnonzero(wiring.card).tolist()
        self.parents = {
            row: [p for p in wiring.parent[wiring.start[row] : wiring.start[row + 1]].tolist() if wiring.card[p]]
            for row in self.cards
        }
        self.old_x = sorted({round(x, 3) for x in before.x[np.isfinite(before.x)].tolist()})
        column_of = {x: column for column, x in enumerate(self.old_x)}
        self.old_column = {row: column_of[round(float(before.x[was]), 3)] for row, was in kept.items()}
        self.column = self._columns()
        self.x = self._middles()
        self.y: dict[int, float] = {}

    def layout(self) -> Layout:
        """Cards, then the edges that run past them."""
        columns = [_Column(self.card[1]) for _ in self.x]
        for row in self.cards:  # those that stay take their places first
            if row in self.kept and self.column[row] == self.old_column[row]:
                self.y[row] = float(self.before.y[self.kept[row]])
                columns[self.column[row]].cards.append(self.y[row])
        for row in sorted(self.cards, key=lambda row: (self.column[row], self._wanted(row), row)):
            if row not in self.y:
                self.y[row] = columns[self.column[row]].free(self._wanted(row), lane=False)
                columns[self.column[row]].cards.append(self.y[row])
        count = len(self.wiring.card)
        x, y = np.full(count, np.nan), np.full(count, np.nan)
        for row in self.cards:
            x[row], y[row] = self.x[self.column[row]], self.y[row]
        start, bends = self._bends(columns)
        return Layout("cards", x, y, start, bends, self.card, self.wiring.key)

    def _columns(self) -> dict[int, int]:
        column: dict[int, int] = {}
        for row in self.cards:  # parents come first
            after = max((column[p] + 1 for p in self.parents[row]), default=0)
            column[row] = max(after, self.old_column.get(row, 0))
        used = {old: new for new, old in enumerate(sorted(set(column.values())))}
        return {row: used[old] for row, old in column.items()}

    def _middles(self) -> list[float]:
        """The x of each column: as it was, and beyond in equal steps."""
        count = max(self.column.values(), default=-1) + 1
        pitch = self.card[0] + GAP[0]
        if len(self.old_x) > 1:
            pitch = max(pitch, (self.old_x[-1] - self.old_x[0]) / (len(self.old_x) - 1))
        x = self.old_x[:count]
        while len(x) < count:
            x.append(x[-1] + pitch if x else self.card[0] / 2)
        return x

    def _wanted(self, row: int) -> float:
        """Where a card would like to stand: where it stood, else amid its arguments, else at the foot."""
        if row in self.kept:
            return float(self.before.y[self.kept[row]])
        known = [self.y[p] for p in self.parents[row] if p in self.y]
        return sum(known) / len(known) if known else float(np.nanmax(self.before.y))

    def _bends(self, columns: list[_Column]) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], np.ndarray]:
        lanes: dict[tuple[int, int], list[tuple[float, float]]] = {}
        start, points = [0], list[tuple[float, float]]()
        for tail, head in zip(self.wiring.parent.tolist(), self.wiring.head.tolist(), strict=True):
            if self.wiring.card[tail]:
                if (tail, head) not in lanes:
                    lanes[tail, head] = self._lane(tail, head, columns)
                points += lanes[tail, head]
            start.append(len(points))
        return np.array(start, np.int64), np.array(points, np.float64).reshape(-1, 2)

    def _lane(self, tail: int, head: int, columns: list[_Column]) -> list[tuple[float, float]]:
        """The points at which an edge passes the columns between its ends, as straight as the cards allow."""
        first, last = self.column[tail], self.column[head]
        points = []
        y = self.y[tail]
        for column in range(first + 1, last):
            y = columns[column].free(y + (self.y[head] - y) / (last - column + 1), lane=True)
            columns[column].lanes.append(y)
            half = self.card[0] / 2
            points += [(self.x[column] - half, y), (self.x[column] + half, y)]
        return points
