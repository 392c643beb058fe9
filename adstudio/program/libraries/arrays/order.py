"""Quantiles of values: the sorted entries, and the line between two neighbours.

numpy itself is asked for the place between them, on the numbers 0, 1, …, so that every `method` of numpy's is there.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import plain
from adstudio.primitives.table import TABLE
from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.axes import along, at_the_end
from adstudio.program.libraries.arrays.ufunc import BOUND, boxed
from adstudio.program.plained import plained


def _quantile(original: Callable[..., Any], hundred: float, *, skips: bool = False) -> Callable[..., Any]:
    """One of numpy's four: of `hundred` 1 or 100, skipping NaN or not."""

    def quantile(
        a: Any, q: Any, axis: Any = None, out: Any = None, overwrite_input: Any = False, method: Any = "linear",
        keepdims: Any = False, **more: Any,
    ) -> Any:  # fmt: skip
        moving = holds_values(q)
        if not (moving or holds_values(a)) or out is not None or more or (moving and method != "linear"):
            return original(a, q, axis, out, overwrite_input, method, keepdims, **more)
        table, wanted = np.asarray(boxed(a)), np.asarray(boxed(q))
        plainly = original(plained(table), plained(wanted), axis=axis, method=method, keepdims=keepdims)
        axes = along(axis, table)
        inner = at_the_end(table, axes)
        outer = inner.shape[: table.ndim - len(axes)]
        rows = inner.reshape(-1, math.prod(inner.shape[len(outer) :]))
        result = np.empty((wanted.size, len(rows)), dtype=object)
        for column, row in enumerate(rows):
            entries = [entry for entry in row if not (skips and math.isnan(plain(entry)))]
            unknown = next((entry for entry in entries if math.isnan(plain(entry))), math.nan if not entries else None)
            ordered = sorted(entries) if unknown is None else []
            for k, one in enumerate(wanted.ravel()):
                result[k, column] = _at(ordered, one, hundred, method) if unknown is None else unknown
        return result.reshape(np.shape(plainly)) if np.shape(plainly) else result[0, 0]

    return quantile


def _at(ordered: list[Any], q: Any, hundred: float, method: Any) -> Any:
    last = len(ordered) - 1
    if isinstance(q, Leveled):
        place: Any = TABLE["mul"](q, last / hundred)
        low = min(int(plain(place)), max(last - 1, 0))
        _ = place >= low  # where it lies was decided by a value
    else:
        place = float(np.quantile(np.arange(last + 1.0), float(q) / hundred, method=method))
        low = int(place)
        if place == low:
            return ordered[low]
    share, high = place - low, ordered[min(low + 1, last)]
    rise = high - ordered[low]
    # as numpy, from the nearer end
    return ordered[low] + rise * share if plain(share) < 0.5 else high - rise * (1.0 - share)


percentile, nanpercentile = _quantile(np.percentile, 100.0), _quantile(np.nanpercentile, 100.0, skips=True)
quantile, nanquantile = _quantile(np.quantile, 1.0), _quantile(np.nanquantile, 1.0, skips=True)


def histogram(a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> Any:
    """np.histogram: how many there are is plain; sums of weights, edges and densities follow the values."""
    if not any(holds_values(x) for x in (a, bins, range, weights)):
        return np.histogram(a, bins, range, density, weights)
    given = plained(weights)
    counts, edges = np.histogram(plained(a), plained(bins), plained(range), density, given)
    placed = histogram_bin_edges(a, bins, range, weights)
    if not density and not holds_values(weights):
        return counts, placed
    numbers = plained(np.asarray(boxed(a))).ravel()
    inside = (numbers >= edges[0]) & (numbers <= edges[-1])
    which = np.minimum(np.searchsorted(edges, numbers, "right") - 1, len(edges) - 2)
    shares = np.ones(numbers.shape) if weights is None else np.asarray(weights).ravel()
    sums = np.array([shares[inside & (which == k)].sum() for k in np.arange(len(edges) - 1)], dtype=object)
    return (BOUND["divide"](sums, np.diff(placed) * sums.sum()) if density else sums), placed


def histogram_bin_edges(a: Any, bins: Any = 10, range: Any = None, weights: Any = None) -> Any:
    """np.histogram_bin_edges: between the smallest and the largest of the values, if none are given."""
    if not any(holds_values(x) for x in (a, bins, range)):
        return np.histogram_bin_edges(a, bins, range, plained(weights))
    edges = np.histogram_bin_edges(plained(a), plained(bins), plained(range), plained(weights))
    if np.ndim(bins) == 1:
        return np.asarray(bins)
    if range is None:
        ordered = sorted(np.asarray(boxed(a)).ravel())
        low, high = (ordered[0], ordered[-1]) if ordered else (0.0, 1.0)
    else:
        low, high = range
    if plain(low) == plain(high):
        low, high = low - 0.5, high + 0.5
    steps = (np.arange(len(edges)) / (len(edges) - 1)).astype(object)
    placed = low + steps * (high - low)
    placed[-1] = high
    return placed
