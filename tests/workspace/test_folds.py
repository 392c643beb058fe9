"""What is folded: rules, exceptions, and large graphs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from adstudio import facade
from adstudio.analysis.folded import Folded
from adstudio.analysis.folding import fold
from adstudio.analysis.group_kinds import CALL, LOOP, PASS
from adstudio.traces.model import Trace
from adstudio.workspace.folds import FEW, Folds, FoldState, closed_groups

EXAMPLES = Path(__file__).parents[2] / "assets" / "examples"
LONG = "def g(x):\n    return x * 0.5 + 1\n\n\ndef f(x=1.0):\n    for _ in range({}):\n        x = g(x)\n    return x\n"


@pytest.fixture
def folds() -> Folds:
    """Of the small network: three passes of three calls with a loop of two passes each."""
    made = Folds()
    assert made.of(facade.trace(EXAMPLES / "small_mlp.py")) is not None
    return made


def run(tmp_path: Path, text: str) -> Trace:
    path = tmp_path / "program.py"
    path.write_text(text, "utf-8")
    return facade.trace(path)


def test_nothing_of_a_small_graph_is_folded(folds: Folds) -> None:
    assert not folds.closed().any()


@pytest.mark.parametrize(("rule", "kinds"), [("calls", {CALL}), ("loops", {LOOP, PASS}), ("nothing", set())])
def test_rule_folds_groups_of_a_kind(folds: Folds, rule: str, kinds: set[int]) -> None:
    folds.fold_all(rule)  # type: ignore[arg-type]
    assert folds.folding is not None
    assert set(folds.folding.kind[folds.closed()].tolist()) == kinds
    assert not folds.closed()[0]


def test_group_is_folded_and_opened_one_by_one(folds: Folds) -> None:
    told: list[int] = []
    folds.changed.connect(lambda: told.append(int(folds.closed().sum())))
    folds.fold(2)
    folds.fold(2)
    folds.open(2)
    assert told == [1, 0]
    folds.fold_all("everything")
    folds.open(1)
    assert not folds.closed()[1]
    assert folds.closed()[2]


def test_state_can_be_given_back(folds: Folds) -> None:
    folds.fold(3)
    before = folds.state
    folds.fold_all("calls")
    folds.restore(before)
    assert folds.state == before
    assert np.flatnonzero(folds.closed()).tolist() == [3]


def test_innermost_open_group_around_a_node_goes_outward(folds: Folds) -> None:
    assert folds.folding is not None
    row = int(folds.folding.last[int(folds.folding.tree.depth.argmax())])
    chain = folds.folding.chain(row)
    for group in reversed(chain):
        assert folds.around(row) == group
        folds.fold(group)
        assert folds.card_of(row) == group
    assert folds.around(row) == 0


def test_folds_hold_for_the_next_trace_of_the_program(tmp_path: Path) -> None:
    folds = Folds()
    folding = folds.of(run(tmp_path, LONG.format(4)))
    assert folding is not None
    third = next(g for g in range(len(folding)) if folding.title(g) == "pass 3 of 4")
    folds.fold(third)
    longer = folds.of(run(tmp_path, LONG.format(6)))
    assert longer is not None
    assert [longer.title(g) for g in np.flatnonzero(folds.closed())] == ["pass 3 of 6"]


def test_large_graph_begins_with_few_cards(tmp_path: Path) -> None:
    for passes, cards in ((40, FEW), (5_000, FEW)):
        folding = fold(run(tmp_path, LONG.format(passes)))
        folded = Folded(folding, closed_groups(folding, FoldState()))
        assert folded.cards <= (cards if passes > 200 else 300)
    assert [folding.title(g) for g in folded.group[folded.rows] if g >= 0] == ["for _ in range(5000)"]


def test_large_graph_shows_as_much_as_fits(tmp_path: Path) -> None:
    text = LONG.format(60).replace("x * 0.5 + 1", "((x * 0.5 + 1) * 0.5 + x) * 0.5 + 1")
    folding = fold(run(tmp_path, text))
    folded = Folded(folding, closed_groups(folding, FoldState()))
    assert {folding.title(g).partition(" ")[0] for g in folded.group[folded.rows] if g >= 0} == {"pass"}
    assert folded.cards == 61


def test_groups_of_a_large_trace_are_not_looked_for_at_once(tmp_path: Path) -> None:
    folds = Folds()
    trace = run(tmp_path, LONG.format(15_000))
    assert folds.of(trace) is None
    told: list[bool] = []
    folds.found.connect(lambda: told.append(True))
    folding = fold(trace)
    folds.take(folding)
    assert folds.of(trace) is folding
    assert told == [True]
