"""Two engines in lockstep: the same node in both, ulps apart, and the first step where they part."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import pytest
import worked_example
from msgspec.structs import replace

from adstudio.analysis.pairing import Pairing
from adstudio.analysis.ulps import ulps_between
from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.traces.model import SweepKind, Trace


@cache
def traced(engine: str, source: str = worked_example.SOURCE) -> Trace:
    return running.run(load(source), engine, Request())


def wrong(trace: Trace, sweep: int, row: int, factor: float = 1.0001) -> Trace:
    derivative = trace.sweeps[sweep].derivative.copy()
    derivative[row] *= factor
    sweeps = list(trace.sweeps)
    sweeps[sweep] = replace(sweeps[sweep], derivative=derivative)
    return replace(trace, sweeps=tuple(sweeps))


@pytest.mark.parametrize(
    ("one", "other", "ulps"),
    [
        (1.0, 1.0, 0),
        (1.0, math.nextafter(1.0, 2.0), 1),
        (1.0, math.nextafter(1.0, 0.0), 1),
        (0.0, -0.0, 0),
        (0.0, 5e-324, 1),
        (-5e-324, 5e-324, 2),
        (1.0, 2.0, 2**52),
        (math.nan, math.nan, 0),
        (math.inf, math.inf, 0),
        (math.nan, 1.0, math.inf),
        (math.inf, 1.0, math.inf),
        (math.inf, -math.inf, math.inf),
    ],
)
def test_ulps_count_the_floats_between(one: float, other: float, ulps: float) -> None:
    assert ulps_between(one, other) == ulps_between(other, one) == ulps


def test_the_worked_example_is_the_same_in_tape_and_torch_at_every_step() -> None:
    pairing = Pairing(traced("tape"), traced("torch"))
    assert pairing.numbered_alike
    assert pairing.numbering == ""
    for k in range(len(pairing.ours.timeline)):
        ours, meeting = pairing.ours.timeline[k], pairing.at(k)
        theirs = pairing.theirs.timeline[meeting.step]
        assert (theirs.row, theirs.edge, theirs.kind) == (ours.row, ours.edge, ours.kind)
        assert meeting.value is not None
        assert meeting.value.equal
        assert meeting.why_not == ""
        if ours.kind is SweepKind.ADJOINT:
            assert meeting.derivative is not None
            assert meeting.derivative.ulps == 0
    assert pairing.divergence == pairing.last_bit == -1


def test_a_dual_tangent_meets_a_difference_quotient_with_the_same_seed() -> None:
    pairing = Pairing(traced("dual"), traced("finite_difference"))
    band = pairing.ours.timeline.sweeps[2]  # ∂/∂x2
    meeting = pairing.at(band.start + 3)
    assert meeting.derivative is not None
    assert meeting.derivative.ours == 2.0
    assert meeting.derivative.theirs == pytest.approx(2.0, abs=1e-6)
    assert not meeting.derivative.diverges
    assert pairing.divergence == -1
    assert pairing.last_bit >= band.start - 7


def test_a_pass_that_the_other_lacks_is_said() -> None:
    pairing = Pairing(traced("tape"), traced("dual"))
    meeting = pairing.at(len(pairing.ours.timeline) - 1)
    assert meeting.derivative is None
    assert meeting.why_not == "has no backward pass"
    assert meeting.value is not None
    assert not pairing.shares_derivatives


@pytest.mark.parametrize("row", [2, 5])
def test_the_first_wrong_tangent_is_the_divergence(row: int) -> None:
    pairing = Pairing(traced("dual"), wrong(traced("dual"), 1, row))
    assert pairing.divergence == pairing.ours.timeline.sweeps[1].start + row
    meeting = pairing.at(pairing.divergence)
    assert meeting.derivative is not None
    assert meeting.derivative.diverges
    assert meeting.row == row


def test_the_first_wrong_contribution_is_the_divergence() -> None:
    """v̄₄ wrong: the step that brought it is right (1 · 1), those that it sends are not."""
    pairing = Pairing(traced("tape"), wrong(traced("tape"), 1, 3))
    step = pairing.ours.timeline.step(pairing.divergence)
    assert (step.kind, step.source) == (SweepKind.ADJOINT, 3)


def test_a_last_bit_is_no_divergence() -> None:
    nearly = wrong(traced("dual"), 1, 3, 1.0 + 2**-52)
    pairing = Pairing(traced("dual"), nearly)
    assert pairing.divergence == -1
    assert pairing.last_bit == pairing.ours.timeline.sweeps[1].start + 3
    meeting = pairing.at(pairing.last_bit)
    assert meeting.derivative is not None
    assert meeting.derivative.ulps == 1


def test_a_wrong_value_is_the_divergence_before_any_derivative() -> None:
    ours = traced("tape")
    value = ours.nodes.value.copy()
    value[5] += 1e-3
    pairing = Pairing(ours, replace(ours, nodes=replace(ours.nodes, value=value)))
    assert pairing.divergence == 5


def test_other_nodes_are_not_compared_and_said() -> None:
    ours = traced("tape")
    other = traced("tape", worked_example.SOURCE.replace("sin(x2)", "x2 + x1").replace("log, sin", "log"))
    pairing = Pairing(ours, other)
    assert pairing.alike == 4
    assert pairing.numbering == "from v₅ on they number their nodes differently (sin, add) and cannot be compared"
    meeting = pairing.at(4)
    assert (meeting.value, meeting.derivative, meeting.step) == (None, None, -1)
    assert pairing.at(3).value is not None


def test_one_that_stopped_early_is_compared_as_far_as_it_came() -> None:
    ours = traced("tape")
    shorter = traced(
        "tape", "from math import log, sin\n\n\ndef f(x1=2.0, x2=5.0):\n    a = log(x1)\n    return x1 * x2\n"
    )
    pairing = Pairing(ours, shorter)
    assert pairing.alike == 4
    assert "stops after 4 nodes" in pairing.numbering


def test_difference_across_a_kink_is_excused() -> None:
    source = "def f(x=0.0):\n    return abs(x) + x\n"
    pairing = Pairing(traced("dual", source), traced("finite_difference", source))
    assert pairing.divergence == -1
    meeting = pairing.at(len(pairing.ours.timeline) - 1)
    assert meeting.derivative is not None
    assert meeting.derivative.allowed == math.inf
    assert not meeting.derivative.diverges


def test_nan_beside_nan_is_the_same() -> None:
    source = "import numpy as np\ndef f(x=-1.0):\n    return np.log(x) * 2\n"
    pairing = Pairing(traced("dual", source), traced("jet", source))
    assert pairing.divergence == -1
    meeting = pairing.at(1)
    assert meeting.value is not None
    assert np.isnan(meeting.value.ours)
    assert meeting.value.ulps == meeting.value.difference == 0


def test_an_engine_that_recorded_no_node_parts_from_nobody() -> None:
    nothing = traced("tape", "def f(x=2.0):\n    return 3.0\n")
    nobody = replace(nothing, nodes=replace(nothing.nodes, **{
        name: getattr(nothing.nodes, name)[: 1 if name == "start" else 0]
        for name in ("op", "value", "start", "parent", "partial", "span", "scope", "name", "flags")
    }))  # fmt: skip
    pairing = Pairing(traced("tape"), nobody)
    assert pairing.alike == 0
    assert pairing.divergence == -1
