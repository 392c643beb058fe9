"""numpy's qr, pinv and lstsq on matrices of values, by Householder's reflections."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.elimination import each
from adstudio.program.libraries.arrays.reflections import factors, least_squares, reflected
from adstudio.program.libraries.arrays.spectral import svdvals
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
        return each(lambda matrix: reflected(matrix, right)[0][: min(rows, columns)], table)
    q, r = each(lambda matrix: factors(matrix, right), table)
    return type(plainly)(q, r) if hasattr(plainly, "_fields") else (q, r)


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
    return least_squares(matrix, np.eye(rows))[0]


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
    singular = np.linalg.svd(plained(table), compute_uv=False)
    if rows >= columns:
        x, upper = least_squares(table, matrix)
        singular = svdvals(upper) if holds_values(upper) else singular
    else:
        singular = svdvals(table) if holds_values(table) else singular
        x = np.dot(_pseudoinverse(table), matrix)
    residuals: Any = plain_residuals
    if len(plain_residuals):
        difference = matrix - np.dot(table, x)
        residuals = np.sum(difference * difference, axis=0)
    return x.reshape(columns, *right.shape[1:]), residuals, rank, singular
