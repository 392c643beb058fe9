"""The functions of numpy, on values and on arrays and lists that hold values.

numpy's object arrays give most things for free; what is bound here is what they get wrong: functions of plain
numbers beside values, max and min without a node, and arrays of floats, which would take values out of the graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE, plain_number
from adstudio.primitives.ufuncs import UFUNC_OPERATORS, UFUNCS
from adstudio.primitives.value_array import of_values
from adstudio.program import numpy_complex, numpy_slates
from adstudio.program.held import holds_values


def boxed(thing: Any) -> Any:
    """A value as an array of no dimensions, which numpy spreads without asking the value."""
    if not isinstance(thing, LIVE):
        return thing
    box = np.empty((), dtype=object)
    box[()] = thing
    return box


class BoundUfunc:
    """A ufunc that knows values; its methods (reduce, outer, …) are numpy's own."""

    def __init__(self, ufunc: np.ufunc, function: Callable[..., Any]) -> None:
        self._ufunc = ufunc
        self._function = function
        self._spread = np.frompyfunc(function, ufunc.nin, 1)
        self.__name__ = ufunc.__name__

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """Entry by entry where a value is among the arguments, else numpy's own."""
        if len(arguments) != self._ufunc.nin or not any(holds_values(x) for x in arguments):
            return self._ufunc(*arguments, **keywords)
        keywords.pop("dtype", None)
        if keywords:
            return self._ufunc(*arguments, **keywords)
        if all(isinstance(x, LIVE) or np.ndim(x) == 0 for x in arguments):
            return self._function(*arguments)
        with np.errstate(all="ignore"):  # log(0) is on the trace, with its line; numpy would name ours
            result = of_values(self._spread(*(boxed(x) for x in arguments)))
        return result.astype(bool) if self._ufunc in UFUNC_OPERATORS and isinstance(result, np.ndarray) else result

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ufunc, name)


def _keeping(original: Callable[..., Any]) -> Callable[..., Any]:
    """array, asarray, …: an array of values stays one when floats are asked for."""

    def make(thing: Any, dtype: Any = None, *more: Any, **keywords: Any) -> Any:
        if dtype is not None and np.issubdtype(np.dtype(dtype), np.floating) and holds_values(thing):
            dtype = object
        if dtype is not None and np.issubdtype(np.dtype(dtype), np.complexfloating) and holds_values(thing):
            thing, dtype = numpy_complex.as_complex(thing), object
        made = original(thing, dtype, *more, **keywords)
        return of_values(numpy_complex.alike(made) if dtype is None else made)

    return make


def clip(x: Any, low: Any = None, high: Any = None, *more: Any, **keywords: Any) -> Any:
    """np.clip as a maximum and a minimum."""
    if more or keywords or not any(holds_values(thing) for thing in (x, low, high)):
        return np.clip(x, low, high, *more, **keywords)
    x = x if low is None else VALUES["maximum"](x, low)
    return x if high is None else VALUES["minimum"](x, high)


def _extreme(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    """np.max and np.min of an array of values: a node for each pair, along any axis."""

    def extreme(x: Any, axis: Any = None, **keywords: Any) -> Any:
        if keywords or not holds_values(x):
            return original(x, axis, **keywords)
        table = np.asarray(x)
        flat = table.reshape(1, -1) if axis is None else np.moveaxis(table, axis, -1)
        result = flat[..., 0]
        for i in range(1, flat.shape[-1]):
            result = VALUES[name](result, flat[..., i])
        return result[0] if axis is None else result

    return extreme


def norm(
    x: Any,
    ord: Any = None,
    axis: Any = None,
    keepdims: bool = False,
) -> Any:
    """np.linalg.norm; of values, the 2-norm of a whole array and the 1- and inf-norm of a vector."""
    if not holds_values(x) or axis is not None or keepdims:
        return np.linalg.norm(x, ord, axis, keepdims)
    flat = np.asarray(x).ravel()
    if numpy_complex.holds_complex(flat):
        flat = VALUES["abs"](flat)
    if ord is None or (ord == 2 and np.ndim(x) == 1) or ord == "fro":
        return VALUES["sqrt"](np.dot(flat, flat))
    if np.ndim(x) == 1 and ord == 1:
        return np.sum(VALUES["abs"](flat))
    if np.ndim(x) == 1 and ord == np.inf:
        return VALUES["max"](VALUES["abs"](flat))
    return np.linalg.norm(x, ord)


def det(a: Any) -> Any:
    """np.linalg.det; of values, by elimination."""
    if not holds_values(a) or np.ndim(a) != 2:
        return np.linalg.det(a)
    table = np.array(a, dtype=object)
    result: Any = None
    for k, turned in _eliminated(table):
        pivot = -table[k, k] if turned else table[k, k]
        result = pivot if result is None else result * pivot
    return 1.0 if result is None else result


def solve(a: Any, b: Any) -> Any:
    """np.linalg.solve; of values, by elimination and substitution."""
    if not (holds_values(a) or holds_values(b)) or np.ndim(a) != 2:
        return np.linalg.solve(a, b)
    n = len(a)
    right = np.asarray(b, dtype=object)
    table = np.concatenate([np.array(a, dtype=object), right.reshape(n, -1)], axis=1)
    for k, _ in _eliminated(table):
        if plain_number(table[k, k]) == 0:
            raise np.linalg.LinAlgError("Singular matrix")
    x = table[:, n:]
    for k in reversed(range(n)):
        for j in range(k + 1, n):
            x[k] = x[k] - table[k, j] * x[j]
        x[k] = x[k] / table[k, k]
    return x.reshape(right.shape)


def inv(a: Any) -> Any:
    """np.linalg.inv; of values, the solution for every unit vector."""
    return solve(a, np.eye(len(a))) if holds_values(a) and np.ndim(a) == 2 else np.linalg.inv(a)


def _eliminated(table: Any) -> Iterator[tuple[int, bool]]:
    """Eliminate below each pivot, the largest of its column; yields the column, and whether two rows changed places."""
    n = len(table)
    if table.shape[1] < n:
        raise np.linalg.LinAlgError("Last 2 dimensions of the array must be square")
    for k in range(n):
        pivot = max(range(k, n), key=lambda row: abs(plain_number(table[row, k])))
        if pivot != k:
            table[[k, pivot]] = table[[pivot, k]]
        if plain_number(table[k, k]) != 0:
            for row in range(k + 1, n):
                table[row, k + 1 :] = table[row, k + 1 :] - table[row, k] / table[k, k] * table[k, k + 1 :]
        yield k, pivot != k


def _bound() -> dict[str, Any]:
    bound: dict[str, Any] = {}
    for name in dir(np):
        ufunc = getattr(np, name)
        if isinstance(ufunc, np.ufunc):
            function = UFUNCS.get(ufunc) or UFUNC_OPERATORS.get(ufunc)
            if function is not None:
                bound[name] = BoundUfunc(ufunc, function)
    bound |= {name: _keeping(getattr(np, name)) for name in ("array", "asarray", "asanyarray", "ascontiguousarray")}
    bound |= numpy_slates.VALUES
    bound |= numpy_complex.VALUES
    bound["clip"] = clip
    for name in ("max", "amax"):
        bound[name] = _extreme("maximum", np.max)
    for name in ("min", "amin"):
        bound[name] = _extreme("minimum", np.min)
    return bound


VALUES: dict[str, Any] = _bound()
LINALG: dict[str, Any] = {"norm": norm, "det": det, "solve": solve, "inv": inv}
