"""Where one has been: the steps that were left by a jump, with back and forward as in a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.workspace.cursor import Cursor

MOST = 200  # places that are kept


class Places:
    """The history of a cursor. Jumps are kept, single steps are not, so that back is always somewhere else.

    A place is a step of the timeline. It stays the same step when the program is traced anew, and goes where the
    new timeline is too short for it; another program begins with no history.
    """

    def __init__(self, cursor: Cursor) -> None:
        self.changed = Signal[[]]()
        self._cursor = cursor
        self._behind: list[int] = []  # the newest last
        self._ahead: list[int] = []  # the next last

    @property
    def behind(self) -> tuple[int, ...]:
        """The steps that `back` leads to, the next one last."""
        return tuple(self._behind)

    @property
    def ahead(self) -> tuple[int, ...]:
        """The steps that `forward` leads to, the next one last."""
        return tuple(self._ahead)

    def jump(self, step: int) -> None:
        """Go to a step (clamped), and keep where the cursor stood."""
        before = self._cursor.step
        self._cursor.step = step
        self.leave(before)

    def leave(self, before: int) -> None:
        """Keep `before`, from where the cursor was dragged here. Its own step is no place."""
        if before == self._cursor.step:
            return
        self._behind = [*self._behind, before][-MOST:]
        self._ahead = []
        self.changed.emit()

    def back(self) -> None:
        """To the place that was left last; stays where there is none."""
        self._go(self._behind, self._ahead)

    def forward(self) -> None:
        """To the place that `back` came from; stays where there is none."""
        self._go(self._ahead, self._behind)

    def _go(self, source: list[int], target: list[int]) -> None:
        here = self._cursor.step
        while source:
            step = source.pop()
            if step != here:  # a place that one has walked to meanwhile is no journey
                target.append(here)
                self._cursor.step = step
                break
        self.changed.emit()

    def keep_within(self, length: int) -> None:
        """Forget the places past the last of `length` steps."""
        behind, ahead = ([step for step in steps if step < length] for steps in (self._behind, self._ahead))
        if (behind, ahead) != (self._behind, self._ahead):
            self._behind, self._ahead = behind, ahead
            self.changed.emit()
