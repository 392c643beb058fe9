"""What can be done to an array input at once: fill it, change its shape, lay a block of numbers into it."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from adstudio.workspace.expression import number
from adstudio.workspace.inputs import Input, sized

LARGEST = 1_000_000  # entries that a typed shape may have


def filled(item: Input, value: float) -> Input:
    """Every entry the same."""
    return item.with_values((value,) * len(item.values))


def uniform(item: Input) -> Input:
    """Random, evenly between the ends of the range."""
    return _made(item, lambda count: np.random.default_rng().uniform(item.low, item.high, count))


def normal(item: Input) -> Input:
    """Random, normal with mean 0 and deviation 1."""
    return _made(item, np.random.default_rng().standard_normal)


def linspace(item: Input, first: float, last: float) -> Input:
    """Evenly from first to last, in C order."""
    return _made(item, lambda count: np.linspace(first, last, count))


def identity(item: Input) -> Input:
    """Ones on the diagonal. Raises `ValueError` for what is not square."""
    shape = item.shape or ()
    if len(shape) != 2 or shape[0] != shape[1]:
        raise ValueError(f"{item.name} is {sized(item.shape)}, not square")
    return _made(item, lambda _count: np.eye(shape[0]).reshape(-1))


def reshaped(item: Input, shape: tuple[int, ...]) -> Input:
    """Another shape: entries keep their places, new ones are 1. Raises `ValueError` where the program has its own."""
    if item.shape is None or not item.resizable:
        raise ValueError(f"{item.name} is {sized(item.shape)} in the program; change its default there")
    made, old = np.ones(shape), np.array(item.values).reshape(item.shape)
    if made.ndim == old.ndim:
        both = tuple(slice(min(one, other)) for one, other in zip(made.shape, old.shape, strict=True))
        made[both] = old[both]
    else:
        count = min(made.size, old.size)
        made.reshape(-1)[:count] = old.reshape(-1)[:count]
    return item.with_values(tuple(made.reshape(-1).tolist()), shape)


def pasted(item: Input, at: tuple[int, ...], rows: list[list[float]]) -> Input:
    """A block of numbers laid in with its first entry at index `at`; a vector takes a row as well as a column.

    A vector whose length is its own grows where the block is longer.
    Raises `ValueError` where the block does not fit.
    """
    shape = item.shape or (1,)
    block = np.array(rows, float)
    if len(shape) == 1:
        if 1 not in block.shape:
            raise ValueError(f"{item.name} is a list, and a block of {block.shape[0]} × {block.shape[1]} was pasted")
        return _pasted_in_list(item, at[-1], block.reshape(-1))
    row, column = at[-2:]
    left, below = shape[-2] - row, shape[-1] - column
    if block.shape[0] > left or block.shape[1] > below:
        size = f"{block.shape[0]} × {block.shape[1]}"
        raise ValueError(f"a block of {size} does not fit at row {row}, column {column} of {sized(shape[-2:])}")
    made = np.array(item.values).reshape(shape)
    made[at[:-2]][row : row + block.shape[0], column : column + block.shape[1]] = block
    return item.with_values(tuple(made.reshape(-1).tolist()))


def _pasted_in_list(item: Input, at: int, block: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Input:
    values = [*item.values[:at], *block.tolist(), *item.values[at + len(block) :]]
    if len(values) > len(item.values):
        if not item.resizable:
            left = len(item.values) - at
            raise ValueError(f"{len(block):,} numbers were pasted, and from {item.label(at)} on there are {left:,}")
        return item.with_values(tuple(values), (len(values),))
    return item.with_values(tuple(values))


def shape_of(text: str) -> tuple[int, ...]:
    """The shape that a person types: "5", "3 × 4", "3x4", "(3, 4)". Raises `ValueError` with a sentence."""
    plain = text.strip().strip("()[]").replace("×", " ").replace("x", " ").replace(",", " ").replace("*", " ")
    try:
        shape = tuple(int(size) for size in plain.split())
    except ValueError:
        raise ValueError(f"{text} is no shape; type 5, or 3 × 4") from None
    if not shape or min(shape) < 1:
        raise ValueError("type a shape such as 5, or 3 × 4; every size is at least 1")
    if math.prod(shape) > LARGEST:
        raise ValueError(f"that is {math.prod(shape):,} entries, more than the {LARGEST:,} that a table holds")
    return shape


def ends_of(text: str) -> tuple[float, float]:
    """The two numbers that a person types for `linspace`: "0, 1", "-pi to pi". Raises `ValueError` with a sentence."""
    parts = [part for part in text.replace(" to ", ",").replace(";", ",").split(",") if part.strip()]
    if len(parts) != 2:
        raise ValueError("type two numbers, such as 0, 1")
    return number(parts[0]), number(parts[1])


def _made(item: Input, make: Callable[[int], np.ndarray[tuple[int, ...], np.dtype[np.float64]]]) -> Input:
    return item.with_values(tuple(make(len(item.values)).tolist()))
