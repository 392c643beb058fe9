"""A trace as a safetensors file: columns as tensors, the header and the names of tables as JSON in its metadata.

Metadata: `header` (JSON of `Header`) and `tables` (JSON of `Tables`). Tensors are named after the fields of
the model: `nodes.op` … `scopes.span`, `sweeps.0.rows`, `series.0.1.values`. What numpy has no column for is
flattened with a pointer column that begins with 0: texts (`.text`, UTF-8 bytes, and `.start`), shapes and
entries of arrays (`arrays.shape` and `arrays.shape_start`, `arrays.data` and `arrays.data_start`).
"""

from __future__ import annotations

import math
import mmap
import os
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file

from adstudio.traces.header import Header
from adstudio.traces.header_text import Number, check_version, for_json, from_json, number_text
from adstudio.traces.json_file import NODES, SCOPES, SPANS, shaped
from adstudio.traces.model import ArrayStore, Column, Nodes, Scopes, Series, Spans, Sweep, SweepKind, Trace
from adstudio.traces.unreadable import Defect

MAPPED_FROM = 4 << 20  # bytes; a smaller file is read whole, so that it may be rewritten while it is open
DTYPES = {"F64": np.float64, "I64": np.int64, "I32": np.int32, "U16": np.uint16, "U8": np.uint8}

Tensors = dict[str, NDArray[Any]]


class SweepTable(msgspec.Struct, frozen=True, kw_only=True):
    """What of a sweep is not a column."""

    kind: SweepKind
    label: str = ""
    seconds: Number = 0.0
    parameters: dict[str, Number] = {}
    method: str = ""


class ColumnTable(msgspec.Struct, frozen=True, kw_only=True):
    """What of a column of a series is not its entries."""

    name: str
    unit: str = ""
    text: bool = False


class SeriesTable(msgspec.Struct, frozen=True, kw_only=True):
    """A series without its entries."""

    name: str
    columns: list[ColumnTable] = []


