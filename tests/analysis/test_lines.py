"""A trace by source line."""

from __future__ import annotations

import numpy as np
import pytest
import worked_example
from msgspec.structs import replace

from adstudio.analysis.lines import rows_of_line, source_lines


def test_every_line_that_ran_is_there_with_its_text() -> None:
    trace = worked_example.trace()
    lines = source_lines(trace)
    source = trace.header.program.sources[0].text.splitlines()
    assert all(line.text == source[line.number - 1].strip() for line in lines)
    assert sum(line.nodes for line in lines) == 7


def test_line_has_its_last_value_and_the_sum_of_its_adjoints() -> None:
    trace = worked_example.trace()
    last = source_lines(trace)[-1]
    assert last.last_row == 6
    assert last.value == worked_example.VALUES[6]
    total = sum(line.adjoint for line in source_lines(trace))
    assert total == pytest.approx(np.abs(worked_example.ADJOINT).sum(), rel=1e-15)


def test_line_without_an_adjoint_sweep_has_none() -> None:
    trace = replace(worked_example.trace(), sweeps=worked_example.trace().sweeps[:1])
    assert all(np.isnan(line.adjoint) for line in source_lines(trace))


def test_line_where_nan_was_born_counts_it() -> None:
    trace = worked_example.trace()
    value = trace.nodes.value.copy()
    value[2] = np.nan
    lines = source_lines(replace(trace, nodes=replace(trace.nodes, value=value)))
    line = int(trace.spans.line[trace.nodes.span[2]])
    assert {found.number: found.nonfinite for found in lines}[line] == 1


def test_nodes_of_unknown_place_are_left_out() -> None:
    trace = worked_example.trace()
    nowhere = replace(trace, nodes=replace(trace.nodes, span=np.full(7, -1, np.int32)))
    assert source_lines(nowhere) == []


def test_line_has_all_the_nodes_that_begin_on_it() -> None:
    trace = worked_example.trace()
    assert rows_of_line(trace, 5).tolist() == [5, 6]
    assert rows_of_line(trace, 2).tolist() == [2]
    nowhere = replace(trace, nodes=replace(trace.nodes, span=np.full(7, -1, np.int32)))
    assert rows_of_line(nowhere, 5).tolist() == []
