"""`ComplexValue`: a complex number of two real parts, each a value of any level or a float.

Every operation on it is real operations on the parts, so that each engine has the derivatives without knowing of
complex numbers. It is not a value itself: it has no level and no node; its parts have.
"""

from __future__ import annotations

import math
import numbers
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np

from adstudio.primitives import complex_arithmetic as arithmetic
from adstudio.primitives.levels import Leveled
from adstudio.primitives.parts import Pair, number, same
from adstudio.primitives.primitive import plain

# ── on any two numbers, one of them in the graph and one of them complex ───────────────────────────────


def add(z: Any, w: Any) -> Any:
    """z + w."""
    return joined(arithmetic.total(parted(z), parted(w)))


def subtract(z: Any, w: Any) -> Any:
    """z − w."""
    return joined(arithmetic.difference(parted(z), parted(w)))


def multiply(z: Any, w: Any) -> Any:
    """z · w."""
    return joined(arithmetic.product(parted(z), parted(w)))


def divide(z: Any, w: Any, *, quiet: bool = False) -> Any:
    """z / w. Raises as Python does; quiet: as numpy, which does not."""
    if not quiet and not _of_numpy(z, w):
        _ = complex(plain_number(z)) / plain_number(w)
    return joined(arithmetic.quotient(parted(z), parted(w)))


def power(z: Any, w: Any, *, quiet: bool = False) -> Any:
    """zʷ. Raises as Python does; quiet: as numpy, which does not."""
    if not quiet and not _of_numpy(z, w):
        _ = complex(plain_number(z)) ** plain_number(w)
    return joined(arithmetic.power(parted(z), parted(w)))


def _operators(operation: Callable[[Any, Any], Any]) -> tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]:
    """The method of an operator, and the reflected one."""

    def operate(self: ComplexValue, other: Any) -> Any:
        return operation(self, other) if _number(other) else NotImplemented

    def reflected(self: ComplexValue, other: Any) -> Any:
        return operation(other, self) if _number(other) else NotImplemented

    return operate, reflected


class ComplexValue:
    """A complex number in the graph. At least one of its parts is a value: `joined` makes it."""

    __slots__ = ("imag", "real")
    __array_priority__ = 1000

    def __init__(self, real: Any, imag: Any) -> None:
        self.real, self.imag = real, imag

    # ── arithmetic ─────────────────────────────────────────────────────────────────────────────────

    __add__, __radd__ = _operators(add)
    __sub__, __rsub__ = _operators(subtract)
    __mul__, __rmul__ = _operators(multiply)
    __truediv__, __rtruediv__ = _operators(divide)

    def __pow__(self, other: Any, modulus: Any = None) -> Any:
        if modulus is not None:
            raise ValueError("complex modulo")
        return power(self, other) if _number(other) else NotImplemented

    def __rpow__(self, other: Any) -> Any:
        return power(other, self) if _number(other) else NotImplemented

    def __neg__(self) -> Any:
        return joined((-self.real, -self.imag))

    def __pos__(self) -> Any:
        return self

    def __abs__(self) -> Any:
        return arithmetic.length((self.real, self.imag))

    def conjugate(self) -> Any:
        """x − iy."""
        return joined((self.real, -self.imag))

    # ── comparison ─────────────────────────────────────────────────────────────────────────────────

    def __eq__(self, other: object) -> Any:
        return equal(self, other, sys._getframe(1)) if _number(other) else NotImplemented

    def __ne__(self, other: object) -> Any:
        return not equal(self, other, sys._getframe(1), "!=") if _number(other) else NotImplemented

    def __bool__(self) -> bool:
        here = _plain(self)
        outcome = bool(here)
        _live(self).branch("bool", here, 0.0, outcome, sys._getframe(1))
        return outcome

    # ── as Python's complex ────────────────────────────────────────────────────────────────────────

    @property
    def __class__(self) -> type[Any]:
        """A complex number, to isinstance and to libraries that ask before they take."""
        return complex

    @__class__.setter
    def __class__(self, _: type[Any], /) -> None:
        raise TypeError("the class of a value is that of its number")

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, _: Any) -> Any:
        return self

    def __repr__(self) -> str:
        return repr(_plain(self))

    def __format__(self, spec: str) -> str:
        return format(_plain(self), spec)

    # ── leaving the graph ──────────────────────────────────────────────────────────────────────────

    def __complex__(self) -> complex:
        leave(self, "complex()", sys._getframe(1))
        return _plain(self)

    def __hash__(self) -> int:
        leave(self, "use as a dictionary key or set member", sys._getframe(1))
        return hash(_plain(self))

    def item(self) -> complex:
        """The plain number, as of numpy scalars; the value leaves the graph."""
        leave(self, ".item()", sys._getframe(1))
        return _plain(self)


