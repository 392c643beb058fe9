"""What inputs a program has, and which points it refuses."""

from __future__ import annotations

import math

import numpy as np
import pytest
from running import gradient, record

from adstudio.primitives.primitive import plain
from adstudio.program.errors import BadInput, BadProgram
from adstudio.program.loading import from_function, load
from adstudio.program.point import parse_at

ONES = np.ones((2, 2))


def every_kind(a, b=2.0, n: int = 3, m=4, flag=True, word="x", g=math.sin, v=(1.0, 2.0), w=ONES, *rest, k=1.5):
    return a * b * n * m * v[0] * w[0, 1] * k * sum(rest)


def test_kinds_come_from_defaults_and_annotations():
    assert {spec.name: spec.kind for spec in from_function(every_kind).inputs} == {
        "a": "scalar", "b": "scalar", "n": "fixed", "m": "scalar", "flag": "fixed", "word": "fixed", "g": "fixed",
        "v": "list", "w": "array", "rest": "varargs", "k": "scalar",
    }  # fmt: skip


def test_every_kind_is_passed_and_differentiated():
    result, trace = record(every_kind, {"a": 1.0, "rest": [1.0, 2.0]})
    assert plain(result) == 2 * 3 * 4 * 1.5 * 3
    found = gradient(trace)
    assert found["rest"] == [36.0, 36.0]
    assert found["w"] == [0.0, 108.0, 0.0, 0.0]
    assert found["k"] == [72.0]
    assert trace.header.inputs[2].fixed == 3


def test_whole_number_input_counts_as_in_python():
    result, trace = record(lambda n=3, x=2.0: sum(x for _ in range(n)) + n)
    assert plain(result) == 9.0
    assert trace.header.notes[0].kind == "left-graph"
    assert gradient(trace) == {"n": [1.0], "x": [3.0]}


def test_list_stays_a_list_and_array_an_array():
    nested, array = [[1.0, 2.0], [3.0, 4.0]], np.array([1.0])

    def f(xs=nested, v=array):
        return (xs[1][0] * len(xs) * v[0]) if isinstance(xs, list) and isinstance(v, np.ndarray) else 0.0 * v[0]

    result, trace = record(f)
    assert plain(result) == 6.0
    assert trace.header.inputs[0].shape == (2, 2)


@pytest.mark.parametrize(
    ("at", "message"),
    [
        ({}, 'every_kind needs a value for \'a\', which has no default: --at "a=1"'),
        ({"a": 1.0, "q": 2.0}, "every_kind has no input 'q'; its inputs are a, b, n, m, flag, word, g, v, w, rest, k"),
        ({"a": 1.0, "b": "two"}, "'b' of every_kind must be a number, not 'two'"),
        ({"a": 1.0, "b": [1.0]}, "'b' of every_kind must be a number, not [1.0]"),
        ({"a": 1.0, "v": [1.0]}, "'v' of every_kind has 2 entries, and the value given has 1 entry"),
        ({"a": 1.0, "v": [1.0, [2.0]]}, "'v' of every_kind must be a list of numbers, each row as long as the others, not [1.0, [2.0]]"),
        ({"a": 1.0, "w": [1.0]}, "'w' of every_kind has the shape (2, 2), and the value given has (1,)"),
        ({"a": 1.0, "n": "many"}, "'n' of every_kind must be a number like 3, not 'many'"),
        ({"a": "one"}, "'a' of every_kind must be a number or a list of numbers, not 'one'"),
    ],
)  # fmt: skip
def test_wrong_point_is_refused_in_one_sentence(at, message):
    with pytest.raises(BadInput) as raised:
        from_function(every_kind).complete(at)
    assert str(raised.value) == message


def test_required_keywords_are_refused_by_name():
    result, _ = record(lambda x=1.0, **options: x * 2.0)
    assert plain(result) == 2.0


