"""The earliest node whose tangent is not what its difference quotients converge to."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.analysis.cancellation import EPS
from adstudio.analysis.comparison import node_name
from adstudio.analysis.trial import entry_labels, refuse_failed, tangents
from adstudio.host import running
from adstudio.host.budgets import Budgets
from adstudio.program.contract import Request
from adstudio.program.program import Program
from adstudio.traces.edits import Edit

NEAR = 3  # neighbouring step sizes that must agree
SURE = 20.0  # times what they differ by
RELATIVE = 1e-7  # below this a tangent is not called wrong: it is one node of many, and few step sizes were taken


def first_wrong(
    program: Program,
    at: dict[str, Any],
    wrt: str,
    *,
    budgets: Budgets | None = None,
    edits: tuple[Edit, ...] = (),
) -> dict[str, Any] | None:
    """Compare the dual numbers' tangent of every node with central differences; None where all agree or none can tell.

    Returns {"node": row, "name": "v2 (stop_gradient, line 3)", "tangent", "difference"}.
    """
    request = Request(at=at, wrt=(wrt.partition("[")[0],), output=0, edits=edits)
    dual = running.run(program, "dual", request, budgets=budgets)
    options = {"curve": wrt, "sizes": 8, "sweeps": False, "every": True}
    request = Request(at=at, wrt=request.wrt, output=0, options=options, edits=edits)
    measured = running.run(program, "finite_difference", request, budgets=budgets)
    for trace in (dual, measured):
        refuse_failed(trace)
    tangent = tangents(dual, entry_labels(dual)[wrt])
    series = next((series for series in measured.series if series.name == f"every:{wrt}"), None)
    if tangent is None or series is None or len(dual) != len(measured):
        return None
    table = series["estimate"].reshape(len(dual), -1)
    h = series["h"][: table.shape[1]]
    with np.errstate(all="ignore"):
        noise = EPS * np.abs(dual.nodes.value)[:, None] / h
        windows = np.lib.stride_tricks.sliding_window_view(table, NEAR, axis=1)
        within = windows.max(axis=2) - windows.min(axis=2) + noise[:, NEAR // 2 : NEAR // 2 + windows.shape[1]]
        within = np.where(np.isfinite(within), within, np.inf)
        best = np.argmin(within, axis=1)
        rows = np.arange(len(dual))
        settled = windows.mean(axis=2)[rows, best]
        slack = SURE * within[rows, best] + RELATIVE * np.maximum(np.abs(settled), np.abs(tangent))
        wrong = np.isfinite(within[rows, best]) & ~(np.abs(tangent - settled) <= slack) & (dual.labels > 0)
    if not wrong.any():
        return None
    row = int(np.argmax(wrong))
    return {
        "node": row,
        "name": node_name(dual, row),
        "tangent": float(tangent[row]),
        "difference": float(settled[row]),
    }
