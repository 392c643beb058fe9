"""Where numbers come from and go: by hand on the worked example, and as properties of any trace."""

from __future__ import annotations

import math
import time
from itertools import islice

import numpy as np
import pytest
import worked_example
from gui.panels.graphs import local_graph
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from traces.replay import random_trace

from adstudio.traces import accounts, quantities
from adstudio.traces.model import Flag, Sweep, SweepKind, Trace
from adstudio.traces.provenance import Provenance, names_in
from adstudio.traces.quantities import Quantity
from adstudio.traces.writing import text_of

EXAMPLE = Provenance(worked_example.trace())
BACKWARD = 3  # sweep
LAST_OF_X2 = 28  # v̄₂ += v̄₄ · v₁


def told(provenance: Provenance, found: object) -> list[str]:
    return [text_of(accounts.symbol(provenance, quantity)) for quantity in found]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("quantity", "causes"),
    [
        (quantities.value(3), ["v₁", "v₂"]),
        (quantities.value(0), []),
        (quantities.derivative(1, BACKWARD), ["v̄₅ · cos v₂", "v̄₄ · v₁"]),
        (quantities.running_sum(26), ["v̄₅ · cos v₂"]),
        (quantities.contribution(LAST_OF_X2), ["v̄₄", "∂v₄/∂v₂"]),
        (quantities.derivative(3, BACKWARD), ["v̄₆", "∂v₆/∂v₄"]),
        (quantities.derivative(6, BACKWARD), []),
        (quantities.derivative(3, 1), ["v̇₁", "∂v₄/∂v₁", "v̇₂", "∂v₄/∂v₂"]),
        (quantities.derivative(0, 1), []),
        (quantities.partial(2), ["v₁"]),  # ∂v₄/∂v₂ = v₁
        (quantities.partial(4), []),  # ∂v₆/∂v₃ = 1
    ],
)
def test_causes_by_hand(quantity: Quantity, causes: list[str]) -> None:
    assert told(EXAMPLE, EXAMPLE.causes(quantity)) == causes
    assert EXAMPLE.has_links(quantity, "why") == bool(causes)


@pytest.mark.parametrize(
    ("quantity", "uses"),
    [
        (quantities.value(0), ["v₃", "v₄", "∂v₃/∂v₁", "∂v₄/∂v₂"]),
        (quantities.value(6), []),
        (quantities.derivative(3, BACKWARD), ["v̄₄ · v₂", "v̄₄ · v₁"]),
        (quantities.derivative(6, BACKWARD), ["v̄₆", "v̄₅"]),
        (quantities.derivative(0, BACKWARD), []),
        (quantities.contribution(LAST_OF_X2), ["v̄₂"]),
        (quantities.derivative(1, 2), ["v̇₄", "v̇₅"]),
        (quantities.partial(2), ["v̇₄", "v̇₄", "v̄₄ · v₁"]),  # two tangent passes, one backward
    ],
)
def test_uses_by_hand(quantity: Quantity, uses: list[str]) -> None:
    assert told(EXAMPLE, EXAMPLE.uses(quantity)) == uses
    assert EXAMPLE.has_links(quantity, "where") == bool(uses)


@pytest.mark.parametrize(
    ("quantity", "line", "remark", "step"),
    [
        (quantities.value(3), "v₄ = v₁ · v₂ = 2 · 5 = 10", "", 3),
        (quantities.value(0), "v₁ = x₁ = 2", "given", 0),
        (quantities.partial(3), "∂v₅/∂v₂ = cos v₂ = cos 5 = 0.283662", "", 4),
        (quantities.derivative(1, BACKWARD), "v̄₂ = 1.716338", "2 contributions", LAST_OF_X2),
        (quantities.running_sum(26), "v̄₂ = −0.283662", "1 of 2 contributions", 26),
        (quantities.contribution(LAST_OF_X2), "v̄₄ · v₁ = 1 · 2 = 2", "2 of 2", LAST_OF_X2),
        (quantities.derivative(6, BACKWARD), "v̄₇ = 1", "seed", 21),
        (quantities.derivative(1, 1), "v̇₂ = 0", "no seed", 8),
    ],
)
def test_a_number_is_told_with_its_formula_and_step(quantity: Quantity, line: str, remark: str, step: int) -> None:
    assert text_of(accounts.spelled_out(EXAMPLE, quantity)) == line
    assert accounts.remark(EXAMPLE, quantity) == remark
    assert EXAMPLE.step(quantity) == step


def test_this_number_of_a_node_is_its_derivative_as_it_stands() -> None:
    assert EXAMPLE.at(1, 3) == quantities.value(1)
    assert EXAMPLE.at(1, 27) == quantities.running_sum(26)
    assert EXAMPLE.at(1, 29) == quantities.derivative(1, BACKWARD)
    assert EXAMPLE.at(3, 12) == quantities.derivative(3, 1)


def test_a_literal_is_a_cause_with_no_step_of_a_derivative() -> None:
    trace = worked_example.trace()
    flags = trace.nodes.flags.copy()
    flags[1] = Flag.CONSTANT
    found = Provenance(replace(trace, nodes=replace(trace.nodes, flags=flags)))
    assert accounts.remark(found, quantities.value(1)) == "a literal"
    assert told(found, found.causes(quantities.derivative(3, 1))) == ["v̇₁", "∂v₃/∂v₁"]


