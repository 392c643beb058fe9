"""Whether a value is in what a program hands on."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE


def holds_values(thing: Any) -> bool:
    """Whether a value is in a number, an array, or a (nested) list."""
    if isinstance(thing, np.ndarray):
        return thing.dtype == object and any(isinstance(entry, LIVE) for entry in thing.ravel())
    if isinstance(thing, list | tuple):
        return any(holds_values(entry) for entry in thing)
    return isinstance(thing, LIVE)
