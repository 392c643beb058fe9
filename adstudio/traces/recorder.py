"""The recorder: the only thing an engine writes to. It turns what happens into the columns of a trace.

Two doors lead in. `node()` takes one operation with everything about it: simple, for any engine.
`log` and `tick` are the fast door: one flat list that receives five entries an operation,
`(op, a, b, value, place)`, moved into numpy columns every few thousand operations. Partials are not
computed there: rules that know the operations fill them in at the end, whole columns at a time.

A *place* says where in the program an operation happened: an integer that the `Locator` hands out
during the run and turns into spans, scopes and variable names afterwards.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.arrays import ArrayStoreBuilder
from adstudio.traces.branches import BranchLog
from adstudio.traces.columns import FIELDS, WIDE, NodeColumns, Rules, Wide
from adstudio.traces.edits import Edits
from adstudio.traces.header import EngineStamp, Header, Note, Port, ProgramStamp, TraceError
from adstudio.traces.locator import NOWHERE, Locator, Nowhere, Places
from adstudio.traces.model import Flag, Floats, Nodes, Series, Sweep, SweepKind, Trace
from adstudio.traces.writing import literal

NONE = -1  # no argument
BLOCK = 16_384  # operations between two moves into columns


# (error, frame): whether the program raises it there on plain numbers as well, when an operation on values does
OwnFault = Callable[[Exception, FrameType], bool]


class BudgetReached(BaseException):  # a program's own `except Exception` must not swallow it
    """A budget ended the run; the message says which. The trace so far is kept."""


class Recorder:
    """Collects nodes, sweeps, series and notes, and freezes them into a `Trace`.

    `rules` compute the partials that nobody gave, once, whole columns at a time.
    `edits` are values and adjoints that a person puts in.
    `max_nodes` is a budget: at the first operation beyond it `BudgetReached` is raised.
    `on_block`, when given, is called at every move into columns (the worker watches its budgets there).
    `journal` makes the log: a list that also writes elsewhere what is put into it; if it has a method
    `absorbed(row, block)`, that is told of every block of columns that the log was moved into.
    """

    def __init__(
        self,
        *,
        engine: EngineStamp,
        program: ProgramStamp,
        locator: Locator | None = None,
        settings: dict[str, str] | None = None,
        max_nodes: int = 100_000_000,
        rules: Rules | None = None,
        array_bytes: int = 64 << 20,
        on_block: Callable[[], None] | None = None,
        journal: Callable[[Recorder], list[Any]] | None = None,
        edits: Edits | None = None,
    ) -> None:
        self.edits = edits or Edits()
        self.locator: Locator = locator or Nowhere()
        self.own_fault: OwnFault = lambda *_: True
        self.doubt: tuple[int, int] | None = None  # (source, line) where a value may have become a plain number unseen
        self.log: list[Any] = [] if journal is None else journal(self)
        self.tick = itertools.count().__next__
        self.arrays = ArrayStoreBuilder(array_bytes)
        self.branches = BranchLog()
        self._engine, self._program, self._settings = engine, program, dict(settings or {})
        self.max_nodes, self.on_block = max_nodes, on_block
        self._columns = NodeColumns(self.log, getattr(self.log, "absorbed", None))
        self._rules = rules
        self._ops: dict[str, int] = {}
        self._constants: dict[Any, int] = {}
        self._inputs: list[Port] = []
        self._outputs: list[Port] = []
        self._sweeps: list[Sweep] = []
        self._series: list[Series] = []
        self._notes: list[Note] = []
        self._noted: set[tuple[str, int, int]] = set()
        self._error: TraceError | None = None
        self._truncated: str | None = None
        self._nodes: Nodes | None = None
        self._due = 0
        self._frozen = (-1, -1)
        self._places: Places | None = None

    def meet(self, row: int, op: str, place: int, value: Any) -> Any:
        """The value of a row that `edits` may hold, when it is computed."""
        if row not in self.edits.values:
            return value
        return self.edits.meet(row, op, self.locator.span(place), value)

    def undefined(self, error: Exception, frame: FrameType, ieee: Callable[[], float]) -> float:
        """The value of an operation that raised `error`: IEEE 754's, where the program on numpy's numbers goes on.

        Raises `error` where the program on plain numbers raises it as well: numpy's own always.
        """
        if isinstance(error, FloatingPointError) or self.edits.values or self.own_fault(error, frame):
            raise error
        return ieee()

    def settle_edits(self) -> None:
        """The program ran: note the edits that came to nothing."""
        if self.edits:
            nodes = self.nodes()
            assert self._places is not None  # made by nodes()
            self.edits.check(nodes, tuple(self._ops), self._places.spans)
            for message, row in self.edits.missed():
                self.note("edit", message, row=row)

    def _tell_edits(self, nodes: Nodes) -> None:
        """The sweeps ran: note what was put in, and what no sweep came to."""
        if self.edits:
            self.edits.mark_adjoints(nodes)
            for message, row in (*self.edits.told(nodes, tuple(self._ops)), *self.edits.unreached()):
                self.note("edit", message, row=row)

    # ── nodes ──────────────────────────────────────────────────────────────────────────────────────

    def op(self, name: str) -> int:
        """The number of an operation's name in the string table."""
        return self._ops.setdefault(name, len(self._ops))

    def node(
        self,
        op: str,
        value: Any,
        parents: Sequence[int] = (),
        partials: Sequence[float] | None = None,
        *,
        place: int | None = None,
        name: str | None = None,
        flags: int = 0,
    ) -> int:
        """Record one operation and return its row.

        value: a float, or an array (its norm then stands in the value column).
        partials: ∂node/∂parent, one an argument; None leaves them to the rules of the operation.
        Raises `BudgetReached` where one more node is too many, `IndexError` for a parent that is not recorded.
        """
        row = self.claim()
        for parent in parents:
            if not 0 <= parent < row:
                raise IndexError(f"node {row} ({op}) has parent {parent}: a parent is recorded before its child")
        if partials is not None and len(partials) != len(parents):
            raise ValueError(f"node {row} ({op}) has {len(parents)} parents but {len(partials)} partials")
        scalar, array = self._split(value)
        wide = self._columns.widen(tuple(parents), None if partials is None else tuple(partials), name, flags, array)
        where = self.locator.here() if place is None else place
        self.log.extend((self.op(op), WIDE, wide, scalar, where))
        return row

    def constant(self, value: Any) -> int:
        """The row of a literal operand; equal values share one. Raises `ValueError` for a complex number."""
        # 0.0 == −0.0 == False, and 1 == 1.0 share a hash: zeros are told apart by their text.
        key = value or repr(_real(value))
        row = self._constants.get(key)
        if row is None:
            number = _real(value)
            row = self.claim()
            self.log.extend((self.op("constant"), NONE, NONE, number, NOWHERE))
            self._columns.constants.append(row)
            self._constants[key] = row
        return row

    @property
    def ops(self) -> tuple[str, ...]:
        """The operations met so far, the string table of `Nodes.op`."""
        return tuple(self._ops)

    @property
    def inputs(self) -> tuple[Port, ...]:
        """The inputs recorded so far."""
        return tuple(self._inputs)

    @property
    def input_count(self) -> int:
        """How many inputs were recorded so far."""
        return len(self._inputs)

    @property
    def outputs(self) -> tuple[Port, ...]:
        """The outputs recorded so far."""
        return tuple(self._outputs)

    @property
    def left_graph(self) -> bool:
        """Whether a value left the graph."""
        return any(note.kind == "left-graph" for note in self._notes)

    @property
    def interned(self) -> dict[Any, int]:
        """The rows of the constants met so far, by value; zeros are not under their value, see `constant`."""
        return self._constants

    def input(
        self,
        name: str,
        values: Any,
        *,
        shape: tuple[int, ...] = (),
        labels: Sequence[str] = (),
        place: int = NOWHERE,
    ) -> list[int]:
        """Record an input, one node a scalar entry (C order); return the rows.

        labels: the names of the entries, "x[0]", "x[1]", …; by default made from `name`.
        place: of its parameter in the program.
        """
        flat = [values] if shape == () else list(np.asarray(values, dtype=object).ravel())
        names = list(labels) or ([name] if shape == () else [f"{name}{list(at)}" for at in np.ndindex(*shape)])
        rows = [
            self.node("input", float(value), name=label, flags=Flag.INPUT, place=place)
            for value, label in zip(flat, names, strict=True)
        ]
        self._inputs.append(Port(name=name, rows=tuple(rows), shape=shape))
        return rows

    def array_input(self, name: str, value: NDArray[Any]) -> int:
        """Record a whole array as one input node; return its row."""
        row = self.node("input", value, name=name, flags=Flag.INPUT, place=NOWHERE)
        self._inputs.append(Port(name=name, rows=(row,), shape=tuple(value.shape)))
        return row

    def adopt_input(self, port: Port) -> None:
        """Name recorded rows as an input."""
        self._inputs.append(port)

    def wide(self, index: int) -> Wide:
        """What did not fit into the log, of the node whose entry says so: see `NodeColumns.widen`."""
        return self._columns.wide[index]

    def fixed(self, name: str, value: Any) -> None:
        """Name an input that is not differentiated (an int, a string, …)."""
        self._inputs.append(Port(name=name, rows=(), shape=None, fixed=literal(value)))

    def output(self, name: str, rows: Sequence[int], *, shape: tuple[int, ...] = ()) -> None:
        """Name an output of the program; `rows` are its nodes, flat in C order."""
        self._outputs.append(Port(name=name, rows=tuple(rows), shape=shape))

    def grow(self) -> int:
        """Move the log into columns; return the row at which to come again. Raises `BudgetReached`."""
        self._columns.absorb()
        if self.on_block is not None:
            self.on_block()
        recorded = self._columns.count
        if recorded >= self.max_nodes:
            raise BudgetReached(f"the budget of {self.max_nodes:,} nodes was reached")
        return min(recorded + BLOCK, self.max_nodes)

    def claim(self) -> int:
        """Take the next row; what it holds must be written to the log at once. Raises `BudgetReached`."""
        row = int(self.tick())
        if row >= self._due:
            self._due = self.grow()
        return row

    @property
    def count(self) -> int:
        """How many nodes were recorded."""
        return self._columns.count + len(self.log) // FIELDS

    def _split(self, value: Any) -> tuple[float, int]:
        """A scalar for the value column, and the index of the array if it is one."""
        return self.keep(value) if isinstance(value, np.ndarray) and value.ndim else (float(value), -1)

    def keep(self, array: NDArray[Any]) -> tuple[float, int]:
        """Put an array into the store; its norm, and its index there."""
        index = self.arrays.add(array)
        return self.arrays.norm(index), index

    # ── what is said about them ────────────────────────────────────────────────────────────────────

    def sweep(
        self,
        kind: SweepKind | str,
        derivative: Floats | Sequence[float],
        *,
        rows: Sequence[int] | NDArray[Any] | None = None,
        seed: Sequence[tuple[int, float]] = (),
        label: str = "",
        **more: Any,
    ) -> None:
        """Add a pass. rows: in the order they were visited; by default every node but the constants.

        more: `seconds`, `parameters`, `method`, `array`, `contribution`, as in `Sweep`.
        """
        kind = SweepKind(kind)
        if rows is None:
            rows = self.labelled()
            rows = rows[::-1] if kind is SweepKind.ADJOINT else rows
        self._sweeps.append(
            Sweep(
                kind=kind,
                rows=np.ascontiguousarray(rows, np.int32),
                derivative=np.ascontiguousarray(derivative, np.float64),
                seed=tuple((int(row), float(weight)) for row, weight in seed),
                label=label,
                **more,
            )
        )

    def series(self, series: Series) -> None:
        """Add a named table."""
        self._series.append(series)

    def note(self, kind: str, message: str, *, source: int = -1, line: int = 0, row: int = -1) -> None:
        """Add a remark; one that was made before (same kind, same line) is not repeated."""
        key = (kind, source, line)
        if line and key in self._noted:
            return
        self._noted.add(key)
        self._notes.append(Note(kind=kind, message=message, source=source, line=line, row=row))

    def fail(self, error: TraceError) -> None:
        """The program ended with an error; the steps so far stay."""
        self._error = error

    def truncate(self, reason: str) -> None:
        """A budget ended the run; the steps so far stay."""
        self._truncated = reason

    # ── freezing ───────────────────────────────────────────────────────────────────────────────────

    def nodes(self) -> Nodes:
        """All nodes so far as columns, missing partials filled in by the rules. Recording may go on afterwards."""
        state = (self.count, len(self._outputs))
        if self._nodes is None or self._frozen != state:
            self._frozen = state
            self._columns.absorb()
            self._places = self.locator.resolve(self._columns.places())
            self._nodes = self._columns.freeze(tuple(self._ops), self._places, self._rules, self._outputs)
            self.edits.mark(self._nodes, tuple(self._ops), self._rules)
        return self._nodes

    def line_of(self, row: int) -> int:
        """The line of a recorded row in the program; 0 where unknown."""
        return self.place_of(row)[1]

    def place_of(self, row: int) -> tuple[int, int]:
        """The source and the line of a recorded row; (−1, 0) where unknown."""
        self.nodes()
        assert self._places is not None  # made by nodes()
        span, spans = int(self._places.span[row]), self._places.spans
        return (int(spans.source[span]), int(spans.line[span])) if span >= 0 else (-1, 0)

    def labelled(self) -> NDArray[np.int32]:
        """The rows that are not constants, in order."""
        flags = self.nodes().flags
        return np.flatnonzero((flags & Flag.CONSTANT) == 0).astype(np.int32)

    def trace(self) -> Trace:
        """Freeze everything into a trace."""
        nodes = self.nodes()
        assert self._places is not None  # made by nodes()
        if not self._sweeps:
            self.sweep(SweepKind.PRIMAL, [])
        self._tell_edits(nodes)
        places = self._places
        header = Header(
            engine=self._engine,
            program=self._program,
            inputs=tuple(self._inputs),
            outputs=tuple(self._outputs),
            ops=tuple(self._ops),
            names=self._columns.names(places),
            versions={"python": sys.version.split()[0], "numpy": np.__version__},
            settings=self._settings,
            error=self._error,
            truncated=self._truncated,
            notes=tuple(self._notes),
        )
        series = list(self._series)
        if self.edits.done or self.edits.adjoints_done:
            series.append(self.edits.series())
        if self.branches.log:
            series.append(self.branches.series(self.locator.resolve, self._program))
        return Trace(
            header, nodes, places.spans, places.scopes, tuple(self._sweeps), tuple(series), self.arrays.build()
        )


def _real(value: Any) -> float:
    if isinstance(value, complex | np.complexfloating):
        raise ValueError(
            f"{value} meets a value that is differentiated: derivatives are taken of real numbers, so write real and "
            f"imaginary parts as two numbers"
        )
    return float(value)
