"""Undo and redo of what a person edits, over any models that can say their state and take it back."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from msgspec import Struct
from msgspec.structs import replace

from adstudio.workspace.signals import Signal

MOST = 300  # edits that are remembered
WEIGHT = 4_000_000  # numbers in all remembered states together, about 32 MB; the oldest edits go first
STROKE = 0.7  # s: steps by wheel or keys that follow each other faster are one edit


class Part(Protocol):
    """A model that takes part. `state` is immutable and comparable."""

    @property
    def changed(self) -> Signal[[]]:
        """Emitted after every change."""

    @property
    def state(self) -> Any:
        """All that a person edits of it."""

    def restore(self, state: Any) -> None:
        """Be as it was. What does not fit any more may be left out."""


Describe = Callable[[Any, Any], str]  # (before, after) to "x1 = 3"; "" where no person made the change
Weigh = Callable[[Any], int]  # a state to about how many numbers it holds


class Edit(Struct, frozen=True):
    """One thing that a person did."""

    part: str
    before: Any
    after: Any
    title: str  # "x1 = 3": as the menu says it
    weight: int


class _Registered(Struct, frozen=True):
    part: Part
    describe: Describe
    weigh: Weigh


class Undo:
    """The edits that can be undone, and those that can be redone.

    >>> undo.register("breakpoints", breakpoints)   # its edits are called "breakpoints"
    >>> undo.register("points", points, describe=lambda before, after: "keep point 1")

    Changes between `begin_stroke` and `end_stroke` are one edit: the drag of a slider. `stroke` is for wheel and
    keys, which have no end: it makes one edit of what follows within `STROKE` seconds.
    """

    def __init__(self, *, most: int = MOST, weight: int = WEIGHT, clock: Callable[[], float] = time.monotonic) -> None:
        self.changed = Signal[[]]()
        self._most, self._weight, self._clock = most, weight, clock
        self._parts: dict[str, _Registered] = {}
        self._listeners: list[Callable[[], None]] = []
        self._states: dict[str, Any] = {}
        self._done: list[Edit] = []
        self._undone: list[Edit] = []
        self._restoring = False
        self._stroke: str = ""  # what is being dragged
        self._stroke_ends = float("inf")
        self._joined = False  # the newest edit belongs to the stroke

    def register(self, name: str, part: Part, *, describe: Describe | None = None, weigh: Weigh | None = None) -> None:
        """Remember the edits of a part from now on. A change that `describe` calls "" is taken for no edit."""
        self._parts[name] = _Registered(part, describe or (lambda _before, _after: name), weigh or (lambda _state: 1))
        self._states[name] = part.state
        part.changed.connect(lambda: self._take(name))

    # -- what there is ---------------------------------------------------------------------------------------------

    @property
    def undo_title(self) -> str:
        """What `undo` would take back; "" for nothing."""
        return self._done[-1].title if self._done else ""

    @property
    def redo_title(self) -> str:
        """What `redo` would do again; "" for nothing."""
        return self._undone[-1].title if self._undone else ""

    def __len__(self) -> int:
        return len(self._done)

    # -- what a person asks for ------------------------------------------------------------------------------------

    def undo(self) -> None:
        """Take the newest edit back. One that has lost its meaning (its input is gone) is passed over."""
        self.end_stroke()
        while self._done:
            edit = self._done.pop()
            if self._restore(edit, edit.before):
                self._undone.append(edit)
                break
        self.changed.emit()

    def redo(self) -> None:
        """Do again what was undone last."""
        self.end_stroke()
        while self._undone:
            edit = self._undone.pop()
            if self._restore(edit, edit.after):
                self._done.append(edit)
                break
        self.changed.emit()

    def clear(self) -> None:
        """Forget everything: another program was opened."""
        self._done, self._undone = [], []
        self._states = {name: registered.part.state for name, registered in self._parts.items()}
        self.end_stroke()
        self.changed.emit()

    # -- strokes ---------------------------------------------------------------------------------------------------

    def begin_stroke(self, name: str) -> None:
        """From now on, changes are one edit, until `end_stroke` or another stroke."""
        self._stroke, self._stroke_ends, self._joined = name, float("inf"), False

    def end_stroke(self) -> None:
        """The hand has let go."""
        self._stroke, self._stroke_ends, self._joined = "", float("inf"), False

    def stroke(self, name: str) -> None:
        """A step by wheel or key: with those before it, if they are of the same name and not long ago."""
        now = self._clock()
        if self._stroke == name and self._stroke_ends == float("inf"):  # it is being dragged just now
            return
        if self._stroke != name or now > self._stroke_ends:
            self.begin_stroke(name)
        self._stroke_ends = now + STROKE

    # -- what the parts say ----------------------------------------------------------------------------------------

    def _take(self, name: str) -> None:
        registered = self._parts[name]
        before, after = self._states[name], registered.part.state
        if before == after:
            return
        self._states[name] = after
        if self._restoring:
            return
        title = registered.describe(before, after)
        if not title:  # it came of the newest edit, or of something else: either way it is not one more
            if self._done and self._done[-1].part == name and self._done[-1].after == before:
                self._done[-1] = replace(self._done[-1], after=after)
            return
        self._undone = []
        in_stroke = bool(self._stroke) and self._clock() <= self._stroke_ends
        if in_stroke and self._joined and self._done and self._done[-1].part == name:
            edit = self._done[-1]
            self._done[-1] = replace(edit, after=after, title=registered.describe(edit.before, after) or title)
        else:
            weight = registered.weigh(before) + registered.weigh(after)
            self._done.append(Edit(name, before, after, title, weight))
            self._joined = in_stroke
            self._forget_the_oldest()
        self.changed.emit()

    def _forget_the_oldest(self) -> None:
        while len(self._done) > self._most:
            del self._done[0]
        while len(self._done) > 1 and sum(edit.weight for edit in self._done) > self._weight:
            del self._done[0]

    def _restore(self, edit: Edit, state: Any) -> bool:
        """Whether anything changed by it."""
        part = self._parts[edit.part].part
        was = part.state
        self._restoring = True
        try:
            part.restore(state)
        finally:
            self._restoring = False
            self._states[edit.part] = part.state
        return bool(part.state != was)
