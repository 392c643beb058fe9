"""Exponentials, logarithms, roots, trigonometric and hyperbolic functions, and their inverses.

Rules are written so that they lose no digits: 1 − tanh² is 0 long before 1/cosh² is.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from adstudio.primitives.arithmetic import div
from adstudio.primitives.planar import hypot
from adstudio.primitives.primitive import Primitive, plain, select, unary

LN2, LN10 = math.log(2.0), math.log(10.0)


def _cbrt_of_complex(z: Any) -> Any:
    """The branch that is real on the real axis."""
    return np.where(np.real(z) < 0, -((-z) ** (1 / 3)), (z + 0j) ** (1 / 3))


def _one_minus_square(x: Any) -> Any:
    """1 − x²: as a product near ±1, where the difference cancels; as a difference near 0, where its slope would."""
    return select(abs(plain(x)) < 0.5, lambda: 1.0 - x * x, lambda: (1.0 - x) * (1.0 + x))


# `math` has exp2 and cbrt from Python 3.11 on
# named in rules of this table
exp: Primitive
sqrt: Primitive
sin: Primitive
cos: Primitive
sinh: Primitive
cosh: Primitive

# fmt: off
#                 name      value        on arrays    the partial; v is the op's own value
exp = unary("exp",      math.exp,    np.exp,      lambda v, x: v)
exp2  = unary("exp2",     math.exp2,   np.exp2,     lambda v, x: v * LN2)
expm1 = unary("expm1",    math.expm1,  np.expm1,    lambda v, x: exp(x))
log   = unary("log",      math.log,    np.log,      lambda v, x: div(1.0, x))
log2  = unary("log2",     math.log2,   np.log2,     lambda v, x: div(1.0 / LN2, x))
log10 = unary("log10",    math.log10,  np.log10,    lambda v, x: div(1.0 / LN10, x))
log1p = unary("log1p",    math.log1p,  np.log1p,    lambda v, x: div(1.0, 1.0 + x))
sqrt = unary("sqrt",     math.sqrt,   np.sqrt,     lambda v, x: div(0.5, v))
cbrt  = unary("cbrt",     math.cbrt,   np.cbrt,     lambda v, x: div(1.0 / 3.0, v * v),  analytic=_cbrt_of_complex)

sin = unary("sin",      math.sin,    np.sin,      lambda v, x: cos(x))
cos = unary("cos",      math.cos,    np.cos,      lambda v, x: -sin(x))
tan   = unary("tan",      math.tan,    np.tan,      lambda v, x: 1.0 + v * v)
asin  = unary("asin",     math.asin,   np.arcsin,   lambda v, x: div(1.0, sqrt(_one_minus_square(x))))
acos  = unary("acos",     math.acos,   np.arccos,   lambda v, x: div(-1.0, sqrt(_one_minus_square(x))))
atan  = unary("atan",     math.atan,   np.arctan,   lambda v, x: div(1.0, 1.0 + x * x))

sinh = unary("sinh",     math.sinh,   np.sinh,     lambda v, x: cosh(x))
cosh = unary("cosh",     math.cosh,   np.cosh,     lambda v, x: sinh(x))
tanh  = unary("tanh",     math.tanh,   np.tanh,     lambda v, x: div(1.0, cosh(x) * cosh(x)))
asinh = unary("asinh",    math.asinh,  np.arcsinh,  lambda v, x: div(1.0, hypot(1.0, x)))
acosh = unary("acosh",    math.acosh,  np.arccosh,  lambda v, x: div(1.0, sqrt(x - 1.0) * sqrt(x + 1.0)))
atanh = unary("atanh",    math.atanh,  np.arctanh,  lambda v, x: div(1.0, _one_minus_square(x)))

degrees = unary("degrees", math.degrees, np.degrees, lambda v, x: 180.0 / math.pi, analytic=lambda z: z * (180.0 / math.pi))
radians = unary("radians", math.radians, np.radians, lambda v, x: math.pi / 180.0, analytic=lambda z: z * (math.pi / 180.0))
# fmt: on
