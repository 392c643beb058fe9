"""Mixed partial derivatives: ∂ᵐf/∂x1∂x2…, all of one order, by dual numbers in dual numbers.

The order of differentiation does not matter where the derivatives are continuous (Schwarz), so one of each multiset
of inputs is computed, (n + m − 1 choose m) in all, and each costs about 2ᵐ runs of the program.
"""

from __future__ import annotations

import itertools
import math
import time
from collections.abc import Callable, Sequence
from typing import Any, cast

from adstudio.analysis.orders import entries_of
from adstudio.host import engines
from adstudio.program.contract import NestableEngine
from adstudio.program.ground import moved
from adstudio.program.program import Program

MOST_INPUTS = 12
MOST = 2000  # derivatives of one answer
SECONDS = 2.0  # after which the rest is left out

Push = Callable[..., tuple[Any, Any]]


def mixed(program: Program, at: dict[str, Any], *, order: int = 2, engine: str = "dual") -> dict[str, Any]:
    """All partial derivatives of the first output of one order, by all scalar input entries (the first 12).

    Returns {"inputs": names, "order", "rows": multi-indices of order − 1 as tuples of input numbers, "values": {row}
    lists with one derivative per input: None where it was left out, "left_out": why, or ""}.
    Raises `ValueError` for an order below 1; what the program raises at the point itself goes on.
    """
    if order < 1:
        raise ValueError(f"order is {order}; it is 1 or more")
    push: Push = cast(NestableEngine, engines.get(engine)()).push
    point = program.complete(at)
    every = list(entries_of(program, point))
    chosen = every[:MOST_INPUTS]

    def f(*xs: Any) -> Any:
        here = point
        for entry, x in zip(chosen, xs, strict=True):
            here = moved(here, entry, x)
        return program.entries(program.on_values(here))[0]

    start = [float(_value(point[entry.input], entry.index)) for entry in chosen]
    f(*start)
    n = len(chosen)
    known: dict[tuple[int, ...], float | None] = {}
    until, left_out = time.perf_counter() + SECONDS, ""
    for wrt in itertools.combinations_with_replacement(range(n), order):
        if len(known) >= MOST or time.perf_counter() > until:
            left_out = f"{len(known)} of {math.comb(n + order - 1, order)} derivatives: the rest would take too long"
            break
        known[wrt] = float(_nested(f, push, wrt, n)(*start))
    if len(every) > len(chosen):
        left_out = f"by the first {MOST_INPUTS} of {len(every)} inputs"
    rows = list(itertools.combinations_with_replacement(range(n), order - 1))
    return {
        "inputs": [entry.label for entry in chosen],
        "order": order,
        "rows": [list(row) for row in rows],
        "values": [[known.get(tuple(sorted((*row, i)))) for i in range(n)] for row in rows],
        "left_out": left_out,
    }


def _nested(f: Callable[..., Any], push: Push, wrt: Sequence[int], n: int) -> Callable[..., Any]:
    """∂…∂f/∂x_i∂x_j…, each by a level of its own."""
    for i in wrt:
        f = _once(f, push, tuple(1.0 if j == i else 0.0 for j in range(n)))
    return f


def _once(f: Callable[..., Any], push: Push, direction: tuple[float, ...]) -> Callable[..., Any]:
    return lambda *xs: push(f, xs, direction)[1]


def _value(container: Any, index: Sequence[int]) -> Any:
    for i in index:
        container = container[i]
    return container
