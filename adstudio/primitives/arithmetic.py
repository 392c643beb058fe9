"""Python's arithmetic operators.

In every rule `v` is the operation's own value, and `div`, `neg` … apply to whatever comes: floats, arrays, an
engine's values. `+`, `-` and `*` never raise on floats and are written plainly; what can raise is called by name,
which follows IEEE 754 (see `primitive.py`).
"""

from __future__ import annotations

import math
import operator

import numpy as np

from adstudio.primitives.primitive import Primitive, binary, unary

# named in rules of this table
div: Primitive

# fmt: off
#                 name       value             on arrays      one partial per argument; v is the op's own value
add    = binary("add",     operator.add,     np.add,        lambda v, x, y: 1.0,          lambda v, x, y: 1.0)
sub    = binary("sub",     operator.sub,     np.subtract,   lambda v, x, y: 1.0,          lambda v, x, y: -1.0)
mul    = binary("mul",     operator.mul,     np.multiply,   lambda v, x, y: y,            lambda v, x, y: x)
div = binary("div",     operator.truediv, np.divide,     lambda v, x, y: div(1.0, y),  lambda v, x, y: -(v * div(1.0, y)))
neg    = unary("neg",      operator.neg,     np.negative,   lambda v, x: -1.0)
pos    = unary("pos",      operator.pos,     np.positive,   lambda v, x: 1.0)
square = unary("square",   lambda x: x * x,  np.square,     lambda v, x: 2.0 * x)
# fmt: on


def _multiply_add(x: float, y: float, z: float) -> float:
    return x * y + z


fma = Primitive(
    "fma",
    _multiply_add,
    _multiply_add,
    (lambda v, x, y, z: y, lambda v, x, y, z: x, lambda v, x, y, z: 1.0),
    analytic=_multiply_add,
)
fsum = Primitive(
    "fsum", lambda *x: math.fsum(x), lambda *x: sum(x), (lambda v, *x: 1.0,), analytic=lambda *x: sum(x), many=True
)
