"""What lies between the point and a shifted one: a kink, a jump, the end of where an operation is defined.

A difference across it is no derivative on either side.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from adstudio.api import TABLE, Flag, Nodes

CURVED = ("hypot", "atan2")  # the operations with a kink whose slopes are not constant beside it
WRAPPING = ("mod", "fmod", "remainder")  # x − n·y: as steep on both sides of a jump where only x moves


def first_crossing(base: Nodes, ops: tuple[str, ...], run: Nodes, same: int) -> int:
    """The first of the `same` rows that two runs have in common where they are on two sides of a kink; −1 for none.

    Beside a kink the partials are constant (±1 of abs, 0 and 1 of max), so another partial is another side; where all
    are 0 (floor, sign) another value is, and of a remainder another n. A point on the kink itself is left by every move
    of an argument.
    """
    kinked = [number for number, op in enumerate(ops) if op in TABLE and TABLE[op].kink is not None]
    rows = np.flatnonzero(np.isin(base.op[:same], kinked))
    if not len(rows):
        return -1
    start = base.start[: same + 1]
    edges = slice(0, int(start[-1]))
    parent, partial = base.parent[edges], base.partial[edges]
    moved = _any(_changed(base.value[parent], run.value[parent]), start, rows)
    turned = _any(_changed(partial, run.partial[edges]), start, rows)
    turned &= ~np.isin(base.op[rows], [ops.index(op) for op in CURVED if op in ops])
    flat = ~_any(np.nan_to_num(partial) != 0.0, start, rows)  # NaN: of a constant
    jumped = flat & _changed(base.value[rows], run.value[rows])
    jumped |= _wrapped(base, ops, run, rows)
    angle = np.isin(base.op[rows], [ops.index(op) for op in ("atan2",) if op in ops])  # jumps where y changes sign
    jumped |= angle & (np.abs(base.value[rows] - run.value[rows]) > math.pi)
    y = base.parent[base.start[rows]]
    moved &= ~angle | _changed(base.value[y], run.value[y])
    moved &= ~_of_steady_sign(base, ops, run, rows)
    left = moved & ((base.flags[rows] & Flag.KINK) != 0)
    crossed = np.flatnonzero(turned | jumped | left)
    return int(rows[crossed[0]]) if len(crossed) else -1


def _of_steady_sign(base: Nodes, ops: tuple[str, ...], run: Nodes, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the rows are copysign(x, ±0) with the zero standing still, and x no zero."""
    found = np.zeros(len(rows), np.bool_)
    which = np.flatnonzero(np.isin(base.op[rows], [ops.index(op) for op in ("copysign",) if op in ops]))
    x, y = (base.parent[base.start[rows[which]] + argument] for argument in (0, 1))
    found[which] = ~_changed(base.value[y], run.value[y]) & (base.value[x] != 0.0)
    return found


def _wrapped(base: Nodes, ops: tuple[str, ...], run: Nodes, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which of the rows are remainders x − n·y with another n."""
    found = np.zeros(len(rows), np.bool_)
    which = np.flatnonzero(np.isin(base.op[rows], [ops.index(op) for op in WRAPPING if op in ops]))
    row = rows[which]
    x, y = (base.parent[base.start[row] + argument] for argument in (0, 1))
    with np.errstate(all="ignore"):
        ours, theirs = (np.rint((nodes.value[x] - nodes.value[row]) / nodes.value[y]) for nodes in (base, run))
    found[which] = _changed(ours, theirs)
    return found


def first_undefined(base: Nodes, run: Nodes, same: int, moving: Iterable[int]) -> int:
    """The first of the `same` rows that depends on what moves and is no finite number in one of two runs; −1 for none.

    moving: the input rows that are shifted.
    """
    odd = np.flatnonzero(~np.isfinite(base.value[:same]) | ~np.isfinite(run.value[:same]))
    if not len(odd):
        return -1
    found = odd[depending(base, moving)[odd]]
    return int(found[0]) if len(found) else -1


def depending(nodes: Nodes, moving: Iterable[int]) -> NDArray[np.bool_]:
    """Which rows have one of `moving` among their ancestors, (N,); these count as their own."""
    moved = [False] * len(nodes)
    for row in moving:
        moved[row] = True
    start, parent = nodes.start.tolist(), nodes.parent.tolist()
    for row in range(len(moved)):
        for edge in range(start[row], start[row + 1]):
            if moved[parent[edge]]:
                moved[row] = True
                break
    return np.array(moved, np.bool_)


def _any(of_edges: NDArray[np.bool_], start: NDArray[np.int64], rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether any edge into each of the rows is marked."""
    counts = np.concatenate([[0], np.cumsum(of_edges)])
    found: NDArray[np.bool_] = counts[start[rows + 1]] > counts[start[rows]]
    return found


def _changed(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Where two columns differ; NaN is NaN."""
    changed: NDArray[np.bool_] = (one != other) & ~(np.isnan(one) & np.isnan(other))
    return changed
