"""The inputs of a program: what each is, and the values a run is given."""

from __future__ import annotations

import inspect
import numbers
from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec import Struct

from adstudio.program.errors import BadInput

MISSING: Any = inspect.Parameter.empty
_FIXED = ("int", "bool", "str", "bytes", "complex", "Callable", "callable", "None")
_KEYWORD = inspect.Parameter.KEYWORD_ONLY


class InputSpec(Struct, frozen=True):
    """One input of a program."""

    name: str
    kind: str  # "scalar", "list", "array", "varargs", or "fixed": not differentiated
    default: Any = MISSING  # from AT or the signature; MISSING: must be given
    shape: tuple[int, ...] | None = ()  # of the default; None for a fixed input
    keyword: bool = False  # passed by name


def is_number(thing: Any) -> bool:
    """Whether a thing is a real number that can be differentiated by; 10**400 is none that a float can be."""
    if not isinstance(thing, numbers.Real | np.floating | np.integer) or isinstance(thing, bool | np.bool_):
        return False
    try:
        float(thing)
    except OverflowError:
        return False
    return True


def shape_of(value: Any) -> tuple[int, ...] | None:
    """The shape of a number, a (nested) list or an array of numbers; None where it is none of them."""
    if isinstance(value, np.ndarray):
        numeric = value.dtype.kind in "fiu" or (value.dtype == object and all(map(is_number, value.ravel())))
        return value.shape if numeric else None
    if is_number(value):
        return ()
    if not isinstance(value, list | tuple):
        return None
    shapes = [shape_of(entry) for entry in value]
    if any(shape is None for shape in shapes) or len(set(shapes)) > 1:
        return None
    inner = shapes[0] if shapes else ()
    assert inner is not None  # refused above
    return (len(value), *inner)


def specs(function: Callable[..., Any], at: dict[str, Any]) -> tuple[InputSpec, ...]:
    """The inputs of a function. at: its module's `AT`, which stands for defaults."""
    found = []
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError) as error:
        raise BadInput(f"the inputs of {function!r} can't be read: {error}") from error
    for parameter in signature.parameters.values():
        if parameter.kind is inspect.Parameter.VAR_KEYWORD or (isinstance(function, np.ufunc) and _aside(parameter)):
            continue
        default = at.get(parameter.name, parameter.default)
        if parameter.kind is inspect.Parameter.VAR_POSITIONAL:
            default = list(default) if default is not MISSING else []
            found.append(InputSpec(parameter.name, "varargs", default, (len(default),)))
            continue
        kind, shape = _kind(default, parameter.annotation)
        found.append(InputSpec(parameter.name, kind, default, shape, parameter.kind is _KEYWORD))
    return tuple(found)


def _aside(parameter: inspect.Parameter) -> bool:
    """Whether it says how numpy goes about it (out, where, casting, …), and is no input."""
    return parameter.kind is _KEYWORD or parameter.name == "out"


def _kind(value: Any, annotation: Any) -> tuple[str, tuple[int, ...] | None]:
    named = getattr(annotation, "__name__", None) or str(annotation)
    if annotation is not MISSING and named.split("[")[0].rpartition(".")[2] in _FIXED:
        return "fixed", None
    if value is MISSING:
        listed = named.split("[")[0].rpartition(".")[2] in ("list", "tuple", "Sequence", "List", "Tuple", "Iterable")
        return ("list", (0,)) if listed else ("array", (0,)) if "ndarray" in named else ("scalar", ())
    shape = shape_of(value)
    if shape is None:
        return "fixed", None
    return ("scalar" if shape == () else "array" if isinstance(value, np.ndarray) else "list"), shape


def complete(function: str, inputs: tuple[InputSpec, ...], given: dict[str, Any]) -> dict[str, Any]:
    """Every input's value: the given one, else the default, checked. Raises `BadInput`."""
    known = {spec.name for spec in inputs}
    wrong = [name for name in given if name not in known]
    if wrong:
        have = f"its inputs are {', '.join(spec.name for spec in inputs)}" if inputs else "it has no inputs"
        raise BadInput(f"{function} has no input {wrong[0]!r}; {have}")
    values = {}
    for spec in inputs:
        value = given.get(spec.name, spec.default)
        if value is MISSING:
            raise BadInput(f'{function} needs a value for {spec.name!r}, which has no default: --at "{spec.name}=1"')
        values[spec.name] = _checked(function, spec, value, spec.name in given)
    return values


def _checked(function: str, spec: InputSpec, value: Any, given: bool) -> Any:
    """The value of one input, in the form that its kind has."""
    where = f"{spec.name!r} of {function}"
    if spec.kind == "fixed":
        if given and spec.default is not MISSING and is_number(spec.default) and not isinstance(value, numbers.Number):
            raise BadInput(f"{where} must be a number like {spec.default!r}, not {value!r}")
        return value
    shape = shape_of(value)
    if spec.default is MISSING and spec.kind == "scalar":  # a parameter that says nothing takes what it is given
        if shape is None and not isinstance(value, bool | np.bool_ | int | None):
            raise BadInput(f"{where} must be a number or a list of numbers, not {value!r}")
        return value
    if spec.kind == "scalar":
        if shape != ():
            raise BadInput(f"{where} must be a number, not {value!r}")
        return value
    if shape is None or shape == ():
        raise BadInput(f"{where} must be a list of numbers, each row as long as the others, not {value!r}")
    if spec.kind == "array":
        wanted = spec.shape
        if spec.default is not MISSING and wanted is not None and shape != wanted:
            raise BadInput(f"{where} has the shape {wanted}, and the value given has {shape}")
        return np.array(value) if not isinstance(value, np.ndarray) else value
    if spec.kind == "list" and spec.default is not MISSING and shape != spec.shape:
        raise BadInput(f"{where} has {_sized(spec.shape)}, and the value given has {_sized(shape)}")
    return list(value) if spec.kind == "varargs" else value


def _sized(shape: tuple[int, ...] | None) -> str:
    if shape is not None and len(shape) == 1:
        return f"{shape[0]} entr{'y' if shape[0] == 1 else 'ies'}"
    return f"the shape {shape}"
