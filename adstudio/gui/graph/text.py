"""What is written on cards, edges and in tooltips."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from adstudio.gui.graph.moment import SYMBOLS, Moment
from adstudio.gui.plain_text import in_a_line
from adstudio.traces import writing
from adstudio.traces.model import Flag, Ints, SweepKind, Trace
from adstudio.traces.writing import text_of

if TYPE_CHECKING:
    from adstudio.analysis.folded import Folded

PENDING = "·"
NOT_FINITE = ("NaN", "∞", "-∞")


def number(value: float, digits: int = 6) -> str:
    """A number to read: `digits` significant digits."""
    return writing.number(value, digits)


def label(trace: Trace, row: int) -> str:
    """v₃; of a constant its number."""
    return trace.formulas.label(row)


def title(trace: Trace, row: int) -> str:
    """v₁ = x₁: the label, with the variable it was assigned to or the output it is."""
    return in_a_line(trace.formulas.title(row))


def expression(trace: Trace, row: int) -> str:
    """v₁ · v₂: the operation with the labels of its arguments; "input" of an input, whose name is in the title."""
    if not len(trace.nodes.edges(row)) and not trace.formulas.is_constant(row):
        return in_a_line(trace.formulas.op(row))
    return in_a_line(text_of(trace.formulas.expression(row)))


def partial_symbol(trace: Trace, edge: int) -> str:
    """The local partial of an edge in symbols, v₂ of v₁ · v₂; empty where it is plain or unknown."""
    return text_of(trace.formulas.partial(edge))


def edge_label(trace: Trace, edge: int) -> str:
    """v₂ = 5: the partial of an edge in symbols and as a number."""
    value = number(float(trace.nodes.partial[edge]))
    symbol = partial_symbol(trace, edge)
    return f"{symbol} = {value}" if symbol and symbol.replace("−", "-") != value else value


def pill_texts(trace: Trace, edge: int, folded: Folded | None = None) -> tuple[str, str]:
    """What is written on an edge, long and short: its partial, or how many edges it stands for in a folded graph."""
    if folded is not None and folded.bundled(edge):
        count = folded.stands_for(edge)
        return (f"{count:,} edges", f"{count:,} ×") if count > 1 else ("", "")
    return edge_label(trace, edge), number(float(trace.nodes.partial[edge]), 4)


def described(trace: Trace, row: int, moment: Moment) -> str:
    """Everything known of a node at a moment, one line a fact, numbers in full; for tooltips and screen readers."""
    nodes = trace.nodes
    lines = [f"{title(trace, row)} = {expression(trace, row)}" if nodes.parents(row) else f"{title(trace, row)}, input"]
    state = trace.timeline.state(moment.position, [row])
    lines.append(f"value {float(state.value[0])!r}" if state.valued[0] else "value pending")
    if state.sweep >= 0 and trace.sweeps[state.sweep].kind is not SweepKind.PRIMAL:
        derivative = state.derivative[0]
        first = float(derivative[min(1, len(derivative) - 1)]) if getattr(derivative, "ndim", 0) else float(derivative)
        symbol, kind = SYMBOLS[moment.kind], moment.kind.value
        got = (
            f"{kind} {symbol} = {first!r}" if not math.isnan(first) or state.received[0] else f"{kind} {symbol} pending"
        )
        if moment.kind is SweepKind.ADJOINT and state.expected[0] > 1:
            got += f" ({state.received[0]} of {state.expected[0]} contributions)"
        lines.append(got)
    for edge in nodes.edges(row):
        parent = int(nodes.parent[edge])
        if not nodes.flags[parent] & Flag.CONSTANT:
            lines.append(f"∂{label(trace, row)}/∂{label(trace, parent)} = {float(nodes.partial[edge])!r}")
    span = int(nodes.span[row])
    if span >= 0:
        lines.append(f"line {int(trace.spans.line[span])}")
    flags = [name for flag, name in FLAG_WORDS.items() if nodes.flags[row] & flag]
    return "\n".join(lines + ([", ".join(flags)] if flags else []))


FLAG_WORDS = {
    Flag.OUTPUT: "output",
    Flag.KINK: "kink: one-sided derivative",
    Flag.STOPPED: "derivative stopped here",
    Flag.NONFINITE: "NaN or infinite",
    Flag.EDITED: "edited by hand",
}


def numbers_of(trace: Trace, rows: Ints, moment: Moment) -> list[str]:
    """What each row has got in the sweep of the moment: its value, or its derivative; a dot where nothing yet."""
    state = trace.timeline.state(moment.position, rows)
    if moment.sweep < 0 or moment.kind is SweepKind.PRIMAL:
        there, column = state.valued, state.value
    else:
        there, column = state.received > 0, state.derivative
        column = column[:, min(1, column.shape[1] - 1)] if column.ndim == 2 else column
    return [
        number(found, 4) if known else PENDING for found, known in zip(column.tolist(), there.tolist(), strict=True)
    ]
