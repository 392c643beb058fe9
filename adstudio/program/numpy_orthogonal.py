"""Orthogonal factors of matrices of values, by Householder's reflections, and what they solve: least squares, fits.

Golub and Van Loan, Matrix Computations, §5.1–5.3. Reflections keep the digits of which normal equations lose half.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import plain
from adstudio.program.bound_ufunc import BOUND
from adstudio.program.held import holds_values
from adstudio.program.numpy_elimination import each, substituted
from adstudio.program.numpy_spectral import svdvals
from adstudio.program.plained import plained


def qr(a: Any, mode: Any = "reduced") -> Any:
    """np.linalg.qr, with the signs of its factors; the mode "raw" is numpy's own, of plain numbers."""
    if not holds_values(a) or mode not in ("reduced", "complete", "r") or np.ndim(a) < 2:
        return np.linalg.qr(a, mode)
    table = np.asarray(a)
    plainly = np.linalg.qr(plained(table), mode)
    rows, columns = table.shape[-2:]
    if np.linalg.matrix_rank(plained(table)).min() < min(rows, columns):
        return np.linalg.qr(a, mode)  # the factors have no derivative there
    right = np.eye(rows) if mode == "complete" else np.eye(rows, min(rows, columns))
    if mode == "r":
        return each(lambda matrix: _reflected(matrix, right)[0][: min(rows, columns)], table)
    q, r = each(lambda matrix: _factors(matrix, right), table)
    return type(plainly)(q, r) if hasattr(plainly, "_fields") else (q, r)


def _factors(matrix: Any, unit: Any) -> tuple[Any, Any]:
    """Q, from the reflections of the unit vectors in reverse, and R."""
    upper, reflections = _triangular(matrix)
    q = unit.astype(object)
    for vector, scale, k, turned in reversed(reflections):
        if turned:
            q[k] = -q[k]
        q[k:] = q[k:] - np.outer(vector, np.dot(vector * scale, q[k:]))
    return q, upper[: unit.shape[1]]


def _reflected(matrix: Any, right: Any) -> tuple[Any, Any]:
    """R, and Qᵀ times `right`."""
    upper, reflections = _triangular(matrix)
    table = right.astype(object)
    for vector, scale, k, turned in reflections:
        table[k:] = table[k:] - np.outer(vector, np.dot(vector * scale, table[k:]))
        if turned:
            table[k] = -table[k]
    return upper, table


def _triangular(matrix: Any) -> tuple[Any, list[tuple[Any, Any, int, bool]]]:
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


def least_squares(a: Any, b: Any) -> Any:
    """The x of least |ax − b|, of a matrix of full rank with at least as many rows as columns; b is a matrix."""
    upper, right = _reflected(a, b)
    columns = a.shape[1]
    return substituted(upper[:columns], right[:columns])


def full_rank(a: Any) -> bool:
    """Whether the matrix of plain numbers has the largest rank that it can have: where it has not, x may jump."""
    return bool(np.linalg.matrix_rank(a) == min(a.shape)) and a.size > 0


def pinv(a: Any, *more: Any, **keywords: Any) -> Any:
    """np.linalg.pinv of matrices of full rank; of others it is numpy's own, of plain numbers."""
    if not holds_values(a) or np.ndim(a) < 2:
        return np.linalg.pinv(a, *more, **keywords)
    table = np.asarray(a)
    plainly = np.linalg.pinv(plained(table), *more, **plained(keywords))
    whole = min(table.shape[-2:])
    if table.size == 0 or (np.linalg.matrix_rank(plainly) < whole).any():
        return np.linalg.pinv(a, *more, **keywords)
    return each(_pseudoinverse, table)


def _pseudoinverse(matrix: Any) -> Any:
    rows, columns = matrix.shape
    if rows < columns:
        return _pseudoinverse(matrix.T).T
    return least_squares(matrix, np.eye(rows))


def lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    """np.linalg.lstsq of matrices of full rank; of others it is numpy's own, of plain numbers."""
    if not (holds_values(a) or holds_values(b)):
        return np.linalg.lstsq(a, b, rcond)
    table, right = np.asarray(a), np.asarray(b)
    _, plain_residuals, rank, _ = np.linalg.lstsq(plained(table), plained(right), rcond)
    rows, columns = table.shape
    if rank < min(rows, columns) or table.size == 0:
        return np.linalg.lstsq(a, b, rcond)
    matrix = right.reshape(rows, -1)
    if rows >= columns:
        x = least_squares(table, matrix)
    else:
        x = np.dot(_pseudoinverse(table), matrix)
    residuals: Any = plain_residuals
    if len(plain_residuals):
        difference = matrix - np.dot(table, x)
        residuals = np.sum(difference * difference, axis=0)
    singular = svdvals(table) if holds_values(table) else np.linalg.svd(table, compute_uv=False)
    return x.reshape(columns, *right.shape[1:]), residuals, rank, singular
