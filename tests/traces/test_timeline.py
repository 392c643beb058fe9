"""The timeline against the worked example, and against a plain replay of random traces."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
import worked_example
from hypothesis import given
from hypothesis import strategies as st
from traces.replay import Replay, adjoint_sweep, random_trace, same_bits, trace_of

from adstudio.traces.model import Nodes, Sweep, SweepKind, Trace
from adstudio.traces.timeline import Timeline

random_traces = st.builds(random_trace, st.integers(0, 2**32), st.integers(1, 24))


# -- known answers: the worked example (Griewank & Walther §1; Baydin et al. 2018, tables 2 and 3) ------------------


def test_worked_example_has_7_7_7_and_9_steps() -> None:
    timeline = worked_example.trace().timeline
    assert len(timeline) == 30
    assert [(band.kind, len(band)) for band in timeline.sweeps] == [
        ("primal", 7),
        ("tangent", 7),
        ("tangent", 7),
        ("adjoint", 9),
    ]
    assert [band.label for band in timeline.sweeps] == ["primal", "∂/∂x1", "∂/∂x2", "f̄ = 1"]


def test_backward_sweep_sends_nine_contributions_in_order() -> None:
    sent = [
        (s.source + 1, s.row + 1, round(s.contribution, 6), round(s.after, 6))
        for s in worked_example.trace().timeline[21:]
    ]
    assert sent == [
        (0, 7, 1, 1),
        (7, 6, 1, 1),
        (7, 5, -1, -1),
        (6, 3, 1, 1),
        (6, 4, 1, 1),
        (5, 2, -0.283662, -0.283662),
        (4, 1, 5, 5),
        (4, 2, 2, 1.716338),
        (3, 1, 0.5, 5.5),
    ]


def test_second_contribution_to_x2_says_what_it_found() -> None:
    step = worked_example.trace().timeline[28]
    assert step.row == 1
    assert step.source == 3
    assert step.before == -math.cos(5)
    assert step.after == 2 - math.cos(5)
    assert (step.received, step.expected, step.seed) == (2, 2, False)


def test_seed_step_comes_first_and_has_no_source() -> None:
    step = worked_example.trace().timeline[21]
    assert (step.row, step.edge, step.source, step.seed, step.before, step.after) == (6, -1, -1, True, None, 1.0)


def test_tangent_steps_know_their_seed() -> None:
    assert [step.seed for step in worked_example.trace().timeline[7:14]] == [True] + [False] * 6


def test_state_in_the_middle_of_the_backward_sweep() -> None:
    state = worked_example.trace().timeline.state(27)
    assert state.sweep == 3
    assert state.progress == ("done", "done", "done", "current")
    np.testing.assert_array_equal(state.derivative, [np.nan, -math.cos(5), 1, 1, -1, 1, 1])
    assert state.done.tolist() == [False, False, True, True, True, True, True]
    assert state.received.tolist() == [0, 1, 1, 1, 1, 1, 1]
    assert state.expected.tolist() == [2, 2, 1, 1, 1, 1, 1]


def test_any_sweep_may_be_asked_for_at_any_time() -> None:
    state = worked_example.trace().timeline.state(10, [0, 3], sweeps=[2, 3])
    assert state.sweep == 1
    assert set(state.standings) == {1, 2, 3}
    assert state.standings[3].progress == "pending"
    np.testing.assert_array_equal(state.derivative, [1, np.nan])


def test_values_appear_with_the_primal_sweep() -> None:
    timeline = worked_example.trace().timeline
    assert timeline.state(3).valued.tolist() == [True] * 3 + [False] * 4
    np.testing.assert_array_equal(timeline.state(3).value[:4], [2, 5, math.log(2), np.nan])
    np.testing.assert_array_equal(timeline.state(30).value, worked_example.VALUES)
    np.testing.assert_array_equal(timeline.state(30).derivative, worked_example.ADJOINT)


# -- against a plain replay -------------------------------------------------------------------------------------------


@given(random_traces)
def test_state_equals_a_replay_of_the_first_k_steps(trace: Trace) -> None:
    replay, timeline = Replay(trace), Timeline(trace)
    k = 0
    check(timeline, replay, k)
    for k, _ in enumerate(replay.steps(), start=1):
        check(timeline, replay, k)
    assert k == len(timeline)


def check(timeline: Timeline, replay: Replay, k: int) -> None:
    """The state at k is the replay's, bit for bit; a finished sweep holds 0 where nothing arrived."""
    trace = timeline.trace
    state = timeline.state(k, sweeps=range(len(trace.sweeps)))
    values = [math.nan if v is None else v for v in replay.value]
    assert same_bits(state.value, values)
    assert state.valued.tolist() == [v is not None for v in replay.value]
    for number, standing in state.standings.items():
        if trace.sweeps[number].kind is SweepKind.PRIMAL:
            continue
        if standing.progress == "done":
            assert same_bits(standing.derivative, trace.sweeps[number].derivative)
            for row, held in enumerate(replay.derivative[number]):
                assert held is None or same_bits(standing.derivative[row], held)
            continue
        blank = np.full(trace.sweeps[number].derivative.shape[1:], np.nan)
        assert same_bits(standing.derivative, [blank if d is None else d for d in replay.derivative[number]])
        assert standing.received.tolist() == replay.received[number]


