"""A number that is read back from text is noticed, whichever way the text was made."""

from __future__ import annotations

import ast
import decimal
import fractions
import io
import json
import pprint

import numpy as np
import pytest
from running import gradient, record

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
    result, trace = record(program)
    assert result == program()
    assert noted(trace) == [program.__code__.co_firstlineno]


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
