"""Programs with derivatives known in closed form, in plain Python floats: no engine computed anything here."""

from __future__ import annotations

import math
from typing import Any

from msgspec import Struct

from adstudio.program.loading import load
from adstudio.program.program import Program


class Case(Struct, frozen=True):
    """A program of one function `f`, a point, and what must come out there."""

    name: str
    source: str
    at: dict[str, Any]
    value: float
    gradient: dict[str, Any]

    def program(self) -> Program:
        """The program, loaded afresh."""
        return program(self.source)


def program(source: str) -> Program:
    """A program from its text; its function is `f`."""
    return load(source, "f")


def one(name: str, expression: str, x: float, value: float, slope: float) -> Case:
    """A function of one number."""
    return Case(
        name, f"import math\nfrom math import *\n\ndef f(x):\n    return {expression}\n", {"x": x}, value, {"x": slope}
    )


WORKED_SOURCE = """\
from math import log, sin


def f(x1=2.0, x2=5.0):
    a = log(x1)
    b = x1 * x2
    c = sin(x2)
    return a + b - c
"""
# Griewank & Walther, Evaluating Derivatives, 2nd ed., §1; Baydin et al., JMLR 18 (2018), tables 2 and 3
WORKED = Case(
    "ln(x1) + x1·x2 − sin(x2)",
    WORKED_SOURCE,
    {"x1": 2.0, "x2": 5.0},
    math.log(2.0) + 10.0 - math.sin(5.0),
    {"x1": 5.5, "x2": 2.0 - math.cos(5.0)},
)
WORKED_VALUES = (
    2.0,
    5.0,
    math.log(2.0),
    10.0,
    math.sin(5.0),
    math.log(2.0) + 10.0,
    math.log(2.0) + 10.0 - math.sin(5.0),
)
WORKED_OPS = ("input", "input", "log", "mul", "sin", "add", "sub")

_E = math.exp(0.3)
_S, _C = math.sin(1.5), math.cos(1.5)

# fmt: off
ELEMENTARY: tuple[Case, ...] = (
    #   name                   expression                x     value                          slope
    one("a square",            "x * x",                  3.0,  9.0,                           6.0),
    one("a sum with itself",   "x + x",                  3.0,  6.0,                           2.0),
    one("a difference of one", "x - x",                  3.0,  0.0,                           0.0),
    one("a quotient",          "x / (1.0 + x)",          3.0,  0.75,                          1 / 16),
    one("a reciprocal",        "1 / x",                  -2.0, -0.5,                          -0.25),
    one("literals reflected",  "2.0 - 3 * x",            5.0,  -13.0,                         -3.0),
    one("a negation",          "-x",                     5.0,  -5.0,                          -1.0),
    one("a whole power",       "x ** 5",                 -2.0, -32.0,                         80.0),
    one("a whole power at 0",  "x ** 2",                 0.0,  0.0,                           0.0),
    one("power 0 at 0",        "x ** 0",                 0.0,  1.0,                           0.0),
    one("a broken power",      "x ** 2.5",               4.0,  32.0,                          20.0),
    one("a literal's power",   "2.0 ** x",               3.0,  8.0,                           8.0 * math.log(2.0)),
    one("x to the x",          "x ** x",                 2.0,  4.0,                           4.0 * (math.log(2.0) + 1.0)),
    one("exp",                 "exp(x)",                 0.3,  _E,                            _E),
    one("exp of a square",     "exp(-x * x)",            0.5,  math.exp(-0.25),               -math.exp(-0.25)),
    one("log",                 "log(x)",                 0.25, math.log(0.25),                4.0),
    one("log1p near 0",        "log1p(x)",               1e-9, math.log1p(1e-9),              1.0 / (1.0 + 1e-9)),
    one("expm1 near 0",        "expm1(x)",               1e-9, math.expm1(1e-9),              math.exp(1e-9)),
    one("sqrt",                "math.sqrt(x)",           9.0,  3.0,                           1 / 6),
    one("sin(x)·x²",           "sin(x) * x ** 2",        1.5,  _S * 2.25,                     _C * 2.25 + _S * 3.0),
    one("tan",                 "tan(x)",                 0.5,  math.tan(0.5),                 1.0 / math.cos(0.5) ** 2),
    one("asin",                "asin(x)",                0.5,  math.asin(0.5),                1.0 / math.sqrt(0.75)),
    one("atan",                "atan(x)",                2.0,  math.atan(2.0),                0.2),
    one("atan2",               "atan2(x, 2.0)",          1.0,  math.atan2(1.0, 2.0),          0.4),
    one("sinh",                "sinh(x)",                1.0,  math.sinh(1.0),                math.cosh(1.0)),
    one("tanh",                "tanh(x)",                0.5,  math.tanh(0.5),                1.0 - math.tanh(0.5) ** 2),
    one("hypot",               "hypot(x, 4.0)",          3.0,  5.0,                           0.6),
    one("erf",                 "erf(x)",                 0.5,  math.erf(0.5),                 2 / math.sqrt(math.pi) * math.exp(-0.25)),
    one("abs, left of 0",      "abs(x)",                 -2.0, 2.0,                           -1.0),
    one("max of two",          "max(x, 1.0)",            3.0,  3.0,                           1.0),
    one("a constant",          "0.0 * x + 7.0",          3.0,  7.0,                           0.0),
    one("a branch",            "x if x > 0 else 5 * x",  -1.0, -5.0,                          5.0),
)

SHAPED: tuple[Case, ...] = (
    Case("a list, by a loop", "def f(xs):\n    total = 0.0\n    for x in xs:\n        total = total + x * x\n    return total\n",
         {"xs": [1.0, 2.0, 3.0]}, 14.0, {"xs": [2.0, 4.0, 6.0]}),
    Case("two inputs, one a list", "def f(a, xs):\n    return a * xs[0] - xs[1]\n",
         {"a": 3.0, "xs": [2.0, 5.0]}, 1.0, {"a": 2.0, "xs": [3.0, -1.0]}),
    Case("a numpy number on the left", "import numpy as np\n\ndef f(x):\n    return np.float64(2.0) * x + np.float64(1.0)\n",
         {"x": 3.0}, 7.0, {"x": 2.0}),
    Case("an array on the left", "import numpy as np\n\ndef f(x):\n    return sum(np.array([1.0, 2.0]) * x)\n",
         {"x": 3.0}, 9.0, {"x": 3.0}),
    Case("numpy's functions", "import numpy as np\n\ndef f(x):\n    return np.sin(x) * np.exp(x)\n",
         {"x": 0.3}, math.sin(0.3) * _E, {"x": (math.sin(0.3) + math.cos(0.3)) * _E}),
    Case("an inner function", "from math import sin\n\ndef g(y):\n    return sin(y)\n\ndef f(x):\n    return g(x) * g(x)\n",
         {"x": 0.5}, math.sin(0.5) ** 2, {"x": math.sin(1.0)}),
)
# fmt: on

KNOWN: tuple[Case, ...] = (WORKED, *ELEMENTARY, *SHAPED)
