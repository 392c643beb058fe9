"""What a person should know of a trace before reading its graph: what is not in it, and why."""

from __future__ import annotations

from msgspec import Struct

from adstudio.traces.formula import UNICODE
from adstudio.traces.model import Flag, Trace


class Remark(Struct, frozen=True):
    """One sentence, and where it leads."""

    text: str
    line: int | None = None  # of the program
    row: int = -1  # the node that it is about, −1 for none


def remarks(trace: Trace) -> tuple[Remark, ...]:
    """That a value left the graph, the first time that one did; and that an output is a constant."""
    return (*_left(trace), *_constant(trace))


def _left(trace: Trace) -> list[Remark]:
    notes = [note for note in trace.header.notes if note.kind == "left-graph"]
    if not notes:
        return []
    more = f"; {len(notes) - 1:,} more in Diagnostics" if len(notes) > 1 else ""
    return [Remark(f"{notes[0].message}{more}", notes[0].line, notes[0].row)]


def _constant(trace: Trace) -> list[Remark]:
    """A constant has no card: it would be missed."""
    flags, formulas = trace.nodes.flags, trace.formulas
    rows = [row for port in trace.header.outputs for row in port.rows if flags[row] & Flag.CONSTANT]
    if not rows:
        return []
    said = f"{UNICODE.name(formulas.port(rows[0]))} is the constant {formulas.label(rows[0])}"
    if len(rows) > 1:
        said += f", and {len(rows) - 1:,} more output{'s are constants' if len(rows) > 2 else ' is a constant'}"
    return [Remark(f"{said}: no input leads to {'it' if len(rows) == 1 else 'them'} through the graph")]
