"""Forests as arrays."""

from __future__ import annotations

import numpy as np

from adstudio.analysis.tree import Tree

PARENT = np.array([-1, 0, 0, 1, 3, -1])


def test_depths_and_levels() -> None:
    tree = Tree(PARENT)
    assert tree.depth.tolist() == [0, 1, 1, 2, 3, 0]
    assert [level.tolist() for level in tree.levels] == [[0, 5], [1, 2], [3], [4]]


def test_chain_of_a_million_has_depth() -> None:
    assert int(Tree(np.arange(-1, 999_999)).depth[-1]) == 999_999


def test_gather_adds_subtrees_into_their_roots() -> None:
    column = np.array([1, 2, 4, 8, 16, 32])
    Tree(PARENT).gather(column, np.add)
    assert column.tolist() == [31, 26, 4, 24, 16, 32]


def test_nearest_kept_vertex_above() -> None:
    kept = np.array([True, False, True, False, True, True])
    assert Tree(PARENT).nearest(kept).tolist() == [0, 0, 2, 0, 4, 5]


def test_chain_leads_from_below_the_root() -> None:
    assert Tree(PARENT).chain(4) == [1, 3, 4]
    assert Tree(PARENT).chain(0) == []


def test_no_vertices_no_levels() -> None:
    assert Tree(np.empty(0, np.int64)).levels == []
