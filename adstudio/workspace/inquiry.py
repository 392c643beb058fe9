"""What a person asks of a number: why it is so, or where it goes; and the way they came while asking on."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from adstudio.traces.provenance import Direction, Provenance
from adstudio.traces.quantities import Quantity
from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.workspace.document import Document


class Inquiry:
    """The number asked about in the document's shown trace, the direction, and the trail of numbers before it.

    A retrace of the same program keeps the trail, so that a dragged slider moves its numbers; what the new trace does
    not hold is forgotten.
    """

    def __init__(self, document: Document) -> None:
        self.asked = Signal[[]]()  # somebody asked from outside: show the answer
        self.changed = Signal[[]]()  # trail, direction, or the numbers themselves
        self._document = document
        self._trail: tuple[Quantity, ...] = ()
        self._direction: Direction = "why"
        self._provenance: Provenance | None = None
        self._shown = document.shown
        document.trace_changed.connect(self._take_trace)
        self._take_trace()

    @property
    def provenance(self) -> Provenance | None:
        """The links of the shown trace; None where there is none."""
        return self._provenance

    @property
    def trail(self) -> tuple[Quantity, ...]:
        """From the number first asked about to the one asked about now."""
        return self._trail

    @property
    def quantity(self) -> Quantity | None:
        """The number asked about."""
        return self._trail[-1] if self._trail else None

    @property
    def direction(self) -> Direction:
        """To the causes ("why"), or to the uses ("where")."""
        return self._direction

    def ask(self, quantity: Quantity, direction: Direction = "why") -> None:
        """Begin a new trail. A number that the trace does not hold is not asked about."""
        if self._provenance is not None and self._provenance.holds(quantity):
            self._set((quantity,), direction)
            self.asked.emit()

    def follow(self, quantity: Quantity, direction: Direction | None = None) -> None:
        """Ask on from the number asked about now; back to one of the trail cuts what came after it."""
        if quantity in self._trail:
            trail = self._trail[: self._trail.index(quantity) + 1]
        else:
            trail = (*self._trail, quantity)
        self._set(trail, direction or self._direction)

    def back(self) -> None:
        """To the number before, if there was one."""
        if len(self._trail) > 1:
            self._set(self._trail[:-1], self._direction)

    def turn(self, direction: Direction) -> None:
        """Ask the other question of the same number."""
        self._set(self._trail, direction)

    def _set(self, trail: tuple[Quantity, ...], direction: Direction) -> None:
        if (trail, direction) != (self._trail, self._direction):
            self._trail, self._direction = trail, direction
            self.changed.emit()

    def _take_trace(self) -> None:
        trace, shown = self._document.trace, self._document.shown
        self._provenance = None if trace is None else Provenance(trace)
        kept = self._trail if trace is not None and shown == self._shown else ()
        self._shown = shown
        self._trail = kept if all(map(partial(_holds, self._provenance), kept)) else ()
        self.changed.emit()


def _holds(provenance: Provenance | None, quantity: Quantity) -> bool:
    return provenance is not None and provenance.holds(quantity)
