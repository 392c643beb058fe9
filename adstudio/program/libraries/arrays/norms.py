"""np.linalg.norm and np.linalg.cond on values, by their formulas."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.primitives.primitive import plain
from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.axes import along, at_the_end
from adstudio.program.libraries.arrays.complex_numbers import holds_complex
from adstudio.program.libraries.arrays.elimination import inv
from adstudio.program.libraries.arrays.extremes import largest, smallest
from adstudio.program.libraries.arrays.spectral import svdvals
from adstudio.program.libraries.arrays.ufunc import BOUND
from adstudio.program.libraries.fallback import LibraryFunction
from adstudio.program.plained import plained


def norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    """np.linalg.norm, of every order and along any axes. Wrong orders and axes raise numpy's own errors."""
    if not holds_values(x):
        return np.linalg.norm(x, ord, axis, keepdims)
    table = np.asarray(x)
    np.linalg.norm(plained(table), ord, axis, keepdims)  # raises for what it can't take
    if holds_complex(table):
        if ord in (2, -2, "nuc") and (axis is None or not np.isscalar(axis)) and table.ndim > 1:
            return LibraryFunction(np.linalg.norm)(table, ord, axis, keepdims)
        table = BOUND["abs"](table)
    if axis is None and (ord is None or (ord in ("f", "fro") and table.ndim == 2) or (ord == 2 and table.ndim == 1)):
        flat = table.ravel()
        length = BOUND["sqrt"](np.dot(flat, flat))
        return np.array(length, dtype=object).reshape([1] * table.ndim) if keepdims else length
    axes = along(axis, table)
    inner = at_the_end(table, axes)
    result = _vectors(inner, ord) if len(axes) == 1 else _matrices(inner, ord)
    if keepdims:
        result = np.expand_dims(np.asarray(result, dtype=object), axes)
    return result


def _vectors(x: Any, ord: Any) -> Any:
    """Along the last axis."""
    if ord in (None, 2):
        return BOUND["sqrt"](np.sum(x * x, axis=-1))
    if ord == 0:
        return np.linalg.norm(plained(x), 0, axis=-1)
    size = BOUND["abs"](x)
    if ord == np.inf:
        return largest(size, axis=-1)
    if ord == -np.inf:
        return smallest(size, axis=-1)
    if ord == 1:
        return np.sum(size, axis=-1)
    return BOUND["power"](np.sum(BOUND["power"](size, ord), axis=-1), 1.0 / ord)


def _matrices(x: Any, ord: Any) -> Any:
    """Over the last two axes."""
    if ord in (None, "f", "fro"):
        return BOUND["sqrt"](np.sum(np.sum(x * x, axis=-1), axis=-1))
    if ord == "nuc":
        return np.sum(svdvals(x), axis=-1)
    if abs(ord) == 2:
        return svdvals(x)[..., 0 if ord > 0 else -1]
    sums = np.sum(BOUND["abs"](x), axis=-2 if abs(ord) == 1 else -1)
    return largest(sums, axis=-1) if ord > 0 else smallest(sums, axis=-1)


def cond(x: Any, p: Any = None) -> Any:
    """np.linalg.cond: by singular values, or by the norms of a matrix and its inverse."""
    if not holds_values(x):
        return np.linalg.cond(x, p)
    table = np.asarray(x)
    plainly = np.linalg.cond(plained(table), p)
    if not np.isfinite(plainly).all():  # singular: inf, as numpy has it
        return plainly
    if p in (None, 2, -2):
        s = svdvals(table)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    return norm(table, p, axis=(-2, -1)) * norm(inv(table), p, axis=(-2, -1))


def vector_norm(x: Any, /, *, axis: Any = None, keepdims: bool = False, ord: Any = 2) -> Any:
    """np.linalg.vector_norm (numpy 2): along axes as if they were one."""
    if not holds_values(x):
        return getattr(np.linalg, "vector_norm")(x, axis=axis, keepdims=keepdims, ord=ord)  # noqa: B009 (numpy 2)
    table = np.asarray(x)
    if axis is None:
        result = norm(table.ravel(), ord)
        return np.array(result, dtype=object).reshape([1] * table.ndim) if keepdims else result
    axes = along(axis, table)
    inner = at_the_end(table, axes)
    result = norm(inner.reshape(*inner.shape[: -len(axes)], -1), ord, axis=-1)
    return np.expand_dims(np.asarray(result, dtype=object), axes) if keepdims else result


def matrix_norm(x: Any, /, *, keepdims: bool = False, ord: Any = "fro") -> Any:
    """np.linalg.matrix_norm (numpy 2)."""
    return norm(x, ord, axis=(-2, -1), keepdims=keepdims)


def matrix_rank(a: Any, *more: Any, **keywords: Any) -> Any:
    """np.linalg.matrix_rank: a count, so plain."""
    return np.linalg.matrix_rank(plained(a), *(plain(x) for x in more), **plained(keywords))
