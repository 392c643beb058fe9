"""The ground run: a program recorded once on floats. Most engines start from it, so all number their nodes alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import plain
from adstudio.primitives.recorded import RecordedValue, recorded
from adstudio.program.contract import Request
from adstudio.program.depths import depths
from adstudio.program.errors import BadInput
from adstudio.program.positions import Positions
from adstudio.program.scratch import tried
from adstudio.program.seeds import Seeds, written
from adstudio.program.stale import beside_the_point, stale
from adstudio.traces.header import Port
from adstudio.traces.model import Nodes
from adstudio.traces.recorder import Recorder

if TYPE_CHECKING:
    from adstudio.program.program import Program


class Entry(Struct, frozen=True):
    """One scalar that a program can be differentiated by: an input, or an entry of one."""

    input: str  # "xs"
    index: tuple[int, ...]  # (2,), or () for a scalar
    row: int

    @property
    def label(self) -> str:
        """As "x1", "xs[2]", "A[0, 1]"."""
        return self.input + (str(list(self.index)) if self.index else "")


class Direction(Struct, frozen=True):
    """A tangent: how much each input row moves."""

    label: str
    seed: tuple[tuple[int, float], ...]


class Cotangent(Struct, frozen=True):
    """Where a reverse sweep starts: the weight of each output row; a row that is two outputs is there twice."""

    label: str
    seed: tuple[tuple[int, float], ...]


class Recording(Struct, frozen=True):
    """A program that ran: its nodes, and which of them came in and out."""

    nodes: Nodes
    ops: tuple[str, ...]  # string table of nodes.op
    inputs: tuple[Port, ...]
    ports: tuple[Port, ...]  # the outputs
    straight: bool  # nothing was decided by a value, and no value left the graph: the nodes are the whole program

    @property
    def outputs(self) -> list[int]:
        """The rows of all outputs, flat."""
        return [row for port in self.ports for row in port.rows]

    def label_of(self, output: int, entry: int = -1) -> str:
        """The name of an output row: "f", "f[1]". entry: which of the flat outputs is meant, where a row is several."""
        first = 0
        for port in self.ports:
            place = entry - first if entry >= 0 else port.rows.index(output) if output in port.rows else -1
            if 0 <= place < len(port.rows):
                index = np.unravel_index(place, port.shape) if port.shape else ()
                return port.name + (str([int(i) for i in index]) if index else "")
            first += len(port.rows)
        raise KeyError(f"node {output} is not an output")


def record(
    program: Program,
    at: dict[str, Any],
    recorder: Recorder,
    *,
    carry: Callable[[RecordedValue], Any] | None = None,
    before: Callable[[Recording], None] | None = None,
) -> Recording:
    """Run the program on recorded values.

    carry: wraps the value of each input entry into the engine's own value, whose `primal` is the recorded one.
    before: called when the inputs are recorded and the program has not run yet.
    """
    ground = recorded(recorder)

    def make(value: Any, row: int) -> Any:
        new = ground()
        new.primal, new.row = value, row
        return new if carry is None else carry(new)

    arguments = program.arguments(at, recorder, make)
    if before is not None:
        before(recording_of(recorder))
    with depths(recorder):
        result = program.call(arguments)
    program.outputs(result, recorder, row_of)
    recorder.settle_edits()
    if recorder.doubt is not None and isinstance(recorder.locator, Positions):  # a run of its own, not one beside it
        _note_stale(program, at, recorder)
    return recording_of(recorder)


def _note_stale(program: Program, at: dict[str, Any], recorder: Recorder) -> None:
    """A value may have become a plain number unseen: note the numbers that move with the inputs."""
    recording = recording_of(recorder)
    names = [port.name for port in recording.inputs if port.shape is not None]
    count = len(recording.nodes)

    def run(shift: float) -> Recording:
        point = beside_the_point(at, names, shift)
        return recording_of(tried(recorder, count, lambda again: record(program, point, again)))

    for one in stale(recording, run):
        number = recording.nodes.value[one.constant]
        source, line = recorder.doubt if one.row < 0 and recorder.doubt else recorder.place_of(one.row)
        message = f"{number:.6g} is a plain number here and moves with the inputs: no derivative follows it from here"
        recorder.note("left-graph", message, source=source, line=line, row=one.row)


def entries(recording: Recording, wrt: Sequence[str] = ()) -> list[Entry]:
    """The entries of the inputs named in `wrt`; of all where it is empty."""
    found = []
    for port in recording.inputs:
        if port.shape is not None and (not wrt or port.name in wrt):
            indices = np.ndindex(*port.shape)
            found += [Entry(port.name, index, row) for index, row in zip(indices, port.rows, strict=True)]
    return found


def directions(recording: Recording, request: Request) -> list[Direction]:
    """The tangents of a request: the one it names, or each input entry in turn. Raises `BadInput`, `ValueError`."""
    wanted = request.direction
    every = entries(recording, request.wrt)
    if isinstance(wanted, dict):
        seed = _by_name(recording, wanted)
        return [Direction(f"along {written([weight for _, weight in seed])}", tuple(seed))]
    found = []
    for weights in (wanted or Seeds()).vectors(len(every), "input"):
        seed = [(entry.row, weight) for entry, weight in zip(every, weights, strict=True)]
        one = _alone(weights)
        if one is not None:
            found.append(Direction(f"∂/∂{every[one].label}", ((every[one].row, 1.0),)))
        else:
            found.append(Direction(f"along {written(weights)}", tuple(seed)))
    return found


def cotangents(recording: Recording, request: Request) -> list[Cotangent]:
    """Where the reverse sweeps of a request start: at a cotangent, at one output, or at each in turn.

    Raises `BadInput` for a cotangent that has another number of entries than the outputs.
    """
    outputs, wanted = recording.outputs, request.cotangent
    if wanted is None:
        seeds = Seeds() if request.output < 0 else Seeds(kind="one", entry=request.output)
    else:
        seeds = wanted if isinstance(wanted, Seeds) else Seeds(kind="typed", weights=tuple(wanted))
    found = []
    for weights in seeds.vectors(len(outputs), "output"):
        one = _alone(weights)
        if one is not None:
            name = recording.label_of(outputs[one], one)
            found.append(Cotangent(f"seeded at {name}", ((outputs[one], 1.0),)))
        else:
            found.append(Cotangent(f"seeded with {written(weights)}", tuple(zip(outputs, weights, strict=True))))
    return found


def reach(program: Program, at: dict[str, Any], recorder: Recorder) -> list[float]:
    """The outputs of a run whose nodes nobody looks at, flat; under the budgets of `recorder`, so that it ends."""
    ground = recorded(recorder)

    def make(value: Any, row: int) -> Any:
        new = ground()
        new.primal, new.row = value, row
        return new

    result = program.call(program.arguments(at, recorder, make))
    return [float(plain(entry)) for entry in program.entries(result)]


def _alone(weights: tuple[float, ...]) -> int | None:
    """The one entry that has the weight 1, where all others have 0: then it is a partial derivative."""
    moving = [i for i, weight in enumerate(weights) if weight != 0.0]
    return moving[0] if len(moving) == 1 and weights[moving[0]] == 1.0 else None


def _by_name(recording: Recording, direction: dict[str, Any]) -> list[tuple[int, float]]:
    seed = []
    for name, tangent in direction.items():
        weights = np.asarray(tangent, np.float64).ravel()
        rows = [entry.row for entry in entries(recording) if entry.input == name]
        if len(rows) != len(weights):
            raise BadInput(f"the direction of {name!r} has {len(weights)} entries, the input has {len(rows)}")
        seed += list(zip(rows, weights.tolist(), strict=True))
    return seed


def moved_along(at: dict[str, Any], moves: Sequence[tuple[Entry, Any]]) -> dict[str, Any]:
    """The point with some entries at other values; the given point is not touched."""
    for entry, value in moves:
        at = moved(at, entry, value)
    return at


def moved(at: dict[str, Any], entry: Entry, value: Any) -> dict[str, Any]:
    """The point with one entry at another value; the given point is not touched."""
    return {**at, entry.input: _with(at[entry.input], entry.index, value)}


def _with(container: Any, index: tuple[int, ...], value: Any) -> Any:
    if not index:
        return value
    if isinstance(container, np.ndarray):
        plain_number = isinstance(value, float | int | np.number) and not isinstance(value, Leveled)
        copied = container.astype(np.result_type(container.dtype, np.float64) if plain_number else object)
        copied[index] = value
        return copied
    first, *rest = index
    changed = [_with(part, tuple(rest), value) if i == first else part for i, part in enumerate(container)]
    return tuple(changed) if isinstance(container, tuple) else changed


def row_of(value: Any) -> int | None:
    """The recorded row at the bottom of a value; None for a plain number."""
    while hasattr(value, "primal"):
        if isinstance(value, RecordedValue):
            return value.row
        value = value.primal
    return None


def recording_of(recorder: Recorder) -> Recording:
    """What was recorded so far."""
    nodes = recorder.nodes()
    straight = not recorder.branches.log and not recorder.left_graph
    return Recording(nodes, recorder.ops, recorder.inputs, recorder.outputs, straight)
