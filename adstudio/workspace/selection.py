"""Which nodes the person has selected, one of them the primary one, and which one the pointer is over."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.workspace.document import Document

Ints = NDArray[np.int64]
NONE: Ints = np.empty(0, np.int64)


class Selection:
    """The selected rows and the hovered row of the shown trace.

    Usually one row is selected, `row`. An expression of the program selects all the nodes that it made, `rows`; then
    `row` is one of them, and `next` and `previous` go from pass to pass.
    """

    def __init__(self) -> None:
        self.selection_changed = Signal[[]]()
        self.hover_changed = Signal[[]]()
        self._row: int | None = None
        self._rows = NONE
        self._title = ""
        self._hovered: int | None = None

    @property
    def row(self) -> int | None:
        """The primary one of the selected rows of `trace.nodes`, or None. Setting it selects it alone."""
        return self._row

    @row.setter
    def row(self, row: int | None) -> None:
        self.select(NONE if row is None else np.array([row]), row)

    @property
    def rows(self) -> Ints:
        """All selected rows, ascending; read only."""
        return self._rows

    @property
    def title(self) -> str:
        """What the rows have in common, "log(x)"; "" for a single node."""
        return self._title

    def select(self, rows: Ints | Sequence[int], row: int | None = None, *, title: str = "") -> None:
        """Select many rows, ascending; `row` is the primary one, the first by default."""
        chosen: Ints = np.asarray(rows, np.int64)
        if row is None and len(chosen):
            row = int(chosen[0])
        if row == self._row and title == self._title and np.array_equal(chosen, self._rows):
            return
        self._row, self._rows, self._title = row, chosen, title
        self.selection_changed.emit()

    @property
    def place(self) -> tuple[int, int]:
        """(which one of the rows the primary one is, from 1; how many there are); (0, 0) for none."""
        if self._row is None:
            return (0, 0)
        return (int(np.searchsorted(self._rows, self._row)) + 1, len(self._rows))

    def next(self) -> None:
        """Make the next of the rows the primary one; stays at the last."""
        self._go(1)

    def previous(self) -> None:
        """Make the one before the primary one; stays at the first."""
        self._go(-1)

    def _go(self, by: int) -> None:
        number, count = self.place
        if 1 <= number + by <= count:
            self.select(self._rows, int(self._rows[number - 1 + by]), title=self._title)

    @property
    def hovered(self) -> int | None:
        """The row under the pointer in any panel, or None."""
        return self._hovered

    @hovered.setter
    def hovered(self, row: int | None) -> None:
        if row != self._hovered:
            self._hovered = row
            self.hover_changed.emit()

    def follow(self, document: Document) -> None:
        """Keep to the rows of the document's shown trace; call it before a panel connects, as `Cursor.follow`."""
        self._document = document
        document.trace_changed.connect(self._take_trace)

    def _take_trace(self) -> None:
        trace = self._document.trace
        self.keep_within(0 if trace is None else len(trace))

    def keep_within(self, nodes: int) -> None:
        """Drop what points past the last of `nodes` rows, after a retrace."""
        if self._row is not None and self._row >= nodes:
            self.row = None
        elif len(self._rows) and int(self._rows[-1]) >= nodes:
            self.select(self._rows[self._rows < nodes], self._row, title=self._title)
        if self._hovered is not None and self._hovered >= nodes:
            self.hovered = None


def mask_of(rows: Ints, count: int) -> NDArray[Any]:
    """(count,) whether each row is among `rows`."""
    mask = np.zeros(count, bool)
    mask[rows[rows < count]] = True
    return mask
