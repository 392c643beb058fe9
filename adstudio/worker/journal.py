"""What a run records, written through to files as it happens: what is left of it when the process dies.

A run records into a plain list; inside the worker the list is a `JournalledLog`, which packs each operation of the
first block into a memory-mapped file (the kernel keeps what was written, however the process ends), and from then on
writes each block of columns whole. What is rare (names, inputs, places, nodes with many arguments) goes as lines of
JSON into a file beside it. `recovery.py` reads it all.
"""

from __future__ import annotations

import json
import mmap
import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypedDict

import msgspec
import numpy as np

from adstudio.traces.columns import WIDE, Block
from adstudio.traces.header import EngineStamp, ProgramStamp
from adstudio.traces.recorder import BLOCK, Recorder

KEPT = BLOCK  # operations written one at a time
HEAD = struct.Struct("<qqq")  # operations, bytes of JSON lines, bytes of blocks
RECORD = struct.Struct("<Hiidi")  # op, a, b, value, span
COUNT = struct.Struct("<q")
OPERATIONS, RARE, BLOCKS = "journal.bin", "journal.jsonl", "journal.blocks"
NOWHERE = -1  # a span that is not known


class Columns(TypedDict):
    """A block as it lies in the file, after (first row, count): one column after another."""

    op: str
    a: str
    b: str
    value: str
    span: str


BLOCK_COLUMNS = Columns(op="<u2", a="<i4", b="<i4", value="<f8", span="<i4")


class Journal:
    """The files of one worker, used again by each of its runs; opened once, for a program may delete its folder."""

    def __init__(self, folder: Path) -> None:
        file, self.rare, self.blocks = (
            os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600) for name in (OPERATIONS, RARE, BLOCKS)
        )
        size = HEAD.size + KEPT * RECORD.size
        os.ftruncate(file, size)
        self.operations = mmap.mmap(file, size)
        os.close(file)

    def log(self, recorder: Recorder, engine: EngineStamp, program: ProgramStamp) -> JournalledLog:
        """A log for a recorder; the journal is now that of its run."""
        self.close()
        return JournalledLog(self, recorder, {"engine": engine, "program": program})

    def close(self) -> None:
        """The run is over: there is nothing to save if the process dies now."""
        HEAD.pack_into(self.operations, 0, 0, 0, 0)


class JournalledLog(list[Any]):
    """The log of a recorder, whose entries are also in the files."""

    def __init__(self, journal: Journal, recorder: Recorder, stamps: dict[str, Any]) -> None:
        super().__init__()
        self._operations, self._rare, self._blocks = journal.operations, journal.rare, journal.blocks
        self._recorder = recorder
        self._count, self._ops, self._ports = 0, 0, 0
        self._rare_bytes, self._block_bytes = 0, 0
        self._spans: dict[int, int] = {}  # the number of a place's span
        self._numbers: dict[tuple[int, ...], int] = {}
        self._say(stamps)

    def extend(self, entries: Iterable[Any]) -> None:
        """One operation: op, a, b, value, place."""
        super().extend(entries)
        count = self._count
        if count >= KEPT:
            return
        op, a, b, value, place = entries
        recorder = self._recorder
        if op >= self._ops:
            self._say_ops()
        if a == WIDE:
            self._say_wide(count, b)
        if recorder.input_count != self._ports:
            self._say_ports()
        span = self._spans.get(place)
        if span is None:
            span = self._span(place)
        number = value if type(value) is float else _number(value)
        RECORD.pack_into(self._operations, HEAD.size + count * RECORD.size, op, a, b, number, span)
        self._count = count + 1
        COUNT.pack_into(self._operations, 0, count + 1)  # last: a record counts when it is whole

    def absorbed(self, row: int, block: Block) -> None:
        """Write a block of columns, the part of it that was not written one by one."""
        op, a, b, value, place = (column[max(KEPT - row, 0) :] for column in block)
        if not len(op):
            return
        first = max(row, KEPT)
        self._say_ops()
        self._say_ports()
        for at in np.flatnonzero(a == WIDE).tolist():
            self._say_wide(first + at, int(b[at]))
        places, which = np.unique(place, return_inverse=True)
        spans = np.array([self._span(one) for one in places.tolist()], np.int32)[which]
        columns = zip((op, a, b, value, spans), BLOCK_COLUMNS.values(), strict=True)
        parts = [np.ascontiguousarray(column, str(kind)).tobytes() for column, kind in columns]
        data = struct.pack("<qq", first, len(op)) + b"".join(parts)
        os.pwrite(self._blocks, data, self._block_bytes)
        self._block_bytes += len(data)
        COUNT.pack_into(self._operations, 2 * COUNT.size, self._block_bytes)

    def _say_ops(self) -> None:
        for name in self._recorder.ops[self._ops :]:
            self._say({"op": name})
            self._ops += 1

    def _say_ports(self) -> None:
        for port in self._recorder.inputs[self._ports :]:
            self._say({"input": port})
            self._ports += 1

    def _say_wide(self, row: int, index: int) -> None:
        parents, partials, name, flags, _ = self._recorder.wide(index)
        self._say({"row": row, "parents": parents, "partials": partials, "name": name, "flags": flags})

    def _span(self, place: int) -> int:
        """The number of a place's span; a new one is said."""
        found = self._recorder.locator.span(place)
        number = NOWHERE if found is None else self._numbers.get(found)
        if number is None and found is not None:
            number = self._numbers[found] = len(self._numbers)
            self._say({"span": found})
        assert number is not None
        if len(self._spans) < 4 * KEPT:  # a place is a call and an instruction: there may be many
            self._spans[place] = number
        return number

    def _say(self, what: dict[str, Any]) -> None:
        data = json.dumps(msgspec.to_builtins(what)).encode() + b"\n"
        os.pwrite(self._rare, data, self._rare_bytes)
        self._rare_bytes += len(data)
        COUNT.pack_into(self._operations, COUNT.size, self._rare_bytes)


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return float("nan")
