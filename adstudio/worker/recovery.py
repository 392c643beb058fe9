"""A trace from the journal of a process that died: a legal one, up to its last operation."""

from __future__ import annotations

import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from adstudio.primitives.table import TableRules
from adstudio.program.spelling import Spelling
from adstudio.traces.columns import WIDE
from adstudio.traces.header import EngineStamp, Port, ProgramStamp, TraceError
from adstudio.traces.locator import Nowhere, Places
from adstudio.traces.model import Flag, Spans, Trace
from adstudio.traces.recorder import BLOCK, Recorder
from adstudio.worker.journal import BLOCK_COLUMNS, BLOCKS, HEAD, KEPT, OPERATIONS, RARE, RECORD

Row = tuple[int, int, int, float, int]  # op, a, b, value, span
_BLOCK_HEAD = struct.Struct("<qq")  # first row, count


class _Said:
    """The JSON lines of a journal, sorted out."""

    def __init__(self, data: bytes) -> None:
        self.engine, self.program = EngineStamp(name=""), ProgramStamp()
        self.ops: list[str] = []
        self.inputs: list[Port] = []
        self.spans: list[tuple[int, ...]] = []
        self.wide: dict[int, dict[str, Any]] = {}
        for line in data.splitlines():
            said = json.loads(line)
            if "op" in said:
                self.ops.append(said["op"])
            elif "span" in said:
                self.spans.append(tuple(said["span"]))
            elif "input" in said:
                self.inputs.append(msgspec.convert(said["input"], Port))
            elif "row" in said:
                self.wide[said["row"]] = said
            else:
                self.engine = msgspec.convert(said["engine"], EngineStamp)
                self.program = msgspec.convert(said["program"], ProgramStamp)


class _Kept(Nowhere):
    """The locator of a journal: a place is the number of a span."""

    def __init__(self, said: _Said) -> None:
        super().__init__()
        spelling = Spelling(said.program, (), None)
        self._spans = said.spans
        self._function = said.program.function
        self._named = [spelling.name(span) for span in said.spans if len(span) == 5]

    def resolve(self, places: NDArray[np.int64]) -> Places:
        """As `Nowhere`, with spans and names."""
        found = super().resolve(places)
        names = tuple(dict.fromkeys([self._function or "f", *(name for name in self._named if name is not None)]))
        number = {name: i for i, name in enumerate(names)}
        table = np.array([-1 if name is None else number[name] for name in self._named] + [-1], np.int32)
        columns = np.array(self._spans, np.int32).reshape(-1, 5).T.copy()
        return replace(found, span=places.astype(np.int32), name=table[places], spans=Spans(*columns), names=names)


def recover(folder: Path, *, error: TraceError | None = None, truncated: str = "") -> Trace | None:
    """The trace of the run that the process was at; None where it was at none, or had recorded nothing.

    error, truncated: what ended it; an error without a line gets that of the last operation.
    What it had not written yet (a block at most, beyond the first) is missing, and a note says so.
    """
    operations, rare, blocks = ((folder / name).read_bytes() for name in (OPERATIONS, RARE, BLOCKS))
    count, rare_bytes, block_bytes = HEAD.unpack_from(operations)
    if not count:
        return None
    said = _Said(rare[:rare_bytes])
    recorder = Recorder(engine=said.engine, program=said.program, locator=_Kept(said), rules=TableRules())
    codes = [recorder.op(name) for name in said.ops]
    constant = said.ops.index("constant") if "constant" in said.ops else -1
    last = -1
    for op, a, b, value, span in _rows(operations, count, blocks[:block_bytes]):
        if a == WIDE or op == constant:
            wide = said.wide.get(recorder.count, {"parents": [], "partials": None, "name": None, "flags": 0})
            flags = wide["flags"] | (Flag.CONSTANT if op == constant else 0)
            recorder.node(
                said.ops[op], value, wide["parents"], wide["partials"], place=span, name=wide["name"], flags=flags
            )
        else:
            recorder.claim()
            recorder.log.extend((codes[op], a, b, value, span))
        last = span if span >= 0 else last
    _finish(recorder, said, last, error, truncated)
    return recorder.trace()


def _finish(recorder: Recorder, said: _Said, last: int, error: TraceError | None, truncated: str) -> None:
    """Inputs, and what ended the run."""
    named = {row for port in said.inputs for row in port.rows}
    for port in said.inputs:
        recorder.adopt_input(port)
    for row, wide in said.wide.items():  # it died before the input was named
        if wide["flags"] & Flag.INPUT and row not in named and wide["name"]:
            recorder.adopt_input(Port(name=wide["name"], rows=(row,)))
    if error is not None:
        if not error.line and last >= 0:
            source, line = said.spans[last][:2]
            error = msgspec.structs.replace(error, source=source, line=line)
        recorder.fail(error)
    if truncated:
        recorder.truncate(truncated)
    if recorder.count >= KEPT:
        recorder.note("engine", f"the process died; up to {BLOCK:,} operations before its end may be missing")


def _rows(operations: bytes, count: int, blocks: bytes) -> Iterator[Row]:
    yield from RECORD.iter_unpack(operations[HEAD.size : HEAD.size + min(count, KEPT) * RECORD.size])
    at, row = 0, count
    while at < len(blocks):
        first, length = _BLOCK_HEAD.unpack_from(blocks, at)
        at += _BLOCK_HEAD.size
        columns = []
        for kind in BLOCK_COLUMNS.values():
            column = np.frombuffer(blocks, str(kind), length, at)
            at += column.nbytes
            columns.append(column.tolist())
        if first != row:  # a block is missing: what follows has no parents
            return
        row += length
        yield from zip(*columns, strict=True)
