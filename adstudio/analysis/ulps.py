"""How far numbers are apart, in units in the last place, and where two columns part."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.model import Floats

EPS = float(np.finfo(np.float64).eps)
MANY = 1e5  # more of them say nothing: of what is left where terms cancel, even the sign is round-off


def ulps_between(one: float, other: float) -> float:
    """How many steps from float to float lead from one to the other: 0 equal, 1 neighbours.

    Infinite where one is NaN or infinity and the other is not the same.
    """
    if one == other or (math.isnan(one) and math.isnan(other)):
        return 0.0
    if not (math.isfinite(one) and math.isfinite(other)):
        return math.inf
    return float(abs(_place(one) - _place(other)))


def _place(x: float) -> int:
    """The place of a float in the order of all floats, 0 for 0."""
    bits = int(np.float64(x).view(np.int64))
    return bits if bits >= 0 else -(bits & 0x7FFF_FFFF_FFFF_FFFF)


def ulps_apart(ours: Floats, theirs: Floats, least: float | Floats) -> Floats:
    """How many units apart, entry by entry: units of the larger, and at least those of `least`."""
    with np.errstate(all="ignore"):
        unit = np.spacing(np.maximum(np.maximum(np.abs(ours), np.abs(theirs)), least))
        apart: Floats = np.where(ours == theirs, 0.0, np.abs(ours - theirs) / unit)
    return apart


def first_difference(ours: Floats, expected: Floats, allowed: float | Floats) -> int | None:
    """The first row that is further off than allowed. NaN equals NaN, infinity itself."""
    with np.errstate(all="ignore"):
        off: NDArray[np.bool_] = np.abs(ours - expected) > allowed
        off |= np.isnan(ours) != np.isnan(expected)
        off |= (np.isinf(ours) | np.isinf(expected)) & (ours != expected) & ~(np.isnan(ours) & np.isnan(expected))
    rows = np.flatnonzero(off)
    return int(rows[0]) if len(rows) else None
