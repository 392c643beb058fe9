"""Length and angle of a point in the plane."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from adstudio.primitives.arithmetic import div
from adstudio.primitives.kinks import mixture
from adstudio.primitives.primitive import Primitive, binary, plain, select


def _length_slope(v: Any, x: Any) -> Any:
    """∂√(x² + y²)/∂x = x/v; at the origin a cone: the mixture of −1 and 1."""
    return select(plain(v) == 0, lambda: 2.0 * mixture(0.5) - 1.0 + 0.0 * x, lambda: div(x, v))


def _complex_angle(y: Any, x: Any) -> Any:
    """arctan(y/x) or −arctan(x/y), whichever quotient is small, on the branch of the real parts."""
    steep = np.abs(np.real(y)) > np.abs(np.real(x))
    with np.errstate(all="ignore"):
        angle = np.where(steep, -np.arctan(np.divide(x, y + 0j)), np.arctan(np.divide(y, x + 0j)))
    turns = np.rint((np.arctan2(np.real(y), np.real(x)) - np.real(angle)) / (math.pi / 2))
    return angle + turns * (math.pi / 2)


# named in rules of this table
hypot: Primitive

# fmt: off
hypot = binary("hypot", math.hypot, np.hypot,   lambda v, x, y: _length_slope(v, x), lambda v, x, y: _length_slope(v, y),
               kink=lambda x, y: (x == 0) & (y == 0), analytic=lambda x, y: np.sqrt(x * x + y * y + 0j))
atan2 = binary("atan2", math.atan2, np.arctan2, lambda v, y, x: div(div(x, hypot(x, y)), hypot(x, y)),
               lambda v, y, x: -div(div(y, hypot(x, y)), hypot(x, y)), analytic=_complex_angle,
               kink=lambda y, x: (y == 0) & (x < 0))  # it jumps by 2π there
# fmt: on
