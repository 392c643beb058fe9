"""Random straight-line programs for property tests, built from operations that are smooth and bounded where used."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Operation = tuple[str, int, int]  # name, first operand, second operand (indices, taken modulo what exists)

# each keeps its operands in a range where nothing overflows and no domain ends
UNARY: dict[str, Callable[[Any, Any], Any]] = {
    "sin": lambda m, a: m.sin(a),
    "cos": lambda m, a: m.cos(a),
    "tanh": lambda m, a: m.tanh(a),
    "atan": lambda m, a: m.atan(a),
    "exp": lambda m, a: m.exp(m.sin(a)),
    "log": lambda m, a: m.log(2.0 + m.cos(a)),
    "sqrt": lambda m, a: m.sqrt(1.0 + a * a),
    "square": lambda m, a: m.tanh(a) ** 2,
    "cube": lambda m, a: m.sin(a) ** 3,
    "power": lambda m, a: (1.5 + m.cos(a)) ** 2.5,
}
BINARY: dict[str, Callable[[Any, Any, Any], Any]] = {
    "add": lambda m, a, b: a + b,
    "sub": lambda m, a, b: a - b,
    "mul": lambda m, a, b: m.sin(a) * b,
    "div": lambda m, a, b: a / (1.5 + m.sin(b)),
    "hypot": lambda m, a, b: m.hypot(a, 1.0 + m.cos(b)),
    "atan2": lambda m, a, b: m.atan2(a, 2.0 + m.sin(b)),
}
operations = st.lists(
    st.tuples(st.sampled_from([*UNARY, *BINARY]), st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=12
)
points = st.lists(st.floats(-2.0, 2.0), min_size=3, max_size=3)


def program(steps: list[Operation], mathematics: Any = math) -> Callable[..., Any]:
    """f(x, y, z) that does the steps; the last result is returned. `mathematics` has sin, cos, …"""

    def f(x: Any, y: Any, z: Any) -> Any:
        values = [x, y, z]
        for name, i, j in steps:
            a, b = values[-1 - i % len(values)], values[j % len(values)]
            values.append(UNARY[name](mathematics, a) if name in UNARY else BINARY[name](mathematics, a, b))
        return values[-1]

    return f
