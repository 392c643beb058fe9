"""Where in the trace the window stands: one step, moved only by named commands."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from adstudio.traces import moves
from adstudio.traces.moves import Unit
from adstudio.workspace.places import Places
from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.traces.timeline import Timeline
    from adstudio.workspace.document import Document


class Cursor:
    """The step that was done last: `timeline[cursor.step]`; what is seen is `timeline.state(cursor.step, …)`.

    `step` counts from 0 and is clamped to 0 … length − 1 (0 in an empty trace). People are shown step + 1.
    `jump` is for whatever leads elsewhere, and can be taken back (`places`); the other moves leave no trail.
    """

    def __init__(self, step: int = 0, length: int = 0) -> None:
        self.step_changed = Signal[[int]]()
        self._length = max(length, 0)
        self._timeline: Timeline | None = None
        self._step = self._clamped(step)
        self.places = Places(self)

    @property
    def step(self) -> int:
        """The step done last, from 0."""
        return self._step

    @step.setter
    def step(self, step: int) -> None:
        step = self._clamped(step)
        if step != self._step:
            self._step = step
            self.step_changed.emit(step)

    @property
    def length(self) -> int:
        """How many steps there are."""
        return self._length

    @property
    def at_start(self) -> bool:
        """Whether there is no step back."""
        return self._step == 0

    @property
    def at_end(self) -> bool:
        """Whether there is no step on."""
        return self._step >= self._length - 1

    def follow(self, document: Document) -> None:
        """Walk the document's shown trace from now on.

        Call it before any panel connects to the document: listeners are called in the order they connected,
        so that the cursor is already inside the new trace when a panel draws it.
        """
        self._document = document
        document.trace_changed.connect(self._take_trace)
        self._take_trace()

    def _take_trace(self) -> None:
        trace = self._document.trace
        self.walk(None if trace is None else trace.timeline)

    def walk(self, timeline: Timeline | None) -> None:
        """Walk `timeline`. A cursor that stood at the end stays at the end, else it keeps its step.

        What is opened anew begins at its first step: there it is told.
        """
        stood_at_end = self.at_end and self._length > 0
        self._timeline = timeline
        self._length = 0 if timeline is None else len(timeline)
        self.places.keep_within(self._length)
        self.step = self._length - 1 if stood_at_end else self._step

    def step_on(self) -> None:
        """One step on; stays at the end."""
        self.step = self._step + 1

    def step_back(self) -> None:
        """One step back; stays at the start."""
        self.step = self._step - 1

    def jump(self, step: int) -> None:
        """To a step that is not next to this one; `places.back` leads back."""
        self.places.jump(step)

    def start(self) -> None:
        """To the first step."""
        self.jump(0)

    def end(self) -> None:
        """To the last step."""
        self.jump(self._length - 1)

    def move(self, unit: Unit, *, on: bool = True, times: int = 1) -> None:
        """So many contributions, nodes, source lines, function calls or sweeps on or back (`traces.moves`)."""
        if self._timeline is not None:
            self.step = moves.moved(self._timeline, self._step, unit, on=on, times=times)

    def over(self) -> None:
        """To the end of a line of this call, or of its caller's; the calls within are stepped over."""
        self._by(moves.over, on=True)

    def over_back(self) -> None:
        """To the end of the line before, in this call or its caller."""
        self._by(moves.over, on=False)

    def into(self) -> None:
        """To the first step of the next call."""
        self._by(moves.into, on=True)

    def into_back(self) -> None:
        """To the first step of this call, or of the one before."""
        self._by(moves.into, on=False)

    def out(self) -> None:
        """To the first step after this call."""
        self._by(moves.out, on=True)

    def out_back(self) -> None:
        """To the last step before this call."""
        self._by(moves.out, on=False)

    def _by(self, move: Callable[..., int], *, on: bool) -> None:
        if self._timeline is not None:
            self.step = move(self._timeline, self._step, on=on)

    def next_line(self) -> None:
        """To where a source line is done."""
        self.move(Unit.LINE)

    def previous_line(self) -> None:
        """To where the source line before was done."""
        self.move(Unit.LINE, on=False)

    def next_node(self) -> None:
        """To where the next node is finished: in an adjoint sweep, has sent all that it sends."""
        self.move(Unit.NODE)

    def previous_node(self) -> None:
        """To where the node before was finished."""
        self.move(Unit.NODE, on=False)

    def next_sweep(self) -> None:
        """To the last step of this sweep, or of the next one if it stands there."""
        self.move(Unit.SWEEP)

    def previous_sweep(self) -> None:
        """To the last step of the sweep before; the start, in the first one."""
        self.move(Unit.SWEEP, on=False)

    def _clamped(self, step: int) -> int:
        return max(0, min(step, self._length - 1))
