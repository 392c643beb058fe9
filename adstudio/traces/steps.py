"""What a timeline answers with: bands, steps, and the state after some of them."""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.traces.model import Floats, Ints, SweepKind

Mask = NDArray[np.bool_]
Progress = Literal["pending", "current", "done"]


class Band(Struct, frozen=True):
    """The steps of one sweep: start, …, stop − 1."""

    index: int  # into trace.sweeps
    kind: SweepKind
    label: str  # the sweep's own, or its kind
    start: int
    stop: int

    def __len__(self) -> int:
        return self.stop - self.start


class Step(Struct, frozen=True):
    """One elementary event. Of an array-valued row, all numbers are the scalar stand-ins that the columns hold."""

    index: int  # in the timeline, from 0
    sweep: int  # into trace.sweeps
    kind: SweepKind
    row: int  # the node that changes
    after: float  # its value, or its derivative, once the step is done
    contribution: float  # what the step brings: all of `after`, but in an adjoint sweep one term of the sum
    before: float | None = None  # what had been collected until then; None where nothing had
    edge: int = -1  # adjoint: the edge it travels along; −1 for a seed
    source: int = -1  # adjoint: the row it comes from; −1 for a seed
    received: int = 1  # contributions that the row has received once the step is done, …
    expected: int = 1  # … of how many in the whole sweep
    seed: bool = False  # the seed gives the derivative, no rule does
    coefficients: tuple[float, ...] | None = None  # taylor: all of the row's u⁽ᵏ⁾/k!, of which `after` is k = 1


class Standing(Struct, frozen=True):
    """How far one sweep has come, for the R rows asked for."""

    sweep: int  # into trace.sweeps
    progress: Progress
    derivative: Floats  # (R,), or (R, K + 1) of a taylor sweep; NaN where nothing has arrived yet
    done: Mask  # (R,) what stands there is final
    received: NDArray[np.int64]  # (R,) contributions so far …
    expected: NDArray[np.int64]  # (R,) … of how many; 1 in sweeps that are not adjoint


class State(Struct, frozen=True):
    """Values and derivatives of the R rows asked for, as they stand after k steps."""

    k: int
    rows: Ints  # (R,)
    value: Floats  # (R,) NaN where the primal sweep has not come yet
    valued: Mask  # (R,) the value is there
    sweep: int  # the current sweep, into trace.sweeps: that of the last step done; −1 in a trace without sweeps
    standings: dict[int, Standing]  # by sweep: the current one and those asked for
    progress: tuple[Progress, ...]  # of every sweep

    @property
    def current(self) -> Standing:
        """The standing of the current sweep. Raises KeyError in a trace without sweeps."""
        return self.standings[self.sweep]

    @property
    def derivative(self) -> Floats:
        """(R,) or (R, K + 1): the derivative in the current sweep; NaN where nothing has arrived yet."""
        return self.current.derivative

    @property
    def done(self) -> Mask:
        """(R,) what the current sweep holds is final."""
        return self.current.done

    @property
    def received(self) -> NDArray[np.int64]:
        """(R,) contributions received in the current sweep."""
        return self.current.received

    @property
    def expected(self) -> NDArray[np.int64]:
        """(R,) contributions expected in the whole current sweep."""
        return self.current.expected
