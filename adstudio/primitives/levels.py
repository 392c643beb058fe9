"""Levels: which derivative a value belongs to, when derivatives are taken inside derivatives.

Every run of an engine takes a fresh level, higher than all before it. Where values of several levels meet in one
operation, the highest takes it and sees the others as constants; its own primal computation then meets the next
level down. That is what keeps perturbations apart (Siskind & Pearlmutter 2005, "Perturbation confusion and
referential transparency").
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adstudio.primitives.primitive import Primitive

_levels = itertools.count(1)  # unique in the process: a value that escaped its run can never be mistaken for another's


def fresh_level() -> int:
    """A level above all that exist."""
    return next(_levels)


class Leveled:
    """Anything an operation can be applied to beside numbers: it has a primal and a level, and takes operations."""

    __slots__ = ("primal",)
    level: int  # of the class, or a slot of its own
    primal: Any

    def apply(self, primitive: Primitive, arguments: tuple[Any, ...]) -> Any:
        """The operation, at this level. `self` is one of the arguments; no other one has a higher level."""
        raise TypeError(f"{type(self).__name__} does not take part in operations: it defines no apply()")


class Depth:
    """How many derivatives deep the operations are that run now: 0 computes f, 1 its slope, 2 the slope of that.

    `watch` is told of every change; whoever records a nested derivative sets it for as long.
    """

    def __init__(self) -> None:
        self.now = 0
        self.watch: Callable[[int], None] | None = None


depth = Depth()


class deriving:  # noqa: N801 - it is used as a keyword: `with deriving():`
    """What runs in this block computes a derivative of what runs around it, of order `by`.

    An engine that nests says so around its rules and sweeps; a nested trace then knows the order of each node.
    """

    __slots__ = ("by",)

    def __init__(self, by: int = 1) -> None:
        self.by = by

    def __enter__(self) -> None:
        depth.now += self.by
        if depth.watch is not None:
            depth.watch(depth.now)

    def __exit__(self, *_: object) -> None:
        depth.now -= self.by
        if depth.watch is not None:
            depth.watch(depth.now)


def top(arguments: Iterable[Any]) -> Leveled | None:
    """The argument of the highest level; None where all are numbers or arrays."""
    highest: Leveled | None = None
    for argument in arguments:
        if isinstance(argument, Leveled) and (highest is None or argument.level > highest.level):
            highest = argument
    return highest
