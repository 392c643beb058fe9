"""One node or many selected; from pass to pass."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from adstudio import facade
from adstudio.workspace import iterations
from adstudio.workspace.selection import Selection

NEWTON = Path(__file__).parents[2] / "assets" / "examples" / "newton_sqrt.py"


def test_one_row_is_one_of_one() -> None:
    selection = Selection()
    assert (selection.place, selection.rows.tolist()) == ((0, 0), [])
    selection.row = 4
    assert (selection.place, selection.rows.tolist(), selection.title) == ((1, 1), [4], "")
    selection.row = None
    assert selection.rows.tolist() == []


def test_many_rows_have_a_primary_one_that_moves_and_stays_at_the_ends() -> None:
    selection = Selection()
    told: list[int | None] = []
    selection.selection_changed.connect(lambda: told.append(selection.row))
    selection.select([2, 5, 8], 5, title="log(x)")
    for move in (selection.next, selection.next, selection.previous, selection.previous, selection.previous):
        move()
    assert told == [5, 8, 5, 2]
    assert selection.place == (1, 3)
    assert selection.title == "log(x)"
    selection.row = 2
    assert told[-1] == 2
    assert len(selection.rows) == 1


def test_equal_selection_is_not_told() -> None:
    selection = Selection()
    selection.select([1, 2])
    told: list[bool] = []
    selection.selection_changed.connect(lambda: told.append(True))
    selection.select(np.array([1, 2]), 1)
    assert told == []


def test_rows_past_the_end_of_a_shorter_trace_go() -> None:
    selection = Selection()
    selection.select([1, 4, 7], 4)
    selection.keep_within(6)
    assert (selection.rows.tolist(), selection.row) == ([1, 4], 4)
    selection.keep_within(3)
    assert selection.row is None


def test_node_leads_to_the_same_expression_in_the_next_pass() -> None:
    trace = facade.trace(NEWTON)
    selection = Selection()
    divisions = np.flatnonzero(trace.nodes.op == trace.header.ops.index("div")).tolist()
    selection.row = divisions[1]
    iterations.go(selection, trace, forward=True)
    assert (selection.row, selection.title, selection.place) == (divisions[2], "a / x", (3, 6))
    iterations.go(selection, trace, forward=False)
    iterations.go(selection, trace, forward=False)
    iterations.go(selection, trace, forward=False)
    assert selection.row == divisions[0]


def test_input_has_no_other_pass() -> None:
    trace = facade.trace(NEWTON)
    selection = Selection()
    selection.row = 0
    iterations.go(selection, trace, forward=True)
    assert selection.row == 0
