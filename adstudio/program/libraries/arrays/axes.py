"""The axes along which a function of numpy goes."""

from __future__ import annotations

from typing import Any

import numpy as np


def along(axis: Any, table: Any) -> tuple[int, ...]:
    """`axis` as numpy takes it, one, several or None for all of a table's, counted from its first."""
    axes = range(table.ndim) if axis is None else axis if isinstance(axis, tuple) else (int(axis),)
    return tuple(one % table.ndim for one in axes)


def at_the_end(table: Any, axes: tuple[int, ...]) -> Any:
    """The table with these axes as its last ones, in this order."""
    return np.moveaxis(table, axes, range(-len(axes), 0))
