"""The groups that a trace folds into: the calls of functions, the loops in each, the passes of each loop. Qt-free.

Scopes say which call a node ran in. Loops are derived: within a call, nodes and inner calls are looked at in the order
in which they ran, level by level of nesting, and `loops.turn` says where one pass ends and the next begins. Comparisons
that were recorded as branches help to tell passes apart in which nothing else ran at the same place.

Every group holds nodes that ran in one stretch, so that a graph in which it is one card has no cycles. Calls that run
by turns with what called them, as generators do, count to their caller. A loop of one pass is no group.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.analysis.expressions import text_of_span
from adstudio.analysis.group_kinds import CALL, LOOP, PASS
from adstudio.analysis.loops import Loop
from adstudio.analysis.passes import find
from adstudio.analysis.tree import Tree
from adstudio.traces.model import Flag

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

MIX = (np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))  # splitmix64


class Folding(Struct, frozen=True, dict=True):
    """The groups of one trace, parents first; (G,) columns. Group 0 is the traced function itself."""

    trace: Trace
    kind: Ints  # CALL, LOOP or PASS
    parent: Ints  # −1 for group 0
    place: Ints  # of a call its scope; of a loop and its passes the loop, into `loops`
    number: Ints  # which pass it is, from 1; 0 for what is no pass
    count: Ints  # how many passes the loop has; 0 for a call
    outer: Ints  # of a loop that is all of the one pass of a loop around it: the outermost such loop; else its place
    first: Ints  # row of its first node
    last: Ints  # and of its last one
    size: Ints  # nodes in it, constants left out
    group: Ints  # (N,) the innermost group of each node; 0 for constants
    loops: tuple[Loop, ...]

    def __len__(self) -> int:
        return len(self.kind)

    @cached_property
    def tree(self) -> Tree:
        """The groups as a tree."""
        return Tree(self.parent)

    @cached_property
    def key(self) -> NDArray[np.uint64]:
        """(G,) a number for each group that is the same in every trace of the same program in which it occurs."""
        calls = self.kind == CALL
        scopes = self.trace.scopes
        place = np.where(calls, scopes.span[np.where(calls, self.place, 0)] + 1, self.place)
        sibling = np.lexsort((self.first, place, self.kind, self.parent))
        same = np.zeros(len(self), bool)
        same[1:] = np.all([np.diff(column[sibling]) == 0 for column in (self.parent, self.kind, place)], axis=0)
        start = np.maximum.accumulate(np.where(same, 0, np.arange(len(self))))
        ordinal = np.empty(len(self), np.int64)
        ordinal[sibling] = np.arange(len(self)) - start
        own = np.where(self.kind == PASS, self.number, ordinal).astype(np.uint64)
        own = own * MIX[0] + place.astype(np.uint64) * np.uint64(4) + self.kind.astype(np.uint64)
        key = own.copy()
        for level in self.tree.levels[1:]:
            above = key[self.parent[level]]
            key[level] = (above ^ (above >> np.uint64(29))) * MIX[1] + own[level] * MIX[2]
        return key

    def chain(self, row: int) -> list[int]:
        """The groups around a node, outermost first, without group 0."""
        return self.tree.chain(int(self.group[row]))

    def title(self, group: int) -> str:
        """g(x + 1), for i in range(3), pass 3 of 10."""
        kind, place = int(self.kind[group]), int(self.place[group])
        if kind == PASS:
            return f"pass {int(self.number[group]):,} of {int(self.count[group]):,}"
        if kind == LOOP:
            titles = [self.loops[place].title]
            while place != int(self.outer[group]):
                place = self.loops[place].parent
                titles.append(self.loops[place].title)
            return ", ".join(titles[::-1])
        return call_title(self.trace, place)

    def passes(self, row: int) -> list[tuple[str, int, int]]:
        """(title of the loop, pass, passes) of every loop that a node ran in, outermost first."""
        return [
            (self.title(int(self.parent[group])), int(self.number[group]), int(self.count[group]))
            for group in self.chain(row)
            if self.kind[group] == PASS
        ]

    def told(self, row: int) -> str:
        """Which pass of the innermost loop of its call a node ran in: "pass 3 of 10"; "" for none."""
        for group in reversed(self.chain(row)):
            if self.kind[group] == PASS:
                return self.title(group)
            if self.kind[group] == CALL:
                break
        return ""


def call_title(trace: Trace, scope: int) -> str:
    """The call as it is written; the function's name where that is not known or long."""
    name = trace.header.names[int(trace.scopes.function[scope])]
    span = int(trace.scopes.span[scope])
    text = text_of_span(trace, span) if span >= 0 else ""
    return text if name in text and len(text) <= 60 else f"{name}(…)"


