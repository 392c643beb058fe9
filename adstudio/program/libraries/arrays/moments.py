"""Sums, means and moments of values: of one value, of those that a mask leaves, covariances, correlations, rounding."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import plain
from adstudio.primitives.table import TABLE
from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.axes import along, at_the_end
from adstudio.program.libraries.arrays.ufunc import BOUND, boxed
from adstudio.program.plained import plained

_TO_DIGITS = replace(TABLE["round_to"], value=lambda x, digits: float(np.round(x, int(digits))))
_TO_WHOLE = replace(TABLE["round"], value=lambda x: float(np.round(x)))


def _reduced(original: Callable[..., Any]) -> Callable[..., Any]:
    """np.sum and its kin; numpy has no way to take a value alone, nor one with a mask through objects."""

    def reduce(a: Any, axis: Any = None, *more: Any, **keywords: Any) -> Any:
        if not holds_values(a):
            return original(a, axis, *more, **keywords)
        table = np.asarray(boxed(a))
        if keywords.get("where", True) is True:
            return original(table.reshape(1) if isinstance(a, Leveled) else table, axis, *more, **keywords)
        mask = keywords.pop("where")
        plainly = original(plained(table), axis, *more, where=mask, **plained(keywords))
        keywords.pop("keepdims", None)
        mask = np.broadcast_to(mask, table.shape)
        axes = along(axis, table)
        inner, chosen = (at_the_end(one, axes) for one in (table, mask))
        size = math.prod(table.shape[one] for one in axes)
        rows, masks = inner.reshape(-1, size), chosen.reshape(-1, size)
        result = np.empty(len(rows), dtype=object)
        for i, row in enumerate(rows):
            result[i] = original(row[masks[i]], None, *more, **keywords) if masks[i].any() else plainly.ravel()[i]
        return result.reshape(np.shape(plainly)) if np.shape(plainly) else result[0]

    return reduce


def cov(m: Any, y: Any = None, rowvar: Any = True, bias: Any = False, ddof: Any = None,
        fweights: Any = None, aweights: Any = None, *, dtype: Any = None) -> Any:  # fmt: skip
    """np.cov: products of deviations from the (weighted) means."""
    given = (m, y, rowvar, bias, ddof, fweights, aweights)
    if not any(holds_values(thing) for thing in given):
        return np.cov(*given, dtype=dtype)
    plainly = np.cov(*(plained(thing) for thing in given), dtype=dtype)  # refuses, and warns
    table = _observed(m, rowvar)
    if y is not None:
        table = np.concatenate([table, _observed(y, rowvar)])
    ddof = ddof if ddof is not None else 0 if bias else 1
    count = table.shape[1]
    weights: Any = np.ones(count).astype(object)
    for one in (fweights, aweights):
        weights = weights if one is None else weights * np.asarray(one)
    weighted = fweights is not None or aweights is not None
    total = np.sum(weights) if weighted else count
    freedom = total - ddof
    if aweights is not None and ddof:
        freedom = total - ddof * np.sum(weights * np.asarray(aweights)) / total
    if plain(freedom) <= 0:
        return plainly
    means = np.sum(table * weights if weighted else table, axis=1) / total
    deviations = table - means[:, None]
    products = np.dot(deviations, (deviations * weights if weighted else deviations).T)
    result = (products / freedom).squeeze()
    return result if result.shape else result[()]


def _observed(m: Any, rowvar: Any) -> Any:
    """One variable a row."""
    table = np.asarray(boxed(m))
    rows = np.atleast_2d(table)
    return rows.T if not rowvar and table.ndim == 2 and rows.shape[0] != 1 else rows


def corrcoef(x: Any, y: Any = None, rowvar: Any = True, **keywords: Any) -> Any:
    """np.corrcoef: covariances over both standard deviations."""
    if not (holds_values(x) or holds_values(y)):
        return np.corrcoef(x, y, rowvar, **keywords)
    plainly = np.corrcoef(plained(x), plained(y), rowvar, **keywords)
    table = cov(x, y, rowvar)
    if not np.shape(table):
        return BOUND["divide"](table, table)
    deviations = BOUND["sqrt"](np.diag(table))
    result = BOUND["divide"](BOUND["divide"](table, deviations[:, None]), deviations)
    for at in zip(*np.nonzero(np.abs(plained(result)) > 1.0), strict=True):
        result[at] = plainly[at]  # beyond ±1 by rounding, where it has its extreme
    return result


def round(a: Any, decimals: Any = 0, out: Any = None) -> Any:
    """np.round: nodes without slope."""
    if not holds_values(a) or out is not None:
        return np.round(a, decimals, out)
    digits = int(decimals)

    def one(x: Any) -> Any:
        return _TO_DIGITS(x, digits) if digits else _TO_WHOLE(x)

    return one(a) if isinstance(a, Leveled) else np.frompyfunc(one, 1, 1)(a)


VALUES: dict[str, Any] = {
    **{
        name: _reduced(getattr(np, name))
        for name in ("sum", "prod", "mean", "std", "var", "any", "all", "nanstd", "nanvar")
    },
    "cov": cov,
    "corrcoef": corrcoef,
    "round": round,
    "around": round,
}
