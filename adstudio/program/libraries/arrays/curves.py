"""Functions of numpy that draw curves through values: interp, polyfit, polydiv, gradient, sinc, geomspace."""

from __future__ import annotations

import bisect
import math
from typing import Any

import numpy as np

from adstudio.primitives.primitive import plain
from adstudio.primitives.table import TABLE
from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.axes import along
from adstudio.program.libraries.arrays.elimination import inv
from adstudio.program.libraries.arrays.orthogonal import lstsq
from adstudio.program.libraries.arrays.reflections import full_rank, least_squares
from adstudio.program.libraries.arrays.ufunc import BOUND, boxed, entrywise
from adstudio.program.plained import plained

# sin(y)/y as a series in y², highest power first; 1 − y²/3! + y⁴/5! − …
_SINC = [(-1.0) ** k / math.factorial(2 * k + 1) for k in range(14, -1, -1)]
_NEAR = 0.5  # |x| below which the series is taken: the derivatives of the quotient lose digits there


def _sinc(x: Any) -> Any:
    angle = math.pi * x
    if not -_NEAR < x < _NEAR:
        return TABLE["div"](TABLE["sin"](angle), angle)
    square = angle * angle
    total: Any = _SINC[0]
    for coefficient in _SINC[1:]:
        total = total * square + coefficient
    return total


sinc = entrywise(_sinc, np.sinc)


def interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    """np.interp: piecewise linear, with the slope of the right side at a corner."""
    given = (x, xp, fp, left, right, period)
    if not any(holds_values(thing) for thing in given) or np.iscomplexobj(np.interp(*map(plained, given))):
        return np.interp(x, xp, fp, left, right, period)
    steps = np.diff(plained(xp))
    if np.isnan(steps).any() or (period is None and (steps < 0).any()):  # numpy's search has its own way there
        return np.interp(x, xp, fp, left, right, period)
    places, heights = np.array(xp, dtype=object), np.array(fp, dtype=object)
    points = np.asarray(boxed(x))
    if period is not None:
        period, left, right = abs(period), None, None
        places, points = BOUND["remainder"](places, period), np.asarray(boxed(BOUND["remainder"](points, period)))
        order = np.argsort(places)
        places, heights = places[order], heights[order]
        places = np.concatenate((places[-1:] - period, places, places[:1] + period))
        heights = np.concatenate((heights[-1:], heights, heights[:1]))
    ends = heights[0] if left is None else left, heights[-1] if right is None else right
    found = [_between(point, list(places), heights, ends) for point in points.ravel()]
    result = np.empty(len(found), dtype=object)
    result[:] = found
    return result.reshape(points.shape) if points.shape else found[0]


def _between(x: Any, places: list[Any], heights: Any, ends: tuple[Any, Any]) -> Any:
    if math.isnan(plain(x)):
        return x
    j = bisect.bisect_right(places, x) - 1
    if j < 0:
        return ends[0]
    if j == len(places) - 1:
        return ends[1] if x > places[j] else heights[j]
    slope = TABLE["div"](heights[j + 1] - heights[j], places[j + 1] - places[j])
    height = slope * (x - places[j]) + heights[j]
    if math.isnan(plain(height)):
        height = slope * (x - places[j + 1]) + heights[j + 1]
    return heights[j] if math.isnan(plain(height)) and plain(heights[j]) == plain(heights[j + 1]) else height


def polyfit(x: Any, y: Any, deg: Any, rcond: Any = None, full: Any = False, w: Any = None, cov: Any = False) -> Any:
    """np.polyfit, by Householder's reflections of the scaled powers; where they are dependent it is numpy's own."""
    if not any(holds_values(thing) for thing in (x, y, w)):
        return np.polyfit(x, y, deg, rcond, full, w, cov)
    points, heights = plained(x), plained(y)
    plainly = np.polyfit(points, heights, deg, rcond, full, plained(w), cov)
    columns = int(deg) + 1
    powers: Any = np.ones((len(points), columns)).astype(object)
    for k in reversed(range(columns - 1)):
        powers[:, k] = powers[:, k + 1] * np.asarray(x) if k < columns - 2 else np.asarray(x)
    powers = powers if holds_values(x) else plained(powers)
    right = np.array(y, dtype=object).reshape(len(points), -1)
    if w is not None:
        powers, right = powers * np.asarray(w)[:, None], right * np.asarray(w)[:, None]
    scale = BOUND["sqrt"](np.sum(powers * powers, axis=0))
    powers = BOUND["divide"](powers, scale)
    if not full_rank(plained(powers)) or len(points) < columns:
        return np.polyfit(x, y, deg, rcond, full, w, cov)
    if full:
        fit, residuals, rank, singular = lstsq(powers, right, rcond)
        fit = (fit / scale[:, None]).reshape(np.shape(plainly[0]))
        return fit, residuals, rank, singular, plainly[4]
    solution, _ = least_squares(powers, right)
    fit = (solution / scale[:, None]).reshape(columns, *np.shape(y)[1:])
    if not cov:
        return fit
    base = inv(np.dot(powers.T, powers)) / np.outer(scale, scale)
    factor: Any = 1.0
    if cov != "unscaled":
        factor = np.sum((right - np.dot(powers, solution)) ** 2, axis=0) / (len(points) - columns)
    return fit, (base[:, :, None] * factor).reshape(np.shape(plainly[1]))


