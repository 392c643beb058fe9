"""`Value`: every Python operator, once. An engine's own value implements `apply(primitive, arguments)` and no more."""

from __future__ import annotations

import numbers
import operator
import sys
import warnings
from collections.abc import Callable
from opcode import opmap
from types import FrameType
from typing import Any

import numpy as np

from adstudio.primitives import arithmetic, complex_value, powers, steps
from adstudio.primitives.complex_value import COMPLEX, ComplexValue
from adstudio.primitives.float_errors import OPERATORS, as_numpy
from adstudio.primitives.levels import Leveled
from adstudio.primitives.primitive import Primitive, plain
from adstudio.primitives.ufuncs import NUMPY, UFUNC_OPERATORS, UFUNCS, power_of
from adstudio.primitives.value_array import each_of_values
from adstudio.primitives.written import unrecorded, written

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


STORE_SUBSCR = opmap["STORE_SUBSCR"]
STORED = "storing it in an array of floats (make the array with dtype=object)"


class LeftGraph(UserWarning):
    """A value was turned into a plain number: no derivative follows it from there on."""


def operand(other: Any) -> bool:
    """Whether an operation takes `other` beside a value."""
    return isinstance(other, Leveled | numbers.Complex | np.number)


def _operator(primitive: Primitive, of_complex: Callable[..., Any] | None = None) -> Callable[[Any, Any], Any]:
    def operate(self: Value, other: Any) -> Any:
        if type(other) in COMPLEX:
            return NotImplemented if of_complex is None else of_complex(self, other)
        return primitive.at(self, other) if operand(other) else NotImplemented

    return operate


def _reflected(primitive: Primitive, of_complex: Callable[..., Any] | None = None) -> Callable[[Any, Any], Any]:
    def operate(self: Value, other: Any) -> Any:
        if type(other) in COMPLEX:
            return NotImplemented if of_complex is None else of_complex(other, self)
        return primitive.at(other, self) if operand(other) else NotImplemented

    return operate


def _comparison(symbol: str) -> Callable[[Any, Any], Any]:
    outcome_of = COMPARISONS[symbol]

    def compare(self: Value, other: Any) -> Any:
        if not operand(other):
            return NotImplemented
        if type(other) in COMPLEX and symbol in ("==", "!="):
            return complex_value.equal(self, other, sys._getframe(1), symbol) is (symbol == "==")
        left, right = plain(self), plain(other)
        outcome = bool(outcome_of(left, right))  # a level below may compare tensors
        self.branch(symbol, left, right, outcome, sys._getframe(1))
        return outcome

    return compare


def _bitwise(symbol: str, operation: Callable[[Any, Any], Any], *, mirrored: bool = False) -> Callable[[Any, Any], Any]:
    """Of whole numbers, which have no slope there: the value leaves the graph."""

    def operate(self: Value, other: Any) -> Any:
        number, beside = plain(self), plain(other)
        if not isinstance(number, int) or not isinstance(beside, int | np.integer):
            return NotImplemented
        self.leave(symbol, sys._getframe(1))
        return operation(beside, number) if mirrored else operation(number, beside)

    return operate


