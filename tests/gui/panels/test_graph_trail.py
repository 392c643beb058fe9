"""The search for ancestors and descendants: right against a plain one, in small pieces, at any depth."""

from __future__ import annotations

import numpy as np
import pytest
from gui.panels.graphs import local_graph

from adstudio.analysis.layout import layout
from adstudio.gui.graph.hover import index_of
from adstudio.gui.graph.scene import GraphScene
from adstudio.gui.graph.trail import PIECE, WIDE, Neighbours, Search


def plain(parents: list[list[int]], row: int) -> tuple[set[int], set[int]]:
    """Ancestors and descendants, by going through all rows once each way."""
    up, down = {row}, {row}
    for node in range(row, -1, -1):
        if node in up:
            up |= set(parents[node])
    for node in range(row + 1, len(parents)):
        if down & set(parents[node]):
            down.add(node)
    return up - {row}, down - {row}


@pytest.mark.parametrize("row", [0, 5, 200, 399])
def test_trail_is_that_of_a_plain_search(row: int) -> None:
    trace = local_graph(400)
    search = Search(row, *index_of(GraphScene(trace, layout(trace))))
    while not search.run(0.001):
        pass
    up, down = plain([trace.nodes.parents(node) for node in range(400)], row)
    assert set(np.flatnonzero(search.trail.up).tolist()) == up
    assert set(np.flatnonzero(search.trail.down).tolist()) == down


def chain(nodes: int) -> tuple[Neighbours, Neighbours]:
    start = np.maximum(np.arange(nodes + 1) - 1, 0).astype(np.int64)
    after = np.minimum(np.arange(nodes + 1), nodes - 1).astype(np.int64)
    return Neighbours(start, np.arange(nodes - 1)), Neighbours(after, np.arange(1, nodes))


def test_chain_of_a_million_is_followed_in_pieces_that_never_hold_the_window_up() -> None:
    search = Search(500_000, *chain(1_000_000))
    marked = 0
    while not search.run(0.0005):
        found = int(search.trail.up.sum()) + int(search.trail.down.sum())
        assert found > marked
        marked = found
    assert search.trail.up[:500_000].all()
    assert search.trail.down[500_001:].all()


def test_piece_of_work_is_bounded() -> None:
    search = Search(90_000, *chain(100_000))
    next(search._work)
    assert int(search.trail.up.sum()) <= PIECE


def test_wide_fronts_are_taken_at_once() -> None:
    """A node with a hundred thousand children that all feed one sum."""
    count = 100_000
    start = np.concatenate(([0, 0], np.arange(1, count + 1), [2 * count])).astype(np.int64)
    other = np.concatenate((np.zeros(count, np.int64), np.arange(1, count + 1)))
    above = Neighbours(start, other)
    begin = np.concatenate(([0], count + np.arange(count + 1), [2 * count])).astype(np.int64)
    below = Neighbours(begin, np.concatenate((np.arange(1, count + 1), np.full(count, count + 1))))
    search = Search(0, above, below)
    pieces = 0
    while not search.finished:
        search.finished = next(search._work, None) is None
        pieces += 1
    assert search.trail.down[1:].all()
    assert pieces < WIDE
