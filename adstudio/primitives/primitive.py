"""What an elementary operation is, and how it is applied to anything: floats, arrays, or an engine's values.

An operation is used in two ways that differ only where it is undefined:

- *as Python does* (`primitive.at(x)`): what the user's program does. `log(0.0)` raises, as in `math`.
- *quietly* (`primitive(x)`): what a rule does to compute a partial. It follows IEEE 754 and never raises, since
  differentiation raises if and only if the plain program raises: √x at 0 has the partial 0.5/0 = inf.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adstudio.primitives.levels import Leveled, top

Partial = Callable[..., Any]  # (v, *arguments): v is the operation's own value
UNDEFINED = (ArithmeticError, ValueError)


@dataclass(frozen=True, eq=False, repr=False)
class Primitive:
    """One elementary operation."""

    name: str
    value: Callable[..., Any]  # on numbers, as Python does
    ieee: Callable[..., Any]  # on floats and arrays, never raising
    partials: tuple[Partial | None, ...]  # one an argument; None: never differentiated (an order, a digit count)
    kink: Callable[..., Any] | None = None  # (*arguments): where the derivative is one-sided or jumps
    analytic: Callable[..., Any] | None = None  # on complex numbers and arrays; None: no such form here
    stops: bool = False  # no derivative passes
    many: bool = False  # any number of arguments, all under partials[0]
    quiet: bool = field(default=False, kw_only=True)  # the twin that follows IEEE 754

    def __repr__(self) -> str:
        return f"<primitive {self.name}>"

    @cached_property
    def twin(self) -> Primitive:
        """The same operation, never raising."""
        return self if self.quiet else replace(self, value=self._ieee_value, quiet=True)

    def __call__(self, *arguments: Any) -> Any:
        """Apply quietly, to anything."""
        return self.twin.at(*arguments)

    def at(self, *arguments: Any) -> Any:
        """Apply to anything; undefined points as this twin does them."""
        highest = top(arguments)
        if highest is not None:
            return highest.apply(self, arguments)
        arrays = [argument for argument in arguments if isinstance(argument, np.ndarray)]
        if any(array.dtype == object for array in arrays):  # of values, entry by entry
            return np.frompyfunc(self.at, len(arguments), 1)(*arguments)
        if arrays:
            with np.errstate(all="ignore"):
                return self.ieee(*arguments)
        return self.value(*arguments)

    def takes(self, count: int) -> bool:
        """Whether it has so many arguments: an engine may call something else by its name."""
        return self.many or count == len(self.partials)

    def partial(self, argument: int) -> Partial | None:
        """The rule ∂v/∂argument."""
        return self.partials[0 if self.many else argument]

    def _ieee_value(self, *arguments: Any) -> Any:
        try:
            return self.value(*arguments)
        except UNDEFINED:
            with np.errstate(all="ignore"):
                return float(self.ieee(*(float(argument) for argument in arguments)))


def unary(name: str, value: Callable[..., Any], ieee: Callable[..., Any], partial: Partial, **more: Any) -> Primitive:
    """An operation of one argument; a numpy function is its own continuation to complex numbers."""
    more.setdefault("analytic", ieee)
    return Primitive(name, value, ieee, (partial,), **more)


def binary(
    name: str,
    value: Callable[..., Any],
    ieee: Callable[..., Any],
    first: Partial | None,
    second: Partial | None,
    **more: Any,
) -> Primitive:
    """An operation of two arguments."""
    more.setdefault("analytic", ieee)
    return Primitive(name, value, ieee, (first, second), **more)


def elementwise(function: Callable[..., float]) -> Callable[..., Any]:
    """A function of floats, on arrays too, NaN where it is undefined; for what numpy has no function for."""

    def one(*arguments: float) -> float:
        try:
            return function(*arguments)
        except OverflowError:
            return float("inf")
        except UNDEFINED:
            return float("nan")

    spread = np.frompyfunc(one, function.__code__.co_argcount if hasattr(function, "__code__") else 1, 1)

    def apply(*arguments: Any) -> Any:
        return np.asarray(spread(*arguments), np.float64)

    return apply


def plain(value: Any) -> Any:
    """The number at the bottom of a value, through every level; arrays and numbers are themselves."""
    while isinstance(value, Leveled):
        value = value.primal
    return value


def select(condition: Any, yes: Callable[[], Any], no: Callable[[], Any]) -> Any:
    """`yes()` where the condition holds, else `no()`; only what is needed is evaluated, but for arrays."""
    if isinstance(condition, np.ndarray):
        if condition.all():
            return yes()
        return np.where(condition, yes(), no()) if condition.any() else no()
    return yes() if condition else no()


def evaluate(rule: Partial, value: NDArray[Any], arguments: Sequence[NDArray[Any]]) -> NDArray[np.float64]:
    """A rule on whole columns: as numbers one by one while they are few, so that small and plain agree to the bit."""
    if len(value) <= 64:  # numpy's own sin, exp, … differ from math's in the last bit
        points = zip(value.tolist(), *(argument.tolist() for argument in arguments), strict=True)
        return np.array([rule(*point) for point in points], np.float64)
    with np.errstate(all="ignore"):
        return np.broadcast_to(np.asarray(rule(value, *arguments), np.float64), value.shape)