class Tables(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of a trace that is neither its header nor a column."""

    sweeps: list[SweepTable] = []
    series: list[SeriesTable] = []
    dtypes: list[str] = []  # of the arrays, one an array


# ── writing ────────────────────────────────────────────────────────────────────────────────────────


def write(trace: Trace, path: Path) -> None:
    """Write a legal trace to `path`, in place (`files.save` makes it atomic). Raises `OSError`."""
    tensors: Tensors = {}
    for group, names in (("nodes", NODES), ("spans", SPANS), ("scopes", SCOPES)):
        for name in names:
            tensors[f"{group}.{name}"] = getattr(getattr(trace, group), name)
    for k, sweep in enumerate(trace.sweeps):
        for name in ("rows", "derivative", "array", "contribution"):
            tensors[f"sweeps.{k}.{name}"] = getattr(sweep, name)
        tensors[f"sweeps.{k}.seed_row"] = np.array([row for row, _ in sweep.seed], np.int64)
        tensors[f"sweeps.{k}.seed_weight"] = np.array([weight for _, weight in sweep.seed], np.float64)
    for k, table in enumerate(trace.series):
        for j, column in enumerate(table.columns):
            if isinstance(column.values, tuple):
                texts = [text.encode() for text in column.values]
                tensors[f"series.{k}.{j}.start"] = _pointers(texts)
                tensors[f"series.{k}.{j}.text"] = np.frombuffer(b"".join(texts), np.uint8)
            else:
                tensors[f"series.{k}.{j}.values"] = column.values
    tensors |= _array_tensors(trace.arrays)
    metadata = {
        "header": msgspec.json.encode(for_json(trace.header)).decode(),
        "tables": msgspec.json.encode(_tables(trace)).decode(),
    }
    # safetensors writes the bytes behind the pointer, whatever the strides
    whole = {name: np.ascontiguousarray(tensor) for name, tensor in tensors.items()}
    try:
        save_file(whole, path, metadata)
    except SafetensorError as error:
        raise OSError(f"{path}: could not be written: {error}") from error


def _tables(trace: Trace) -> Tables:
    return Tables(
        sweeps=[
            SweepTable(
                kind=sweep.kind,
                label=sweep.label,
                seconds=number_text(sweep.seconds),
                parameters={name: number_text(value) for name, value in sweep.parameters.items()},
                method=sweep.method,
            )
            for sweep in trace.sweeps
        ],
        series=[
            SeriesTable(
                name=table.name,
                columns=[
                    ColumnTable(name=c.name, unit=c.unit, text=isinstance(c.values, tuple)) for c in table.columns
                ],
            )
            for table in trace.series
        ],
        dtypes=list(trace.arrays.dtype),
    )


def _array_tensors(store: ArrayStore) -> Tensors:
    return {
        "arrays.summary": store.summary,
        "arrays.full": np.array(store.full, np.uint8),
        "arrays.shape": np.array([n for shape in store.shape for n in shape], np.int64),
        "arrays.shape_start": _pointers(store.shape),
        "arrays.data": np.concatenate([np.empty(0), *(data.reshape(-1) for data in store.data)]),
        "arrays.data_start": _pointers([data.reshape(-1) for data in store.data]),
    }


def _pointers(parts: Iterable[Any]) -> NDArray[np.int64]:
    return np.cumsum([0, *(len(part) for part in parts)], dtype=np.int64)


# ── reading ────────────────────────────────────────────────────────────────────────────────────────


def read(path: Path) -> Trace:
    """The trace at `path`, its columns read-only views of the mapped file, its rules not yet checked.

    Raises `Defect`, `msgspec.MsgspecError`, `UnicodeDecodeError`, `RecursionError` or `OSError`.
    """
    try:
        with safe_open(path, framework="np") as file:  # judges the header: ranges, overlaps, sizes, dtypes
            metadata = file.metadata() or {}
    except SafetensorError as error:
        reason = str(error).removeprefix("Error while deserializing header: ")
        raise Defect(f"this is not a whole safetensors file: {reason}") from error
    for key in ("header", "tables"):
        if key not in metadata:
            raise Defect(f"this is a safetensors file but not a trace: its metadata has no {key!r}")
    header_text = metadata["header"].encode()
    check_version(header_text)
    header = from_json(msgspec.json.decode(header_text, type=Header))
    tables = msgspec.json.decode(metadata["tables"].encode(), type=Tables)
    columns = _Columns(_contents(path))
    return Trace(
        header=header,
        nodes=Nodes(**{name: columns(f"nodes.{name}", dtype) for name, dtype in NODES.items()}),
        spans=Spans(**{name: columns(f"spans.{name}", np.int32) for name in SPANS}),
        scopes=Scopes(**{name: columns(f"scopes.{name}", np.int32) for name in SCOPES}),
        sweeps=tuple(_sweep(columns, k, table) for k, table in enumerate(tables.sweeps)),
        series=tuple(_series(columns, k, table) for k, table in enumerate(tables.series)),
        arrays=_arrays(columns, tables.dtypes),
    )


def _contents(path: Path) -> bytes | mmap.mmap:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size < MAPPED_FROM:
            return file.read()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)


class _Place(msgspec.Struct):
    """Where a tensor is, as the safetensors header says."""

    dtype: str
    shape: list[int]
    data_offsets: tuple[int, int]  # from the end of the header


class _Columns:
    """Tensors by name, as views of the file's bytes. `safetensors.numpy` would copy each of them."""

    def __init__(self, contents: bytes | mmap.mmap) -> None:
        self._contents = contents
        length = int.from_bytes(contents[:8], "little")
        places = msgspec.json.decode(contents[8 : 8 + length], type=dict[str, msgspec.Raw])
        places.pop("__metadata__", None)
        self._places = {name: msgspec.json.decode(place, type=_Place) for name, place in places.items()}
        self._begin = 8 + length

    def __call__(self, name: str, dtype: type, dimensions: int = 1) -> NDArray[Any]:
        place = self._places.get(name)
        if place is None:
            raise Defect(f"the column {name} is missing")
        if DTYPES.get(place.dtype) is not dtype or len(place.shape) != dimensions:
            expected = f"{np.dtype(dtype)} in {dimensions} dimension{'s' * (dimensions > 1)}"
            raise Defect(f"the column {name} is {place.dtype} of shape {place.shape}; expected {expected}")
        try:
            if not (count := math.prod(place.shape)):
                return np.empty(place.shape, dtype)
            begin = self._begin + place.data_offsets[0]
            return np.frombuffer(self._contents, dtype, count, begin).reshape(place.shape)
        except ValueError as error:  # (0, 2⁶²) is sound to safetensors, not to numpy
            raise Defect(f"the column {name} cannot have the shape {place.shape}") from error

    def pointers(self, name: str, count: int | None, end: int) -> list[int]:
        """The `count` + 1 ends of a flattened column with `end` entries."""
        ends: list[int] = self(name, np.int64).tolist()
        if (count is not None and len(ends) != count + 1) or not ends or ends[0] != 0 or ends[-1] != end:
            raise Defect(f"the column {name} does not divide {end} entries" + (f" into {count}" if count else ""))
        if any(after < before for before, after in pairwise(ends)):
            raise Defect(f"the column {name} falls; expected it to rise from 0 to {end}")
        return ends


def _sweep(columns: _Columns, k: int, table: SweepTable) -> Sweep:
    rows = columns(f"sweeps.{k}.seed_row", np.int64).tolist()
    weights = columns(f"sweeps.{k}.seed_weight", np.float64).tolist()
    if len(rows) != len(weights):
        raise Defect(f"sweeps.{k}.seed_row has {len(rows)} entries; sweeps.{k}.seed_weight has {len(weights)}")
    return Sweep(
        kind=table.kind,
        rows=columns(f"sweeps.{k}.rows", np.int32),
        derivative=columns(f"sweeps.{k}.derivative", np.float64, 2 if table.kind is SweepKind.TAYLOR else 1),
        seed=tuple(zip(rows, weights, strict=True)),
        label=table.label,
        seconds=float(table.seconds),
        parameters={name: float(value) for name, value in table.parameters.items()},
        method=table.method,
        array=columns(f"sweeps.{k}.array", np.int32),
        contribution=columns(f"sweeps.{k}.contribution", np.float64),
    )


def _series(columns: _Columns, k: int, table: SeriesTable) -> Series:
    return Series(table.name, tuple(_column(columns, f"series.{k}.{j}", c) for j, c in enumerate(table.columns)))


def _column(columns: _Columns, where: str, table: ColumnTable) -> Column:
    if not table.text:
        return Column(table.name, columns(f"{where}.values", np.float64), table.unit)
    letters = columns(f"{where}.text", np.uint8).tobytes()
    ends = columns.pointers(f"{where}.start", None, len(letters))
    return Column(table.name, tuple(letters[begin:end].decode() for begin, end in pairwise(ends)), table.unit)


def _arrays(columns: _Columns, dtypes: Sequence[str]) -> ArrayStore:
    count = len(dtypes)
    lengths, entries = columns("arrays.shape", np.int64).tolist(), columns("arrays.data", np.float64)
    full = [bool(flag) for flag in columns("arrays.full", np.uint8)]
    if len(full) != count:
        raise Defect(f"the column arrays.full has {len(full)} entries; there are {count} arrays")
    shapes = [tuple(lengths[b:e]) for b, e in pairwise(columns.pointers("arrays.shape_start", count, len(lengths)))]
    parts = [entries[b:e] for b, e in pairwise(columns.pointers("arrays.data_start", count, len(entries)))]
    return ArrayStore(
        shape=tuple(shapes),
        dtype=tuple(dtypes),
        summary=columns("arrays.summary", np.float64, 2),
        data=tuple(shaped(k, parts[k], shapes[k], full=full[k]) for k in range(count)),
        full=tuple(full),
    )
