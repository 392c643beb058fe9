"""A signal: models emit it, views connect to it. No Qt, so that models are tested and used without a screen."""

from __future__ import annotations

import inspect
import weakref
from collections.abc import Callable
from typing import Any, Generic, ParamSpec

P = ParamSpec("P")


class Signal(Generic[P]):
    """Calls every connected listener, in the order they connected.

    Named in the past tense (`step_changed`), one per field. A bound method is held weakly, so a view that is
    gone is not kept alive by the model it watched; a plain function is held.

    >>> changed = Signal[[int]]()
    >>> changed.connect(print)
    >>> changed.emit(3)
    3
    """

    def __init__(self) -> None:
        self._listeners: list[Callable[[], Callable[P, Any] | None]] = []

    def connect(self, listener: Callable[P, Any]) -> None:
        """Call `listener` at every emit from now on; connecting it twice calls it twice."""
        if inspect.ismethod(listener):
            self._listeners.append(weakref.WeakMethod(listener))
        else:
            self._listeners.append(lambda: listener)

    def disconnect(self, listener: Callable[P, Any]) -> None:
        """Stop calling `listener`. Raises `ValueError` where it was not connected."""
        for index, reference in enumerate(self._listeners):
            if reference() == listener:
                del self._listeners[index]
                return
        raise ValueError(f"{listener!r} is not connected")

    def emit(self, *args: P.args, **kwargs: P.kwargs) -> None:
        """Call every listener that is connected now; one that connects meanwhile waits for the next emit."""
        gone = False
        for reference in tuple(self._listeners):
            listener = reference()
            if listener is None:
                gone = True
            else:
                listener(*args, **kwargs)
        if gone:
            self._listeners = [reference for reference in self._listeners if reference() is not None]

    def __len__(self) -> int:
        return sum(reference() is not None for reference in self._listeners)
