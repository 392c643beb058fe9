"""The error curve: the estimate of every method at every step size, and the function around the point."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adstudio.api import (
    BudgetReached,
    Column,
    Entry,
    Floats,
    Program,
    Recorder,
    Recording,
    Request,
    Series,
    moved,
    reach,
    record,
    scratch,
)
from adstudio_finite_difference import quotients as q
from adstudio_finite_difference.alignment import rows_in_step
from adstudio_finite_difference.replay import NoComplexForm, replay

SIZES = 200
DECADES = 16  # from the scale of x down to its last bit
WIDER = 6  # decades above the scale of a tiny x that its steps go on for
AROUND = 25  # points of each picture of the function around the point
CHUNK_BYTES = 64 << 20  # of replayed values at a time
UNDEFINED = Exception  # beside the point a program may raise anything: it asserts, or looks something up
EACH = 1_000_000  # nodes of all points together up to which each is run within limits: any one may not end
PROBES = 24  # of more, points at which it is seen whether the program ends there
MORE = 1_000  # nodes above four times the program's that a run may have: hundreds of points may not end
MOST_ENTRIES = 4_000_000  # of the table of quotients of every node


def step_sizes(count: int = SIZES, x: float = 1.0) -> Floats:
    """Evenly in the logarithm: from 1e-16 to 1 for an x of everyday size, else in the scale of x.

    A large x has no smaller steps than its last bit; beside a tiny one they begin at its last bit too.
    """
    low, high = -DECADES, 0
    if math.isfinite(x) and x and not 1e-3 <= abs(x) <= 10.0:
        scale = min(max(round(math.log10(abs(x))), -280), 300)
        low, high = scale - DECADES, scale if scale > 0 else min(0, scale + WIDER)
    return np.logspace(low, high, count)


class Curves:
    """Everything that is measured along one input entry of one recording."""

    def __init__(self, program: Program, request: Request, base: Recording, entry: Entry, recorder: Recorder) -> None:
        self._program, self._request, self._base, self._entry = program, request, base, entry
        self._recorder = recorder
        node = request.options.get("node")
        self._node = None if node is None else int(node)
        self._output = max(request.output, 0)
        self._row = base.outputs[self._output] if self._node is None else self._node
        if not 0 <= self._row < len(base.nodes):
            raise ValueError(f"there is no node in row {self._row}; the program has {len(base.nodes)}")
        self.x = float(base.nodes.value[entry.row])
        self.h = step_sizes(int(request.options.get("sizes", SIZES)), self.x)

    def curve(self) -> Series:
        """Columns: method, h, estimate of ∂node/∂entry; one row a method and step size."""
        x, h = self.x, self.h
        shifts = sorted({shift for quotient in q.REAL_METHODS.values() for shift in quotient.shifts} - {0.0})
        points = {shift: x + shift * h for shift in shifts}
        found = np.split(self._values(np.concatenate(list(points.values()))), len(shifts))
        values = dict(zip(shifts, found, strict=True)) | {0.0: np.full(len(h), self._base.nodes.value[self._row])}
        methods: list[str] = []
        estimates: list[Floats] = []
        with np.errstate(all="ignore"):
            for name, quotient in q.REAL_METHODS.items():
                shift = quotient.shifts[0]
                taken = (points[shift] - x) / shift
                estimates.append(np.asarray(quotient([values[s] for s in quotient.shifts], taken), np.float64))
                methods += [name] * len(h)
        complex_estimate = self._complex()
        if complex_estimate is not None:
            methods += [q.COMPLEX_STEP] * len(h)
            estimates.append(complex_estimate)
        columns = (
            Column("method", tuple(methods)),
            Column("h", np.concatenate([h] * len(estimates))),
            Column("estimate", np.concatenate(estimates)),
        )
        return Series(f"curve:{self._entry.label}", columns)

    def around(self) -> Series:
        """The function on both sides of x, once a decade of step sizes. Columns: scale, offset from x, value − f(x)."""
        scales = 1.25 * self.h[-1] * 10.0 ** -np.arange(round(math.log10(self.h[-1] / self.h[0])), dtype=np.float64)
        offsets = np.outer(scales, np.linspace(-1.0, 1.0, AROUND))
        points = self.x + offsets
        here = float(self._base.nodes.value[self._row])
        with np.errstate(all="ignore"):
            values = self._values(points.ravel()) - here
        columns = (
            Column("scale", np.repeat(scales, AROUND)),
            Column("offset", offsets.ravel()),
            Column("value", values),
        )
        return Series(f"around:{self._entry.label}", columns)

    def every(self) -> Series:
        """Central quotients of every node at a few step sizes. Columns: h, row, estimate. Needs a straight program."""
        nodes = self._base.nodes
        h = self.h[-1] * 10.0 ** -np.arange(1.0, 9.5, 0.5)
        h = h[: max(3, MOST_ENTRIES // max(len(nodes), 1))]
        table = np.full((len(nodes), len(h)), np.nan)
        if self._base.straight:
            values = self._replayed(np.concatenate([self.x + h, self.x - h]))
            taken = (self.x + h) - (self.x - h)
            with np.errstate(all="ignore"):
                for row, value in enumerate(values):
                    both = np.broadcast_to(np.asarray(value, np.float64), (2 * len(h),))
                    table[row] = (both[: len(h)] - both[len(h) :]) / taken
        else:
            for i, step in enumerate(h.tolist()):
                table[:, i] = (self._nodes_at(self.x + step) - self._nodes_at(self.x - step)) / (
                    (self.x + step) - (self.x - step)
                )
        columns = (
            Column("h", np.tile(h, len(nodes))),
            Column("row", np.repeat(np.arange(len(nodes), dtype=np.float64), len(h))),
            Column("estimate", table.ravel()),
        )
        return Series(f"every:{self._entry.label}", columns)

    # ── values at other points ─────────────────────────────────────────────────────────────────────

    def _values(self, points: Floats) -> Floats:
        """The node's value at every point: all at once where nothing is decided by a value, else run by run."""
        base = self._base
        if not base.straight:
            with np.errstate(all="ignore"):  # numpy's warnings of one point in a thousand help nobody
                if self._node is not None:
                    once = self._node_once
                elif len(points) * len(base.nodes) <= EACH or self._recorder.edits.done:  # a plain run meets no edits
                    once = self._within_limits
                else:
                    probes = points[:: max(1, len(points) // PROBES)].tolist()
                    once = self._once if all(self._ends(x) for x in probes) else self._within_limits
                return np.array([once(x) for x in points.tolist()])
        chunk = max(1, CHUNK_BYTES // (8 * max(len(base.nodes), 1)))
        parts = []
        for first in range(0, len(points), chunk):
            some = points[first : first + chunk]
            value = self._replayed(some)[self._row]
            parts.append(np.broadcast_to(np.asarray(value, np.float64), some.shape))
        return np.concatenate(parts)

    def _replayed(self, points: Any) -> list[Any]:
        """Every node's values, with the entry at all of the points at once."""
        edits = self._recorder.edits.done
        return replay(self._base.nodes, self._base.ops, {self._entry.row: points}, edits=edits)

    def _once(self, x: float) -> float:
        """One plain run; NaN where the program is undefined or returns something else."""
        try:
            program = self._program
            return self._of(program.entries(program.plain(moved(self._request.at, self._entry, x))))
        except UNDEFINED:
            return math.nan

    def _of(self, outputs: list[Any]) -> float:
        """The output among those of another run; NaN where they are not as many: a power turned complex there, say."""
        return float(outputs[self._output]) if len(outputs) == len(self._base.outputs) else math.nan

    def _within_limits(self, x: float) -> float:
        """One recorded run, which is slower, and ends where it becomes much longer than the one at the point."""
        found = self._limited(x)
        return math.nan if found is None else found

    def _ends(self, x: float) -> bool:
        """Whether the program comes to an end there."""
        return self._limited(x) is not None

    def _limited(self, x: float) -> float | None:
        again = scratch(self._recorder, ground=len(self._base.nodes), more=MORE)
        try:
            return self._of(reach(self._program, moved(self._request.at, self._entry, x), again))
        except UNDEFINED:
            return math.nan
        except BudgetReached:
            if again.count < again.max_nodes:  # the time is up, not the nodes
                raise
            return None

    def _node_once(self, x: float) -> float:
        """One recorded run; NaN where it went another way before it came to the node."""
        return float(self._nodes_at(x)[self._row])

    def _nodes_at(self, x: float) -> Floats:
        base = self._base
        values = np.full(len(base.nodes), math.nan)
        again = scratch(self._recorder, ground=len(base.nodes), more=MORE)
        try:
            run = record(self._program, moved(self._request.at, self._entry, x), again)
        except UNDEFINED:
            return values
        except BudgetReached:
            if again.count < again.max_nodes:  # the time is up, not the nodes
                raise
            return values
        same = rows_in_step(base.nodes, base.ops, run.nodes, run.ops)
        values[:same] = run.nodes.value[:same]
        return values

    def _complex(self) -> NDArray[np.float64] | None:
        h = self.h
        if self._recorder.left_graph:  # a replay would hold still what left
            return None
        try:
            values = self._replayed(self.x + 1j * h)
        except NoComplexForm:
            return None
        return np.broadcast_to(np.imag(values[self._row]) / h, h.shape).astype(np.float64)
