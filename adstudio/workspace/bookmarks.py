"""Bookmarks: steps that somebody wants to come back to, each with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from adstudio.workspace.anchors import StepAnchor
from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.traces.model import Trace
    from adstudio.workspace.document import Document


class Bookmark(Struct, frozen=True):
    """One bookmark."""

    anchor: StepAnchor
    note: str = ""


class Bookmarks:
    """The bookmarks of the program. A bookmark whose step is not in the shown trace waits until it is again."""

    def __init__(self) -> None:
        self.changed = Signal[[]]()  # items, or where they are
        self._items: tuple[Bookmark, ...] = ()
        self._trace: Trace | None = None
        self._steps: tuple[int | None, ...] = ()

    def follow(self, document: Document) -> None:
        """Keep to the document's shown trace; call it before a panel connects, as `Cursor.follow`."""
        self._document = document
        document.trace_changed.connect(self._take_trace)
        document.program_opened.connect(self.clear)
        self._take_trace()

    @property
    def items(self) -> tuple[Bookmark, ...]:
        """All of them, in the order they were set."""
        return self._items

    @property
    def steps(self) -> tuple[int | None, ...]:
        """Where each of `items` is in the shown trace; None where it is not."""
        return self._steps

    @property
    def state(self) -> tuple[Bookmark, ...]:
        """What undo keeps."""
        return self._items

    def restore(self, state: tuple[Bookmark, ...]) -> None:
        """Be as in `state`."""
        if state != self._items:
            self._items = state
            self._find()
            self.changed.emit()

    def at(self, step: int) -> int | None:
        """The index of the bookmark on a step, or None."""
        return self._steps.index(step) if step in self._steps else None

    def toggle(self, step: int) -> int | None:
        """Set a bookmark on a step of the shown trace and return its index, or take away the one that is there."""
        there = self.at(step)
        if there is not None:
            self.remove(there)
            return None
        if self._trace is None or not 0 <= step < len(self._trace.timeline):
            return None
        self.restore((*self._items, Bookmark(StepAnchor.of(self._trace, step))))
        return len(self._items) - 1

    def set_note(self, index: int, note: str) -> None:
        """Write on one. Raises `IndexError` where there is none."""
        changed = replace(self._items[index], note=note.strip())
        self.restore((*self._items[:index], changed, *self._items[index + 1 :]))

    def remove(self, index: int) -> None:
        """Take one away. Raises `IndexError` where there is none."""
        self._items[index]
        self.restore(self._items[:index] + self._items[index + 1 :])

    def clear(self) -> None:
        """Take all away."""
        self.restore(())

    def next(self, step: int) -> int | None:
        """The nearest bookmarked step after `step`, or None."""
        return min((at for at in self._steps if at is not None and at > step), default=None)

    def previous(self, step: int) -> int | None:
        """The nearest bookmarked step before `step`, or None."""
        return max((at for at in self._steps if at is not None and at < step), default=None)

    def _take_trace(self) -> None:
        self._trace = self._document.trace
        before = self._steps
        self._find()
        if self._steps != before:
            self.changed.emit()

    def _find(self) -> None:
        trace = self._trace
        self._steps = tuple(None if trace is None else item.anchor.step(trace) for item in self._items)
