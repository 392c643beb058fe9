"""Running a program on recorded values, for tests: what the simplest engine does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from adstudio.primitives.recorded import recorded
from adstudio.primitives.table import TableRules
from adstudio.program.loading import from_function
from adstudio.program.program import Program
from adstudio.traces.header import EngineStamp
from adstudio.traces.model import Flag, Trace
from adstudio.traces.recorder import Recorder


def record(program: Program | Callable[..., Any], at: dict[str, Any] | None = None) -> tuple[Any, Trace]:
    """The program's result, and its trace."""
    program = program if isinstance(program, Program) else from_function(program)
    recorder = Recorder(
        engine=EngineStamp(name="test"), program=program.stamp, locator=program.positions(), rules=TableRules()
    )
    kind = recorded(recorder)

    def make(number: Any, row: int) -> Any:
        value = kind()
        value.primal, value.row = number, row
        return value

    result = program.call(program.arguments(at, recorder, make))
    program.outputs(result, recorder, lambda entry: getattr(entry, "row", None))
    return result, recorder.trace()


def refused_alike(program: Callable[[Any], Any], number: Any) -> None:
    """Assert that the program raises on values what it raises on a plain number or array, in the same words."""
    with pytest.raises(Exception) as plainly:
        program(number)
    with pytest.raises(type(plainly.value)) as ours:
        record(lambda x=number: program(x))
    assert str(ours.value) == str(plainly.value)


def spelled(trace: Trace) -> list[tuple[str, str | None, str]]:
    """(operation, variable name, source text) of each node that is not a constant."""
    found = []
    nodes, spans = trace.nodes, trace.spans
    for row in range(len(trace)):
        if nodes.flags[row] & Flag.CONSTANT:
            continue
        span, text = int(nodes.span[row]), ""
        if span >= 0:
            source = trace.header.program.sources[spans.source[span]]
            lines = source.text.split("\n")[spans.line[span] - 1 : spans.end_line[span]]
            if len(lines) == 1:
                text = lines[0][spans.column[span] : spans.end_column[span]]
            else:
                text = "\n".join([lines[0][spans.column[span] :], *lines[1:-1], lines[-1][: spans.end_column[span]]])
        name = trace.header.names[nodes.name[row]] if nodes.name[row] >= 0 else None
        found.append((trace.header.ops[nodes.op[row]], name, text))
    return found


def operations(trace: Trace) -> list[str]:
    """The operations, inputs and constants left out."""
    return [op for op, _, _ in spelled(trace) if op != "input"]


def constants(trace: Trace) -> list[float]:
    """The numbers that came in from elsewhere: if one of them moves with an input, a derivative is missing."""
    flags = trace.nodes.flags
    return [float(trace.nodes.value[row]) for row in range(len(trace)) if flags[row] & Flag.CONSTANT]


def gradient(trace: Trace, output: int = 0) -> dict[str, list[float]]:
    """∂output/∂input, by a plain reverse sweep over the columns."""
    nodes = trace.nodes
    adjoint = [0.0] * len(trace)
    adjoint[[row for port in trace.header.outputs for row in port.rows][output]] = 1.0
    for row in reversed(range(len(trace))):
        for edge in nodes.edges(row):
            if not nodes.flags[nodes.parent[edge]] & Flag.CONSTANT and adjoint[row]:
                adjoint[nodes.parent[edge]] += adjoint[row] * nodes.partial[edge]
    return {port.name: [adjoint[row] for row in port.rows] for port in trace.header.inputs}
