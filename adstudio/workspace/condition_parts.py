"""What a condition is made of: numbers and truths of every step, each knowing where there is such a thing."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Mask = NDArray[np.bool_]


class ConditionError(ValueError):
    """A condition that cannot be read: `column` is where, from 1; the message says it too."""

    def __init__(self, column: int, message: str) -> None:
        super().__init__(f"column {column}: {message}")
        self.column = column


class Steps(Protocol):
    """The T steps that a condition is asked about."""

    def __len__(self) -> int: ...

    def number(self, name: str) -> tuple[NDArray[np.float64], Mask]:
        """(T,) one of `NUMBERS`, and where there is such a thing."""

    def text(self, name: str) -> tuple[NDArray[np.int64], tuple[str, ...]]:
        """(T,) one of `TEXTS`, as indices into a table; −1 for none."""


class Number(Struct, frozen=True):
    """A number of every step, or one for all; `there` is where it exists."""

    value: Any
    there: Any


class Truth(Struct, frozen=True):
    """Where something is so, and where it is not; neither where it speaks of what is not there."""

    yes: Any
    no: Any


Evaluate = Callable[[Steps], Any]


class Part(Struct, frozen=True):
    """An expression that was read: what it gives ("number", "text", "truth", "words"), and how."""

    gives: str
    of: Evaluate
    node: ast.expr


def constant(value: float, node: ast.expr) -> Part:
    """One number for every step."""
    found = Number(np.float64(value), True)
    return Part("number", lambda _: found, node)


def apply(function: Callable[..., Any], numbers: tuple[Number, ...]) -> Number:
    """A function of numbers, there where all of them are."""
    there: Any = True
    for number in numbers:
        there = there & number.there
    return Number(function(*(number.value for number in numbers)), there)


def negated(truth: Truth) -> Truth:
    """Not so. What is neither so nor not so stays that."""
    return Truth(truth.no, truth.yes)
