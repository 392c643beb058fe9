"""Conditions over steps: what they mean, what is refused, and that nothing is ever run."""

import numpy as np
import pytest
import worked_example
from hypothesis import given
from hypothesis import strategies as st

from adstudio.traces.step_columns import StepColumns
from adstudio.workspace.condition import ConditionError, read
from adstudio.workspace.condition_words import NUMBERS, TEXTS
from adstudio.workspace.step_words import StepWords


def holding(text: str, trace=None) -> list[int]:
    """The steps of the worked example, from 0, of which a condition holds."""
    trace = worked_example.trace() if trace is None else trace
    found = []
    for band in trace.timeline.sweeps:
        columns = StepColumns(trace.timeline, band, np.arange(len(band)))
        found += (np.flatnonzero(read(text).holds(StepWords(columns))) + band.start).tolist()
    return found


# The worked example has 7 primal steps (0–6), tangents (7–13, 14–20), the seed (21) and 8 contributions (22–29):
# 22 to v6, 23 to v5, 24 to v3, 25 to v4, 26 to v2 by cos 5, 27 to v1 by 5, 28 to v2 by 2, 29 to v1 by 0.5
CASES = [
    ("value > 5", [3, 5, 6, 10, 12, 13, 17, 19, 20, 21, 22, 25]),
    ("step == 4", [3]),
    ("adjoint < 0", [23, 26]),
    ("abs(adjoint) >= 5", [27, 29]),
    ("tangent == 5.5", [12, 13]),
    ("derivative == 5.5", [12, 13, 29]),
    ("sweep == 'primal' and op == 'sin'", [4]),
    ("op in ('sin', 'log') and sweep != 'primal'", [9, 11, 16, 18, 26, 29]),
    ("op not in ('input',) and step <= 7", [2, 3, 4, 5, 6]),
    ("name == 'b'", [3, 10, 17, 25]),
    ("function == 'f' and step < 3", [0, 1]),
    ("node == 2 and sweep == 'adjoint'", [26, 28]),
    ("line == 6 and sweep == 'adjoint'", [27, 28]),
    ("partial == 2", [28]),
    ("contribution == 0.5", [9, 29]),
    ("before > 4", [29]),
    ("received == 2", [28, 29]),
    ("received < expected", [26, 27]),
    ("1 < step <= 3", [1, 2]),
    ("step % 10 == 0", [9, 19, 29]),
    ("-step < -28.5 or step == 1", [0, 28, 29]),
    ("not (step > 2)", [0, 1]),
    ("min(step, 3) == step and max(1, 2, step) == 2", [0, 1]),
    ("sqrt(value) == sqrt(2) and step < 8", [0]),
    ("log10(10 * value) == 2 and step < 8", [3]),
    ("isnan(value)", []),
    ("isfinite(value) and step == 1", [0]),
    ("1 / (step - 1) == inf", [0]),
    ("isinf(1 / (step - 1))", [0]),
]


@pytest.mark.parametrize(("text", "steps"), CASES)
def test_a_condition_holds_of_the_steps_that_are_meant(text, steps):
    assert holding(text) == steps


@pytest.mark.parametrize(
    "text", ["adjoint > 0 or adjoint <= 0", "not (adjoint > 0 and adjoint < 0)", "not isnan(adjoint)"]
)
def test_a_condition_holds_only_where_there_is_what_it_speaks_of(text):
    assert holding(text) == list(range(21, 30))


def test_one_side_of_an_or_may_speak_of_what_is_not_there():
    assert holding("adjoint > 100 or step == 1") == [0]


def test_a_nan_among_the_values_is_found():
    trace = worked_example.trace()
    trace.nodes.value[4] = np.nan
    assert holding("isnan(value) and sweep == 'primal'", trace) == [4]


