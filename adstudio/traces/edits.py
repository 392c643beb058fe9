"""What-if: a number of a node that a person put there, and what came of it.

Three kinds, told apart because their derivatives are:

- *set*: v := c. The node no longer depends on its arguments: nothing flows back along its edges, their partials are 0.
  It is the intervention do(v := c) of Pearl (Causality, 2nd ed., §3.4).
- *nudge*: v := v + δ, with the δ that gives the wanted value at this point. The node still depends on its arguments:
  the local partials are those of the operation, at the value it computed itself.
- *adjoint*: in the reverse sweep v̄ := c, once all its contributions are in; c is what goes on.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from adstudio.traces.model import Column, Flag, Nodes, Series, Spans, Trace
from adstudio.traces.writing import number

if TYPE_CHECKING:
    from adstudio.traces.columns import Rules


class EditKind(enum.StrEnum):
    """What is done to a node."""

    SET = "set"
    NUDGE = "nudge"
    ADJOINT = "adjoint"


WORDS = {
    EditKind.SET: "its value was set to",
    EditKind.NUDGE: "its value was nudged to",
    EditKind.ADJOINT: "its adjoint was set to",
}
NAME = "edits"  # of the series
COLUMNS = ("row", "kind", "value", "instead", "sweep")  # sweep: −1 for a value
Said = tuple[str, int]  # what to say, and of which row (−1: it is not there)


class Edit(Struct, frozen=True):
    """One number that a person wants at one node, which is known by its row, its operation and its place."""

    row: int
    kind: EditKind
    value: float
    op: str = ""  # that the row must have; "" any
    span: tuple[int, ...] | None = None  # source, line, column, end line, end column that it must have; None any

    def fits(self, op: str, span: tuple[int, ...] | None) -> bool:
        """Whether this is the node that was meant: after a change of the program its row may be another's."""
        return (not self.op or op == self.op) and (self.span is None or span == tuple(self.span))


class Edited(Struct, frozen=True):
    """One number that was replaced."""

    row: int
    kind: EditKind
    value: float
    instead: float  # what the program, or the sweep, computed
    sweep: int = -1  # of an adjoint, into trace.sweeps

    @property
    def shift(self) -> float:
        """How far it was moved."""
        return self.value - self.instead


