"""A graph with some of its groups folded: cards, edges, layout."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from adstudio import facade
from adstudio.analysis.folded import Folded
from adstudio.analysis.folding import fold
from adstudio.analysis.layout import layout
from adstudio.traces.model import Flag
from adstudio.workspace.folds import FoldState, closed_groups

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
RULES = ("nothing", "calls", "loops", "everything")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", ["small_mlp", "newton_sqrt", "ode_euler", "polynomial_horner"])
def test_every_node_has_one_card_and_every_edge_goes_forward(name: str, rule: str) -> None:
    trace = facade.trace(EXAMPLES / f"{name}.py")
    folding = fold(trace)
    folded = Folded(folding, closed_groups(folding, FoldState(rule)))
    labelled = (trace.nodes.flags & Flag.CONSTANT) == 0
    assert (folded.shown[labelled] >= 0).all()
    assert (folded.shown[folded.rows] == folded.rows).all()
    sizes = np.where(folded.group[folded.rows] >= 0, folding.size[folded.group[folded.rows]], 1)
    assert sizes.sum() == labelled.sum()
    assert (folded.tail[folded.edges] < folded.head[folded.edges]).all()
    # every edge between two cards is drawn or stood for, between the same two cards
    head = np.repeat(np.arange(len(trace)), np.diff(trace.nodes.start))
    for edge in np.flatnonzero(labelled[trace.nodes.parent]).tolist():
        ends = (int(folded.shown[trace.nodes.parent[edge]]), int(folded.shown[head[edge]]))
        drawn = int(folded.drawn_of[edge])
        assert (drawn < 0) == (ends[0] == ends[1])
        if drawn >= 0:
            assert (int(folded.tail[drawn]), int(folded.head[drawn])) == ends
    assert folded.weight.sum() == (folded.drawn_of >= 0).sum()


def test_nothing_folded_is_the_graph_itself() -> None:
    trace = facade.trace(EXAMPLES / "small_mlp.py")
    folding = fold(trace)
    folded = Folded(folding, closed_groups(folding, FoldState("nothing")))
    constant = (trace.nodes.flags & Flag.CONSTANT) != 0
    assert folded.rows.tolist() == np.flatnonzero(~constant).tolist()
    assert folded.edges.tolist() == np.flatnonzero(~constant[trace.nodes.parent]).tolist()


def test_repeated_edges_of_a_single_node_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text(
        "def g(x):\n    return x + 1\n\n\ndef f(x=2.0):\n    y = g(x)\n    return (x * x) * (y * y)\n", "utf-8"
    )
    trace = facade.trace(path)
    folding = fold(trace)
    folded = Folded(folding, closed_groups(folding, FoldState("calls")))
    pairs = list(zip(folded.tail[folded.edges].tolist(), folded.head[folded.edges].tolist(), strict=True))
    square = int(np.flatnonzero(trace.nodes.op == trace.header.ops.index("mul"))[0])
    assert pairs.count((0, square)) == 2  # x·x
    from_group = [pair for pair in pairs if folded.group[pair[0]] >= 0]
    assert len(from_group) == 1  # y·y, two edges from a group, is one that stands for both
    assert folded.weight.max() == 2


def test_layout_stands_at_the_cards_and_nowhere_else() -> None:
    trace = facade.trace(EXAMPLES / "small_mlp.py")
    folding = fold(trace)
    folded = Folded(folding, closed_groups(folding, FoldState("calls")))
    made = folded.spread(layout(folded.wiring))
    assert np.flatnonzero(np.isfinite(made.x)).tolist() == folded.rows.tolist()
    assert len(made.bend_start) == len(trace.nodes.parent) + 1
    assert made.bend_start[-1] == len(made.bends)
    compact = layout(folded.wiring)
    for number, edge in enumerate(folded.edges.tolist()):
        bends = made.bends[made.bend_start[edge] : made.bend_start[edge + 1]]
        assert np.array_equal(bends, compact.bends[compact.bend_start[number] : compact.bend_start[number + 1]])
    for edge in folded.edges.tolist():
        tail, head = int(folded.tail[edge]), int(folded.head[edge])
        path = made.path(edge, tail, head)
        assert path[0] == (made.x[tail] + made.card[0] / 2, made.y[tail])
        assert path[-1] == (made.x[head] - made.card[0] / 2, made.y[head])


def test_key_differs_by_what_is_folded_and_not_by_values() -> None:
    keys = set()
    for rule in RULES[:3]:
        one, other = (facade.trace(EXAMPLES / "newton_sqrt.py", {"a": a, "steps": 6}) for a in (2.0, 3.0))
        first, second = (Folded(fold(t), closed_groups(fold(t), FoldState(rule))).key for t in (one, other))
        assert first == second
        keys.add(first)
    assert len(keys) == 2  # Newton's loop calls nothing
