"""From one run of an expression to its others: the passes of a loop, the calls of a function. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adstudio.analysis.expressions import Expressions
from adstudio.traces.model import Flag

if TYPE_CHECKING:
    from adstudio.traces.model import Trace
    from adstudio.workspace.selection import Selection


def widen(selection: Selection, trace: Trace) -> None:
    """Where one node is selected, select with it all that its expression made; the node stays the primary one."""
    row = selection.row
    if row is None or len(selection.rows) > 1 or row >= len(trace):
        return
    span = int(trace.nodes.span[row])
    if span < 0 or trace.nodes.flags[row] & Flag.CONSTANT:
        return
    expressions = Expressions(trace, int(trace.spans.source[span]))
    selection.select(expressions.rows((span,)), row, title=expressions.text((span,)))


def go(selection: Selection, trace: Trace | None, *, forward: bool) -> None:
    """To the same expression in the next pass or call, or in the one before; stays at the ends."""
    if trace is not None:
        widen(selection, trace)
    if forward:
        selection.next()
    else:
        selection.previous()
