"""The backward sweep over recorded nodes: adjoint[parent] += partial · adjoint[node], last node first."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from adstudio.api import Flag, Nodes

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


def backward(nodes: Nodes, output: int, seed: float = 1.0) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """Adjoints (N,) of all nodes for one output, and the rows reached, in the order of the sweep.

    A node that the output does not depend on is never touched, so an infinite partial there does no harm (0·inf).
    """
    adjoint: list[float | None] = [None] * len(nodes)
    adjoint[output] = seed
    order = backward_edges(nodes, output)
    children = np.repeat(np.arange(len(nodes)), np.diff(nodes.start))
    for first in range(0, len(order), CHUNK):
        edges = order[first : first + CHUNK]
        steps = zip(children[edges].tolist(), nodes.parent[edges].tolist(), nodes.partial[edges].tolist(), strict=True)
        for child, parent, partial in steps:
            bar = adjoint[child]
            if bar is not None:
                sum_so_far = adjoint[parent]
                # += because a node used twice receives one contribution per use
                adjoint[parent] = partial * bar if sum_so_far is None else sum_so_far + partial * bar
    reached = np.array([bar is not None for bar in adjoint], np.bool_)
    derivative = np.array([0.0 if bar is None else bar for bar in adjoint], np.float64)
    return derivative, np.flatnonzero(reached)[::-1].astype(np.int32)
