"""Arrays that a program makes to be filled: `y = np.zeros(n); y[i] = x`.

numpy's own would take a value out of the graph there, since an array of floats holds floats. A slate holds objects, and
so may hold values; as long as it holds none it is an array of floats to every function of numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.float_errors import as_numpy
from adstudio.primitives.value_array import ValueArray, each_of_values, objects
from adstudio.program.held import holds_values

LARGEST = 1 << 16  # entries; larger arrays stay numpy's own: each entry of a slate is an object


class Slate(ValueArray):
    """An array of floats and values."""

    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, objects(value) if holds_values(value) else np.asarray(value, np.float64))

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keywords: Any) -> Any:
        """Of its floats, or of its values; into itself too, as `y += x` does."""
        out = keywords.pop("out", ())
        live = method == "at" or any(holds_values(x) for x in inputs)
        arrays = [_as(x, live) for x in inputs]
        if live:
            result = super().__array_ufunc__(ufunc, method, *arrays, **keywords)
        else:
            with np.errstate(all="ignore"):
                result = getattr(ufunc, method)(*arrays, **keywords)
            as_numpy(getattr(ufunc, method), arrays, keywords, result)
        if not out:
            return slate(result)
        results = result if isinstance(result, tuple) else (result,)
        for place, one in zip(out, results, strict=True):
            place[...] = one
        return out if len(out) > 1 else out[0]

    def __array_function__(self, function: Any, _types: Any, arguments: Any, keywords: Any) -> Any:
        """As `__array_ufunc__`. What writes into an array writes into this one."""
        if function is np.copy:
            return self.copy()
        live = function in WRITING or holds_values([*_every(arguments), *_every(keywords)])
        return each_of_values(function(*_within(arguments, live), **_within(keywords, live)))


WRITING = {np.copyto, np.fill_diagonal, np.place, np.put, np.put_along_axis, np.putmask}


def slate(thing: Any) -> Any:
    """An array of floats as a slate; anything else as it is."""
    if not isinstance(thing, np.ndarray) or thing.dtype != np.float64 or thing.size > LARGEST:
        return thing
    return thing.astype(object).view(Slate)


def _as(thing: Any, live: bool) -> Any:
    if not isinstance(thing, Slate):
        return thing
    return objects(thing) if live else objects(thing).astype(np.float64)


def _within(things: Any, live: bool) -> Any:
    """Arguments in which every slate is numpy's own array; `out` stays the array that is written into."""
    if isinstance(things, dict):
        return {name: _within(thing, live or name == "out") for name, thing in things.items()}
    if isinstance(things, list | tuple):
        return type(things)([_within(thing, live) for thing in things])
    return _as(things, live)


def _every(things: Any) -> list[Any]:
    return list(things.values() if isinstance(things, dict) else things)


# ── the functions that make one ────────────────────────────────────────────────────────────────────────


def _making(original: Callable[..., Any]) -> Callable[..., Any]:
    def make(*arguments: Any, **keywords: Any) -> Any:
        return slate(original(*arguments, **keywords))

    return make


def _making_alike(original: Callable[..., Any]) -> Callable[..., Any]:
    """zeros_like, …: like an array of values is one of floats."""

    def make(like: Any, *arguments: Any, **keywords: Any) -> Any:
        given = np.zeros(np.shape(like)) if holds_values(like) or isinstance(like, Slate) else like
        return slate(original(given, *arguments, **keywords))

    return make


def full(shape: Any, fill_value: Any, dtype: Any = None, **keywords: Any) -> Any:
    """np.full, with a value too."""
    return slate(np.full(shape, fill_value, None if holds_values(fill_value) else dtype, **keywords))


def full_like(like: Any, fill_value: Any, dtype: Any = None, **keywords: Any) -> Any:
    """np.full_like, with a value too."""
    if holds_values(fill_value):
        return np.full(np.shape(like), fill_value)
    return _making_alike(np.full_like)(like, fill_value, dtype, **keywords)


VALUES: dict[str, Any] = {
    **{name: _making(getattr(np, name)) for name in ("zeros", "ones", "empty", "eye", "identity")},
    **{name: _making_alike(getattr(np, name)) for name in ("zeros_like", "ones_like", "empty_like")},
    "full": full,
    "full_like": full_like,
}