REFUSED = [
    ("", 1, "write a condition"),
    ("   ", 1, "write a condition"),
    ("value", 1, "this is no condition"),
    ("1 + 1", 1, "this is no condition"),
    ("adjoint = 1", 9, "two equal signs"),
    ("value > (1", 9, "never closed"),
    ("value >", 8, "missing at the end"),
    ("op == 'log", 7, "this quote is never closed"),
    ("valu > 1", 1, "did you mean value?"),
    ("  valu > 1", 3, "did you mean value?"),
    ("step > 1 and qqqq > 1", 14, "there are value, adjoint"),
    ("abs > 1", 1, "write abs("),
    ("abs() > 1", 1, "abs takes one number"),
    ("max(1) > 1", 1, "max takes two numbers or more"),
    ("abs(value, 2) > 1", 1, "abs takes one number"),
    ("abs(value=1) > 1", 1, "abs takes one number"),
    ("asb(value) > 1", 1, "did you mean abs?"),
    ("eval('1') > 1", 1, "there is no function 'eval'"),
    ("__import__('os').system('x') == 0", 1, "only these can be called"),
    ("value.real > 1", 1, "a dot is not allowed"),
    ("value[0] > 1", 1, "an index is not allowed"),
    ("(lambda: 1)() > 1", 2, "only these can be called"),
    ("1 if value > 1 else 0", 1, "an if is not allowed"),
    ("(y := 1) > 0", 2, "an assignment is not allowed"),
    ("f'{value}' == op", 1, "an f-string is not allowed"),
    ("[v for v in value] == 1", 1, "not allowed"),
    ("(value & 1) == 1", 2, "write and, or, not"),
    ("~value > 1", 1, "write not"),
    ("not value", 5, "not takes conditions, and this is a number"),
    ("value and step > 1", 1, "and takes conditions, and this is a number"),
    ("abs(value > 1) > 1", 5, "abs takes numbers, and this is a condition"),
    ("op > 1", 6, "a text is compared with one in quotes"),
    ("op > 'log'", 6, "only == and !="),
    ("op in 'log'", 7, "only == and !="),
    ("op == log", 7, "write log("),
    ("op == ('log', 'mul')", 7, "only in and not in"),
    ("op in ('log', 3)", 7, "words in quotes"),
    ("value == 'log'", 1, "a text is compared"),
    ("value is 1", 10, "compared by"),
    ("value > True", 9, "True is not allowed"),
    ("value > None", 9, "None is not allowed"),
    ("value > 1j", 9, "1j is not allowed"),
    ("'über' == op and value > 1", 11, "a text is compared"),
    ("name == 'über' and valu > 1", 20, "did you mean value?"),
    ("x" * 501 + " > 1", 501, "at most 500 characters"),
    ("(" * 60 + "1" + ")" * 60 + " > valu", 125, "did you mean"),
    ("-" * 60 + "1 > 0", 41, "within each other"),
    ("value > 1; step > 1", 10, "cannot be read"),
    ("import os", 1, "cannot be read"),
    ("value > \0", 10, "missing at the end"),
]


@pytest.mark.parametrize(("text", "column", "message"), REFUSED)
def test_what_is_not_in_the_grammar_is_refused_with_its_column(text, column, message):
    with pytest.raises(ConditionError) as caught:
        read(text)
    assert message in str(caught.value)
    assert (caught.value.column, str(caught.value).partition(":")[0]) == (column, f"column {column}")


def test_a_power_of_powers_is_infinite_and_takes_no_time():
    assert holding("10 ** 10 ** 10 == inf and step == 1") == [0]
    assert holding("9" * 400 + " == inf and step == 1") == [0]


@pytest.mark.parametrize("name", [*NUMBERS, *TEXTS])
def test_every_word_means_something_in_every_sweep(name):
    text = f"{name} == {name}" if name in NUMBERS else f"{name} != ''"
    assert set(holding(text)) <= set(range(30))
    assert holding(text) or name == "difference"


ATOMS = st.sampled_from(
    [*NUMBERS, *TEXTS, "1", "'log'", "(", ")", "abs(", " ", ".", "[", "]", ",", "and", "not", ">", "=="]
)


@given(st.lists(ATOMS, max_size=12).map(" ".join) | st.text(max_size=40))
def test_any_text_is_a_condition_or_an_error_with_a_column(text):
    column, condition = 1, None
    try:
        condition = read(text)
    except ConditionError as error:
        column = error.column
    assert 1 <= column <= len(text) + 2
    if condition is not None:
        trace = worked_example.trace()
        columns = StepColumns(trace.timeline, trace.timeline.sweeps[3], np.arange(9))
        assert condition.holds(StepWords(columns)).shape == (9,)
