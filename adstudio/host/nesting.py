"""Derivatives as functions: they may be called anywhere, in each other and inside a program that is being traced."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from adstudio.host import engines
from adstudio.primitives.complex_value import COMPLEX
from adstudio.primitives.levels import Leveled
from adstudio.primitives.value_array import of_values
from adstudio.program.binding import Binder, bind
from adstudio.program.contract import NestableEngine
from adstudio.program.libraries.replacements import nothing, values
from adstudio.program.on_values import on_values
from adstudio.program.own_names import reaches_for_own
from adstudio.program.plained import plained

Function = Callable[..., Any]


def derivative(f: Function, *, engine: str = "dual") -> Function:
    """f′, by the first argument of `f`, a number; the other arguments are held.

    `f` may return a list or tuple, where the engine goes forward (dual); then so does f′. Raises `NoSuchEngine` where
    the engine can't run here, or can't be nested.
    """
    _slope(engine)
    bound = _bound(f)

    @functools.wraps(f)
    def derived(x: Any, *others: Any, **named: Any) -> Any:
        if not _number(x):
            raise TypeError(f"derivative() is by a number, not by a {type(x).__name__}; use gradient()")
        return _slope(engine)(lambda u: bound(u, *others, **named), _float(x))

    return derived


def gradient(f: Function, *, engine: str = "tape") -> Function:
    """∇f, by all positional arguments it is called with: numbers, and lists, tuples, dicts or arrays of them, nested.

    One argument gives its derivative, several a tuple of them; each has the shape of its argument. Arguments that
    hold no numbers (texts, None, booleans) and keyword arguments are held; a held argument has the derivative None.
    `f` must return one number. An engine that only goes forward runs it once for each number it is given.
    """
    _slopes(engine)
    bound = _bound(f)

    @functools.wraps(f)
    def derived(*arguments: Any, **named: Any) -> Any:
        primals = tuple(entry for argument in arguments for entry in _entries(argument))

        def flat(*entries: Any) -> Any:
            left = iter(entries)
            return bound(*(_rebuilt(argument, left) for argument in arguments), **named)

        bars = _slopes(engine)(_one_number("gradient()", flat, f), primals)
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
    found = _series(engine)(_one_number("derivatives()", bound, f), _float(x), order)
    nested = any(isinstance(entry, Leveled) for entry in found)
    return np.array(found, dtype=object if nested else np.float64)


# ── the engine's half, and the program's ───────────────────────────────────────────────────────────────


# Asked for at each call, and not kept in a closure: a program that is traced has its closures rebuilt.


@functools.cache
def _nestable(engine: str) -> NestableEngine:
    return cast(NestableEngine, engines.get(engine)())


def _slope(engine: str) -> Function:
    """(f, x) → f′(x), by what the engine has: forward, backward, or a series of order 1. Raises `NoSuchEngine`."""
    made = _nestable(engine)
    if hasattr(made, "push"):
        return lambda f, x: made.push(_numbers(f"derivative() by {engine}", f), (x,), (1.0,))[1]
    if hasattr(made, "pull"):
        return lambda f, x: made.pull(_one_number(f"derivative() by {engine}", f, f), (x,))[1][0]
    series = _series(engine, able="nested")
    return lambda f, x: series(_one_number(f"derivative() by {engine}", f, f), x, 1)[1]


def _slopes(engine: str) -> Function:
    """(f, primals) → ∂f/∂primal of each: backward in one run, else one by one. Raises `NoSuchEngine`."""
    made = _nestable(engine)
    if hasattr(made, "pull"):
        return lambda f, primals: made.pull(f, primals)[1]
    slope = _slope(engine)

    def one_by_one(f: Function, primals: tuple[Any, ...]) -> tuple[Any, ...]:
        return tuple(slope(_by(f, primals, i), x) for i, x in enumerate(primals))

    return one_by_one


def _by(f: Function, primals: tuple[Any, ...], i: int) -> Function:
    return lambda u: f(*primals[:i], u, *primals[i + 1 :])


def _series(engine: str, *, able: str = "taylor") -> Function:
    """(f, x, order) → [f, f′, …]. Raises `NoSuchEngine`."""
    made = _nestable(engine)
    if hasattr(made, "series"):
        return cast(Function, made.series)
    others = [one.name for one in engines.engines() if one.ok and able in one.abilities]
    raise engines.NoSuchEngine(f"engine {engine!r} can't differentiate a function by itself; {', '.join(others)} can")


def _one_number(verb: str, f: Function, named: Function) -> Function:
    """`f`, refused where it returns anything but one number: an engine would take a list for a constant."""

    def checked(*arguments: Any) -> Any:
        result = _bare(f(*arguments))
        if not _number(result):
            many = isinstance(result, list | tuple | dict | np.ndarray)
            count = sum(1 for _ in _entries(result)) if many else type(result).__name__
            name = getattr(named, "__name__", "f")
            raise TypeError(f"{verb} needs one number, {name} returned {count}; trace() has a jacobian")
        return result

    return checked


def _numbers(verb: str, f: Function) -> Function:
    """`f`, refused where it returns anything but one number, or a (nested) list or tuple of numbers."""

    def checked(*arguments: Any) -> Any:
        return _taken_apart(verb, f(*arguments))

    return checked


def _taken_apart(verb: str, result: Any) -> Any:
    if isinstance(result, list | tuple):
        return type(result)(_taken_apart(verb, entry) for entry in result)
    result = _bare(result)
    if not (_number(result) or type(result) in COMPLEX):
        kind = np.ndarray if isinstance(result, np.ndarray) else type(result)
        raise TypeError(f"{verb} needs a number, or a list of numbers, not a {kind.__name__}; trace() takes more")
    return result


def _bare(result: Any) -> Any:
    """A number out of an array of no dimensions; a truth value as the number that it is."""
    result = result[()] if isinstance(result, np.ndarray) and result.ndim == 0 else result
    return float(result) if isinstance(result, bool | np.bool_) and not isinstance(result, Leveled) else result


def _bound(f: Function) -> Function:
    """`f` with its mathematics bound to the table; bound at its first call, since its module may still be loading."""

    @functools.cache
    def bound() -> tuple[Function, bool]:
        binder = Binder(values())
        return binder.value(f), any(reaches_for_own(code) for code in binder.code)

    def called(*arguments: Any, **named: Any) -> Any:
        function, doubtful = bound()

        def plainly() -> Any:
            return bind(f, nothing())(*plained(arguments), **plained(named))

        return on_values(function, arguments, named, plainly, doubtful=doubtful)

    return called


# ── arguments of any shape, as flat numbers and back ───────────────────────────────────────────────────


def _number(value: Any) -> bool:
    numeric = isinstance(value, Leveled | int | float | np.floating | np.integer) and not isinstance(value, bool)
    return numeric or (isinstance(value, np.ndarray) and value.ndim == 0)


def _float(value: Any) -> Any:
    """Integers become floats, as a derivative is by a real number; numpy's floats stay: they may be divided by 0."""
    if isinstance(value, Leveled | np.float64):
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
            yield from (
                _float(entry) for entry in (argument if argument.dtype.kind in "fO" else argument.astype(float)).flat
            )
    elif isinstance(argument, list | tuple | dict):
        for part in argument.values() if isinstance(argument, dict) else argument:
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
            return of_values(shaped.reshape(argument.shape))
        return np.array(flat, np.float64).reshape(argument.shape)
    if isinstance(argument, list | tuple):
        rebuilt = [_rebuilt(part, entries) for part in argument]
        return rebuilt if isinstance(argument, list) else tuple(rebuilt)
    if isinstance(argument, dict):
        return {key: _rebuilt(part, entries) for key, part in argument.items()}
    return argument
