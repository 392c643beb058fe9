"""The columns of a trace while it is being recorded: blocks of the log, moved into numpy, joined at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.header import Port
from adstudio.traces.model import Flag, Floats, Nodes

if TYPE_CHECKING:
    from adstudio.traces.locator import Places

FIELDS = 5  # op, a, b, value, place
WIDE = -2  # in `a`: the node's arguments are in the list `wide`, at index `b`

Block = tuple[NDArray[Any], ...]  # columns of some nodes: op, a, b, value, place
Wide = tuple[tuple[int, ...], tuple[float, ...] | None, str | None, int, int]  # parents, partials, name, flags, array


class Rules(Protocol):
    """What the table of primitives knows of an operation, on whole columns."""

    def partial(self, op: str, argument: int, value: Floats, arguments: Sequence[Floats]) -> Floats | None:
        """∂op/∂argument at every point; None for an operation without a rule."""

    def kinks(self, op: str, arguments: Sequence[Floats]) -> NDArray[np.bool_] | None:
        """Where the derivative is one-sided; None for an operation that is smooth."""

    def stops(self, op: str) -> bool:
        """Whether no derivative passes this operation."""


class NodeColumns:
    """Blocks of nodes. Reads the log of the recorder, empties it, and joins all blocks when asked.

    absorbed: told of each block, with its first row.
    """

    def __init__(self, log: list[Any], absorbed: Callable[[int, Block], None] | None = None) -> None:
        self._log, self._absorbed = log, absorbed
        self._blocks: list[Block] = []
        self.wide: list[Wide] = []
        self.constants: list[int] = []  # rows
        self.count = 0  # rows in blocks

    def widen(
        self, parents: tuple[int, ...], partials: tuple[float, ...] | None, name: str | None, flags: int, array: int
    ) -> int:
        """Keep what does not fit into the log; return where it is."""
        self.wide.append((parents, partials, name, flags, array))
        return len(self.wide) - 1

    def absorb(self) -> None:
        """Move the log into a block."""
        log = self._log
        if not log:
            return
        block = (
            np.array(log[0::FIELDS], np.uint16),
            np.array(log[1::FIELDS], np.int32),
            np.array(log[2::FIELDS], np.int32),
            _floats(log[3::FIELDS]),
            np.array(log[4::FIELDS], np.int64),
        )
        self._blocks.append(block)
        if self._absorbed is not None:
            self._absorbed(self.count, block)
        self.count += len(log) // FIELDS
        log.clear()

    def places(self) -> NDArray[np.int64]:
        """The place of every node, (N,)."""
        return self._column(4, np.int64)

    def names(self, places: Places) -> tuple[str, ...]:
        """The string table that the name column of `freeze` points into."""
        return tuple(dict.fromkeys((*places.names, *(wide[2] for wide in self.wide if wide[2] is not None))))

    def freeze(self, ops: tuple[str, ...], places: Places, rules: Rules | None, outputs: Iterable[Port]) -> Nodes:
        """Join the blocks; partials that nobody gave come from `rules`."""
        op, value = self._column(0, np.uint16), self._column(3, np.float64)
        start, parent, partial = self._edges()
        flags = np.zeros(len(op), np.uint8)
        flags[self.constants] |= np.uint8(Flag.CONSTANT)
        array, name = np.full(len(op), -1, np.int32), places.name.copy()
        number = {text: i for i, text in enumerate(self.names(places))}
        for row, (_, _, text, flag, index) in self._wide_rows():
            flags[row] |= np.uint8(flag)
            array[row] = index
            if text is not None:
                name[row] = number[text]
        for port in outputs:
            flags[list(port.rows)] |= np.uint8(Flag.OUTPUT)
        nodes = Nodes(op, value, start, parent, partial, places.span, places.scope, name, flags, array)
        if rules is not None:
            _fill_partials(nodes, ops, rules)
        flags[~np.isfinite(value)] |= np.uint8(Flag.NONFINITE)
        if not (array >= 0).any():
            nodes = Nodes(op, value, start, parent, partial, places.span, places.scope, name, flags, array[:0])
        return nodes

    def _column(self, which: int, dtype: type[np.generic]) -> NDArray[Any]:
        return np.concatenate([block[which] for block in self._blocks]) if self._blocks else np.empty(0, dtype)

    def _wide_rows(self) -> Iterable[tuple[int, Wide]]:
        a, b = self._column(1, np.int32), self._column(2, np.int32)
        return ((int(row), self.wide[b[row]]) for row in np.flatnonzero(a == WIDE))

    def _edges(self) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
        """CSR of the arguments; partials are NaN where nobody gave them."""
        a, b = self._column(1, np.int32), self._column(2, np.int32)
        arity = (a >= 0).astype(np.int64) + ((b >= 0) & (a >= 0))
        wide = list(self._wide_rows())
        for row, (parents, *_) in wide:
            arity[row] = len(parents)
        start = np.concatenate(([0], np.cumsum(arity))).astype(np.int64)
        parent, partial = np.empty(start[-1], np.int32), np.full(start[-1], np.nan)
        first = a >= 0
        parent[start[:-1][first]] = a[first]
        second = first & (b >= 0)
        parent[start[:-1][second] + 1] = b[second]
        for row, (parents, partials, *_) in wide:
            edges = slice(start[row], start[row + 1])
            parent[edges] = parents
            if partials is not None:
                partial[edges] = partials
        return start, parent, partial


def _floats(values: list[Any]) -> Floats:
    try:
        return np.array(values, np.float64)
    except (TypeError, OverflowError):  # a complex number, or an integer beyond the floats
        return np.array([_float(value) for value in values])


def _float(value: Any) -> float:
    if isinstance(value, complex):
        return float("nan")  # a column holds real numbers
    try:
        return float(value)
    except OverflowError:
        return float("inf") if value > 0 else float("-inf")


def _fill_partials(nodes: Nodes, ops: tuple[str, ...], rules: Rules) -> None:
    """Evaluate every missing partial, all nodes of one operation at a time; flag kinks and stops."""
    arity = np.diff(nodes.start)
    constant = (nodes.flags & Flag.CONSTANT) != 0
    kind = nodes.op.astype(np.int64) * 256 + np.minimum(arity, 255)
    order = np.argsort(kind, kind="stable")
    borders = np.flatnonzero(np.diff(kind[order])) + 1
    for rows in np.split(order, borders):
        if not len(rows) or arity[rows[0]] == 0:
            continue
        for group in [rows] if arity[rows[0]] < 255 else [rows[i : i + 1] for i in range(len(rows))]:
            _fill_group(nodes, ops[nodes.op[group[0]]], group, constant, rules)


def _fill_group(nodes: Nodes, op: str, rows: NDArray[np.int64], constant: NDArray[np.bool_], rules: Rules) -> None:
    """One operation with one number of arguments."""
    first, arity = nodes.start[rows], int(nodes.start[rows[0] + 1] - nodes.start[rows[0]])
    parents = [nodes.parent[first + i] for i in range(arity)]
    arguments = [nodes.value[p] for p in parents]
    for i in range(arity):
        # only where the argument is active: in (−2.0)**3.0 the exponent's partial is log(−2)
        # and only between numbers: a whole array has a norm in its row, not a value
        wanted = ~constant[parents[i]] & np.isnan(nodes.partial[first + i])
        wanted &= (nodes.array[rows] < 0) & np.all([nodes.array[parent] < 0 for parent in parents], axis=0)
        if not wanted.any():
            continue
        at = slice(None) if wanted.all() else wanted
        partial = rules.partial(op, i, nodes.value[rows[at]], [argument[at] for argument in arguments])
        if partial is not None:
            nodes.partial[first[at] + i] = partial
    kinks = rules.kinks(op, arguments)
    if kinks is not None:
        nodes.flags[rows[kinks]] |= np.uint8(Flag.KINK)
    if rules.stops(op):
        nodes.flags[rows] |= np.uint8(Flag.STOPPED)
