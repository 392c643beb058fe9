"""The first operations of a run, written through to disk as they happen: what is left when the process dies.

A run records into a plain list; inside the worker the list is a `JournalledLog`, which also packs each of the first
20,000 operations into a memory-mapped file (the kernel keeps what was written, however the process ends). What is
rare — names, inputs, nodes with many arguments — goes into a file of JSON lines beside it.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from adstudio.primitives.table import TableRules
from adstudio.traces.columns import WIDE
from adstudio.traces.header import EngineStamp, Port, ProgramStamp, TraceError
from adstudio.traces.model import Flag, Spans, Trace
from adstudio.traces.recorder import NOWHERE, Nowhere, Places, Recorder

KEPT = 20_000  # operations
RECORD = struct.Struct("<qqqdqqqqq")  # op, a, b, value, then source, line, column, end line, end column
COUNT = struct.Struct("<q")
OPERATIONS, RARE = "journal.bin", "journal.jsonl"
_FIELDS = 5  # of the log
_UNKNOWN = (-1, 0, 0, 0, 0)


class JournalledLog(list[Any]):
    """The log of a recorder, whose first entries are also on disk."""

    def __init__(self, recorder: Recorder, folder: Path) -> None:
        super().__init__()
        self._recorder = recorder
        self._rare = os.open(folder / RARE, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600)
        size = COUNT.size + KEPT * RECORD.size
        file = os.open(folder / OPERATIONS, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        os.ftruncate(file, size)
        self._operations = mmap.mmap(file, size)
        os.close(file)
        self._count, self._ops, self._ports = 0, 0, 0

    def extend(self, entries: Iterable[Any]) -> None:
        """One operation: op, a, b, value, place."""
        super().extend(entries)
        if self._count < KEPT:
            self._write(*self[-_FIELDS:])

    def close(self) -> None:
        """The run ended by itself; the files stay until the next one."""
        os.close(self._rare)
        self._operations.close()
        self._count = KEPT

    def _write(self, op: int, a: int, b: int, value: Any, place: int) -> None:
        recorder = self._recorder
        for op_name in recorder.ops[self._ops :]:
            self._say({"op": op_name})
            self._ops += 1
        for port in recorder.inputs[self._ports :]:
            self._say({"input": msgspec.to_builtins(port)})
            self._ports += 1
        if a == WIDE:
            parents, partials, name, flags, _ = recorder.wide(b)
            self._say({"row": self._count, "parents": parents, "partials": partials, "name": name, "flags": flags})
        number = float(value) if type(value) is float else _number(value)
        span = recorder.locator.span(place) or _UNKNOWN
        RECORD.pack_into(self._operations, COUNT.size + self._count * RECORD.size, op, a, b, number, *span)
        self._count += 1
        COUNT.pack_into(self._operations, 0, self._count)  # last: a record counts when it is whole

    def _say(self, what: dict[str, Any]) -> None:
        os.write(self._rare, json.dumps(what).encode() + b"\n")


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return float("nan")


class _Kept(Nowhere):
    """Places as they were written: each is an index into a list of spans."""

    def __init__(self, spans: list[tuple[int, ...]]) -> None:
        super().__init__()
        self._spans = spans

    def resolve(self, places: NDArray[np.int64]) -> Places:
        """As `Nowhere`, with the spans."""
        found = super().resolve(places)
        columns = np.array(self._spans, np.int32).reshape(-1, 5).T.copy()
        return replace(found, span=np.maximum(places, -1).astype(np.int32), spans=Spans(*columns))


def recover(folder: Path, *, engine: EngineStamp, program: ProgramStamp, error: TraceError) -> Trace | None:
    """The trace of a run that died, up to its last journalled operation; None where nothing was recorded."""
    records = list(_records(folder / OPERATIONS))
    if not records:
        return None
    ops: list[str] = []
    inputs: list[Port] = []
    wide: dict[int, dict[str, Any]] = {}
    for said in _lines(folder / RARE):
        if "op" in said:
            ops.append(said["op"])
        elif "input" in said:
            inputs.append(msgspec.convert(said["input"], Port))
        else:
            wide[said["row"]] = said
    spans = list(dict.fromkeys(record[4:] for record in records if record[5] > 0))
    place = {span: i for i, span in enumerate(spans)}
    locator = _Kept(spans)
    recorder = Recorder(engine=engine, program=program, locator=locator, rules=TableRules())
    for row, (op, a, b, value, *_) in enumerate(records):
        said = wide.get(row, {})
        parents = said["parents"] if said else [p for p in (a, b) if p >= 0]
        flags = said.get("flags", 0) | (Flag.CONSTANT if ops[op] == "constant" else 0)
        where = place.get(records[row][4:], NOWHERE)
        recorder.node(ops[op], value, parents, said.get("partials"), place=where, name=said.get("name"), flags=flags)
    recorder.fail(error)
    if len(records) == KEPT:
        recorder.note("engine", f"the process died; of what it had recorded, the first {KEPT:,} operations are kept")
    for port in inputs:
        recorder.adopt_input(port)
    return recorder.trace()


def _records(path: Path) -> Iterator[tuple[Any, ...]]:
    if not path.exists():
        return
    data = path.read_bytes()
    if len(data) < COUNT.size:
        return
    count = min(COUNT.unpack_from(data)[0], (len(data) - COUNT.size) // RECORD.size)
    for i in range(count):
        yield RECORD.unpack_from(data, COUNT.size + i * RECORD.size)


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            yield json.loads(line)
        except ValueError:  # the process died in the middle of this one
            return
