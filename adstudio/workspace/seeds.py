"""Which seeds the sweeps start from, as a person chooses them: a direction going forward, a cotangent going back."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from adstudio.program.seeds import Seeds, written
from adstudio.workspace.expression import number
from adstudio.workspace.signals import Signal

EACH = Seeds()


class SeedState(Struct, frozen=True):
    """The two choices."""

    forward: Seeds = EACH  # of the inputs: dual numbers, jets, differences
    reverse: Seeds = EACH  # of the outputs: the tape, torch


class SeedChoice:
    """The seeds that are chosen. `changed` tells of another choice."""

    def __init__(self) -> None:
        self.changed = Signal[[]]()
        self._state = SeedState()

    @property
    def state(self) -> SeedState:
        """Both choices; immutable."""
        return self._state

    def restore(self, state: SeedState) -> None:
        """Take both choices; an equal one is ignored."""
        if state != self._state:
            self._state = state
            self.changed.emit()

    def choose(self, way: str, seeds: Seeds) -> None:
        """Choose for one way: "forward" or "reverse"."""
        self.restore(replace(self._state, forward=seeds) if way == "forward" else replace(self._state, reverse=seeds))

    @property
    def chosen(self) -> bool:
        """Whether something else than each entry in turn is chosen."""
        return self._state != SeedState()


def in_words(seeds: Seeds, labels: tuple[str, ...], each: str) -> str:
    """As "each input", "x2", "all ones", "random, seed 7", "(0.6, 0.8)". labels: of the entries."""
    match seeds.kind:
        case "one":
            return labels[seeds.entry] if seeds.entry < len(labels) else f"entry {seeds.entry}"
        case "ones":
            return "all ones"
        case "random":
            return f"random, seed {seeds.number}"
        case "typed":
            return written(seeds.weights)
    return each


def typed(text: str, count: int) -> tuple[float, ...]:
    """The numbers of "0.6, 0.8", "(1 0 0)" or "[1/3; 2]"; one alone stands for `count` of them if that is 1.

    Raises `ValueError` with a sentence where they are no numbers, or not as many as there are entries.
    """
    bare = text.strip().strip("()[]")
    parts = [part for part in bare.replace(";", ",").split(",") if part.strip()]
    if len(parts) == 1 and count > 1:
        parts = bare.split()
    numbers = tuple(number(part) for part in parts)
    if len(numbers) != count:
        entries = "entry" if count == 1 else "entries"
        raise ValueError(f"there {'is' if count == 1 else 'are'} {count} {entries}, and {len(numbers)} were typed")
    return numbers
