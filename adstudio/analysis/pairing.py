"""Two engines in lockstep: the same node in both at any step, how far apart they are, and where they part first.

Steps are matched by what they do, not by their number: a value by its row, a derivative by its row in the sweep with
the same seed, an adjoint's contribution by its edge. A value or derivative that only one of them has is not compared.
"""

from __future__ import annotations

import math
from functools import cached_property
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.analysis.comparison import FORWARD
from adstudio.analysis.tolerance import EXACT, excuse, is_approximate, slopes, tolerance
from adstudio.analysis.ulps import MANY, first_difference, ulps_between
from adstudio.traces import quantities
from adstudio.traces.model import Floats, SweepKind, Trace
from adstudio.traces.quantities import Quantity
from adstudio.traces.steps import Band, Step

WORDS = {
    SweepKind.TANGENT: "tangent pass",
    SweepKind.ADJOINT: "backward pass",
    SweepKind.TAYLOR: "Taylor pass",
    SweepKind.DIFFERENCE: "difference pass",
}


class Apart(Struct, frozen=True):
    """One number in two engines."""

    ours: float
    theirs: float
    our_number: Quantity  # which number it is in our trace …
    their_number: Quantity  # … and in theirs
    allowed: float  # how far apart they may be, absolutely

    @property
    def difference(self) -> float:
        """|ours − theirs|; NaN where one is NaN."""
        return 0.0 if self.equal else abs(self.ours - self.theirs)

    @property
    def ulps(self) -> float:
        """How many floats lie between them, one of them counted; infinite where only one is a finite number."""
        return ulps_between(self.ours, self.theirs)

    @property
    def equal(self) -> bool:
        """The same number, NaN included."""
        return self.ours == self.theirs or (math.isnan(self.ours) and math.isnan(self.theirs))

    @property
    def diverges(self) -> bool:
        """Whether they are further apart than round-off, or the error of a quotient, explains."""
        return not self.equal and self.allowed < math.inf and not abs(self.ours - self.theirs) <= self.allowed

    @property
    def telling(self) -> bool:
        """Whether the ulps say something: not where so many are but round-off of larger terms, or of a quotient."""
        return self.ulps <= MANY or math.isinf(self.ulps) or self.diverges


class Meeting(Struct, frozen=True):
    """One step of ours and what the other engine has of it."""

    row: int
    step: int  # theirs, in their timeline; −1 where they have none
    value: Apart | None  # None where the row is not the same node, or has no value yet
    derivative: Apart | None  # as both stand after the step; None in the primal sweep, and where there is none
    why_not: str  # what they lack, said of them: "has no backward pass"; "" where there is nothing to explain


