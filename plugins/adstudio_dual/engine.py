"""The dual engine: all seeds at once in one run, a tangent sweep for each."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adstudio.api import (
    EditKind,
    Edits,
    Primitive,
    Program,
    RecordedValue,
    Recorder,
    Request,
    SweepKind,
    Value,
    directions,
    fresh_level,
    plain,
    record,
)
from adstudio_dual import nested


class DualEngine:
    """Forward mode."""

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        """One run in which each value carries a vector of tangents, one for each direction."""
        tangents = Tangents(recorder.edits)
        level = fresh_level()
        inputs: list[tuple[int, TangentDual]] = []

        def carry(ground: RecordedValue) -> TangentDual:
            dual = TangentDual(ground, None, level, tangents)
            inputs.append((ground.row, dual))
            return dual

        def seed(recording: Any) -> None:
            tangents.seeds = directions(recording, request)
            for row, dual in inputs:
                dual.tangent = tangents.seed(row)

        try:
            with np.errstate(all="ignore"):  # ∞ · 0 is NaN, and is shown as one
                record(program, request.at, recorder, carry=carry, before=seed)
        finally:  # what was carried so far is seen also where the program fails
            recorder.sweep(SweepKind.PRIMAL, [])
            for i, direction in enumerate(tangents.seeds):
                column = tangents.column(i, recorder.count)
                recorder.sweep(SweepKind.TANGENT, column, seed=direction.seed, label=direction.label)

    push = staticmethod(nested.push)


class Tangents:
    """The tangents of every row, (rows, directions), growing with the run."""

    def __init__(self, edits: Edits) -> None:
        self.edits = edits
        self.seeds: list[Any] = []
        self._table = np.zeros((0, 0))

    def seed(self, row: int) -> NDArray[np.float64]:
        """The tangent of an input."""
        tangent = np.array([dict(direction.seed).get(row, 0.0) for direction in self.seeds])
        self.keep(row, tangent)
        return tangent

    def keep(self, row: int, tangent: NDArray[np.float64]) -> None:
        """Remember the tangent of a row."""
        if row >= len(self._table):
            grown = np.zeros((max(256, 2 * row), len(self.seeds)))
            grown[: len(self._table)] = self._table.reshape(-1, len(self.seeds))
            self._table = grown
        self._table[row] = tangent

    def column(self, direction: int, rows: int) -> NDArray[np.float64]:
        """The tangents along one direction, (rows,)."""
        column = np.zeros(rows)
        known = self._table[:rows, direction] if len(self._table) else np.empty(0)
        column[: len(known)] = known
        return column


class TangentDual(Value):
    """A recorded value with its tangents. It looks through to plain numbers: its own arithmetic is not recorded."""

    __slots__ = ("level", "tangent", "tangents")

    def __init__(self, primal: Any, tangent: Any, level: int, tangents: Tangents) -> None:
        self.primal, self.tangent, self.level, self.tangents = primal, tangent, level, tangents

    def apply(self, primitive: Primitive, arguments: tuple[Any, ...]) -> Any:
        """v̇ = Σ ∂v/∂uᵢ · u̇ᵢ; the operation itself is recorded one level down."""
        active = [isinstance(x, TangentDual) for x in arguments]
        value = primitive.at(*(x.primal if mine else x for x, mine in zip(arguments, active, strict=True)))
        number, numbers = plain(value), [plain(x) for x in arguments]
        tangent = np.zeros(len(self.tangents.seeds))
        edited = self.tangents.edits.done.get(value.row)
        if edited is not None:
            number = edited.instead  # a nudged operation has the slope that it has where it came to by itself
        cut = edited is not None and edited.kind is EditKind.SET
        for i, x in enumerate(arguments):
            rule = primitive.partial(i) if active[i] and not cut else None
            if rule is not None:
                tangent = tangent + times(rule(number, *numbers), x.tangent)
        self.tangents.keep(value.row, tangent)
        return TangentDual(value, tangent, self.level, self.tangents)


def times(partial: float, tangent: NDArray[np.float64]) -> NDArray[np.float64]:
    """Partial · tangent, and 0 where the tangent is: an infinite partial does not move what stands still."""
    product = partial * tangent
    return product if abs(partial) < np.inf else np.where(tangent == 0.0, 0.0, product)
