"""Jacobian and Hessian as matrices: values, and where a path leads from input to output at all.

The Jacobian is accumulated on the list that the tape records. The Hessian is the Jacobian of the gradient: the tape's
own backward sweep runs on recorded values, so that it is a list like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.analysis.accumulate import jacobian_of
from adstudio.host import engines, running
from adstudio.host.budgets import Budgets
from adstudio.primitives.kinks import subgradient as convention
from adstudio.primitives.recorded import RecordedValue, recorded
from adstudio.primitives.table import TableRules
from adstudio.program.contract import Request
from adstudio.program.ground import Entry, moved_along
from adstudio.program.inputs import shape_of
from adstudio.program.program import Program
from adstudio.program.seeds import Seeds
from adstudio.traces.edits import Edit, EditKind
from adstudio.traces.header import EngineStamp, Port, ProgramStamp
from adstudio.traces.model import Floats
from adstudio.traces.recorder import Recorder

MOST = 1_000_000  # entries
EPS = float(np.finfo(np.float64).eps)


class NoMatrix(ValueError):
    """There is no such matrix here; the message says why."""


class Matrix(Struct, frozen=True):
    """A matrix of derivatives."""

    values: Floats  # (rows, columns)
    paths: NDArray[np.bool_]  # (rows, columns) whether the row depends on the column at all
    rows: tuple[str, ...]  # labels: outputs of a Jacobian, inputs of a Hessian
    columns: tuple[str, ...]  # labels of the inputs
    of: str = "f"  # what is differentiated
    note: str = ""
    asymmetry: float | None = None  # of a Hessian, in ulps
    worst: tuple[int, int] = (0, 0)  # where it is least symmetric

    @property
    def filled(self) -> int:
        """How many entries have a path."""
        return int(self.paths.sum())


def jacobian(
    program: Program,
    at: dict[str, Any],
    *,
    edits: Sequence[Edit] = (),
    subgradient: str = "torch",
    budgets: Budgets | None = None,
) -> Matrix:
    """∂output/∂input for all scalars of the outputs and inputs, of the program with its values as they were put in.

    Raises `NoMatrix` where the program fails, returns nothing, or the matrix would have more than `MOST` entries.
    """
    values_put_in = tuple(edit for edit in edits if edit.kind is not EditKind.ADJOINT)
    request = Request(at=at, cotangent=Seeds(kind="one"), edits=values_put_in, subgradient=subgradient)
    trace = running.run(program, "tape", request, budgets=budgets)
    header = trace.header
    if header.error is not None or header.truncated is not None:
        raise NoMatrix(header.truncated if header.error is None else header.error.said)
    inputs = [row for port in header.inputs for row in port.rows]
    outputs = [row for port in header.outputs for row in port.rows]
    _refuse_too_large(len(outputs), len(inputs))
    cut = [edited.row for edited in trace.edits if edited.kind is EditKind.SET]
    values, paths = jacobian_of(trace.nodes, inputs, outputs, cut=cut)
    return Matrix(values, paths, trace.output_labels, _labels(header.inputs), program.name)


def hessian(
    program: Program,
    at: dict[str, Any],
    *,
    output: int = 0,
    subgradient: str = "torch",
    budgets: Budgets | None = None,
    edited: bool = False,
) -> Matrix:
    """∂²output/∂inputᵢ∂inputⱼ of one scalar of the outputs, by differentiating the tape's backward sweep.

    edited: values were put in by hand, which the nested derivative knows nothing of; the note says so.
    What the program raises goes on. Raises `NoMatrix` as `jacobian`.
    """
    budgets = budgets or Budgets()
    recorder = Recorder(
        engine=EngineStamp(name="hessian"), program=ProgramStamp(), rules=TableRules(), max_nodes=budgets.nodes
    )
    point = program.complete(at)
    entries, values = _entries(program, point, recorder)
    _refuse_too_large(len(entries), len(entries))
    names: list[str] = []

    def f(*numbers: Any) -> Any:
        result = program.on_values(moved_along(point, list(zip(entries, numbers, strict=True))))
        found = program.entries(result)
        if not 0 <= output < len(found):
            raise NoMatrix(f"{program.name} has no output number {output}")
        names.append(program.name if len(found) == 1 else f"{program.name}[{output}]")
        return found[output]

    pull = engines.get("tape")().pull
    with convention(subgradient), np.errstate(all="ignore"):
        _, slopes = pull(f, tuple(values))
    rows = [slope.row if isinstance(slope, RecordedValue) else None for slope in slopes]
    known = [row for row in rows if row is not None]
    found, led = jacobian_of(recorder.nodes(), [entry.row for entry in entries], known)
    table, paths = np.zeros((len(entries), len(entries))), np.zeros((len(entries), len(entries)), np.bool_)
    at_known = [k for k, row in enumerate(rows) if row is not None]  # the others are constant, their rows 0
    table[at_known], paths[at_known] = found, led
    labels = tuple(entry.label for entry in entries)
    note = "of the program without what was put in by hand" if edited else ""
    ulps, worst = asymmetry(table)
    return Matrix(table, paths, labels, labels, names[-1] if names else program.name, note, ulps, worst)


def asymmetry(values: Floats) -> tuple[float, tuple[int, int]]:
    """How far a Hessian is from symmetric, in ulps of the larger entry (or of ε · the largest), and where."""
    if not values.size:
        return 0.0, (0, 0)
    scale = float(np.abs(values[np.isfinite(values)]).max(initial=0.0))
    with np.errstate(all="ignore"):
        larger = np.maximum(np.maximum(np.abs(values), np.abs(values.T)), max(scale * EPS, 5e-324))
        apart = np.where(values == values.T, 0.0, np.abs(values - values.T) / np.spacing(larger))
    apart[np.isnan(values) & np.isnan(values.T)] = 0.0
    apart[np.isnan(apart)] = np.inf
    i, j = np.unravel_index(int(np.argmax(apart)), apart.shape)
    return float(apart[i, j]), (int(i), int(j))


# ── between processes ──────────────────────────────────────────────────────────────────────────────────


def write(matrix: Matrix, path: Path) -> dict[str, Any]:
    """Put the numbers into a file, `.npz`, and return the rest as JSON can carry it."""
    np.savez(path, values=matrix.values, paths=np.packbits(matrix.paths))
    rest = {"rows": list(matrix.rows), "columns": list(matrix.columns), "of": matrix.of, "note": matrix.note}
    return rest | {"asymmetry": matrix.asymmetry, "worst": list(matrix.worst)}


def read(path: Path, rest: dict[str, Any]) -> Matrix:
    """The matrix that was written. Raises `OSError` or `ValueError` where the file is gone or damaged."""
    rows, columns = tuple(rest["rows"]), tuple(rest["columns"])
    with np.load(path, allow_pickle=False) as file:
        values, bits = file["values"], file["paths"]
    shape = len(rows), len(columns)
    paths = np.unpackbits(bits, count=shape[0] * shape[1]).astype(np.bool_).reshape(shape)
    i, j = rest["worst"]
    return Matrix(
        values.reshape(shape), paths, rows, columns, rest["of"], rest["note"], rest["asymmetry"], (int(i), int(j))
    )


# ── the parts ──────────────────────────────────────────────────────────────────────────────────────────


def _refuse_too_large(rows: int, columns: int) -> None:
    if rows * columns > MOST:
        raise NoMatrix(f"{rows:,} × {columns:,} entries are more than {MOST:,}")
    if not columns:
        raise NoMatrix("there is no input to differentiate by")


def _labels(ports: Sequence[Port]) -> tuple[str, ...]:
    return tuple(
        Entry(port.name, index, 0).label
        for port in ports
        if port.shape is not None
        for index in np.ndindex(*port.shape)
    )


def _entries(program: Program, point: dict[str, Any], recorder: Recorder) -> tuple[list[Entry], list[Any]]:
    """Every scalar to differentiate by, and a recorded value for each."""
    made = recorded(recorder)
    entries: list[Entry] = []
    values: list[Any] = []
    for spec in program.inputs:
        value = point[spec.name]
        shape = None if spec.kind == "fixed" else shape_of(value)
        if shape is None:
            continue
        numbers = np.asarray(value, np.float64).ravel().tolist()
        rows = recorder.input(spec.name, numbers[0] if shape == () else np.reshape(numbers, shape), shape=shape)
        for index, row, number in zip(np.ndindex(*shape), rows, numbers, strict=True):
            new = made()
            new.primal, new.row = number, row
            entries.append(Entry(spec.name, index, row))
            values.append(new)
    return entries, values
