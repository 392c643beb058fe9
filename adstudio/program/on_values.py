"""A function run on values and not recorded, as in a nested derivative: it fails if and only if it does on numbers."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Callable
from types import FrameType
from typing import Any

from adstudio.primitives.complex_value import leave
from adstudio.primitives.written import WROTE, unrecorded
from adstudio.program.faults import of_engine
from adstudio.program.headroom import headroom
from adstudio.program.held import values_in
from adstudio.program.plain_run import PlainRun
from adstudio.program.read_back import comes_back
from adstudio.program.sources import users

_LONGEST = 60  # characters shown of an expression


def on_values(
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    named: dict[str, Any],
    plainly: Callable[[], Any],
    *,
    doubtful: bool,
) -> Any:
    """What `function` returns. Raises what `plainly`, the same on plain numbers, raises.

    Where only values make it raise, what `plainly` returns: all the values that it was given leave the graph there.
    doubtful: it may go on where plain numbers raise.
    """
    plain = PlainRun(plainly)
    before, unrecorded.doubt = unrecorded.doubt, None
    try:
        with headroom():
            result = function(*arguments, **named)
    except Exception as error:
        if of_engine(error) or isinstance(error, MemoryError):
            raise
        result = plain.settle(error)
        frame, text = _at_fault(error)
        for value in values_in((arguments, named)):
            leave(value, f"{text} takes plain numbers only, and", frame)
    finally:
        doubt, unrecorded.doubt = unrecorded.doubt, before
    if doubtful and (own := plain.ended()[1]) is not None:
        raise own
    if doubt is not None and comes_back(function, arguments, named):
        value, frame = doubt
        value.leave(WROTE, frame)
    return result


def _at_fault(error: Exception) -> tuple[FrameType, str]:
    """The user's frame that raised, and the expression there."""
    trace = error.__traceback__
    steps = list(zip(traceback.walk_tb(trace), traceback.extract_tb(trace), strict=True))
    (frame, _), step = next((one for one in reversed(steps) if users(one[1].filename)), steps[-1])
    line = linecache.getline(step.filename, step.lineno or 0).encode()
    text = line[step.colno or 0 : step.end_colno if step.end_lineno == step.lineno else None].decode().strip()
    return frame, (text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…") or "what is done here"
