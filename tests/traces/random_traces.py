"""Random legal traces, of every shape the format has, and bit-for-bit equality of two traces."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from adstudio.traces.arrays import ArrayStoreBuilder
from adstudio.traces.header import EngineStamp, Header, Note, Port, ProgramStamp, SourceFile, TraceError
from adstudio.traces.model import ArrayStore, Column, Nodes, Scopes, Series, Spans, Sweep, SweepKind, Trace

# one NaN is enough: JSON keeps that it is one, not its payload
NUMBERS = st.floats(allow_nan=True) | st.sampled_from([float("nan"), float("inf"), -float("inf"), -0.0, 5e-324])
TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def traces(draw: st.DrawFn) -> Trace:
    """A legal trace of 0 to 12 nodes."""
    n = draw(st.integers(0, 12))
    words = draw(st.lists(TEXTS, min_size=1, max_size=4))
    sources = draw(st.lists(st.builds(SourceFile, file=TEXTS, text=TEXTS), min_size=1, max_size=2))
    arrays = draw(array_stores())
    spans = draw(span_tables(len(sources)))
    scopes = draw(scope_tables(len(words), len(spans)))
    nodes = draw(node_tables(n, len(words), len(spans), len(scopes), len(arrays)))
    sweeps = draw(st.lists(sweep_of(n, len(nodes.parent), len(arrays)), max_size=4))
    header = Header(
        engine=EngineStamp(name=draw(TEXTS), title=draw(TEXTS)),
        program=ProgramStamp(function=draw(TEXTS), sources=tuple(sources)),
        inputs=draw(ports(nodes, arrays)),
        outputs=draw(ports(nodes, arrays)),
        ops=tuple(words),
        names=tuple(words),
        versions=draw(st.dictionaries(TEXTS, TEXTS, max_size=2)),
        settings=draw(st.dictionaries(TEXTS, TEXTS, max_size=2)),
        error=draw(st.none() | st.builds(TraceError, type=TEXTS, message=TEXTS, line=st.integers(0, 9))),
        truncated=draw(st.none() | TEXTS),
        notes=tuple(draw(st.lists(st.builds(Note, kind=TEXTS, message=TEXTS, row=st.integers(-1, n - 1)), max_size=2))),
    )
    series = tuple(draw(st.lists(series_tables(), max_size=2)))
    return Trace(header, nodes, spans, scopes, tuple(sweeps), series, arrays)


def ints(low: int, stop: int, count: int, dtype: type) -> st.SearchStrategy[NDArray[Any]]:
    return st.lists(st.integers(low, stop - 1), min_size=count, max_size=count).map(lambda v: np.array(v, dtype))


def floats(count: int) -> st.SearchStrategy[NDArray[np.float64]]:
    return st.lists(NUMBERS, min_size=count, max_size=count).map(lambda v: np.array(v, np.float64))


@st.composite
def node_tables(draw: st.DrawFn, n: int, words: int, spans: int, scopes: int, arrays: int) -> Nodes:
    parents = [draw(st.lists(st.integers(0, row - 1), max_size=3)) if row else [] for row in range(n)]
    flat = [parent for row in parents for parent in row]
    return Nodes(
        op=draw(ints(0, words, n, np.uint16)),
        value=draw(floats(n)),
        start=np.cumsum([0, *(len(row) for row in parents)], dtype=np.int64),
        parent=np.array(flat, np.int32),
        partial=draw(floats(len(flat))),
        span=draw(ints(-1, spans, n, np.int32)),
        scope=draw(ints(0, scopes, n, np.int32)),
        name=draw(ints(-1, words, n, np.int32)),
        flags=draw(ints(0, 64, n, np.uint8)),
        array=draw(ints(-1, arrays, draw(st.sampled_from([0, n])), np.int32)),
    )


@st.composite
def span_tables(draw: st.DrawFn, sources: int) -> Spans:
    count = draw(st.integers(0, 4))
    line, column = draw(ints(1, 90, count, np.int32)), draw(ints(0, 90, count, np.int32))
    source = draw(ints(0, sources, count, np.int32))
    return Spans(source, line, column, line + 1, draw(ints(0, 90, count, np.int32)))


@st.composite
def scope_tables(draw: st.DrawFn, words: int, spans: int) -> Scopes:
    count = draw(st.integers(1, 4))
    parent = np.array([-1, *(draw(st.integers(0, row - 1)) for row in range(1, count))], np.int32)
    return Scopes(parent, draw(ints(0, words, count, np.int32)), draw(ints(-1, spans, count, np.int32)))


@st.composite
def array_stores(draw: st.DrawFn) -> ArrayStore:
    builder = ArrayStoreBuilder(budget_bytes=64)
    for _ in range(draw(st.integers(0, 3))):
        shape = tuple(draw(st.lists(st.integers(0, 4), max_size=3)))
        builder.add(draw(floats(int(np.prod(shape)))).reshape(shape))
    return builder.build()


@st.composite
def sweep_of(draw: st.DrawFn, n: int, edges: int, arrays: int) -> Sweep:
    kind = draw(st.sampled_from(SweepKind))
    derivative = draw(floats({SweepKind.PRIMAL: 0, SweepKind.TAYLOR: 3 * n}.get(kind, n)))
    return Sweep(
        kind=kind,
        rows=np.array(draw(st.permutations(range(n)))[: draw(st.integers(0, n))], np.int32),
        derivative=derivative.reshape(n, 3) if kind is SweepKind.TAYLOR else derivative,
        seed=tuple(draw(st.lists(st.tuples(st.integers(0, n - 1), NUMBERS), max_size=2))) if n else (),
        label=draw(TEXTS),
        seconds=draw(NUMBERS),
        parameters=draw(st.dictionaries(TEXTS, NUMBERS, max_size=2)),
        method=draw(TEXTS),
        array=draw(ints(-1, arrays, draw(st.sampled_from([0, n])), np.int32)),
        contribution=draw(floats(draw(st.sampled_from([0, edges])))),
    )


@st.composite
def series_tables(draw: st.DrawFn) -> Series:
    count = draw(st.integers(0, 3))
    names = draw(st.lists(TEXTS, unique=True, max_size=3))
    values = floats(count) | st.lists(TEXTS, min_size=count, max_size=count).map(tuple)
    return Series(draw(TEXTS), tuple(Column(name, draw(values), draw(TEXTS)) for name in names))


@st.composite
def ports(draw: st.DrawFn, nodes: Nodes, arrays: ArrayStore) -> tuple[Port, ...]:
    """Scalars, whole arrays, lists of scalars and fixed inputs, under distinct names."""
    found = []
    held = nodes.array if len(nodes.array) else np.full(len(nodes), -1)
    scalars = np.flatnonzero(held < 0).tolist()
    for name in draw(st.lists(TEXTS, unique=True, max_size=3)):
        kind = draw(st.sampled_from(["fixed", "node", "list"]))
        if kind == "fixed" or not len(nodes):
            found.append(Port(name=name, rows=(), shape=None, fixed=draw(PLAIN)))
        elif kind == "node":
            row = draw(st.integers(0, len(nodes) - 1))
            found.append(Port(name=name, rows=(row,), shape=arrays.shape[held[row]] if held[row] >= 0 else ()))
        elif scalars:
            rows = tuple(draw(st.lists(st.sampled_from(scalars), max_size=4)))
            found.append(Port(name=name, rows=rows, shape=(len(rows), 1)))
    return tuple(found)


def same(a: Any, b: Any) -> bool:
    """Whether two parts of a trace are equal to the bit (any NaN equals any NaN), types included."""
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and same_floats(a, b)
    if isinstance(a, float):
        return isinstance(b, float) and same_floats(np.array(a), np.array(b))
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[key], b[key]) for key in a)
    if hasattr(a, "__struct_fields__"):
        return all(same(getattr(a, name), getattr(b, name)) for name in a.__struct_fields__)
    return type(a) is type(b) and a == b


def same_floats(a: NDArray[Any], b: NDArray[Any]) -> bool:
    if a.dtype.kind != "f":
        return bool(np.array_equal(a, b))
    both_nan = np.isnan(a) & np.isnan(b)
    return bool(np.all(both_nan | (a.view(np.uint64) == b.view(np.uint64))))
