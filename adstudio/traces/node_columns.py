"""The node table written column by column in blocks of rows: a million rows in seconds.

What an operation looks like depends on its name, on how many arguments it has, and on which of them are literals. So
each such pattern is written once, with labels that stand for places, and filled in for all rows that share it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.traces.formula import MOST_ARGUMENTS, Operand
from adstudio.traces.model import Ints
from adstudio.traces.notation import NOTATION
from adstudio.traces.tables import NodeTable
from adstudio.traces.writing import text_of

BLOCK = 16_384  # rows made at a time
MOST_PATTERNS = 20_000  # kept; a program may have as many patterns as it has literals
PLAIN = re.compile(r"[\d.]+")  # a literal that is written alike wherever it stands
PLACE = 10**9  # labels from here on stand for places: no trace has so many nodes


class NodeColumns(Struct, frozen=True):
    """R consecutive rows of a node table, one list a column."""

    labels: list[str]  # (R,) v₃
    names: list[str]  # (R,) as the program has them: x1; "" for none
    operations: list[str]  # (R,) v₁ · v₂, or input
    numbers: list[list[float]]  # the value, then one column per derivative; each (R,)
    lines: list[str]  # (R,) 5, or file.py:5 where there are several files; "" for unknown


class NodeWriter:
    """Writes rows of one node table."""

    def __init__(self, table: NodeTable) -> None:
        self.table = table
        self._patterns: dict[tuple[object, ...], str] = {}

    def blocks(self, count: int) -> Iterator[NodeColumns]:
        """The first `count` rows, at most `BLOCK` at a time."""
        for start in range(0, count, BLOCK):
            yield self.columns(start, min(start + BLOCK, count))

    def columns(self, start: int, stop: int) -> NodeColumns:
        """Rows start, …, stop − 1 of the table."""
        rows = self.table.rows[start:stop]
        labels = self._labels(rows)
        return NodeColumns(
            labels, self._names(rows), self._operations(rows, labels), self.table.columns_of(rows), self._lines(rows)
        )

    def _labels(self, rows: Ints) -> list[str]:
        return self.table.script.variables(self.table.trace.labels[rows].tolist())

    def _names(self, rows: Ints) -> list[str]:
        trace = self.table.trace
        names, ports = [*trace.header.names, ""], trace.formulas.ports
        found = [names[i] for i in trace.nodes.name[rows].tolist()]  # −1 is the "" at the end
        for place, row in enumerate(rows.tolist()):
            if row in ports:
                found[place] = ports[row]
        return found

    def _lines(self, rows: Ints) -> list[str]:
        trace = self.table.trace
        span = trace.nodes.span[rows]
        if not len(trace.spans):
            return [""] * len(rows)
        known = span >= 0
        lines = list(map(str, trace.spans.line[np.where(known, span, 0)].tolist()))
        sources = trace.header.program.sources
        if len(sources) > 1:
            files = [source.file for source in sources]
            places = trace.spans.source[np.where(known, span, 0)].tolist()
            lines = [f"{files[i]}:{n}" if 0 <= i < len(files) else n for i, n in zip(places, lines, strict=True)]
        return [line if there else "" for line, there in zip(lines, known.tolist(), strict=True)]

    # -- operations -----------------------------------------------------------------------------------------------

    def _operations(self, rows: Ints, labels: list[str]) -> list[str]:
        """Rows of one operation with as many arguments are written together, by their patterns."""
        nodes, written = self.table.trace.nodes, ["input"] * len(rows)
        counts = nodes.start[rows + 1] - nodes.start[rows]
        kinds = nodes.op[rows].astype(np.int64) << 32 | counts
        order = np.argsort(kinds, kind="stable")
        for group in np.split(order, np.flatnonzero(np.diff(kinds[order])) + 1):
            count = int(counts[group[0]]) if len(group) else 0
            if count:
                shown = min(count, MOST_ARGUMENTS + 1)
                self._write_group(rows[group], group.tolist(), shown, labels, written)
        return written

    def _write_group(self, rows: Ints, places: list[int], count: int, labels: list[str], written: list[str]) -> None:
        trace = self.table.trace
        parents = trace.nodes.parent[trace.nodes.start[rows][:, None] + np.arange(count)]  # (R, count)
        numbered = trace.labels[parents]
        literal = numbered == 0
        arguments = [self.table.script.variables(column) for column in numbered.T.tolist()]
        own = [labels[place] for place in places]
        keys: list[tuple[float | None, ...]] = [(None,) * count] * len(rows)
        if literal.any():
            keys = [tuple(key) for key in self._fill_literals(rows, parents, literal, arguments)]
        texts = map(
            lambda row, key, *found: self._pattern(row, key).format(*found), rows.tolist(), keys, *arguments, own
        )
        for place, text in zip(places, texts, strict=True):
            written[place] = text

    def _fill_literals(
        self, rows: Ints, parents: Ints, literal: NDArray[np.bool_], arguments: list[list[str]]
    ) -> list[list[float | None]]:
        """Write plain literals into `arguments`; the others, which may need brackets, are keys of patterns."""
        trace, number = self.table.trace, self.table.script.number
        notation = NOTATION.get(trace.formulas.op(int(rows[0])))
        exponents = notation is not None and "$^" in (notation.latex + notation.expression)
        keys: list[list[float | None]] = [[None] * len(arguments) for _ in range(len(rows))]
        for at, argument in zip(*(index.tolist() for index in np.nonzero(literal)), strict=True):
            value = float(trace.nodes.value[parents[at, argument]])
            text = number(value)
            if exponents or not PLAIN.fullmatch(text):
                keys[at][argument] = value
            else:
                arguments[argument][at] = text
        return keys

    def _pattern(self, row: int, constants: tuple[float | None, ...]) -> str:
        """The expression of `row` as a format string: {0}, {1}, … are the arguments, the last one is its own label."""
        nodes = self.table.trace.nodes
        key = (int(nodes.op[row]), int(nodes.start[row + 1] - nodes.start[row]), *map(repr, constants))
        if key not in self._patterns:
            if len(self._patterns) >= MOST_PATTERNS:
                self._patterns.clear()
            self._patterns[key] = self._write_pattern(row, constants)
        return self._patterns[key]

    def _write_pattern(self, row: int, constants: tuple[float | None, ...]) -> str:
        formulas, script = self.table.trace.formulas, self.table.script
        parents = self.table.trace.nodes.parents(row)
        stands = [script.variable(PLACE + i) for i in range(len(constants) + 1)]
        operands = [
            Operand(stands[i], "primal") if value is None else formulas.value_operand(parents[i], script)
            for i, value in enumerate(constants)
        ]
        text = text_of(formulas.write_expression(row, operands, script, own=Operand(stands[-1], "primal")))
        text = text.replace("{", "{{").replace("}", "}}")
        for i, stand in enumerate(stands):
            text = text.replace(stand.replace("{", "{{").replace("}", "}}"), f"{{{i}}}")
        return text
