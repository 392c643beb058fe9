"""A trace as JSON text: for small traces, and for engines in other languages."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from adstudio.traces.header_text import Number, check_version, for_json, from_json, number_text
from adstudio.traces.json_model import (
    ArrayText,
    ColumnText,
    NodesText,
    ScopesText,
    SeriesText,
    SpansText,
    SweepText,
    TraceText,
)
from adstudio.traces.model import ArrayStore, Column, Floats, Nodes, Scopes, Series, Spans, Sweep, SweepKind, Trace
from adstudio.traces.unreadable import Defect

NODES = {"op": np.uint16, "value": np.float64, "start": np.int64, "parent": np.int32, "partial": np.float64,
         "span": np.int32, "scope": np.int32, "name": np.int32, "flags": np.uint8, "array": np.int32}  # fmt: skip
SPANS = ("source", "line", "column", "end_line", "end_column")
SCOPES = ("parent", "function", "span")


class _Peek(msgspec.Struct):
    """As much of the text as is looked at before the version is known."""

    header: msgspec.Raw


def encode(trace: Trace) -> bytes:
    """The JSON text of a legal trace, UTF-8."""
    text = TraceText(
        header=for_json(trace.header),
        nodes=NodesText(**{name: _list(getattr(trace.nodes, name)) for name in NODES}),
        spans=SpansText(**{name: _list(getattr(trace.spans, name)) for name in SPANS}),
        scopes=ScopesText(**{name: _list(getattr(trace.scopes, name)) for name in SCOPES}),
        sweeps=[_sweep_text(sweep) for sweep in trace.sweeps],
        series=[
            SeriesText(name=table.name, columns=[_column_text(c) for c in table.columns]) for table in trace.series
        ],
        arrays=_arrays_text(trace.arrays),
    )
    return msgspec.json.encode(text)


def decode(text: bytes) -> Trace:
    """The trace in JSON `text`, its types sound, its rules not yet checked.

    Raises `Defect`, `msgspec.MsgspecError`, `UnicodeDecodeError` or `RecursionError`.
    """
    check_version(msgspec.json.decode(text, type=_Peek).header)
    found = msgspec.json.decode(text, type=TraceText)
    return Trace(
        header=from_json(found.header),
        nodes=Nodes(**{name: np.array(getattr(found.nodes, name), dtype) for name, dtype in NODES.items()}),
        spans=Spans(**{name: np.array(getattr(found.spans, name), np.int32) for name in SPANS}),
        scopes=Scopes(**{name: np.array(getattr(found.scopes, name), np.int32) for name in SCOPES}),
        sweeps=tuple(_sweep(k, sweep) for k, sweep in enumerate(found.sweeps)),
        series=tuple(Series(table.name, tuple(_column(c) for c in table.columns)) for table in found.series),
        arrays=_arrays(found.arrays),
    )


def _list(values: NDArray[Any]) -> list[Any]:
    if values.dtype.kind == "f" and not np.isfinite(values).all():
        return [number_text(number) for number in values.tolist()]
    plain: list[Any] = values.tolist()
    return plain


def _floats(numbers: list[Number]) -> Floats:
    return np.array(numbers, np.float64)  # numpy reads "NaN" and "Infinity" as float() does


def _sweep_text(sweep: Sweep) -> SweepText:
    taylor = sweep.kind is SweepKind.TAYLOR
    return SweepText(
        kind=sweep.kind,
        rows=_list(sweep.rows),
        derivative=None if taylor or sweep.kind is SweepKind.PRIMAL else _list(sweep.derivative),
        coefficients=[_list(order) for order in sweep.derivative.T] if taylor else None,
        seed=[(int(row), number_text(weight)) for row, weight in sweep.seed],
        label=sweep.label,
        seconds=number_text(sweep.seconds),
        parameters={name: number_text(value) for name, value in sweep.parameters.items()},
        method=sweep.method,
        array=_list(sweep.array),
        contribution=_list(sweep.contribution),
    )


def _sweep(k: int, sweep: SweepText) -> Sweep:
    if sweep.kind is SweepKind.TAYLOR:
        derivative = _coefficients(k, sweep.coefficients or [])
    else:
        derivative = _floats(sweep.derivative or [])
    return Sweep(
        kind=sweep.kind,
        rows=np.array(sweep.rows, np.int32),
        derivative=derivative,
        seed=tuple((row, float(weight)) for row, weight in sweep.seed),
        label=sweep.label,
        seconds=float(sweep.seconds),
        parameters={name: float(value) for name, value in sweep.parameters.items()},
        method=sweep.method,
        array=np.array(sweep.array, np.int32),
        contribution=_floats(sweep.contribution),
    )


def _coefficients(k: int, orders: list[list[Number]]) -> Floats:
    lengths = {len(order) for order in orders}
    if len(lengths) != 1:
        found = " and ".join(map(str, sorted(lengths))) or "no"
        raise Defect(f"sweeps[{k}].coefficients has columns of {found} entries; expected one length")
    return np.ascontiguousarray(np.array(orders, np.float64).T)


def _column_text(column: Column) -> ColumnText:
    if isinstance(column.values, tuple):
        return ColumnText(name=column.name, texts=list(column.values), unit=column.unit)
    return ColumnText(name=column.name, values=_list(column.values), unit=column.unit)


def _column(column: ColumnText) -> Column:
    if column.texts is not None:
        return Column(column.name, tuple(column.texts), column.unit)
    return Column(column.name, _floats(column.values or []), column.unit)


def _arrays_text(store: ArrayStore) -> list[ArrayText]:
    return [
        ArrayText(shape=list(shape), dtype=dtype, summary=tuple(_list(row)), data=_list(data.reshape(-1)), full=full)
        for shape, dtype, row, data, full in zip(
            store.shape, store.dtype, store.summary, store.data, store.full, strict=True
        )
    ]


def _arrays(found: list[ArrayText]) -> ArrayStore:
    return ArrayStore(
        shape=tuple(tuple(array.shape) for array in found),
        dtype=tuple(array.dtype for array in found),
        summary=np.array([array.summary for array in found], np.float64).reshape(-1, 6),
        data=tuple(shaped(k, _floats(a.data), tuple(a.shape), full=a.full) for k, a in enumerate(found)),
        full=tuple(array.full for array in found),
    )


def shaped(k: int, flat: Floats, shape: tuple[int, ...], *, full: bool) -> Floats:
    """Array `k` of a store from its entries in C order; a sample stays flat. Raises `Defect` where they do not fit."""
    if not full:
        return flat
    try:
        return flat.reshape(shape)
    except ValueError as error:
        raise Defect(f"arrays.data[{k}] has {flat.size} entries, which do not fill its shape {shape}") from error
