"""What a program hands on, with each value as the plain number that it stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE, plain_number
from adstudio.primitives.value_array import objects
from adstudio.program.held import holds_values


def plained(thing: Any) -> Any:
    """The same numbers, arrays and (nested) lists without values; anything else is itself."""
    if isinstance(thing, LIVE):
        return plain_number(thing)
    if isinstance(thing, np.ndarray) and thing.dtype == object:
        entries = [plain_number(entry) for entry in objects(thing).ravel()]
        numbers = np.array(entries) if entries else np.zeros(0)
        return numbers.reshape(thing.shape) if numbers.dtype.kind in "biufc" else thing
    if type(thing) in (list, tuple, set, frozenset):
        return type(thing)(plained(entry) for entry in thing)
    if type(thing) is dict:
        return {key: plained(entry) for key, entry in thing.items()}
    return thing


def of_plain(original: Callable[..., Any]) -> Callable[..., Any]:
    """A question about numbers: its answer has no derivative, or is 0 wherever it has one."""

    def function(*arguments: Any, **keywords: Any) -> Any:
        if not any(holds_values(x) for x in (*arguments, *keywords.values())):
            return original(*arguments, **keywords)
        return original(*(plained(x) for x in arguments), **plained(keywords))

    return function