class Pairing:
    """Our trace and theirs, of one program at one point."""

    def __init__(self, ours: Trace, theirs: Trace) -> None:
        self.ours, self.theirs = ours, theirs
        self._tolerances: dict[int, float] = {}
        self._by_seed: dict[tuple[tuple[int, float], ...], list[int]] = {}
        for index, sweep in enumerate(theirs.sweeps):
            self._by_seed.setdefault(sweep.seed, []).append(index)
        self._sweeps = [self._counterpart(index) for index in range(len(ours.sweeps))]

    # -- the same nodes ------------------------------------------------------------------------------------------------

    @cached_property
    def alike(self) -> int:
        """So many rows from the first on are the same operation on the same arguments in both."""
        n = min(len(self.ours), len(self.theirs))
        names = {name: number for number, name in enumerate((*self.ours.header.ops, *self.theirs.header.ops))}
        ours, theirs = (
            np.array([names[name] for name in trace.header.ops], np.int64)[trace.nodes.op[:n]]
            for trace in (self.ours, self.theirs)
        )
        off = ours != theirs
        off |= self.ours.nodes.start[1 : n + 1] != self.theirs.nodes.start[1 : n + 1]
        rows = np.flatnonzero(off)
        same = int(rows[0]) if len(rows) else n
        edges = int(self.ours.nodes.start[same])
        other = np.flatnonzero(self.ours.nodes.parent[:edges] != self.theirs.nodes.parent[:edges])
        return self.ours.timeline.child_of(int(other[0])) if len(other) else same

    @property
    def numbered_alike(self) -> bool:
        """Whether every node of both is the same."""
        return self.alike == len(self.ours) == len(self.theirs)

    @property
    def numbering(self) -> str:
        """Where the numbering parts, in a plain sentence; "" where it does not."""
        if self.numbered_alike:
            return ""
        if not self.alike:
            return "they number their nodes differently, so no node can be compared"
        if self.alike == min(len(self.ours), len(self.theirs)):
            return f"one of them stops after {self.alike:,} nodes; the rest cannot be compared"
        row = self.alike
        ours, theirs = (trace.formulas.op(row) for trace in (self.ours, self.theirs))
        label = self.ours.formulas.label(row)
        return f"from {label} on they number their nodes differently ({ours}, {theirs}) and cannot be compared"

    @property
    def shares_derivatives(self) -> bool:
        """Whether any derivative can be compared."""
        return any(
            other >= 0 and sweep.kind is not SweepKind.PRIMAL
            for sweep, other in zip(self.ours.sweeps, self._sweeps, strict=True)
        )

    def _counterpart(self, index: int) -> int:
        """Their sweep with our seed: of the same kind, else another that goes forward; −1 for none."""
        sweep = self.ours.sweeps[index]
        same = self._by_seed.get(sweep.seed, [])
        exact = [i for i in same if self.theirs.sweeps[i].kind is sweep.kind]
        forward = [i for i in same if self.theirs.sweeps[i].kind in FORWARD and sweep.kind in FORWARD]
        return next(iter(exact + forward), -1)

    # -- one step ------------------------------------------------------------------------------------------------------

    def step_of(self, k: int) -> int:
        """Their step that does what our step k does; −1 where there is none."""
        step = self.ours.timeline.step(k)
        other = self._sweeps[step.sweep]
        if other < 0 or max(step.row, step.source) >= self.alike:
            return -1
        if step.kind is not SweepKind.ADJOINT:
            return self.theirs.timeline.step_of(step.row, other)
        if step.edge >= 0:
            return int(self.theirs.timeline.steps_of_edges(np.array([step.edge]), other)[0])
        return self.theirs.timeline.sweeps[other].start + k - self.ours.timeline.sweeps[step.sweep].start

    def at(self, k: int) -> Meeting:
        """Both engines after our step k."""
        step, theirs = self.ours.timeline.step(k), self.step_of(k)
        value = self.value(step.row)
        if step.kind is SweepKind.PRIMAL or step.row >= self.alike:
            return Meeting(step.row, theirs, value, None, "")
        if theirs < 0:
            return Meeting(step.row, theirs, value, None, self._absent(step.sweep))
        return Meeting(step.row, theirs, value, self._after(step, self.theirs.timeline.step(theirs)), "")

    def _after(self, ours: Step, theirs: Step) -> Apart:
        """What both have collected; of contributions that arrive in another order only what they bring."""
        allowed = self._allowed_at(ours.row, ours.sweep)
        if ours.received != theirs.received or ours.expected != theirs.expected:
            numbers = quantities.contribution(ours.index), quantities.contribution(theirs.index)
            return Apart(ours.contribution, theirs.contribution, *numbers, allowed)
        if ours.received < ours.expected:
            numbers = quantities.running_sum(ours.index), quantities.running_sum(theirs.index)
        else:
            numbers = quantities.derivative(ours.row, ours.sweep), quantities.derivative(theirs.row, theirs.sweep)
        return Apart(ours.after, theirs.after, *numbers, allowed)

    def value(self, row: int) -> Apart | None:
        """The value of a row in both."""
        if row >= self.alike:
            return None
        ours, theirs = float(self.ours.nodes.value[row]), float(self.theirs.nodes.value[row])
        number = quantities.value(row)
        return Apart(ours, theirs, number, number, EXACT * max(abs(ours), 1e-300))

    def derivative(self, row: int, sweep: int) -> Apart | None:
        """The whole derivative of a row in our sweep and in theirs; None where they have none, or in a primal one."""
        other = self._sweeps[sweep]
        if row >= self.alike or other < 0 or self.ours.sweeps[sweep].kind is SweepKind.PRIMAL:
            return None
        ours, theirs = float(slopes(self.ours.sweeps[sweep])[row]), float(slopes(self.theirs.sweeps[other])[row])
        numbers = quantities.derivative(row, sweep), quantities.derivative(row, other)
        return Apart(ours, theirs, *numbers, self._allowed_at(row, sweep))

    def _absent(self, sweep: int) -> str:
        """Why their derivative is not there."""
        if self._sweeps[sweep] >= 0:
            return "did not pass here"
        kind = self.ours.sweeps[sweep].kind
        has = {s.kind for s in self.theirs.sweeps}
        if kind not in has and not (kind in FORWARD and has & set(FORWARD)):
            return f"has no {WORDS[kind]}"
        return f"has no {WORDS[kind]} with this seed"

    def _allowed(self, sweep: int) -> float:
        if sweep not in self._tolerances:
            ours, theirs = self.ours.sweeps[sweep], self.theirs.sweeps[self._sweeps[sweep]]
            self._tolerances[sweep] = tolerance(ours, self.ours) + tolerance(theirs, self.theirs)
        return self._tolerances[sweep]

    def _allowed_at(self, row: int, sweep: int) -> float:
        """Anything, where a difference goes across a kink or a branch."""
        ends = self.ours.sweeps[sweep].comparable, self.theirs.sweeps[self._sweeps[sweep]].comparable
        return self._allowed(sweep) if row < min(ends) else math.inf

    # -- where they part -----------------------------------------------------------------------------------------------

    @cached_property
    def excused(self) -> str:
        """Why a difference quotient may rightly differ from a derivative here; "" where it may not."""
        if not is_approximate(self.ours) and not is_approximate(self.theirs):
            return ""
        return excuse(self.ours, {"ours": self.ours, "theirs": self.theirs})

    @cached_property
    def divergence(self) -> int:
        """Our first step at which they are further apart than they may be; −1 for none."""
        return self._first(exactly=False)

    @cached_property
    def last_bit(self) -> int:
        """Our first step at which they are not the same float; −1 for none."""
        return self._first(exactly=True)

    def _first(self, *, exactly: bool) -> int:
        for band in self.ours.timeline.sweeps:
            columns = self._columns(band)
            if columns is None:
                continue
            ours, theirs, allowed = columns
            at = first_difference(ours, theirs, 0.0 if exactly else allowed)
            if at is not None:
                return band.start + at
        return -1

    def _columns(self, band: Band) -> tuple[Floats, Floats, float | Floats] | None:
        """Ours and theirs at every step of a sweep, equal where they are not to be compared."""
        if band.kind is SweepKind.PRIMAL:
            rows = self.ours.sweeps[band.index].rows
            known = rows < self.alike
            values = self.ours.nodes.value[rows]
            theirs = _where_known(known, self.theirs.nodes.value, rows, values)
            return values, theirs, EXACT * np.maximum(np.abs(values), 1e-300)
        if self._sweeps[band.index] < 0 or self.excused:
            return None
        if band.kind is SweepKind.ADJOINT:
            ours, theirs = self._contributions(band)
        else:
            sweep, other = self.ours.sweeps[band.index], self.theirs.sweeps[self._sweeps[band.index]]
            rows = sweep.rows
            known = rows < min(self.alike, sweep.comparable, other.comparable)
            ours = slopes(sweep)[rows]
            theirs = _where_known(known, slopes(other), rows, ours)
        return ours, theirs, self._allowed(band.index)

    def _contributions(self, band: Band) -> tuple[Floats, Floats]:
        ours, theirs = (
            self.ours.timeline.accumulation(band.index),
            self.theirs.timeline.accumulation(self._sweeps[band.index]),
        )
        sent: Floats = ours.contribution
        edges = ours.edge[ours.seeds :]
        known = edges < int(self.ours.nodes.start[self.alike])
        times = _where_known(known, theirs.time_of_edge, edges, np.full(len(edges), -1))
        received = _where_known(times >= 0, theirs.contribution, times, sent[ours.seeds :])
        return sent, np.concatenate([sent[: ours.seeds], received])


def _where_known(known: NDArray[np.bool_], column: NDArray[Any], at: NDArray[Any], otherwise: NDArray[Any]) -> Any:
    """(n,) what a column has at (n,) places, where it is known to have them; `otherwise` where not."""
    found = otherwise.copy()
    found[known] = column[at[known]]
    return found
