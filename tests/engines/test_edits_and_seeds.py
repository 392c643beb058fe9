"""Values and adjoints put in by hand, and seeds of any kind, by every engine against closed forms.

f(x1, x2) = ln x1 + x1·x2 − sin x2 at (2, 5); v4 = x1·x2 = 10 is row 3.
"""

from __future__ import annotations

import math
from typing import Any

import mpmath as mp
import numpy as np
import pytest
import worked_example
from msgspec.structs import replace
from traces.replay import into_float, same_bits

from adstudio.analysis.comparison import compare
from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.program.seeds import Seeds, random_unit
from adstudio.traces import rules
from adstudio.traces.edits import Edit, EditKind, place_of
from adstudio.traces.model import Flag, SweepKind, Trace

EXACT = ("dual", "tape", "jet", "torch")
ENGINES = (*EXACT, "finite_difference")
WORKED = load(worked_example.SOURCE)
V4 = 3
TWO = load("from math import exp, sin\n\ndef f(x=0.5, y=1.5):\n    u = exp(x) * y\n    return u + x, sin(u)\n")
SLOW = 1e-7  # of central differences


def run(engine: str, program: Any = WORKED, **more: Any) -> Trace:
    trace = running.run(program, engine, Request(**more))
    assert trace.header.error is None, trace.header.error
    rules.check(trace)
    return trace


def slope(trace: Trace, output: int = -1) -> list[float]:
    """The first derivatives of an output by every forward sweep, or at the inputs of the reverse sweep."""
    [*_, last] = [port.rows[0] for port in trace.header.outputs]
    inputs = [row for port in trace.header.inputs for row in port.rows]
    found: list[float] = []
    for sweep in trace.sweeps[1:]:
        column = sweep.derivative[:, 1] if sweep.derivative.ndim == 2 else sweep.derivative
        found += column[inputs].tolist() if sweep.kind is SweepKind.ADJOINT else [float(column[last])]
    return found


def near(engine: str) -> dict[str, float]:
    return {"rel": SLOW, "abs": SLOW} if engine == "finite_difference" else {"rel": 1e-14, "abs": 1e-15}


# ── values ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("engine", ENGINES)
def test_a_set_value_goes_on_and_nothing_flows_back_from_it(engine: str) -> None:
    """f = ln x1 + 12 − sin x2: ∇f = (1/x1, −cos x2)."""
    trace = run(engine, edits=(Edit(V4, EditKind.SET, 12.0),))
    assert trace.value == pytest.approx(math.log(2) + 12 - math.sin(5), rel=1e-15)
    assert slope(trace) == pytest.approx([0.5, -math.cos(5)], **near(engine))
    assert trace.nodes.partial[list(trace.nodes.edges(V4))].tolist() == [0.0, 0.0]
    assert trace.nodes.flags[V4] & Flag.EDITED


@pytest.mark.parametrize("engine", ENGINES)
def test_a_nudged_value_goes_on_and_its_slopes_stay(engine: str) -> None:
    """exp is its own slope, so a rule that read the nudged value would be wrong: f = y·(exp x + δ), at e^x + δ = 9."""
    program = load("from math import exp\n\ndef f(x=0.5, y=2.0):\n    return exp(x) * y\n")
    trace = run(engine, program, edits=(Edit(2, EditKind.NUDGE, 9.0),))
    assert trace.value == 18.0
    assert slope(trace) == pytest.approx([2.0 * float(mp.exp(0.5)), 9.0], **near(engine))


def test_a_nudged_series_keeps_its_higher_coefficients() -> None:
    """(exp x + δ)·x at 0.5 with exp x + δ = 3: f″ = 2eˣ + x·eˣ; f′ = 3 + x·eˣ."""
    program = load("from math import exp\n\ndef f(x=0.5):\n    return exp(x) * x\n")
    trace = run("jet", program, order=2, edits=(Edit(1, EditKind.NUDGE, 3.0),))
    e = math.exp(0.5)
    assert trace.sweeps[1].derivative[2].tolist() == pytest.approx([1.5, 3 + 0.5 * e, (2 * e + 0.5 * e) / 2], rel=1e-14)


def test_complex_step_keeps_to_the_edits() -> None:
    for kind, expected in ((EditKind.SET, [0.5, -math.cos(5)]), (EditKind.NUDGE, [5.5, 2 - math.cos(5)])):
        trace = run("finite_difference", edits=(Edit(V4, kind, 12.0),), options={"method": "complex step"})
        assert slope(trace) == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("kind", [EditKind.SET, EditKind.NUDGE])
