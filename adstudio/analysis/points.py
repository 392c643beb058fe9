"""The value and the gradient of a program at several points, by one engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from adstudio.host import running
from adstudio.host.budgets import Budgets
from adstudio.program.contract import Request
from adstudio.program.errors import BadInput
from adstudio.program.program import Program
from adstudio.traces import results
from adstudio.traces.model import Trace


def points(
    program: Program,
    at: Sequence[dict[str, Any]],
    *,
    engine: str = "tape",
    subgradient: str = "torch",
    budgets: Budgets | None = None,
    guard: Callable[[], AbstractContextManager[Any]] | None = None,
) -> Iterator[dict[str, Any]]:
    """One answer a point, in order, as it is found: that of `numbers`, or {"error": "…"} where the program fails.

    guard: makes what is entered around each run. Raises `NoSuchEngine`, and `PluginFault` where its import fails.
    """
    for point in at:
        asked = Request(at=point, subgradient=subgradient)
        try:
            trace = running.run(program, engine, asked, budgets=budgets, guard=guard() if guard else None)
        except BadInput as bad:
            yield {"error": str(bad)}
        else:
            yield numbers(trace)


def numbers(trace: Trace) -> dict[str, Any]:
    """What a trace says of its point: {"value": […], "gradient": {input: […]}}, or {"error": "…"}.

    The value is flat, all outputs in order. The gradient is that of the first output entry, flat in C order by input.
    """
    try:
        found, table = results.value(trace), results.jacobian(trace)
    except ValueError as error:
        return {"error": str(error)}
    parts = found if isinstance(found, list) else [found]
    value = np.concatenate([np.asarray(part, float).reshape(-1) for part in parts])
    gradient = {name: np.asarray(rows[0], float).reshape(-1).tolist() for name, rows in table.items() if len(rows)}
    return {"value": value.tolist(), "gradient": gradient}
