"""The backward sweep over recorded nodes: adjoint[parent] += partial · adjoint[node], last node first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from adstudio.api import Flag, Nodes

Seed = Sequence[tuple[int, float]]  # (row, weight)
CHUNK = 1 << 16  # edges turned into Python numbers at a time: plain floats are the fastest to add, but large


def backward_edges(nodes: Nodes, output: int) -> NDArray[np.int64]:
    """The edges in the order of the sweep from `output`: nodes downwards, arguments of a node in their order.

    Edges to constants are left out. Shape (F,), indices of edges.
    """
    start = nodes.start[: output + 2]
    child = np.repeat(np.arange(output + 1), np.diff(start))
    edge = np.arange(start[-1])
    order = np.empty(len(edge), np.int64)
    order[(start[-1] - start[child + 1]) + (edge - start[child])] = edge
    constant = (nodes.flags & Flag.CONSTANT) != 0
    kept: NDArray[np.int64] = order[~constant[nodes.parent[order]]]
    return kept


def backward(
    nodes: Nodes,
    seed: Seed,
    *,
    edited: Iterable[int] = (),
    adjoint: Callable[[int, float], float] | None = None,
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Adjoints (N,) of all nodes from a seed, and the rows reached, in the order of the sweep.

    A node that the outputs do not depend on is never touched, so an infinite partial there does no harm (0·inf).
    edited: rows whose adjoint is replaced by `adjoint(row, collected)` once all contributions to it are in.
    """
    bars: list[float | None] = [None] * len(nodes)
    for row, weight in seed:
        bars[row] = _plus(bars[row], weight)
    order = backward_edges(nodes, max((row for row, _ in seed), default=-1))
    children = np.repeat(np.arange(len(nodes)), np.diff(nodes.start))
    for row in sorted(edited, reverse=True) if adjoint is not None else ():
        before = int(np.searchsorted(-children[order], -row))  # edges out of later nodes: all that reach this one
        _send(nodes, order[:before], children, bars)
        order, collected = order[before:], bars[row]
        if collected is not None and adjoint is not None:
            bars[row] = adjoint(row, collected)
    _send(nodes, order, children, bars)
    reached = np.array([bar is not None for bar in bars], np.bool_)
    derivative = np.array([0.0 if bar is None else bar for bar in bars], np.float64)
    return derivative, np.flatnonzero(reached)[::-1].astype(np.int32)


def _send(nodes: Nodes, order: NDArray[np.int64], children: NDArray[np.int64], bars: list[float | None]) -> None:
    """Send contributions along edges, in their order."""
    for first in range(0, len(order), CHUNK):
        edges = order[first : first + CHUNK]
        steps = zip(children[edges].tolist(), nodes.parent[edges].tolist(), nodes.partial[edges].tolist(), strict=True)
        for child, parent, partial in steps:
            bar = bars[child]
            if bar is not None:
                sum_so_far = bars[parent]
                # += because a node used twice receives one contribution per use
                bars[parent] = partial * bar if sum_so_far is None else sum_so_far + partial * bar


def _plus(sum_so_far: float | None, more: float) -> float:
    return more if sum_so_far is None else sum_so_far + more
