"""An array of values is written as its plain numbers are, and a number read back from there is noted."""

from __future__ import annotations

import io
import pprint

import numpy as np
import pytest

import adstudio

POINT = np.array([1.3, 2.1, 3.7])
ENGINES = ["dual", "tape", "jet", "finite_difference", "torch"]


def saved(table):
    file = io.StringIO()
    np.savetxt(file, table)
    return file.getvalue()


def reprinted(table):
    with np.printoptions(precision=3):
        return str(table)


WRITERS = [
    str,
    repr,
    lambda table: f"{table}",
    lambda table: f"{table!r:>60}",
    lambda table: "%s" % table,  # noqa: UP031
    pprint.pformat,
    lambda table: str([table, 1]),
    lambda table: np.array2string(table, precision=2),
    lambda table: np.array2string(a=table, separator=","),
    np.array_str,
    np.array_repr,
    saved,
    reprinted,
]
MAKERS = [
    lambda x: x / 3,
    lambda x: np.outer(x, x) / 3,
    lambda x: x * 0.7j,
    lambda x: np.array([x[0] / 3, 1.0]),
    lambda x: np.linspace(x[0], x[1], 4),
    lambda x: np.zeros(3),
]


@pytest.mark.parametrize("write", WRITERS)
@pytest.mark.parametrize("make", MAKERS)
def test_text_is_that_of_the_plain_array(make, write):
    texts = []
    note = texts.append

    def program(x):
        note(write(make(x)))
        return x[0]

    adstudio.trace(program, {"x": POINT})
    assert texts[0] == write(make(POINT))


def read_back(x):
    a, b, c = (float(part) for part in str(x / 3).strip("[]").split())
    return a * x[0] + b * c


def read_back_from_a_file(x):
    file = io.StringIO()
    np.savetxt(file, x / 3)
    file.seek(0)
    return np.loadtxt(file).sum() * x[0]


def told(x):
    print(x, file=io.StringIO())
    return x @ x * len(repr(x / 3))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("program", "slope"), [(read_back, 1.3 / 3), (read_back_from_a_file, 7.1 / 3)])
def test_number_read_back_is_noted(program, slope, engine):
    trace = adstudio.trace(program, {"x": POINT}, engine=engine)
    assert trace.value == pytest.approx(float(program(POINT)), rel=1e-15)
    assert {note.kind for note in trace.header.notes} == {"left-graph"}
    if engine != "finite_difference":  # it runs the program beside the point, where the text is another one
        assert trace.gradient["x"] == pytest.approx([slope, 0.0, 0.0])


@pytest.mark.parametrize("engine", ENGINES)
def test_text_that_is_only_told_is_no_matter(engine):
    trace = adstudio.trace(told, {"x": POINT}, engine=engine)
    assert trace.header.notes == ()
    assert trace.gradient["x"] == pytest.approx(2 * POINT * len(repr(POINT / 3)))


def test_a_derivative_of_its_own_warns_where_numbers_are_read():
    with pytest.warns(adstudio.LeftGraph):
        adstudio.gradient(lambda x: x[0] + float(str(x / 3).strip("[]").split()[0]))(POINT)
