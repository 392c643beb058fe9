"""What stands for the functions of libraries, for each kind of run: on values, on shifted points, on plain numbers."""

from __future__ import annotations

import builtins
import cmath
import copy
import functools
import math
import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.recorded import RecordedValue
from adstudio.program.libraries import (
    builtin_binding,
    cmath_binding,
    fallback,
    math_binding,
    recorded_math,
    type_binding,
)
from adstudio.program.libraries.arrays import binding as arrays
from adstudio.program.libraries.arrays.linalg import LINALG
from adstudio.program.libraries.fallback import is_library
from adstudio.traces.recorder import Recorder


class BoundModule(types.ModuleType):
    """A library's module with some functions replaced; everything else is the module's own.

    other: what stands for a thing of the module that is not replaced.
    """

    def __init__(
        self, module: types.ModuleType, replaced: dict[str, Any], other: Callable[[Any], Any] | None = None
    ) -> None:
        super().__init__(module.__name__, module.__doc__)
        self.__dict__.update(replaced)
        self.__dict__.update(_module=module, _other=other)

    def __getattr__(self, name: str) -> Any:
        thing = getattr(self._module, name)
        if self._other is None:
            return thing
        bound = self._other(thing)
        if bound is not thing:  # the next time it is at hand
            self.__dict__[name] = bound
        return bound

    def __dir__(self) -> list[str]:
        return dir(self._module)


class Replacements:
    """What stands for the functions of libraries: by identity, by module, and the built-ins.

    in_modules: the functions replaced in each module, by name. later: those of modules that most programs don't
    import, made when one is met. libraries: other functions of libraries are called on plain numbers where they can't
    take values.
    """

    def __init__(
        self,
        in_modules: dict[types.ModuleType, dict[str, Any]],
        in_builtins: dict[str, Any],
        *,
        later: dict[str, Callable[[], dict[str, Any]]] | None = None,
        libraries: bool = False,
    ) -> None:
        self.builtins = in_builtins
        self._later = later or {}
        self._libraries = libraries
        self.functions: dict[int, Any] = {id(getattr(builtins, name)): new for name, new in in_builtins.items()}
        self._modules: dict[str, BoundModule] = {}
        for module, replaced in in_modules.items():
            self._replace(module, replaced)

    def module(self, module: types.ModuleType) -> types.ModuleType | None:
        """What stands for a module; None where it is none of a library that is known."""
        name = module.__name__
        if name not in self._modules and (name in self._later or (self._libraries and is_library(module))):
            self._replace(module, self._later[name]() if name in self._later else {})
        return self._modules.get(name)

    def _replace(self, module: types.ModuleType, replaced: dict[str, Any]) -> None:
        self.functions |= {id(getattr(module, name)): new for name, new in replaced.items()}
        self._modules[module.__name__] = self._bound(module, replaced)

    def function(self, thing: Any) -> Any:
        """What stands for a function that no module was asked for."""
        return fallback.bound(thing) if self._libraries and is_library(thing) else thing

    def with_math(self, quick: dict[str, Any]) -> Replacements:
        """The same with some functions of `math` in place of what stands for them here."""
        own = copy.copy(self)
        own.functions = self.functions | {id(getattr(math, name)): new for name, new in quick.items()}
        own._modules = {**self._modules, "math": self._bound(math, {**math_binding.VALUES, **quick})}
        return own

    def _bound(self, module: types.ModuleType, replaced: dict[str, Any]) -> BoundModule:
        return BoundModule(module, replaced, self._of_library if self._libraries else None)

    def _of_library(self, thing: Any) -> Any:
        """What stands for a thing that a library's module holds."""
        if isinstance(thing, types.ModuleType):
            return self.module(thing) or thing
        return self.functions.get(id(thing)) or fallback.bound(thing)


def values() -> Replacements:
    """For runs on values."""
    known = _values()
    if "statistics" in sys.modules:  # so that `from statistics import mean` is known by identity
        known.module(sys.modules["statistics"])
    return known


@functools.cache
def _values() -> Replacements:
    in_modules = {
        math: math_binding.VALUES,
        cmath: cmath_binding.VALUES,
        np: arrays.VALUES,
        np.linalg: LINALG,
    }
    in_builtins = {**builtin_binding.VALUES, **type_binding.VALUES}
    return Replacements(in_modules, in_builtins, later={"statistics": _of_statistics}, libraries=True)


def _of_statistics() -> dict[str, Any]:
    from adstudio.program.libraries import statistics_binding

    return statistics_binding.VALUES


def recording(cls: type[Any], recorder: Recorder) -> Replacements:
    """For one run on the values of `recorder`, of the class `cls`."""
    if not issubclass(cls, RecordedValue):
        return values()
    return values().with_math(recorded_math.functions(cls, recorder))


@functools.cache
def nothing() -> Replacements:
    """For runs on plain numbers: a copy of the program that is otherwise the user's own."""
    return Replacements({}, {})


@functools.cache
def shifted() -> Replacements:
    """For runs on vectors of shifted points and on complex numbers."""
    return Replacements({math: math_binding.SHIFTED}, builtin_binding.SHIFTED)
