"""Python's built-in functions, where they must know values: max, min, sum.

On plain numbers each does exactly what Python's own does.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import COMPLEX
from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import Primitive
from adstudio.primitives.table import TABLE
from adstudio.primitives.value import operand

_MISSING = object()


def _choice(primitive: Primitive, original: Callable[..., Any]) -> Callable[..., Any]:
    """Max or min: one node for each pair that has a value in it, so that ties are shared by the convention."""

    def choose(*arguments: Any, **keywords: Any) -> Any:
        if keywords.get("key") is not None or not arguments:
            return original(*arguments, **keywords)
        if len(arguments) > 1 and keywords:
            return original(*arguments, **keywords)
        chosen = _MISSING
        for item in arguments if len(arguments) > 1 else arguments[0]:
            if chosen is _MISSING:
                chosen = item
            elif isinstance(item, Leveled) or isinstance(chosen, Leveled):
                both = all(operand(one) and type(one) not in COMPLEX for one in (item, chosen))
                chosen = primitive.at(chosen, item) if both else original(chosen, item)
            else:
                chosen = original(chosen, item)
        if chosen is _MISSING:
            return original((), **keywords)
        return chosen

    choose.__name__ = choose.__qualname__ = original.__name__
    return choose


def _shifted_choice(primitive: Primitive, original: Callable[..., Any]) -> Callable[..., Any]:
    """Max or min on vectors of shifted points, and on complex numbers by their real parts."""

    def choose(*arguments: Any, **keywords: Any) -> Any:
        items = list(arguments if len(arguments) > 1 else arguments[0]) if arguments else []
        if keywords or not any(isinstance(item, np.ndarray | complex) for item in items):
            return original(items, **keywords) if arguments else original(**keywords)
        chosen = items[0]
        for item in items[1:]:
            chosen = continued(primitive, chosen, item)
        return chosen

    choose.__name__ = choose.__qualname__ = original.__name__
    return choose


def continued(primitive: Primitive, *arguments: Any) -> Any:
    """A primitive on vectors or complex numbers; `TypeError` where it has no complex form."""
    with np.errstate(all="ignore"):
        if any(np.iscomplexobj(argument) for argument in arguments):
            if primitive.analytic is None:
                raise TypeError(f"{primitive.name} has no continuation to complex numbers")
            return primitive.analytic(*arguments)
        return primitive.ieee(*arguments)


def bound_sum(iterable: Any, /, start: Any = 0) -> Any:
    """sum, beginning with the first value where Python begins with 0 + it."""
    items = iter(iterable)
    head: list[Any] = []
    for item in items:
        if isinstance(item, Leveled):
            total = item if not head and type(start) is int and start == 0 else sum(head, start) + item
            for later in items:
                total = total + later
            return total
        head.append(item)
    return sum(head, start)


def _shifted_abs(x: Any, /) -> Any:
    return continued(TABLE["abs"], x) if np.iscomplexobj(x) else abs(x)


VALUES: dict[str, Any] = {
    "max": _choice(TABLE["max"], builtins.max),
    "min": _choice(TABLE["min"], builtins.min),
    "sum": bound_sum,
}
SHIFTED: dict[str, Any] = {
    "max": _shifted_choice(TABLE["max"], builtins.max),
    "min": _shifted_choice(TABLE["min"], builtins.min),
    "abs": _shifted_abs,
}
