"""A trace: nodes in the order they ran, sweeps over them, named tables, arrays. Columns, frozen.

Shapes use N nodes, E edges, S spans, C scopes. Everything is numpy, so a trace of a million nodes is
opened, stepped and drawn as one of seven. What is legal is said in `rules.py`.

A worked example, f(x) = x·x at 3: two nodes (an input, a `mul`), `start` = [0, 0, 2],
`parent` = [0, 0] (a node used twice keeps two edges), `partial` = [3, 3]; the adjoint sweep
visits rows [1, 0] and ends with `derivative` = [6, 1].
"""

from __future__ import annotations

import enum
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct, field
from numpy.typing import NDArray

from adstudio.traces.header import Header

if TYPE_CHECKING:
    from pathlib import Path

    from adstudio.traces.edits import Edited
    from adstudio.traces.formula import Formulas
    from adstudio.traces.timeline import Timeline

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]


class Flag(enum.IntFlag):
    """What is special about a node."""

    INPUT = 1
    CONSTANT = 2  # a literal operand; has no label of its own, and no derivative flows into it
    OUTPUT = 4
    KINK = 8  # the derivative is one-sided here: the subgradient convention chose it
    STOPPED = 16  # stop_gradient: the value goes on, the derivative does not
    NONFINITE = 32  # NaN or infinity was born here or came in
    EDITED = 64  # a person put its value, or its adjoint, there: see `edits.py`


class SweepKind(enum.StrEnum):
    """In which way derivatives travelled."""

    PRIMAL = "primal"
    TANGENT = "tangent"
    ADJOINT = "adjoint"
    TAYLOR = "taylor"
    DIFFERENCE = "difference"


class Nodes(Struct, frozen=True):
    """One row an elementary operation, in execution order: a parent's row is before its child's."""

    op: NDArray[np.uint16]  # (N,) index into header.ops
    value: Floats  # (N,) the value; of an array value its norm, see `array`
    start: NDArray[np.int64]  # (N + 1,) edges of row i are start[i]:start[i + 1], in argument order
    parent: NDArray[np.int32]  # (E,)
    partial: Floats  # (E,) ∂row/∂parent; NaN where the parent is a constant (never evaluated)
    span: NDArray[np.int32]  # (N,) index into spans, −1 where unknown
    scope: NDArray[np.int32]  # (N,) index into scopes, the call it ran in
    name: NDArray[np.int32]  # (N,) index into header.names: the variable it was assigned to, or −1
    flags: NDArray[np.uint8]  # (N,) of `Flag`
    array: NDArray[np.int32]  # (N,) index into arrays, or −1; empty (0,) when every value is a float

    def __len__(self) -> int:
        return len(self.op)

    def edges(self, row: int) -> range:
        """The edges into `row`, one per argument, in argument order."""
        return range(int(self.start[row]), int(self.start[row + 1]))

    def parents(self, row: int) -> list[int]:
        """The rows of the arguments of `row`."""
        return [int(p) for p in self.parent[self.start[row] : self.start[row + 1]]]


class Spans(Struct, frozen=True):
    """Places in the source, each a subexpression; (S,) columns. Lines from 1, columns from 0."""

    source: NDArray[np.int32]  # index into header.program.sources
    line: NDArray[np.int32]
    column: NDArray[np.int32]  # in characters (not bytes)
    end_line: NDArray[np.int32]
    end_column: NDArray[np.int32]

    def __len__(self) -> int:
        return len(self.line)


class Scopes(Struct, frozen=True):
    """Calls, one row a call that happened; (C,) columns. Row 0 is the traced function itself."""

    parent: NDArray[np.int32]  # the calling scope, −1 for row 0
    function: NDArray[np.int32]  # index into header.names
    span: NDArray[np.int32]  # where it was called, index into spans, or −1

    def __len__(self) -> int:
        return len(self.parent)


class ArrayStore(Struct, frozen=True):
    """Array values. Full up to the budget; beyond it only the summary, the sample and the shape."""

    shape: tuple[tuple[int, ...], ...] = ()
    dtype: tuple[str, ...] = ()
    summary: Floats = field(default_factory=lambda: np.empty((0, 6)))  # norm, min, max, mean, #NaN, #inf
    data: tuple[Floats, ...] = ()  # full, in `shape`; or a flat sample of at most 64 entries
    full: tuple[bool, ...] = ()

    def __len__(self) -> int:
        return len(self.shape)


