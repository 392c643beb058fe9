"""Which node the person has selected, and which one the pointer is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.workspace.document import Document


class Selection:
    """The selected row and the hovered row of the shown trace, or None."""

    def __init__(self) -> None:
        self.selection_changed = Signal[[]]()
        self.hover_changed = Signal[[]]()
        self._row: int | None = None
        self._hovered: int | None = None

    @property
    def row(self) -> int | None:
        """The selected row of `trace.nodes`, or None."""
        return self._row

    @row.setter
    def row(self, row: int | None) -> None:
        if row != self._row:
            self._row = row
            self.selection_changed.emit()

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
        if self._hovered is not None and self._hovered >= nodes:
            self.hovered = None
