"""The same reverse mode on values of any kind, so that it can run inside other derivatives.

Partials and adjoints are made of the arguments' own kind: where those are recorded, the backward sweep itself
becomes nodes of the trace; where they belong to an outer derivative, it is differentiated.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adstudio.api import Primitive, Value, deriving, fresh_level


class TapeValue(Value):
    """A value with a place on a tape."""

    __slots__ = ("index", "level", "tape")

    def __init__(self, primal: Any, tape: Tape, index: int) -> None:
        self.primal, self.tape, self.index, self.level = primal, tape, index, tape.level

    def apply(self, primitive: Primitive, arguments: tuple[Any, ...]) -> Any:
        """Compute the value one level down, and keep the partials of this level's arguments."""
        tape = self.tape
        active = [isinstance(x, TapeValue) and x.tape is tape for x in arguments]
        primals = tuple(x.primal if mine else x for x, mine in zip(arguments, active, strict=True))
        value = primitive.at(*primals)
        edges = []
        with deriving():
            for i, x in enumerate(arguments):
                rule = primitive.partial(i) if active[i] else None
                if rule is not None:
                    edges.append((x.index, rule(value, *primals)))
        return TapeValue(value, tape, tape.add(edges))


class Tape:
    """The edges of one run: for every node the indices of its arguments with the partials by them."""

    def __init__(self) -> None:
        self.level = fresh_level()
        self.edges: list[list[tuple[int, Any]]] = []

    def add(self, edges: list[tuple[int, Any]]) -> int:
        """Append a node; return its index."""
        self.edges.append(edges)
        return len(self.edges) - 1

    def variable(self, primal: Any) -> TapeValue:
        """A value to differentiate by."""
        return TapeValue(primal, self, self.add([]))

    def backward(self, output: TapeValue, seed: Any = 1.0) -> list[Any]:
        """Adjoints by index; None where the output does not depend on the node."""
        adjoint: list[Any] = [None] * len(self.edges)
        adjoint[output.index] = seed
        for index in range(output.index, -1, -1):
            bar = adjoint[index]
            if bar is None:
                continue
            for parent, partial in self.edges[index]:
                # a literal 1 is not multiplied by: in a nested trace it would be one node more to read
                contribution = bar if type(partial) is float and partial == 1.0 else partial * bar
                adjoint[parent] = contribution if adjoint[parent] is None else adjoint[parent] + contribution
        return adjoint


def pull(f: Callable[..., Any], primals: tuple[Any, ...]) -> tuple[Any, tuple[Any, ...]]:
    """(f(primals), ∂f/∂primal for each). `f` returns one number; one that does not depend on them has derivative 0."""
    tape = Tape()
    variables = tuple(tape.variable(primal) for primal in primals)
    result = f(*variables)
    if not (isinstance(result, TapeValue) and result.tape is tape):
        return result, tuple(0.0 for _ in primals)
    with deriving():
        adjoint = tape.backward(result)
    return result.primal, tuple(0.0 if adjoint[x.index] is None else adjoint[x.index] for x in variables)
