"""The recorded expressions of a program: at the text cursor, in a selection, of a node."""

from __future__ import annotations

from pathlib import Path

import pytest
import worked_example

from adstudio import facade
from adstudio.analysis.expressions import Expressions, text_of_span, texts_of_spans

SMALL = Path(__file__).parents[2] / "assets" / "examples" / "small_mlp.py"


def places(text: str, piece: str) -> tuple[int, int, int, int]:
    """Line, column, end line, end column of a piece of a text that has it once."""
    before = text[: text.index(piece)]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n") - 1
    return (line, column, line, column + len(piece))


@pytest.mark.parametrize(
    ("piece", "offset", "text", "count"),
    [
        ("log(x1)", 5, "log(x1)", 1),
        ("x1 * x2", 0, "x1 * x2", 1),
        ("a + b - c", 0, "a + b", 1),
        ("a + b - c", 9, "a + b - c", 1),
    ],
)
def test_smallest_expression_around_the_text_cursor(piece: str, offset: int, text: str, count: int) -> None:
    expressions = Expressions(worked_example.trace())
    line, column, _, _ = places(worked_example.SOURCE, piece)
    spans = expressions.at(line, column + offset)
    assert expressions.text(spans) == text
    assert len(expressions.rows(spans)) == count


def test_text_that_computes_nothing_is_no_expression() -> None:
    expressions = Expressions(worked_example.trace())
    assert expressions.at(1, 3) == ()
    assert expressions.rows(()).tolist() == []


def test_selected_text_means_itself_or_what_lies_in_it_or_what_is_around_it() -> None:
    expressions = Expressions(worked_example.trace())
    exact = expressions.within(places(worked_example.SOURCE, "a + b"))
    assert expressions.text(exact) == "a + b"
    first, last = places(worked_example.SOURCE, "b = x1"), places(worked_example.SOURCE, "sin(x2)")
    both = expressions.within((*first[:2], *last[2:]))
    assert expressions.rows(both).tolist() == [3, 4]
    assert expressions.text(both) == ""
    line, column, _, _ = places(worked_example.SOURCE, "x1 * x2")
    assert expressions.text(expressions.within((line, column + 1, line, column + 4))) == "x1 * x2"


def test_expression_has_all_its_passes_and_a_node_its_expression() -> None:
    trace = facade.trace(SMALL)
    expressions = Expressions(trace)
    where = places(SMALL.read_text("utf-8"), "value * weight")
    rows = expressions.rows(expressions.within(where))
    assert len(rows) == 18
    assert {expressions.where(row) for row in rows.tolist()} == {where}


def test_texts_of_all_spans_are_those_of_each() -> None:
    trace = facade.trace(SMALL)
    assert texts_of_spans(trace) == [text_of_span(trace, span) for span in range(len(trace.spans))]
    assert text_of_span(trace, -1) == text_of_span(trace, 10_000) == ""
