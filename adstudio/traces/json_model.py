"""The fields of a trace as text: one Struct beside each dataclass of `model.py`, columns as lists.

The JSON Schema is generated from these (`schema.py`), so what is said here is what an engine in another
language writes. The bounds of an integer column are those of its dtype.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from adstudio.traces.header import Header
from adstudio.traces.header_text import Number
from adstudio.traces.model import SweepKind

UInt8 = Annotated[int, Meta(ge=0, le=2**8 - 1)]
UInt16 = Annotated[int, Meta(ge=0, le=2**16 - 1)]
Int32 = Annotated[int, Meta(ge=-(2**31), le=2**31 - 1)]
Index = Annotated[int, Meta(ge=0, le=2**63 - 1)]


class NodesText(msgspec.Struct, frozen=True, kw_only=True):
    """One row an elementary operation, in execution order: a parent's row is before its child's."""

    op: list[UInt16]
    value: list[Number]
    start: list[Index]
    parent: list[Int32]
    partial: list[Number]
    span: list[Int32]
    scope: list[Int32]
    name: list[Int32]
    flags: list[UInt8]
    array: list[Int32] = []


class SpansText(msgspec.Struct, frozen=True, kw_only=True):
    """Places in the source. Lines from 1, columns from 0."""

    source: list[Int32]
    line: list[Int32]
    column: list[Int32]
    end_line: list[Int32]
    end_column: list[Int32]


class ScopesText(msgspec.Struct, frozen=True, kw_only=True):
    """Calls, one row a call that happened. Row 0 is the traced function itself."""

    parent: list[Int32]
    function: list[Int32]
    span: list[Int32]


class SweepText(msgspec.Struct, frozen=True, kw_only=True):
    """One pass over the nodes: one derivative a node, or, of a taylor sweep, one column of coefficients an order."""

    kind: SweepKind
    rows: list[Int32]
    derivative: list[Number] | None = None  # tangent, adjoint, difference; null in a primal sweep
    coefficients: list[list[Number]] | None = None  # taylor: u⁽ᵏ⁾/k! of every node, for k = 0, 1, …
    seed: list[tuple[Index, Number]] = []  # (row, weight)
    label: str = ""
    seconds: Number = 0.0
    parameters: dict[str, Number] = {}
    method: str = ""
    array: list[Int32] = []
    contribution: list[Number] = []


class ColumnText(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a series: numbers or texts."""

    name: str
    values: list[Number] | None = None
    texts: list[str] | None = None  # instead of values
    unit: str = ""


class SeriesText(msgspec.Struct, frozen=True, kw_only=True):
    """A named table that is not a sweep."""

    name: str
    columns: list[ColumnText] = []


class ArrayText(msgspec.Struct, frozen=True, kw_only=True):
    """An array value: whole, flat in C order, or a sample of at most 64 entries."""

    shape: list[Index]
    dtype: str
    summary: tuple[Number, Number, Number, Number, Number, Number]  # norm, min, max, mean, #NaN, #inf
    data: list[Number]
    full: bool


class TraceText(msgspec.Struct, frozen=True, kw_only=True):
    """A trace of AD Studio: program, nodes, sweeps, series, arrays."""

    header: Header
    nodes: NodesText
    spans: SpansText
    scopes: ScopesText
    sweeps: list[SweepText] = []
    series: list[SeriesText] = []
    arrays: list[ArrayText] = []
