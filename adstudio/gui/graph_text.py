"""What is written on cards, edges and in tooltips."""

from __future__ import annotations

import math

from adstudio.gui.graph_moment import SYMBOLS, Moment
from adstudio.traces.model import Flag, SweepKind, Trace

SUBSCRIPTS = str.maketrans("0123456789-", "₀₁₂₃₄₅₆₇₈₉₋")
INFIX = {"add": "+", "sub": "-", "mul": "·", "div": "/", "mod": "mod", "floordiv": "//"}


def number(value: float, digits: int = 6) -> str:
    """A number to read: `digits` significant digits, `nan` and `inf` by name."""
    return f"{value:.{digits}g}"


def label(trace: Trace, row: int) -> str:
    """v₃; of a constant its number."""
    i = int(trace.labels[row])
    return f"v{i}".translate(SUBSCRIPTS) if i else number(float(trace.nodes.value[row]))


def title(trace: Trace, row: int) -> str:
    """v₁ = x₁: the label, with the variable it was assigned to or the output it is."""
    name = int(trace.nodes.name[row])
    word = trace.header.names[name] if name >= 0 else ""
    if not word and trace.nodes.flags[row] & Flag.OUTPUT:
        word = next((port.name for port in trace.header.outputs if row in port.rows), "")
    stem = word.rstrip("0123456789")
    pretty = stem + word[len(stem) :].translate(SUBSCRIPTS) if stem.isalpha() else word
    return f"{label(trace, row)} = {pretty}" if pretty else label(trace, row)


def expression(trace: Trace, row: int) -> str:
    """v₁ · v₂: the operation with the labels of its arguments."""
    op = trace.header.ops[trace.nodes.op[row]]
    arguments = [label(trace, parent) for parent in trace.nodes.parents(row)]
    if op in INFIX and len(arguments) == 2:
        return f"{arguments[0]} {INFIX[op]} {arguments[1]}"
    if not arguments:
        return op
    name = {"log": "ln", "neg": "-"}.get(op, op)
    return f"{name} {arguments[0]}" if len(arguments) == 1 else f"{name}({', '.join(arguments)})"


def partial_symbol(trace: Trace, edge: int, head: int) -> str:
    """The local partial of an edge in symbols, v₂ of v₁ · v₂; empty where it is plain or unknown."""
    op = trace.header.ops[trace.nodes.op[head]]
    arguments = [label(trace, parent) for parent in trace.nodes.parents(head)]
    place = edge - int(trace.nodes.start[head])
    if op == "mul" and len(arguments) == 2:
        return arguments[1 - place]
    if op == "div":
        return f"1/{arguments[1]}" if place == 0 else f"-{label(trace, head)}/{arguments[1]}"
    x = arguments[0]
    return {
        "log": f"1/{x}",
        "sin": f"cos {x}",
        "cos": f"-sin {x}",
        "exp": label(trace, head),
        "tanh": f"1 - {label(trace, head)}²",
        "sqrt": f"1/(2·{label(trace, head)})",
        "square": f"2·{x}",
    }.get(op, "")


def edge_label(trace: Trace, edge: int, head: int) -> str:
    """v₂ = 5: the partial of an edge in symbols and as a number."""
    value = number(float(trace.nodes.partial[edge]))
    symbol = partial_symbol(trace, edge, head)
    return f"{symbol} = {value}" if symbol else value


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
}
