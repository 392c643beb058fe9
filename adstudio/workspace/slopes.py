"""The derivatives of the result by each input, as they stand at a step: arrived, half-way, or still to come."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from adstudio.traces import quantities
from adstudio.traces.model import Sweep, SweepKind, Trace
from adstudio.traces.quantities import Quantity
from adstudio.workspace.expression import spelled

MOST = 200  # entries that are looked at: a panel shows no more


@dataclass(frozen=True, slots=True)
class Slope:
    """∂output/∂input after some steps."""

    label: str  # "∂f/∂x1"
    kind: SweepKind  # of the sweep it comes from
    value: float  # NaN where nothing has arrived
    done: bool  # it is final
    to_go: int  # steps until it is
    about: Quantity  # which number of the trace it is

    def text(self) -> str:
        """The value in full once it is final; until then what has arrived, and how far it is."""
        if self.done:
            return spelled(self.value, 11)
        started = "·" if math.isnan(self.value) else f"{spelled(self.value)} …"
        return f"{started} ({counted(self.to_go)} to go)"


def counted(steps: int) -> str:
    """A number of steps in words."""
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    return f"{words[steps] if steps < len(words) else format(steps, ',')} step{'' if steps == 1 else 's'}"


def slopes(trace: Trace, step: int) -> list[Slope]:
    """One slope per input entry of the first scalar output, after `step` (from 0) is done; at most `MOST`.

    From the first adjoint sweep of that output where there is one, else from the sweep seeded on that entry.
    """
    outputs = [row for port in trace.header.outputs for row in port.rows]
    entries = [
        (port.name if port.shape == () else f"{port.name}{[int(at) for at in np.unravel_index(i, port.shape)]}", row)
        for port in trace.header.inputs
        if port.shape is not None
        for i, row in enumerate(port.rows[:MOST])
    ][:MOST]
    if not outputs or not entries:
        return []
    f, position = trace.header.outputs[0].name or "f", step + 1
    back = next((i for i, s in enumerate(trace.sweeps) if s.kind is SweepKind.ADJOINT and _seeded(s, outputs[0])), None)
    if back is not None:
        return _arriving(trace, back, position, [(f"∂{f}/∂{name}", row) for name, row in entries])
    by_seed = {s.seed[0][0]: i for i, s in reversed(list(enumerate(trace.sweeps))) if len(s.seed) == 1}
    return [
        slope
        for name, row in entries
        if row in by_seed and trace.sweeps[by_seed[row]].kind is not SweepKind.ADJOINT
        for slope in _arriving(trace, by_seed[row], position, [(f"∂{f}/∂{name}", outputs[0])])
    ]


def _seeded(sweep: Sweep, output: int) -> bool:
    return any(row == output and weight for row, weight in sweep.seed)


def _arriving(trace: Trace, sweep: int, position: int, wanted: list[tuple[str, int]]) -> list[Slope]:
    rows = np.array([row for _, row in wanted])
    standing = trace.timeline.standing(position, sweep, rows)
    values = standing.derivative if standing.derivative.ndim == 1 else standing.derivative[:, 1]
    found = []
    for (label, row), value, done in zip(wanted, values.tolist(), standing.done.tolist(), strict=True):
        last = trace.timeline.step_of(row, sweep) + 1
        if last == 0 and standing.progress == "done":
            value, done = (0.0 if math.isnan(value) else value), True
        if last == 0:  # never reached: nothing flows there, and that is known when the sweep ends
            last = trace.timeline.sweeps[sweep].stop
        about = quantities.derivative(row, sweep)
        found.append(Slope(label, trace.sweeps[sweep].kind, value, done, max(last - position, 0), about))
    return found
