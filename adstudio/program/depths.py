"""Which nodes of a recording belong to which order of derivative, where derivatives are nested."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adstudio.primitives.levels import depth
from adstudio.traces.model import Column, Flag, Series, Trace

if TYPE_CHECKING:
    from adstudio.traces.recorder import Recorder

NAME = "derivative order"
MOST_PASSED_ON = 20_000


@contextmanager
def depths(recorder: Recorder) -> Iterator[None]:
    """Watch the order of what is recorded in this block, and write it down as a series if it ever was above 0.

    The series has a row where the order changes: "row", the first node of that order, and "order".
    """
    marks: list[tuple[int, int]] = []
    before, depth.watch = depth.watch, lambda order: marks.append((recorder.count, order))
    try:
        yield
    finally:
        depth.watch = before
        changes = _changes(marks)
        if changes:
            rows, orders = zip(*changes, strict=True)
            columns = (Column("row", np.array(rows, np.float64)), Column("order", np.array(orders, np.float64)))
            recorder.series(Series(NAME, columns))


def _changes(marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The last mark of each row, those that change nothing left out."""
    last = list(dict(marks).items())
    return [(row, order) for i, (row, order) in enumerate(last) if order != (last[i - 1][1] if i else 0)]


def orders_of(trace: Trace) -> NDArray[np.int32] | None:
    """The order of derivative that each node computes, (N,); None for a trace without nested derivatives.

    What is made of a slope is a slope at least: an order is not below those of the arguments (traces of more than
    20,000 nodes are taken as they were recorded).
    """
    found = next((series for series in trace.series if series.name == NAME), None)
    if found is None or not len(found):
        return None
    at = np.searchsorted(found["row"], np.arange(len(trace)), side="right") - 1
    orders = np.where(at < 0, 0, found["order"][np.maximum(at, 0)]).astype(np.int32)
    return _passed_on(trace, orders) if len(trace) <= MOST_PASSED_ON else orders


def _passed_on(trace: Trace, orders: NDArray[np.int32]) -> NDArray[np.int32]:
    start, parent = trace.nodes.start.tolist(), trace.nodes.parent.tolist()
    constant = ((trace.nodes.flags & Flag.CONSTANT) != 0).tolist()
    raised = orders.tolist()
    for row in range(len(raised)):
        for edge in range(start[row], start[row + 1]):
            if not constant[parent[edge]]:
                raised[row] = max(raised[row], raised[parent[edge]])
    return np.array(raised, np.int32)
