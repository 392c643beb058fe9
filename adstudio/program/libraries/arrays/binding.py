"""The functions of numpy, on values and on arrays and lists that hold values.

numpy's object arrays give most things for free; what is bound here is what they get wrong: functions of plain
numbers beside values, max and min without a node, and arrays of floats, which would take values out of the graph.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.value_array import of_values
from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays import (
    complex_numbers,
    curves,
    making,
    moments,
    order,
    questions,
    selection,
    slates,
    text,
)
from adstudio.program.libraries.arrays.extremes import largest, smallest
from adstudio.program.libraries.arrays.results import Vectorize, knowing
from adstudio.program.libraries.arrays.ufunc import BOUND, frompyfunc


def _keeping(original: Callable[..., Any]) -> Callable[..., Any]:
    """array, asarray, …: an array of values stays one when floats are asked for."""

    def make(thing: Any, dtype: Any = None, *more: Any, **keywords: Any) -> Any:
        if dtype is not None and np.issubdtype(np.dtype(dtype), np.floating) and holds_values(thing):
            dtype = object
        if dtype is not None and np.issubdtype(np.dtype(dtype), np.complexfloating) and holds_values(thing):
            thing, dtype = complex_numbers.as_complex(thing), object
        made = original(thing, dtype, *more, **keywords)
        return of_values(complex_numbers.alike(made) if dtype is None else made)

    return make


def clip(x: Any, low: Any = None, high: Any = None, *more: Any, **keywords: Any) -> Any:
    """np.clip as a maximum and a minimum."""
    if more or keywords or not any(holds_values(thing) for thing in (x, low, high)):
        return np.clip(x, low, high, *more, **keywords)
    x = x if low is None else BOUND["maximum"](x, low)
    return x if high is None else BOUND["minimum"](x, high)


OF_REALS = ("std", "var", "nanstd", "nanvar", "cov", "corrcoef")  # by formulas that complex numbers don't have
ROOMS = {
    curves: ("sinc", "interp", "polyfit", "gradient", "geomspace", "polydiv"),
    order: ("percentile", "nanpercentile", "quantile", "nanquantile", "histogram", "histogram_bin_edges"),
}


def _bound() -> dict[str, Any]:
    bound: dict[str, Any] = dict(BOUND)
    bound |= {name: _keeping(getattr(np, name)) for name in ("array", "asarray", "asanyarray", "ascontiguousarray")}
    bound |= slates.VALUES | complex_numbers.VALUES | questions.VALUES | making.VALUES
    bound |= moments.VALUES | selection.VALUES | text.VALUES
    bound |= {name: complex_numbers.of_reals(bound[name], getattr(np, name)) for name in OF_REALS}
    for room, names in ROOMS.items():
        bound |= {name: getattr(room, name) for name in names}
    bound["frompyfunc"] = frompyfunc
    bound["clip"] = clip
    for name in ("max", "amax"):
        bound[name] = largest
    for name in ("min", "amin"):
        bound[name] = smallest
    return knowing(bound) | {"vectorize": Vectorize}


VALUES: dict[str, Any] = _bound()
