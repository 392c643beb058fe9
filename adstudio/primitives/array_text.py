"""The text of an array of values: that of its plain numbers, and told as the text of one value is."""

from __future__ import annotations

from types import FrameType
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE
from adstudio.primitives.levels import Leveled
from adstudio.primitives.memory import plain_numbers
from adstudio.primitives.written import wrote


def in_writing(array: Any, frame: FrameType) -> Any:
    """The plain numbers of an array of objects, which are about to be written into a text in `frame`."""
    entries: list[Any] = [entry for entry in np.ndarray.view(array, np.ndarray).ravel() if isinstance(entry, LIVE)]
    wrote([part for entry in entries for part in (entry.real, entry.imag) if isinstance(part, Leveled)], frame)
    return plain_numbers(array)
