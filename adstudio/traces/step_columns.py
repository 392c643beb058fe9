"""Many steps of one sweep at once, as columns: what `timeline.step` says of one step, for searching through all."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.model import Floats, Ints, SweepKind

if TYPE_CHECKING:
    from adstudio.traces.accumulation import Accumulation
    from adstudio.traces.model import Sweep
    from adstudio.traces.steps import Band
    from adstudio.traces.timeline import Timeline


class StepColumns:
    """The T steps that stand at `times` of a sweep, counted from its first; a column is made when it is asked for."""

    def __init__(self, timeline: Timeline, band: Band, times: Ints) -> None:
        self.timeline, self.trace, self.band = timeline, timeline.trace, band
        self.times = np.asarray(times, np.int64)

    def __len__(self) -> int:
        return len(self.times)

    @property
    def sweep(self) -> Sweep:
        """The sweep itself."""
        return self.trace.sweeps[self.band.index]

    @property
    def sums(self) -> Accumulation:
        """The running sums, in an adjoint sweep."""
        return self.timeline.accumulation(self.band.index)

    @property
    def adjoint(self) -> bool:
        """Whether the steps are contributions along edges."""
        return self.band.kind is SweepKind.ADJOINT

    @cached_property
    def row(self) -> Ints:
        """(T,) the node that changes."""
        return self.sums.target[self.times] if self.adjoint else self.sweep.rows[self.times]

    @cached_property
    def edge(self) -> NDArray[np.int64]:
        """(T,) the edge that is travelled in an adjoint sweep; −1 for a seed and in other sweeps."""
        return self.sums.edge[self.times] if self.adjoint else np.full(len(self), -1, np.int64)

    @cached_property
    def acting(self) -> Ints:
        """(T,) the node whose operation is at work: of a contribution the child of its edge, else the node itself."""
        if not self.adjoint:
            return self.row
        place = np.searchsorted(self.sums.offset, self.times, side="right") - 1
        seeds = self.times < self.sums.seeds
        if not len(self.sweep.rows):
            return self.row
        return np.where(seeds, self.row, self.sweep.rows[np.where(seeds, 0, place)])

    @cached_property
    def span(self) -> NDArray[np.integer[Any]]:
        """(T,) the place in the source of the operation at work, −1 where unknown."""
        return self.trace.nodes.span[self.acting]

    @cached_property
    def value(self) -> Floats:
        """(T,) the value of the node that changes."""
        return self.trace.nodes.value[self.row]

    @cached_property
    def received(self) -> NDArray[np.int64]:
        """(T,) how many contributions the node has received once the step is done; 1 in other sweeps."""
        return self.sums.received_at(self.times) if self.adjoint else np.ones(len(self), np.int64)

    @cached_property
    def expected(self) -> NDArray[np.int64]:
        """(T,) how many it receives in the whole sweep; 1 in other sweeps."""
        return self.sums.expected(self.row) if self.adjoint else np.ones(len(self), np.int64)

    @cached_property
    def before(self) -> Floats:
        """(T,) what had been collected until then; NaN where nothing had."""
        return self.sums.collected(self.row, self.received - 1) if self.adjoint else np.full(len(self), np.nan)

    @cached_property
    def after(self) -> Floats:
        """(T,) the value in a primal sweep, else the derivative, once the step is done; of a series its first."""
        if self.adjoint:
            return self.sums.collected(self.row, self.received)
        derivative = self.sweep.derivative
        if self.band.kind is SweepKind.PRIMAL:
            return self.value
        first: Floats = derivative[:, min(1, derivative.shape[1] - 1)] if derivative.ndim == 2 else derivative
        return first[self.row]

    @cached_property
    def contribution(self) -> Floats:
        """(T,) what the step brings: in an adjoint sweep one term of the sum, else all of `after`."""
        return self.sums.contribution[self.times] if self.adjoint else self.after

    @cached_property
    def partial(self) -> Floats:
        """(T,) the local partial along the edge; NaN where the step travels along none."""
        if not len(self.trace.nodes.partial):
            return np.full(len(self), np.nan)
        return np.where(self.edge >= 0, self.trace.nodes.partial[self.edge], np.nan)