def test_differences_and_series_come_from_those_of_their_arguments() -> None:
    trace = worked_example.trace()
    every = np.arange(7, dtype=np.int32)
    difference = Sweep(SweepKind.DIFFERENCE, every, np.ones(7), ((0, 1.0),), parameters={"h": 1e-8}, method="forward")
    taylor = Sweep(SweepKind.TAYLOR, every, np.ones((7, 3)), ((0, 1.0),))
    found = Provenance(replace(trace, sweeps=(trace.sweeps[0], difference, taylor)))
    assert told(found, found.causes(quantities.derivative(3, 1))) == ["v₄", "Δv₁/Δx₁", "Δv₂/Δx₁"]
    assert told(found, found.causes(quantities.derivative(3, 2))) == ["v₁⁽ᵏ⁾/k!", "v₂⁽ᵏ⁾/k!"]
    lines = [text_of(accounts.spelled_out(found, quantities.derivative(3, sweep))) for sweep in (1, 2)]
    assert lines[0].endswith("= 1, h = 1e−8")
    assert lines[1] == "v₄⁽ᵏ⁾/k! = [tᵏ] v₁(t) · v₂(t) = 1, 1, 1"


def test_a_partial_names_the_values_in_its_formula() -> None:
    assert names_in("exp", 1, 0) == (-1,)
    assert names_in("div", 2, 1) == (-1, 1)
    assert names_in("add", 2, 0) == ()
    assert names_in("of a stranger", 2, 0) is None


@pytest.mark.parametrize("key", ["value:3", "derivative:3:1", "partial:0", "contribution:28", "sum:26"])
def test_keys_go_there_and_back(key: str) -> None:
    assert Quantity.parse(key).key == key


@pytest.mark.parametrize("key", ["", "value", "value:1:2", "derivative:1", "nothing:1", "value:x"])
def test_a_key_of_nothing_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=r"names no number|invalid literal"):
        Quantity.parse(key)


@pytest.mark.parametrize(
    "quantity",
    [quantities.value(7), quantities.value(-1), quantities.derivative(0, 0), quantities.derivative(0, 4),
     quantities.partial(8), quantities.contribution(3), quantities.running_sum(30)],
)  # fmt: skip
def test_a_number_that_is_not_there_is_not_held(quantity: Quantity) -> None:
    assert not EXAMPLE.holds(quantity)


def every_number(trace: Trace) -> list[Quantity]:
    found = [quantities.value(row) for row in range(len(trace))]
    found += [quantities.partial(edge) for edge in range(len(trace.nodes.parent))]
    for index, sweep in enumerate(trace.sweeps):
        if sweep.kind is not SweepKind.PRIMAL:
            found += [quantities.derivative(row, index) for row in range(len(trace))]
    adjoint = [step.index for step in trace.timeline if step.kind is SweepKind.ADJOINT]
    return found + [make(step) for step in adjoint for make in (quantities.contribution, quantities.running_sum)]


@given(st.builds(random_trace, st.integers(0, 2**32), st.integers(1, 16)))
def test_walks_end_and_every_cause_knows_its_use(trace: Trace) -> None:
    provenance = Provenance(trace)
    depth: dict[Quantity, int] = {}
    for quantity in every_number(trace):
        waiting = [quantity]
        while waiting:  # depth first, each once its causes are known: a cycle would never be
            here = waiting[-1]
            causes = list(provenance.causes(here))
            assert here not in causes
            unknown = [cause for cause in causes if cause not in depth]
            assert not set(unknown) & set(waiting), "a cycle"
            if unknown:
                waiting.append(unknown[0])
            else:
                depth[here] = 1 + max((depth[cause] for cause in causes), default=0)
                waiting.pop()
        assert provenance.has_links(quantity, "why") == any(True for _ in provenance.causes(quantity))
        assert provenance.has_links(quantity, "where") == any(True for _ in provenance.uses(quantity)) or (
            quantity.what == "derivative"  # a sweep need not visit all that its rows feed
        )
        assert provenance.holds(quantity)
        assert text_of(accounts.spelled_out(provenance, quantity))


@given(st.builds(random_trace, st.integers(0, 2**32), st.integers(1, 16)))
def test_the_contributions_add_up_to_the_adjoint(trace: Trace) -> None:
    provenance = Provenance(trace)
    for index, sweep in enumerate(trace.sweeps):
        for row in range(len(trace)) if sweep.kind is SweepKind.ADJOINT else ():
            quantity = quantities.derivative(row, index)
            parts = [cause for cause in provenance.causes(quantity) if cause.what == "contribution"]
            if len(parts) > 1:
                total = 0.0
                for part in parts:
                    total += provenance.number(part)
                expected = provenance.number(quantity)
                assert total == pytest.approx(expected, rel=1e-12) or math.isnan(total) or math.isnan(expected)


def test_a_trace_of_a_million_nodes_is_walked_at_any_place() -> None:
    """A second is far more than it takes; a walk over the whole trace per link would take minutes."""
    trace = local_graph(1_000_000)
    provenance = Provenance(trace)
    quantity = provenance.of_step(len(trace.timeline) - 1)  # builds the timeline's indexes
    provenance.has_links(quantity, "where")
    began = time.perf_counter()
    for row in (999_999, 500_000, 3):
        for direction in ("why", "where"):
            here = quantities.derivative(row, 1)
            for _ in range(5):
                links = list(islice(provenance.links(here, direction), 100))  # type: ignore[arg-type]
                if not links:
                    break
                here = links[-1]
                assert text_of(accounts.symbol(provenance, here))
    assert time.perf_counter() - began < 1.0
