"""Spans are the exact subexpressions, names the variables they are assigned to, scopes the calls that happened."""

from __future__ import annotations

import math
import time
from math import cos, exp, sin

import numpy as np
import pytest
from running import record, spelled

from adstudio.program.loading import from_function, load

WORKED = """\
from math import log, sin


def f(x1=2.0, x2=5.0):
    a = log(x1)
    b = x1 * x2
    c = sin(x2)
    return a + b - c
"""


def test_worked_example_is_spelled_as_it_is_written():
    _, trace = record(load(WORKED))
    assert spelled(trace) == [
        ("input", "x1", "x1"), ("input", "x2", "x2"), ("log", "a", "log(x1)"), ("mul", "b", "x1 * x2"),
        ("sin", "c", "sin(x2)"), ("add", None, "a + b"), ("sub", None, "a + b - c"),
    ]  # fmt: skip
    assert trace.spans.line[trace.nodes.span].tolist() == [4, 4, 5, 6, 7, 8, 8]


def assigned(x=0.5, y=2.0, *, z=3.0):
    é = x * x  # a column after it is not a byte
    a, (b, c) = x * y, (x + y, -x)
    d: float = math.exp(x)
    e = g = sin(x) * cos(x)
    a += b * c
    if (walrus := x - y) < 0:
        d = x / y if x > y else y / x
    box = [0.0]
    box[0] = x * 3.0
    # fmt: off
    total = (é
             * z)
    # fmt: on
    return a + b + c + d + e + g + walrus + box[0] + total


def test_every_kind_of_assignment_names_its_expression():
    _, trace = record(assigned)
    found = spelled(trace)
    assert [(op, name, text) for op, name, text in found if name is not None] == [
        ("input", "x", "x"), ("input", "y", "y"), ("input", "z", "z"), ("mul", "é", "x * x"), ("mul", "a", "x * y"),
        ("add", "b", "x + y"), ("neg", "c", "-x"), ("exp", "d", "math.exp(x)"), ("mul", "e", "sin(x) * cos(x)"),
        ("add", "a", "a += b * c"), ("sub", "walrus", "x - y"), ("div", "d", "y / x"), ("mul", "box[0]", "x * 3.0"),
        ("mul", "total", "é\n             * z"),
    ]  # fmt: skip
    assert ("mul", None, "b * c") in found


def comprehended(x=0.5):
    return sum([sin(x * k) for k in range(1, 3)]) + max(exp(x), x * x) * np.sin(x)


def test_subexpressions_inside_comprehensions_and_calls():
    _, trace = record(comprehended)
    assert [text for _, _, text in spelled(trace)][1:] == [
        "x * k", "sin(x * k)", "x * k", "sin(x * k)", "sum([sin(x * k) for k in range(1, 3)])", "exp(x)", "x * x",
        "max(exp(x), x * x)", "np.sin(x)", "max(exp(x), x * x) * np.sin(x)",
        "sum([sin(x * k) for k in range(1, 3)]) + max(exp(x), x * x) * np.sin(x)",
    ]  # fmt: skip
    assert set(trace.nodes.scope.tolist()) == {0}


def one(a, b):
    return a * b


def two(a):
    return one(a, a) + one(a, 2.0)


def nested(x=3.0):
    y = two(x)
    return y * x


def test_scopes_are_the_calls_with_their_place():
    _, trace = record(nested)
    scopes, spans, names = trace.scopes, trace.spans, trace.header.names
    source = trace.header.program.sources[0].text.split("\n")
    rows = []
    for i in range(len(scopes)):
        span = scopes.span[i]
        text = source[spans.line[span] - 1][spans.column[span] : spans.end_column[span]] if span >= 0 else None
        rows.append((int(scopes.parent[i]), names[scopes.function[i]], text))
    assert rows == [(-1, "nested", None), (0, "two", "two(x)"), (1, "one", "one(a, a)"), (1, "one", "one(a, 2.0)")]
    labelled = trace.nodes.scope[trace.labels > 0]
    assert labelled.tolist() == [0, 2, 3, 1, 0]


def deep(x=1.0, n: int = 0):
    def down(k):
        return x if k == 0 else x * down(k - 1)

    return down(800)


def test_deep_recursion_has_a_scope_a_call():
    _, trace = record(deep)
    assert len(trace.scopes) == 801
    assert trace.scopes.parent.tolist() == list(range(-1, 800))


def two_generators(x=1.0):
    def steps(scale):
        for _ in range(600):
            yield x * scale
            one(x, scale)

    return sum(a * b for a, b in zip(steps(2.0), steps(3.0), strict=True))


def test_suspended_generators_keep_their_scope_while_frames_are_let_go():
    _, trace = record(two_generators)
    names = [trace.header.names[i] for i in trace.scopes.function]
    assert names.count("steps") == 2
    assert names.count("one") == 1200


def test_frames_are_bounded_and_let_go_in_the_end():
    program = from_function(two_generators)
    locator = program.positions()
    most = 0

    class Watched(dict):
        def __setitem__(self, key, value):
            nonlocal most
            super().__setitem__(key, value)
            most = max(most, len(self))

    locator.frames = Watched()
    from adstudio.primitives.recorded import recorded
    from adstudio.traces.header import EngineStamp
    from adstudio.traces.recorder import Recorder

    recorder = Recorder(engine=EngineStamp(name="t"), program=program.stamp, locator=locator)
    kind = recorded(recorder)

    def make(number, row):
        value = kind()
        value.primal, value.row = number, row
        return value

    program.call(program.arguments(None, recorder, make))
    assert 0 < most <= 300
    assert not locator.frames


def test_places_outside_the_call_are_nowhere():
    locator = from_function(nested).positions()
    assert locator.here() == -1
    assert locator.line(-1) == (-1, 0)
    assert locator.line(-2)[1] == nested.__code__.co_firstlineno


def test_function_without_source_has_scopes_and_no_spans():
    scope = {}
    exec("def g(a):\n    return a * a\ndef f(x=3.0):\n    return g(x) + x", scope)
    result, trace = record(scope["f"])
    assert result.primal == 12.0
    assert [trace.header.names[i] for i in trace.scopes.function] == ["f", "g"]
    assert set(trace.nodes.span.tolist()) == {-1}


def test_a_million_places_resolve_in_a_moment():
    program = from_function(nested)
    locator = program.positions()
    locator._meet(nested.__code__)
    locator._activation_code, locator._activation_scope = [0], [0]
    started = time.perf_counter()
    places = locator.resolve(np.full(1_000_000, 8, np.int64))
    assert time.perf_counter() - started < 1.0
    assert places.span.shape == (1_000_000,)
    assert len(places.spans) == 1


@pytest.mark.parametrize("source", ["lambda x=2.0: x * x", "(lambda y: lambda x=2.0: x * y)(3.0)"])
def test_lambda_is_spelled(source):
    program = load(f"f = {source}\n\n")
    _, trace = record(program)
    assert spelled(trace)[-1][2].startswith("x * ")
