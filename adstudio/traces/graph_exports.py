"""The graph of a trace as Mermaid and DOT text: a box a node, an arrow an edge, its local partial beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from adstudio.traces.model import Flag, SweepKind
from adstudio.traces.writing import number, text_of

if TYPE_CHECKING:
    from adstudio.traces.model import Trace


def mermaid(trace: Trace, limit: int) -> str:
    """A Mermaid flowchart of the first `limit` nodes; what is left out is a box of its own."""
    rows = _rows(trace)
    lines = ["flowchart LR"]
    for row in rows[:limit]:
        label = "<br/>".join(_mermaid_text(line) for line in _lines(trace, row))
        lines.append(f'  n{row}(["{label}"])' if trace.nodes.flags[row] & Flag.INPUT else f'  n{row}["{label}"]')
    lines += [
        f'  n{parent} -->|"{_mermaid_text(label)}"| n{row}' for parent, row, label in _arrows(trace, rows[:limit])
    ]
    if len(rows) > limit:
        lines.append(f'  rest["{_left_out(rows, limit)}"]')
    return "\n".join(lines) + "\n"


def dot(trace: Trace, limit: int) -> str:
    """A Graphviz digraph of the first `limit` nodes; what is left out is a box of its own."""
    rows = _rows(trace)
    lines = ["digraph trace {", "  rankdir=LR;", '  node [shape=box, style=rounded, fontname="Helvetica"];']
    for row in rows[:limit]:
        label = r"\n".join(_dot_text(line) for line in _lines(trace, row))
        lines.append(f'  n{row} [label="{label}"];')
    lines += [
        f'  n{parent} -> n{row} [label="{_dot_text(label)}"];' for parent, row, label in _arrows(trace, rows[:limit])
    ]
    if len(rows) > limit:
        lines.append(f'  rest [shape=plaintext, label="{_left_out(rows, limit)}"];')
    return "\n".join([*lines, "}"]) + "\n"


def _rows(trace: Trace) -> list[int]:
    """Every row but the constants, which stand in the expressions."""
    return [int(row) for row in np.flatnonzero((trace.nodes.flags & Flag.CONSTANT) == 0)]


def _left_out(rows: list[int], limit: int) -> str:
    return f"… {len(rows) - limit:,} more nodes of {len(rows):,} left out"


def _lines(trace: Trace, row: int) -> list[str]:
    """Title, expression, value, and the adjoint where there is one."""
    formulas = trace.formulas
    lines = [formulas.title(row)]
    if len(trace.nodes.edges(row)):
        lines.append(text_of(formulas.expression(row)))
    lines.append(number(float(trace.nodes.value[row])))
    adjoint = next((sweep for sweep in trace.sweeps if sweep.kind is SweepKind.ADJOINT), None)
    return [*lines, f"v̄ = {number(float(adjoint.derivative[row]))}"] if adjoint is not None else lines


def _arrows(trace: Trace, rows: list[int]) -> list[tuple[int, int, str]]:
    """(parent, row, partial) of the edges between nodes that are shown; a node used twice has two arrows."""
    arrows: list[tuple[int, int, str]] = []
    for row in rows:
        for edge in trace.nodes.edges(row):
            parent = int(trace.nodes.parent[edge])
            if not trace.formulas.is_constant(parent):
                symbols, value = text_of(trace.formulas.partial(edge)), number(float(trace.nodes.partial[edge]))
                same = symbols.replace("−", "-") == value
                arrows.append((parent, row, value if same or not symbols else f"{symbols} = {value}"))
    return arrows


def _mermaid_text(text: str) -> str:
    """Text inside Mermaid's quotes: everything it would read as syntax or HTML as a character code."""
    return re.sub(r"[\"#<>&|`\\{}\[\]\n\r;]", lambda found: f"#{ord(found[0])};", text)


def _dot_text(text: str) -> str:
    """Text inside DOT's quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
