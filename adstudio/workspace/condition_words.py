"""The words that a condition over steps may hold."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec import Struct

# fmt: off
NUMBERS = {
    "value":        "the value of the node that the step changes",
    "adjoint":      "its adjoint, once a step of a backward pass is done",
    "tangent":      "its tangent, once a step of a tangent pass is done",
    "derivative":   "its derivative, in whatever pass",
    "before":       "what its adjoint had come to before the step",
    "after":        "its value or derivative, once the step is done",
    "contribution": "what the step adds",
    "partial":      "the local partial along the edge of a contribution",
    "received":     "how many contributions the node has received",
    "expected":     "how many it receives in all",
    "step":         "the number of the step, from 1",
    "node":         "the number of the node: 4 of v₄",
    "line":         "the line of the program at work",
}
TEXTS = {
    "op":           "the operation at work: 'log', 'mul'",
    "sweep":        "the pass: 'primal', 'tangent', 'adjoint', 'taylor', 'difference'",
    "name":         "the variable that the node was assigned to",
    "function":     "the function that the operation stands in",
}
CONSTANTS = {"pi": math.pi, "e": math.e, "inf": math.inf, "nan": math.nan}


class Function(Struct, frozen=True):
    """A function on columns."""

    function: Callable[..., Any]
    least: int = 1  # arguments
    most: int = 1
    asks: bool = False  # it answers yes or no


def _least(*columns: Any) -> Any:
    return columns[0] if len(columns) == 1 else np.minimum(columns[0], _least(*columns[1:]))


def _most(*columns: Any) -> Any:
    return columns[0] if len(columns) == 1 else np.maximum(columns[0], _most(*columns[1:]))


FUNCTIONS = {
    "abs":      Function(np.abs),
    "isnan":    Function(np.isnan, asks=True),
    "isinf":    Function(np.isinf, asks=True),
    "isfinite": Function(np.isfinite, asks=True),
    "min":      Function(_least, 2, 20),
    "max":      Function(_most, 2, 20),
    "sqrt":     Function(np.sqrt),
    "exp":      Function(np.exp),
    "log":      Function(np.log),
    "log2":     Function(np.log2),
    "log10":    Function(np.log10),
    "sign":     Function(np.sign),
}
# fmt: on
