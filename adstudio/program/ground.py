"""The ground run: a program recorded once on floats. Most engines start from it, so all number their nodes alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from adstudio.primitives.recorded import RecordedValue, recorded
from adstudio.primitives.table import TableRules
from adstudio.program.contract import Request
from adstudio.program.depths import depths
from adstudio.traces.header import EngineStamp, Port, ProgramStamp
from adstudio.traces.model import Nodes
from adstudio.traces.recorder import Recorder

if TYPE_CHECKING:
    from adstudio.program.program import Program


@dataclass(frozen=True, slots=True)
class Entry:
    """One scalar that a program can be differentiated by: an input, or an entry of one."""

    input: str  # "xs"
    index: tuple[int, ...]  # (2,), or () for a scalar
    row: int

    @property
    def label(self) -> str:
        """As "x1", "xs[2]", "A[0, 1]"."""
        return self.input + (str(list(self.index)) if self.index else "")


@dataclass(frozen=True, slots=True)
class Direction:
    """A tangent: how much each input row moves."""

    label: str
    seed: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class Recording:
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

    def label_of(self, output: int) -> str:
        """The name of an output row: "f", "f[1]"."""
        for port in self.ports:
            if output in port.rows:
                index = np.unravel_index(port.rows.index(output), port.shape) if port.shape else ()
                return port.name + (str([int(i) for i in index]) if index else "")
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
        before(_recording(recorder))
    with depths(recorder):
        result = program.call(arguments)
    program.outputs(result, recorder, _row_of)
    return _recording(recorder)


def scratch(recorder: Recorder) -> Recorder:
    """A recorder whose nodes are thrown away, under the budgets of `recorder`."""
    return Recorder(
        engine=EngineStamp(name="scratch"),
        program=ProgramStamp(),
        rules=TableRules(),
        max_nodes=recorder.max_nodes,
        on_block=recorder.on_block,
    )


def entries(recording: Recording, wrt: Sequence[str] = ()) -> list[Entry]:
    """The entries of the inputs named in `wrt`; of all where it is empty."""
    found = []
    for port in recording.inputs:
        if port.shape is not None and (not wrt or port.name in wrt):
            indices = np.ndindex(*port.shape)
            found += [Entry(port.name, index, row) for index, row in zip(indices, port.rows, strict=True)]
    return found


def directions(recording: Recording, request: Request) -> list[Direction]:
    """The tangents of a request: the one it names, or each input entry in turn."""
    every = entries(recording, request.wrt)
    if request.direction is None:
        return [Direction(f"∂/∂{entry.label}", ((entry.row, 1.0),)) for entry in every]
    seed = []
    for name, tangent in request.direction.items():
        weights = np.asarray(tangent, np.float64).ravel()
        rows = [entry.row for entry in entries(recording) if entry.input == name]
        if len(rows) != len(weights):
            raise ValueError(f"the direction of {name!r} has {len(weights)} entries, the input has {len(rows)}")
        seed += list(zip(rows, weights.tolist(), strict=True))
    return [Direction("along the direction", tuple(seed))]


def moved(at: dict[str, Any], entry: Entry, value: Any) -> dict[str, Any]:
    """The point with one entry at another value; the given point is not touched."""
    return {**at, entry.input: _with(at[entry.input], entry.index, value)}


def _with(container: Any, index: tuple[int, ...], value: Any) -> Any:
    if not index:
        return value
    if isinstance(container, np.ndarray):
        plain_number = isinstance(value, float | int | np.number)
        copied = container.astype(np.result_type(container.dtype, np.float64) if plain_number else object)
        copied[index] = value
        return copied
    first, *rest = index
    changed = [_with(part, tuple(rest), value) if i == first else part for i, part in enumerate(container)]
    return tuple(changed) if isinstance(container, tuple) else changed


def _row_of(value: Any) -> int | None:
    """The recorded row at the bottom of a value; None for a plain number."""
    while hasattr(value, "primal"):
        if isinstance(value, RecordedValue):
            return value.row
        value = value.primal
    return None


def _recording(recorder: Recorder) -> Recording:
    nodes = recorder.nodes()
    straight = not recorder.branches.log and not recorder.left_graph
    return Recording(nodes, recorder.ops, recorder.inputs, recorder.outputs, straight)
