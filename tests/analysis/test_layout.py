"""Layouts: nothing overlaps, edges run left to right, the same structure is drawn the same, any depth."""

from __future__ import annotations

import subprocess
import sys
import time

import numpy as np
import pytest
import worked_example

from adstudio.analysis.layout import BAND_GAP, Layout, Wiring, layout


def wiring(parents: list[list[int]], constants: frozenset[int] = frozenset()) -> Wiring:
    start = np.cumsum([0] + [len(p) for p in parents]).astype(np.int64)
    parent = np.array([q for p in parents for q in p], np.int64)
    card = np.array([row not in constants for row in range(len(parents))], bool)
    return Wiring(start, parent, card)


def random_expression(nodes: int, seed: int = 0, reach: int | None = None) -> Wiring:
    rng = np.random.default_rng(seed)
    low = [0 if reach is None else max(0, i - reach) for i in range(nodes)]
    return wiring([[]] * 4 + [rng.integers(low[i], i, 2).tolist() for i in range(4, nodes)])


def chain(nodes: int) -> Wiring:
    start = np.maximum(np.arange(nodes + 1) - 1, 0)
    return Wiring(start.astype(np.int64), np.arange(nodes - 1), np.ones(nodes, bool))


def overlaps(made: Layout) -> int:
    """Pairs of cards that overlap."""
    width, height = made.card
    x, y = made.x[np.isfinite(made.x)], made.y[np.isfinite(made.y)]
    near = (np.abs(x[:, None] - x) < width) & (np.abs(y[:, None] - y) < height)
    return int(near.sum() - len(x)) // 2


def test_worked_example_stands_as_in_the_design() -> None:
    made = layout(worked_example.trace())
    columns = [sorted(np.flatnonzero(made.x == x).tolist()) for x in sorted(set(made.x.tolist()))]
    assert columns == [[0, 1], [2, 3, 4], [5], [6]]
    assert made.kind == "cards"


@pytest.mark.parametrize("nodes", [1, 2, 40, 120, 300, 301, 2000])
@pytest.mark.parametrize("reach", [None, 9])
def test_cards_never_overlap(nodes: int, reach: int | None) -> None:
    parents = random_expression(max(nodes, 5), reach=reach) if nodes > 4 else chain(nodes)
    assert overlaps(layout(parents)) == 0


@pytest.mark.parametrize("nodes", [40, 300])
def test_edges_of_a_small_graph_run_left_to_right(nodes: int) -> None:
    parents = random_expression(nodes, reach=5)
    made = layout(parents)
    if made.kind == "cards":
        assert (made.x[parents.parent] < made.x[parents.head]).all()
        for edge, (tail, head) in enumerate(zip(parents.parent, parents.head, strict=True)):
            x = [point[0] for point in made.path(edge, int(tail), int(head))]
            assert x == sorted(x)


def test_bends_pass_between_cards() -> None:
    """v₅ feeds v₇ past v₆: the bend keeps its own place in that column."""
    made = layout(worked_example.trace())
    column = np.flatnonzero(made.x == made.x[5])
    for x, y in made.bends:
        assert abs(x - made.x[5]) <= made.card[0] / 2
        assert (np.abs(made.y[column] - y) > made.card[1] / 2).all()


def test_labels_widen_the_gap_they_stand_in() -> None:
    trace = worked_example.trace()
    narrow, wide = layout(trace), layout(trace, label_width=np.full(8, 150.0))
    assert wide.x[2] - wide.x[0] > narrow.x[2] - narrow.x[0]


def test_constants_are_no_cards() -> None:
    made = layout(wiring([[], [], [0, 1]], constants=frozenset({1})))
    assert np.isnan(made.x[1])
    assert np.isfinite(made.x[[0, 2]]).all()


def test_argument_used_twice_keeps_both_edges() -> None:
    made = layout(wiring([[], [0, 0]]))
    assert len(made.bend_start) == 3
    assert made.x[0] < made.x[1]


def test_inputs_that_nothing_uses_are_drawn() -> None:
    assert np.isfinite(layout(wiring([[], [], [0]])).x).all()
    assert np.isfinite(layout(wiring([[], [], []])).x).all()


def test_empty_graph_has_an_empty_layout() -> None:
    assert layout(wiring([])).bounds == (0.0, 0.0, 0.0, 0.0)


def test_key_tells_structures_apart() -> None:
    assert wiring([[], [0]]).key == wiring([[], [0]]).key
    assert wiring([[], [0, 0]]).key != wiring([[], [0]]).key


def test_same_structure_is_drawn_the_same_in_another_process() -> None:
    code = (
        "import sys; sys.path[:0] = ['tests', 'tests/analysis'];"
        "import test_layout as t; from adstudio.analysis.layout import layout;"
        "m = layout(t.random_expression(200, reach=6)); print(m.x.tobytes().hex()[:4000] + m.y.tobytes().hex())"
    )
    runs = {subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout for _ in range(2)}
    assert len(runs) == 1


def test_chain_of_a_million_is_broken_into_rows() -> None:
    made = layout(chain(1_000_000))
    left, top, right, bottom = made.bounds
    assert 0.3 < (right - left) / (bottom - top) < 6
    assert np.isfinite(made.x).all()


def test_edges_between_rows_run_in_the_room_above_the_row() -> None:
    made = layout(chain(2000))
    crossing = np.flatnonzero(np.diff(made.bend_start))
    assert len(crossing)
    for edge in crossing.tolist():
        corners = made.bends[made.bend_start[edge] : made.bend_start[edge + 1]]
        gutter = corners[1, 1]
        assert corners[2, 1] == gutter
        assert np.abs(made.y - gutter).min() >= BAND_GAP / 2


@pytest.mark.parametrize("reach", [None, 3, 30])
def test_small_layout_takes_under_a_tenth_of_a_second(reach: int | None) -> None:
    parents = random_expression(300, seed=3, reach=reach)
    took = []
    for _ in range(3):
        began = time.perf_counter()
        layout(parents)
        took.append(time.perf_counter() - began)
    assert min(took) < 0.1


def test_late_input_of_a_large_graph_stands_beside_its_use() -> None:
    """Row 1 is used by the last node only."""
    parents = [[], []] + [[max(i - 1, 0) if i > 2 else 0] for i in range(2, 500)] + [[499, 1]]
    made = layout(wiring(parents))
    assert made.kind == "layers"
    assert abs(made.x[1] - made.x[499]) < 2 * made.card[0]
    assert abs(made.y[1] - made.y[499]) < 3 * made.card[1]
