"""Functions of numpy that write an array of values into text."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.array_text import in_writing
from adstudio.program.held import holds_values


def _writing(original: Callable[..., Any], place: int) -> Callable[..., Any]:
    """place: which of the arguments is the array."""

    @functools.wraps(original)
    def write(*arguments: Any, **keywords: Any) -> Any:
        frame = sys._getframe(1)
        given = [_plain(thing, frame) if i == place else thing for i, thing in enumerate(arguments)]
        return original(*given, **{name: _plain(thing, frame) for name, thing in keywords.items()})

    return write


def _plain(thing: Any, frame: Any) -> Any:
    return in_writing(np.array(thing, dtype=object), frame) if holds_values(thing) else thing


VALUES: dict[str, Any] = {
    **{name: _writing(getattr(np, name), 0) for name in ("array2string", "array_str", "array_repr")},
    "savetxt": _writing(np.savetxt, 1),
}
