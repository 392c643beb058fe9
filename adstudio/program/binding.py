"""A plain function, rebuilt so that it runs on values: with its own globals, closures, classes and defaults.

What is rebuilt is a copy; the user's own module is never touched. A copy is made for each run, so that state which a
program keeps in its globals starts as the user left it, every time.
"""

from __future__ import annotations

import abc
import builtins
import functools
import types
import weakref
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

import numpy as np

from adstudio.primitives.complex_value import LIVE
from adstudio.primitives.levels import Leveled
from adstudio.primitives.value_array import ValueArray
from adstudio.program.libraries.arrays.results import Vectorize
from adstudio.program.libraries.replacements import Replacements, values
from adstudio.program.sources import users

_PLAIN = (int, float, complex, str, bytes, bool, type(None), type(Ellipsis), range, Leveled)
_SELF = __name__.rpartition(".")[0]  # adstudio.program
_CACHED = type(functools.lru_cache(lambda: None))


def bind(function: Callable[..., Any], replacements: Replacements | None = None) -> Any:
    """The function, rebuilt."""
    return Binder(replacements or values()).value(function)


class Binder:
    """Rebuilds what a function reaches: each thing once, in cycles too."""

    def __init__(self, replacements: Replacements) -> None:
        self._replaced = replacements
        self._made: dict[int, Any] = {}
        self._kept: list[Any] = []  # originals, so that no id is used twice
        self._done: dict[int, set[str]] = {}  # names rebuilt, by the id of their globals
        self._builtins = {**vars(builtins), **replacements.builtins, "__import__": self._import}

    @property
    def code(self) -> Iterator[types.CodeType]:
        """The code of every function of the user that was rebuilt."""
        return (thing.__code__ for thing in self._kept if isinstance(thing, types.FunctionType))

    def value(self, thing: Any) -> Any:
        """What stands for `thing` in the rebuilt program."""
        if isinstance(thing, _PLAIN):
            return thing
        replaced = self._replaced.functions.get(id(thing))
        if replaced is not None:
            return replaced
        if id(thing) in self._made:
            return self._made[id(thing)]
        rebuild = self._rebuilders.get(type(thing))
        if rebuild is not None:
            return rebuild(self, thing)
        if isinstance(thing, type):
            return self._class(thing)
        if isinstance(thing, types.ModuleType):
            return self._module(thing)
        return self._instance(thing)

    def _keep(self, thing: Any, new: Any) -> Any:
        self._made[id(thing)] = new
        self._kept.append(thing)
        return new

    # ── functions ──────────────────────────────────────────────────────────────────────────────────

    def _function(self, function: types.FunctionType) -> Any:
        module = str(function.__globals__.get("__name__"))
        theirs = not users(function.__code__.co_filename)
        if module.startswith(_SELF) or (theirs and not function.__closure__):
            return self._library(function)
        names = function.__globals__ if theirs else self.names(function.__globals__, _named(function.__code__))
        if id(function) in self._made:  # met again among the names
            return self._made[id(function)]
        cells = tuple(self._cell(cell) for cell in function.__closure__ or ())
        if id(function) in self._made:  # met again in a cell
            return self._made[id(function)]
        new = types.FunctionType(function.__code__, names, function.__name__, None, cells or None)
        self._keep(function, new)
        for cell, own in zip(cells, function.__closure__ or (), strict=True):
            self._fill(cell, own)
        new.__defaults__ = self.value(function.__defaults__)
        new.__kwdefaults__ = self.value(function.__kwdefaults__)
        new.__qualname__, new.__module__, new.__doc__ = function.__qualname__, function.__module__, function.__doc__
        new.__annotations__ = function.__annotations__
        new.__dict__.update({name: self.value(thing) for name, thing in vars(function).items()})
        return new

    def names(self, own: dict[str, Any], wanted: Iterable[str]) -> dict[str, Any]:
        """The globals of a module, shared by all its functions; those that a function names are rebuilt."""
        if id(own) not in self._made:
            self._keep(own, {**own, "__builtins__": self._builtins})
        new: dict[str, Any] = self._made[id(own)]
        done = self._done.setdefault(id(own), {"__builtins__"})
        for name in wanted:
            if name in own and name not in done:
                done.add(name)
                new[name] = self.value(own[name])
        return new

    def _cell(self, cell: types.CellType) -> types.CellType:
        """A new cell, empty for now: what is in it may be the function that it belongs to."""
        if id(cell) not in self._made:
            self._keep(cell, types.CellType())
        found: types.CellType = self._made[id(cell)]
        return found

    def _fill(self, new: types.CellType, own: types.CellType) -> None:
        try:
            content = own.cell_contents
        except ValueError:  # not assigned yet
            return
        if _empty(new):
            new.cell_contents = self.value(content)

    def _library(self, function: Any) -> Any:
        """What stands for a function that is not the user's: the same one each time."""
        bound = self._replaced.function(function)
        return function if bound is function else self._keep(function, bound)

    def _method(self, method: types.MethodType) -> Any:
        return types.MethodType(self.value(method.__func__), self.value(method.__self__))

    def _partial(self, partial: functools.partial[Any]) -> Any:
        given = {name: self.value(thing) for name, thing in partial.keywords.items()}
        return functools.partial(self.value(partial.func), *self.value(partial.args), **given)

    def _cached(self, cached: Any) -> Any:
        """A function with a cache: a fresh one for this run, which knows values by identity."""
        function = self.value(cached.__wrapped__)
        known: dict[Any, Any] = {}

        def remembered(*arguments: Any, **keywords: Any) -> Any:
            every = (*arguments, *(item for pair in sorted(keywords.items()) for item in pair))
            key = tuple((Leveled, id(x)) if isinstance(x, LIVE) else (type(x), x) for x in every)
            if key not in known:
                known[key] = function(*arguments, **keywords), every  # the arguments are kept: ids stay theirs
            return known[key][0]

        functools.update_wrapper(remembered, function)
        return self._keep(cached, remembered)

    # ── containers ─────────────────────────────────────────────────────────────────────────────────

    def _list(self, things: list[Any]) -> Any:
        new: list[Any] = self._keep(things, [])
        new.extend(self.value(thing) for thing in things)
        return new

    def _dict(self, things: dict[Any, Any]) -> Any:
        new: dict[Any, Any] = self._keep(things, {})
        new.update((key, self.value(thing)) for key, thing in things.items())
        return new

    def _tuple(self, things: tuple[Any, ...]) -> Any:
        new = tuple(self.value(thing) for thing in things)
        return things if all(a is b for a, b in zip(things, new, strict=True)) else new

    def _copy(self, thing: Any) -> Any:
        return self._keep(thing, thing.copy())

    # ── modules, classes, objects ──────────────────────────────────────────────────────────────────

    def _module(self, module: types.ModuleType) -> Any:
        bound = self._replaced.module(module)
        if bound is not None:
            return bound
        file = getattr(module, "__file__", None)
        if not file or not users(file):
            return module
        new = self._keep(module, types.ModuleType(module.__name__, module.__doc__))
        new.__dict__.update(self.names(vars(module), list(vars(module))))
        return new

    def _import(self, name: str, *more: Any, **keywords: Any) -> Any:
        return self.value(builtins.__import__(name, *more, **keywords))

    def _class(self, cls: type) -> Any:
        """A class of the user with its methods rebuilt; one without methods stays itself."""
        if type(cls) not in (type, abc.ABCMeta) or not self._has_methods(cls):
            return cls
        bases = tuple(self.value(base) for base in cls.__bases__)
        if id(cls) in self._made:
            return self._made[id(cls)]
        skipped = ("__dict__", "__weakref__", *_slots(cls))
        own = {name: thing for name, thing in vars(cls).items() if name not in skipped}
        methods = {name: thing for name, thing in own.items() if isinstance(thing, _METHODS)}
        try:
            new = type(cls)(cls.__name__, bases, {name: thing for name, thing in own.items() if name not in methods})
        except TypeError:  # a base that wants more than it says
            return self._keep(cls, cls)
        self._keep(cls, new)
        for name, thing in methods.items():
            setattr(new, name, self._attribute(thing))
        for name, thing in own.items():
            if name not in methods and not name.startswith("__"):
                setattr(new, name, self.value(thing))
        return new

    def _has_methods(self, cls: type) -> bool:
        known = _METHODFUL.get(cls)
        if known is None:
            known = _METHODFUL[cls] = self._look_for_methods(cls)
        return known

    def _look_for_methods(self, cls: type) -> bool:
        return any(
            isinstance(thing, _METHODS) and users(_code_file(thing))
            for one in cls.__mro__
            for thing in vars(one).values()
        )

    def _attribute(self, thing: Any) -> Any:
        if isinstance(thing, property):
            return property(self.value(thing.fget), self.value(thing.fset), self.value(thing.fdel), thing.__doc__)
        if isinstance(thing, staticmethod | classmethod):
            return type(thing)(self.value(thing.__func__))
        if isinstance(thing, functools.cached_property):
            new = functools.cached_property(self.value(thing.func))
            new.attrname = thing.attrname
            return new
        return self.value(thing)

    def _instance(self, thing: Any) -> Any:
        """An object of a class of the user, or one that wraps a function of the user."""
        if isinstance(thing, np.vectorize):
            return self._keep(thing, Vectorize(self.value(thing.pyfunc), otypes=[object]))
        if (function := self._library(thing)) is not thing:
            return function
        replaced = self._replaced.functions.get(id(type(thing)))
        if replaced is not None and hasattr(replaced, "of"):
            return self._keep(thing, replaced.of(thing))
        cls = self._class(type(thing))
        if cls is type(thing):
            return thing
        try:
            new = cls.__new__(cls)
        except TypeError:
            return thing
        self._keep(thing, new)
        if isinstance(thing, list | set | dict):
            (new.extend if isinstance(thing, list) else new.update)(thing)
        for name, part in getattr(thing, "__dict__", {}).items():
            new.__dict__[name] = self.value(part)
        for slot in (slot for one in type(thing).__mro__ for slot in _slots(one)):
            if hasattr(thing, slot):
                object.__setattr__(new, slot, self.value(getattr(thing, slot)))
        return new

    _rebuilders: ClassVar[dict[type, Callable[[Binder, Any], Any]]] = {
        types.FunctionType: _function,
        types.MethodType: _method,
        functools.partial: _partial,
        _CACHED: _cached,
        list: _list,
        dict: _dict,
        tuple: _tuple,
        set: _copy,
        bytearray: _copy,
        np.ndarray: _copy,
        ValueArray: _copy,
    }


_METHODFUL: weakref.WeakKeyDictionary[type, bool] = weakref.WeakKeyDictionary()  # whether a class is to be rebuilt
_METHODS = (types.FunctionType, property, staticmethod, classmethod, functools.cached_property)


@functools.cache
def _named(code: types.CodeType) -> tuple[str, ...]:
    """The names that a code object and those within it look up."""
    names = dict.fromkeys(code.co_names)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names.update(dict.fromkeys(_named(constant)))
    return tuple(names)


def _code_file(thing: Any) -> str:
    for name in ("fget", "__func__", "func"):
        thing = getattr(thing, name, thing)
    code = getattr(thing, "__code__", None)
    return code.co_filename if code is not None else "<frozen"


def _slots(cls: type) -> tuple[str, ...]:
    slots = vars(cls).get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _empty(cell: types.CellType) -> bool:
    try:
        _ = cell.cell_contents
    except ValueError:
        return True
    return False
