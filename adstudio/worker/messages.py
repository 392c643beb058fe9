"""What client and worker say to each other: requests go down, events come up. `lines` tells how they are written."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from adstudio.program.seeds import Seeds
from adstudio.traces.edits import Edit


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What one request may take."""

    seconds: float | None = 60.0  # wall clock
    memory: int = 4 << 30  # bytes, beyond what the worker has before the run
    nodes: int = 10_000_000
    output: int = 1 << 20  # characters of print
    array_bytes: int = 64 << 20


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to do. Fields that a kind of request has no use for are left at their defaults."""

    id: int = 0
    do: Literal["inspect", "trace", "curve", "orders", "points", "jacobian", "hessian", "cost", "mixed", "nested"]
    text: str = ""  # the program
    file: str = ""  # the name it goes by; its folder is where it imports from
    function: str | None = None
    at: dict[str, Any] = {}
    engines: tuple[str, ...] = ("tape",)
    wrt: tuple[str, ...] = ()
    order: int = 1
    subgradient: str = "torch"
    options: dict[str, Any] = {}
    direction: Seeds = Seeds()  # of forward sweeps
    cotangent: Seeds = Seeds()  # of reverse sweeps
    edits: tuple[Edit, ...] = ()
    limits: Limits = Limits()


class Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened. `event` says which of the fields have a meaning.

    "started"; "output": text; "trace": engine, path, seconds, reason of a truncation or error in the trace itself;
    "analysis": kind, data; "inspected": data; "failed": engine, type, message, brief, line, column; "died": reason,
    line; "restarted"; "done".
    """

    id: int = 0
    event: str
    text: str = ""
    engine: str = ""
    path: str = ""
    seconds: float = 0.0
    kind: str = ""
    data: Any = None
    type: str = ""
    message: str = ""
    brief: str = ""  # the message where the file and the line are seen; "" where it is the same
    line: int = 0
    column: int = 0
    reason: str = ""
