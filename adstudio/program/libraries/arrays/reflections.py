"""Householder's reflections of matrices of values: orthogonal factors, and least squares.

Golub and Van Loan, Matrix Computations, §5.1–5.3. Reflections keep the digits of which normal equations lose half.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import plain
from adstudio.program.libraries.arrays.elimination import substituted
from adstudio.program.libraries.arrays.ufunc import BOUND


def factors(matrix: Any, unit: Any) -> tuple[Any, Any]:
    """Q, from the reflections of the unit vectors in reverse, and R."""
    upper, reflections = triangular(matrix)
    q = unit.astype(object)
    for vector, scale, k, turned in reversed(reflections):
        if turned:
            q[k] = -q[k]
        q[k:] = q[k:] - np.outer(vector, np.dot(vector * scale, q[k:]))
    return q, upper[: unit.shape[1]]


def reflected(matrix: Any, right: Any) -> tuple[Any, Any]:
    """R, and Qᵀ times `right`."""
    upper, reflections = triangular(matrix)
    table = right.astype(object)
    for vector, scale, k, turned in reflections:
        table[k:] = table[k:] - np.outer(vector, np.dot(vector * scale, table[k:]))
        if turned:
            table[k] = -table[k]
    return upper, table


def triangular(matrix: Any) -> tuple[Any, list[tuple[Any, Any, int, bool]]]:
    """R, m × n, and the reflections 1 − scale·v·vᵀ on the rows from k on that lead there.

    As LAPACK has it, a column that is 0 below its diagonal entry needs none; one whose values only happen to be 0
    moves, so it is reflected, and turned back.
    """
    rows, columns = matrix.shape
    upper = np.array(matrix, dtype=object)
    reflections: list[tuple[Any, Any, int, bool]] = []
    for k in range(min(rows - 1, columns)):
        column = upper[k:, k]
        tail = column[1:]
        if not any(isinstance(entry, Leveled) or entry != 0 for entry in tail):
            continue
        turned = all(plain(entry) == 0 for entry in tail)
        sign = -1.0 if column[0] < 0 or np.signbit(plain(column[0])) else 1.0
        length = BOUND["sqrt"](np.dot(column, column))
        vector = column.copy()
        vector[0] = vector[0] + sign * length
        scale = BOUND["divide"](2.0, np.dot(vector, vector))
        upper[k:, k + 1 :] = upper[k:, k + 1 :] - np.outer(vector, np.dot(vector * scale, upper[k:, k + 1 :]))
        upper[k, k], upper[k + 1 :, k] = -sign * length, 0.0
        if turned:
            upper[k, k:] = -upper[k, k:]
        reflections.append((vector, scale, k, turned))
    return upper, reflections


def least_squares(a: Any, b: Any) -> tuple[Any, Any]:
    """The x of least |ax − b|, and R; of a matrix of full rank, no wider than it is high; b is a matrix."""
    upper, right = reflected(a, b)
    columns = a.shape[1]
    return substituted(upper[:columns], right[:columns]), upper[:columns]


def full_rank(a: Any) -> bool:
    """Whether a matrix of plain numbers has the largest rank that it can have: where it has not, x may jump."""
    return a.size > 0 and bool(np.linalg.matrix_rank(a) == min(a.shape))
