"""Eigenvalues and vectors of symmetric matrices of values, and singular values and vectors, by Jacobi's rotations.

numpy solves the plain problem. Its vectors, as constants, turn the matrix of values into one that is diagonal up to
rounding, whose entries move with the values; a rotation then takes each entry beside the diagonal away. Rotations by
nothing cost a sweep no accuracy, but their angles have slopes. Each sweep squares what is left: after k of them the
derivatives of vectors are right up to order 2ᵏ − 1, those of eigenvalues up to 2ᵏ⁺¹ − 1.
(Golub and Van Loan, Matrix Computations, §8.5 and §8.6.3.)

Within a cluster of equal eigenvalues no single one has a derivative: there is no rotation, and each moves as its own
vector has it. Their sum moves as it should.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from adstudio.primitives.primitive import plain
from adstudio.program.bound_ufunc import BOUND
from adstudio.program.held import holds_values
from adstudio.program.numpy_elimination import each
from adstudio.program.plained import plained

SWEEPS = 4
EQUAL = 1e-12  # times the largest: eigenvalues that are no further apart are a cluster


def _pairs(n: int) -> Iterator[tuple[int, int]]:
    for _ in range(SWEEPS):
        for p in range(n):
            yield from ((p, q) for q in range(p + 1, n))


def _rotation(product: Any, gap: Any) -> tuple[Any, Any]:
    """Cosine and sine of the small angle θ with tan 2θ = 2·product/gap; smooth where the product is 0."""
    sign = 1.0 if plain(gap) >= 0 else -1.0
    tangent = 2.0 * product / (gap + sign * BOUND["hypot"](gap, 2.0 * product))
    cosine = 1.0 / BOUND["sqrt"](1.0 + tangent * tangent)
    return cosine, tangent * cosine


def _turned(table: Any, p: int, q: int, cosine: Any, sine: Any) -> None:
    """Columns p and q of a table, turned in their plane."""
    one, other = table[:, p].copy(), table[:, q].copy()
    table[:, p], table[:, q] = cosine * one - sine * other, sine * one + cosine * other


def _eigen(matrix: Any, vectors: Any, wanted: bool) -> tuple[Any, Any]:
    """Eigenvalues of a symmetric matrix of values, and its vectors if wanted; `vectors` are those of its numbers."""
    table = np.dot(np.dot(vectors.T, matrix), vectors)
    turns = vectors.astype(object)
    n = len(table)
    largest = max((abs(plain(table[i, i])) for i in range(n)), default=0.0)
    for p, q in _pairs(n):
        gap = table[q, q] - table[p, p]
        if abs(plain(gap)) <= EQUAL * largest:
            continue
        cosine, sine = _rotation(table[p, q], gap)
        _turned(table, p, q, cosine, sine)
        _turned(table.T, p, q, cosine, sine)
        if wanted:
            _turned(turns, p, q, cosine, sine)
    values = np.array([table[i, i] for i in range(n)], dtype=object)
    _in_order(values)
    return values, turns


def _in_order(values: Any) -> None:
    """Their order was decided by the values: a branch for each pair of neighbours."""
    for one, other in zip(values, values[1:], strict=False):
        _ = one <= other


def _symmetric(a: Any, lower: bool) -> Any:
    """The matrix of which numpy reads one triangle."""
    table = np.array(a, dtype=object)
    for i in range(table.shape[-1]):
        for j in range(i):
            at, mirrored = ((..., i, j), (..., j, i)) if lower else ((..., j, i), (..., i, j))
            table[mirrored] = table[at]
    return table


def eigh(a: Any, UPLO: Any = "L") -> Any:
    """np.linalg.eigh, with numpy's own signs of the vectors."""
    return _eigh(a, UPLO, True) if holds_values(a) else np.linalg.eigh(a, UPLO)


def eigvalsh(a: Any, UPLO: Any = "L") -> Any:
    """np.linalg.eigvalsh."""
    return _eigh(a, UPLO, False)[0] if holds_values(a) else np.linalg.eigvalsh(a, UPLO)


