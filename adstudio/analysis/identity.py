"""Which node of one trace is which of another trace of the same program: by where it was written and how often it ran.

A node is known by its call path, its operation, the text of its expression, and how many times the same has run before
in the same call. So a loop that runs once more adds nodes and renames none, and so does a line typed above.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from adstudio.traces.model import Trace


def same_program(one: Trace, other: Trace) -> bool:
    """Whether both are of the same function of the same file, however edited."""
    here, there = one.header.program, other.header.program
    files = [tuple(source.file for source in program.sources[:1]) for program in (here, there)]
    return here.function == there.function and files[0] == files[1]


def identities(trace: Trace) -> list[Hashable]:
    """One name per row; equal names are the same node. Different rows of one trace have different names."""
    nodes = trace.nodes
    texts = _texts(trace)
    calls = _calls(trace, texts)
    inputs: dict[int, Hashable] = {}
    for port in trace.header.inputs:
        inputs |= {row: ("input", port.name, place) for place, row in enumerate(port.rows)}
    seen: Counter[Hashable] = Counter()
    names: list[Hashable] = []
    for row, (op, span, scope) in enumerate(
        zip(nodes.op.tolist(), nodes.span.tolist(), nodes.scope.tolist(), strict=True)
    ):
        if row in inputs:
            names.append(inputs[row])
            continue
        call = calls[scope] if 0 <= scope < len(calls) else None
        name = (call, trace.header.ops[op], texts[span] if span >= 0 else "")
        names.append((*name, seen[name]))
        seen[name] += 1
    return names


def _texts(trace: Trace) -> list[str]:
    """The source text of each span, up to the end of its first line, and of the line around it."""
    spans = trace.spans
    lines = [source.text.split("\n") for source in trace.header.program.sources]
    texts = []
    columns = (spans.source, spans.line, spans.column, spans.end_line, spans.end_column)
    for source, line, column, end_line, end_column in zip(*(c.tolist() for c in columns), strict=True):
        known = 0 <= source < len(lines) and 0 < line <= len(lines[source])
        text = lines[source][line - 1] if known else ""
        piece = text[column:end_column] if end_line == line else text[column:]
        texts.append(f"{piece}\n{column}\n{text.strip()}")
    return texts


def _calls(trace: Trace, texts: list[str]) -> list[int]:
    """A number for the path of each call, the same for the same path in every trace that is asked with it.

    Paths are hashed one step at a time, since a recursion may be a million calls deep.
    """
    scopes = trace.scopes
    seen: Counter[Hashable] = Counter()
    paths: list[int] = []
    for parent, function, span in zip(
        scopes.parent.tolist(), scopes.function.tolist(), scopes.span.tolist(), strict=True
    ):
        above = paths[parent] if 0 <= parent < len(paths) else 0
        known = 0 <= function < len(trace.header.names)
        call = (above, trace.header.names[function] if known else "", texts[span] if span >= 0 else "")
        paths.append(hash((*call, seen[call])))
        seen[call] += 1
    return paths
