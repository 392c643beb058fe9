"""numpy's eigenvalues and vectors of symmetric matrices, and singular values and vectors, on values."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.elimination import each
from adstudio.program.libraries.arrays.reflections import factors, full_rank, triangular
from adstudio.program.libraries.arrays.rotations import EQUAL, diagonal, orthogonal
from adstudio.program.libraries.arrays.ufunc import BOUND
from adstudio.program.plained import plained


def eigh(a: Any, UPLO: Any = "L") -> Any:
    """np.linalg.eigh, with numpy's own vectors."""
    if not holds_values(a):
        return np.linalg.eigh(a, UPLO)
    plainly = np.linalg.eigh(plained(np.asarray(a)), UPLO)
    values, vectors = each(lambda matrix: _eigen(matrix, UPLO), _symmetric(a, UPLO))
    return type(plainly)(values, vectors) if hasattr(plainly, "_fields") else (values, vectors)


def eigvalsh(a: Any, UPLO: Any = "L") -> Any:
    """np.linalg.eigvalsh."""
    if not holds_values(a):
        return np.linalg.eigvalsh(a, UPLO)
    np.linalg.eigvalsh(plained(np.asarray(a)), UPLO)
    return each(lambda matrix: _ordered(diagonal(matrix, False)[0])[0], _symmetric(a, UPLO))


def _symmetric(a: Any, UPLO: str) -> Any:
    """The matrix of which numpy reads one triangle."""
    table = np.array(a, dtype=object)
    for i in range(table.shape[-1]):
        for j in range(i):
            at, mirrored = ((..., i, j), (..., j, i)) if UPLO.upper() == "L" else ((..., j, i), (..., i, j))
            table[mirrored] = table[at]
    return table


def _eigen(matrix: Any, UPLO: Any) -> tuple[Any, Any]:
    values, order = _ordered((found := diagonal(matrix, True))[0])
    theirs = np.linalg.eigh(plained(matrix), UPLO)[1]
    return values, _aligned(found[1][:, order], plained(values), theirs)[0]


def _ordered(values: Any) -> tuple[Any, Any]:
    """From the smallest up, and where each was. The values decided it: a branch for each pair of neighbours."""
    order = np.argsort(plained(values), kind="stable")
    found = values[order]
    for one, other in zip(found, found[1:], strict=False):
        _ = one <= other
    return found, order


def _aligned(vectors: Any, values: Any, theirs: Any, *others: Any) -> tuple[Any, ...]:
    """Columns with numpy's signs, within a cluster of equal values numpy's own choice; others go along."""
    overlap = np.dot(plained(vectors).T, theirs)
    tables = [table.copy() for table in (vectors, *others)]
    first, scale = 0, max(np.abs(values), default=0.0)
    for end in range(1, len(values) + 1):
        if end < len(values) and abs(values[end] - values[end - 1]) <= EQUAL * scale:
            continue
        for table in tables:
            if end - first > 1:
                table[:, first:end] = np.dot(table[:, first:end], overlap[first:end, first:end])
            elif overlap[first, first] < 0:
                table[:, first] = -table[:, first]
        first = end
    return tuple(tables)


def svdvals(x: Any, /) -> Any:
    """The singular values (np.linalg.svdvals, numpy 2)."""
    if not holds_values(x):
        return np.linalg.svd(x, compute_uv=False)
    table = np.asarray(x)
    np.linalg.svd(plained(table), compute_uv=False)
    return each(_lengths, table if table.shape[-2] >= table.shape[-1] else np.swapaxes(table, -1, -2))


def _lengths(matrix: Any) -> Any:
    """Of a matrix that is no wider than high; of a higher one R has the same, and is smaller."""
    rows, columns = matrix.shape
    if rows > columns and full_rank(plained(matrix)):
        matrix = triangular(matrix)[0][:columns]
    return _ordered(_sizes(orthogonal(matrix, False)[0]))[0][::-1]


def _sizes(table: Any) -> Any:
    return np.array([BOUND["sqrt"](np.dot(column, column)) for column in table.T], dtype=object)


def _singular(matrix: Any) -> tuple[Any, Any, Any]:
    """U, s and Vᵀ of a matrix of full rank that is no wider than high."""
    rows, columns = matrix.shape
    q, square = factors(matrix, np.eye(rows, columns)) if rows > columns else (None, matrix)
    table, turns = orthogonal(square, True)
    sizes = _sizes(table)
    ordered, order = _ordered(sizes)
    s, order = ordered[::-1], order[::-1]
    theirs = np.linalg.svd(plained(matrix), full_matrices=False)[2].T
    v, u = _aligned(turns[:, order], plained(s), theirs, BOUND["divide"](table[:, order], s))
    return (u if q is None else np.dot(q, u)), s, v.T


def svd(a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False) -> Any:
    """np.linalg.svd, with numpy's own vectors.

    Where the vectors are not determined it is numpy's own, of plain numbers: those of a singular value that is 0, and
    those that fill up the space of a matrix that is not square.
    """
    if not holds_values(a):
        return np.linalg.svd(a, full_matrices, compute_uv, hermitian)
    table = np.asarray(a)
    plainly = np.linalg.svd(plained(table), full_matrices, compute_uv, hermitian)
    if hermitian:
        table = _symmetric(table, "L")
    if not compute_uv:
        return svdvals(table)
    rows, columns = table.shape[-2:]
    s = plainly[1]
    if (full_matrices and rows != columns) or s.size == 0 or (s[..., -1] <= EQUAL * s[..., 0]).any():
        return np.linalg.svd(a, full_matrices, compute_uv, hermitian)
    if rows >= columns:
        u, values, vt = each(_singular, table)
    else:
        v, values, ut = each(_singular, np.swapaxes(table, -1, -2))
        u, vt = np.swapaxes(ut, -1, -2), np.swapaxes(v, -1, -2)
    sign = np.sign(np.sum(plained(vt) * plainly[2], axis=-1))  # of a transpose, or a symmetric matrix, numpy has others
    if (sign < 0).any():
        u, vt = u * sign[..., None, :], vt * sign[..., :, None]
    return type(plainly)(u, values, vt) if hasattr(plainly, "_fields") else (u, values, vt)
