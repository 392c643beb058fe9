"""The jet engine: Taylor series of every node, along each input in turn or along one direction."""

from __future__ import annotations

import time

import numpy as np

from adstudio.api import (
    TABLE,
    EditKind,
    Edits,
    Flag,
    Program,
    Recorder,
    Recording,
    Request,
    SweepKind,
    directions,
    record,
)
from adstudio_jet import nested
from adstudio_jet.series import SeriesGraph, SeriesValue


class JetEngine:
    """Univariate Taylor arithmetic, any order."""

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        """A primal sweep, then a Taylor sweep for each direction, coefficients u⁽ᵏ⁾/k! for k up to `request.order`."""
        recording = record(program, request.at, recorder)
        recorder.sweep(SweepKind.PRIMAL, [])
        graph, handles = graph_of(recording, recorder.edits)
        for direction in directions(recording, request):
            began = time.perf_counter()
            seed = {handles[row].index: weight for row, weight in direction.seed}
            series = graph.propagate(seed, request.order, handles)
            table = np.zeros((len(handles), request.order + 1))
            for row, handle in enumerate(handles):
                coefficients = series[handle.index]
                if coefficients is not None:
                    table[row, : len(coefficients)] = coefficients
            seconds = time.perf_counter() - began
            recorder.sweep(SweepKind.TAYLOR, table, seed=direction.seed, label=direction.label, seconds=seconds)

    series = staticmethod(nested.series)


def graph_of(recording: Recording, edits: Edits) -> tuple[SeriesGraph, list[SeriesValue]]:
    """The recorded operations as a series graph, and the handle of each row."""
    graph, nodes, ops = SeriesGraph(), recording.nodes, recording.ops
    handles: list[SeriesValue] = []
    values, start, parent = nodes.value.tolist(), nodes.start.tolist(), nodes.parent.tolist()
    constant = ((nodes.flags & Flag.CONSTANT) != 0).tolist()
    for row, op in enumerate(nodes.op.tolist()):
        parents = parent[start[row] : start[row + 1]]
        edited = edits.done.get(row)
        if not parents or (edited is not None and edited.kind is EditKind.SET):  # what is set depends on nothing
            handles.append(graph.variable(values[row]))
            continue
        arguments = tuple(values[p] if constant[p] else handles[p] for p in parents)
        value = values[row] if edited is None else edited.instead
        handle = graph.operation(TABLE[ops[op]], arguments, value)
        if edited is not None:  # nudged: the same series, from another value on
            handle = graph.operation(TABLE["add"], (handle, edited.shift), values[row])
        handles.append(handle)
    return graph, handles
