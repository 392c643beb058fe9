"""Differentiation fails if and only if the program on plain numbers does."""

from __future__ import annotations

import contextlib
import datetime as dt
import decimal
import json
import math
import statistics
import struct
import sys

import numpy as np
import pytest
from running import gradient, record

import adstudio
from adstudio.primitives.primitive import plain
from adstudio.program.own_names import reaches_for_own

SIGNS, SOME, ENDING, ONE = map(np.array, ([1.0, -1.0, 0.0], [1.0, 0.0], [0.0, 2.0], [1.0]))
ENGINES = ["dual", "tape", "jet", "finite_difference", "torch"]


def seconds(x=2.5, y=3.0):
    return y * dt.timedelta(seconds=x).total_seconds()


def exact(x=2.5, y=3.0):
    return y * float(decimal.Decimal(x) * 2)


def told(x=2.5, y=3.0):
    json.dumps({"x": [x, y]})
    return x * y


def packed(x=2.5, y=3.0):
    return y * struct.unpack("d", struct.pack("d", x))[0]


def eigenvalue(x=2.5, y=3.0):
    return y * np.linalg.eig(np.array([[x, 1.0], [0.5, y]]))[0].real.max()


def special(x=2.5, y=3.0):
    return y * np.i0(x)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("program", [seconds, exact, told, packed, eigenvalue, special])
def test_program_that_runs_on_plain_numbers_is_differentiated(program, engine):
    trace = adstudio.trace(program, engine=engine)
    assert trace.value == pytest.approx(program(), rel=1e-15)


@pytest.mark.parametrize(("program", "line"), [(seconds, 1), (exact, 1), (told, 1), (packed, 1), (eigenvalue, 1)])
def test_value_that_leaves_there_is_noted_with_its_line(program, line):
    _, trace = record(program)
    notes = [note for note in trace.header.notes if note.kind == "left-graph"]
    assert [note.line for note in notes] == [program.__code__.co_firstlineno + line]


def test_what_can_stay_in_the_graph_stays():
    _, trace = record(told)
    assert gradient(trace) == {"x": [3.0], "y": [2.5]}


def test_note_names_the_expression():
    _, trace = record(seconds)
    [note] = trace.header.notes
    assert note.message.startswith("dt.timedelta(seconds=x) takes plain numbers only")


def test_function_of_a_library_is_named():
    _, trace = record(told)
    [note] = trace.header.notes
    assert note.message.startswith("dumps() takes a value out of the graph")


@pytest.mark.parametrize(
    "program",
    [
        lambda x=2.0: x[0],
        lambda x=2.0: len(x),
        lambda x=2.0: x + "a",
        lambda x=2.0: x.foo,
        lambda x=2.0: dt.timedelta(seconds=x).foo,
        lambda x=2.0: json.dumps({x, 1j}),
        lambda x=2.0: np.linalg.cholesky(np.array([[-x, 0.0], [0.0, x]])),
        lambda x=2.0: np.array([x, x]).reshape(3),
        lambda x=2.0: math.sqrt(-x),
        lambda x=2.0: statistics.mean([]) * x,
        lambda x=0.0: 1 / x,
        lambda x=0.0: x**-1,
    ],
)
def test_error_is_that_of_the_plain_program(program):
    with pytest.raises(Exception) as plainly:
        program()
    error = adstudio.trace(program).header.error
    assert (error.type, error.message) == (type(plainly.value).__name__, str(plainly.value))


def divided(xs=SIGNS, y=0.0):
    with np.errstate(all="ignore"):
        return list(xs / y)


def divided_entry(xs=SOME):
    return xs[0] / xs[1]


def powered(xs=ENDING):
    with np.errstate(all="ignore"):
        return (xs**-1.0)[0]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("program", [divided, divided_entry, powered])
def test_numbers_of_numpy_do_not_raise(program):
    result, _ = record(program)
    np.testing.assert_equal(np.array([plain(x) for x in np.ravel(result)], float), np.ravel(program()))


def mixed(xs=ONE, y=0.0):
    ratio = (xs / (xs - 1.0))[0]
    return ratio + 1.0 / y


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_error_after_an_infinity_of_numpy_is_raised_in_its_own_line():
    error = adstudio.trace(mixed).header.error
    assert (error.type, error.line) == ("ZeroDivisionError", mixed.__code__.co_firstlineno + 2)


def caught(x=0.0):
    try:
        return 1.0 / x
    except ZeroDivisionError:
        return x + 3.0


def suppressed(x=0.0):
    with contextlib.suppress(ZeroDivisionError):
        return 1.0 / x
    return x + 3.0


@pytest.mark.parametrize("program", [caught, suppressed])
def test_error_that_the_program_catches_is_raised(program):
    result, trace = record(program)
    assert plain(result) == 3.0
    assert gradient(trace) == {"x": [1.0]}


def counted(x=2.0):
    print("once")
    return x * decimal.Decimal(3).__float__()


def test_plain_run_happens_only_in_doubt(capsys):
    record(counted)
    assert capsys.readouterr().out == "once\n"


@pytest.mark.parametrize(
    ("code", "reaches"),
    [
        (lambda x, library=math: library.sqrt(x), False),
        (lambda x, library=math: library.sqrt(library.exp(x) + 1.0) * library.pi, False),
        (lambda x: math.sqrt(x), False),
        (lambda x: x.sqrt(), True),
        (lambda x: x.exp, True),
        (lambda x: (x + 1.0).row, True),
        (lambda x: [entry.item() for entry in x], True),
    ],
)
def test_program_reaches_for_what_a_number_has_not(code, reaches):
    assert reaches_for_own(code.__code__) is reaches


def test_plain_run_is_not_heard(capsys):
    def program(x=2.0):
        print("heard")
        return float(decimal.Decimal(x))

    record(program)
    assert capsys.readouterr().out == "heard\n"


def deep(x=1.0, n=985):
    return x if n == 0 else deep(x * 1.001, n - 1)


def test_program_recurs_as_deep_as_by_itself():
    limit = sys.getrecursionlimit()
    deepest = limit - 15
    trace = adstudio.trace(deep, {"n": deepest})
    assert trace.header.error is None
    assert trace.gradient["x"] == pytest.approx(1.001**deepest, rel=1e-12)
    assert sys.getrecursionlimit() == limit


def endless(x=1.0):
    return endless(x * 1.001)


def test_endless_recursion_is_an_error_and_the_limit_stays():
    limit = sys.getrecursionlimit()
    assert adstudio.trace(endless).header.error.type == "RecursionError"
    assert sys.getrecursionlimit() == limit
