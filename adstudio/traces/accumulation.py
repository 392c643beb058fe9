"""The running sums of an adjoint sweep: which contribution arrived when, and what had been collected by then.

Steps are grouped by the row they contribute to, in the order of time within a group, so "how much of v̄₂ had
arrived before step k" is a binary search inside one group and one lookup. Every index is built on first use.

Running sums are added one contribution after another, as the engine did. A global cumulative sum minus the sum
before the group would be one line, and off in the last bits: (0.1 + 0.2) + 0.3 − 0.1 is not 0.2 + 0.3.

The worked example's adjoint sweep, seed step included (time: edge, target):
0: seed, v7 · 1: v6 · 2: v5 · 3: v3 · 4: v4 · 5: v2 (from v5) · 6: v1 · 7: v2 (from v4) · 8: v1
"""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.model import Flag, Floats, Ints, Nodes, Sweep

FEW = 256  # groups with so many left are summed one by one; above, one addition advances all of them


class Accumulation:
    """The steps of one adjoint sweep, T of them: first one per seed entry, then one per edge of each visited row.

    Edges to constants are no steps: no derivative flows into a literal.
    """

    def __init__(self, nodes: Nodes, sweep: Sweep) -> None:
        self.nodes = nodes
        self.sweep = sweep
        self.seeds = len(sweep.seed)

    @cached_property
    def _edges_before(self) -> NDArray[np.int64] | None:
        """(E + 1,) how many edges that are steps come before an edge; None where every edge is a step."""
        constant = (self.nodes.flags & Flag.CONSTANT) != 0
        if not constant.any():
            return None
        before = np.zeros(len(self.nodes.parent) + 1, np.int64)
        np.cumsum(~constant[self.nodes.parent], out=before[1:])
        return before

    @cached_property
    def offset(self) -> NDArray[np.int64]:
        """(V + 1,) the time at which visited row number i begins to send its contributions."""
        rows, start = self.sweep.rows, self.nodes.start
        first, stop = start[rows], start[rows + 1]
        if self._edges_before is not None:
            first, stop = self._edges_before[first], self._edges_before[stop]
        offset = np.full(len(rows) + 1, self.seeds, np.int64)
        np.cumsum(stop - first, out=offset[1:])
        offset[1:] += self.seeds
        return offset

    def __len__(self) -> int:
        return self._length

    @cached_property
    def _length(self) -> int:
        """The last of `offset`, without the others: a trace is shown before its sweeps are indexed."""
        if "offset" in self.__dict__:
            return int(self.offset[-1])
        nodes = self.nodes
        visited = np.zeros(len(nodes), bool)
        visited[self.sweep.rows] = True
        sent = np.repeat(visited, np.diff(nodes.start))
        constant = (nodes.flags & Flag.CONSTANT) != 0
        if constant.any():
            sent &= ~constant[nodes.parent]
        return self.seeds + int(np.count_nonzero(sent))

    def prepare(self) -> None:
        """Build every index now."""
        for index in (self.start, self.total, self.place, self.time_of_edge):
            assert index is not None

    @cached_property
    def edge(self) -> NDArray[np.int64]:
        """(T,) the edge of each step; −1 for a seed step."""
        rows, start = self.sweep.rows, self.nodes.start
        first = start[rows]
        count = start[rows + 1] - first
        ends = np.cumsum(count)
        edges = np.arange(ends[-1] if len(ends) else 0, dtype=np.int64)
        edges += np.repeat(first - (ends - count), count)
        if self._edges_before is not None:
            edges = edges[np.diff(self._edges_before)[edges] != 0]
        return np.concatenate([np.full(self.seeds, -1, np.int64), edges])

    @cached_property
    def target(self) -> NDArray[np.int32]:
        """(T,) the row that each step contributes to."""
        seeded = np.array([row for row, _ in self.sweep.seed], np.int32)
        return np.concatenate([seeded, self.nodes.parent[self.edge[self.seeds :]].astype(np.int32, copy=False)])

    @cached_property
    def contribution(self) -> Floats:
        """(T,) what each step adds: partial × derivative of the child, or what the engine observed; a seed's weight."""
        edges = self.edge[self.seeds :]
        if len(self.sweep.contribution):
            sent = self.sweep.contribution[edges]
        else:
            rows = self.sweep.rows
            with np.errstate(all="ignore"):
                sent = np.repeat(self.sweep.derivative[rows], np.diff(self.offset)) * self.nodes.partial[edges]
        return np.concatenate([np.array([weight for _, weight in self.sweep.seed], float), sent])

    @cached_property
    def start(self) -> NDArray[np.int64]:
        """(N + 1,) where the group of each row begins in `time` and `total`."""
        nodes, parents = self.nodes, self.nodes.parent
        if len(self.sweep.rows) < len(nodes):
            visited = np.zeros(len(nodes), bool)
            visited[self.sweep.rows] = True
            parents = parents[np.repeat(visited, np.diff(nodes.start))]
        received = np.bincount(parents, minlength=len(nodes))
        received[(nodes.flags & Flag.CONSTANT) != 0] = 0
        for row, _ in self.sweep.seed:
            received[row] += 1
        start = np.zeros(len(nodes) + 1, np.int64)
        np.cumsum(received, out=start[1:])
        return start

    @cached_property
    def time(self) -> NDArray[np.int64]:
        """(T,) the steps, grouped by target, in order of time within a group."""
        bits = len(self.target).bit_length()
        keys = self.target.astype(np.int64)
        keys <<= bits
        keys |= np.arange(len(keys))
        keys.sort()  # several times faster than a stable argsort
        keys &= (1 << bits) - 1
        return keys

    @cached_property
    def total(self) -> Floats:
        """(T,) the running sums, grouped as `time`: the first contribution itself, then += one by one."""
        total = self.contribution[self.time]
        size = np.diff(self.start)
        open_groups = np.flatnonzero(size > 1)
        at, left = self.start[open_groups], size[open_groups]
        with np.errstate(all="ignore"):
            # One addition moves every group on by one contribution; hubs that outlast the others are few.
            done = 1
            while len(at) > FEW:
                total[at + done] += total[at + done - 1]
                done += 1
                more = left > done
                if not more.all():
                    at, left = at[more], left[more]
            for first, count in zip(at.tolist(), left.tolist(), strict=True):
                rest = total[first + done - 1 : first + count]
                np.add.accumulate(rest, out=rest)  # sequential, unlike np.sum
        return total

    def received(self, time: int, rows: Ints) -> NDArray[np.int64]:
        """How many contributions each of `rows` has received before `time`; shape of `rows`."""
        low, high = self.start[rows], self.start[np.asarray(rows) + 1]
        begin = low
        # A binary search in every group at once; groups are as large as the number of uses of a row.
        while (low < high).any():
            middle = (low + high) >> 1
            earlier = self.time[np.minimum(middle, len(self.time) - 1)] < time
            searching = low < high
            low = np.where(searching & earlier, middle + 1, low)
            high = np.where(searching & ~earlier, middle, high)
        return low - begin

    def received_at(self, times: Ints) -> NDArray[np.int64]:
        """How many contributions the target of each of the steps at `times` has received once it is done."""
        return self.place[times] - self.start[self.target[times]] + 1

    @cached_property
    def place(self) -> NDArray[np.int64]:
        """(T,) where each step stands in `time`."""
        place = np.empty(len(self.time), np.int64)
        place[self.time] = np.arange(len(place))
        return place

    def expected(self, rows: Ints) -> NDArray[np.int64]:
        """How many contributions each of `rows` receives in the whole sweep."""
        return self.start[np.asarray(rows) + 1] - self.start[rows]

    def collected(self, rows: Ints, received: Ints) -> Floats:
        """The adjoint of `rows` after so many contributions; NaN where none has arrived."""
        group = self.start[rows]
        complete = received == self.start[np.asarray(rows) + 1] - group
        value: Floats = np.where(complete, self.sweep.derivative[rows], np.nan)
        partly = (received > 0) & ~complete
        if partly.any():
            value[partly] = self.total[(group + received - 1)[partly]]
        value[received == 0] = np.nan
        return value

    def rank(self, time: int) -> int:
        """The number of the contribution that step `time` makes to its target, from 0."""
        row = int(self.target[time])
        first, stop = int(self.start[row]), int(self.start[row + 1])
        return int(np.searchsorted(self.time[first:stop], time))

    def times(self, row: int) -> NDArray[np.int64]:
        """The steps that contribute to `row`, in order of time."""
        return self.time[int(self.start[row]) : int(self.start[row + 1])]

    @cached_property
    def time_of_edge(self) -> NDArray[np.int64]:
        """(E,) the step of each edge; −1 where it is none."""
        times = np.full(len(self.nodes.parent), -1, np.int64)
        times[self.edge[self.seeds :]] = np.arange(self.seeds, len(self))
        return times
