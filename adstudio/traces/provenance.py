"""Where a number comes from, and where it goes: one link at a time, so any number of any trace at the cost of one.

x₂'s adjoint in the worked example, cause by cause:

    v̄₂ = 1.716338                        step 29
      v̄₅ · cos v₂ = −0.283662            step 27, its first contribution
        v̄₅ = −1                          step 24
        ∂v₅/∂v₂ = cos v₂ = 0.283662      found at step 5, when v₅ was computed
          v₂ = 5                         step 2, given
      v̄₄ · v₁ = 2                        step 29, …

Causes have lower rows or earlier steps than what they cause, so a walk always ends. Nothing here recurs or keeps a
list: each answer is a generator, so a sum of a million terms is walked a screenful at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Literal

import numpy as np

from adstudio.traces import quantities
from adstudio.traces.model import Flag, SweepKind
from adstudio.traces.notation import ARGUMENTS, NOTATION
from adstudio.traces.quantities import Quantity
from adstudio.traces.step_formula import made_by
from adstudio.traces.steps import Mask, Step

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

Direction = Literal["why", "where"]  # to the causes, or to what a number is used for


class Provenance:
    """The links between the numbers of one trace."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace

    # -- one number ---------------------------------------------------------------------------------------------------

    def holds(self, quantity: Quantity) -> bool:
        """Whether the trace has such a number."""
        trace, at = self.trace, quantity.at
        if quantity.what == "partial":
            return 0 <= at < len(trace.nodes.parent)
        if quantity.what in ("contribution", "sum"):
            return 0 <= at < len(trace.timeline) and trace.timeline.band_of(at).kind is SweepKind.ADJOINT
        if not 0 <= at < len(trace):
            return False
        derived = quantity.what == "derivative"
        return not derived or (0 <= quantity.sweep < len(trace.sweeps) and trace.sweeps[quantity.sweep].order > 0)

    def number(self, quantity: Quantity) -> float:
        """The number itself; of a series its coefficient of order 1, of an array its stand-in."""
        trace, at = self.trace, quantity.at
        if quantity.what == "value":
            return float(trace.nodes.value[at])
        if quantity.what == "partial":
            return float(trace.nodes.partial[at])
        if quantity.what == "contribution":
            return trace.timeline.step(at).contribution
        if quantity.what == "sum":
            return trace.timeline.step(at).after
        column = trace.sweeps[quantity.sweep].derivative
        return float(column[at, min(1, column.shape[1] - 1)] if column.ndim == 2 else column[at])

    def row(self, quantity: Quantity) -> int:
        """The node that the number belongs to; of a partial the one whose rule it is."""
        if quantity.what == "partial":
            return self.trace.timeline.child_of(quantity.at)
        if quantity.what in ("contribution", "sum"):
            return self.trace.timeline.step(quantity.at).row
        return quantity.at

    def step(self, quantity: Quantity) -> int:
        """The step that made the number; −1 where none did: a literal, or a row that the sweep never reached."""
        timeline = self.trace.timeline
        if quantity.what in ("contribution", "sum"):
            return quantity.at
        if quantity.what == "derivative":
            return timeline.step_of(quantity.at, quantity.sweep)
        primal = next((band.index for band in timeline.sweeps if band.kind is SweepKind.PRIMAL), -1)
        return timeline.step_of(self.row(quantity), primal) if primal >= 0 else -1

    def at(self, row: int, step: int) -> Quantity:
        """What a person means by "this number" of a node at a step: its derivative in that sweep, as it stands."""
        timeline = self.trace.timeline
        if not len(timeline):
            return quantities.value(row)
        band = timeline.band_of(max(0, min(step, len(timeline) - 1)))
        if band.kind is SweepKind.PRIMAL:
            return quantities.value(row)
        if band.kind is SweepKind.ADJOINT:
            times = timeline.accumulation(band.index).times(row) + band.start
            arrived = int(np.searchsorted(times, step, side="right"))
            if 0 < arrived < len(times):
                return quantities.running_sum(int(times[arrived - 1]))
        return quantities.derivative(row, band.index)

    def of_step(self, step: int) -> Quantity:
        """What a step left behind. Raises IndexError where there is no such step."""
        return made_by(self.trace.timeline.step(step))

    # -- where it comes from ------------------------------------------------------------------------------------------

    def causes(self, quantity: Quantity) -> Iterator[Quantity]:
        """The numbers it was computed from, in the order in which they came in; none of an input, a seed, a literal."""
        at, nodes = quantity.at, self.trace.nodes
        if quantity.what == "value":
            return (quantities.value(int(nodes.parent[edge])) for edge in nodes.edges(at))
        if quantity.what == "partial":
            return self._named_in(at)
        if quantity.what == "contribution":
            return self._sent(self.trace.timeline.step(at))
        if quantity.what == "sum":
            step = self.trace.timeline.step(at)
            return self._contributions(step.row, step.sweep, step.received)
        if self.trace.sweeps[quantity.sweep].kind is SweepKind.ADJOINT:
            return self._contributions(at, quantity.sweep)
        return self._brought(quantity)

    def _contributions(self, row: int, sweep: int, count: int | None = None) -> Iterator[Quantity]:
        """The contributions in the order they arrived; of a single one at once what it was made of."""
        sums, start = self.trace.timeline.accumulation(sweep), self.trace.timeline.sweeps[sweep].start
        times = sums.times(row)
        if len(times) == 1:
            return self._sent(self.trace.timeline.step(start + int(times[0])))
        return (quantities.contribution(start + int(time)) for time in times[:count])

    def _sent(self, step: Step) -> Iterator[Quantity]:
        if step.edge >= 0:
            yield quantities.derivative(step.source, step.sweep)
            yield quantities.partial(step.edge)

    def _brought(self, quantity: Quantity) -> Iterator[Quantity]:
        """The derivatives of the arguments, each followed by its partial where the rule multiplies by it."""
        row, sweep = quantity.at, quantity.sweep
        kind = self.trace.sweeps[sweep].kind
        if any(row == seeded for seeded, _ in self.trace.sweeps[sweep].seed):
            return
        if kind is SweepKind.DIFFERENCE:
            yield quantities.value(row)
        for edge in self.trace.nodes.edges(row):
            parent = int(self.trace.nodes.parent[edge])
            if not self._constant(parent):
                yield quantities.derivative(parent, sweep)
                if kind is SweepKind.TANGENT:
                    yield quantities.partial(edge)

    def _named_in(self, edge: int) -> Iterator[Quantity]:
        """The values in the formula of a partial; all arguments where it has none."""
        row = self.trace.timeline.child_of(edge)
        edges = self.trace.nodes.edges(row)
        named = names_in(self.trace.formulas.op(row), len(edges), edge - edges.start)
        for place in range(len(edges)) if named is None else named:
            argument = row if place < 0 else int(self.trace.nodes.parent[edges.start + place])
            if not self._constant(argument):
                yield quantities.value(argument)

    # -- where it goes ------------------------------------------------------------------------------------------------

    def uses(self, quantity: Quantity) -> Iterator[Quantity]:
        """The numbers that were computed from it, in the order of the program, or of the sweep."""
        at, nodes, timeline = quantity.at, self.trace.nodes, self.trace.timeline
        if quantity.what == "value":
            children = (quantities.value(timeline.child_of(int(edge))) for edge in self._edges_out(at))
            return chain(_once(children), self._partials_with(at))
        if quantity.what == "partial":
            return self._travelled(at)
        if quantity.what in ("contribution", "sum"):
            step = timeline.step(at)
            return iter((quantities.derivative(step.row, step.sweep),))
        if self.trace.sweeps[quantity.sweep].kind is SweepKind.ADJOINT:
            open_edges = (edge for edge in nodes.edges(at) if not self._constant(int(nodes.parent[edge])))
            steps = (int(timeline.steps_of_edges(np.array([edge]), quantity.sweep)[0]) for edge in open_edges)
            return (self._arrival(step) for step in steps if step >= 0)
        visited = (timeline.child_of(int(edge)) for edge in self._edges_out(at))
        return _once(
            quantities.derivative(row, quantity.sweep) for row in visited if timeline.step_of(row, quantity.sweep) >= 0
        )

    def _edges_out(self, row: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
        """One pass over the parents: a millisecond in a trace of a million nodes, and no index to keep."""
        return np.flatnonzero(self.trace.nodes.parent == row)

    def _arrival(self, step: int) -> Quantity:
        """One of several contributions by itself; a single one is the whole adjoint."""
        arrived = self.trace.timeline.step(step)
        if arrived.expected > 1:
            return quantities.contribution(step)
        return quantities.derivative(arrived.row, arrived.sweep)

    def _partials_with(self, row: int) -> Iterator[Quantity]:
        """The partials in whose formula the value of a row stands: its own, and those of the operations on it."""
        own = self.trace.nodes.edges(row)
        for edge in own:
            if -1 in self._names(row, edge - own.start) and not self._constant(int(self.trace.nodes.parent[edge])):
                yield quantities.partial(edge)
        for out in self._edges_out(row):
            child = self.trace.timeline.child_of(int(out))
            edges = self.trace.nodes.edges(child)
            place = int(out) - edges.start
            for edge in edges:
                open_edge = not self._constant(int(self.trace.nodes.parent[edge]))
                if open_edge and place in self._names(child, edge - edges.start):
                    yield quantities.partial(edge)

    def _names(self, row: int, place: int) -> tuple[int, ...]:
        count = len(self.trace.nodes.edges(row))
        named = names_in(self.trace.formulas.op(row), count, place)
        return tuple(range(count)) if named is None else named

    def _travelled(self, edge: int) -> Iterator[Quantity]:
        """What a partial was multiplied into, sweep by sweep."""
        row = self.trace.timeline.child_of(edge)
        for band in self.trace.timeline.sweeps:
            if band.kind not in (SweepKind.TANGENT, SweepKind.ADJOINT):
                continue
            step = int(self.trace.timeline.steps_of_edges(np.array([edge]), band.index)[0])
            if step >= 0:
                tangent = band.kind is SweepKind.TANGENT
                yield quantities.derivative(row, band.index) if tangent else self._arrival(step)

    # -- whether there is more ----------------------------------------------------------------------------------------

    def links(self, quantity: Quantity, direction: Direction) -> Iterator[Quantity]:
        """Causes or uses."""
        return self.causes(quantity) if direction == "why" else self.uses(quantity)

    def has_links(self, quantity: Quantity, direction: Direction) -> bool:
        """Whether `links` has any, without a pass over the trace."""
        forward = quantity.what == "value" or (
            quantity.what == "derivative" and self.trace.sweeps[quantity.sweep].kind is not SweepKind.ADJOINT
        )
        if direction == "where" and forward:
            return bool(self._used[quantity.at])
        return next(self.links(quantity, direction), None) is not None

    @cached_property
    def _used(self) -> Mask:
        """(N,) whether any operation takes the row."""
        used = np.zeros(len(self.trace), bool)
        used[self.trace.nodes.parent] = True
        return used

    def _constant(self, row: int) -> bool:
        return bool(self.trace.nodes.flags[row] & Flag.CONSTANT)


def _once(found: Iterator[Quantity]) -> Iterator[Quantity]:
    """Without repeats next to each other: x·x uses x twice, and is one node."""
    last: Quantity | None = None
    for quantity in found:
        if quantity != last:
            yield quantity
        last = quantity


@lru_cache(maxsize=1024)
def names_in(op: str, count: int, place: int) -> tuple[int, ...] | None:
    """Which arguments' values stand in the partial by argument `place`; −1 is the operation's own; None: not known."""
    notation = NOTATION.get(op)
    if notation is None or notation.arity not in (-1, count) or not notation.partial(place):
        return None
    found = re.findall(r"\$\^?-?([xyzv])", notation.partial(place))
    return tuple(dict.fromkeys(-1 if name == "v" else ARGUMENTS.index(name) for name in found))


__all__ = ["Direction", "Provenance", "names_in"]
