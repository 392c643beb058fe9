"""A forest given by the parent of each vertex, walked level by level in whole arrays; nothing recurses. No Qt."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class Tree:
    """`parent` is (V,), −1 for a root; vertices come in any order."""

    def __init__(self, parent: Ints) -> None:
        self.parent = parent

    @cached_property
    def depth(self) -> Ints:
        """(V,) 0 for a root; by doubling, so that a chain of V vertices takes log V passes."""
        jump, depth = self.parent.copy(), (self.parent >= 0).astype(np.int64)
        while True:
            going = np.flatnonzero(jump >= 0)
            if not len(going):
                return depth
            target = jump.take(going)
            depth[going] += depth.take(target)
            jump[going] = jump.take(target)

    @cached_property
    def levels(self) -> list[Ints]:
        """The vertices of each depth, from the roots on."""
        if not len(self.parent):
            return []
        order = np.argsort(self.depth, kind="stable")
        ends = np.cumsum(np.bincount(self.depth))
        return np.split(order, ends[:-1])

    def gather(self, column: NDArray[np.int64], ufunc: np.ufunc) -> None:
        """Add (np.add), or take the least or the most of, every subtree into its root, in place."""
        for level in self.levels[:0:-1]:
            ufunc.at(column, self.parent[level], column[level])

    def nearest(self, kept: NDArray[np.bool_]) -> Ints:
        """(V,) the nearest vertex at or above each that is kept. Roots must be."""
        found = np.where(kept, np.arange(len(kept)), self.parent)
        for level in self.levels[1:]:
            gone = level[~kept[level]]
            found[gone] = found[self.parent[gone]]
        return found

    def chain(self, vertex: int) -> list[int]:
        """The vertices from below the root down to `vertex`; none for a root."""
        found = []
        while self.parent[vertex] >= 0:
            found.append(vertex)
            vertex = int(self.parent[vertex])
        return found[::-1]
