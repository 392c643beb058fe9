"""Jacobi's rotations of matrices of values: they make a symmetric matrix diagonal, or columns orthogonal.

They begin with the matrix itself and no number from elsewhere, so every number on the way moves with the values. Once
the entries to be taken away are small each sweep squares them, and so it does with their derivatives: k sweeps more
make those of vectors right up to order 2ᵏ − 1, those of eigenvalues up to 2ᵏ⁺¹ − 1.
(Golub and Van Loan, Matrix Computations, §8.5 and §8.6.3.)

Within a cluster of equal eigenvalues no single one has a derivative: there is no rotation, and each moves as its own
vector has it. Their sum moves as it should.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import plain
from adstudio.program.libraries.arrays.ufunc import BOUND

SMALL = 1e-8  # the product over the gap below which a sweep squares it
EQUAL = 1e-12  # relative: what is no further apart is a cluster
SWEEPS = 4  # more, once all products are small
LONGEST = 60  # sweeps at most; ten are many

Pair = tuple[int, int]


def diagonal(matrix: Any, wanted: bool) -> tuple[Any, Any]:
    """Eigenvalues of a symmetric matrix of values, in no order, and the vectors if they are wanted."""
    table, n = np.array(matrix, dtype=object), len(matrix)
    vectors = np.eye(n).astype(object)
    scale = max((abs(plain(entry)) for entry in table.ravel()), default=0.0)

    def measure(p: int, q: int) -> tuple[Any, Any, float]:
        return table[p, q], table[q, q] - table[p, p], scale

    def turn(p: int, q: int, product: Any, tangent: Any, cosine: Any, sine: Any) -> None:
        table[p, p], table[q, q] = table[p, p] - tangent * product, table[q, q] + tangent * product
        table[p, q] = table[q, p] = 0.0
        for r in range(n):
            if r not in (p, q):
                one, other = table[r, p], table[r, q]
                table[r, p] = table[p, r] = cosine * one - sine * other
                table[r, q] = table[q, r] = sine * one + cosine * other
        if wanted:
            _turned(vectors, p, q, cosine, sine)

    _sweeps(n, measure, turn)
    return np.array([table[i, i] for i in range(n)], dtype=object), vectors


def orthogonal(matrix: Any, wanted: bool) -> tuple[Any, Any]:
    """A·V with orthogonal columns, in no order, and V if it is wanted."""
    table, n = np.array(matrix, dtype=object), matrix.shape[1]
    turns = np.eye(n).astype(object)

    def measure(p: int, q: int) -> tuple[Any, Any, float]:
        one, other = table[:, p], table[:, q]
        before, after = np.dot(one, one), np.dot(other, other)
        return np.dot(one, other), after - before, max(plain(before), plain(after))

    def turn(p: int, q: int, _product: Any, _tangent: Any, cosine: Any, sine: Any) -> None:
        _turned(table, p, q, cosine, sine)
        if wanted:
            _turned(turns, p, q, cosine, sine)

    _sweeps(n, measure, turn)
    return table, turns


def _sweeps(n: int, measure: Callable[[int, int], tuple[Any, Any, float]], turn: Callable[..., None]) -> None:
    """Sweeps over all pairs until no product is large, and some more for the derivatives.

    Two columns need one rotation, which is exact. measure: the product, the gap, and the size of what they come from.
    """
    more = SWEEPS if n > 2 else 0
    for _ in range(LONGEST):
        large = False
        for p, q in _pairs(n):
            product, gap, scale = measure(p, q)
            if not isinstance(product, Leveled) and product == 0:
                continue
            size, apart = abs(plain(product)), abs(plain(gap))
            if max(size, apart) <= EQUAL * scale:
                continue
            large = large or size > SMALL * apart
            turn(p, q, product, *_rotation(product, gap))
        if not large or n == 2:
            if more <= 0:
                return
            more -= 1


def _pairs(n: int) -> Iterator[Pair]:
    return ((p, q) for p in range(n) for q in range(p + 1, n))


def _rotation(product: Any, gap: Any) -> tuple[Any, Any, Any]:
    """Tangent, cosine and sine of the small angle θ with tan 2θ = 2·product/gap; smooth where the product is 0.

    Of two such angles, that below 45° or hardly above: equal diagonal entries are common, and the choice should not
    turn on their last bits.
    """
    sign = 1.0 if plain(gap) >= -0.1 * abs(plain(product)) else -1.0
    tangent = BOUND["divide"](2.0 * product, gap + sign * BOUND["hypot"](gap, 2.0 * product))
    cosine = BOUND["divide"](1.0, BOUND["hypot"](1.0, tangent))
    return tangent, cosine, tangent * cosine


def _turned(table: Any, p: int, q: int, cosine: Any, sine: Any) -> None:
    """Columns p and q of a table, turned in their plane."""
    one, other = table[:, p].copy(), table[:, q].copy()
    table[:, p], table[:, q] = cosine * one - sine * other, sine * one + cosine * other
