"""Every primitive, in every argument, first and second derivative, in every mode, against mpmath at 50 digits."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any

import mpmath as mp
import pytest
from primitives.domains import DOMAINS, Point, derivative

from adstudio.primitives.table import TABLE, TableRules
from adstudio_dual import nested as dual
from adstudio_jet import nested as jet
from adstudio_tape import nested as tape

Function = Callable[[Any], Any]


def _dual(f: Function) -> Function:
    return lambda x: dual.push(f, (x,), (1.0,))[1]


def _tape(f: Function) -> Function:
    return lambda x: tape.pull(f, (x,))[1][0]


def _jet(order: int) -> Callable[[Function], Function]:
    return lambda f: lambda x: jet.series(f, x, order)[order]


FIRST = {"dual": _dual, "tape": _tape, "jet": _jet(1)}
SECOND: dict[str, Callable[[Function], Function]] = {
    "dual of dual": lambda f: _dual(_dual(f)),
    "tape of tape": lambda f: _tape(_tape(f)),
    "dual of tape": lambda f: _dual(_tape(f)),
    "jet": _jet(2),
}


def _cases() -> Iterator[tuple[str, int, Point]]:
    for name in TABLE:
        domain = DOMAINS.get(name)
        if domain is not None:
            for point in domain.points:
                yield from ((name, i, point) for i in range(len(point)) if i not in domain.literal)


def _along(name: str, argument: int, point: Point) -> Function:
    return lambda x: TABLE[name].at(*point[:argument], x, *point[argument + 1 :])


def _expected(name: str, argument: int, point: Point, order: int) -> Any:
    if TABLE[name].stops:
        return mp.mpf(0)
    return derivative(DOMAINS[name], point, argument, order)


def _close(ours: float, exact: Any, *, ulps: float, scale: float = 0.0) -> bool:
    """Within some ulps of the exact value, or of the size of the terms that it is the small sum of."""
    size = max(abs(float(exact)), scale, 5e-324)
    return abs(mp.mpf(ours) - exact) <= ulps * math.ulp(size)


def test_every_primitive_has_a_domain() -> None:
    """An operation nobody tests fails the suite."""
    assert set(TABLE) == set(DOMAINS)


@pytest.mark.parametrize(("name", "point"), [(n, p) for n in TABLE for p in DOMAINS[n].points])
def test_value_is_the_definitions(name: str, point: Point) -> None:
    """The primal itself, and the quiet twin's."""
    exact = DOMAINS[name].reference(*(mp.mpf(x) for x in point))
    assert _close(TABLE[name].at(*point), exact, ulps=16)
    assert _close(TABLE[name](*point), exact, ulps=16)


@pytest.mark.parametrize("mode", FIRST)
@pytest.mark.parametrize(("name", "argument", "point"), list(_cases()))
def test_first_derivative(name: str, argument: int, point: Point, mode: str) -> None:
    """∂/∂argument by one run of a mode."""
    exact = _expected(name, argument, point, 1)
    ours = FIRST[mode](_along(name, argument, point))(float(point[argument]))
    assert _close(ours, exact, ulps=64), f"{ours!r} is not {mp.nstr(exact, 20)}"


@pytest.mark.parametrize("mode", SECOND)
@pytest.mark.parametrize(("name", "argument", "point"), list(_cases()))
def test_second_derivative(name: str, argument: int, point: Point, mode: str) -> None:
    """∂²/∂argument² by nesting, and by a series."""
    exact = _expected(name, argument, point, 2)
    ours = SECOND[mode](_along(name, argument, point))(float(point[argument]))
    terms = DOMAINS[name].terms
    assert _close(ours, exact, ulps=256, scale=terms(*point) if terms else 0.0), f"{ours!r} is not {mp.nstr(exact, 20)}"


@pytest.mark.parametrize(("name", "argument", "point"), list(_cases()))
def test_whole_columns_have_the_same_partials(name: str, argument: int, point: Point) -> None:
    """The recorder's vectorised partials agree with the scalar rule (100 equal rows: the numpy path)."""
    import numpy as np

    with np.errstate(all="ignore"):
        value = TABLE[name](*point)
        columns = [np.full(100, float(x)) for x in point]
        partial = TableRules().partial(name, argument, np.full(100, float(value)), columns)
    assert partial is not None
    assert partial.shape == (100,)
    assert _close(partial[7], _expected(name, argument, point, 1), ulps=64)
