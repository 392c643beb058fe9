"""What is being searched for in the shown trace, what was found, and which of it one stands at. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from adstudio.workspace.search import BadQuery, Term, find, parse
from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.traces.model import Trace
    from adstudio.workspace.selection import Selection

NONE = np.empty(0, np.int64)


class Finder:
    """A query, and its matches in a trace. Going from match to match selects them."""

    def __init__(self, selection: Selection) -> None:
        self.changed = Signal[[]]()
        self.selection = selection
        self.text = ""
        self.rows: NDArray[np.int64] = NONE  # of the matches, ascending
        self.error: BadQuery | None = None
        self._terms: tuple[Term, ...] = ()
        self._trace: Trace | None = None

    def set_trace(self, trace: Trace | None) -> None:
        """Search another trace for the same."""
        if trace is not self._trace:
            self._trace = trace
            if self.text:
                self._look()

    def search(self, text: str) -> None:
        """Search for something else."""
        if text != self.text:
            self.text = text
            self._look()

    def _look(self) -> None:
        self.error, self.rows, self._terms = None, NONE, ()
        try:
            self._terms = parse(self.text)
            if self._trace is not None:
                self.rows = find(self._trace, self._terms)
        except BadQuery as error:
            self.error = error
        self.changed.emit()

    @property
    def at(self) -> int:
        """Which match is selected, from 1; 0 where none is."""
        row = self.selection.row
        if row is None or not len(self.rows):
            return 0
        place = int(np.searchsorted(self.rows, row))
        return place + 1 if place < len(self.rows) and self.rows[place] == row else 0

    @property
    def said(self) -> str:
        """3 of 17, 17 found, nothing found, or what is wrong with the query."""
        if self.error is not None:
            return self.error.message
        if not self._terms:
            return ""
        count = len(self.rows)
        if not count:
            return "nothing found"
        return f"{self.at:,} of {count:,}" if self.at else f"{count:,} found"

    def next(self) -> None:
        """Select the first match after the selected row; after the last comes the first."""
        self._go(forward=True)

    def previous(self) -> None:
        """Select the last match before the selected row; before the first comes the last."""
        self._go(forward=False)

    def _go(self, *, forward: bool) -> None:
        if not len(self.rows):
            return
        row = self.selection.row
        if forward:
            place = 0 if row is None else int(np.searchsorted(self.rows, row, side="right")) % len(self.rows)
        else:
            place = -1 if row is None else int(np.searchsorted(self.rows, row, side="left")) - 1
        self.selection.row = int(self.rows[place])
        self.changed.emit()
