"""An array of values: objects to numpy, an array of floats or of complex numbers to the program.

numpy leaves objects to themselves: they raise where its own numbers are inf or NaN, and have no parts.
"""

from __future__ import annotations

import sys
from opcode import opmap
from typing import Any

import numpy as np

from adstudio.primitives.array_text import in_writing
from adstudio.primitives.complex_value import COMPLEX, LIVE
from adstudio.primitives.float_errors import OPERATORS, as_numpy, before
from adstudio.primitives.memory import of_library
from adstudio.primitives.ordering import OrderedArray, holds_nan
from adstudio.primitives.ufuncs import UFUNCS

_OBJECTS = np.dtype(object)
_EXTREMES = {"clip", "maximum", "minimum", "fmax", "fmin"}
_LOAD_ATTR = opmap["LOAD_ATTR"]
_PARTED = {np.power, np.float_power}  # of a negative number they are NaN, and a complex number to Python


class ValueArray(OrderedArray):
    """An array of objects that are values. What is computed from it is one, too."""

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keywords: Any) -> Any:
        """As numpy's numbers: x / 0 is inf or NaN, and √x of a negative number NaN."""
        outs = keywords.pop("out", ())
        arrays, places = [objects(x) for x in inputs], tuple(objects(x) for x in outs)
        inputs = before(inputs, outs)
        with np.errstate(all="ignore"):
            result = _result(ufunc, method, arrays, keywords, places)
        operation = OPERATORS.get(ufunc, ufunc) if method == "__call__" and not keywords else getattr(ufunc, method)
        if method != "at":
            as_numpy(operation, inputs, keywords, result)
        if not outs:
            return of_values(result)
        if result is not places[0]:
            places[0][...] = result
        return outs[0] if len(outs) == 1 else outs

    def __array_function__(self, function: Any, types: Any, arguments: Any, keywords: Any) -> Any:
        """numpy's own, which may forget what it was given."""
        return each_of_values(super().__array_function__(function, types, arguments, keywords))

    @property
    def dtype(self) -> Any:
        """That of the numbers, to the program; to libraries it is of objects, to those in C above all."""
        own, frame = np.ndarray.dtype.__get__(self), sys._getframe(1)
        if own != _OBJECTS or of_library(frame) or frame.f_code.co_code[frame.f_lasti] != _LOAD_ATTR:
            return own
        return np.dtype(np.complex128 if _complexly(self) else np.float64)

    def astype(self, dtype: Any, *more: Any, **keywords: Any) -> Any:
        """Floats are what it holds already: values stay values."""
        wanted = np.dtype(dtype)
        same = np.issubdtype(wanted, np.complexfloating) if _complexly(self) else np.issubdtype(wanted, np.floating)
        return self.copy() if same else objects(self).astype(dtype, *more, **keywords)

    def __str__(self) -> str:
        return str(in_writing(self, sys._getframe(1)))

    def __repr__(self) -> str:
        return repr(in_writing(self, sys._getframe(1)))

    @property
    def real(self) -> Any:
        """The real parts; of real entries the array itself, as numpy's."""
        return _parts(self, "real") if _complexly(self) else self

    @real.setter
    def real(self, _: Any) -> None:
        raise TypeError("the parts of an array of values can't be set; add real + 1j * imag")

    @property
    def imag(self) -> Any:
        """The imaginary parts."""
        return _parts(self, "imag")

    @imag.setter
    def imag(self, _: Any) -> None:
        raise TypeError("the parts of an array of values can't be set; add real + 1j * imag")


def objects(thing: Any) -> Any:
    """An array of values as numpy's own array of objects; anything else as it is."""
    return thing.view(np.ndarray) if isinstance(thing, ValueArray) else thing


def _complexly(thing: Any) -> bool:
    if isinstance(thing, np.ndarray):
        return any(type(entry) in COMPLEX for entry in objects(thing).ravel())
    return type(thing) in COMPLEX


def _spread(function: Any, arrays: list[Any]) -> Any:
    """An operation of the table entry by entry."""
    boxed = [np.array(x, dtype=object) if isinstance(x, LIVE) else x for x in arrays]
    return np.frompyfunc(function, len(arrays), 1)(*boxed)


def _result(ufunc: np.ufunc, method: str, arrays: list[Any], keywords: dict[str, Any], places: tuple[Any, ...]) -> Any:
    """By Python's operators, where they do as numpy's."""
    function = UFUNCS.get(ufunc) if method == "__call__" and not keywords else None
    if function is not None and ufunc in _PARTED and not any(map(_complexly, arrays)):
        return _spread(function, arrays)
    if ufunc.__name__ in _EXTREMES and any(map(_unknown, arrays)):
        return _extreme(ufunc, method, arrays, keywords)
    try:
        return getattr(ufunc, method)(*arrays, **keywords, **({"out": places} if places else {}))
    except ZeroDivisionError:
        if function is None:
            raise
        return _spread(function, arrays)


def _unknown(thing: Any) -> bool:
    return isinstance(thing, np.ndarray) and thing.dtype == _OBJECTS and holds_nan(thing)


def _extreme(ufunc: np.ufunc, method: str, arrays: list[Any], keywords: dict[str, Any]) -> Any:
    """The larger or smaller ones where there is a NaN, which to Python is neither."""
    if ufunc.__name__ == "clip":
        table, low, high = arrays
        return _spread(UFUNCS[np.minimum], [_spread(UFUNCS[np.maximum], [table, low]), high])
    if method == "__call__":
        return _spread(UFUNCS[ufunc], arrays)
    each = np.frompyfunc(UFUNCS[ufunc], 2, 1)
    if method != "reduce":
        return getattr(each, method)(*arrays, **keywords)
    return _reduced(each, arrays[0], **{name: thing for name, thing in keywords.items() if name != "dtype"})


def _reduced(
    each: Any, table: Any, axis: Any = 0, keepdims: Any = False, initial: Any = None, where: Any = True
) -> Any:
    """One axis after the other, which numpy can't know to be the same for a function of ours."""
    axes = range(table.ndim) if axis is None else axis if isinstance(axis, tuple) else (axis,)
    result = table if where is True else np.where(where, table, initial)
    for one in sorted((one % table.ndim for one in axes), reverse=True):
        result = each.reduce(result, axis=one, keepdims=bool(keepdims))
    return result if initial is None else each(result, initial)


def _parts(array: Any, name: str) -> Any:
    return of_values(np.frompyfunc(lambda entry: getattr(entry, name), 1, 1)(objects(array)))


def of_values(array: Any) -> Any:
    """An array of objects that are values as one that knows; anything else as it is."""
    if type(array) is not np.ndarray or array.dtype != _OBJECTS:
        return array
    return array.view(ValueArray) if any(isinstance(entry, LIVE) for entry in array.ravel()) else array


def each_of_values(result: Any) -> Any:
    """The same of a result that may be several arrays."""
    if isinstance(result, tuple) and hasattr(result, "_fields"):
        return type(result)(*map(of_values, result))
    return type(result)(map(of_values, result)) if type(result) in (list, tuple) else of_values(result)
