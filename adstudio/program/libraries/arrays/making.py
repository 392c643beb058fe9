"""Functions of numpy that put numbers into arrays of floats, which would take values out of the graph or lose them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import plain
from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.ufunc import boxed
from adstudio.program.plained import plained


def nan_to_num(x: Any, copy: Any = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    """np.nan_to_num: what is not finite becomes a constant."""
    if not any(holds_values(thing) for thing in (x, nan, posinf, neginf)) or not copy:
        return np.nan_to_num(x, copy, nan, posinf, neginf)
    largest = float(np.finfo(np.float64).max)

    def finite(entry: Any) -> Any:
        number = plain(entry)
        if math.isnan(number):
            return nan
        if math.isinf(number):
            given, default = (posinf, largest) if number > 0 else (neginf, -largest)
            return default if given is None else given
        return entry

    return finite(x) if isinstance(x, Leveled) else np.frompyfunc(finite, 1, 1)(x)


def insert(arr: Any, obj: Any, values: Any, axis: Any = None) -> Any:
    """np.insert, of values into floats too."""
    if not holds_values(values):
        return np.insert(arr, obj, values, axis)
    return np.insert(np.asarray(boxed(arr), dtype=object), obj, boxed(values), axis)


def bincount(x: Any, /, weights: Any = None, minlength: Any = 0) -> Any:
    """np.bincount: sums of weights."""
    if not holds_values(weights):
        return np.bincount(plained(x), weights, minlength)
    plainly = np.bincount(plained(x), plained(weights), minlength)
    sums: list[Any] = [0.0] * len(plainly)
    met = set()
    for place, weight in zip(np.asarray(plained(x)).tolist(), weights, strict=True):
        sums[place] = sums[place] + weight if place in met else weight
        met.add(place)
    result = np.empty(len(sums), dtype=object)
    result[:] = sums
    return result


def arange(*arguments: Any, **keywords: Any) -> Any:
    """np.arange: start + i·step; how many there are is decided by the values, which is a branch."""
    if not any(holds_values(thing) for thing in (*arguments, *keywords.values())):
        return np.arange(*arguments, **keywords)
    plainly = np.arange(*(plain(x) for x in arguments), **plained(keywords))
    ends = list(arguments[:2])
    start: Any = keywords.get("start", ends[0] if len(ends) == 2 or "stop" in keywords else 0)
    stop: Any = keywords.get("stop", ends[-1] if ends else None)
    step: Any = arguments[2] if len(arguments) > 2 else keywords.get("step", 1)
    result = np.empty(len(plainly), dtype=object)
    for i in range(len(plainly)):
        result[i] = start if i == 0 else start + i * step
    for end in (len(plainly) - 1, len(plainly)):
        _ = start + end * step < stop
    return result


FUNCTIONS: tuple[Callable[..., Any], ...] = (nan_to_num, insert, bincount, arange)
VALUES: dict[str, Any] = {function.__name__: function for function in FUNCTIONS}
