"""What a program asks of a thing's type: `type(x)`, `hasattr(x, …)`, `getattr(x, …)`. A value is what its number is."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE, plain_number
from adstudio.primitives.value_array import ValueArray
from adstudio.program.libraries.complex_binding import BoundComplex

_MISSING = object()


class BoundType:
    """The built-in `type`, which says of a value what its number is. A class all the same, to whoever asks."""

    def __call__(self, thing: Any, *more: Any, **keywords: Any) -> Any:
        """The type of a thing, or a new class."""
        if more or keywords:
            return type(thing, *more, **keywords)
        if isinstance(thing, ValueArray):
            return np.ndarray
        found = type(plain_number(thing)) if isinstance(thing, LIVE) else type(thing)
        if found is complex:
            return BoundComplex  # what the program calls complex
        return self if found in (type, BoundType) else found  # `type(C) is type`

    def __instancecheck__(self, thing: Any) -> bool:
        return isinstance(thing, type) or thing is self

    def __subclasscheck__(self, cls: type) -> bool:
        return issubclass(cls, type)

    def __mro_entries__(self, _: Any) -> tuple[type, ...]:
        return (type,)

    def __getattr__(self, name: str) -> Any:
        return getattr(type, name)

    def __getitem__(self, key: Any) -> Any:
        return type[key]

    def __or__(self, other: Any) -> Any:
        return type | other

    def __eq__(self, other: object) -> bool:
        return other is type or other is self

    def __hash__(self) -> int:
        return hash(type)

    def __repr__(self) -> str:
        return repr(type)


def bound_hasattr(thing: Any, name: str, /) -> bool:
    """hasattr, of a value whether its number has it."""
    return hasattr(plain_number(thing), name)


def bound_getattr(thing: Any, name: str, default: Any = _MISSING, /) -> Any:
    """getattr, of a value what its number has."""
    if default is _MISSING:
        getattr(plain_number(thing), name)
    elif not hasattr(plain_number(thing), name):
        return default
    return getattr(thing, name)


bound_hasattr.__name__, bound_getattr.__name__ = "hasattr", "getattr"
VALUES: dict[str, Any] = {
    "type": BoundType(),
    "complex": BoundComplex,
    "hasattr": bound_hasattr,
    "getattr": bound_getattr,
}
