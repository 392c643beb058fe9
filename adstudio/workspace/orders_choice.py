"""What a person chose to see of the higher orders."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from adstudio.workspace.signals import Signal

HIGHEST = 20  # order that can be asked for
HIGHEST_MIXED = 5
AMOUNTS = ("nodes", "bytes", "seconds")


class OrdersState(Struct, frozen=True):
    """A choice; None is what comes by itself."""

    wrt: str | None = None  # the input entry; None: the first
    to: int = 6  # the highest order
    shown: int | None = None  # where the Taylor polynomial ends; None: at the highest order
    amount: str = AMOUNTS[0]  # whose growth is drawn
    mixed: int = 2  # the order of the mixed partials


class OrdersChoice:
    """The choice, and `changed` for every other one. `restore` takes an earlier `state` back."""

    def __init__(self) -> None:
        self.changed = Signal[[]]()
        self._state = OrdersState()

    @property
    def state(self) -> OrdersState:
        """The choice now; immutable, and equal to another of the same content."""
        return self._state

    def restore(self, state: OrdersState) -> None:
        """Choose all of it."""
        if state != self._state:
            self._state = state
            self.changed.emit()

    def choose_input(self, wrt: str | None) -> None:
        """Differentiate by another input entry."""
        self.restore(replace(self._state, wrt=wrt))

    def choose_highest(self, to: int) -> None:
        """Go up to another order, at most 20."""
        self.restore(replace(self._state, to=min(max(to, 1), HIGHEST), shown=None))

    def choose_shown(self, order: int | None) -> None:
        """End the polynomial at another order."""
        self.restore(replace(self._state, shown=order))

    def choose_amount(self, amount: str) -> None:
        """Draw another growth. Raises `ValueError` for one that is not counted."""
        if amount not in AMOUNTS:
            raise ValueError(f"no amount {amount!r}; there are {', '.join(AMOUNTS)}")
        self.restore(replace(self._state, amount=amount))

    def choose_mixed(self, order: int) -> None:
        """Show the mixed partials of another order."""
        self.restore(replace(self._state, mixed=min(max(order, 1), HIGHEST_MIXED)))
