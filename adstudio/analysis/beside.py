"""A function beside the point at which it is differentiated, where it may be undefined, or not come to an end."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from adstudio.primitives.primitive import plain
from adstudio.primitives.recorded import recorded
from adstudio.primitives.table import TableRules
from adstudio.program.scratch import scratch
from adstudio.traces.header import EngineStamp, ProgramStamp
from adstudio.traces.recorder import BudgetReached, Recorder

EACH = 1_000_000  # nodes of all points together up to which each is run within limits: any one may not end
PROBES = 24  # of more, points at which it is seen whether the function ends there


class Beside:
    """f of one number, known to run at x."""

    def __init__(self, f: Callable[[Any], Any], x: float) -> None:
        self._f, self._x = f, x

    def values(self, points: Sequence[float]) -> list[float]:
        """f of each point; NaN where it is undefined, no real number, or does not end."""
        probes = points[:: max(1, len(points) // PROBES)]
        few = len(points) * self._length <= EACH
        once = self._within_limits if few or any(self._limited(x) is None for x in probes) else self._once
        with np.errstate(all="ignore"):
            return [once(x) for x in points]

    def _once(self, x: float) -> float:
        return _or_nan(lambda: self._f(x))

    def _within_limits(self, x: float) -> float:
        found = self._limited(x)
        return math.nan if found is None else found

    def _limited(self, x: float) -> float | None:
        """A run on recorded values, which is slower; None where it becomes much longer than the one at the point."""
        recorder = self._recorder
        again = scratch(recorder, ground=self._length)
        try:
            return _or_nan(lambda: plain(self._on(again, x)))
        except BudgetReached:
            return None

    def _on(self, recorder: Recorder, x: float) -> Any:
        value = recorded(recorder)()
        value.primal, value.row = x, recorder.input("x", x)[0]
        return self._f(value)

    @cached_property
    def _recorder(self) -> Recorder:
        return Recorder(engine=EngineStamp(name="beside"), program=ProgramStamp(), rules=TableRules())

    @cached_property
    def _length(self) -> int:
        """How many nodes it has at the point."""
        recorder = scratch(self._recorder)
        self._on(recorder, self._x)
        return recorder.count


def _or_nan(number: Callable[[], Any]) -> float:
    try:
        return float(number())
    except Exception:  # noqa: BLE001 - beside the point a program may raise anything
        return math.nan
