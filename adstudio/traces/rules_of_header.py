"""What is legal in the header, its ports and its texts."""

from __future__ import annotations

import math
from typing import Any

import msgspec
import numpy as np

from adstudio.traces.header import FORMAT, VERSION, Header, Port
from adstudio.traces.model import Trace
from adstudio.traces.violation import DIMENSIONS, MOST, Violation, Violations, outside


def newer_version(version: int) -> str:
    """What a person reads who opens a file of tomorrow."""
    return (
        f"This trace has format version {version}; this AD Studio reads up to {VERSION}. "
        "Install a newer AD Studio to open it."
    )


def version(trace: Trace) -> Violations:
    """Format and version are ours."""
    header = trace.header
    if header.format != FORMAT:
        yield Violation("header.format", None, f"is {header.format!r}; expected {FORMAT!r}")
    if not isinstance(header.version, int) or header.version < 1:
        yield Violation("header.version", None, f"is {header.version!r}; expected 1 to {VERSION}")
    elif header.version > VERSION:
        yield Violation("header.version", None, newer_version(header.version))


def fixed_values(trace: Trace) -> Violations:
    """The value of a fixed port is plain data, so that every file and every language can hold it."""
    header = trace.header
    for side, group in (("inputs", header.inputs), ("outputs", header.outputs)):
        for k, port in enumerate(group):
            if not is_plain(port.fixed):
                found = f"is a {type(port.fixed).__name__}"
                yield Violation(
                    f"header.{side}[{k}].fixed",
                    None,
                    f"{found}; expected None, a bool, int, float or str, or a list or dict of these",
                )


def is_plain(value: Any, depth: int = 16) -> bool:
    """Whether `value` is None, a bool, int, float or str, or a list, tuple or str-keyed dict of such."""
    if depth == 0:
        return False
    if type(value) in (list, tuple):
        return all(is_plain(item, depth - 1) for item in value)
    if type(value) is dict:
        return all(type(key) is str and is_plain(item, depth - 1) for key, item in value.items())
    return value is None or type(value) in (bool, int, float, str)


def types(trace: Trace) -> Violations:
    """Every field of the header has its type, and every text is Unicode without lone surrogates."""
    try:
        msgspec.json.decode(msgspec.json.encode(trace.header), type=Header)
    except (msgspec.MsgspecError, TypeError, ValueError) as error:
        yield Violation("header", None, f"cannot be written as JSON: {error}")


def ports(trace: Trace) -> Violations:
    """Ports name existing nodes, as many as their shape says, or one node that holds the whole array."""
    header = trace.header
    for side, group in (("inputs", header.inputs), ("outputs", header.outputs)):
        for k, port in enumerate(group):
            yield from _port(trace, f"header.{side}[{k}]", port)
    names = [port.name for port in header.inputs]
    for k, name in enumerate(names):
        if name in names[:k]:
            yield Violation(
                f"header.inputs[{k}].name", None, f"{name!r} names an earlier input too; expected another name"
            )


def _port(trace: Trace, where: str, port: Port) -> Violations:
    if port.shape is None:
        if port.rows:
            yield Violation(f"{where}.rows", None, f"has {len(port.rows)} rows, but shape None means it has no nodes")
        return
    if any(n < 0 for n in port.shape):
        yield Violation(f"{where}.shape", None, f"{port.shape} has a negative length")
    if any(n > MOST for n in port.shape):
        yield Violation(f"{where}.shape", None, f"{port.shape} has a length above {MOST}")
    if len(port.shape) > DIMENSIONS:
        yield Violation(f"{where}.shape", None, f"has {len(port.shape)} dimensions; expected at most {DIMENSIONS}")
    for k, row in enumerate(port.rows):
        if not 0 <= row < len(trace):
            yield Violation(f"{where}.rows", k, f"{row} is outside nodes; expected 0 to {len(trace) - 1}")
            return
    if len(port.rows) == 1 and len(trace.nodes.array) and (index := int(trace.nodes.array[port.rows[0]])) >= 0:
        held = trace.arrays.shape[index]
        if held != port.shape:
            yield Violation(f"{where}.shape", None, f"is {port.shape}, but its node holds an array of shape {held}")
    elif len(port.rows) != math.prod(port.shape):
        expected = math.prod(port.shape)
        yield Violation(f"{where}.rows", None, f"has {len(port.rows)} rows; its shape {port.shape} needs {expected}")


def places(trace: Trace) -> Violations:
    """Errors and notes point at sources and nodes that exist; −1 is "unknown", line 0 too. Sources begin at a line."""
    header = trace.header
    marks = [(f"header.notes[{k}]", note.source, note.line, note.row) for k, note in enumerate(header.notes)]
    if header.error is not None:
        marks.append(("header.error", header.error.source, header.error.line, -1))
    sources = len(header.program.sources)
    for where, source, line, row in marks:
        yield from outside(f"{where}.source", np.array([source]), -1, sources, "header.program.sources")
        yield from outside(f"{where}.row", np.array([row]), -1, len(trace), "nodes")
        if not 0 <= line <= MOST:
            yield Violation(f"{where}.line", None, f"is {line}; expected 0 (unknown) to {MOST}")
    for k, text in enumerate(header.program.sources):
        if not 1 <= text.first_line <= MOST:
            where = f"header.program.sources[{k}].first_line"
            yield Violation(where, None, f"is {text.first_line}; expected 1 to {MOST}")
