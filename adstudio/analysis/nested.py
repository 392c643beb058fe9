"""A nested derivative as a trace of its own: every operation that f″ takes is a node, with the order it belongs to."""

from __future__ import annotations

import sys
from typing import Any

from adstudio.analysis.orders import along, ways
from adstudio.host import engines
from adstudio.host.budgets import Budgets
from adstudio.primitives.recorded import RecordedValue, recorded
from adstudio.primitives.table import TableRules
from adstudio.program.depths import depths
from adstudio.program.program import Program
from adstudio.traces import rules
from adstudio.traces.header import EngineStamp
from adstudio.traces.model import Trace
from adstudio.traces.recorder import Recorder

MOST_NODES = 100_000


def nested(
    program: Program,
    at: dict[str, Any],
    *,
    wrt: str | None = None,
    order: int = 2,
    engine: str = "tape",
    budgets: Budgets | None = None,
) -> Trace:
    """Record the derivative of `order` by one input entry (the first by default), by an engine that nests.

    `program.depths.orders_of` of the trace tells which order each node computes.
    Raises `ValueError` for an input that is not there, an engine that does not nest, and a derivative that is the
    same number everywhere; what the program raises at the point goes on.
    """
    if order < 0:
        raise ValueError(f"order is {order}; it is 0 or more")
    way = ways([engine]).get(engine)
    if way is None:
        raise ValueError(f"engine {engine!r} does not nest; {', '.join(ways())} do")
    f, x, name = along(program, at, wrt)
    who = engines.status(engine)
    locator = program.positions()
    recorder = Recorder(
        engine=EngineStamp(name=engine, title=who.title, version=who.version, distribution=who.distribution),
        program=program.stamp,
        locator=locator,
        settings={"order": str(order), "wrt": name},
        rules=TableRules(),
        max_nodes=min(MOST_NODES, (budgets or Budgets()).nodes),
    )
    ground = recorded(recorder)()
    ground.primal, ground.row = x, recorder.input(name, x)[0]
    before = locator.enter(sys._getframe())
    try:
        with depths(recorder):
            result = way(f, order)(ground)
    finally:
        locator.leave(before)
    if not isinstance(result, RecordedValue):
        raise ValueError(f"the derivative of order {order} is {float(result):g} everywhere: it has no graph")
    recorder.output(program.name + "′" * order, [result.row])
    trace = recorder.trace()
    rules.check(trace)
    return trace
