"""How much rounding the operations of a trace pass on to a result: the first-order bound Σ |v̄ᵢ·vᵢ|·ε.

Each operation rounds its value by at most about ε·|vᵢ|, and the result moves by v̄ᵢ times that (Linnainmaa, Taylor
expansion of the accumulated rounding error, BIT 16, 1976; Griewank & Walther, Evaluating Derivatives, 2nd ed., §14.1).
"""

from __future__ import annotations

import math
from collections.abc import Collection

import numpy as np

from adstudio.traces.model import Flag, Floats, Nodes

EPS = float(np.finfo(np.float64).eps)


def adjoints(nodes: Nodes, row: int, *, cut: Collection[int] = ()) -> Floats:
    """∂row/∂every row, (row + 1,): one reverse sweep over the recorded partials. cut: rows that depend on nothing."""
    bar = [0.0] * (row + 1)
    bar[row] = 1.0
    start, parent, partial = nodes.start.tolist(), nodes.parent.tolist(), nodes.partial.tolist()
    constant = ((nodes.flags & Flag.CONSTANT) != 0).tolist()
    for i in range(row, -1, -1):
        weight = bar[i]
        if weight == 0.0 or i in cut:
            continue
        for edge in range(start[i], start[i + 1]):
            if not constant[parent[edge]]:
                bar[parent[edge]] += partial[edge] * weight
    return np.array(bar)


def magnitude(nodes: Nodes, adjoint: Floats, row: int) -> float:
    """Σ |v̄ᵢ·vᵢ| over the operations that lead to `row`: times ε it is the round-off of its value, at most about.

    adjoint: ∂row/∂every row, (N,) or (row + 1,). Inputs and constants are taken as they are.
    """
    n = row + 1
    operations = (nodes.flags[:n] & (Flag.INPUT | Flag.CONSTANT)) == 0
    with np.errstate(all="ignore"):
        sizes = np.abs(adjoint[:n] * nodes.value[:n])[operations]
    total = float(sizes[np.isfinite(sizes)].sum())
    own = abs(float(nodes.value[row]))
    return max(total, own) if math.isfinite(own) else total


def digits_lost(nodes: Nodes, row: int) -> float:
    """Decimal digits of the value of `row` that rounding of a single earlier value may cost; inf for a value of 0.

    Where the largest |v̄ᵢ·vᵢ| is a million times the result, six digits cancel.
    """
    value = abs(float(nodes.value[row]))
    adjoint = adjoints(nodes, row)
    operations = (nodes.flags[: row + 1] & (Flag.INPUT | Flag.CONSTANT)) == 0
    with np.errstate(all="ignore"):
        sizes = np.abs(adjoint * nodes.value[: row + 1])[operations]
    sizes = sizes[np.isfinite(sizes)]
    largest = float(sizes.max()) if len(sizes) else value
    if largest == 0.0 or not math.isfinite(value):
        return 0.0
    return max(math.log10(largest / value), 0.0) if value else math.inf
