"""Evaluate recorded operations again with other inputs: many shifted points at once, or complex numbers.

A replay is the program itself as long as nothing was decided by a value: no branch, and no value that left the graph.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adstudio.api import TABLE, Edited, EditKind, Nodes


class NoComplexForm(Exception):
    """An operation that is not defined on complex numbers here."""


def replay(
    nodes: Nodes, ops: tuple[str, ...], inputs: Mapping[int, Any], *, edits: Mapping[int, Edited] | None = None
) -> list[Any]:
    """The value of every node when the rows in `inputs` have other values.

    inputs: numbers or arrays (M,), real or complex, by row. Rows that do not depend on them stay plain floats.
    edits: the values that a person put in: what is set stays, what is nudged is by as much.
    Raises `NoComplexForm` for an operation that complex numbers can't take.
    """
    values: list[Any] = nodes.value.tolist()
    moved = np.zeros(len(nodes), np.bool_)
    for row, value in inputs.items():
        values[row], moved[row] = value, True
    complexly = any(np.iscomplexobj(value) for value in inputs.values())
    start, parent, op = nodes.start.tolist(), nodes.parent.tolist(), nodes.op.tolist()
    with np.errstate(all="ignore"):
        for row in range(len(values)):
            parents = parent[start[row] : start[row + 1]]
            edited = edits.get(row) if edits else None
            if not any(moved[p] for p in parents) or (edited is not None and edited.kind is EditKind.SET):
                continue
            moved[row] = True
            primitive = TABLE[ops[op[row]]]
            function = primitive.analytic if complexly else primitive.ieee
            if function is None:
                raise NoComplexForm(f"{primitive.name} has no complex form, so the complex step can't take it")
            values[row] = function(*(values[p] for p in parents))
            if edited is not None:
                values[row] = values[row] + edited.shift
    return values


def column(values: list[Any], imaginary: bool = False) -> NDArray[np.float64]:
    """Replayed scalars as a column; the imaginary parts if asked for."""
    return np.array([np.imag(value) if imaginary else np.real(value) for value in values], np.float64)
