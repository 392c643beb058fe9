"""A number that is read back from text is noticed, whichever way the text was made."""

from __future__ import annotations

import ast
import decimal
import fractions
import io
import json
import math
import pprint
import random
import re
import tempfile

import numpy as np
import pytest
from running import gradient, record

import adstudio
from adstudio.primitives.written import Written


def noted(trace):
    return [note.line for note in trace.header.notes if note.kind == "left-graph"]


@pytest.mark.parametrize(
    "program",
    [
        lambda x=2.25: float(str(x)),
        lambda x=2.25: float(repr(x)),
        lambda x=2.25: float(f"{x}"),
        lambda x=2.25: float(f"{x:.3f}"),
        lambda x=2.25: float("%s" % x),  # noqa: UP031
        lambda x=2.25: float("%.3f" % x),  # noqa: UP031
        lambda x=2.25: float("{}".format(x)),  # noqa: UP032
        lambda x=2.25: float(format(x, ".3f")),
        lambda x=2.25: float(str(x).strip()[:3]),
        lambda x=2.25: float(("a" + str(x) + "0")[1:]),
        lambda x=2.25: float(str(x).split(".")[0]),
        lambda x=2.25: int(str(x).split(".")[0]) * 1.0,
        lambda x=2.25: sum(map(float, f"{x},{x}".split(","))),
        lambda x=2.25: sum(map(float, ",".join([str(x), str(x)]).split(","))),
        lambda x=2.25: sum(map(float, ("%s,%s" % (x, x)).split(","))),  # noqa: UP031
        lambda x=2.25: float(pprint.pformat(x)),
        lambda x=2.25: float(np.array2string(np.array(x))),
        lambda x=2.25: eval(f"{x} * 2"),
        lambda x=2.25: ast.literal_eval(repr([x]))[0],
        lambda x=2.25: json.loads(str(x)),
        lambda x=2.25: json.loads(json.dumps([x]))[0],
        lambda x=2.25: float(decimal.Decimal(str(x))),
        lambda x=2.25: float(fractions.Fraction(str(x))),
        lambda x=2.25: complex(str(x)).real,
        lambda x=2.25: float(np.float64(str(x))),
    ],
)
def test_number_read_back_from_text_is_noted_with_its_line(program):
    trace = adstudio.trace(program)
    assert trace.value == program()
    assert noted(trace) == [program.__code__.co_firstlineno]


@pytest.mark.parametrize("make", [adstudio.derivative, adstudio.gradient])
@pytest.mark.parametrize(
    "function",
    [
        lambda x: sum(map(float, f"{x},{x}".split(","))),
        lambda x: eval(f"{x} * 2"),
        lambda x: float(decimal.Decimal(str(x))),
        lambda x: float(str(x).encode()),
        lambda x: float(repr({"a": x}).split(":")[1][:-1]),
        lambda x: float(re.sub("z", "", str(x))),
        lambda x: np.array([str(x)]).astype(float)[0],
        lambda x: parsed(shown(x, x))[1],
    ],
)
def test_number_read_back_in_a_derivative_as_a_function_is_warned_of(function, make):
    with pytest.warns(adstudio.LeftGraph, match="read back"):
        assert make(function)(2.25) == 0.0


@pytest.mark.filterwarnings("error")
def test_text_that_is_only_told_in_a_derivative_as_a_function_is_no_matter():
    assert adstudio.derivative(lambda x: (f"{x:.1f} of {x}", x * x)[1])(2.25) == 4.5
    assert adstudio.gradient(lambda x, y: (str([x, y]), float("2.5") * x * y)[1])(2.0, 3.0) == (7.5, 5.0)


def shown(*numbers):
    return ", ".join(f"{number:.6f}" for number in numbers)


def parsed(text):
    return [float(part) for part in re.findall(r"[-+.\d]+", text)]


def by_another_function(x=2.25, y=3.0):
    a, b = parsed(shown(x, y))
    return a * y + b


def beside_a_logarithm(x=2.25, y=3.0):
    return y * math.log(float(re.sub("a", "", f"a{x}")))


def by_a_file(x=2.25, y=3.0):
    with tempfile.TemporaryFile("w+") as file:
        file.write(f"{x}\n{y}")
        file.seek(0)
        return float(file.readline()) * y


def by_a_child(x=2.25, y=3.0):
    said = io.StringIO()
    print(x, y, file=said)
    return y * float(said.getvalue().split()[0])


def in_a_loop(x=2.25, y=3.0):
    total = 0.0
    for k in range(3):
        total = total + k * y
        if float(re.match(".*", f"{total}").group()) > 100.0:
            break
    return total + len(f"{x:9.3f}")


ENGINES = ["dual", "tape", "jet", "finite_difference", "torch"]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("program", "line"), [(by_another_function, 2), (beside_a_logarithm, 1), (by_a_file, 4), (by_a_child, 3)]
)
def test_number_read_back_by_anybody_is_noted_where_it_comes_back(program, line, engine):
    trace = adstudio.trace(program, engine=engine)
    assert trace.value == program()
    assert noted(trace) == [program.__code__.co_firstlineno + line]


@pytest.mark.parametrize("engine", ENGINES)
def test_text_that_decides_is_no_matter(engine):
    trace = adstudio.trace(in_a_loop, engine=engine)
    assert noted(trace) == []
    assert trace.gradient == {"x": 0.0, "y": pytest.approx(3.0)}


def test_numbers_that_change_by_themselves_are_no_matter():
    dice = random.SystemRandom()

    def program(x=2.25):
        _ = f"{x} {x}"
        return x * dice.random()

    assert noted(adstudio.trace(program)) == []


@pytest.mark.parametrize(("line", "runs"), [("print(x)", 1), ("assert x < 3, f'{x}'", 1), ("str(x)", 2)])
def test_program_runs_again_only_where_it_may_read_what_it_wrote(tmp_path, line, runs):
    told, program = tmp_path / "runs", tmp_path / "program.py"
    text = f"def f(x=2.25):\n    with open({str(told)!r}, 'a') as runs:\n        runs.write('.')\n    {line}\n    return x * x\n"
    program.write_text(text)
    assert noted(adstudio.trace(program)) == []
    assert told.read_text() == "." * runs


@pytest.mark.parametrize(
    "program",
    [
        lambda x=2.25: (str(x), float("2.5") * x)[1],
        lambda x=2.25: (f"{x:.1f} of {x}", 2.5 * x)[1],
        lambda x=2.25: (print(f"{x} {x}", file=io.StringIO()), float("2.5") * x)[1],
        lambda x=2.25: (sorted([str(x), "a"]), {str(x): 1}[str(x)], len(str(x)), 2.5 * x)[-1],
    ],
)
def test_text_that_is_only_told_is_no_matter(program):
    _, trace = record(program)
    assert noted(trace) == []
    assert gradient(trace) == {"x": [2.5]}


def test_text_is_text():
    texts = []
    note = texts.append

    def program(x=2.25):
        note(str(x))
        return x

    record(program)
    [text] = texts
    assert isinstance(text, Written)
    assert (text, hash(text), json.dumps(text), text + "a", "a" + text) == (
        "2.25",
        hash("2.25"),
        '"2.25"',
        "2.25a",
        "a2.25",
    )


def test_text_that_is_no_number_raises_as_ever():
    def program(x=2.25):
        return float(str(x) + "a")

    with pytest.raises(ValueError, match=r"could not convert string to float: '2\.25a'"):
        record(program)