@pytest.mark.parametrize("engine", ENGINES)
def test_branches_follow_the_value_that_was_put_in(engine: str, kind: EditKind) -> None:
    program = load("def f(x=1.0):\n    y = x * 2.0\n    if y > 10.0:\n        return y * x\n    return x\n")
    row = 2  # after the input and the literal
    assert run(engine, program).value == 1.0
    trace = run(engine, program, edits=(Edit(row, kind, 20.0),))
    assert trace.value == 20.0
    assert slope(trace) == pytest.approx([20.0 if kind is EditKind.SET else 22.0], **near(engine))


@pytest.mark.parametrize("kind", list(EditKind))
def test_engines_agree_on_an_edited_program(kind: EditKind) -> None:
    edits = (Edit(V4, kind, 12.0), Edit(4, EditKind.SET, 0.25))
    found = compare({engine: run(engine, edits=edits) for engine in ENGINES})
    assert found.agree, found.text
    assert found.ulps <= 1


def test_an_engine_that_ran_without_the_edits_is_left_out_of_the_comparison() -> None:
    traces = {"tape": run("tape", edits=(Edit(V4, EditKind.SET, 12.0),)), "other": run("dual")}
    found = compare(traces)
    assert found.agree
    assert found.left_out == ("other: it can't go on from edited values, so it ran another program",)


def test_an_engine_that_cannot_says_so() -> None:
    from adstudio.host import engines

    who = engines.status("dual")
    assert who.spec is not None
    plain = replace(who, spec=replace(who.spec, abilities=("gradient",)))
    trace = running.run(WORKED, plain, Request(edits=(Edit(V4, EditKind.SET, 12.0),)))
    assert [note.message for note in trace.header.notes] == [
        "Dual can't go on from edited values: it ran the program as it is"
    ]
    assert trace.gradient["x1"] == 5.5


def test_an_edit_whose_node_is_another_now_is_dropped_with_a_note() -> None:
    before = run("tape")
    edit = Edit(V4, EditKind.SET, 12.0, op="mul", span=place_of(before, V4))
    assert run("tape", edits=(edit,)).value == pytest.approx(math.log(2) + 12 - math.sin(5))
    moved = load("\n" + worked_example.SOURCE)
    other = load(worked_example.SOURCE.replace("x1 * x2", "x1 + x2"))
    for program in (moved, other):
        for kind in EditKind:
            trace = run("tape", program, edits=(replace(edit, kind=kind),))
            assert trace.value == run("tape", program).value
            assert trace.gradient == run("tape", program).gradient
            assert [note.kind for note in trace.header.notes] == ["edit"]
            assert "is not the node it was any more" in trace.header.notes[0].message
            assert not trace.edits


def test_an_edit_beyond_the_end_is_dropped_with_a_note() -> None:
    trace = run("tape", edits=(Edit(99, EditKind.SET, 1.0, op="mul"), Edit(99, EditKind.ADJOINT, 1.0, op="mul")))
    assert len(trace.header.notes) == 2
    assert trace.gradient["x1"] == 5.5


# ── adjoints ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("engine", ["tape", "torch"])
def test_an_adjoint_put_in_goes_on(engine: str) -> None:
    """v̄4 = 12 instead of 1: x̄1 = 1/x1 + 12·x2, x̄2 = 12·x1 − cos x2."""
    trace = run(engine, edits=(Edit(V4, EditKind.ADJOINT, 12.0),))
    assert slope(trace) == pytest.approx([0.5 + 60, 24 - math.cos(5)], rel=1e-15)
    assert trace.sweeps[1].derivative[V4] == 12.0
    [edited] = trace.edits
    assert (edited.row, edited.instead, edited.sweep) == (V4, 1.0, 1)


def test_what_an_edited_sweep_says_is_no_gradient() -> None:
    trace = run("tape", edits=(Edit(V4, EditKind.ADJOINT, 12.0),))
    assert trace.gradient == {}


def test_an_adjoint_is_replaced_after_its_last_contribution() -> None:
    """x2 = row 1 receives two contributions; the output's own seed can be replaced too."""
    trace = run("tape", edits=(Edit(1, EditKind.ADJOINT, 7.0), Edit(6, EditKind.ADJOINT, 2.0)))
    assert trace.sweeps[1].derivative[[0, 1]].tolist() == [11.0, 7.0]
    assert {edited.row: edited.instead for edited in trace.edits} == {6: 1.0, 1: 2 * (2.0 - math.cos(5))}


def test_an_adjoint_that_no_sweep_reaches_is_told() -> None:
    program = load("def f(x=2.0):\n    y = x * x\n    return x + 1.0\n")
    trace = run("tape", program, edits=(Edit(1, EditKind.ADJOINT, 3.0),))
    assert ["no reverse sweep came to its node" in note.message for note in trace.header.notes] == [True]
    assert trace.gradient["x"] == 1.0


