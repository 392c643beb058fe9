"""What is not in the graph of a program is said."""

from __future__ import annotations

import pytest

from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.workspace.remarks import remarks


def said(source: str, engine: str = "tape") -> list[tuple[int | None, str]]:
    trace = running.run(load(source), engine, Request())
    return [(remark.line, remark.text) for remark in remarks(trace)]


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("x * x", []),
        ("3.0", ["f is the constant 3: no input leads to it through the graph"]),
        ("x, 3.0", ["f[1] is the constant 3: no input leads to it through the graph"]),
        (
            "1.0, 3.0",
            ["f[0] is the constant 1, and 1 more output is a constant: no input leads to them through the graph"],
        ),
        (
            "1.0, 2.0, 3.0",
            ["f[0] is the constant 1, and 2 more outputs are constants: no input leads to them through the graph"],
        ),
    ],
)
def test_outputs_that_are_constants_are_said(result: str, words: list[str]) -> None:
    assert said(f"def f(x=1.0):\n    return {result}\n") == [(None, text) for text in words]


def test_a_value_that_left_the_graph_is_said_with_its_line_and_others_are_counted() -> None:
    left = "def f(x=2.5):\n    a = float(x)\n    return a * x\n"
    ((line, text),) = said(left)
    assert line == 2
    assert "no derivative follows" in text
    ((line, text),) = said(left.replace("a * x", "a * int(x) * x"))
    assert line == 2
    assert text.endswith("; 1 more in Diagnostics")


@pytest.mark.parametrize("engine", ["tape", "dual", "jet"])
def test_a_program_without_inputs_has_a_constant(engine: str) -> None:
    assert [text for _, text in said("def f(p=None):\n    return 2.0\n", engine)] == [
        "f is the constant 2: no input leads to it through the graph"
    ]
