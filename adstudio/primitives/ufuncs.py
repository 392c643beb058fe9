"""numpy's functions by the table: which of its ufuncs is which operation."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives import powers, split
from adstudio.primitives.complex_ufuncs import knowing_complex
from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import Primitive, plain
from adstudio.primitives.table import TABLE


def power_of(exponent: Any) -> Primitive:
    """The family of a power: whole literal exponents have their own."""
    literal = not isinstance(exponent, Leveled)
    whole = literal and isinstance(exponent, int | float | np.number) and float(exponent).is_integer()
    return powers.powi if whole else powers.pow_


def _quietly(name: str) -> Callable[..., Any]:
    """Numpy's functions follow IEEE 754 where Python's raise."""
    return TABLE[name]


def _numpy_power(x: Any, y: Any) -> Any:
    return power_of(y)(x, y)


# numpy's name for what the table calls otherwise; the rest have the same name in both
NUMPY_NAMES: dict[str, str] = {
    "arcsin": "asin", "arccos": "acos", "arctan": "atan", "arctan2": "atan2", "arcsinh": "asinh", "arccosh": "acosh",
    "arctanh": "atanh", "absolute": "abs", "abs": "abs", "negative": "neg", "positive": "pos", "subtract": "sub",
    "multiply": "mul", "divide": "div", "true_divide": "div", "floor_divide": "floordiv", "remainder": "mod",
    "deg2rad": "radians", "rad2deg": "degrees", "rint": "round",
}  # fmt: skip
SAME_NAMES = (
    "add", "square", "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sqrt", "cbrt", "sin", "cos", "tan",
    "sinh", "cosh", "tanh", "degrees", "radians", "hypot", "fabs", "sign", "floor", "ceil", "trunc", "mod", "fmod",
    "copysign", "maximum", "minimum", "ldexp",
)  # fmt: skip
NUMPY: dict[str, Callable[..., Any]] = {
    **{name: _quietly(name) for name in SAME_NAMES},
    **{name: _quietly(ours) for name, ours in NUMPY_NAMES.items()},
    "power": _numpy_power,
    "float_power": _numpy_power,
    "pow": _numpy_power,
    "reciprocal": lambda x: TABLE["div"](1.0, x),
    "conjugate": lambda x: x,
    "fmax": split.without_nan("max"),
    "fmin": split.without_nan("min"),
    "heaviside": split.heaviside,
    "logaddexp": split.logaddexp,
    "logaddexp2": split.logaddexp2,
    "nextafter": split.neighbour,
    "spacing": split.spacing,
}
# with two results
PAIRS: dict[Any, Callable[..., tuple[Any, Any]]] = {
    np.divmod: split.divided,
    np.modf: split.fraction_and_whole,
    np.frexp: split.mantissa_and_exponent,
}
NUMPY = {name: knowing_complex(name, function) for name, function in NUMPY.items()}
UFUNCS: dict[Any, Callable[..., Any]] = {
    **{getattr(np, name): function for name, function in NUMPY.items() if hasattr(np, name)},
    **PAIRS,
}


def _compared(operation: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Python's comparison. A scalar of numpy would ask numpy again, which asked here."""

    def compare(x: Any, y: Any) -> Any:
        return operation(x.item() if issubclass(type(x), np.generic) else x, y)

    return compare


# whose results are truth values
UFUNC_OPERATORS: dict[Any, Callable[..., Any]] = {
    np.less: _compared(operator.lt),
    np.less_equal: _compared(operator.le),
    np.equal: _compared(operator.eq),
    np.not_equal: _compared(operator.ne),
    np.greater_equal: _compared(operator.ge),
    np.greater: _compared(operator.gt),
    np.isnan: lambda x: math.isnan(plain(x)),
    np.isinf: lambda x: math.isinf(plain(x)),
    np.isfinite: lambda x: math.isfinite(plain(x)),
    np.signbit: lambda x: math.copysign(1.0, plain(x)) < 0,
    np.logical_not: operator.not_,
    np.logical_and: lambda x, y: bool(x) and bool(y),
    np.logical_or: lambda x, y: bool(x) or bool(y),
    np.logical_xor: lambda x, y: bool(x) is not bool(y),
}
UFUNC_OPERATORS = {ufunc: knowing_complex(ufunc.__name__, function) for ufunc, function in UFUNC_OPERATORS.items()}
