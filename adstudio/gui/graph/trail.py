"""What a node comes from and where it goes: found in small pieces of time, so that no hover holds the window up. No Qt.

A breadth-first search that never recurses. Wide fronts are taken by numpy, narrow ones node by node: a chain of a
million nodes has a million fronts of one.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.gui.graph.scene import GraphScene, Ints, distinct

WIDE = 64  # nodes in a front from which numpy is faster
PIECE = 2_000  # nodes of narrow fronts between two looks at the clock: under a millisecond

Marks = NDArray[np.uint8]


class Neighbours(Struct, frozen=True):
    """For each row the rows at the other ends of its edges: other[start[row]:start[row + 1]]."""

    start: Ints  # (N + 1,)
    other: Ints  # (E,)

    @classmethod
    def above(cls, scene: GraphScene) -> Neighbours:
        """The arguments of each row."""
        if scene.folded is not None:  # a card of a group has the edges of all its rows
            edges = scene.drawn_edges  # in the order of their heads
            count = np.bincount(scene.head[edges], minlength=len(scene.trace))
            return cls(np.concatenate(([0], np.cumsum(count))).astype(np.int64), scene.tail[edges])
        return cls(np.ascontiguousarray(scene.trace.nodes.start, np.int64), scene.tail)

    @classmethod
    def below(cls, scene: GraphScene) -> Neighbours:
        """The rows that use each row. Takes 10 ms for 200,000 edges, mostly outside Python's lock."""
        head, tail = scene.head, scene.tail
        if scene.folded is not None:
            head, tail = head[scene.drawn_edges], tail[scene.drawn_edges]
        count = np.bincount(tail, minlength=len(scene.trace))
        start = np.concatenate(([0], np.cumsum(count))).astype(np.int64)
        return cls(start, head[np.argsort(tail, kind="stable")])


class Trail(Struct, eq=False):
    """What has been found so far; the marks grow while the search goes on, and so does `version`."""

    row: int  # the node that it is about
    up: Marks  # (N,) 1 for a row that it is made from
    down: Marks  # (N,) 1 for a row that is made from it
    version: int = 0

    def __contains__(self, row: int) -> bool:
        return row == self.row or bool(self.up[row]) or bool(self.down[row])

    def sides(self, row: int) -> tuple[bool, bool]:
        """Whether a row is upstream, and whether it is downstream."""
        return bool(self.up[row]), bool(self.down[row])

    def among(self, rows: Ints) -> NDArray[np.bool_]:
        """(R,) which of some rows are on the trail, the node itself among them."""
        found: NDArray[np.bool_] = (self.up[rows] > 0) | (self.down[rows] > 0) | (rows == self.row)
        return found

    def edges(self, scene: GraphScene, edges: Ints) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """(R,) whether each edge leads to the node, and whether it leads on from it."""
        head, tail = scene.head[edges], scene.tail[edges]
        return (self.up[head] > 0) | (head == self.row), (self.down[tail] > 0) | (tail == self.row)


class Search:
    """The trail of one row, a piece of work at a time."""

    def __init__(self, row: int, above: Neighbours, below: Neighbours) -> None:
        count = len(above.start) - 1
        self.trail = Trail(row, np.zeros(count, np.uint8), np.zeros(count, np.uint8))
        self._work = _both(row, self.trail, above, below)
        self.finished = False

    def run(self, seconds: float) -> bool:
        """Go on for about so long; whether it is finished."""
        until = time.perf_counter() + seconds
        while not self.finished and time.perf_counter() < until:
            self.finished = next(self._work, None) is None
            self.trail.version += 1
        return self.finished


def _both(row: int, trail: Trail, above: Neighbours, below: Neighbours) -> Iterator[bool]:
    yield from _spread(row, trail.up, above)
    yield from _spread(row, trail.down, below)


def _spread(row: int, marks: Marks, neighbours: Neighbours) -> Iterator[bool]:
    """Mark everything that is reached from `row`, front by front; yields between pieces of work."""
    start, other = memoryview(neighbours.start.data), memoryview(neighbours.other.data)
    seen = memoryview(marks.data)
    front = [row]
    while front:
        if len(front) >= WIDE:
            front = _wide(np.array(front, np.int64), marks, neighbours)
            yield True
            continue
        taken = 0
        while taken < PIECE:
            taken += len(front)
            following = []
            for node in front:
                for to in other[start[node] : start[node + 1]]:
                    if not seen[to]:
                        seen[to] = 1
                        following.append(to)
            front = following
            if not front or len(front) >= WIDE:
                break
        yield True


def _wide(front: Ints, marks: Marks, neighbours: Neighbours) -> list[int]:
    """The next front, by numpy."""
    count = neighbours.start[front + 1] - neighbours.start[front]
    begin = np.cumsum(count) - count
    at = np.repeat(neighbours.start[front] - begin, count) + np.arange(int(count.sum()))
    reached = neighbours.other[at]
    reached = reached[marks[reached] == 0]
    marks[reached] = 1
    following: list[int] = distinct(reached).tolist()
    return following
