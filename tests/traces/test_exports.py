"""Tables and exports: what they hold, how they line up, that odd names do no harm."""

from __future__ import annotations

import csv
import io
import math

import msgspec
import numpy as np
import pytest
import worked_example
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from traces.replay import random_trace
from traces.test_timeline import million

import adstudio
from adstudio.traces import node_columns
from adstudio.traces.exports import pieces, pieces_of_steps, render, render_steps, width
from adstudio.traces.formula import LATEX, UNICODE
from adstudio.traces.header import Port, TraceError
from adstudio.traces.model import Sweep, SweepKind, Trace
from adstudio.traces.node_columns import NodeWriter
from adstudio.traces.tables import EvaluationTable, NodeTable
from adstudio.traces.writing import Script, text_of

EXAMPLE = worked_example.trace()
ODD = 'a"b|c\\d<e>&#]`{}\n$_%;--'


def named(name: str) -> Trace:
    """The worked example with an oddly named input."""
    header = msgspec.structs.replace(EXAMPLE.header, inputs=(Port(name=name, rows=(0,)), Port(name="x2", rows=(1,))))
    return replace(EXAMPLE, header=header)


def test_backward_table_of_the_worked_example() -> None:
    """Baydin et al. 2018, table 3, in the order of the sweep."""
    assert [row.cells for row in EvaluationTable(EXAMPLE, 3)] == [
        ("22", "v̄₇", "seed", "1"),
        ("23", "v̄₆", "v̄₇ · 1", "1"),
        ("24", "v̄₅", "v̄₇ · (−1)", "-1"),
        ("25", "v̄₃", "v̄₆ · 1", "1"),
        ("26", "v̄₄", "v̄₆ · 1", "1"),
        ("27", "v̄₂ +=", "v̄₅ · cos v₂", "-0.283662"),
        ("28", "v̄₁ +=", "v̄₄ · v₂", "5"),
        ("29", "v̄₂ +=", "v̄₄ · v₁", "1.716338"),
        ("30", "v̄₁ +=", "v̄₃ · 1/v₁", "5.5"),
    ]


def test_forward_table_of_the_worked_example() -> None:
    """Baydin et al. 2018, table 2."""
    assert [row.cells[1:] for row in EvaluationTable(EXAMPLE, 1)] == [
        ("v̇₁", "seed", "1"),
        ("v̇₂", "no seed", "0"),
        ("v̇₃", "v̇₁ · 1/v₁", "0.5"),
        ("v̇₄", "v₂ · v̇₁ + v₁ · v̇₂", "5"),
        ("v̇₅", "v̇₂ · cos v₂", "0"),
        ("v̇₆", "v̇₃ + v̇₄", "5.5"),
        ("v̇₇", "v̇₆ − v̇₅", "5.5"),
    ]


def test_a_table_of_all_sweeps_has_a_row_a_step() -> None:
    table = EvaluationTable(EXAMPLE)
    assert len(table) == 30
    assert [table.index_of(step) for step in (0, 29)] == [0, 29]
    assert EvaluationTable(EXAMPLE, 3).index_of(21) == 0
    assert EvaluationTable(EXAMPLE, 3).index_of(20) == -1
    assert table[-1].cells[3] == "5.5"
    assert [row.step for row in table[27:]] == [27, 28, 29]


def test_any_row_of_a_million_nodes_is_made_alone() -> None:
    table = EvaluationTable(million(True), 1)
    assert table[10**6].cells[0] == str(2 * 10**6 + 1)


def test_the_plain_table_lines_up() -> None:
    lines = render(EXAMPLE, "table").splitlines()
    assert lines[0] == "f(x1 = 2, x2 = 5)   f = 11.652071   7 nodes, By hand"
    assert len({width(line) for line in lines[2:]}) == 1
    assert lines[5].split() == ["v₂", "x₂", "input", "5", "0", "1", "1.716338", "4"]
    assert lines[10].split() == ["v₇", "f", "v₆", "−", "v₅", "11.652071", "5.5", "1.716338", "1", "8"]


def test_csv_holds_every_digit() -> None:
    rows = list(csv.DictReader(io.StringIO(render(EXAMPLE, "csv"))))
    assert [float(row["value"]) for row in rows] == worked_example.VALUES
    assert [float(row["v̄ (f̄ = 1)"]) for row in rows] == worked_example.ADJOINT
    assert [row["name"] for row in rows] == ["x1", "x2", "a", "b", "c", "", "f"]


def test_markdown_has_one_cell_a_column_whatever_the_names() -> None:
    for line in render(named(ODD), "markdown").splitlines():
        assert line.replace("\\|", "").count("|") == 9


def test_latex_table_escapes_and_balances() -> None:
    text = render(named("a_b%c"), "latex")
    assert r"\mathit{a\_b\%c}" in text
    assert text.count("{") == text.count("}")
    assert text.isascii()
    assert all(line.count("&") == 7 for line in text.splitlines() if line.endswith(r"\\"))


def test_mermaid_of_the_worked_example() -> None:
    lines = render(EXAMPLE, "mermaid").splitlines()
    assert lines[0] == "flowchart LR"
    assert lines[1] == '  n0(["v₁ = x₁<br/>2<br/>v̄ = 5.5"])'
    assert '  n1 -->|"cos v₂ = 0.283662"| n4' in lines
    assert len(lines) == 1 + 7 + 8


def test_odd_names_stay_inside_mermaid_quotes() -> None:
    line = render(named(ODD), "mermaid").splitlines()[1]
    assert line.startswith('  n0(["v₁ = a#34;b#124;c#92;d#60;e#62;#38;#35;#93;#96;#123;#125;#10;$_%#59;--<br/>2')
    assert line.count('"') == 2