# Python's own words in every TypeError and AttributeError: "unsupported operand type(s) for //: 'complex' and 'int'"
ComplexValue.__name__ = ComplexValue.__qualname__ = "complex"

COMPLEX = frozenset({complex, np.complex64, np.complex128, np.clongdouble, ComplexValue})  # by type(): quick
LIVE = (Leveled, ComplexValue)  # what belongs to the graph


def _number(other: Any) -> bool:
    return isinstance(other, Leveled | numbers.Complex | np.number)


def joined(pair: Pair) -> Any:
    """The complex number of two parts: in the graph where a part is, else Python's own."""
    real, imag = pair
    if isinstance(real, Leveled) or isinstance(imag, Leveled):
        return ComplexValue(real, imag)
    return complex(real, imag)


def parted(x: Any) -> Pair:
    """The parts of any number; those of a real one are floats or values of floats, as Python promotes it."""
    if type(x) in COMPLEX:
        return (x.real, x.imag) if type(x) is ComplexValue else (float(x.real), float(x.imag))
    if isinstance(x, Leveled):
        return (x * 1.0 if isinstance(plain(x), int) else x), 0.0  # type: ignore[operator]  # every Value has it
    if isinstance(x, complex):
        return x.real, x.imag
    return float(x), 0.0


def _plain(z: ComplexValue) -> complex:
    return complex(number(z.real), number(z.imag))


def plain_number(x: Any) -> Any:
    """The number at the bottom of a value, real or complex; of anything else itself."""
    if type(x) is ComplexValue:
        return _plain(x)
    if not isinstance(x, Leveled):
        return x
    found = plain(x)
    return (
        found if isinstance(found, numbers.Number | np.generic) else found.item()
    )  # an engine may have a tensor there


def _live(z: ComplexValue) -> Any:
    return z.real if isinstance(z.real, Leveled) else z.imag


def leave(x: Any, how: str, frame: FrameType) -> None:
    """A value, or the parts of a complex one, are about to leave the graph."""
    for part in _given(x):
        if isinstance(part, Leveled):
            part.leave(how, frame)  # type: ignore[attr-defined]  # every Value has it


# ── what is asked of them ──────────────────────────────────────────────────────────────────────────────


def _of_numpy(*operands: Any) -> bool:
    """Whether numpy's rules hold, which divide by zero."""
    return any(isinstance(plain(part), np.generic) for x in operands for part in _given(x))


def _given(x: Any) -> tuple[Any, ...]:
    return (x.real, x.imag) if type(x) is ComplexValue else (x,)


def turns_complex(base: Any, exponent: Any) -> bool:
    """Whether a real power of Python's is a complex number: (−8.0) ** (1/3)."""
    below, power = plain(base), plain(exponent)
    if isinstance(below, np.generic) or isinstance(power, np.generic):  # numpy's is NaN, and it would warn
        return False
    return bool(below < 0) and type(below**power) is complex


def equal(z: Any, w: Any, frame: FrameType, symbol: str = "==") -> bool:
    """Whether two numbers are equal; recorded as a branch, decided by their distance."""
    left, right = plain_number(z), plain_number(w)
    alike = bool(left == right)
    first: Any = next(x for x in (z, w) if isinstance(x, LIVE))
    live = _live(first) if type(first) is ComplexValue else first
    live.branch(symbol, left, right, alike if symbol == "==" else not alike, frame)
    return alike


def answering(function: Callable[..., Pair], found: complex, *arguments: Any) -> Any:
    """A function of pairs of parts. found: what it is on the plain numbers, by the library whose function it is.

    Where a part is no finite number, before or after, the real operations may come to NaN instead. There the result
    is what the library found; what it depends on leaves the graph, and that is said.
    """
    pairs = [parted(x) for x in arguments]
    here = [(number(real), number(imag)) for real, imag in pairs]
    by_parts, wanted = function(*here), (float(found.real), float(found.imag))
    finite = all(math.isfinite(part) for pair in (*here, by_parts, wanted) for part in pair)
    if not finite and not all(map(same, by_parts, wanted)):
        how = f"{function.__name__}() of a number without finite parts or a finite value"
        for pair in pairs:
            leave(ComplexValue(*pair), how, sys._getframe(1))
        return complex(found)
    return joined(function(*pairs))
