"""A step away from the point: along one input entry, or along a direction of several."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adstudio.api import Direction, Entry, Recording, entries, moved_along
from adstudio_finite_difference import quotients as q

TINY = 1e-4  # inputs below which a step for scale 1 may be no small step: 6e-6 at 1 µF


@dataclass(frozen=True, slots=True)
class Move:
    """The line x + h·u on which the program is run again."""

    label: str
    seed: tuple[tuple[int, float], ...]  # the direction, by row
    parts: tuple[tuple[Entry, float, float], ...]  # (entry, its x, its component of u), where that is not 0

    @classmethod
    def of(cls, base: Recording, direction: Direction) -> Move:
        """The move along a direction of the ground run."""
        by_row = {entry.row: entry for entry in entries(base)}
        parts = [(by_row[row], float(base.nodes.value[row]), weight) for row, weight in direction.seed if weight]
        return cls(direction.label, direction.seed, tuple(parts))

    @property
    def _scale(self) -> tuple[float, float]:
        """The largest |x| and |u| among what moves."""
        largest = max((abs(x) for _, x, _ in self.parts), default=0.0)
        return largest, max((abs(u) for _, _, u in self.parts), default=1.0)

    def step(self, quotient: q.Quotient) -> float:
        """The step size at which truncation and round-off balance, for a function of scale 1 around the point."""
        x, u = self._scale
        return quotient.step(x) / u

    def fine_step(self, quotient: q.Quotient) -> float | None:
        """The step size where the one entry that moves is so small that its own size may be the scale, else None."""
        x, u = self._scale
        if len(self.parts) != 1 or not 0.0 < x < TINY:
            return None
        h = quotient.fine_step(x) / u
        return h if x + h * u != x else None  # the smallest numbers have none

    def complex_step(self) -> float:
        """The imaginary step."""
        x, u = self._scale
        return q.complex_step(x) / u

    def point(self, at: dict[str, Any], h: float) -> dict[str, Any]:
        """The point h further on."""
        return moved_along(at, [(entry, x + h * u) for entry, x, u in self.parts])

    def complex_inputs(self, h: float) -> dict[int, complex]:
        """The moved inputs by row, h into the imaginary."""
        return {entry.row: complex(x, h * u) for entry, x, u in self.parts}

    def taken(self, h: float) -> float:
        """The h that the point really moves by: what the components moved by, seen along u."""
        square = sum(u * u for _, _, u in self.parts)
        return sum(q.step_taken(x, h * u) * u for _, x, u in self.parts) / square if square else h

    def where(self, h: float) -> str:
        """As "x1 = 2.00001", "2e-5 along (0.6, 0.8)"."""
        if len(self.parts) == 1:
            [(entry, x, u)] = self.parts
            return f"{entry.label} = {x + h * u:.6g}"
        return f"{h:.6g} {self.label}"

    def away(self, shift: float, h: float) -> str:
        """As "x1 + 2e-5"."""
        sign = "+" if shift > 0 else "−"
        if len(self.parts) == 1:
            [(entry, _, u)] = self.parts
            return f"{entry.label} {sign if u > 0 else '−+'[shift < 0]} {abs(shift * h * u):.6g}"
        return f"{sign}{abs(shift * h):.6g} {self.label}"