class Edits:
    """The edits of one run, and what became of them.

    A row that is in `values` is given to `meet` when its value is computed; `adjoint` is asked when a reverse sweep
    has all contributions to a row.
    """

    def __init__(self, asked: Iterable[Edit] = (), *, shifts: dict[int, float] | None = None) -> None:
        self.asked = tuple(asked)
        self.values = {edit.row: edit for edit in self.asked if edit.kind is not EditKind.ADJOINT}
        self.adjoints = {edit.row: edit for edit in self.asked if edit.kind is EditKind.ADJOINT}
        self.done: dict[int, Edited] = {}  # values, by row
        self.adjoints_done: list[Edited] = []
        self._shifts = shifts
        self._strangers: set[int] = set()  # rows that are not the nodes that were meant

    def __bool__(self) -> bool:
        return bool(self.asked)

    def elsewhere(self) -> Edits:
        """The same edits of values for a run at another point: a nudge is by as much as it was here."""
        shifts = {row: edited.shift for row, edited in self.done.items() if edited.kind is EditKind.NUDGE}
        found = [replace(self.values[row], span=None) for row in self.done]  # such a run has no places
        return Edits(found, shifts=shifts)

    def meet(self, row: int, op: str, span: tuple[int, ...] | None, value: Any) -> Any:
        """The value that a row of `values` gets; `value` is what the program computed there."""
        edit = self.values[row]
        if not edit.fits(op, span):
            self._strangers.add(row)
            return value
        given: float = edit.value
        if edit.kind is EditKind.NUDGE and self._shifts is not None:
            given = float(value) + self._shifts.get(row, 0.0)
        self.done[row] = Edited(row, edit.kind, given, float(value))
        return int(given) if isinstance(value, int) and given.is_integer() else given

    def adjoint(self, row: int, collected: float, sweep: int) -> float:
        """The adjoint that goes on from a row of `adjoints`. collected: the sum that arrived."""
        edit = self.adjoints[row]
        self.adjoints_done.append(Edited(row, edit.kind, edit.value, collected, sweep))
        return edit.value

    def check(self, nodes: Nodes, ops: tuple[str, ...], spans: Spans) -> None:
        """Let go of the adjoints whose rows are not the nodes that were meant."""
        for row, edit in list(self.adjoints.items()):
            if row >= len(nodes) or not edit.fits(ops[nodes.op[row]], _span(nodes, spans, row)):
                self._strangers.add(row)
                del self.adjoints[row]

    def told(self, nodes: Nodes, ops: tuple[str, ...]) -> Iterator[Said]:
        """What was put in, and of which row."""
        for edited in (*self.done.values(), *self.adjoints_done):
            constant = (nodes.flags[: edited.row + 1] & Flag.CONSTANT) != 0
            name = f"v{int((~constant).sum())} ({ops[nodes.op[edited.row]]})"
            yield (
                f"{name}: {WORDS[edited.kind]} {number(edited.value)}, instead of {number(edited.instead)}",
                edited.row,
            )

    def missed(self) -> Iterator[Said]:
        """The edits of values, and of adjoints at nodes that are not there, that came to nothing: why."""
        for edit in self.asked:
            known = edit.row in self.done if edit.kind is not EditKind.ADJOINT else edit.row in self.adjoints
            if not known:
                what = "adjoint" if edit.kind is EditKind.ADJOINT else "value"
                where = f"{edit.op or 'the node'}" + (f" of line {edit.span[1]}" if edit.span else "")
                yield f"the {what} {number(edit.value)} was not put in: {where} is not the node it was any more", -1

    def unreached(self) -> Iterator[Said]:
        """The edits of adjoints that no sweep came to."""
        reached = {edited.row for edited in self.adjoints_done}
        for row, edit in self.adjoints.items():
            if row not in reached:
                yield f"the adjoint {number(edit.value)} was not put in: no reverse sweep came to its node", row

    def series(self) -> Series:
        """The table, `COLUMNS`."""
        every = [*self.done.values(), *self.adjoints_done]
        kinds = tuple(edited.kind.value for edited in every)
        columns = [
            Column(name, kinds if name == "kind" else np.array([float(getattr(edited, name)) for edited in every]))
            for name in COLUMNS
        ]
        return Series(NAME, tuple(columns))

    # ── what they mean for the columns ─────────────────────────────────────────────────────────────

    def mark(self, nodes: Nodes, ops: tuple[str, ...], rules: Rules | None) -> None:
        """Flag the rows whose values were put in, and give their edges the partials that hold for them."""
        for row, edited in self.done.items():
            nodes.flags[row] |= np.uint8(Flag.EDITED)
            edges = nodes.edges(row)
            parents = [nodes.value[nodes.parent[edge] : nodes.parent[edge] + 1] for edge in edges]
            for place, edge in enumerate(edges):
                if nodes.flags[nodes.parent[edge]] & Flag.CONSTANT:
                    continue
                if edited.kind is EditKind.SET:
                    nodes.partial[edge] = 0.0
                elif rules is not None:
                    partial = rules.partial(ops[nodes.op[row]], place, np.array([edited.instead]), parents)
                    if partial is not None:
                        nodes.partial[edge] = partial[0]

    def mark_adjoints(self, nodes: Nodes) -> None:
        """Flag the rows whose adjoints were put in."""
        for edited in self.adjoints_done:
            nodes.flags[edited.row] |= np.uint8(Flag.EDITED)


def edits_of(trace: Trace) -> tuple[Edited, ...]:
    """What was edited in a trace, values first; what a damaged table says of rows that are not there is left out."""
    found = []
    for table in trace.series:
        names = {column.name for column in table.columns}
        if table.name != NAME or not set(COLUMNS) <= names:
            continue
        if any(isinstance(table[name], tuple) is not (name == "kind") for name in COLUMNS):
            continue
        for row, kind, value, instead, sweep in zip(*(table[name] for name in COLUMNS), strict=True):
            if kind in list(EditKind) and 0 <= row < len(trace) and -1 <= sweep < len(trace.sweeps):
                found.append(Edited(int(row), EditKind(kind), float(value), float(instead), int(sweep)))
    return tuple(found)


def place_of(trace: Trace, row: int) -> tuple[int, ...] | None:
    """The span of a node as an edit keeps it; None where it has none."""
    return _span(trace.nodes, trace.spans, row)


def _span(nodes: Nodes, spans: Spans, row: int) -> tuple[int, ...] | None:
    span = int(nodes.span[row])
    if span < 0:
        return None
    columns = (spans.source, spans.line, spans.column, spans.end_line, spans.end_column)
    return tuple(int(column[span]) for column in columns)
