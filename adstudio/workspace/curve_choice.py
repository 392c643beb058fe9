"""What a person chose to see of the error curve: of what, by which input, by which method, at which step size."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from adstudio.workspace.signals import Signal

METHODS = ("forward", "central", "Richardson", "complex step")


class CurveState(Struct, frozen=True):
    """A choice; None is what comes by itself."""

    wrt: str | None = None  # the input entry; None: the first
    of_node: bool = False  # the selected node is differenced, not the output
    method: str = METHODS[0]  # whose secant is shown
    h: float | None = None  # the step size; None: the one that theory predicts to be the best


class CurveChoice:
    """The choice, and `changed` for every other one. `restore` takes an earlier `state` back."""

    def __init__(self) -> None:
        self.changed = Signal[[]]()
        self._state = CurveState()

    @property
    def state(self) -> CurveState:
        """The choice now; immutable, and equal to another of the same content."""
        return self._state

    def restore(self, state: CurveState) -> None:
        """Choose all of it."""
        if state != self._state:
            self._state = state
            self.changed.emit()

    def choose_input(self, wrt: str | None) -> None:
        """Differentiate by another input entry; its best step size is another too."""
        if wrt != self._state.wrt:
            self.restore(replace(self._state, wrt=wrt, h=None))

    def choose_node(self, of_node: bool) -> None:
        """Difference the selected node, or the output."""
        if of_node != self._state.of_node:
            self.restore(replace(self._state, of_node=of_node, h=None))

    def choose_method(self, method: str) -> None:
        """Show another method's secant, at the same step size. Raises `ValueError` for an unknown one."""
        if method not in METHODS:
            raise ValueError(f"no method {method!r}; there are {', '.join(METHODS)}")
        self.restore(replace(self._state, method=method))

    def choose_h(self, h: float | None) -> None:
        """Show another step size."""
        self.restore(replace(self._state, h=h))
