"""A ufunc of numpy that knows values: entry by entry where one is among its arguments, else numpy's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE
from adstudio.primitives.float_errors import as_numpy, before
from adstudio.primitives.ufuncs import UFUNC_OPERATORS, UFUNCS
from adstudio.primitives.value_array import each_of_values, of_values
from adstudio.program.held import holds_values

# numpy goes through objects by Python's own operators here, and needs no help
_ON_OBJECTS = {
    "add",
    "subtract",
    "multiply",
    "divide",
    "floor_divide",
    "remainder",
    "power",
    "logical_and",
    "logical_or",
}
_UNDERSTOOD = {"out", "where", "dtype", "casting", "order", "subok"}


def boxed(thing: Any) -> Any:
    """A value as an array of no dimensions, which numpy spreads without asking the value."""
    if not isinstance(thing, LIVE):
        return thing
    box = np.empty((), dtype=object)
    box[()] = thing
    return box


class BoundUfunc:
    """A ufunc that knows values. Of its methods, those that numpy has no loop of objects for go entry by entry, too."""

    def __init__(self, ufunc: np.ufunc, function: Callable[..., Any]) -> None:
        self._ufunc = ufunc
        self._function = function
        self._spread = np.frompyfunc(function, ufunc.nin, ufunc.nout)
        self.__name__ = ufunc.__name__

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """As the ufunc. `dtype`, `casting` and `order` say nothing of values."""
        inputs, outputs = arguments[: self._ufunc.nin], arguments[self._ufunc.nin :]
        if len(inputs) < self._ufunc.nin or not any(holds_values(x) for x in inputs):
            return self._ufunc(*arguments, **keywords)
        if set(keywords) - _UNDERSTOOD or len(outputs) > self._ufunc.nout or (outputs and "out" in keywords):
            return self._ufunc(*arguments, **keywords)
        out = outputs or keywords.get("out")
        out = out if isinstance(out, tuple) or out is None else (out,)
        where = keywords.get("where", True)
        given = before(inputs, out or ())
        with np.errstate(all="ignore"):  # numpy would name a line of ours
            result = self._result(inputs, where, out)
        as_numpy(self._ufunc, given, {"where": where}, result)
        return result

    def _result(self, inputs: tuple[Any, ...], where: Any, out: tuple[Any, ...] | None) -> Any:
        if where is not True:
            return self._somewhere(inputs, where, out)
        if out is None and all(isinstance(x, LIVE) or np.ndim(x) == 0 for x in inputs):
            return self._function(*(x[()] if isinstance(x, np.ndarray) else x for x in inputs))
        return self._placed(self._spread(*(boxed(x) for x in inputs)), out)

    def _somewhere(self, inputs: tuple[Any, ...], where: Any, out: tuple[Any, ...] | None) -> Any:
        """Where the mask says so; elsewhere `out` stays as it is, and numpy promises nothing where there is none."""
        tables = [np.asarray(boxed(x)) for x in inputs]
        shape = np.broadcast_shapes(*(table.shape for table in tables), np.shape(where))
        tables = [np.broadcast_to(table, shape) for table in tables]
        mask = np.broadcast_to(where, shape)
        given = out or (None,) * self._ufunc.nout
        results = []
        for one in given:
            result = np.zeros(shape).astype(object)
            if one is not None:
                result[...] = one
            results.append(result)
        for at in zip(*np.nonzero(mask), strict=True):
            entry = self._function(*(table[at] for table in tables))
            for result, part in zip(results, entry if self._ufunc.nout > 1 else (entry,), strict=True):
                result[at] = part
        return self._placed(tuple(results) if self._ufunc.nout > 1 else results[0], out)

    def _placed(self, result: Any, out: tuple[Any, ...] | None) -> Any:
        """The results with their types, written into what was given for them."""
        results = [self._typed(i, one) for i, one in enumerate(result if self._ufunc.nout > 1 else (result,))]
        if out is not None:
            for i, place in enumerate(out):
                if place is not None:
                    place[...] = results[i]
                    results[i] = place
        return tuple(results) if self._ufunc.nout > 1 else results[0]

    def _typed(self, which: int, result: Any) -> Any:
        """Truth values and exponents are plain."""
        if not isinstance(result, np.ndarray):
            return result
        if self._ufunc in UFUNC_OPERATORS:
            return result.astype(bool)
        return result.astype(np.intc) if self._ufunc is np.frexp and which == 1 else of_values(result)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._ufunc, name)
        if name not in ("reduce", "accumulate", "outer") or self.__name__ in _ON_OBJECTS:
            return method

        def entrywise(*arguments: Any, **keywords: Any) -> Any:
            if not any(holds_values(x) for x in arguments):
                return method(*arguments, **keywords)
            keywords.pop("dtype", None)
            with np.errstate(all="ignore"):
                result = of_values(getattr(self._spread, name)(*(boxed(x) for x in arguments), **keywords))
            as_numpy(method, arguments, {one: thing for one, thing in keywords.items() if one != "out"}, result)
            return result

        return entrywise


def entrywise(function: Callable[[Any], Any], original: Callable[..., Any]) -> Callable[..., Any]:
    """A function of one number, on values and arrays of them; on plain numbers numpy's own."""
    spread = np.frompyfunc(function, 1, 1)

    def apply(x: Any, *more: Any, **keywords: Any) -> Any:
        if more or keywords or not holds_values(x):
            return original(x, *more, **keywords)
        return function(x) if isinstance(x, LIVE) else of_values(spread(x))

    return apply


def frompyfunc(func: Any, /, nin: int, nout: int, **keywords: Any) -> Any:
    """np.frompyfunc, which takes a value for a number."""
    made = np.frompyfunc(func, nin, nout, **keywords)

    def spread(*arguments: Any, **more: Any) -> Any:
        return each_of_values(made(*(boxed(x) for x in arguments), **more))

    return spread


def _every() -> dict[str, BoundUfunc]:
    bound = {}
    for name in dir(np):
        ufunc = getattr(np, name)
        if isinstance(ufunc, np.ufunc):
            function = UFUNCS.get(ufunc) or UFUNC_OPERATORS.get(ufunc)
            if function is not None:
                bound[name] = BoundUfunc(ufunc, function)
    return bound


BOUND: dict[str, BoundUfunc] = _every()
