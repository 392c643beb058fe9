"""The header of a trace: who ran what, where, and how it ended. JSON in a file, so msgspec Structs."""

from __future__ import annotations

import re
from typing import Any

import msgspec

ENDED_AT = re.compile(r", at line (\d{1,9})$")  # how a budget says where it ended the run
FORMAT = "adtrace"
VERSION = 1


class EngineStamp(msgspec.Struct, frozen=True, kw_only=True):
    """The engine that wrote the trace."""

    name: str  # "tape"
    title: str = ""  # "Reverse tape"
    version: str = ""
    distribution: str = ""  # the package that brought it


class SourceFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of the program, whole, so that a trace can be read without it."""

    file: str
    text: str
    first_line: int = 1  # of `text` in the file: a live function knows only its own block


class ProgramStamp(msgspec.Struct, frozen=True, kw_only=True):
    """The program that was traced."""

    function: str = ""
    sources: tuple[SourceFile, ...] = ()  # spans say which one they are in; the first holds the function


class Port(msgspec.Struct, frozen=True, kw_only=True):
    """An input or an output of the program."""

    name: str  # "x1"; an output is named after the function, "f", or "f[0]", "f[1]", …
    rows: tuple[int, ...]  # its nodes, flat in C order; one for a scalar, none for a fixed input
    shape: tuple[int, ...] | None = ()  # () a scalar; None an input that is not differentiated
    fixed: Any = None  # the value of an input that is not differentiated (an int, a str, …)


def spoken(kind: str, message: str) -> str:
    """An exception in one line; one that says nothing is its type."""
    return f"{kind}: {message}" if message else kind


class TraceError(msgspec.Struct, frozen=True, kw_only=True):
    """What stopped the program; the steps before it stay in the trace."""

    type: str  # "ZeroDivisionError"
    message: str
    source: int = -1  # which of ProgramStamp.sources; -1 unknown
    line: int = 0  # 0 unknown
    traceback: str = ""  # the user's frames only

    @property
    def said(self) -> str:
        """As Python ends a traceback: "ValueError: math domain error", or the type alone."""
        return spoken(self.type, self.message)


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Something worth knowing that did not stop the program."""

    kind: str  # "left-graph", "edit", "narrow", "widened"; of differences "misaligned", "kink", "undefined"; "engine"
    message: str
    source: int = -1
    line: int = 0
    row: int = -1


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of a trace that is not a column."""

    format: str = FORMAT
    version: int = VERSION
    engine: EngineStamp
    program: ProgramStamp
    inputs: tuple[Port, ...] = ()
    outputs: tuple[Port, ...] = ()
    ops: tuple[str, ...] = ()  # string table of `Nodes.op`
    names: tuple[str, ...] = ()  # string table of variable and function names
    versions: dict[str, str] = {}  # what ran: {"python": "3.11.7", "numpy": "2.4.6", …}
    settings: dict[str, str] = {}  # e.g. {"subgradient": "torch"}
    error: TraceError | None = None
    truncated: str | None = None  # the budget that was reached, in words
    notes: tuple[Note, ...] = ()

    @property
    def ended_line(self) -> int:
        """The line at which a budget ended the run, 0 where that is not known."""
        found = ENDED_AT.search(self.truncated or "")
        return int(found[1]) if found else 0
