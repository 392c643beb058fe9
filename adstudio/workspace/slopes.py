"""The derivatives of the result by each input, as they stand at a step: arrived, half-way, or still to come."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from adstudio.traces import quantities
from adstudio.traces.header import Port
from adstudio.traces.model import Sweep, SweepKind, Trace
from adstudio.traces.quantities import Quantity
from adstudio.workspace.expression import spelled

MOST = 200  # entries that are looked at: a panel shows no more


class Slope(Struct, frozen=True):
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
    """One slope per input entry of one output, after `step` (from 0) is done; at most `MOST`.

    From the adjoint sweep of the first output where there is one, or the first there is; else from the sweeps seeded
    on one entry; else one slope for each direction. The label says what it is the derivative of, and along what.
    """
    outputs = [(name, row) for port in trace.header.outputs for name, row in _entries(port)]
    entries = [entry for port in trace.header.inputs if port.shape is not None for entry in _entries(port)][:MOST]
    if not outputs or not entries:
        return []
    position = step + 1
    f, first = outputs[0]
    backs = [i for i, sweep in enumerate(trace.sweeps) if sweep.kind is SweepKind.ADJOINT]
    if backs:
        back = next((i for i in backs if trace.sweeps[i].seed == ((first, 1.0),)), backs[0])
        if any(edited.sweep == back for edited in trace.edits):
            return _arriving(trace, back, position, [(f"adjoint of {name}, edited", row) for name, row in entries])
        f = seeded_output(trace.sweeps[back], outputs)
        return _arriving(trace, back, position, [(f"∂{f}/∂{name}", row) for name, row in entries])
    ahead = [(i, sweep) for i, sweep in enumerate(trace.sweeps) if sweep.kind is not SweepKind.PRIMAL]
    by_seed = {s.seed[0][0]: i for i, s in reversed(ahead) if len(s.seed) == 1 and s.seed[0][1] == 1.0}
    alone = [(by_seed[row], f"∂{f}/∂{name}") for name, row in entries if row in by_seed]
    wanted = alone or [(i, f"∂{f} {sweep.label}") for i, sweep in ahead if sweep.seed][:MOST]
    return [slope for i, label in wanted for slope in _arriving(trace, i, position, [(label, first)])]


def seeded_output(sweep: Sweep, outputs: list[tuple[str, int]]) -> str:
    """What a reverse sweep differentiates: "f[1]", "(2·f)", or "(w·f)" where several outputs are weighed."""
    names = {row: name for name, row in reversed(outputs)}
    weights = [(row, weight) for row, weight in sweep.seed if weight]
    if len(weights) != 1:
        return "(w·f)"
    [(row, weight)] = weights
    name = names.get(row, "f")
    return name if weight == 1.0 else f"({spelled(weight, 4)}·{name})"


def _entries(port: Port) -> list[tuple[str, int]]:
    """(name, row) of each entry of an input or output; at most `MOST`."""
    if not port.shape:
        return [(port.name, row) for row in port.rows]
    return [
        (f"{port.name}{[int(at) for at in np.unravel_index(i, port.shape)]}", row)
        for i, row in enumerate(port.rows[:MOST])
    ]


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