def fold(trace: Trace) -> Folding:
    """Find the groups of a trace. A million nodes take about a second: not in the window's thread."""
    found = find(trace)
    labelled = (trace.nodes.flags & Flag.CONSTANT) == 0
    return _assembled(trace, found.kind, found.parent, found.place, found.number, found.group, labelled, found.loops)


def _assembled(
    trace: Trace, kind: Ints, parent: Ints, place: Ints, number: Ints, group: Ints, labelled: Mask,
    loops: tuple[Loop, ...],
) -> Folding:  # fmt: skip
    """Measure the groups, drop those that are none, put parents first."""
    rows = np.flatnonzero(labelled)
    rank = np.cumsum(labelled) - 1
    tree = Tree(parent)
    size, first, last = _measured(tree, group.take(rows), rows, len(trace))
    there = size > 0
    count = _passes(kind, parent, number, there)
    whole = np.zeros(len(kind), bool)
    whole[there] = rank[last[there]] - rank[first[there]] + 1 == size[there]
    several = (kind == CALL) | (np.where(kind == PASS, count[parent], count) > 1)
    kept = there & whole & several
    kept[0] = True
    # a pass stands and falls with its loop
    kept &= (kind != PASS) | kept[parent]
    outer = _outermost(tree, kind, parent, place, size, kept)
    alive = tree.nearest(kept)
    depth = kept.astype(np.int64)  # how many that are kept are at or above each
    for level in tree.levels[1:]:
        depth[level] += depth[parent[level]]
    order = np.flatnonzero(kept)
    order = order[np.lexsort((depth[order], first[order]))]
    order = np.concatenate(([0], order[order != 0]))
    renumbered = np.full(len(kind), -1, np.int64)
    renumbered[order] = np.arange(len(order))
    above = np.where(parent[order] >= 0, renumbered[alive[parent[order]]], -1)
    return Folding(
        trace=trace, kind=kind[order], parent=above, place=place[order], number=number[order],
        count=np.where(kind[order] == PASS, count[parent[order]], count[order]), outer=outer[order],
        first=first[order], last=last[order], size=size[order],
        group=np.where(labelled, renumbered[alive].take(group), 0), loops=loops,
    )  # fmt: skip


def _measured(tree: Tree, group: Ints, rows: Ints, most: int) -> tuple[Ints, Ints, Ints]:
    """(G,) how many of `rows` (in groups `group`) each subtree holds, the first and the last of them."""
    groups = len(tree.parent)
    size = np.bincount(group, minlength=groups).astype(np.int64)
    first, last = np.full(groups, most, np.int64), np.full(groups, -1, np.int64)
    first[group[::-1]] = rows[::-1]  # rows ascend, so the one written last stays
    last[group] = rows
    tree.gather(size, np.add)
    tree.gather(first, np.minimum)
    tree.gather(last, np.maximum)
    return size, first, last


def _passes(kind: Ints, parent: Ints, number: Ints, there: Mask) -> Ints:
    """(G,) of each loop the number of its last pass in which something ran."""
    count = np.zeros(len(kind), np.int64)
    passes = (kind == PASS) & there
    np.maximum.at(count, parent[passes], number[passes])
    return count


def _outermost(tree: Tree, kind: Ints, parent: Ints, place: Ints, size: Ints, kept: Mask) -> Ints:
    """(G,) where a loop is all that its outer loop seems to have done in one pass, both are told in its title."""
    outer = place.copy()
    for level in tree.levels[1:]:
        loops = level[kind[level] == LOOP]
        around = parent[loops]  # a pass, or a call
        loops, around = loops[kind[around] == PASS], around[kind[around] == PASS]
        above = parent[around]
        merged = ~kept[around] & ~kept[above] & (size[above] == size[loops])
        outer[loops[merged]] = outer[above[merged]]
    return outer
