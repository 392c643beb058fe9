"""What a breakpoint or a bookmark is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adstudio.workspace.breakpoints import Breakpoint, Kind

if TYPE_CHECKING:
    from adstudio.traces.model import Trace
    from adstudio.workspace.bookmarks import Bookmark


def described(item: Breakpoint, trace: Trace | None) -> str:
    """`line 6 when abs(value) > 1`, `node v₄ = x1 * x2`."""
    place = place_of(item, trace)
    return f"{place} when {item.condition}" if item.condition else place


def place_of(item: Breakpoint, trace: Trace | None) -> str:
    """`line 6`, `operation log`, `node v₄ = x1 * x2`, `any step`."""
    if item.kind is Kind.LINE:
        return f"line {item.line}"
    if item.kind is Kind.OPERATION:
        return f"operation {item.op}"
    if item.node is None:
        return "any step"
    row = None if trace is None else item.node.row(trace)
    spelled = item.node.expression or item.node.name or item.node.op
    if row is None or trace is None:
        return f"node {spelled}, not in this trace"
    return f"node {trace.formulas.label(row)} = {trace.formulas.port(row) or spelled}"


def step_text(item: Bookmark, step: int | None, trace: Trace | None) -> str:
    """`step 16 · v̄₂`, or what is missing in this trace."""
    node = item.anchor.node
    if step is None or trace is None:
        spelled = node.expression or node.name or node.op
        return f"{item.anchor.kind} of {spelled}, not in this trace"
    row = trace.timeline.step(step).row
    return f"step {step + 1:,} · {trace.formulas.label(row)} · {item.anchor.kind}"
