"""tensorsolve, tensorinv and matrix_power of values: solving and inverting, after a change of shape."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.elimination import inv, solve
from adstudio.program.plained import plained


def tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    """np.linalg.tensorsolve."""
    if not (holds_values(a) or holds_values(b)):
        return np.linalg.tensorsolve(a, b, axes)
    plainly = np.linalg.tensorsolve(plained(a), plained(b), axes)
    table, right = np.asarray(a), np.asarray(b)
    if axes is not None:
        last = [one % table.ndim for one in axes]
        table = table.transpose([one for one in range(table.ndim) if one not in last] + last)
    return solve(table.reshape(right.size, right.size), right.ravel()).reshape(plainly.shape)


def tensorinv(a: Any, ind: Any = 2) -> Any:
    """np.linalg.tensorinv."""
    if not holds_values(a):
        return np.linalg.tensorinv(a, ind)
    plainly = np.linalg.tensorinv(plained(a), ind)
    table = np.asarray(a)
    return inv(table.reshape(math.prod(table.shape[:ind]), -1)).reshape(plainly.shape)


def matrix_power(a: Any, n: Any) -> Any:
    """np.linalg.matrix_power: of the inverse, if n is negative."""
    if not holds_values(a) or n >= 0:
        return np.linalg.matrix_power(a, n)
    np.linalg.matrix_power(plained(a), n)
    return np.linalg.matrix_power(inv(a), -n)
