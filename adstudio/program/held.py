"""The values in what a program hands on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE
from adstudio.primitives.value_array import objects


def holds_values(thing: Any) -> bool:
    """Whether a value is in a number, an array, or a (nested) list."""
    if isinstance(thing, np.ndarray):
        # a plain complex number among objects is no number to numpy, and came of values: 0j * x
        return thing.dtype == object and any(isinstance(x, LIVE) or type(x) is complex for x in thing.ravel())
    if isinstance(thing, list | tuple):
        return any(holds_values(entry) for entry in thing)
    return isinstance(thing, LIVE)


def values_in(thing: Any, *arrays: type[Any]) -> Iterator[Any]:
    """Each value in a number, an array, or (nested) lists, sets and dicts; and each array of the classes given."""
    if isinstance(thing, arrays):
        yield thing
    if isinstance(thing, np.ndarray):
        if thing.dtype == object:
            yield from (entry for entry in objects(thing).ravel() if isinstance(entry, LIVE))
    elif isinstance(thing, list | tuple | set | frozenset):
        for part in thing:
            yield from values_in(part, *arrays)
    elif isinstance(thing, dict):
        yield from values_in(list(thing.values()), *arrays)
    elif isinstance(thing, LIVE):
        yield thing
