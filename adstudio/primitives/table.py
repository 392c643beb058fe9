"""The one table: every primitive by name, and the rules that a recorder asks it for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from types import ModuleType

import numpy as np
from numpy.typing import NDArray

from adstudio.primitives import arithmetic, elementary, planar, powers, special, steps
from adstudio.primitives.primitive import Primitive, evaluate

ROOMS: tuple[ModuleType, ...] = (arithmetic, powers, planar, elementary, special, steps)


def _entries() -> Iterator[tuple[str, Primitive]]:
    for room in ROOMS:
        for entry in vars(room).values():
            if isinstance(entry, Primitive):
                yield entry.name, entry


TABLE: dict[str, Primitive] = dict(_entries())


class TableRules:
    """The table, as a recorder asks it (see `traces.columns.Rules`)."""

    def partial(
        self, op: str, argument: int, value: NDArray[np.float64], arguments: Sequence[NDArray[np.float64]]
    ) -> NDArray[np.float64] | None:
        """∂op/∂argument at every point, or None for an operation that is not in the table, or not with so many arguments."""
        primitive = TABLE.get(op)
        if primitive is None or not primitive.takes(len(arguments)):
            return None
        rule = primitive.partial(argument)
        return None if rule is None else evaluate(rule, value, arguments)

    def kinks(self, op: str, arguments: Sequence[NDArray[np.float64]]) -> NDArray[np.bool_] | None:
        """Where the derivative is one-sided, or None for a smooth operation."""
        primitive = TABLE.get(op)
        if primitive is None or primitive.kink is None or not primitive.takes(len(arguments)):
            return None
        with np.errstate(all="ignore"):
            return np.asarray(primitive.kink(*arguments), np.bool_)

    def stops(self, op: str) -> bool:
        """Whether no derivative passes."""
        primitive = TABLE.get(op)
        return primitive is not None and primitive.stops