def polydiv(u: Any, v: Any) -> Any:
    """np.polydiv: long division, the remainder without leading zeros."""
    if not (holds_values(u) or holds_values(v)) or isinstance(u, np.poly1d) or isinstance(v, np.poly1d):
        return np.polydiv(u, v)
    kept = len(np.polydiv(plained(u), plained(v))[1])
    rest, divisor = (list(np.atleast_1d(np.asarray(boxed(one)))) for one in (u, v))
    quotient = []
    for k in range(len(rest) - len(divisor) + 1):
        factor = BOUND["divide"](rest[k], divisor[0])
        quotient.append(factor)
        for j in range(1, len(divisor)):
            rest[k + j] = rest[k + j] - factor * divisor[j]
    rest = rest[len(quotient) :][-kept:]
    return np.array(quotient or [0.0], dtype=object), np.array(rest or [0.0], dtype=object)


def gradient(f: Any, *spacing: Any, axis: Any = None, edge_order: Any = 1) -> Any:
    """np.gradient: differences of neighbours, of an array of values over places that may be values, too."""
    if not holds_values(f) and not any(holds_values(one) for one in spacing):
        return np.gradient(f, *spacing, axis=axis, edge_order=edge_order)
    np.gradient(plained(f), *(plained(one) for one in spacing), axis=axis, edge_order=edge_order)
    table = np.asarray(f)
    axes = along(axis, table)
    steps = list(spacing) if len(spacing) == len(axes) else list(spacing or (1.0,)) * len(axes)
    found = []
    for one, step in zip(axes, steps, strict=True):
        lines = np.moveaxis(table, one, 0)
        gaps = [step] * (len(lines) - 1) if np.ndim(step) == 0 else list(np.diff(np.asarray(step)))
        slopes = _slopes(list(lines), gaps, uniform=np.ndim(step) == 0, three=edge_order == 2)
        stacked = np.empty(lines.shape, dtype=object)
        for i, slope in enumerate(slopes):
            stacked[i] = slope
        found.append(np.moveaxis(stacked, 0, one))
    return found[0] if len(found) == 1 else tuple(found)


def _slopes(f: list[Any], h: list[Any], *, uniform: bool, three: bool) -> list[Any]:
    """The slope of the parabola through three neighbours, at the middle one; at the ends of it, or of a line."""
    divide = BOUND["divide"]
    slopes = [divide(f[1] - f[0], h[0])]
    if three:
        slopes = [_end(f[0], f[1], f[2], h[0], h[1])]
    for i in range(1, len(f) - 1):
        if uniform:
            slopes.append(divide(f[i + 1] - f[i - 1], 2.0 * h[i]))
            continue
        before, after = divide(f[i] - f[i - 1], h[i - 1]), divide(f[i + 1] - f[i], h[i])
        slopes.append(divide(before * h[i] + after * h[i - 1], h[i - 1] + h[i]))
    slopes.append(-_end(f[-1], f[-2], f[-3], h[-1], h[-2]) if three else divide(f[-1] - f[-2], h[-1]))
    return slopes


def _end(f0: Any, f1: Any, f2: Any, h1: Any, h2: Any) -> Any:
    """The slope at the first of three neighbours."""
    divide = BOUND["divide"]
    first, second = divide(f1 - f0, h1), divide(f2 - f1, h2)
    return first - divide((second - first) * h1, h1 + h2)


def geomspace(start: Any, stop: Any, num: Any = 50, endpoint: Any = True, dtype: Any = None, axis: Any = 0) -> Any:
    """np.geomspace between values of one sign: start·(stop/start)ᵗ."""
    if not (holds_values(start) or holds_values(stop)):
        return np.geomspace(start, stop, num, endpoint, dtype, axis)
    plainly = np.geomspace(plained(start), plained(stop), num, endpoint, dtype, axis)
    ratio = BOUND["divide"](stop, start)
    if np.iscomplexobj(plainly) or np.min(plained(ratio)) <= 0:
        return np.geomspace(start, stop, num, endpoint, dtype, axis)
    count = int(num)
    parts = max(count - 1 if endpoint else count, 1)
    result = np.empty((count, *np.shape(ratio)), dtype=object)
    for i in range(count):
        result[i] = start if i == 0 else stop if i == parts else start * BOUND["power"](ratio, i / parts)
    return np.moveaxis(result, 0, axis)
