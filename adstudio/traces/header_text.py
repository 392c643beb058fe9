"""The header as JSON, in both kinds of file; a version of tomorrow is refused by name before all else."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Literal

import msgspec

from adstudio.traces.header import FORMAT, VERSION, Header
from adstudio.traces.rules_of_header import newer_version
from adstudio.traces.unreadable import Defect

# JSON has no words for these three, so they are texts
Number = float | Literal["NaN", "Infinity", "-Infinity"]
NUMBER_KEY = "$number"  # within Port.fixed, where "NaN" may be any text, NaN is {"$number": "NaN"}


class _Version(msgspec.Struct):
    """The two fields that every version, past and future, has in its header."""

    format: str
    version: int


def number_text(number: float) -> Number:
    """`number`, as what JSON can hold."""
    if math.isfinite(number):
        return float(number)
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def for_json(header: Header) -> Header:
    """`header`, with NaN and infinities in fixed values made ready for JSON."""
    return _with_fixed(header, _marked)


def from_json(header: Header) -> Header:
    """The inverse of `for_json`."""
    return _with_fixed(header, _unmarked)


def check_version(header_text: bytes | msgspec.Raw) -> None:
    """Raise `Defect` unless the header, JSON, is of our format and of a version that is known."""
    found = msgspec.json.decode(header_text, type=_Version)
    if found.format != FORMAT:
        raise Defect(f"this is not a trace: its format is {found.format!r}, expected {FORMAT!r}")
    if found.version > VERSION:
        raise Defect(newer_version(found.version))


def _with_fixed(header: Header, change: Callable[[Any], Any]) -> Header:
    if all(port.fixed is None for port in header.inputs + header.outputs):
        return header
    changed = {
        side: tuple(msgspec.structs.replace(port, fixed=change(port.fixed)) for port in getattr(header, side))
        for side in ("inputs", "outputs")
    }
    return msgspec.structs.replace(header, **changed)


def _marked(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return {NUMBER_KEY: number_text(value)}
    if isinstance(value, list | tuple):
        return [_marked(item) for item in value]
    if isinstance(value, dict):
        return {key: _marked(item) for key, item in value.items()}
    return value


def _unmarked(value: Any) -> Any:
    if isinstance(value, list):
        return [_unmarked(item) for item in value]
    if isinstance(value, dict):
        if set(value) == {NUMBER_KEY} and value[NUMBER_KEY] in ("NaN", "Infinity", "-Infinity"):
            return float(value[NUMBER_KEY])
        return {key: _unmarked(item) for key, item in value.items()}
    return value