class Sweep(Struct, frozen=True):
    """One pass over the nodes. `rows` is the true order of the pass.

    primal: no derivative (shape (0,)). tangent, difference: `derivative` (N,), ∂row/∂seed.
    adjoint: (N,), ∂output/∂row. taylor: (N, K + 1), normalised coefficients u⁽ᵏ⁾/k! along the direction.
    Where a row was not reached the derivative is 0; where it could not be known, NaN.
    """

    kind: SweepKind
    rows: NDArray[np.int32]  # (V,) the rows visited, in order
    derivative: Floats  # (N,), (N, K + 1) or (0,)
    seed: tuple[tuple[int, float], ...] = ()  # (row, weight): inputs of a tangent, outputs of an adjoint
    label: str = ""  # "∂/∂x1", "f̄ = 1"
    seconds: float = 0.0  # how long the pass took
    parameters: dict[str, float] = field(default_factory=dict)  # difference: {"h": 1e-8}
    method: str = ""  # difference: "forward", "central", "complex step", "Richardson"
    array: NDArray[np.int32] = field(default_factory=lambda: np.empty(0, np.int32))  # (N,) into arrays; (0,)
    contribution: Floats = field(default_factory=lambda: np.empty(0))  # (E,) seen by the engine; (0,): derived

    @property
    def order(self) -> int:
        """The highest derivative order held."""
        if self.kind is SweepKind.PRIMAL:
            return 0
        return self.derivative.shape[1] - 1 if self.derivative.ndim == 2 else 1

    @property
    def comparable(self) -> int:
        """How many rows, from the first, can be compared with derivatives; a difference says where a kink ends them."""
        return int(self.parameters.get("comparable", len(self.derivative)))


class Column(Struct, frozen=True):
    """One column of a series."""

    name: str
    values: Floats | tuple[str, ...]
    unit: str = ""  # "s", "bytes", "" for a pure number


class Series(Struct, frozen=True):
    """A named table that is not a sweep: an error curve, a cost ladder, the branches taken."""

    name: str  # "curve", "orders", "branches"
    columns: tuple[Column, ...]

    def __len__(self) -> int:
        return len(self.columns[0].values) if self.columns else 0

    def __getitem__(self, name: str) -> Any:
        for column in self.columns:
            if column.name == name:
                return column.values
        raise KeyError(name)


class Trace(Struct, frozen=True, dict=True, weakref=True):
    """A recorded derivative: program, nodes, sweeps, series, arrays."""

    header: Header
    nodes: Nodes
    spans: Spans
    scopes: Scopes
    sweeps: tuple[Sweep, ...] = ()
    series: tuple[Series, ...] = ()
    arrays: ArrayStore = field(default_factory=ArrayStore)

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def labels(self) -> NDArray[np.int32]:
        """(N,) the i of vᵢ, from 1: nodes are counted without the constants, which have 0."""
        counted = (self.nodes.flags & Flag.CONSTANT) == 0
        return np.where(counted, np.cumsum(counted), 0).astype(np.int32)

    @cached_property
    def timeline(self) -> Timeline:
        """The steps of this trace, random access."""
        from adstudio.traces.timeline import Timeline

        return Timeline(self)

    @cached_property
    def formulas(self) -> Formulas:
        """The text of nodes and steps, in Unicode and LaTeX."""
        from adstudio.traces.formula import Formulas

        return Formulas(self)

    @cached_property
    def expressions(self) -> tuple[str, ...]:
        """(S,) the source text of each span."""
        from adstudio.traces.expressions import expressions

        return expressions(self)

    @property
    def output_labels(self) -> tuple[str, ...]:
        """The name of every scalar of the outputs, flat: "f", "f[1]", "f[0][1, 2]"."""
        return tuple(
            port.name + (str([int(at) for at in index]) if index else "")
            for port in self.header.outputs
            if 0 not in (port.shape or ())  # however long its other sides are
            for index in np.ndindex(*(port.shape or ()))
        )

    @cached_property
    def edits(self) -> tuple[Edited, ...]:
        """What a person put in: values first, then adjoints sweep by sweep; () in a trace that ran by itself."""
        from adstudio.traces.edits import edits_of

        return edits_of(self)

    @property
    def value(self) -> Any:
        """The value of the function: a float, or an array or list of floats for several outputs."""
        from adstudio.traces import results

        return results.value(self)

    @property
    def gradient(self) -> dict[str, Any]:
        """∂f/∂input by input name, shaped as the input. Raises `ValueError` for several outputs."""
        from adstudio.traces import results

        return results.gradient(self)

    @property
    def jacobian(self) -> dict[str, Any]:
        """∂f/∂input by input name, shape (outputs, *input shape)."""
        from adstudio.traces import results

        return results.jacobian(self)

    def save(self, path: str | Path) -> None:
        """Write `.adtrace` (safetensors) or `.json`, by the ending of `path`."""
        from adstudio.traces import files

        files.save(self, path)
