"""numpy's functions of complex numbers on values: parts, angle, and what is complex at all.

An array of values holds objects, of which numpy does not know that they are complex numbers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import COMPLEX, LIVE, ComplexValue, parted, plain_number
from adstudio.program.held import holds_values
from adstudio.program.libraries.cmath_binding import phase
from adstudio.program.libraries.fallback import LibraryFunction


def holds_complex(thing: Any) -> bool:
    """Whether a complex number is in a number, an array, or a (nested) list."""
    if isinstance(thing, np.ndarray):
        return bool(np.iscomplexobj(thing)) or (
            thing.dtype == object and any(type(entry) in COMPLEX for entry in thing.ravel())
        )
    if isinstance(thing, list | tuple):
        return any(holds_complex(entry) for entry in thing)
    return type(thing) in COMPLEX


def _each(function: Callable[[Any], Any], original: Callable[..., Any], kind: type = object) -> Callable[..., Any]:
    """A function of one number, on values and on arrays and lists of them."""
    spread = np.frompyfunc(function, 1, 1)

    def on_values(thing: Any, *more: Any, **keywords: Any) -> Any:
        if more or keywords or not holds_values(thing):
            return original(thing, *more, **keywords)
        if not isinstance(thing, np.ndarray | list | tuple):
            return function(thing)
        found = spread(np.asarray(thing, dtype=object))
        return found if kind is object else found.astype(kind)

    return on_values


def angle(z: Any, deg: bool = False) -> Any:
    """np.angle."""
    if not holds_values(z):
        return np.angle(z, deg)
    angles = _angle(z)
    return angles * (180 / np.pi) if deg else angles


_angle = _each(phase, np.angle)


def _whether(original: Callable[..., Any], complexly: bool) -> Callable[..., Any]:
    def on_values(x: Any) -> Any:
        return holds_complex(x) is complexly if holds_values(x) else original(x)

    return on_values


def _has_imaginary_part(z: Any) -> bool:
    return type(z) in COMPLEX and bool(plain_number(z).imag != 0)


VALUES: dict[str, Any] = {
    "real": _each(lambda z: z.real, np.real),
    "imag": _each(lambda z: z.imag, np.imag),
    "angle": angle,
    "iscomplex": _each(_has_imaginary_part, np.iscomplex, bool),
    "isreal": _each(lambda z: not _has_imaginary_part(z), np.isreal, bool),
    "iscomplexobj": _whether(np.iscomplexobj, True),
    "isrealobj": _whether(np.isrealobj, False),
}


def as_complex(thing: Any) -> Any:
    """An array of complex numbers of what numbers and values are given."""
    return np.asarray(np.frompyfunc(_promoted, 1, 1)(np.array(thing, dtype=object)), dtype=object)


def alike(array: Any) -> Any:
    """An array of values with every entry complex where one is, as numpy's arrays are of one kind."""
    return as_complex(array) if array.dtype == object and holds_values(array) and holds_complex(array) else array


def _promoted(x: Any) -> Any:
    return x if type(x) in COMPLEX else ComplexValue(*parted(x)) if isinstance(x, LIVE) else complex(x)


def of_reals(function: Callable[..., Any], original: Callable[..., Any]) -> Callable[..., Any]:
    """A function that knows real values; complex ones leave the graph in the library's own."""
    plainly = LibraryFunction(original)

    def on_values(*arguments: Any, **keywords: Any) -> Any:
        complexly = any(holds_values(x) and holds_complex(x) for x in (*arguments, *keywords.values()))
        return (plainly if complexly else function)(*arguments, **keywords)

    return on_values
