"""Which number of a trace is meant: a value, a derivative in a sweep, a partial, what a step brought or left behind.

A number on the screen carries its quantity, so that it can be asked where it comes from (`provenance.py`).
"""

from __future__ import annotations

from typing import Literal, cast

from msgspec import Struct

What = Literal["value", "derivative", "partial", "contribution", "sum"]
PARTS = {"value": 1, "derivative": 2, "partial": 1, "contribution": 1, "sum": 1}


class Quantity(Struct, frozen=True):
    """One number of a trace. `at` is a row, of a partial an edge, of a contribution or sum an adjoint sweep's step."""

    what: What
    at: int
    sweep: int = -1  # of a derivative, into trace.sweeps

    @property
    def key(self) -> str:
        """As text, for a link: "value:3", "derivative:3:1"."""
        return f"{self.what}:{self.at}:{self.sweep}" if self.what == "derivative" else f"{self.what}:{self.at}"

    @classmethod
    def parse(cls, key: str) -> Quantity:
        """The quantity of a key. Raises `ValueError` for any other text."""
        what, *numbers = key.split(":")
        if PARTS.get(what) != len(numbers):
            raise ValueError(f"{key!r} names no number of a trace")
        return cls(cast(What, what), *map(int, numbers))


def value(row: int) -> Quantity:
    """What the operation gave."""
    return Quantity("value", row)


def derivative(row: int, sweep: int) -> Quantity:
    """What the row has got when a sweep is through."""
    return Quantity("derivative", row, sweep)


def partial(edge: int) -> Quantity:
    """The local slope along an edge."""
    return Quantity("partial", edge)


def contribution(step: int) -> Quantity:
    """What one step of an adjoint sweep brings."""
    return Quantity("contribution", step)


def running_sum(step: int) -> Quantity:
    """The adjoint as it stands after one step."""
    return Quantity("sum", step)