def test_at_of_the_module_stands_for_defaults():
    program = load("AT = {'x': 3.0, 'xs': [1.0, 2.0], 'other': 1}\ndef f(x, xs, n=2):\n    return x * sum(xs) * n\n")
    result, trace = record(program)
    assert plain(result) == 18.0
    assert trace.header.inputs[1].shape == (2,)


def test_point_is_read():
    assert parse_at("x1=2, x2 = -pi/2, xs=[1, 2.5e-3], t=(1,), n=3, s='a, b', b=True, z=None, p=2**-3") == {
        "x1": 2, "x2": -math.pi / 2, "xs": [1, 2.5e-3], "t": (1,), "n": 3, "s": "a, b", "b": True, "z": None, "p": 0.125,
    }  # fmt: skip
    assert parse_at("") == {}
    assert math.isnan(parse_at("x=nan")["x"])
    assert parse_at("x=-inf") == {"x": -math.inf}


@pytest.mark.parametrize(
    "text",
    ["1", "x", "x=", "x=1 y=2", "x=open('a')", "x=__import__('os')", "x=a.b", "x=[i for i in y]", "**y", "x=1/0",
     "x=1)+(2", "x=9**9**9**9", "x=lambda: 1", "x='a'*10", "x=1, x=2", "(" * 500, "x=\x00"],
)  # fmt: skip
def test_point_that_is_no_point_is_refused(text):
    with pytest.raises(BadInput):
        parse_at(text)


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda x=1.0: None, "<lambda> returned nothing; it must return a number, or a list or array of numbers"),
        (lambda x=1.0: "a", "<lambda> returned 'a'; it must return a number, or a list or array of numbers"),
        (
            lambda x=1.0: [x, None],
            "<lambda>[1] returned nothing; it must return a number, or a list or array of numbers",
        ),
    ],
)
def test_result_that_is_no_number_is_refused(function, message):
    with pytest.raises(BadProgram) as raised:
        record(function)
    assert str(raised.value) == message


def test_outputs_are_named_after_the_function():
    def f(x=2.0):
        return x, 3.0, {"a": x * x}

    _, trace = record(f)
    assert [port.name for port in trace.header.outputs] == ["f[0]", "f[1]", "f[2]['a']"]
    assert gradient(trace, 2) == {"x": [4.0]}


def test_plain_run_of_a_program_with_complex_numbers_is_pythons_own():
    def f(x=1.0):
        return abs(3.0 + 4.0j) + x

    assert from_function(f).plain() == 6.0


def test_shifted_points_stand_for_an_input_without_default():
    program = from_function(lambda x, y=2.0: math.sin(x) * y)
    assert program.plain({"x": np.array([1.0, 2.0])}) == pytest.approx([2 * math.sin(1.0), 2 * math.sin(2.0)])
    with pytest.raises(BadInput, match="has no input 'z'"):
        program.plain({"x": 1.0, "z": 1j})


def test_plain_run_checks_the_shape_of_an_array():
    program = from_function(lambda w=ONES: w.sum())
    assert program.plain({"w": 2 * ONES}) == 8.0
    with pytest.raises(BadInput, match=r"has the shape \(2, 2\)"):
        program.plain({"w": np.ones(3)})


def test_shifted_points_are_evaluated_at_once():
    def f(x=2.0, xs=(1.0, 3.0)):
        return math.sin(x) * max(xs[0], x) + abs(xs[1]) + math.log(x, 3.0) + x**2

    program = from_function(f)
    shifts = np.linspace(0.0, 1.0, 200)
    together = program.plain({"x": 2.0 + shifts})
    assert together == pytest.approx([program.plain({"x": 2.0 + shift}) for shift in shifts.tolist()], rel=1e-14)
    complex_step = program.plain({"xs": (1.0, -3.0 + 1e-30j)}).imag / 1e-30
    assert complex_step == -1.0
    with pytest.raises((TypeError, ValueError)):
        from_function(lambda x=1.0: x if x > 0 else -x).plain({"x": 1.0 + 1e-20j})