def test_the_timeline_of_an_edited_sweep_is_a_plain_replay_to_the_bit() -> None:
    trace = run("tape", edits=(Edit(V4, EditKind.ADJOINT, 0.1), Edit(1, EditKind.ADJOINT, 0.7)))
    sweep, timeline = trace.sweeps[1], trace.timeline
    put_in = {edited.row: edited.value for edited in trace.edits}
    bar: list[float | None] = [None] * len(trace)
    expected = timeline.accumulation(1).expected(np.arange(len(trace))).tolist()
    received = [0] * len(trace)
    position = timeline.sweeps[1].start

    def add(row: int, sent: float) -> None:
        nonlocal position
        bar[row] = sent if bar[row] is None else into_float(bar[row]) + sent
        received[row] += 1
        if received[row] == expected[row] and row in put_in:
            bar[row] = put_in[row]
        position += 1
        state = timeline.state(position)
        assert same_bits(state.derivative, [math.nan if b is None else b for b in bar])
        assert same_bits(timeline.step(position - 1).after, bar[row])

    for row, weight in sweep.seed:
        add(row, weight)
    for row in sweep.rows.tolist():
        for edge in trace.nodes.edges(row):
            add(int(trace.nodes.parent[edge]), into_float(bar[row]) * float(trace.nodes.partial[edge]))
    assert position == len(timeline)


# ── seeds ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("engine", ["dual", "jet", "finite_difference"])
def test_along_a_direction_is_the_gradient_times_it(engine: str) -> None:
    trace = run(engine, direction=Seeds(kind="typed", weights=(0.6, 0.8)))
    assert [sweep.label for sweep in trace.sweeps[1:]] == ["along (0.6, 0.8)"]
    assert slope(trace) == pytest.approx([0.6 * 5.5 + 0.8 * (2 - math.cos(5))], **near(engine))
    assert trace.jacobian == {}  # a directional derivative is not a partial one


@pytest.mark.parametrize("engine", ["dual", "jet", "finite_difference"])
def test_one_entry_is_a_partial_derivative(engine: str) -> None:
    trace = run(engine, direction=Seeds(kind="one", entry=1))
    assert [sweep.label for sweep in trace.sweeps[1:]] == ["∂/∂x2"]
    assert trace.jacobian["x2"] == pytest.approx([2 - math.cos(5)], **near(engine))
    typed = run(engine, direction=Seeds(kind="typed", weights=(0.0, 1.0)))
    assert [sweep.label for sweep in typed.sweeps[1:]] == ["∂/∂x2"]


def test_complex_step_along_a_direction() -> None:
    seeds = Seeds(kind="typed", weights=(3.0, -4.0))
    trace = run("finite_difference", direction=seeds, options={"method": "complex step"})
    assert slope(trace) == pytest.approx([3 * 5.5 - 4 * (2 - math.cos(5))], rel=1e-13)


@pytest.mark.parametrize("engine", ["tape", "torch"])
def test_a_cotangent_is_pulled_back(engine: str) -> None:
    """u = y·eˣ; w1·∇(u + x) + w2·∇sin u, in 50 digits."""
    with mp.workdps(50):
        x, y, w1, w2 = mp.mpf(0.5), mp.mpf(1.5), mp.mpf(2), mp.mpf(-3)
        u = y * mp.exp(x)
        expected = [float(w1 * (u + 1) + w2 * mp.cos(u) * u), float((w1 + w2 * mp.cos(u)) * mp.exp(x))]
    trace = run(engine, TWO, cotangent=(2.0, -3.0))
    assert slope(trace) == pytest.approx(expected, rel=1e-14)
    assert [sweep.label for sweep in trace.sweeps[1:]] == ["seeded with (2, -3)"]
    assert trace.jacobian == {}


@pytest.mark.parametrize("engine", ["tape", "torch"])
def test_one_output_is_a_row_of_the_jacobian(engine: str) -> None:
    trace = run(engine, TWO, cotangent=Seeds(kind="one", entry=1))
    assert [sweep.label for sweep in trace.sweeps[1:]] == ["seeded at f[1]"]
    assert trace.jacobian["y"][1] == pytest.approx(run("dual", TWO).jacobian["y"][1], rel=1e-14)


def test_all_ones_and_outputs_that_are_one_node() -> None:
    program = load("def f(x=3.0):\n    y = x * x\n    return y, y\n")
    trace = run("tape", program, cotangent=Seeds(kind="ones"))
    assert trace.sweeps[1].seed == ((1, 1.0), (1, 1.0))
    assert trace.sweeps[1].derivative[0] == 12.0
    assert trace.timeline.state(len(trace.timeline)).derivative[0] == 12.0


