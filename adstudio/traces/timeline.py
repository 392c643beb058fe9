"""The steps of a trace, derived from its columns and random access: any step, and the state after any of them.

A position k stands between steps: 0 before the first, `len(timeline)` after the last. `timeline[i]` is the step
that leads from position i to i + 1, and `timeline.state(k)` is what holds once k steps have been done.

Steps: one per visited row in a primal, tangent, taylor or difference sweep. In an adjoint sweep one per seed entry,
then, for each visited row in turn, one per argument that is no constant: accumulation (+=) is the thing to see.
The worked example has 7 + 7 + 7 + (1 + 8) steps.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, SupportsIndex, overload

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.accumulation import Accumulation
from adstudio.traces.model import Flag, Ints, SweepKind
from adstudio.traces.steps import Band, Mask, Progress, Standing, State, Step

if TYPE_CHECKING:
    from adstudio.traces.model import Trace
    from adstudio.traces.passages import Passage


class Timeline(Sequence[Step]):
    """The steps of `trace`, in the order they happened. Nothing is built before it is asked for."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self._accumulations: dict[int, Accumulation] = {}
        self._places: dict[int, NDArray[np.int32]] = {}
        self._seeded: dict[int, frozenset[int]] = {}
        self._passages: dict[int, Passage] = {}
        self.is_prepared = False  # whether `prepare` has been through

    # -- the sequence ---------------------------------------------------------------------------------------------

    @cached_property
    def sweeps(self) -> tuple[Band, ...]:
        """One band per sweep, end to end from 0 to `len`."""
        bands: list[Band] = []
        start = 0
        for index, sweep in enumerate(self.trace.sweeps):
            adjoint = sweep.kind is SweepKind.ADJOINT
            stop = start + (len(self.accumulation(index)) if adjoint else len(sweep.rows))
            bands.append(Band(index, sweep.kind, sweep.label or sweep.kind.value, start, stop))
            start = stop
        return tuple(bands)

    def _extent(self) -> str:
        count = len(self)
        return f"this trace has {count} steps, from 0 to {count - 1}" if count else "this trace has no steps"

    @cached_property
    def _starts(self) -> list[int]:
        return [band.start for band in self.sweeps]

    def __len__(self) -> int:
        return self.sweeps[-1].stop if self.sweeps else 0

    def __iter__(self) -> Iterator[Step]:
        return (self.step(i) for i in range(len(self)))

    @overload
    def __getitem__(self, index: SupportsIndex) -> Step: ...
    @overload
    def __getitem__(self, index: slice) -> list[Step]: ...
    def __getitem__(self, index: SupportsIndex | slice) -> Step | list[Step]:
        if isinstance(index, slice):
            return [self.step(i) for i in range(*index.indices(len(self)))]
        number = index.__index__()
        return self.step(number + len(self) if -len(self) <= number < 0 else number)

    def step(self, i: int) -> Step:
        """The step from position i to i + 1. Raises IndexError outside 0 ≤ i < len."""
        if not 0 <= i < len(self):
            raise IndexError(f"no step {i}: {self._extent()}")
        band = self.band_of(i)
        if band.kind is SweepKind.ADJOINT:
            return self._contribution(i, band)
        sweep = self.trace.sweeps[band.index]
        row = int(sweep.rows[i - band.start])
        if band.kind is SweepKind.PRIMAL:
            value = float(self.trace.nodes.value[row])
            return Step(i, band.index, band.kind, row, after=value, contribution=value)
        coefficients: tuple[float, ...] | None = None
        if sweep.derivative.ndim == 2:
            coefficients = tuple(sweep.derivative[row].tolist())
            value = coefficients[min(1, len(coefficients) - 1)]
        else:
            value = float(sweep.derivative[row])
        return Step(
            i, band.index, band.kind, row,
            after=value, contribution=value, seed=row in self._seeds(band.index), coefficients=coefficients,
        )  # fmt: skip

    def _contribution(self, i: int, band: Band) -> Step:
        sums, time = self.accumulation(band.index), i - band.start
        row, edge, rank = int(sums.target[time]), int(sums.edge[time]), sums.rank(time)
        here = np.array([row, row])
        before, after = sums.collected(here, np.array([rank, rank + 1])).tolist()
        return Step(
            i, band.index, band.kind, row,
            before=before if rank else None, after=after, contribution=float(sums.contribution[time]),
            edge=edge, source=-1 if edge < 0 else self.child_of(edge),
            received=rank + 1, expected=int(sums.expected(here)[0]), seed=edge < 0,
        )  # fmt: skip

    # -- the state ------------------------------------------------------------------------------------------------

    def state(self, k: int, rows: Ints | Sequence[int] | None = None, *, sweeps: Sequence[int] = ()) -> State:
        """What holds for `rows` (all where None) after k steps, 0 ≤ k ≤ len; IndexError otherwise.

        It carries the standing of the current sweep, the one that step k − 1 belongs to, and of each of `sweeps`.
        """
        if not 0 <= k <= len(self):
            raise IndexError(
                f"no position {k}: this trace has {len(self)} steps, so positions run from 0 to {len(self)}"
            )
        asked = np.arange(len(self.trace)) if rows is None else np.asarray(rows, np.int64).reshape(-1)
        valued = self._valued(k, asked)
        current = self.band_of(k - 1).index if k > 0 else (0 if self.sweeps else -1)
        wanted = dict.fromkeys((*((current,) if current >= 0 else ()), *sweeps))
        return State(
            k=k,
            rows=asked,
            value=np.where(valued, self.trace.nodes.value[asked], np.nan),
            valued=valued,
            sweep=current,
            standings={index: self.standing(k, index, asked) for index in wanted},
            progress=tuple(self._progress(k, band) for band in self.sweeps),
        )

    def standing(self, k: int, sweep: int, rows: Ints) -> Standing:
        """The derivatives of `rows` (R,) in sweep number `sweep`, after k steps of the whole timeline."""
        rows = np.asarray(rows)
        band, columns = self.sweeps[sweep], self.trace.sweeps[sweep]
        if columns.kind is SweepKind.PRIMAL:
            none, done = np.full(len(rows), np.nan), self._valued(k, rows)
            return Standing(
                sweep, self._progress(k, band), none, done, done.astype(np.int64), np.ones(len(rows), np.int64)
            )
        progress = self._progress(k, band)
        if progress == "pending":
            blank = np.full((len(rows), *columns.derivative.shape[1:]), np.nan)
            no = np.zeros(len(rows), np.int64)
            return Standing(sweep, progress, blank, no.astype(bool), no, self._expected(sweep, rows))
        if progress == "done":  # what the engine wrote, no running sums
            expected = self._expected(sweep, rows)
            return Standing(sweep, progress, columns.derivative[rows], np.ones(len(rows), bool), expected, expected)
        if columns.kind is SweepKind.ADJOINT:
            sums = self.accumulation(sweep)
            received, expected = sums.received(k - band.start, rows), sums.expected(rows)
            done = (received == expected) & (expected > 0)
            return Standing(sweep, progress, sums.collected(rows, received), done, received, expected)
        done = self._visited(k, sweep, rows)
        derivative = columns.derivative[rows]
        derivative[~done] = np.nan
        return Standing(sweep, progress, derivative, done, done.astype(np.int64), np.ones(len(rows), np.int64))

    def _progress(self, k: int, band: Band) -> Progress:
        if k >= band.stop and (k > 0 or band.stop > band.start):
            return "done"
        return "pending" if k <= band.start else "current"

    @cached_property
    def _primal(self) -> int:
        """The sweep that computes the values, or −1: then they are there from the start."""
        return next((band.index for band in self.sweeps if band.kind is SweepKind.PRIMAL), -1)

    def _valued(self, k: int, rows: Ints) -> Mask:
        if self._primal < 0 or k >= self.sweeps[self._primal].stop:
            return np.ones(len(rows), bool)
        literal: Mask = (self.trace.nodes.flags[rows] & Flag.CONSTANT) != 0
        return literal | self._visited(k, self._primal, rows)

    def _visited(self, k: int, sweep: int, rows: Ints) -> Mask:
        place = self._place(sweep)[rows]
        return (place >= 0) & (place < k - self.sweeps[sweep].start)

    def _expected(self, sweep: int, rows: Ints) -> NDArray[np.int64]:
        if self.trace.sweeps[sweep].kind is SweepKind.ADJOINT:
            return self.accumulation(sweep).expected(rows)
        return np.ones(len(rows), np.int64)

    # -- indexes, each built on first use -------------------------------------------------------------------------

    def prepare(self) -> None:
        """Build now what the first step of each sweep would build: for a trace of millions, in a thread of its own."""
        for band in self.sweeps:
            if band.kind is SweepKind.ADJOINT:
                self.accumulation(band.index).prepare()
            else:
                self._place(band.index)
        self.is_prepared = True

    def accumulation(self, sweep: int) -> Accumulation:
        """The running sums of an adjoint sweep."""
        if sweep not in self._accumulations:
            self._accumulations[sweep] = Accumulation(self.trace.nodes, self.trace.sweeps[sweep])
        return self._accumulations[sweep]

    def _place(self, sweep: int) -> NDArray[np.int32]:
        """(N,) where a row stands in `Sweep.rows`; −1 where it is not visited."""
        if sweep not in self._places:
            rows = self.trace.sweeps[sweep].rows
            place = np.full(len(self.trace), -1, np.int32)
            place[rows] = np.arange(len(rows), dtype=np.int32)
            self._places[sweep] = place
        return self._places[sweep]

    def _seeds(self, sweep: int) -> frozenset[int]:
        if sweep not in self._seeded:
            self._seeded[sweep] = frozenset(row for row, _ in self.trace.sweeps[sweep].seed)
        return self._seeded[sweep]

    # -- finding one's way: by step, by row, by edge --------------------------------------------------------------

    def band_of(self, i: int) -> Band:
        """The sweep that step i belongs to. Raises IndexError outside 0 ≤ i < len."""
        if not 0 <= i < len(self):
            raise IndexError(f"no step {i}: {self._extent()}")
        return self.sweeps[bisect_right(self._starts, i) - 1]

    def child_of(self, edge: int) -> int:
        """The row that an edge leads into."""
        return int(np.searchsorted(self.trace.nodes.start, edge, side="right")) - 1

    def children_of(self, edges: Ints) -> NDArray[np.int64]:
        """What `child_of` says of each of `edges`: by search for a few, by counting for many."""
        start = self.trace.nodes.start
        if len(edges) < len(start) // 8:
            return np.searchsorted(start, edges, side="right") - 1
        return np.repeat(np.arange(len(start) - 1), np.diff(start))[edges]

    def step_of(self, row: int, sweep: int) -> int:
        """The step at which `row` has got its value in a sweep, in an adjoint its last contribution; −1 for never."""
        band = self.sweeps[sweep]
        if band.kind is SweepKind.ADJOINT:
            times = self.accumulation(sweep).times(row)[-1:]  # of a hub's many only this one
            return int(times[0]) + band.start if len(times) else -1
        place = int(self._place(sweep)[row])
        return place + band.start if place >= 0 else -1

    def steps_of_row(self, row: int) -> NDArray[np.int64]:
        """Every step that changes `row`, ascending."""
        found = [self._steps_in(row, band) for band in self.sweeps]
        return np.concatenate(found) if found else np.empty(0, np.int64)

    def steps_in(self, row: int, sweep: int) -> NDArray[np.int64]:
        """The steps of one sweep that change `row`, ascending."""
        return self._steps_in(row, self.sweeps[sweep])

    def steps_of_edges(self, edges: Ints, sweep: int) -> NDArray[np.int64]:
        """The step at which each of `edges` is travelled in a sweep, −1 for never; adjoint: its contribution's own."""
        edges = np.asarray(edges)
        start = self.sweeps[sweep].start
        if self.trace.sweeps[sweep].kind is SweepKind.ADJOINT:
            time = self.accumulation(sweep).time_of_edge[edges]
        else:
            time = self._place(sweep)[self.children_of(edges)].astype(np.int64)
        return np.where(time >= 0, time + start, -1)

    def steps_of_all_edges(self, sweep: int) -> NDArray[np.int64]:
        """(E,) what `steps_of_edges` says of every edge."""
        start = self.sweeps[sweep].start
        if self.trace.sweeps[sweep].kind is SweepKind.ADJOINT:
            steps = self.accumulation(sweep).time_of_edge + start
            steps[steps < start] = -1
            return steps
        of_row = self._place(sweep) + np.int64(start)
        of_row[of_row < start] = -1
        return np.repeat(of_row, np.diff(self.trace.nodes.start))

    def contributing_edges(self, row: int, sweep: int, *, last: int | None = None) -> NDArray[np.int64]:
        """The edges along which `row` receives its adjoint in a sweep, in order of time; −1 for a seed.

        last: only so many of them, the latest.
        """
        sums = self.accumulation(sweep)
        times = sums.times(row)
        return sums.edge[times if last is None else times[-last:]]

    def _steps_in(self, row: int, band: Band) -> NDArray[np.int64]:
        if band.kind is SweepKind.ADJOINT:
            return self.accumulation(band.index).times(row) + band.start
        place = int(self._place(band.index)[row])
        return np.array([place + band.start] if place >= 0 else [], np.int64)

    # -- moving on, by position -----------------------------------------------------------------------------------

    def next_node(self, k: int) -> int:
        """The first position after k at which a node is finished: in an adjoint, has sent all it sends. Clamps."""
        if k >= len(self):
            return len(self)
        band = self.band_of(max(k, 0))
        if band.kind is not SweepKind.ADJOINT:
            return max(k, 0) + 1
        offset = self.accumulation(band.index).offset
        return band.start + int(offset[np.searchsorted(offset, max(k, 0) - band.start, side="right")])

    def previous_node(self, k: int) -> int:
        """The last position before k at which a node is finished, or a sweep begins. Clamps."""
        if k <= 0 or not len(self):
            return 0
        band = self.band_of(min(k, len(self)) - 1)
        if band.kind is not SweepKind.ADJOINT:
            return min(k, len(self)) - 1
        offset = self.accumulation(band.index).offset
        at = int(np.searchsorted(offset, min(k, len(self)) - band.start, side="left")) - 1
        return band.start + int(offset[at]) if at >= 0 else band.start

    def passage(self, sweep: int) -> Passage:
        """The stretches of a sweep by source line and by function call; found at the first call."""
        if sweep not in self._passages:
            from adstudio.traces.passages import passage

            self._passages[sweep] = passage(self, self.sweeps[sweep])
        return self._passages[sweep]

    def next_sweep(self, k: int) -> int:
        """The first position after k at which a sweep ends. Clamps."""
        stops = [band.stop for band in self.sweeps]
        at = bisect_right(stops, k)
        return stops[at] if at < len(stops) else len(self)

    def previous_sweep(self, k: int) -> int:
        """The last position before k at which a sweep begins. Clamps."""
        at = bisect_left(self._starts, k) - 1
        return self._starts[at] if at >= 0 else 0