@given(random_traces)
def test_each_step_is_the_one_the_replay_does(trace: Trace) -> None:
    timeline = Timeline(trace)
    for step, (sweep, row, before, after) in zip(timeline, Replay(trace).steps(), strict=True):
        assert (step.sweep, step.row, step.before is None) == (sweep, row, before is None)
        if before is not None:
            assert same_bits(step.before, before)
        if step.coefficients is None:
            assert same_bits(step.after, after)
        else:
            assert same_bits(step.coefficients, after)
        if step.edge >= 0:
            assert trace.nodes.parent[step.edge] == step.row
            assert step.edge in trace.nodes.edges(step.source)


@given(random_traces, st.data())
def test_n_steps_on_then_n_back_is_the_identity(trace: Trace, data: st.DataObject) -> None:
    timeline, fresh = Timeline(trace), Timeline(trace)
    k = data.draw(st.integers(0, len(timeline)))
    n = data.draw(st.integers(0, len(timeline) - k))
    for position in (*range(k, k + n + 1), *range(k + n, k - 1, -1)):
        state = timeline.state(position)
    again = fresh.state(k)
    assert same_bits(state.value, again.value)
    assert same_bits(state.derivative, again.derivative)
    assert state.received.tolist() == again.received.tolist()


@given(random_traces)
def test_rows_may_be_asked_for_in_any_order_and_twice(trace: Trace) -> None:
    timeline = Timeline(trace)
    rows = [len(trace) - 1, 0, len(trace) // 2, 0]
    for k in range(len(timeline) + 1):
        assert same_bits(timeline.state(k, rows).derivative, timeline.state(k).derivative[rows])


# -- finding one's way --------------------------------------------------------------------------------------------


@given(random_traces)
def test_way_finding_agrees_with_a_walk_over_all_steps(trace: Trace) -> None:
    timeline = Timeline(trace)
    steps = list(timeline)
    for row in range(len(trace)):
        assert timeline.steps_of_row(row).tolist() == [s.index for s in steps if s.row == row]
        for band in timeline.sweeps:
            mine = [s.index for s in steps if s.row == row and s.sweep == band.index]
            assert timeline.step_of(row, band.index) == (mine[-1] if mine else -1)
    for step in steps:
        assert timeline.band_of(step.index).index == step.sweep
        if step.kind is SweepKind.ADJOINT and not step.seed:
            assert timeline.steps_of_edges(np.array([step.edge]), step.sweep).tolist() == [step.index]
    for band in timeline.sweeps:
        every = timeline.steps_of_edges(np.arange(len(trace.nodes.parent)), band.index)
        assert timeline.steps_of_all_edges(band.index).tolist() == every.tolist()
    # A node is finished where the next step has another source, or where a sweep ends.
    borders = sorted(
        {band.start for band in timeline.sweeps}
        | {band.stop for band in timeline.sweeps}
        | {a.index + 1 for a, b in pairwise(steps) if a.kind != "adjoint" or a.source != b.source}
    )
    for k in range(len(timeline) + 1):
        assert timeline.next_node(k) == next((b for b in borders if b > k), len(timeline))
        assert timeline.previous_node(k) == next((b for b in reversed(borders) if b < k), 0)
        assert timeline.next_sweep(k) == next((b.stop for b in timeline.sweeps if b.stop > k), len(timeline))
        assert timeline.previous_sweep(k) == next((b.start for b in reversed(timeline.sweeps) if b.start < k), 0)


def test_edges_of_a_tangent_sweep_are_travelled_at_their_childs_step() -> None:
    assert worked_example.trace().timeline.steps_of_edges(np.arange(8), 1).tolist() == [9, 10, 10, 11, 12, 12, 13, 13]


def test_contributing_edges_of_x2_come_from_v5_then_v4() -> None:
    timeline = worked_example.trace().timeline
    assert [timeline.child_of(int(e)) + 1 for e in timeline.contributing_edges(1, 3)] == [5, 4]
    assert timeline.contributing_edges(1, 3, last=1).tolist() == timeline.contributing_edges(1, 3)[1:].tolist()


# -- as a sequence --------------------------------------------------------------------------------------------------


def test_negative_indices_and_slices_count_as_in_a_list() -> None:
    timeline = worked_example.trace().timeline
    assert timeline[-1] == timeline.step(29) == list(timeline)[29]
    assert [step.index for step in timeline[27:]] == [27, 28, 29]
    assert [step.index for step in timeline[::-10]] == [29, 19, 9]


@pytest.mark.parametrize("i", [30, -31, 10**9])
def test_a_step_outside_is_an_index_error_that_says_the_range(i: int) -> None:
    with pytest.raises(IndexError, match="this trace has 30 steps, from 0 to 29"):
        worked_example.trace().timeline[i]


@pytest.mark.parametrize("k", [-1, 31])
def test_a_position_outside_is_an_index_error_that_says_the_range(k: int) -> None:
    with pytest.raises(IndexError, match="positions run from 0 to 30"):
        worked_example.trace().timeline.state(k)


def test_a_trace_without_sweeps_has_no_steps_and_shows_its_values() -> None:
    trace = trace_of([[], [(0, 1.0)]], set(), [3.0, 3.0], ())
    assert len(trace.timeline) == 0
    assert trace.timeline.state(0).value.tolist() == [3.0, 3.0]
    with pytest.raises(IndexError, match="this trace has no steps"):
        trace.timeline[0]


def test_moving_in_a_trace_without_steps_stays_at_its_start() -> None:
    timeline = trace_of([[], [(0, 1.0)]], set(), [3.0, 3.0], ()).timeline
    for move in (timeline.next_node, timeline.previous_node, timeline.next_sweep, timeline.previous_sweep):
        assert (move(0), move(1)) == (0, 0)


def test_an_observed_contribution_wins_over_partial_times_derivative() -> None:
    sweep = Sweep(
        SweepKind.ADJOINT,
        np.array([1, 0], np.int32),
        np.array([6.5, 1.0]),
        ((1, 1.0),),
        contribution=np.array([3.0, 3.5]),
    )
    trace = trace_of([[], [(0, 3.0), (0, 3.0)]], set(), [3.0, 9.0], (sweep,))
    assert [(s.contribution, s.after) for s in trace.timeline] == [(1.0, 1.0), (3.0, 3.0), (3.5, 6.5)]


# -- large ------------------------------------------------------------------------------------------------------------


def test_a_hub_collects_its_contributions_one_by_one() -> None:
    n = 3000
    partials = np.random.default_rng(1).normal(size=n).tolist()
    rows = [[], *([(0, p)] for p in partials), [(i + 1, 1.0) for i in range(n)]]
    sweep = adjoint_sweep(rows, set(), list(range(n + 1, -1, -1)), ((n + 1, 1.0),))
    trace = trace_of(rows, set(), [0.0] * (n + 2), (sweep,))
    total, steps = None, 0
    for k, step in enumerate(trace.timeline):
        if step.row == 0:
            total = step.contribution if total is None else total + step.contribution
            steps += 1
            assert step.after == total
            assert (step.received, step.expected) == (steps, n)
            assert trace.timeline.state(k + 1, [0]).derivative[0] == total
    assert steps == n


def million(hub: bool) -> Trace:
    """v1 is the input, and each row multiplies the row before by v1 (hub) or by 1 twice."""
    n = 10**6
    row = np.arange(n)
    parent = np.stack([row[1:] - 1, np.zeros(n - 1, int) if hub else row[1:] - 1], axis=1).reshape(-1)
    nodes = Nodes(
        op=np.ones(n, np.uint16), value=np.ones(n), start=np.concatenate([[0], np.arange(n) * 2]),
        parent=parent.astype(np.int32), partial=np.tile([0.5, 0.5], n - 1),
        span=np.full(n, -1, np.int32), scope=np.zeros(n, np.int32), name=np.full(n, -1, np.int32),
        flags=np.zeros(n, np.uint8), array=np.empty(0, np.int32),
    )  # fmt: skip
    small = worked_example.trace()
    primal = Sweep(SweepKind.PRIMAL, row.astype(np.int32), np.empty(0))
    adjoint = Sweep(SweepKind.ADJOINT, row[::-1].astype(np.int32), np.ones(n), ((n - 1, 1.0),))
    return Trace(small.header, nodes, small.spans, small.scopes, (primal, adjoint))


@pytest.mark.parametrize("hub", [False, True])
def test_a_million_nodes_are_stepped_at_both_ends_and_in_the_middle(hub: bool) -> None:
    timeline = million(hub).timeline
    assert len(timeline) == 10**6 + 1 + 2 * (10**6 - 1)
    for k in (0, 10**6, 10**6 + 1, 2 * 10**6, len(timeline) - 1):
        step = timeline[k]
        assert timeline.state(k + 1, [step.row]).derivative[0] == step.after or step.kind is SweepKind.PRIMAL
        assert k in timeline.steps_of_row(step.row)
    assert timeline.state(len(timeline)).done.all()


def test_the_final_state_of_a_million_nodes_builds_no_running_sums() -> None:
    timeline = million(False).timeline
    timeline.state(len(timeline), range(2000))
    timeline.state(10**6, range(2000))
    assert "total" not in vars(timeline.accumulation(1))
    assert "time" not in vars(timeline.accumulation(1))
