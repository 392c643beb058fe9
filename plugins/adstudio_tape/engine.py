"""The tape engine: record, then one backward sweep for each output."""

from __future__ import annotations

import time

from adstudio.api import Program, Recorder, Request, SweepKind, record
from adstudio_tape import nested
from adstudio_tape.sweep import backward


class TapeEngine:
    """Reverse mode."""

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        """A primal sweep, then an adjoint sweep from every output, or from `request.output` alone."""
        recording = record(program, request.at, recorder)
        recorder.sweep(SweepKind.PRIMAL, [])
        wanted = recording.outputs if request.output < 0 else [recording.outputs[request.output]]
        for output in wanted:
            began = time.perf_counter()
            derivative, rows = backward(recording.nodes, output)
            seconds = time.perf_counter() - began
            label = f"seeded at {recording.label_of(output)}"
            recorder.sweep(SweepKind.ADJOINT, derivative, rows=rows, seed=[(output, 1.0)], label=label, seconds=seconds)

    pull = staticmethod(nested.pull)
