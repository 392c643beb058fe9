"""Determinants, linear systems and inverses of matrices of values, by elimination; and the Cholesky factor.

Whether numpy raises is asked of numpy, on the plain numbers: what is singular by one order of operations may miss it
by the last bit in another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from adstudio.primitives.complex_value import plain_number
from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.ufunc import BOUND
from adstudio.program.plained import plained


class SlogdetResult(NamedTuple):
    """As numpy's own, which has no public name."""

    sign: Any
    logabsdet: Any


def each(function: Callable[[Any], Any], table: Any) -> Any:
    """A function of one matrix, of each matrix of a stack."""
    outer = table.shape[:-2]
    if not outer:
        return function(table)
    results = [function(table[at]) for at in np.ndindex(*outer)]
    if isinstance(results[0], tuple):
        parts = [_stack(list(part), outer) for part in zip(*results, strict=True)]
        kind = type(results[0])
        return kind(*parts) if hasattr(kind, "_fields") else tuple(parts)
    return _stack(results, outer)


def _stack(results: list[Any], outer: tuple[int, ...]) -> Any:
    inner = np.shape(results[0])
    stacked = np.empty((len(results), *inner), dtype=object)
    for i, one in enumerate(results):
        stacked[i] = one
    return (stacked if holds_values(stacked) else plained(stacked)).reshape(*outer, *inner)


def det(a: Any) -> Any:
    """np.linalg.det: the product of the pivots."""
    if not holds_values(a):
        return np.linalg.det(a)
    np.linalg.det(plained(a))
    return each(_determinant, np.asarray(a))


def _determinant(matrix: Any) -> Any:
    result: Any = None
    for pivot in _signed_pivots(matrix):
        result = pivot if result is None else result * pivot
    return 1.0 if result is None else result


def slogdet(a: Any) -> Any:
    """np.linalg.slogdet: the sign, a plain number, and the sum of the logarithms of the pivots."""
    plainly = np.linalg.slogdet(plained(a) if holds_values(a) else a)
    if not holds_values(a):
        return plainly
    sign, logarithm = each(_logarithm, np.asarray(a))
    return type(plainly)(sign, logarithm) if hasattr(plainly, "_fields") else SlogdetResult(sign, logarithm)


def _logarithm(matrix: Any) -> tuple[Any, Any]:
    sign, total = 1.0, None
    for pivot in _signed_pivots(matrix):
        sign *= float(np.sign(plain_number(pivot)))
        size = BOUND["log"](BOUND["abs"](pivot))
        total = size if total is None else total + size
    return sign, 0.0 if total is None else total


def _signed_pivots(matrix: Any) -> Iterator[Any]:
    table = np.array(matrix, dtype=object)
    for k, turned in _eliminated(table):
        yield -table[k, k] if turned else table[k, k]


def _eliminated(table: Any) -> Iterator[tuple[int, bool]]:
    """Eliminate below each pivot, the largest of its column; yields the column, and whether two rows changed places."""
    n = len(table)
    for k in range(n):
        pivot = max(range(k, n), key=lambda row: abs(plain_number(table[row, k])))
        if pivot != k:
            table[[k, pivot]] = table[[pivot, k]]
        if plain_number(table[k, k]) != 0:
            for row in range(k + 1, n):
                table[row, k + 1 :] = table[row, k + 1 :] - table[row, k] / table[k, k] * table[k, k + 1 :]
        yield k, pivot != k


def solve(a: Any, b: Any) -> Any:
    """np.linalg.solve: elimination and substitution, of each system of a stack."""
    if not (holds_values(a) or holds_values(b)):
        return np.linalg.solve(a, b)
    plainly = np.linalg.solve(plained(a), plained(b))
    table, right = np.asarray(a), np.asarray(b)
    if table.ndim == 2 and right.ndim <= 2:
        return _solved(table, right)
    column = plainly.ndim == table.ndim - 1 and right.ndim == 1  # one vector for all
    inner = 1 if column else 2
    tables = np.broadcast_to(table, (*plainly.shape[: plainly.ndim - inner], *table.shape[-2:]))
    rights = np.broadcast_to(right, (*plainly.shape[: plainly.ndim - inner], *right.shape[-inner:]))
    result = np.empty(plainly.shape, dtype=object)
    for at in np.ndindex(*plainly.shape[: plainly.ndim - inner]):
        result[at] = _solved(tables[at], rights[at])
    return result


def _solved(a: Any, b: Any) -> Any:
    n = len(a)
    table = np.concatenate([np.array(a, dtype=object), np.array(b, dtype=object).reshape(n, -1)], axis=1)
    for _ in _eliminated(table):
        pass
    return substituted(table[:, :n], table[:, n:]).reshape(b.shape)


def substituted(upper: Any, right: Any) -> Any:
    """The solution of a triangular system, from the last row up; `right` is written into."""
    for k in reversed(range(len(upper))):
        for j in range(k + 1, len(upper)):
            right[k] = right[k] - upper[k, j] * right[j]
        right[k] = BOUND["divide"](right[k], upper[k, k])
    return right


def inv(a: Any) -> Any:
    """np.linalg.inv: the solution for every unit vector."""
    if not holds_values(a):
        return np.linalg.inv(a)
    np.linalg.inv(plained(a))
    return each(lambda matrix: _solved(matrix, np.eye(len(matrix))), np.asarray(a))


def cholesky(a: Any, /, *, upper: bool = False) -> Any:
    """np.linalg.cholesky: row by row, of the lower triangle (of the upper one, in numpy 2, if that is asked for)."""
    more = {"upper": True} if upper else {}
    if not holds_values(a):
        return np.linalg.cholesky(a, **more)
    np.linalg.cholesky(plained(a), **more)
    table = np.asarray(a)
    if upper:
        return np.swapaxes(each(_lower_factor, np.swapaxes(table, -1, -2)), -1, -2)
    return each(_lower_factor, table)


def _lower_factor(matrix: Any) -> Any:
    n = len(matrix)
    factor = np.zeros((n, n)).astype(object)
    for i in range(n):
        for j in range(i + 1):
            entry = matrix[i, j]
            for k in range(j):
                entry = entry - factor[i, k] * factor[j, k]
            factor[i, j] = BOUND["sqrt"](entry) if i == j else BOUND["divide"](entry, factor[j, j])
    return factor
