"""What is legal in sweeps, series and arrays."""

from __future__ import annotations

import math

import numpy as np

from adstudio.traces.arrays import SAMPLE
from adstudio.traces.model import Floats, Sweep, SweepKind, Trace
from adstudio.traces.violation import DIMENSIONS, MOST, Violation, Violations, first, not_column, outside


def sweep_columns(trace: Trace) -> Violations:
    """A sweep's kind says the shape of its derivatives; arrays and contributions are there whole or not at all."""
    n, edges = len(trace), len(trace.nodes.parent)
    shapes: dict[SweepKind, tuple[int, ...]] = {SweepKind.PRIMAL: (0,), SweepKind.TAYLOR: (n, -1)}
    for k, sweep in enumerate(trace.sweeps):
        if not isinstance(sweep.kind, SweepKind):
            kinds = ", ".join(SweepKind)
            yield Violation(f"sweeps[{k}].kind", None, f"is {sweep.kind!r}; expected a SweepKind: {kinds}")
        yield from not_column(f"sweeps[{k}].rows", sweep.rows, np.int32, (-1,))
        yield from not_column(f"sweeps[{k}].derivative", sweep.derivative, np.float64, shapes.get(sweep.kind, (n,)))
        yield from not_column(f"sweeps[{k}].array", sweep.array, np.int32, (0,), (n,))
        yield from not_column(f"sweeps[{k}].contribution", sweep.contribution, np.float64, (0,), (edges,))
        if sweep.kind is SweepKind.TAYLOR and sweep.derivative.shape[1] == 0:
            yield Violation(f"sweeps[{k}].derivative", None, "has no coefficients; expected the value and more")


def sweep_indices(trace: Trace) -> Violations:
    """A sweep visits nodes that exist, each once at most, and its array derivatives are in the store."""
    for k, sweep in enumerate(trace.sweeps):
        yield from outside(f"sweeps[{k}].rows", sweep.rows, 0, len(trace), "nodes")
        yield from outside(f"sweeps[{k}].array", sweep.array, -1, len(trace.arrays), "arrays")
        visited = np.zeros(len(trace), np.bool_)
        visited[sweep.rows] = True
        if np.count_nonzero(visited) != len(sweep.rows):
            earlier = np.ones(len(sweep.rows), np.bool_)
            earlier[np.unique(sweep.rows, return_index=True)[1]] = False
            row = first(earlier)
            yield Violation(f"sweeps[{k}].rows", row, f"visits node {int(sweep.rows[row])} a second time")


def sweep_texts(trace: Trace) -> Violations:
    """Seeds name nodes that exist; labels are texts and parameters numbers."""
    for k, sweep in enumerate(trace.sweeps):
        for j, (row, weight) in enumerate(sweep.seed):
            if not isinstance(row, int | np.integer) or not 0 <= row < len(trace):
                yield Violation(f"sweeps[{k}].seed", j, f"{row} is outside nodes; expected 0 to {len(trace) - 1}")
            if not isinstance(weight, int | float):
                yield Violation(f"sweeps[{k}].seed", j, f"has the weight {weight!r}; expected a float")
        yield from _texts(f"sweeps[{k}]", sweep.label, sweep.method, *sweep.parameters)
        yield from _numbers(f"sweeps[{k}]", sweep)


def _numbers(where: str, sweep: Sweep) -> Violations:
    for name, value in {"seconds": sweep.seconds, **sweep.parameters}.items():
        if not isinstance(value, int | float):
            yield Violation(f"{where}.{name}", None, f"is {value!r}; expected a float")
        elif name == "comparable" and not (0 <= value <= MOST and value == int(value)):
            yield Violation(f"{where}.{name}", None, f"is {value!r}; expected a whole number from 0 to {MOST}")


def _texts(where: str, *texts: str) -> Violations:
    for text in texts:
        if not isinstance(text, str):
            yield Violation(where, None, f"holds {text!r} where a text was expected")
        elif not text.isascii() and any("\ud800" <= letter <= "\udfff" for letter in text):
            yield Violation(where, None, f"holds {text!r}, which is not Unicode text: a surrogate stands alone")


def series(trace: Trace) -> Violations:
    """The columns of a series are of one length, float64 or texts, under distinct names."""
    for k, table in enumerate(trace.series):
        where = f"series[{k}]"
        yield from _texts(where, table.name)
        for j, column in enumerate(table.columns):
            yield from _texts(f"{where}.columns[{j}]", column.name, column.unit)
            if any(column.name == other.name for other in table.columns[:j]):
                yield Violation(f"{where}.columns[{j}]", None, f"{column.name!r} names an earlier column too")
            if isinstance(column.values, tuple):
                yield from _texts(f"{where}.{column.name}", *column.values)
            else:
                yield from not_column(f"{where}.{column.name}", column.values, np.float64, (-1,))
            if len(column.values) != len(table):
                lengths = f"has {len(column.values)} entries; the first column has {len(table)}"
                yield Violation(f"{where}.{column.name}", None, lengths)


def array_store(trace: Trace) -> Violations:
    """An array is there in its shape, or as a flat sample of it; every column of the store has one length."""
    store = trace.arrays
    count = len(store.shape)
    for name in ("dtype", "data", "full"):
        if len(getattr(store, name)) != count:
            length = len(getattr(store, name))
            yield Violation(f"arrays.{name}", None, f"has {length} entries; arrays.shape has {count}")
            return
    yield from not_column("arrays.summary", store.summary, np.float64, (count, 6))
    yield from _texts("arrays.dtype", *store.dtype)
    for k, (shape, data, full) in enumerate(zip(store.shape, store.data, store.full, strict=True)):
        yield from _array(k, shape, data, full)


def _array(k: int, shape: tuple[int, ...], data: Floats, full: bool) -> Violations:
    if len(shape) > DIMENSIONS:
        yield Violation("arrays.shape", k, f"has {len(shape)} dimensions; expected at most {DIMENSIONS}")
        return
    if any(not isinstance(n, int) or n < 0 for n in shape) or math.prod(n for n in shape if n) >= 2**63:
        yield Violation("arrays.shape", k, f"{shape} is no shape; expected lengths from 0, their product below 2⁶³")
        return
    size = math.prod(shape)
    yield from not_column(f"arrays.data[{k}]", data, np.float64, shape if full else (-1,))
    if not full and len(data) > min(SAMPLE, size):
        yield Violation(f"arrays.data[{k}]", None, f"samples {len(data)} of {size} entries; expected at most {SAMPLE}")
