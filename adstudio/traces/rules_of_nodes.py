"""What is legal in nodes, edges, spans and scopes."""

from __future__ import annotations

import numpy as np

from adstudio.traces.model import Flag, Trace
from adstudio.traces.violation import Violation, Violations, first, not_ascending, not_column, outside

ALL_FLAGS = sum(Flag)


def node_columns(trace: Trace) -> Violations:
    """One length for all node columns, one for all edge columns, each with its dtype."""
    nodes = trace.nodes
    n = np.size(nodes.op)
    edges = np.size(nodes.parent)
    yield from not_column("nodes.op", nodes.op, np.uint16, (n,))
    yield from not_column("nodes.value", nodes.value, np.float64, (n,))
    yield from not_column("nodes.start", nodes.start, np.int64, (n + 1,))
    yield from not_column("nodes.parent", nodes.parent, np.int32, (edges,))
    yield from not_column("nodes.partial", nodes.partial, np.float64, (edges,))
    yield from not_column("nodes.span", nodes.span, np.int32, (n,))
    yield from not_column("nodes.scope", nodes.scope, np.int32, (n,))
    yield from not_column("nodes.name", nodes.name, np.int32, (n,))
    yield from not_column("nodes.flags", nodes.flags, np.uint8, (n,))
    yield from not_column("nodes.array", nodes.array, np.int32, (n,), (0,))


def span_and_scope_columns(trace: Trace) -> Violations:
    """One length for all span columns, one for all scope columns, int32."""
    for name in ("source", "line", "column", "end_line", "end_column"):
        yield from not_column(f"spans.{name}", getattr(trace.spans, name), np.int32, (np.size(trace.spans.line),))
    for name in ("parent", "function", "span"):
        yield from not_column(f"scopes.{name}", getattr(trace.scopes, name), np.int32, (np.size(trace.scopes.parent),))


def edge_pointers(trace: Trace) -> Violations:
    """`start` rises from 0 to the number of edges."""
    yield from not_ascending("nodes.start", trace.nodes.start, len(trace.nodes.parent), "nodes.parent")


def parents_first(trace: Trace) -> Violations:
    """A parent's row is before its child's."""
    nodes = trace.nodes
    child = np.repeat(np.arange(len(nodes), dtype=np.int32), np.diff(nodes.start))
    wrong = (nodes.parent < 0) | (nodes.parent >= child)
    if wrong.any():
        edge = first(wrong)
        row, parent = int(child[edge]), int(nodes.parent[edge])
        expected = f"expected 0 to {row - 1}" if row else "the first node has no parents"
        yield Violation("nodes.parent", row, f"parent {parent} is not a row before it; {expected}")


def node_indices(trace: Trace) -> Violations:
    """Op, span, scope, name and array of a node exist."""
    nodes, header = trace.nodes, trace.header
    yield from outside("nodes.op", nodes.op, 0, len(header.ops), "header.ops")
    yield from outside("nodes.span", nodes.span, -1, len(trace.spans), "spans")
    yield from outside("nodes.scope", nodes.scope, 0, len(trace.scopes), "scopes")
    yield from outside("nodes.name", nodes.name, -1, len(header.names), "header.names")
    yield from outside("nodes.array", nodes.array, -1, len(trace.arrays), "arrays")


def flags(trace: Trace) -> Violations:
    """Only flags that have a meaning are set."""
    yield from outside("nodes.flags", trace.nodes.flags, 0, ALL_FLAGS + 1, "the flags that have a meaning")


def spans(trace: Trace) -> Violations:
    """A span is in a source that exists, has lines from 1 and columns from 0, and ends after it begins."""
    table = trace.spans
    yield from outside("spans.source", table.source, 0, len(trace.header.program.sources), "header.program.sources")
    for name, low in (("line", 1), ("column", 0), ("end_line", 1), ("end_column", 0)):
        yield from outside(f"spans.{name}", getattr(table, name), low, 2**31, "the source")
    backwards = (table.end_line < table.line) | ((table.end_line == table.line) & (table.end_column < table.column))
    if backwards.any():
        row = first(backwards)
        begin, end = (table.line[row], table.column[row]), (table.end_line[row], table.end_column[row])
        yield Violation("spans.end_line", row, f"ends at {end[0]}:{end[1]}, before it begins at {begin[0]}:{begin[1]}")


def scopes(trace: Trace) -> Violations:
    """Scopes are a tree in calling order: row 0 is the traced function, a caller's row is before its callee's."""
    table = trace.scopes
    yield from outside("scopes.function", table.function, 0, len(trace.header.names), "header.names")
    yield from outside("scopes.span", table.span, -1, len(trace.spans), "spans")
    if not len(table):
        return
    if table.parent[0] != -1:
        yield Violation("scopes.parent", 0, f"is {int(table.parent[0])}; expected −1, as row 0 is the traced function")
    wrong = (table.parent[1:] < 0) | (table.parent[1:] >= np.arange(1, len(table)))
    if wrong.any():
        row = first(wrong) + 1
        yield Violation(
            "scopes.parent", row, f"{int(table.parent[row])} is not a row before it; expected 0 to {row - 1}"
        )
