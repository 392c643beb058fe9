"""A changed graph keeps its cards where they were, as far as a sane drawing allows."""

from __future__ import annotations

import numpy as np
import pytest

import adstudio
from adstudio.analysis.identity import identities, same_program
from adstudio.analysis.layout import Layout, Wiring, card_size, fitting_scale, layout
from adstudio.analysis.steady import steady
from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.traces.model import Trace


def newton(a=2.0, n=2):
    x = a
    for _ in range(n):
        x = 0.5 * (x + a / x)
    return x * 1.5


def branched(a=2.0, n=1):
    y = a * 3.0
    z = y + a
    if n > 1:
        w = z * z
        u = w * 2.0 + y
    else:
        u = z * y
    return u * a + z


def square(x):
    return x * x


def calling(a=2.0, n=1):
    return square(a) + square(a + n)


def traced(function, n: int) -> Trace:
    return adstudio.trace(function, (2.0, n), engine="tape")


def fresh(trace: Trace) -> Layout:
    wiring = Wiring.of(trace)
    return layout(wiring, card_size(int(wiring.card.sum())))


def after(trace: Trace, before: Trace, shown: Layout) -> Layout:
    return steady(Wiring.of(trace), identities(trace), fresh(trace), shown, identities(before))


def moved(trace: Trace, made: Layout, before: Trace, shown: Layout) -> tuple[int, int]:
    """How many of the common cards are elsewhere, and how many are common."""
    was = dict(zip(identities(before), zip(shown.x, shown.y, strict=True), strict=True))
    now = [(was[name], (made.x[row], made.y[row])) for row, name in enumerate(identities(trace)) if name in was]
    common = [(a, b) for a, b in now if np.isfinite(a[0]) and np.isfinite(b[0])]
    return sum(abs(a[0] - b[0]) > 1 or abs(a[1] - b[1]) > 1 for a, b in common), len(common)


def crowded(made: Layout) -> int:
    """Pairs of cards that overlap."""
    width, height = made.card
    x, y = made.x[np.isfinite(made.x)], made.y[np.isfinite(made.y)]
    near = (np.abs(x[:, None] - x) < width) & (np.abs(y[:, None] - y) < height)
    return int(near.sum() - len(x)) // 2


@pytest.mark.parametrize(("first", "then"), [(2, 3), (3, 2), (6, 7), (7, 6), (40, 41)])
def test_a_loop_that_runs_once_more_or_less_moves_only_what_follows_it(first: int, then: int) -> None:
    before, trace = traced(newton, first), traced(newton, then)
    shown = fresh(before)
    made = after(trace, before, shown)
    elsewhere, common = moved(trace, made, before, shown)
    assert common >= 3 * min(first, then)
    assert elsewhere <= 1  # the product after the loop
    assert crowded(made) == 0


@pytest.mark.parametrize(("first", "then"), [(1, 2), (2, 1)])
def test_another_branch_keeps_what_both_have(first: int, then: int) -> None:
    before, trace = traced(branched, first), traced(branched, then)
    shown = fresh(before)
    made = after(trace, before, shown)
    elsewhere, common = moved(trace, made, before, shown)
    assert common >= 4
    assert elsewhere <= common - 3
    assert elsewhere <= moved(trace, fresh(trace), before, shown)[0]


def test_edges_still_run_left_to_right_and_past_the_cards() -> None:
    before, trace = traced(branched, 2), traced(branched, 1)
    made = after(trace, before, fresh(before))
    wiring = Wiring.of(trace)
    for edge, (tail, head) in enumerate(zip(wiring.parent, wiring.head, strict=True)):
        if not wiring.card[tail]:
            continue
        points = made.path(edge, int(tail), int(head))
        assert [x for x, _ in points] == sorted(x for x, _ in points)
        for x, y in points[1:-1]:
            beside = np.abs(made.x - x) <= made.card[0] / 2
            assert (np.abs(made.y[beside] - y) > made.card[1] / 2).all()


def test_the_same_structure_stays_as_it_is() -> None:
    before = traced(newton, 3)
    shown = fresh(before)
    assert moved(before, after(before, before, shown), before, shown)[0] == 0


def test_another_program_is_drawn_afresh() -> None:
    before, trace = traced(branched, 1), traced(newton, 3)
    assert not same_program(before, trace)
    made = after(trace, before, fresh(before))
    assert np.array_equal(made.x, fresh(trace).x, equal_nan=True)


def test_what_would_become_much_smaller_is_drawn_afresh() -> None:
    before, trace = traced(newton, 2), traced(newton, 30)
    made = after(trace, before, fresh(before))
    assert fitting_scale(made) > 0.6 * fitting_scale(fresh(trace))


def test_nodes_of_one_trace_have_different_names() -> None:
    for trace in (traced(newton, 5), traced(branched, 2), traced(calling, 1)):
        assert len(set(identities(trace))) == len(trace)


def test_names_hold_over_a_line_typed_above_and_over_another_value() -> None:
    source = "def f(x=1.5):\n    y = x * 2.0\n    return y * y\n"
    longer = source.replace("    y", "    z = 1\n    y", 1)
    one, other = (
        running.run(load(text, "f", file="f.py"), "tape", Request(at={"x": value}))
        for text, value in ((source, 1.0), (longer, 2.0))
    )
    assert one.spans.line.tolist() != other.spans.line.tolist()
    assert identities(one) == identities(other)