def test_random_directions_are_units_and_the_same_for_every_engine() -> None:
    direction = random_unit(2, 7)
    assert math.hypot(*direction) == pytest.approx(1.0, rel=1e-15)
    assert random_unit(2, 8) != direction
    seeds = Seeds(kind="random", number=7)
    traces = {engine: run(engine, direction=seeds, cotangent=seeds) for engine in ENGINES}
    assert traces["dual"].sweeps[1].seed == traces["jet"].sweeps[1].seed
    found = compare(traces)
    assert found.agree, found.text


def test_forward_and_reverse_are_compared_by_their_product() -> None:
    """⟨w, Jv⟩ = ⟨Jᵀw, v⟩; a tangent made 1 % wrong is found, though no seed is shared."""
    v, w = Seeds(kind="typed", weights=(0.6, 0.8)), Seeds(kind="typed", weights=(2.0, -3.0))
    traces = {"dual": run("dual", TWO, direction=v), "tape": run("tape", TWO, cotangent=w)}
    found = compare(traces)
    assert found.agree
    assert 0 <= found.ulps < 64
    wrong = replace(traces["dual"].sweeps[1], derivative=traces["dual"].sweeps[1].derivative * 1.01)
    traces["dual"] = replace(traces["dual"], sweeps=(traces["dual"].sweeps[0], wrong))
    assert [d.what for d in compare(traces).divergences] == ["⟨w, J v⟩"]


@pytest.mark.parametrize(
    ("request_", "message"),
    [
        (
            {"direction": Seeds(kind="typed", weights=(1.0,))},
            "the seed has 1 entry, the program has 2 entries of input",
        ),
        ({"direction": Seeds(kind="one", entry=2)}, "there is no input entry 2: there are 2, counted from 0"),
        ({"direction": {"x1": [1.0, 2.0]}}, "the direction of 'x1' has 2 entries, the input has 1"),
    ],
)
def test_a_direction_that_does_not_fit_is_told(request_: dict[str, Any], message: str) -> None:
    trace = running.run(WORKED, "dual", Request(**request_))
    assert trace.header.error is not None
    assert trace.header.error.message == message
    assert trace.header.error.type == "BadInput"


def test_a_cotangent_that_does_not_fit_is_told() -> None:
    trace = running.run(TWO, "tape", Request(cotangent=(1.0, 2.0, 3.0)))
    assert trace.header.error is not None
    assert trace.header.error.message == "the seed has 3 entries, the program has 2 entries of output"


# ── words ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_set_node_is_told_as_what_it_is() -> None:
    trace = run("tape", edits=(Edit(V4, EditKind.SET, 12.0),))
    step = trace.timeline.step(V4)
    assert trace.formulas.step(step).text == "v₄ := 12\ninstead of v₁ · v₂ = 10"
    assert trace.formulas.sentence(step) == "v₄ was set to 12 by hand: it depends on nothing, and nothing flows back"


def test_a_nudged_node_is_told_as_what_it_is() -> None:
    trace = run("tape", edits=(Edit(V4, EditKind.NUDGE, 12.0),))
    assert trace.formulas.step(trace.timeline.step(V4)).text == "v₄ = v₁ · v₂ + 2\n2 · 5 + 2 = 12"


def test_an_edited_adjoint_is_told_where_it_is_put_in() -> None:
    trace = run("tape", edits=(Edit(V4, EditKind.ADJOINT, 12.0),))
    step = trace.timeline.step(trace.timeline.step_of(V4, 1))
    assert trace.formulas.step(step).text.endswith("v̄₄: · → 12, put in")
    assert trace.formulas.sentence(step).endswith("12 was put in its place, and goes on")


@pytest.mark.parametrize("ending", ["adtrace", "json"])
def test_edits_survive_the_file(tmp_path: Any, ending: str) -> None:
    from adstudio.traces import files

    trace = run("tape", edits=(Edit(V4, EditKind.SET, 12.0), Edit(1, EditKind.ADJOINT, 3.0)))
    trace.save(tmp_path / f"t.{ending}")
    assert files.load(tmp_path / f"t.{ending}").edits == trace.edits


def test_a_damaged_table_of_edits_is_left_out() -> None:
    """A file may say anything of rows that are not there; then nothing was edited."""
    trace = run("tape", edits=(Edit(V4, EditKind.SET, 12.0),))
    [table] = [table for table in trace.series if table.name == "edits"]

    def with_column(name: str, values: Any) -> Trace:
        columns = tuple(replace(c, values=values) if c.name == name else c for c in table.columns)
        return replace(trace, series=(replace(table, columns=columns),))

    assert with_column("value", ("12",)).edits == ()
    assert with_column("kind", ("moved",)).edits == ()
    for row in (-1.0, 99.0, math.nan):
        assert with_column("row", np.array([row])).edits == ()
    assert with_column("sweep", np.array([7.0])).edits == ()
