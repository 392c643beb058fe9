"""Questions about numbers and their kinds, which are answered of the plain numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.program.held import holds_values
from adstudio.program.plained import of_plain

NAMES = (
    "isclose", "allclose", "array_equal", "array_equiv", "isneginf", "isposinf", "digitize",
    "result_type", "can_cast", "min_scalar_type", "common_type",
)  # fmt: skip


def copyto(dst: Any, src: Any, *more: Any, **keywords: Any) -> None:
    """np.copyto. Into an array of floats it takes values out of the graph, and that is said."""
    if not isinstance(dst, np.ndarray) or dst.dtype == object or not holds_values(src) or more:
        np.copyto(dst, src, *more, **keywords)
        return
    where = np.broadcast_to(keywords.get("where", True), dst.shape)
    dst[where] = np.broadcast_to(np.asarray(src, dtype=object), dst.shape)[where]


VALUES: dict[str, Any] = {**{name: of_plain(getattr(np, name)) for name in NAMES}, "copyto": copyto}
