"""Functions of numpy that order numbers or choose among them, on values: they know where NaN belongs, and so do lists.

Those that are methods, too, are asked of an array of values; the rest of its plain numbers where there is a NaN.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.memory import plain_numbers
from adstudio.primitives.ordering import decided
from adstudio.primitives.value_array import objects, of_values
from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.complex_numbers import as_complex
from adstudio.program.libraries.arrays.extremes import largest, smallest
from adstudio.program.plained import plained

METHODS = ("argmax", "argmin", "argpartition", "argsort", "partition", "sort")
QUESTIONS = ("lexsort", "searchsorted")  # whose answers are places
SETS = (
    *("intersect1d", "setdiff1d", "setxor1d", "union1d", "unique"),
    *("unique_all", "unique_counts", "unique_inverse", "unique_values"),
)


def _method(original: Callable[..., Any]) -> Callable[..., Any]:
    """Of a list of values as of an array."""

    @functools.wraps(original)
    def call(a: Any, *more: Any, **keywords: Any) -> Any:
        listed = isinstance(a, list | tuple) and holds_values(a)
        return original(of_values(np.array(a)) if listed else a, *more, **keywords)

    return call


def _unknown(things: tuple[Any, ...]) -> list[Any]:
    """The numbers of each argument with values, flat, if there is a NaN in any."""
    tables = [np.ravel(objects(np.array(thing, dtype=object))) for thing in things if holds_values(thing)]
    return tables if tables and any(_holds_nan(np.asarray(plained(thing))) for thing in things) else []


def _holds_nan(numbers: Any) -> bool:
    return numbers.dtype.kind in "fc" and bool(np.isnan(numbers).any())


def _question(original: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(original)
    def call(*arguments: Any, **keywords: Any) -> Any:
        tables = _unknown(arguments)
        if not tables:
            return original(*arguments, **keywords)
        for table in tables:
            decided(table)
        return original(*plained(arguments), **keywords)

    return call


def _set(original: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose numbers are among those that it was given."""

    @functools.wraps(original)
    def call(*arguments: Any, **keywords: Any) -> Any:
        if not _unknown(arguments):
            return original(*arguments, **keywords)
        entries = np.concatenate([np.ravel(objects(np.array(x, dtype=object))) for x in arguments])
        numbers = plain_numbers(entries)
        order = np.argsort(numbers, kind="stable")
        decided(entries)

        def taken(found: Any) -> Any:
            if not isinstance(found, np.ndarray) or found.dtype.kind != "f":
                return found
            return entries[order[np.searchsorted(numbers, found, sorter=order)]]

        result = original(*plained(arguments), **keywords)
        if not isinstance(result, tuple):
            return taken(result)
        parts = map(taken, result)
        return type(result)(*parts) if hasattr(result, "_fields") else tuple(parts)

    return call


def median(a: Any, axis: Any = None, out: Any = None, overwrite_input: Any = False, keepdims: Any = False) -> Any:
    """np.median: NaN where there is one."""
    found = np.median(a, axis, out, overwrite_input, keepdims)
    if out is not None or not _unknown((a,)):
        return found
    nowhere = np.isnan(np.median(plained(a), axis, keepdims=keepdims))
    return np.where(nowhere, np.sum(a, axis, keepdims=keepdims), found)[()]


def ptp(a: Any, axis: Any = None, out: Any = None, keepdims: Any = False) -> Any:
    """np.ptp, from the smallest to the largest."""
    if out is not None or not holds_values(a):
        return np.ptp(a, axis, out, keepdims)
    return largest(a, axis, keepdims=keepdims) - smallest(a, axis, keepdims=keepdims)


def sort_complex(a: Any) -> Any:
    """np.sort_complex, of real values as of any others."""
    return as_complex(VALUES["sort"](a)) if holds_values(a) else np.sort_complex(a)


VALUES: dict[str, Any] = {
    name: make(getattr(np, name))
    for make, names in ((_method, METHODS), (_question, QUESTIONS), (_set, SETS))
    for name in names
    if hasattr(np, name)
} | {"median": median, "ptp": ptp, "sort_complex": sort_complex}
