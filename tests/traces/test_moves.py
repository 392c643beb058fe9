"""Moving by line and by call, against steps that are counted by hand."""

import numpy as np
import pytest
import random_traces
import worked_example
from hypothesis import given, settings
from msgspec.structs import replace

from adstudio.traces import moves
from adstudio.traces.model import Nodes, Scopes, Spans, Sweep, SweepKind, Trace
from adstudio.traces.moves import Unit, moved
from adstudio.traces.step_columns import StepColumns


def chain(*rows: tuple[int, int, int], parents: tuple[int, ...]) -> Trace:
    """A chain of operations, each (line, column, scope), run forwards and then back; `parents` of the scopes."""
    n = len(rows)
    places = sorted({(line, column) for line, column, _ in rows})
    line, column = (np.array(part, np.int32) for part in zip(*places, strict=True))
    base = worked_example.trace()
    nodes = Nodes(
        op=np.array([0] + [1] * (n - 1), np.uint16),
        value=np.ones(n),
        start=np.concatenate(([0], np.arange(n))).astype(np.int64),
        parent=np.arange(n - 1, dtype=np.int32),
        partial=np.ones(n - 1),
        span=np.array([places.index((line, column)) for line, column, _ in rows], np.int32),
        scope=np.array([scope for *_, scope in rows], np.int32),
        name=np.full(n, -1, np.int32),
        flags=np.array([1] + [0] * (n - 1), np.uint8),
        array=np.empty(0, np.int32),
    )
    spans = Spans(np.zeros(len(places), np.int32), line, column, line, column + 1)
    scopes = Scopes(np.array(parents, np.int32), np.zeros(len(parents), np.int32), np.full(len(parents), -1, np.int32))
    every = np.arange(n, dtype=np.int32)
    sweeps = (
        Sweep(SweepKind.PRIMAL, every, np.empty(0)),
        Sweep(SweepKind.ADJOINT, every[::-1].copy(), np.ones(n), seed=((n - 1, 1.0),)),
    )
    return replace(base, nodes=nodes, spans=spans, scopes=scopes, sweeps=sweeps)


def walk(trace: Trace, unit: Unit) -> list[int]:
    """Where the moves on lead to, from the first step to the last."""
    steps, step = [], 0
    while step < len(trace.timeline) - 1:
        step = moved(trace.timeline, step, unit)
        steps.append(step)
    return steps


# def f(x):             line 1: 0
#     u = sin(x)        line 2: 1
#     w = cos(u) + g(u) line 3: 2, then g, then 5
#     return exp(w)     line 4: 6
# def g(u):
#     t = u * u         line 7: 3
#     return t + 1      line 8: 4
CALLS = ((1, 6, 0), (2, 4, 0), (3, 4, 0), (7, 4, 1), (8, 4, 1), (3, 9, 0), (4, 4, 0))


def test_by_line_each_move_ends_where_a_line_is_done():
    trace = chain(*CALLS, parents=(-1, 0))
    assert walk(trace, Unit.LINE)[:6] == [1, 2, 3, 4, 5, 6]
    # back: seed v7, then line 4 to v6, line 3 to v5, lines 8 and 7, line 3 again, line 2; the seed stands on line 4 too
    assert walk(trace, Unit.LINE)[6:] == [8, 9, 10, 11, 12, 13]


def test_a_loop_on_one_line_stops_at_every_pass():
    # for _ in range(3): x = sin(x) * 2, all on line 2: two expressions a pass
    loop = ((1, 6, 0), *((2, 14, 0), (2, 14 - 1, 0)) * 3)
    trace = chain(*loop, parents=(-1,))
    assert walk(trace, Unit.LINE) == [2, 4, 6, 9, 11, 13]  # back, the seed goes with the last pass


def test_the_entries_of_an_array_parameter_are_one_line():
    trace = chain((1, 6, 0), (1, 6, 0), (1, 6, 0), (2, 4, 0), parents=(-1,))
    flags = np.array([1, 1, 1, 0], np.uint8)
    trace = replace(trace, nodes=replace(trace.nodes, flags=flags))
    assert walk(trace, Unit.LINE)[:2] == [2, 3]


