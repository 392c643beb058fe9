"""A library's functions, called again on plain numbers where they can't take values: `json.dumps`, `np.linalg.eig`.

The value leaves the graph there and the program goes on, as it does without derivatives.
"""

from __future__ import annotations

import sys
import types
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE, leave
from adstudio.primitives.value_array import each_of_values
from adstudio.program.faults import of_engine
from adstudio.program.held import values_in
from adstudio.program.libraries.arrays.slates import Slate
from adstudio.program.plained import plained

# whose functions take numbers; those of other libraries are the user's to call, and may look at who calls them
LIBRARIES = {"numpy", "scipy", "json", "marshal", "pickle", "random", "statistics", "struct", "time", "colorsys"}
_FUNCTIONS = (
    types.FunctionType,
    types.MethodType,
    types.BuiltinFunctionType,
    np.ufunc,
    type(np.mean),  # what numpy hands to `__array_function__`
    type(np.random.normal),  # a method of an object made in C
)


class LibraryFunction:
    """A function of a library, on values or else on plain numbers."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self.__name__ = getattr(function, "__name__", type(function).__name__)
        self.__doc__ = function.__doc__

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """As it is; where it raises and values are among the arguments, on plain numbers."""
        try:
            return each_of_values(self._function(*arguments, **keywords))
        except Exception as error:
            held = list(values_in((arguments, keywords), Slate))  # one of these is no array of floats to numpy's C
            if not held or of_engine(error):
                raise
        result = _on_plain(self._function, arguments, keywords)
        frame = sys._getframe(1)
        for value in held:
            if isinstance(value, LIVE):
                leave(value, f"{self.__name__}()", frame)
        return result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._function, name)

    def __eq__(self, other: object) -> bool:
        return self._function is other or (isinstance(other, LibraryFunction) and self._function is other._function)

    def __hash__(self) -> int:
        return hash(self._function)

    def __repr__(self) -> str:
        return repr(self._function)


def _on_plain(function: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
    """A function called on plain numbers; what it writes into an array of them is written into the program's own."""
    plain, named = plained(arguments), plained(keywords)
    pairs = list(zip((*arguments, *keywords.values()), (*plain, *named.values()), strict=True))
    arrays = [(own, one, one.copy()) for own, one in pairs if own is not one and isinstance(one, np.ndarray)]
    result = function(*plain, **named)
    for own, one, before in arrays:
        if one.tobytes() != before.tobytes():
            own[...] = one
    return next((own for own, one, _ in arrays if one is result), result)


def bound(thing: Any) -> Any:
    """A library's function so that values may be given to it; anything else as it is."""
    return LibraryFunction(thing) if isinstance(thing, _FUNCTIONS) else thing


def is_library(thing: Any) -> bool:
    """Whether a module or a function is of one of the libraries."""
    if isinstance(thing, np.ufunc):
        return True
    name = thing.__name__ if isinstance(thing, types.ModuleType) else getattr(thing, "__module__", None)
    return isinstance(name, str) and name.partition(".")[0] in LIBRARIES
