"""The language of the search, on the worked example and on a program that ran."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import worked_example
from msgspec.structs import replace

from adstudio import facade
from adstudio.traces.model import Flag, Trace
from adstudio.workspace.finder import Finder
from adstudio.workspace.search import BadQuery, find, parse
from adstudio.workspace.selection import Selection


def found(query: str, trace: Trace | None = None) -> list[int]:
    return find(trace or worked_example.trace(), parse(query)).tolist()


# rows: 0 x1 = 2, 1 x2 = 5, 2 a = ln x1 (line 5), 3 b = x1·x2 (6), 4 c = sin x2 (7), 5 a + b, 6 − c (8)
@pytest.mark.parametrize(
    ("query", "rows"),
    [
        ("op:log", [2]),
        ("op:ln", [2]),
        ("op:*", [3]),
        ("op:s*", [4, 6]),
        ("OP:LOG", [2]),
        ("op:cosh", []),
        ("line:5", [2]),
        ("line:5-7", [2, 3, 4]),
        ("line:5–6", [2, 3]),
        ("value:nan", []),
        ("value:finite", [0, 1, 2, 3, 4, 5, 6]),
        ("value:>10", [5, 6]),
        ("value:>=10", [3, 5, 6]),
        ("value:<0", [4]),
        ("value:2", [0]),
        ("value:0.693147", [2]),
        ("value:0.69", []),
        ("value:-0.958924", [4]),
        ("value:!=2", [1, 2, 3, 4, 5, 6]),
        ("adjoint:5.5", [0]),
        ("adjoint:<0", [4]),
        ("tangent:5.5", [5, 6]),
        ("derivative:-1", [4]),
        ("name:x1", [0]),
        ("name:x*", [0, 1]),
        ("flag:input", [0, 1]),
        ("flag:output", [6]),
        ("flag:input -name:x1", [1]),
        ("-flag:input value:>1", [3, 5, 6]),
        ("v3", [2]),
        ("v₃", [2]),
        ("sin", [4]),
        ('"a + b"', [5, 6]),
        ("-op:log -op:mul flag:output", [6]),
        ("in:f", [0, 1, 2, 3, 4, 5, 6]),
        ("   ", []),
        ("", []),
    ],
)
def test_query_finds(query: str, rows: list[int]) -> None:
    assert found(query) == rows


@pytest.mark.parametrize(
    ("query", "start", "stop", "word"),
    [
        ("op:log opp:mul", 7, 14, "no opp:"),
        ("line:x", 0, 6, "line:4 or line:4-9"),
        ("line:9-4", 0, 8, "none"),
        ("value:big", 6, 9, "no number"),
        ("-value:big", 7, 10, "no number"),
        ("sin -", 4, 5, "minus"),
        ("op:", 0, 3, "after the colon"),
        ('a "b c', 2, 6, "not closed"),
        ("flag:red", 0, 8, "no flag red"),
        ('""', 0, 2, "empty"),
    ],
)
def test_bad_query_says_what_is_wrong_and_where(query: str, start: int, stop: int, word: str) -> None:
    with pytest.raises(BadQuery) as caught:
        parse(query)
    assert (caught.value.start, caught.value.stop) == (start, stop)
    assert word in caught.value.message


def test_sweep_that_is_not_there_is_said() -> None:
    trace = worked_example.trace()
    with pytest.raises(BadQuery, match="no adjoint sweep"):
        found("adjoint:>0", replace(trace, sweeps=trace.sweeps[:1]))


def test_nan_and_infinity_are_found_by_value_and_by_flag() -> None:
    trace = worked_example.trace()
    value, flags = trace.nodes.value.copy(), trace.nodes.flags.copy()
    value[2], value[4] = np.nan, -np.inf
    flags[[2, 4]] |= np.uint8(Flag.NONFINITE)
    trace = replace(trace, nodes=replace(trace.nodes, value=value, flags=flags))
    assert found("value:nan", trace) == [2]
    assert found("value:inf", trace) == [4]
    assert found("value:-inf", trace) == [4]
    assert found("flag:nonfinite -value:nan", trace) == [4]


def test_constants_are_never_found(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    path.write_text("def f(x=3.0):\n    return x * 3.0\n", "utf-8")
    trace = facade.trace(path)
    assert found("value:3", trace) == [0]
    assert not (trace.nodes.flags[found("value:finite", trace)] & Flag.CONSTANT).any()


def test_calls_are_searched_with_what_they_call(tmp_path: Path) -> None:
    path = tmp_path / "program.py"
    text = "def h(x):\n    return x * x\n\n\ndef g(x):\n    return h(x) + x\n\n\ndef f(x=3.0):\n    return g(x) - x\n"
    path.write_text(text, "utf-8")
    trace = facade.trace(path)
    assert found("in:g", trace) == [1, 2]
    assert found("in:h", trace) == [1]


def test_finder_goes_round_and_counts() -> None:
    selection = Selection()
    finder = Finder(selection)
    finder.set_trace(worked_example.trace())
    finder.search("value:>1")
    assert (finder.rows.tolist(), finder.said, finder.at) == ([0, 1, 3, 5, 6], "5 found", 0)
    seen = []
    for _ in range(6):
        finder.next()
        seen.append((selection.row, finder.said))
    assert seen == [(0, "1 of 5"), (1, "2 of 5"), (3, "3 of 5"), (5, "4 of 5"), (6, "5 of 5"), (0, "1 of 5")]
    finder.previous()
    assert selection.row == 6
    selection.row = 4
    finder.previous()
    assert selection.row == 3
    selection.row = 4
    finder.next()
    assert selection.row == 5


def test_finder_says_nothing_found_or_what_is_wrong() -> None:
    finder = Finder(Selection())
    finder.set_trace(worked_example.trace())
    told: list[str] = []
    finder.changed.connect(lambda: told.append(finder.said))
    for query in ("tan", "opp:x", ""):
        finder.search(query)
    assert told[0] == "nothing found"
    assert told[1].startswith("there is no opp:")
    assert told[2] == ""
    finder.next()
    assert finder.selection.row is None


def test_finder_searches_the_next_trace_for_the_same() -> None:
    finder = Finder(Selection())
    finder.search("value:nan")
    assert finder.said == "nothing found"
    trace = worked_example.trace()
    value = trace.nodes.value.copy()
    value[3] = np.nan
    finder.set_trace(replace(trace, nodes=replace(trace.nodes, value=value)))
    assert finder.rows.tolist() == [3]
