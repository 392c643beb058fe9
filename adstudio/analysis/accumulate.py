"""The Jacobian of a recorded list: local partials multiplied and added up, for all outputs, or all inputs, at once.

Each row carries a vector instead of a number: of as many adjoints as there are outputs, going backwards, or of as many
tangents as there are inputs, going forwards, whichever is shorter (Griewank & Walther, Evaluating Derivatives, 2nd
ed., §3.2, vector mode). A vector is let go as soon as nobody needs it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.model import Flag, Floats, Nodes

Bools = NDArray[np.bool_]


def jacobian_of(
    nodes: Nodes, inputs: Sequence[int], outputs: Sequence[int], *, cut: Collection[int] = ()
) -> tuple[Floats, Bools]:
    """∂output/∂input and whether there is a path at all, both (outputs, inputs).

    inputs, outputs: rows; a row may be there several times. cut: rows that depend on nothing. Where there is a path
    the derivative may still be 0; where there is none it is 0, also beside an infinite partial.
    """
    stopped = np.flatnonzero(nodes.flags & Flag.STOPPED).tolist()
    graph = _Graph(nodes, {*cut, *stopped})
    with np.errstate(all="ignore"):
        return graph.forward(inputs, outputs) if len(inputs) < len(outputs) else graph.backward(inputs, outputs)


class _Graph:
    """The edges between rows that are no constants, as Python lists."""

    def __init__(self, nodes: Nodes, cut: Collection[int]) -> None:
        self._start, self._parent = nodes.start.tolist(), nodes.parent.tolist()
        self._partial = nodes.partial.tolist()
        self._constant = ((nodes.flags & Flag.CONSTANT) != 0).tolist()
        self._finite = np.isfinite(nodes.partial).tolist()
        self._cut = cut
        self._count = len(nodes)

    def _edges(self, row: int) -> list[int]:
        if row in self._cut:
            return []
        return [e for e in range(self._start[row], self._start[row + 1]) if not self._constant[self._parent[e]]]

    def _along(self, edge: int, vector: Floats, path: Bools) -> Floats:
        """Partial · vector; 0 where no path is, also along an infinite partial."""
        sent: Floats = self._partial[edge] * vector
        return sent if self._finite[edge] else np.where(path, sent, 0.0)

    def backward(self, inputs: Sequence[int], outputs: Sequence[int]) -> tuple[Floats, Bools]:
        """Adjoints of all outputs in one sweep."""
        bars: dict[int, tuple[Floats, Bools]] = {}
        for k, row in enumerate(outputs):
            bar, path = bars.setdefault(row, (np.zeros(len(outputs)), np.zeros(len(outputs), np.bool_)))
            bar[k], path[k] = 1.0, True
        kept = set(inputs)
        for row in range(max(outputs, default=-1), -1, -1):
            found = bars.get(row)
            if found is None:
                continue
            for edge in self._edges(row):
                sent, parent = self._along(edge, *found), self._parent[edge]
                if parent not in bars:
                    bars[parent] = (sent, found[1].copy())
                else:
                    bar, path = bars[parent]
                    bar += sent
                    path |= found[1]
            if row not in kept:
                del bars[row]
        return _table(bars, inputs, len(outputs), columns=True)

    def forward(self, inputs: Sequence[int], outputs: Sequence[int]) -> tuple[Floats, Bools]:
        """Tangents by all inputs in one sweep."""
        dots: dict[int, tuple[Floats, Bools]] = {}
        for k, row in enumerate(inputs):
            dot, path = dots.setdefault(row, (np.zeros(len(inputs)), np.zeros(len(inputs), np.bool_)))
            dot[k], path[k] = 1.0, True
        last = self._last_uses()
        kept = set(outputs)
        for row in range(max(outputs, default=-1) + 1):
            for edge in self._edges(row):
                parent = self._parent[edge]
                if parent not in dots:
                    continue
                sent, reached = self._along(edge, *dots[parent]), dots[parent][1]
                if row not in dots:
                    dots[row] = (sent, reached.copy())
                else:
                    dot, path = dots[row]
                    dot += sent
                    path |= reached
            for parent in {self._parent[edge] for edge in self._edges(row)}:
                if last[parent] == row and parent not in kept:
                    dots.pop(parent, None)
        return _table(dots, outputs, len(inputs), columns=False)

    def _last_uses(self) -> list[int]:
        last = [-1] * self._count
        for row in range(self._count):
            for edge in self._edges(row):
                last[self._parent[edge]] = row
        return last


def _table(
    found: dict[int, tuple[Floats, Bools]], rows: Sequence[int], length: int, *, columns: bool
) -> tuple[Floats, Bools]:
    """The vectors of `rows` beside, or below, one another; zeros where none came."""
    values, paths = np.zeros((len(rows), length)), np.zeros((len(rows), length), np.bool_)
    for k, row in enumerate(rows):
        if row in found:
            values[k], paths[k] = found[row]
    return (values.T.copy(), paths.T.copy()) if columns else (values, paths)
