"""Every rule, broken on purpose; the message names the column, the row and what was expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest
import worked_example
from hypothesis import given
from msgspec.structs import replace
from traces.random_traces import traces

from adstudio.traces import rules
from adstudio.traces.header import Note, Port, TraceError
from adstudio.traces.model import ArrayStore, Column, Series, Sweep, SweepKind, Trace
from adstudio.traces.rules import RULES, IllegalTrace, check


def header(**fields: Any) -> Callable[[Trace], Trace]:
    return lambda t: replace(t, header=msgspec.structs.replace(t.header, **fields))


def begins(line: int) -> Callable[[Trace], Trace]:
    """The trace whose source begins at another line of its file."""

    def plant(t: Trace) -> Trace:
        source = msgspec.structs.replace(t.header.program.sources[0], first_line=line)
        return header(program=msgspec.structs.replace(t.header.program, sources=(source,)))(t)

    return plant


def table(group: str, /, **columns: Any) -> Callable[[Trace], Trace]:
    """The trace with other columns in nodes, spans or scopes."""
    return lambda t: replace(t, **{group: replace(getattr(t, group), **columns)})


def entry(group: str, column: str, row: int, value: int) -> Callable[[Trace], Trace]:
    """The trace with one entry of one column changed."""

    def plant(t: Trace) -> Trace:
        changed = getattr(getattr(t, group), column).copy()
        changed[row] = value
        return table(group, **{column: changed})(t)

    return plant


def sweep(**fields: Any) -> Callable[[Trace], Trace]:
    """The trace with its adjoint sweep changed."""
    return lambda t: replace(t, sweeps=(*t.sweeps[:3], replace(t.sweeps[3], **fields)))


def series(*columns: Column, name: str = "curve") -> Callable[[Trace], Trace]:
    return lambda t: replace(t, series=(Series(name, columns),))


def arrays(**fields: Any) -> Callable[[Trace], Trace]:
    one = ArrayStore(((2,),), ("float64",), np.zeros((1, 6)), (np.zeros(2),), (True,))
    return lambda t: replace(t, arrays=replace(one, **fields))


def ints(*values: int) -> np.ndarray:
    return np.array(values, np.int32)


def taylor(derivative: np.ndarray) -> Callable[[Trace], Trace]:
    return lambda t: replace(t, sweeps=(Sweep(SweepKind.TAYLOR, t.sweeps[0].rows, derivative),))


x1, f = Port(name="x1", rows=(0,)), Port(name="f", rows=(6,))

# fmt: off
VIOLATIONS: list[tuple[str, Callable[[Trace], Trace], str]] = [
    # rule                      planted                                                     the message begins with
    ("version",                 header(format="tape"),                                      "header.format: is 'tape'; expected 'adtrace'"),
    ("version",                 header(version=0),                                          "header.version: is 0; expected 1 to 1"),
    ("version",                 header(version=2),                                          "header.version: This trace has format version 2; this AD Studio reads up to 1."),
    ("fixed_values",            header(inputs=(Port(name="n", rows=(), shape=None, fixed=object()),)), "header.inputs[0].fixed: is a object; expected None, a bool"),
    ("fixed_values",            header(inputs=(Port(name="n", rows=(), shape=None, fixed=[np.float64(1)]),)), "header.inputs[0].fixed: is a list"),
    ("fixed_values",            header(outputs=(Port(name="n", rows=(), shape=None, fixed={1: 2}),)), "header.outputs[0].fixed: is a dict"),
    ("types",                   header(ops=("input", 7)),                                   "header: cannot be written as JSON: Expected `str`, got `int`"),
    ("types",                   header(truncated="\ud800"),                                 "header: cannot be written as JSON"),
    ("types",                   header(inputs=(Port(name="x1", rows=(np.int64(0),)),)),     "header: cannot be written as JSON"),
    ("node_columns",            table("nodes", value=np.zeros(6)),                          "nodes.value: has shape (6,); expected (7,)"),
    ("node_columns",            table("nodes", start=np.zeros(7, np.int64)),                "nodes.start: has shape (7,); expected (8,)"),
    ("node_columns",            table("nodes", partial=np.zeros(7)),                        "nodes.partial: has shape (7,); expected (8,)"),
    ("node_columns",            table("nodes", op=np.zeros(7, np.int32)),                   "nodes.op: has dtype int32; expected uint16"),
    ("node_columns",            table("nodes", array=ints(0)),                              "nodes.array: has shape (1,); expected (7,) or (0,)"),
    ("node_columns",            table("nodes", flags=[0] * 7),                              "nodes.flags: is a list; expected a numpy array"),
    ("span_and_scope_columns",  table("spans", column=ints(1)),                             "spans.column: has shape (1,); expected (7,)"),
    ("span_and_scope_columns",  table("scopes", span=np.array([-1])),                       "scopes.span: has dtype int64; expected int32"),
    ("edge_pointers",           entry("nodes", "start", 0, 1),                              "nodes.start, row 0: begins at 1; expected 0"),
    ("edge_pointers",           entry("nodes", "start", 3, 9),                              "nodes.start, row 4: 3 is below the 9 before it"),
    ("edge_pointers",           entry("nodes", "start", 7, 9),                              "nodes.start, row 7: ends at 9; nodes.parent has 8 entries"),
    ("parents_first",           entry("nodes", "parent", 0, 2),                             "nodes.parent, row 2: parent 2 is not a row before it; expected 0 to 1"),
    ("parents_first",           entry("nodes", "parent", 7, 6),                             "nodes.parent, row 6: parent 6 is not a row before it"),
    ("parents_first",           entry("nodes", "parent", 4, -1),                            "nodes.parent, row 5: parent -1 is not a row before it"),
    ("parents_first",           table("nodes", start=np.array([0, 1, 1, 1, 3, 4, 6, 8])),   "nodes.parent, row 0: parent 0 is not a row before it; the first node has no parents"),
    ("array_store",             arrays(dtype=()),                                           "arrays.dtype: has 0 entries; arrays.shape has 1"),
    ("array_store",             arrays(summary=np.zeros((1, 5))),                           "arrays.summary: has shape (1, 5); expected (1, 6)"),
    ("array_store",             arrays(shape=((3,),)),                                      "arrays.data[0]: has shape (2,); expected (3,)"),
    ("array_store",             arrays(shape=((-1, -2),)),                                  "arrays.shape, row 0: (-1, -2) is no shape"),
    ("array_store",             arrays(shape=((2**32, 2**31),), full=(False,)),             "arrays.shape, row 0: (4294967296, 2147483648) is no shape"),
    ("array_store",             arrays(shape=((0, 2**63),), data=(np.zeros(0),), full=(False,)), "arrays.shape, row 0: (0, 9223372036854775808) is no shape"),
    ("array_store",             arrays(shape=((1,) * 65,), data=(np.zeros(1),), full=(False,)), "arrays.shape, row 0: has 65 dimensions; expected at most 64"),
    ("array_store",             arrays(shape=((99,),), data=(np.zeros(65),), full=(False,)), "arrays.data[0]: samples 65 of 99 entries; expected at most 64"),
    ("array_store",             arrays(dtype=(3,)),                                         "arrays.dtype: holds 3 where a text was expected"),
    ("node_indices",            entry("nodes", "op", 3, 6),                                 "nodes.op, row 3: 6 is outside header.ops; expected 0 to 5"),
    ("node_indices",            entry("nodes", "span", 2, 7),                               "nodes.span, row 2: 7 is outside spans; expected -1 to 6"),
    ("node_indices",            entry("nodes", "scope", 2, -1),                             "nodes.scope, row 2: -1 is outside scopes; expected 0 to 0"),
    ("node_indices",            entry("nodes", "name", 2, -2),                              "nodes.name, row 2: -2 is outside header.names; expected -1 to"),
    ("node_indices",            table("nodes", array=ints(0, -1, -1, -1, -1, -1, -1)),      "nodes.array, row 0: 0 is outside arrays; expected -1 to -1"),
    ("flags",                   entry("nodes", "flags", 1, 128),                            "nodes.flags, row 1: 128 is outside the flags that have a meaning; expected 0 to 127"),
    ("spans",                   entry("spans", "source", 1, 1),                             "spans.source, row 1: 1 is outside header.program.sources; expected 0 to 0"),
    ("spans",                   entry("spans", "line", 1, 0),                               "spans.line, row 1: 0 is outside the source; expected 1"),
    ("spans",                   entry("spans", "column", 1, -1),                            "spans.column, row 1: -1 is outside the source; expected 0"),
    ("spans",                   entry("spans", "end_line", 2, 4),                           "spans.end_line, row 2: ends at 4:"),
    ("spans",                   entry("spans", "end_column", 2, 3),                         "spans.end_line, row 2: ends at 5:3, before it begins at 5:"),
    ("scopes",                  entry("scopes", "parent", 0, 0),                            "scopes.parent, row 0: is 0; expected −1"),
    ("scopes",                  table("scopes", parent=ints(-1, 1), function=ints(0, 0), span=ints(-1, -1)), "scopes.parent, row 1: 1 is not a row before it; expected 0 to 0"),
    ("scopes",                  entry("scopes", "function", 0, -1),                         "scopes.function, row 0: -1 is outside header.names"),
    ("scopes",                  entry("scopes", "span", 0, 7),                              "scopes.span, row 0: 7 is outside spans"),
    ("ports",                   header(inputs=(Port(name="x1", rows=(7,)),)),               "header.inputs[0].rows, row 0: 7 is outside nodes; expected 0 to 6"),
    ("ports",                   header(outputs=(Port(name="f", rows=(-1,)),)),              "header.outputs[0].rows, row 0: -1 is outside nodes"),
    ("ports",                   header(outputs=(f, Port(name="g", rows=(5, 6), shape=(3,)))), "header.outputs[1].rows: has 2 rows; its shape (3,) needs 3"),
    ("ports",                   header(inputs=(Port(name="x1", rows=(), shape=(-1, 0)),)),  "header.inputs[0].shape: (-1, 0) has a negative length"),
    ("ports",                   header(inputs=(Port(name="x1", rows=(), shape=(0, 2**31)),)), "header.inputs[0].shape: (0, 2147483648) has a length above 2147483647"),
    ("ports",                   header(outputs=(Port(name="f", rows=(6,), shape=(1,) * 65),)), "header.outputs[0].shape: has 65 dimensions; expected at most 64"),
    ("ports",                   header(inputs=(Port(name="x1", rows=(0,), shape=None),)),   "header.inputs[0].rows: has 1 rows, but shape None means it has no nodes"),
    ("ports",                   header(inputs=(x1, x1)),                                    "header.inputs[1].name: 'x1' names an earlier input too"),
    ("ports",                   lambda t: table("nodes", array=ints(0, *[-1] * 6))(arrays()(t)), "header.inputs[0].shape: is (), but its node holds an array of shape (2,)"),
    ("places",                  header(error=TraceError(type="E", message="", source=1)),   "header.error.source, row 0: 1 is outside header.program.sources; expected -1 to 0"),
    ("places",                  header(notes=(Note(kind="n", message="", row=7),)),         "header.notes[0].row, row 0: 7 is outside nodes; expected -1 to 6"),
    ("places",                  header(notes=(Note(kind="n", message="", line=-1),)),       "header.notes[0].line: is -1; expected 0 (unknown) to 2147483647"),
    ("places",                  header(notes=(Note(kind="n", message="", line=2**31),)),    "header.notes[0].line: is 2147483648; expected 0 (unknown) to 2147483647"),
    ("places",                  header(error=TraceError(type="E", message="", line=2**31)), "header.error.line: is 2147483648; expected 0"),
    ("places",                  begins(-(2**63)),                                           "header.program.sources[0].first_line: is -9223372036854775808; expected 1 to 2147483647"),
    ("places",                  begins(0),                                                  "header.program.sources[0].first_line: is 0; expected 1"),
    ("places",                  begins(2**31),                                              "header.program.sources[0].first_line: is 2147483648; expected 1"),
    ("sweep_columns",           sweep(kind="backward"),                                     "sweeps[3].kind: is 'backward'; expected a SweepKind: primal, tangent"),
    ("sweep_columns",           sweep(derivative=np.zeros(8)),                              "sweeps[3].derivative: has shape (8,); expected (7,)"),
    ("sweep_columns",           sweep(derivative=np.zeros((7, 2))),                         "sweeps[3].derivative: has shape (7, 2); expected (7,)"),
    ("sweep_columns",           sweep(kind=SweepKind.PRIMAL),                               "sweeps[3].derivative: has shape (7,); expected (0,)"),
    ("sweep_columns",           taylor(np.zeros((7, 0))),                                   "sweeps[0].derivative: has no coefficients"),
    ("sweep_columns",           taylor(np.zeros((6, 2))),                                   "sweeps[0].derivative: has shape (6, 2); expected (7, any)"),
    ("sweep_columns",           sweep(rows=np.arange(7)),                                   "sweeps[3].rows: has dtype int64; expected int32"),
    ("sweep_columns",           sweep(array=ints(0)),                                       "sweeps[3].array: has shape (1,); expected (0,) or (7,)"),
    ("sweep_columns",           sweep(contribution=np.zeros(7)),                            "sweeps[3].contribution: has shape (7,); expected (0,) or (8,)"),
    ("sweep_indices",           sweep(rows=ints(6, 5, 7)),                                  "sweeps[3].rows, row 2: 7 is outside nodes; expected 0 to 6"),
    ("sweep_indices",           sweep(rows=ints(6, 5, 4, 6)),                               "sweeps[3].rows, row 3: visits node 6 a second time"),
    ("sweep_indices",           sweep(array=ints(0, 0, 0, 0, 0, 0, 0)),                     "sweeps[3].array, row 0: 0 is outside arrays"),
    ("sweep_texts",             sweep(seed=((7, 1.0),)),                                    "sweeps[3].seed, row 0: 7 is outside nodes; expected 0 to 6"),
    ("sweep_texts",             sweep(seed=((6, "1"),)),                                    "sweeps[3].seed, row 0: has the weight '1'; expected a float"),
    ("sweep_texts",             sweep(label="\udc80"),                                      "sweeps[3]: holds '\\udc80', which is not Unicode text"),
    ("sweep_texts",             sweep(parameters={"comparable": float("nan")}),             "sweeps[3].comparable: is nan; expected a whole number from 0"),
    ("sweep_texts",             sweep(parameters={"comparable": 2.0**63}),                  "sweeps[3].comparable: is 9.223372036854776e+18; expected a whole number from 0"),
    ("sweep_texts",             sweep(parameters={"h": None}),                              "sweeps[3].h: is None; expected a float"),
    ("series",                  series(Column("h", np.zeros(2)), Column("error", np.zeros(3))), "series[0].error: has 3 entries; the first column has 2"),
    ("series",                  series(Column("h", np.zeros(2)), Column("h", np.zeros(2))), "series[0].columns[1]: 'h' names an earlier column too"),
    ("series",                  series(Column("h", np.zeros(2, np.float32))),               "series[0].h: has dtype float32; expected float64"),
    ("series",                  series(Column("line", ("a", 3))),                           "series[0].line: holds 3 where a text was expected"),
    ("series",                  series(name=None),                                          "series[0]: holds None where a text was expected"),
]
# fmt: on


@pytest.mark.parametrize(
    ("rule", "plant", "message"), VIOLATIONS, ids=[f"{k}-{v[0]}" for k, v in enumerate(VIOLATIONS)]
)
def test_a_planted_violation_is_named(rule: str, plant: Callable[[Trace], Trace], message: str) -> None:
    with pytest.raises(IllegalTrace) as caught:
        check(plant(worked_example.trace()))
    assert str(caught.value).startswith(message)
    assert caught.value.rule.broken.__name__ == rule


def test_every_rule_has_a_planted_violation() -> None:
    assert {rule.broken.__name__ for rule in RULES} == {rule for rule, _, _ in VIOLATIONS}


def test_an_error_says_where() -> None:
    with pytest.raises(IllegalTrace) as caught:
        check(entry("nodes", "parent", 0, 2)(worked_example.trace()))
    assert (caught.value.violation.column, caught.value.violation.row) == ("nodes.parent", 2)
    assert caught.value.rule.says == "parents are before their children"
    assert isinstance(caught.value, ValueError)


def test_the_worked_example_is_legal() -> None:
    check(worked_example.trace())


@given(traces())
def test_random_legal_traces_are_legal(trace: Trace) -> None:
    check(trace)


@pytest.mark.parametrize("column", ["span", "name"])
def test_minus_one_is_unknown_and_legal(column: str) -> None:
    check(table("nodes", **{column: np.full(7, -1, np.int32)})(worked_example.trace()))


def test_an_array_input_may_be_one_node() -> None:
    trace = arrays()(worked_example.trace())
    trace = table("nodes", array=ints(0, *[-1] * 6))(trace)
    check(header(inputs=(Port(name="x1", rows=(0,), shape=(2,)),))(trace))


def test_a_trace_that_stopped_before_its_first_node_is_legal() -> None:
    none = np.empty(0, np.int32)
    trace = table("nodes", op=np.empty(0, np.uint16), value=np.empty(0), start=np.zeros(1, np.int64), parent=none)(
        worked_example.trace()
    )
    trace = table("nodes", partial=np.empty(0), span=none, scope=none, name=none, flags=np.empty(0, np.uint8))(trace)
    trace = replace(header(inputs=(), outputs=(), error=TraceError(type="E", message=""))(trace), sweeps=())
    check(table("scopes", parent=none, function=none, span=none)(trace))


def test_the_list_of_rules_is_what_is_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "RULES", ())
    check(header(version=99)(worked_example.trace()))


def test_an_empty_array_of_any_length_is_legal_and_has_no_entries() -> None:
    """Nobody counts to 2³¹ − 1 to find that out."""
    nothing = Port(name="xs", rows=(), shape=(2**31 - 1, 0))
    whole = worked_example.trace()
    trace = header(inputs=(*whole.header.inputs, nothing), outputs=(nothing,))(whole)
    check(trace)
    assert trace.output_labels == ()
    assert list(trace.formulas.ports.values()) == ["x1", "x2"]
