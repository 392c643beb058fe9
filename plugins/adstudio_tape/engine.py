"""The tape engine: record, then one backward sweep for each output, or one from a cotangent."""

from __future__ import annotations

import time
from functools import partial

from adstudio.api import Program, Recorder, Request, SweepKind, cotangents, record
from adstudio_tape import nested
from adstudio_tape.sweep import backward


class TapeEngine:
    """Reverse mode."""

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        """A primal sweep, then an adjoint sweep from every output, or from the cotangent that the request names."""
        recording = record(program, request.at, recorder)
        recorder.sweep(SweepKind.PRIMAL, [])
        edits = recorder.edits
        for number, start in enumerate(cotangents(recording, request), 1):
            began = time.perf_counter()
            adjoint = partial(edits.adjoint, sweep=number)
            derivative, rows = backward(recording.nodes, start.seed, edited=edits.adjoints, adjoint=adjoint)
            seconds = time.perf_counter() - began
            recorder.sweep(
                SweepKind.ADJOINT, derivative, rows=rows, seed=start.seed, label=start.label, seconds=seconds
            )

    pull = staticmethod(nested.pull)
