"""Which sweep of which trace made an entry of the Jacobian, and at which step it was there."""

from __future__ import annotations

from msgspec import Struct

from adstudio.traces.model import SweepKind, Trace
from adstudio.workspace.document import Document

REVERSE = (SweepKind.ADJOINT,)
FORWARD = (SweepKind.TANGENT, SweepKind.TAYLOR, SweepKind.DIFFERENCE)


class Place(Struct, frozen=True):
    """Where an entry came to be."""

    engine: str
    sweep: int
    step: int
    row: int  # the node whose derivative the entry is


def place_of(document: Document, output: int, column: int) -> Place | None:
    """The sweep of entry (output, input), both flat: of the shown trace if it has one, else of the first that has.

    A reverse sweep seeded at the output made its whole row, a forward sweep seeded at the input its whole column.
    """
    shown = document.shown
    for engine in dict.fromkeys((shown, *document.traces)):
        trace = document.traces.get(engine)
        found = None if trace is None else _in_trace(trace, output, column)
        if found is not None:
            return Place(engine, *found)
    return None


def _in_trace(trace: Trace, output: int, column: int) -> tuple[int, int, int] | None:
    outputs = [row for port in trace.header.outputs for row in port.rows]
    inputs = [row for port in trace.header.inputs for row in port.rows]
    if output >= len(outputs) or column >= len(inputs):
        return None
    edited = {one.sweep for one in trace.edits}
    for index, sweep in enumerate(trace.sweeps):
        for kinds, seeded, read in (
            (REVERSE, outputs[output], inputs[column]),
            (FORWARD, inputs[column], outputs[output]),
        ):
            if sweep.kind in kinds and sweep.seed == ((seeded, 1.0),) and index not in edited:
                step = trace.timeline.step_of(read, index)
                band = trace.timeline.sweeps[index]
                return index, step if step >= 0 else max(band.stop - 1, band.start), read
    return None
