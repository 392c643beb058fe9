"""The inputs of the program, as a person edits them: name, value, range."""

from __future__ import annotations

import math
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from adstudio.workspace.scale import Scale, sensible_range

__all__ = ["Input", "Literal", "from_inspection", "sensible_range", "sized"]

Literal = bool | int | float | str | None  # what a fixed input may be edited as


class Input(Struct, frozen=True):
    """One input of the function: a scalar, an array flat in C order, or a fixed value."""

    name: str
    values: tuple[float, ...]  # one for a scalar; flat for a list or array; () for a fixed input
    shape: tuple[int, ...] | None = ()  # () a scalar; None not differentiated
    low: float = -10.0  # range of the sliders
    high: float = 10.0
    fixed: Any = None  # the value of an input that is not differentiated
    default: tuple[float, ...] = ()  # what the program itself says, by which an edit of it is known
    log: bool = False  # the sliders have a logarithmic scale
    resizable: bool = False  # the program takes any shape: *xs, or a parameter that says nothing
    default_shape: tuple[int, ...] | None = None  # of `default`, where the shape may change
    default_fixed: Any = None  # what the program says of an input that is not differentiated
    whole: bool = False  # the program says integers, which it may count or index by
    literal: bool = False  # the fixed value is a number, a text, True, False or None, which can be typed

    @property
    def is_fixed(self) -> bool:
        """Whether no derivative is taken by it (an int, a str, …)."""
        return self.shape is None

    @property
    def scale(self) -> Scale:
        """Of its sliders."""
        return Scale(self.low, self.high, self.log)

    @property
    def edited(self) -> bool:
        """Whether it has another value than the program says."""
        if self.is_fixed:
            return not _same_literal(self.fixed, self.default_fixed)
        return not same(self.values, self.default) or self.shape != self._first_shape

    @property
    def _first_shape(self) -> tuple[int, ...] | None:
        return self.shape if self.default_shape is None else self.default_shape

    def label(self, index: int) -> str:
        """The name of an entry: `x1`, or `x[3]`, `A[0, 1]`."""
        if self.shape is None or self.shape == ():
            return self.name
        at = []
        for size in reversed(self.shape):
            index, entry = divmod(index, max(size, 1))
            at.append(str(entry))
        return f"{self.name}[{', '.join(reversed(at))}]"

    def labels(self) -> tuple[str, ...]:
        """A name per entry: `x1`, or `x[0]`, `x[1]`, `A[0, 1]`."""
        if self.shape is None or self.shape == ():
            return (self.name,)
        return tuple(map(self.label, range(len(self.values))))

    def with_value(self, index: int, value: float) -> Input:
        """The same input with entry `index` changed; the range grows to hold it."""
        values = (*self.values[:index], value, *self.values[index + 1 :])
        return replace(self, values=values).with_scale(self.scale.holding(value))

    def with_values(self, values: tuple[float, ...], shape: tuple[int, ...] | None = None) -> Input:
        """The same input with all its entries changed, and perhaps its shape; the range grows to hold them.

        Raises `ValueError` where there are as many values as the shape does not have, or where the program has a
        shape of its own.
        """
        shape = self.shape if shape is None else shape
        if shape != self.shape and not self.resizable:
            raise ValueError(f"{self.name} is {sized(self.shape)} in the program; change its default there")
        if shape is None or math.prod(shape) != len(values):
            raise ValueError(f"{self.name} is {sized(shape)}, and {len(values)} numbers were given")
        finite = [value for value in values if math.isfinite(value)]
        scale = self.scale.holding(min(finite)).holding(max(finite)) if finite else self.scale
        return replace(self, values=values, shape=shape).with_scale(scale)

    def with_scale(self, scale: Scale) -> Input:
        """The same input with another range."""
        return replace(self, low=scale.low, high=scale.high, log=scale.log)

    def reset(self) -> Input:
        """As the program has it: value, shape and range."""
        if self.is_fixed:
            return replace(self, fixed=self.default_fixed)
        low, high = sensible_range(self.default)
        return replace(self, values=self.default, shape=self._first_shape, low=low, high=high, log=False)

    def plain(self) -> Any:
        """The value as the program takes it: a number, nested lists, or the fixed value."""
        if self.shape is None:
            return self.fixed
        whole = self.whole and all(value.is_integer() for value in self.values)
        nested: list[Any] = [int(value) for value in self.values] if whole else list(self.values)
        if self.shape == ():
            return nested[0]
        for size in reversed(self.shape[1:]):
            nested = [nested[at : at + size] for at in range(0, len(nested), max(size, 1))]
        return nested


def sized(shape: tuple[int, ...] | None) -> str:
    """A shape in words: "a number", "784 numbers", "3 × 4"."""
    if not shape:
        return "a number" if shape == () else "not differentiated"
    return f"{shape[0]:,} number{'' if shape[0] == 1 else 's'}" if len(shape) == 1 else " × ".join(map(str, shape))


def same(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether two points are equal; NaN is equal to NaN."""
    return len(one) == len(other) and all(x == y or (x != x and y != y) for x, y in zip(one, other, strict=True))


def at_of(inputs: tuple[Input, ...]) -> dict[str, Any]:
    """The point as a request names it. A fixed input that nobody edited is left out: it may be a function."""
    return {item.name: item.plain() for item in inputs if not item.is_fixed or item.edited}


def from_inspection(entry: dict[str, Any], old: Input | None = None) -> Input:
    """An input from what the worker found: "name", "kind", "shape", "value", "given".

    A program that was only edited keeps the point that the person had chosen: `old`, where its shape is the same
    and the program's own value has not changed.
    """
    name, value = str(entry["name"]), entry["value"]
    shape = None if entry["shape"] is None else tuple(entry["shape"])
    if shape is None:
        made = Input(name, (), None, fixed=value, default_fixed=value, literal=bool(entry.get("literal")))
        kept = old is not None and old.is_fixed and (old.default_fixed, old.literal) == (value, made.literal)
        return old if old is not None and kept else made
    resizable = not entry["given"] or entry["kind"] == "varargs"
    if not entry["given"]:
        values: tuple[float, ...] = (1.0,) if shape == () else (1.0, 2.0)
        shape = shape if shape == () else (len(values),)
    else:
        values = tuple(_flat(value))
    whole = bool(entry["given"]) and _whole(value)
    alike = old is not None and old.resizable == resizable and same(old.default, values) and old._first_shape == shape
    if old is not None and alike:
        return old if old.whole == whole else replace(old, whole=whole)
    low, high = sensible_range(values)
    return Input(
        name,
        values,
        shape,
        low,
        high,
        default=values,
        whole=whole,
        resizable=resizable,
        default_shape=shape if resizable else None,
    )


def _same_literal(one: Any, other: Any) -> bool:
    """True is not 1 here, and 1 is not 1.0."""
    return type(one) is type(other) and one == other


def _whole(value: Any) -> bool:
    return all(map(_whole, value)) if isinstance(value, list) else isinstance(value, int)


def _flat(value: Any) -> list[float]:
    return [number for entry in value for number in _flat(entry)] if isinstance(value, list) else [float(value)]
