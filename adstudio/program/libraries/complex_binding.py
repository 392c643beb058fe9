"""The built-in `complex` on values: `complex(x, y)` is x + iy. To everything else it is Python's own class."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.primitives.complex_arithmetic import difference, total
from adstudio.primitives.complex_value import LIVE, ComplexValue, joined, parted


class _OfPython(type):
    """Of a class that stands in for `complex`."""

    def __call__(cls, *arguments: Any, **keywords: Any) -> Any:
        """A complex number; of a class that a program derives from it, an object."""
        if cls is not BoundComplex:
            return super().__call__(*arguments, **keywords)
        given = [*arguments, *keywords.values()]
        if len(arguments) > 2 or not set(keywords) <= {"real", "imag"} or not any(isinstance(x, LIVE) for x in given):
            return complex(*arguments, **keywords)
        parts = dict(zip(("real", "imag"), arguments, strict=False)) | keywords
        complex(*(1.0 if isinstance(x, LIVE) else x for x in parts.values()))  # refuses what is no number
        return _made(parts.get("real", 0.0), parts.get("imag", 0.0))

    def __instancecheck__(cls, thing: Any) -> bool:
        return isinstance(thing, complex) if cls is BoundComplex else super().__instancecheck__(thing)

    def __subclasscheck__(cls, other: type) -> bool:
        return issubclass(other, complex) if cls is BoundComplex else super().__subclasscheck__(other)

    def __eq__(cls, other: object) -> bool:
        return other is cls or (cls is BoundComplex and other is complex)

    def __hash__(cls) -> int:
        return hash(complex) if cls is BoundComplex else super().__hash__()

    def __repr__(cls) -> str:
        return repr(complex) if cls is BoundComplex else super().__repr__()


class BoundComplex(complex, metaclass=_OfPython):
    """Python's `complex`, which makes numbers of values too."""

    dtype = np.dtype(complex)  # what numpy takes it for


BoundComplex.__name__ = BoundComplex.__qualname__ = "complex"
BoundComplex.__module__ = "builtins"


def _made(real: Any, imag: Any) -> Any:
    """Real + i·imag, both of which may be complex."""
    if type(real) is ComplexValue and not isinstance(imag, LIVE) and imag == 0.0:
        return real
    (a, b), (c, d) = parted(real), parted(imag)
    if not isinstance(b, LIVE) and b == 0.0 and not isinstance(d, LIVE) and d == 0.0:
        return joined((a, c))
    return joined(total(difference((a, b), (d, 0.0)), (0.0, c)))
