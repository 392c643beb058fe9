"""The jet engine: Taylor series of every node, along each input in turn or along one direction."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

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

MOST = 256  # directions that are taken at once: their vectors of a node lie side by side …
BYTES = 64 << 20  # … as long as all coefficients take no more than this
FEW = 8  # directions below which plain floats are faster than vectors
Seed = Sequence[tuple[int, float]]


class JetEngine:
    """Univariate Taylor arithmetic, any order."""

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        """A primal sweep, then a Taylor sweep for each direction, coefficients u⁽ᵏ⁾/k! for k up to `request.order`."""
        recording = record(program, request.at, recorder)
        recorder.sweep(SweepKind.PRIMAL, [])
        graph, handles = graph_of(recording, recorder.edits)
        wanted = directions(recording, request)
        width = max(1, min(MOST, BYTES // (16 * max(len(handles), 1) * (request.order + 1))))
        for first in range(0, len(wanted), width):
            began = time.perf_counter()
            some = wanted[first : first + width]
            tables = taylor(graph, handles, [direction.seed for direction in some], request.order)
            seconds = (time.perf_counter() - began) / len(some)
            for direction, table in zip(some, tables, strict=True):
                recorder.sweep(SweepKind.TAYLOR, table, seed=direction.seed, label=direction.label, seconds=seconds)

    series = staticmethod(nested.series)


def taylor(
    graph: SeriesGraph, handles: Sequence[SeriesValue], seeds: Sequence[Seed], order: int
) -> NDArray[np.float64]:
    """Coefficients u⁽ᵏ⁾/k! of all rows along several directions, (directions, rows, order + 1).

    Few directions are taken one by one, in plain floats; of many each coefficient is a vector, one entry a direction.
    """
    tables = np.zeros((len(seeds), len(handles), order + 1))
    if len(seeds) < FEW:
        for table, seed in zip(tables, seeds, strict=True):
            _fill(table, handles, graph.propagate(_by_index(handles, seed), order, handles))
        return tables
    weights: dict[int, NDArray[np.float64]] = {}
    for number, seed in enumerate(seeds):
        for index, weight in _by_index(handles, seed).items():
            weights.setdefault(index, np.zeros(len(seeds)))[number] = weight
    with np.errstate(all="ignore"):  # ∞ − ∞ is NaN, and is shown as one
        _fill(np.moveaxis(tables, 0, -1), handles, graph.propagate(weights, order, handles))
    return tables


def _by_index(handles: Sequence[SeriesValue], seed: Seed) -> dict[int, float]:
    return {handles[row].index: weight for row, weight in seed}


def _fill(table: NDArray[np.float64], handles: Sequence[SeriesValue], series: list[list[Any] | None]) -> None:
    """Rows of series into a table (rows, order + 1, …)."""
    for row, handle in enumerate(handles):
        coefficients = series[handle.index]
        for k, coefficient in enumerate(coefficients or ()):
            table[row, k] = coefficient


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
