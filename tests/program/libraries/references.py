"""Derivatives that are nobody's code of ours: of a formula in mpmath at 50 digits, by central differences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath as mp
import numpy as np

DIGITS = 50
STEP = mp.mpf(10) ** -15  # the difference is off by its square, and by 10⁻⁵⁰ over it


def exact(reference: Callable[[Any], Any], point: Any) -> float:
    """A formula at a point, a number or an array of them; it is given mpmath's numbers, in the same shape."""
    with mp.workdps(DIGITS):
        return float(reference(_precise(point)))


def slopes(reference: Callable[[Any], Any], point: Any) -> list[float]:
    """Its derivative by each entry."""
    found = []
    with mp.workdps(DIGITS):
        start = np.array(_precise(point), dtype=object)
        for at in np.ndindex(start.shape):
            ends = []
            for step in (STEP, -STEP):
                moved = start.copy()
                moved[at] = moved[at] + step
                ends.append(reference(moved if moved.shape else moved[()]))
            found.append(float((ends[0] - ends[1]) / (2 * STEP)))
    return found


def _precise(point: Any) -> Any:
    table = np.asarray(point, dtype=float)
    return np.vectorize(mp.mpf, otypes=[object])(table) if table.shape else mp.mpf(float(table))
