"""The functions of `math` on the values of one recorder: the same as `math_binding`, three times as fast.

Like the operators in `primitives.recorded`, they write to the recorder's log themselves. Anything that is not a
recorded value, an engine's value or a plain number, goes the general way.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from typing import Any

from adstudio.primitives.recorded import RecordedValue
from adstudio.program.libraries.math_binding import UNARY, VALUES
from adstudio.traces.recorder import NONE, Recorder

NOTHING = object()  # no argument was given


def functions(cls: type[RecordedValue], recorder: Recorder) -> dict[str, Any]:
    """The functions of one argument by name, and `log`, whose second one is rare; none in a run with edited values."""
    if recorder.edits.values:
        return {}
    return {name: _unary(name, getattr(math, name), VALUES[name], cls, recorder) for name in (*UNARY, "log")}


def _unary(
    name: str, original: Callable[[Any], Any], general: Callable[..., Any], cls: type[RecordedValue], recorder: Recorder
) -> Callable[..., Any]:
    tick, extend, grow = recorder.tick, recorder.log.extend, recorder.grow
    here, frames, getframe = recorder.locator.here, recorder.locator.frames.get, sys._getframe
    limit, op = 0, -1

    def function(x: Any = NOTHING, /, *more: Any) -> Any:
        nonlocal limit, op
        if type(x) is not cls or more:
            return general() if x is NOTHING else general(x, *more)  # which refuses what the function does not take
        value = original(x.primal)
        row = tick()
        if row >= limit:
            limit, op = grow(), recorder.op(name)
        frame = getframe(1)
        place = frames(frame)
        extend((op, x.row, NONE, value, here(frame) if place is None else place + frame.f_lasti))
        new = cls()
        new.primal = value
        new.row = row
        return new

    function.__name__ = function.__qualname__ = name
    return function
