"""Derivatives as functions: they may be called anywhere, in each other and inside a program that is being traced."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from adstudio.host import engines
from adstudio.primitives.levels import Leveled
from adstudio.program.binding import bind
from adstudio.program.contract import NestableEngine

Function = Callable[..., Any]


def derivative(f: Function, *, engine: str = "dual") -> Function:
    """f′, by the first argument of `f`, a number; the other arguments are held.

    `f` may return a list or tuple; then so does f′. Raises `NoSuchEngine` where the engine can't run here.
    """
    _rule(engine, "push")
    bound = _bound(f)

    @functools.wraps(f)
    def derived(x: Any, *others: Any, **named: Any) -> Any:
        if not _number(x):
            raise TypeError(f"derivative() is by a number, not by a {type(x).__name__}; use gradient()")
        _, tangent = _rule(engine, "push")(lambda u: bound()(u, *others, **named), (_float(x),), (1.0,))
        return tangent

    return derived


def gradient(f: Function, *, engine: str = "tape") -> Function:
    """∇f, by all positional arguments it is called with: numbers, lists, tuples or arrays of them, in any nesting.

    One argument gives its derivative, several a tuple of them; each has the shape of its argument. Arguments that
    hold no numbers (texts, None, booleans) and keyword arguments are held; a held argument has the derivative None.
    `f` must return one number.
    """
    _rule(engine, "pull")
    bound = _bound(f)

    @functools.wraps(f)
    def derived(*arguments: Any, **named: Any) -> Any:
        primals = tuple(entry for argument in arguments for entry in _entries(argument))

        def flat(*entries: Any) -> Any:
            left = iter(entries)
            result = bound()(*(_rebuilt(argument, left) for argument in arguments), **named)
            if isinstance(result, list | tuple | np.ndarray) and np.ndim(cast(Any, result)) > 0:
                count = np.size(cast(Any, result))
                name = getattr(f, "__name__", "f")
                raise TypeError(f"gradient() needs one number, {name} returned {count}; trace() has a jacobian")
            return result[()] if isinstance(result, np.ndarray) else result

        _, bars = _rule(engine, "pull")(flat, primals)
        left = iter(bars)
        shaped = tuple(_rebuilt(argument, left) if _active(argument) else None for argument in arguments)
        return shaped[0] if len(shaped) == 1 else shaped

    return derived


def derivatives(f: Function, x: Any, *, order: int, engine: str = "jet") -> NDArray[Any]:
    """[f(x), f′(x), …, f⁽ᵒʳᵈᵉʳ⁾(x)], shape (order + 1,); of objects where `x` belongs to an outer derivative.

    `f` takes and returns one number. Raises `NoSuchEngine` where the engine can't run here.
    """
    if order < 0:
        raise ValueError(f"order is {order}; it is 0 or more")
    bound = _bound(f)
    found = _rule(engine, "series")(bound(), _float(x), order)
    nested = any(isinstance(entry, Leveled) for entry in found)
    return np.array(found, dtype=object if nested else np.float64)


# ── the engine's half, and the program's ───────────────────────────────────────────────────────────────


@functools.cache
def _rule(engine: str, method: str) -> Function:
    """push, pull or series of an engine. Asked for at each call: a program that is traced has its closures rebuilt."""
    made = cast(NestableEngine, engines.get(engine)())
    rule = getattr(made, method, None)
    if rule is None:
        fit = {"push": "dual", "pull": "tape", "series": "jet"}[method]
        raise engines.NoSuchEngine(f"engine {engine!r} has no {method}(), which is needed here; {fit!r} has it")
    return cast(Function, rule)


def _bound(f: Function) -> Callable[[], Function]:
    """`f` with its mathematics bound to the table; bound at its first call, since its module may still be loading."""
    return functools.cache(lambda: bind(f))


# ── arguments of any shape, as flat numbers and back ───────────────────────────────────────────────────


def _number(value: Any) -> bool:
    numeric = isinstance(value, Leveled | int | float | np.floating | np.integer) and not isinstance(value, bool)
    return numeric or (isinstance(value, np.ndarray) and value.ndim == 0)


def _float(value: Any) -> Any:
    """Integers become floats, as a derivative is by a real number."""
    if isinstance(value, Leveled):
        return value
    return value[()] if isinstance(value, np.ndarray) and value.dtype == object else float(value)


def _active(argument: Any) -> bool:
    return next(_entries(argument), None) is not None


def _entries(argument: Any) -> Iterator[Any]:
    """The numbers of an argument, in C order."""
    if _number(argument):
        yield _float(argument)
    elif isinstance(argument, np.ndarray):
        if argument.dtype.kind in "iufO":
            yield from (_float(entry) for entry in argument.ravel().tolist())
    elif isinstance(argument, list | tuple):
        for part in argument:
            yield from _entries(part)


def _rebuilt(argument: Any, entries: Iterator[Any]) -> Any:
    """The argument with other numbers in it; the given one is not touched."""
    if _number(argument):
        return next(entries)
    if isinstance(argument, np.ndarray) and argument.dtype.kind in "iufO":
        flat = [next(entries) for _ in range(argument.size)]
        if any(isinstance(entry, Leveled) for entry in flat):
            shaped = np.empty(argument.size, dtype=object)
            shaped[:] = flat
            return shaped.reshape(argument.shape)
        return np.array(flat, np.float64).reshape(argument.shape)
    if isinstance(argument, list | tuple):
        rebuilt = [_rebuilt(part, entries) for part in argument]
        return rebuilt if isinstance(argument, list) else tuple(rebuilt)
    return argument