def test_odd_names_stay_inside_dot_quotes() -> None:
    text = render(named(ODD), "dot")
    assert r'n0 [label="v₁ = a\"b|c\\d<e>&#]`{} $_%;--\n2\nv̄ = 5.5"];' in text
    assert text.startswith("digraph trace {\n")
    assert text.endswith("}\n")


@pytest.mark.parametrize("form", ["mermaid", "dot"])
def test_a_large_graph_says_what_it_leaves_out(form: str) -> None:
    text = render(million(False), form)
    assert "… 999,700 more nodes of 1,000,000 left out" in text
    assert len(text) < 100_000


def test_a_limited_table_says_what_it_leaves_out() -> None:
    assert render(EXAMPLE, "table", limit=5).splitlines()[-1] == "… 2 more nodes of 7 left out"
    assert len(render(EXAMPLE, "csv", limit=5).splitlines()) == 6


def test_a_series_has_a_column_an_order() -> None:
    series = np.arange(21.0).reshape(7, 3)
    sweep = Sweep(SweepKind.TAYLOR, np.arange(7, dtype=np.int32), series, ((0, 1.0),), "∂/∂x1")
    rows = list(csv.DictReader(io.StringIO(render(replace(EXAMPLE, sweeps=(sweep,)), "csv"))))
    assert [float(row["t² (∂/∂x1)"]) for row in rows] == series[:, 2].tolist()
    assert [float(row["t¹ (∂/∂x1)"]) for row in rows] == series[:, 1].tolist()


def test_a_run_that_ended_badly_says_so_under_the_table() -> None:
    error = TraceError(type="ZeroDivisionError", message="division by zero", line=5)
    trace = replace(EXAMPLE, header=msgspec.structs.replace(EXAMPLE.header, error=error, truncated="1,000 nodes"))
    assert render(trace, "table").splitlines()[-2:] == [
        "Stopped early: 1,000 nodes",
        "Line 5: ZeroDivisionError: division by zero",
    ]


@pytest.mark.parametrize("form", ["table", "markdown", "latex", "csv"])
def test_steps_are_exported_in_every_table_format(form: str) -> None:
    text = render_steps(EXAMPLE, form, sweep=3)
    assert len(text.splitlines()) == 9 + {"table": 2, "markdown": 2, "latex": 4, "csv": 1}[form]
    assert (
        render_steps(EXAMPLE, "csv", sweep=3, steps=range(7, 8)).splitlines()[1]
        == f"29,v̄₂ +=,v̄₄ · v₁,{2 - math.cos(5)!r}"
    )


@pytest.mark.parametrize("export", [render, render_steps])
def test_an_unknown_format_names_those_there_are(export) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match="no format 'xml'; there are table, markdown, latex, csv"):
        export(EXAMPLE, "xml")


def test_accents_take_no_room_and_wide_letters_two_places() -> None:
    assert (width("v̄₂"), width("值"), width("abc")) == (2, 2, 3)


@given(st.builds(random_trace, st.integers(0, 2**32), st.integers(1, 12)))
def test_any_trace_is_rendered_in_every_format(trace: Trace) -> None:
    for form in ("table", "markdown", "latex", "csv", "mermaid", "dot"):
        assert render(trace, form).endswith("\n")
    counted = int(np.count_nonzero(trace.labels))
    assert len(render(trace, "csv").splitlines()) == counted + 1


def plain_row(trace: Trace, row: int, script: Script) -> tuple[str, str, str]:
    """Label, name and operation of one node, written alone."""
    formulas = trace.formulas
    operation = text_of(formulas.expression(row, script)) if len(trace.nodes.edges(row)) else "input"
    return formulas.label(row, script), formulas.name(row), operation


@pytest.mark.parametrize("script", [UNICODE, LATEX], ids=["unicode", "latex"])
@given(trace=st.builds(random_trace, st.integers(0, 2**32), st.integers(1, 40)))
def test_rows_written_in_blocks_are_those_written_alone(trace: Trace, script: Script) -> None:
    table = NodeTable(trace, script=script)
    found = [
        row
        for block in NodeWriter(table).blocks(len(table))
        for row in zip(block.labels, block.names, block.operations, strict=True)
    ]
    assert found == [plain_row(trace, int(row), script) for row in table.rows]


@pytest.mark.parametrize("script", [UNICODE, LATEX], ids=["unicode", "latex"])
def test_literals_keep_their_brackets_and_exponents_in_blocks(script: Script) -> None:
    def f(x=2.0, y=3.0):
        total = x
        for literal in (2.0, -2.0, 0.5, -0.5, 1e-8, 1e300, -0.0, 3.0):
            total = total + (x * literal + literal) / (literal - y) - x**literal + (-y) ** 3 + literal * (y + 1)
        return total**2.5 + (x - 1) ** y

    trace = adstudio.trace(f, (2.0, 3.0), engine="tape")
    table = NodeTable(trace, script=script)
    found = [text for block in NodeWriter(table).blocks(len(table)) for text in block.operations]
    assert found == [plain_row(trace, int(row), script)[2] for row in table.rows]
    assert len(found) > 60


def test_a_block_boundary_loses_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = render(EXAMPLE, "csv")
    monkeypatch.setattr(node_columns, "BLOCK", 3)
    assert render(EXAMPLE, "csv") == whole


@pytest.mark.parametrize("form", ["table", "markdown", "latex", "csv", "mermaid", "dot"])
def test_the_pieces_of_an_export_are_the_export(form: str) -> None:
    assert "".join(pieces(EXAMPLE, form)) == render(EXAMPLE, form)
    if form not in ("mermaid", "dot"):
        assert "".join(pieces_of_steps(EXAMPLE, form, sweep=3)) == render_steps(EXAMPLE, form, sweep=3)
