"""Dual numbers a + ȧε on values of any kind, so that they nest in each other and in every other engine.

ε² = 0, and each run has an ε of its own: its level.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adstudio.api import ComplexValue, Primitive, Value, deriving, fresh_level, joined


class Dual(Value):
    """A primal with a tangent."""

    __slots__ = ("level", "tangent")

    def __init__(self, primal: Any, tangent: Any, level: int) -> None:
        self.primal, self.tangent, self.level = primal, tangent, level

    def apply(self, primitive: Primitive, arguments: tuple[Any, ...]) -> Any:
        """v̇ = Σ ∂v/∂uᵢ · u̇ᵢ over the arguments of this level."""
        level = self.level
        active = [isinstance(x, Dual) and x.level == level for x in arguments]
        primals = tuple(x.primal if mine else x for x, mine in zip(arguments, active, strict=True))
        value = primitive.at(*primals)
        tangent: Any = None
        with deriving():
            for i, x in enumerate(arguments):
                rule = primitive.partial(i) if active[i] else None
                if rule is None:
                    continue
                partial = rule(value, *primals)
                # a literal 1 is not multiplied by: in a nested trace it would be one node more to read
                term = x.tangent if type(partial) is float and partial == 1.0 else partial * x.tangent
                tangent = term if tangent is None else tangent + term
        return Dual(value, 0.0 if tangent is None else tangent, level)


def push(f: Callable[..., Any], primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> tuple[Any, Any]:
    """(f(primals), ∂f·tangents). `f` returns one number, or a list or tuple of numbers."""
    level = fresh_level()
    result = f(*(Dual(primal, tangent, level) for primal, tangent in zip(primals, tangents, strict=True)))
    return _part(result, level, 0), _part(result, level, 1)


def _part(result: Any, level: int, which: int) -> Any:
    """The primal or the tangent of a result; what does not depend on the arguments has tangent 0."""
    if isinstance(result, list | tuple):
        return type(result)(_part(entry, level, which) for entry in result)
    if type(result) is ComplexValue:  # the slope of a complex number is one
        return joined((_part(result.real, level, which), _part(result.imag, level, which)))
    if isinstance(result, Dual) and result.level == level:
        return result.tangent if which else result.primal
    return 0.0 if which else result
