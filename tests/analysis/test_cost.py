"""Counts against a list that is counted by hand; times only for what they must be whatever the machine."""

from __future__ import annotations

import pytest

from adstudio.analysis.cost import cost, in_words
from adstudio.program.errors import BadInput
from adstudio.program.loading import load
from adstudio.traces.edits import Edit, EditKind

WORKED = "from math import log, sin\n\ndef f(x1=2.0, x2=5.0):\n    return log(x1) + x1 * x2 - sin(x2)\n"


def test_the_worked_example_is_counted() -> None:
    """5 operations, 8 edges: forward 2·(5 + 16), reverse 5 + 16."""
    found = cost(load(WORKED), {})
    assert (found["inputs"], found["outputs"], found["operations"], found["edges"]) == (2, 1, 5, 8)
    assert found["counted"] == {"forward": 42.0, "reverse": 21.0, "crossing": 1.0}
    assert found["bytes"] == 7 * 8 + 8 * 8 + 8 * 4 + 8 * 8
    assert in_words(found) == (
        "For 2 inputs and 1 output reverse mode takes 21 operations, forward mode 42; equal at 1 input"
    )


def test_edges_to_literals_and_of_what_an_output_does_not_need_are_not_travelled() -> None:
    """a = 2x, b = xx: 2 operations, 3 edges that count; from a one is travelled back, from b two."""
    found = cost(load("def f(x=3.0):\n    return 2.0 * x, x * x\n"), {})
    assert found["counted"]["forward"] == 2 + 2 * 3
    assert found["counted"]["reverse"] == 2 + 2 * (1 + 2)
    assert "forward and reverse mode take the same 8 operations" in in_words(found)


def test_many_outputs_of_one_input_are_cheaper_forwards_and_the_crossing_is_told() -> None:
    found = cost(
        load("from math import exp\n\ndef f(x=1.5):\n    a = exp(x)\n    return [a * i for i in range(1, 9)]\n"), {}
    )
    assert found["counted"]["forward"] < found["counted"]["reverse"]
    assert found["counted"]["crossing"] > 1
    assert "forward mode takes" in in_words(found)


def test_times_are_of_what_they_say() -> None:
    timed = cost(load(WORKED), {})["timed"]
    assert min(timed["one_forward"], timed["record"], timed["one_reverse"]) > 0
    assert timed["forward"] == 2 * timed["one_forward"]
    assert timed["reverse"] == pytest.approx(timed["record"] + timed["one_reverse"])
    assert timed["crossing"] == pytest.approx(timed["reverse"] / timed["one_forward"])


def test_without_an_input_there_is_no_cost() -> None:
    with pytest.raises(BadInput, match="has no input to differentiate by"):
        cost(load("def f(n: int = 3):\n    return n * 1.0\n"), {})


def test_a_node_that_was_set_costs_no_derivative() -> None:
    """y = x·x is set: its two edges are not travelled, and 2·2 operations fewer are counted in one forward sweep."""
    program = load("def f(x=2.0):\n    y = x * x\n    return y * x\n")
    as_it_is = cost(program, {})
    edited = cost(program, {}, edits=(Edit(1, EditKind.SET, 5.0),))
    assert (as_it_is["edges"], edited["edges"]) == (4, 2)
    assert as_it_is["counted"]["forward"] - edited["counted"]["forward"] == 4
    assert as_it_is["counted"]["reverse"] - edited["counted"]["reverse"] == 4
