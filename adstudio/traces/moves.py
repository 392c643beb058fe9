"""Moving over the steps of a timeline: by contribution, node, source line, function call or sweep, on and back.

A move leads from the step done last to another one. By node, line, call and sweep it ends where one of them is
finished, so that moves on and back meet at the same steps. Each is clamped to the first and the last step.
"""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from adstudio.traces.passages import Index, Passage, within

if TYPE_CHECKING:
    from adstudio.traces.timeline import Timeline


class Unit(enum.StrEnum):
    """What one move is."""

    STEP = "step"  # one contribution in an adjoint sweep, else one node
    NODE = "node"
    LINE = "line"
    CALL = "call"
    SWEEP = "sweep"


def moved(timeline: Timeline, step: int, unit: Unit, *, on: bool = True, times: int = 1) -> int:
    """The step that so many moves lead to, on or back."""
    last = len(timeline) - 1
    if unit is Unit.STEP:
        return max(min(step + (times if on else -times), last), 0)
    move = _MOVES[unit, on]
    for _ in range(times):
        before, step = step, max(min(move(timeline, step), last), 0)
        if step == before:
            break
    return step


def over(timeline: Timeline, step: int, *, on: bool = True) -> int:
    """To the end of this line, or of the next one of this call or of its caller; calls within are stepped over."""
    if not len(timeline):
        return 0
    here = timeline.passage(timeline.band_of(step).index)
    at = here.at(step)
    for part in _parts(timeline, step, on=on):
        reached = part.visit_end > step if on else part.visit_end < step
        if part is here:
            reached &= part.depth <= part.depth[at]
            reached[slice(0, at) if on else slice(at + 1, None)] = False
        found = np.argmax(reached) if on else len(reached) - 1 - np.argmax(reached[::-1])
        if reached[found]:
            return int(part.visit_end[found])
    return len(timeline) - 1 if on else 0


def into(timeline: Timeline, step: int, *, on: bool = True) -> int:
    """To the first step of the next call, or of the one before; stays where there is none."""
    for part in _parts(timeline, step, on=on):
        found = _beyond(part.entries, step, on=on)
        if found is not None:
            return found
    return step


def out(timeline: Timeline, step: int, *, on: bool = True) -> int:
    """To the first step after this call, or the last one before it; in the outermost, to the sweep's border."""
    if not len(timeline):
        return 0
    here = timeline.passage(timeline.band_of(step).index)
    at = here.at(step)
    outside = np.flatnonzero(~within(timeline.trace.scopes, int(here.scope[at]))[here.scope])
    outside = outside[outside > at] if on else outside[outside < at]
    if len(outside):
        return int(here.start[outside[0]] if on else here.end[outside[-1]])
    return moved(timeline, step, Unit.SWEEP, on=on)


def _parts(timeline: Timeline, step: int, *, on: bool) -> list[Passage]:
    """The stretches of this sweep and of those after it, or before it, from near to far."""
    if not len(timeline):
        return []
    here = timeline.band_of(step).index
    bands = timeline.sweeps[here:] if on else timeline.sweeps[here::-1]
    return [timeline.passage(band.index) for band in bands if len(band)]


def _beyond(steps: Index, step: int, *, on: bool) -> int | None:
    """The first of ascending `steps` after a step, or the last before it."""
    at = int(np.searchsorted(steps, step, side="right" if on else "left")) - (0 if on else 1)
    return int(steps[at]) if 0 <= at < len(steps) else None


def _by(ends: Callable[[Passage], Index], *, on: bool) -> Callable[[Timeline, int], int]:
    def move(timeline: Timeline, step: int) -> int:
        for part in _parts(timeline, step, on=on):
            found = _beyond(ends(part), step, on=on)
            if found is not None:
                return found
        return len(timeline) - 1 if on else 0

    return move


_MOVES: dict[tuple[Unit, bool], Callable[[Timeline, int], int]] = {
    (Unit.NODE, True): lambda timeline, step: timeline.next_node(step + 1) - 1,
    (Unit.NODE, False): lambda timeline, step: timeline.previous_node(step + 1) - 1,
    (Unit.LINE, True): _by(lambda part: part.end, on=True),
    (Unit.LINE, False): _by(lambda part: part.end, on=False),
    (Unit.CALL, True): _by(lambda part: part.call_ends, on=True),
    (Unit.CALL, False): _by(lambda part: part.call_ends, on=False),
    (Unit.SWEEP, True): lambda timeline, step: timeline.next_sweep(step + 1) - 1,
    (Unit.SWEEP, False): lambda timeline, step: timeline.previous_sweep(step + 1) - 1,
}
