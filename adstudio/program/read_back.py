"""Whether a function reads back, from text, the values that it was given: it is recorded, twice, to see."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE, plain_number
from adstudio.primitives.levels import Leveled
from adstudio.primitives.recorded import recorded
from adstudio.primitives.table import TableRules
from adstudio.primitives.value_array import of_values
from adstudio.program.ground import Recording, recording_of, row_of
from adstudio.program.outputs import record_outputs
from adstudio.program.silence import silent
from adstudio.program.stale import stale
from adstudio.traces.header import EngineStamp, ProgramStamp
from adstudio.traces.recorder import Recorder


def comes_back(function: Callable[..., Any], arguments: tuple[Any, ...], named: dict[str, Any]) -> bool:
    """Whether a plain number in what the function does moves with the values among its arguments."""

    def run(shift: float) -> Recording:
        recorder = Recorder(engine=EngineStamp(name="scratch"), program=ProgramStamp(), rules=TableRules())
        kind, shares = recorded(recorder), (shift * (1.0 + (i % 7) / 7.0) for i in count())

        def make(value: Any) -> Any:
            number = plain_number(value)
            if not isinstance(value, Leveled):  # a complex one stands still
                return number
            new = kind()
            new.primal = number * (1.0 + next(shares)) if number else next(shares)
            [new.row] = recorder.input("x", new.primal)
            return new

        with silent():
            try:
                result = function(*replaced(arguments, make), **replaced(named, make))
                record_outputs("f", result, recorder, row_of)
            except Exception:  # noqa: BLE001, S110 - beside the point a program may raise anything
                pass
        return recording_of(recorder)

    return bool(stale(run(0.0), run))


def replaced(thing: Any, make: Callable[[Any], Any]) -> Any:
    """The same numbers, arrays, lists and dicts with something else in place of each value."""
    if isinstance(thing, LIVE):
        return make(thing)
    if isinstance(thing, np.ndarray) and thing.dtype == object:
        return of_values(np.frompyfunc(lambda entry: replaced(entry, make), 1, 1)(np.asarray(thing)))
    if type(thing) in (list, tuple):
        return type(thing)(replaced(entry, make) for entry in thing)
    if type(thing) is dict:
        return {key: replaced(entry, make) for key, entry in thing.items()}
    return thing
