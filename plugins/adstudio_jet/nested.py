"""All derivatives of a function of one number, on values of any kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adstudio.api import deriving
from adstudio_jet.series import SeriesGraph


def series(f: Callable[[Any], Any], x: Any, order: int) -> list[Any]:
    """[f(x), f′(x), …, f⁽ᵒʳᵈᵉʳ⁾(x)], from one run of f."""
    graph = SeriesGraph()
    variable = graph.variable(x)
    result = f(variable)
    if not graph.owns(result):  # f does not depend on x
        return [result, *[0.0] * order]
    coefficients = graph.propagate({variable.index: 1.0}, order, [result])[result.index]
    assert coefficients is not None  # propagate fills what it was asked for
    derivatives, factorial = [coefficients[0]], 1
    for k in range(1, order + 1):
        factorial *= k
        with deriving(k):
            derivatives.append(coefficients[k] * factorial)
    return derivatives
