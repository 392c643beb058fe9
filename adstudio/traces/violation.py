"""What a rule reports about a trace that is not legal, and the checks that most rules are made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

MOST = 2**31 - 1  # of what is counted in 32 bits: lines, columns, the entries along one side of an array
DIMENSIONS = 64  # of an array, as numpy has them
Violations = Iterator["Violation"]


class Violation(Struct, frozen=True):
    """One place where a trace breaks a rule."""

    column: str  # "nodes.parent"
    row: int | None  # the entry of the column (of an edge column: the node); None: the column as a whole
    problem: str  # what is there and what was expected

    def __str__(self) -> str:
        return (
            f"{self.column}: {self.problem}" if self.row is None else f"{self.column}, row {self.row}: {self.problem}"
        )


def first(where: NDArray[np.bool_]) -> int:
    """The index of the first true entry."""
    return int(np.argmax(where))


def outside(column: str, values: NDArray[Any], low: int, stop: int, of: str) -> Violations:
    """Report the first entry of the (n,) integers `values` outside low … stop − 1, indices into `of`."""
    if len(values) and (values.min() < low or values.max() >= stop):
        row = first((values < low) | (values >= stop))
        yield Violation(column, row, f"{int(values[row])} is outside {of}; expected {low} to {stop - 1}")


def not_ascending(column: str, values: NDArray[Any], end: int, of: str) -> Violations:
    """Report where the (n + 1,) pointers `values` do not rise from 0 to `end`, the length of `of`."""
    if values[0] != 0:
        yield Violation(column, 0, f"begins at {int(values[0])}; expected 0")
    falls = values[1:] < values[:-1]
    if falls.any():
        row = first(falls)
        yield Violation(column, row + 1, f"{int(values[row + 1])} is below the {int(values[row])} before it")
    if values[-1] != end:
        yield Violation(column, len(values) - 1, f"ends at {int(values[-1])}; {of} has {end} entries")


def not_column(column: str, values: object, dtype: type, *shapes: tuple[int, ...]) -> Violations:
    """Report an array that is not of `dtype` and of one of `shapes` (−1 allows any length)."""
    if not isinstance(values, np.ndarray):
        yield Violation(column, None, f"is a {type(values).__name__}; expected a numpy array")
        return
    if values.dtype != dtype:
        yield Violation(column, None, f"has dtype {values.dtype}; expected {np.dtype(dtype)}")
    for shape in shapes:
        if len(shape) == values.ndim and all(n in (-1, m) for n, m in zip(shape, values.shape, strict=True)):
            return
    expected = " or ".join(str(shape).replace("-1", "any") for shape in shapes)
    yield Violation(column, None, f"has shape {values.shape}; expected {expected}")