class Value(Leveled):
    """A number that takes part in derivatives. Subclasses set `primal` and `level`, and implement `apply`."""

    __slots__ = ()
    __array_priority__ = 1000

    def __init_subclass__(cls, **keywords: Any) -> None:
        """Name the class as Python does in every TypeError: "unsupported operand type(s) for +: 'float' and 'str'"."""
        super().__init_subclass__(**keywords)
        cls.__name__ = "float"

    # ── arithmetic ─────────────────────────────────────────────────────────────────────────────────
    # fmt: off
    __add__,      __radd__      = _operator(arithmetic.add, complex_value.add),  _reflected(arithmetic.add, complex_value.add)
    __sub__,      __rsub__      = _operator(arithmetic.sub, complex_value.subtract),  _reflected(arithmetic.sub, complex_value.subtract)
    __mul__,      __rmul__      = _operator(arithmetic.mul, complex_value.multiply),  _reflected(arithmetic.mul, complex_value.multiply)
    __truediv__,  __rtruediv__  = _operator(arithmetic.div, complex_value.divide),  _reflected(arithmetic.div, complex_value.divide)
    __floordiv__, __rfloordiv__ = _operator(steps.floordiv),  _reflected(steps.floordiv)
    __mod__,      __rmod__      = _operator(steps.mod),       _reflected(steps.mod)
    __lt__, __le__, __eq__      = _comparison("<"),  _comparison("<="), _comparison("==")
    __ne__, __ge__, __gt__      = _comparison("!="), _comparison(">="), _comparison(">")
    __and__,    __rand__        = _bitwise("&", operator.and_),     _bitwise("&", operator.and_, mirrored=True)
    __or__,     __ror__         = _bitwise("|", operator.or_),      _bitwise("|", operator.or_, mirrored=True)
    __xor__,    __rxor__        = _bitwise("^", operator.xor),      _bitwise("^", operator.xor, mirrored=True)
    __lshift__, __rlshift__     = _bitwise("<<", operator.lshift),  _bitwise("<<", operator.lshift, mirrored=True)
    __rshift__, __rrshift__     = _bitwise(">>", operator.rshift),  _bitwise(">>", operator.rshift, mirrored=True)
    # fmt: on

    def __pow__(self, other: Any, modulus: Any = None) -> Any:
        if modulus is not None or not operand(other):
            return NotImplemented
        primitive = power_of(other)
        if type(other) in COMPLEX or (primitive is powers.pow_ and complex_value.turns_complex(self, other)):
            return complex_value.power(self, other)
        return primitive.at(self, other)

    def __rpow__(self, other: Any) -> Any:
        if not operand(other):
            return NotImplemented
        if type(other) in COMPLEX or complex_value.turns_complex(other, self):
            return complex_value.power(other, self)
        return powers.pow_.at(other, self)

    def __divmod__(self, other: Any) -> Any:
        return (self // other, self % other) if operand(other) else NotImplemented

    def __rdivmod__(self, other: Any) -> Any:
        return (other // self, other % self) if operand(other) else NotImplemented

    def __neg__(self) -> Any:
        return arithmetic.neg.at(self)

    def __pos__(self) -> Any:
        return arithmetic.pos.at(self)

    def __abs__(self) -> Any:
        return steps.abs_.at(self)

    def __round__(self, digits: int | None = None) -> Any:
        return steps.round_.at(self) if digits is None else steps.round_to.at(self, digits)

    def __floor__(self) -> Any:
        return steps.floor.at(self)

    def __ceil__(self) -> Any:
        return steps.ceil.at(self)

    def __trunc__(self) -> Any:
        return steps.trunc.at(self)

    # ── the part of float's interface that programs use ────────────────────────────────────────────

    @property
    def __class__(self) -> type[Any]:
        """A value is what its number is: so say isinstance, `case float():`, and libraries that ask before they take."""
        return type(complex_value.plain_number(self))

    @__class__.setter
    def __class__(self, _: type[Any], /) -> None:
        raise TypeError("the class of a value is that of its number")

    @property
    def real(self) -> Any:
        """The value itself: it is real."""
        return self

    @property
    def imag(self) -> float:
        """0, as of every real number."""
        return 0.0

    def conjugate(self) -> Any:
        """The value itself."""
        return self

    def is_integer(self) -> bool:
        """Whether the primal is whole."""
        return float(plain(self)).is_integer()

    def as_integer_ratio(self) -> tuple[int, int]:
        """The primal as a fraction; the value leaves the graph."""
        self.leave(".as_integer_ratio()", sys._getframe(1))
        numerator, denominator = plain(self).as_integer_ratio()
        return int(numerator), int(denominator)

    def hex(self) -> str:
        """The primal in hexadecimal; the value leaves the graph."""
        self.leave(".hex()", sys._getframe(1))
        return float(plain(self)).hex()

    def __copy__(self) -> Any:
        return self  # as every number: a copy would be another node, or none

    def __deepcopy__(self, _: Any) -> Any:
        return self

    def __bool__(self) -> bool:
        number = plain(self)
        outcome = bool(number)
        self.branch("bool", number, 0.0, outcome, sys._getframe(1))
        return outcome

    def __repr__(self) -> str:
        return written(self, repr(complex_value.plain_number(self)), sys._getframe(1))

    def __format__(self, spec: str) -> str:
        return written(self, format(complex_value.plain_number(self), spec), sys._getframe(1))

    def __str__(self) -> str:
        return written(self, str(complex_value.plain_number(self)), sys._getframe(1))

    # ── leaving the graph ──────────────────────────────────────────────────────────────────────────

    def __float__(self) -> float:
        frame = sys._getframe(1)
        stored = frame.f_code.co_code[frame.f_lasti] == STORE_SUBSCR  # out[i] = value, which numpy turns into a float
        self.leave(STORED if stored else "float()", frame)
        return float(plain(self))

    def __int__(self) -> int:
        self.leave("int()", sys._getframe(1))
        return int(plain(self))

    def __index__(self) -> int:
        number = plain(self)
        if not isinstance(number, int):
            raise TypeError(f"'{type(number).__name__}' object cannot be interpreted as an integer")
        self.leave("use as an index", sys._getframe(1))
        return number

    def __complex__(self) -> complex:
        self.leave("complex()", sys._getframe(1))
        return complex(plain(self))

    def __hash__(self) -> int:
        self.leave("use as a dictionary key or set member", sys._getframe(1))
        return hash(plain(self))

    def item(self) -> float:
        """The plain number, as of numpy scalars; the value leaves the graph."""
        self.leave(".item()", sys._getframe(1))
        return float(plain(self))

    def leave(self, how: str, frame: FrameType) -> None:
        """The value is about to leave the graph. Told to the level below, at the bottom to the user."""
        if isinstance(self.primal, Value):
            self.primal.leave(how, frame)
        else:
            message = f"{how} takes a value out of the graph: no derivative follows it from here"
            warnings.warn_explicit(message, LeftGraph, frame.f_code.co_filename, frame.f_lineno)

    def wrote(self, frame: FrameType) -> None:
        """The value was written into text in `frame`. Told to the level below, at the bottom to who runs it."""
        if isinstance(self.primal, Value):
            self.primal.wrote(frame)
        else:
            unrecorded.doubt = self, frame

    def branch(self, symbol: str, left: Any, right: Any, outcome: bool, frame: FrameType) -> None:
        """The program compared this value. Told to the level below; the recording one writes it down."""
        if isinstance(self.primal, Value):
            self.primal.branch(symbol, left, right, outcome, frame)

    # ── numpy ──────────────────────────────────────────────────────────────────────────────────────

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **keywords: Any) -> Any:
        """Numpy's functions on values, and on arrays of them, entry by entry; into an array, as `a *= v` does, too."""
        if method != "__call__" or any(keyword not in ("dtype", "out") for keyword in keywords):
            return NotImplemented
        if "out" in keywords:
            [out] = keywords.pop("out")
            result = self.__array_ufunc__(ufunc, method, *inputs, **keywords)
            if result is not NotImplemented:
                out[...] = result  # one of plain numbers takes values out of the graph, and that is said
                result = out
            return result
        function = UFUNCS.get(ufunc)
        if function is None:
            function = UFUNC_OPERATORS.get(ufunc)
        if function is None:
            return NotImplemented
        if all(not isinstance(x, np.ndarray) or x.ndim == 0 for x in inputs):
            columns, spread = [x[()] if isinstance(x, np.ndarray) else x for x in inputs], function
        else:  # values as arrays of none: else numpy would ask here again
            columns = [np.array(x, dtype=object) if isinstance(x, complex_value.LIVE) else x for x in inputs]
            spread = np.frompyfunc(function, ufunc.nin, ufunc.nout)
        with np.errstate(all="ignore"):  # numpy would name a line of ours
            result = each_of_values(spread(*columns))
        as_numpy(OPERATORS.get(ufunc, ufunc), inputs, {}, result)
        return result


def _method(function: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Value) -> Any:
        return function(self)

    return method


# numpy calls a method of its function's own name on every entry of an object array
_METHODS = {name: function for name, function in NUMPY.items() if getattr(getattr(np, name, None), "nin", 0) == 1}
_METHODS |= {name: UFUNC_OPERATORS[getattr(np, name)] for name in ("isnan", "isinf", "isfinite")}
for _name, _function in _METHODS.items():
    setattr(Value, _name, _method(_function))
    setattr(ComplexValue, _name, _method(_function))
setattr(ComplexValue, "__array_ufunc__", Value.__array_ufunc__)  # it is the same for both