def test_by_call_each_move_ends_where_another_call_takes_over():
    trace = chain(*CALLS, parents=(-1, 0))
    assert walk(trace, Unit.CALL) == [2, 4, 6, 9, 11, 13]


def test_over_passes_the_calls_of_a_line_and_takes_the_line_as_one():
    timeline = chain(*CALLS, parents=(-1, 0)).timeline
    assert [moves.over(timeline, step) for step in (0, 1, 2, 5)] == [1, 5, 5, 6]
    assert moves.over(timeline, 3) == 4
    assert moves.over(timeline, 4) == 5  # from the end of a call into its caller
    assert [moves.over(timeline, step, on=False) for step in (6, 5, 4)] == [5, 1, 3]


def test_into_goes_to_the_first_step_of_a_call_and_out_to_the_first_after_it():
    timeline = chain(*CALLS, parents=(-1, 0)).timeline
    assert [moves.into(timeline, step) for step in (0, 2)] == [3, 3]
    assert [moves.out(timeline, step) for step in (3, 4)] == [5, 5]
    assert moves.out(timeline, 4, on=False) == 2
    assert moves.into(timeline, 4, on=False) == 3
    assert moves.out(timeline, 1) == 6  # f itself ends with its sweep


def test_coming_back_through_two_callers_into_another_call_enters_it():
    # f calls g, g calls h; back in f at once, which calls k
    trace = chain((1, 0, 0), (5, 0, 1), (9, 0, 2), (13, 0, 3), (2, 0, 0), parents=(-1, 0, 1, 0))
    assert trace.timeline.passage(0).entries.tolist() == [1, 2, 3]
    assert moves.into(trace.timeline, 2) == 3
    back = chain((1, 0, 0), (5, 0, 1), (9, 0, 2), (2, 0, 0), parents=(-1, 0, 1))
    assert back.timeline.passage(0).entries.tolist() == [1, 2]


def test_arrivals_at_a_line_count_a_line_with_a_call_in_it_once():
    passage = chain(*CALLS, parents=(-1, 0)).timeline.passage(0)
    assert passage.arrivals(0, 3).tolist() == [2]
    assert passage.arrivals(0, 8).tolist() == [4]
    assert passage.arrivals(0, 99).tolist() == []


@pytest.mark.parametrize("unit", Unit)
def test_moves_on_and_back_meet_at_the_same_steps_and_stay_inside(unit):
    for trace in (worked_example.trace(), chain(*CALLS, parents=(-1, 0))):
        last = len(trace.timeline) - 1
        on = walk(trace, unit)
        back, step = [], last
        while step > 0:
            step = moved(trace.timeline, step, unit, on=False)
            back.append(step)
        assert set(on[:-1]) <= {*back, *on}
        assert [at for at in reversed(back) if at > 0] == [at for at in on[:-1] if at > 0] or unit is Unit.SWEEP
        assert moved(trace.timeline, last, unit) == last
        assert moved(trace.timeline, 0, unit, on=False) == 0
        assert moved(trace.timeline, 0, unit, times=10_000) == last


@settings(max_examples=60, deadline=None)
@given(random_traces.traces())
def test_the_columns_of_steps_are_what_each_step_says(trace):
    timeline = trace.timeline
    for band in timeline.sweeps:
        columns = StepColumns(timeline, band, np.arange(len(band)))
        for time in range(len(band)):
            step = timeline.step(band.start + time)
            assert columns.row[time] == step.row
            assert columns.edge[time] == step.edge
            assert columns.acting[time] == (step.source if step.source >= 0 else step.row)
            for name in ("after", "contribution"):
                np.testing.assert_equal(getattr(columns, name)[time], getattr(step, name))
            np.testing.assert_equal(columns.before[time], np.nan if step.before is None else step.before)
            assert (columns.received[time], columns.expected[time]) == (step.received, step.expected)


@settings(max_examples=60, deadline=None)
@given(random_traces.traces())
def test_every_move_stays_inside_any_trace(trace):
    timeline = trace.timeline
    for step in range(len(timeline)):
        for on in (True, False):
            found = [moved(timeline, step, unit, on=on) for unit in Unit]
            found += [move(timeline, step, on=on) for move in (moves.over, moves.into, moves.out)]
            assert all(0 <= at < len(timeline) for at in found)
            assert all(at >= step if on else at <= step for at in found)
