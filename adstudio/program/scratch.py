"""Runs beside the point, whose nodes nobody keeps."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adstudio.primitives.table import TableRules
from adstudio.program.silence import silent
from adstudio.traces.header import EngineStamp, ProgramStamp
from adstudio.traces.recorder import BudgetReached, Recorder

LONGER = 4  # times the nodes of the ground run that a run beside the point may have …
MORE = 10_000  # … and so many above: a loop that ends by a tolerance may not end there at all


def scratch(recorder: Recorder, *, ground: int | None = None, more: int = MORE) -> Recorder:
    """A recorder whose nodes are thrown away, under the budgets of `recorder`, and with its edits of values.

    Made after the ground run: a nudge moves its node there by as much as it did here.
    ground: how many nodes that run had; one LONGER times as long, and `more`, ends in `BudgetReached`.
    """
    longest = recorder.max_nodes if ground is None else min(recorder.max_nodes, LONGER * ground + more)
    return Recorder(
        engine=EngineStamp(name="scratch"),
        program=ProgramStamp(),
        edits=recorder.edits.elsewhere(),
        rules=TableRules(),
        max_nodes=longest,
        on_block=recorder.on_block,
    )


def tried(recorder: Recorder, ground: int, run: Callable[[Recorder], Any]) -> Recorder:
    """What a run records until it ends, in whatever way; it is not heard. Raises `BudgetReached` if the time is up."""
    again = scratch(recorder, ground=ground)
    try:
        with silent():
            run(again)
    except BudgetReached:
        if again.count < again.max_nodes:  # the time, not the nodes
            raise
    except Exception:  # noqa: BLE001, S110 - beside the point a program may raise anything
        pass
    return again
