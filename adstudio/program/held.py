"""Whether a value is in what a program hands on."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE


def holds_values(thing: Any) -> bool:
    """Whether a value is in a number, an array, or a (nested) list."""
    if isinstance(thing, np.ndarray):
        # a plain complex number among objects is no number to numpy, and came of values: 0j * x
        return thing.dtype == object and any(isinstance(x, LIVE) or type(x) is complex for x in thing.ravel())
    if isinstance(thing, list | tuple):
        return any(holds_values(entry) for entry in thing)
    return isinstance(thing, LIVE)
