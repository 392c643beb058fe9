"""Length and angle of a point in the plane."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from adstudio.primitives.arithmetic import div
from adstudio.primitives.kinks import mixture
from adstudio.primitives.primitive import binary, plain, select


def _length_slope(v: Any, x: Any) -> Any:
    """∂√(x² + y²)/∂x = x/v; at the origin a cone: the mixture of −1 and 1."""
    return select(plain(v) == 0, lambda: 2.0 * mixture(0.5) - 1.0 + 0.0 * x, lambda: div(x, v))


def _complex_angle(y: Any, x: Any) -> Any:
    """arctan(y/x) on the branch of the real parts."""
    return -1j * np.log((x + 1j * y) / np.sqrt(x * x + y * y + 0j))


# fmt: off
hypot = binary("hypot", math.hypot, np.hypot,   lambda v, x, y: _length_slope(v, x), lambda v, x, y: _length_slope(v, y),
               kink=lambda x, y: (x == 0) & (y == 0), analytic=lambda x, y: np.sqrt(x * x + y * y + 0j))
atan2 = binary("atan2", math.atan2, np.arctan2, lambda v, y, x: div(div(x, hypot(x, y)), hypot(x, y)),
               lambda v, y, x: -div(div(y, hypot(x, y)), hypot(x, y)), analytic=_complex_angle)
# fmt: on
