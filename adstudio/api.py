"""All that a plugin imports: what an engine is, what it reads, and what it writes to. Re-exports, nothing else."""

from __future__ import annotations

from adstudio.primitives.complex_value import ComplexValue, joined
from adstudio.primitives.kinks import subgradient
from adstudio.primitives.levels import Leveled, deriving, fresh_level, top
from adstudio.primitives.primitive import Primitive, plain, select
from adstudio.primitives.recorded import RecordedValue, recorded
from adstudio.primitives.table import TABLE, TableRules
from adstudio.primitives.value import LeftGraph, Value
from adstudio.primitives.written import tells
from adstudio.program.contract import API_VERSION, Engine, EngineSpec, NestableEngine, Request, hookimpl
from adstudio.program.errors import BadInput, BadProgram
from adstudio.program.faults import message_of
from adstudio.program.ground import (
    Cotangent,
    Direction,
    Entry,
    Recording,
    cotangents,
    directions,
    entries,
    moved,
    moved_along,
    reach,
    record,
)
from adstudio.program.program import Program
from adstudio.program.scratch import scratch, tried
from adstudio.program.seeds import Seeds
from adstudio.program.silence import silent
from adstudio.program.stale import beside_the_point, stale
from adstudio.traces.branches import SYMBOLS
from adstudio.traces.edits import Edit, Edited, EditKind, Edits
from adstudio.traces.header import EngineStamp, Note, Port, ProgramStamp, TraceError
from adstudio.traces.locator import NOWHERE
from adstudio.traces.model import Column, Flag, Floats, Nodes, Series, Sweep, SweepKind, Trace
from adstudio.traces.recorder import BudgetReached, Recorder

__all__ = [
    "API_VERSION",
    "NOWHERE",
    "SYMBOLS",
    "TABLE",
    "BadInput",
    "BadProgram",
    "BudgetReached",
    "Column",
    "ComplexValue",
    "Cotangent",
    "Direction",
    "Edit",
    "EditKind",
    "Edited",
    "Edits",
    "Engine",
    "EngineSpec",
    "EngineStamp",
    "Entry",
    "Flag",
    "Floats",
    "LeftGraph",
    "Leveled",
    "NestableEngine",
    "Nodes",
    "Note",
    "Port",
    "Primitive",
    "Program",
    "ProgramStamp",
    "RecordedValue",
    "Recorder",
    "Recording",
    "Request",
    "Seeds",
    "Series",
    "Sweep",
    "SweepKind",
    "TableRules",
    "Trace",
    "TraceError",
    "Value",
    "beside_the_point",
    "cotangents",
    "deriving",
    "directions",
    "entries",
    "fresh_level",
    "hookimpl",
    "joined",
    "message_of",
    "moved",
    "moved_along",
    "plain",
    "reach",
    "record",
    "recorded",
    "scratch",
    "select",
    "silent",
    "stale",
    "subgradient",
    "tells",
    "top",
    "tried",
]
