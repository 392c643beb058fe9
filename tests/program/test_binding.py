"""A plain function runs unchanged on values: the same value, derivatives that differences confirm."""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import math
import math as m
import sys
from math import cos, exp, log, sin, sqrt

import pytest
from running import gradient, operations, record

from adstudio.primitives.primitive import plain
from adstudio.program.loading import from_function

FUNCTIONS_IN_A_DICT = {"soft": lambda x: log(1.0 + exp(x)), "list": [sin, math.cos]}
counter = 0
memo: dict[int, float] = {}


def worked(x1=2.0, x2=5.0):
    return log(x1) + x1 * x2 - sin(x2)


def looped(x=0.7):
    total = 0.0
    for k in range(1, 6):
        total += x**k / k
    while total > 0.1:
        total = total / 2.0
    return total


def recursive(x=1.1, n: int = 6):
    return 1.0 if n == 0 else x * recursive(x, n - 1) + sin(x)


def generated(x=0.4, y=1.2):
    def terms():
        term = x
        for k in range(5):
            yield term
            term = term * y / (k + 1)

    return sum(terms()) + sum([t * t for t in terms()]) + max(t for t in terms())


def caught(x=0.5):
    try:
        return log(x - 1.0)
    except ValueError:
        return m.sqrt(1.0 - x)


def closed(x=0.3):
    scale = x * 2.0

    def inner(y):
        nonlocal scale
        scale = scale + y
        return scale * cos(y)

    return inner(x) + inner(x * x)


def make_recursive():
    def power(x=1.3, n: int = 4):
        return 1.0 if n == 0 else sin(x) * power(x, n - 1)

    return power


class Layer:
    scale = 2.0

    def __init__(self, weight):
        self.weight = weight

    def __call__(self, x):
        return self.squash(self.weight * x) * self.scale

    @staticmethod
    def squash(x):
        return math.tanh(x)

    @property
    def size(self):
        return abs(self.weight)

    @classmethod
    def double(cls, weight):
        return cls(weight * 2.0)


class Deep(Layer):
    def __init__(self, weight):
        super().__init__(weight)
        self.more = weight * weight

    def __call__(self, x):
        return super().__call__(x) + self.more


@dataclasses.dataclass
class Point:
    x: float
    y: float

    def length(self):
        return sqrt(self.x**2 + self.y**2)


LAYER = Layer(0.7)


def with_classes(x=0.8, y=-0.6):
    return Deep(x)(y) + Layer.double(x).size + LAYER(x) + Point(x, y).length()


def twice(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        return 2.0 * f(*args, **kwargs)

    return wrapper


@twice
def decorated(x=0.9):
    return sin(x) * x


def imports_inside(x=0.2):
    import math as inner
    from math import atan as arctangent

    return inner.exp(x) + arctangent(x)


def from_globals(x=0.6):
    return FUNCTIONS_IN_A_DICT["soft"](x) + sum(g(x) for g in FUNCTIONS_IN_A_DICT["list"])


def default_function(x=0.5, g=sin):
    return g(x) * x


def counted(x=1.5):
    global counter
    counter += 1
    memo[counter] = x * x
    return memo[counter] * counter


@functools.cache
def fibonacci(n, x):
    return x if n < 2 else fibonacci(n - 1, x) + fibonacci(n - 2, x) * x


def cached(x=0.8):
    return fibonacci(30, x)


def mapped(x=0.3, y=0.4):
    return sum(map(sin, [x, y])) + functools.reduce(lambda a, b: a * b, [x, y, 2.0])


def branched(x=0.3):
    return (x if x > 0 else -x) + (1.0 if isinstance(x, float) else 100.0) * x


def varied(x=2, y=3.0):
    return (x // 1) * y + y % 2 + divmod(y, 2)[1] + round(y * 1.26, 1) + x**2 + 2**y + pow(y, 3) + -x + +y + abs(-y)


def managed(x=0.5):
    with contextlib.suppress(ZeroDivisionError):
        return x / 0.0
    return x * 3.0


PROGRAMS = [
    worked, looped, recursive, generated, caught, closed, make_recursive(), with_classes, decorated, imports_inside,
    from_globals, default_function, counted, cached, mapped, branched, varied, managed,
    lambda x=0.4: sin(x) / x, functools.partial(worked, x2=1.5),
]  # fmt: skip


def name_of(function):
    return getattr(function, "__name__", type(function).__name__)


@pytest.mark.parametrize("function", PROGRAMS, ids=name_of)
def test_value_is_that_of_the_plain_run(function):
    result, _ = record(function)
    assert plain(result) == from_function(function).plain()


@pytest.mark.parametrize("function", PROGRAMS, ids=name_of)
def test_derivative_is_that_of_central_differences(function):
    program = from_function(function)
    _, trace = record(program)
    point = program.complete()
    for name, slopes in gradient(trace).items():
        if not isinstance(point[name], float):
            continue
        h = 1e-6
        ahead, behind = program.plain({name: point[name] + h}), program.plain({name: point[name] - h})
        assert slopes[0] == pytest.approx((ahead - behind) / (2 * h), rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("function", PROGRAMS, ids=name_of)
def test_second_run_equals_the_first(function):
    program = from_function(function)
    (first, one), (second, two) = record(program), record(program)
    assert plain(first) == plain(second)
    assert one.nodes.value.tolist() == two.nodes.value.tolist()
    assert one.nodes.op.tolist() == two.nodes.op.tolist()


def test_the_users_module_is_not_touched():
    before = dict(globals())
    record(counted)
    assert counter == 0
    assert memo == {}
    assert globals() == before
    assert math.sin(1.0) == sys.modules["math"].sin(1.0)
    assert type(LAYER) is Layer


def test_max_of_a_tie_is_one_node():
    _, trace = record(lambda x=1.0, y=1.0: max(x, y))
    assert operations(trace) == ["max"]
    assert gradient(trace) == {"x": [0.5], "y": [0.5]}


def test_sum_begins_with_the_first_value():
    _, trace = record(lambda x=1.0, y=2.0: sum([x, y, x]))
    assert operations(trace) == ["add", "add"]


@pytest.mark.parametrize(
    "call",
    [
        lambda: max([]), lambda: max(1), lambda: max(), lambda: min(1, "a"), lambda: sum(["a"]), lambda: sum(3),
        lambda: math.sin("a"), lambda: math.log(), lambda: math.log(1, 2, 3), lambda: math.hypot("a"),
        lambda: math.prod(3), lambda: math.ldexp(1.0, 2.0), lambda: math.pow(0.0, -1.0), lambda: isinstance(1, 2),
    ],
)  # fmt: skip
def test_plain_misuse_raises_what_python_raises(call):
    with pytest.raises((TypeError, ValueError)) as expected:
        call()
    with pytest.raises(type(expected.value)) as raised:
        record(lambda x=1.0: (call(), x)[1])
    # CPython counts arguments in its own words; ours must be its words
    assert str(raised.value) == str(expected.value)


@pytest.mark.parametrize("builtin", ["max([3, 1, 2])", "min('b', 'a')", "max([], default=7)", "min([3, -5], key=abs)",
                                     "sum([1, 2], 10)", "sum([[1], [2]], [])", "max('abc')", "sum([0.1] * 10)"])  # fmt: skip
def test_plain_numbers_and_other_things_are_as_in_python(builtin):
    scope = {}
    exec(f"def f(x=1.0):\n    return x * hash(repr({builtin}))", scope)
    result, _ = record(scope["f"])
    assert plain(result) == 1.0 * hash(repr(eval(builtin)))
