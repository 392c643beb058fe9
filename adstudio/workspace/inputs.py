"""The inputs of the program, as a person edits them: name, value, range."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Input:
    """One input of the function: a scalar, an array flat in C order, or a fixed value."""

    name: str
    values: tuple[float, ...]  # one for a scalar; flat for a list or array; () for a fixed input
    shape: tuple[int, ...] | None = ()  # () a scalar; None not differentiated
    low: float = -10.0  # range of the sliders
    high: float = 10.0
    fixed: Any = None  # the value of an input that is not differentiated
    default: tuple[float, ...] = ()  # what the program itself says, by which an edit of it is known

    @property
    def is_fixed(self) -> bool:
        """Whether no derivative is taken by it (an int, a str, …)."""
        return self.shape is None

    def labels(self) -> tuple[str, ...]:
        """A name per entry: `x1`, or `x[0]`, `x[1]`, `A[0, 1]`."""
        if self.shape is None or self.shape == ():
            return (self.name,)
        names = []
        for flat in range(len(self.values)):
            index = []
            for size in reversed(self.shape):
                flat, at = divmod(flat, max(size, 1))
                index.append(str(at))
            names.append(f"{self.name}[{', '.join(reversed(index))}]")
        return tuple(names)

    def with_value(self, index: int, value: float) -> Input:
        """The same input with entry `index` changed; the range grows to hold it."""
        values = (*self.values[:index], value, *self.values[index + 1 :])
        if not math.isfinite(value) or self.low <= value <= self.high:
            return replace(self, values=values)
        low, high = sensible_range((value,))
        return replace(self, values=values, low=min(low, self.low), high=max(high, self.high))

    def plain(self) -> Any:
        """The value as the program takes it: a float, nested lists, or the fixed value."""
        if self.shape is None:
            return self.fixed
        if self.shape == ():
            return self.values[0]
        nested: list[Any] = list(self.values)
        for size in reversed(self.shape[1:]):
            nested = [nested[at : at + size] for at in range(0, len(nested), max(size, 1))]
        return nested


def sensible_range(values: tuple[float, ...]) -> tuple[float, float]:
    """A slider's range for a value: 2 → (−5, 10), −3 → (−10, 10), 0 → (−1, 1); always holds the values.

    A power of ten around the largest magnitude, so that ends are short numbers.
    """
    finite = [value for value in values if math.isfinite(value)]
    largest = max((abs(value) for value in finite), default=0.0)
    if largest == 0.0:
        return -1.0, 1.0
    if not 1e-300 < largest < 1e300:  # no decade around the ends of the float range
        return (-1.0, 1.0) if largest < 1.0 else (-largest, largest)
    decade = 10.0 ** math.ceil(math.log10(largest) + 1e-12)
    return (-decade, decade) if largest > decade / 2 or min(finite) < 0 else (-decade / 2, decade)


def from_inspection(entry: dict[str, Any], old: Input | None = None) -> Input:
    """An input from what the worker found: "name", "kind", "shape", "value", "given".

    A program that was only edited keeps the point that the person had chosen: `old`, where its shape is the same
    and the program's own value has not changed.
    """
    name, value = str(entry["name"]), entry["value"]
    shape = None if entry["shape"] is None else tuple(entry["shape"])
    if shape is None:
        return Input(name, (), None, fixed=value)
    if not entry["given"]:
        values: tuple[float, ...] = (1.0,) if shape == () else (1.0, 2.0)
        shape = shape if shape == () else (len(values),)
    else:
        values = tuple(_flat(value))
    if old is not None and old.shape == shape and old.default == values:
        return old
    low, high = sensible_range(values)
    return Input(name, values, shape, low, high, default=values)


def _flat(value: Any) -> list[float]:
    return [number for entry in value for number in _flat(entry)] if isinstance(value, list) else [float(value)]
