"""What a sweep starts from: each entry in turn, one of them, all, a random direction, or numbers that were typed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from msgspec import Struct

from adstudio.program.errors import BadInput

Kind = Literal["each", "one", "ones", "random", "typed"]
FEW = 4  # components that are written out


class Seeds(Struct, frozen=True, kw_only=True):
    """A choice of seeds, said without knowing how many entries there are."""

    kind: Kind = "each"
    entry: int = 0  # of "one", flat
    number: int = 0  # of "random": the same number gives the same direction, everywhere
    weights: tuple[float, ...] = ()  # of "typed", one an entry

    def vectors(self, count: int, what: str) -> list[tuple[float, ...]]:
        """The seed vectors for `count` entries. Raises `BadInput` where they do not fit; what: "output" or "input"."""
        if self.kind == "each":
            return [_unit(count, i) for i in range(count)]
        if self.kind == "one":
            if not 0 <= self.entry < count:
                raise BadInput(f"there is no {what} entry {self.entry}: there are {count}, counted from 0")
            return [_unit(count, self.entry)]
        if self.kind == "ones":
            return [(1.0,) * count]
        if self.kind == "random":
            return [random_unit(count, self.number)]
        if len(self.weights) != count:
            raise BadInput(f"the seed has {_entries(len(self.weights))}, the program has {_entries(count)} of {what}")
        return [tuple(float(weight) for weight in self.weights)]


def random_unit(count: int, number: int) -> tuple[float, ...]:
    """A direction of length 1, evenly from the sphere: normal numbers over their length (Muller 1959)."""
    drawn = np.random.default_rng(number).standard_normal(count)
    return tuple((drawn / (np.linalg.norm(drawn) or 1.0)).tolist())


def written(weights: Sequence[float]) -> str:
    """As "(0.6, 0.8)", "(0.6, 0.8, …)"."""
    some = [f"{weight:.4g}" for weight in weights[:FEW]]
    return f"({', '.join(some + ['…'] * (len(weights) > FEW))})"


def _unit(count: int, at: int) -> tuple[float, ...]:
    return tuple(1.0 if i == at else 0.0 for i in range(count))


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"