def _eigh(a: Any, UPLO: Any, wanted: bool) -> Any:
    plainly = np.linalg.eigh(plained(np.asarray(a)), UPLO)
    table = _symmetric(a, UPLO.upper() == "L")
    joined = np.stack([table, np.asarray(plainly[1], dtype=object)], axis=-3)
    outer = joined.shape[:-3]
    found = [_eigen(joined[at][0], joined[at][1].astype(np.float64), wanted) for at in np.ndindex(*outer)]
    values = np.array([list(one) for one, _ in found], dtype=object).reshape(plainly[0].shape)
    vectors = np.array([one.tolist() for _, one in found], dtype=object).reshape(plainly[1].shape)
    return type(plainly)(values, vectors) if hasattr(plainly, "_fields") else (values, vectors)


def _singular(matrix: Any) -> tuple[Any, Any, Any]:
    """U, s and Vᵀ of a matrix of values with at least as many rows as columns."""
    table, turns = _orthogonal(matrix, True)
    s = _lengths(table)
    return BOUND["divide"](table, s), s, turns.T


def _lengths(table: Any) -> Any:
    s = np.array([BOUND["sqrt"](np.dot(column, column)) for column in table.T], dtype=object)
    _in_order(s[::-1])
    return s


def _orthogonal(matrix: Any, wanted: bool) -> tuple[Any, Any]:
    """The columns of A·V, made orthogonal, and V if it is wanted."""
    _, plain_s, plain_v = np.linalg.svd(plained(matrix), full_matrices=False)
    turns = plain_v.T.astype(object)
    table = np.dot(matrix, plain_v.T)
    for p, q in _pairs(len(plain_s)):
        one, other = table[:, p], table[:, q]
        gap = np.dot(other, other) - np.dot(one, one)
        if plain_s[p] - plain_s[q] <= EQUAL * plain_s[0]:
            continue
        cosine, sine = _rotation(np.dot(one, other), gap)
        _turned(table, p, q, cosine, sine)
        if wanted:
            _turned(turns, p, q, cosine, sine)
    return table, turns


def svdvals(x: Any, /) -> Any:
    """The singular values (np.linalg.svdvals, numpy 2)."""
    if not holds_values(x):
        return np.linalg.svd(x, compute_uv=False)
    table = np.asarray(x)
    np.linalg.svd(plained(table), compute_uv=False)
    tall = table if table.shape[-2] >= table.shape[-1] else np.swapaxes(table, -1, -2)
    return each(lambda matrix: _lengths(_orthogonal(matrix, False)[0]), tall)


def svd(a: Any, full_matrices: Any = True, compute_uv: Any = True, hermitian: Any = False) -> Any:
    """np.linalg.svd, with numpy's own signs.

    Where the vectors are not determined it is numpy's own, of plain numbers: those of a singular value that is 0, and
    those that fill up the space of a matrix that is not square.
    """
    if not holds_values(a):
        return np.linalg.svd(a, full_matrices, compute_uv, hermitian)
    table = np.asarray(a)
    plainly = np.linalg.svd(plained(table), full_matrices, compute_uv, hermitian)
    if not compute_uv:
        return svdvals(_symmetric(table, lower=True) if hermitian else table)
    rows, columns = table.shape[-2:]
    s = plainly[1]
    if (full_matrices and rows != columns) or s.size == 0 or (s[..., -1] <= EQUAL * s[..., 0]).any():
        return np.linalg.svd(a, full_matrices, compute_uv, hermitian)
    if hermitian:
        table = _symmetric(table, lower=True)
    if rows >= columns:
        u, values, vt = each(_singular, table)
    else:
        v, values, ut = each(_singular, np.swapaxes(table, -1, -2))
        u, vt = np.swapaxes(ut, -1, -2), np.swapaxes(v, -1, -2)
    sign = np.sign(np.sum(plained(vt) * plainly[2], axis=-1))  # the transpose may have turned a pair of vectors round
    u, vt = u * sign[..., None, :], vt * sign[..., :, None]
    return type(plainly)(u, values, vt) if hasattr(plainly, "_fields") else (u, values, vt)
