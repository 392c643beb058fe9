"""Putting in a value or an adjoint: the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from adstudio.gui.plain_text import in_a_line
from adstudio.traces.edits import EditKind
from adstudio.traces.model import SweepKind, Trace
from adstudio.workspace.edits import edit_of, refusal

if TYPE_CHECKING:
    from adstudio.gui.window import MainWindow


class WhatIf:
    """What the commands and the graph's menu do."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.models = window, window.models

    def set_value(self) -> None:
        """Ask for the value of the selected node, or of the step's."""
        self._ask(adjoint=False)

    def set_adjoint(self) -> None:
        """Ask for the adjoint of the selected node, or of the step's."""
        self._ask(adjoint=True)

    def clear(self) -> None:
        """Take every edit away."""
        self.models.document.edits.clear()

    @property
    def row(self) -> int | None:
        """The node that is meant: the selected one, else the one of the step."""
        trace, selected = self.models.document.trace, self.models.selection.row
        if trace is None or not len(trace.timeline) or selected is not None:
            return selected
        return trace.timeline.step(min(self.models.cursor.step, len(trace.timeline) - 1)).row

    def _ask(self, *, adjoint: bool) -> None:
        document, row = self.models.document, self.row
        trace = document.trace
        why = refusal(trace, row, adjoint=adjoint)
        if why:
            self.window.statusBar().showMessage(in_a_line(why), 6000)
            return
        assert trace is not None  # else it was refused
        assert row is not None
        from adstudio.gui.what_if.dialog import EditDialog  # no window opens with it

        known = document.edits.of(row, adjoint=adjoint)
        value = known.value if known is not None else _stands(trace, row, adjoint=adjoint)
        nudge = known is not None and known.kind is EditKind.NUDGE
        dialog = EditDialog(trace, row, value, self.window.theme, self.window, adjoint=adjoint, nudge=nudge)
        dialog.accepted.connect(lambda: document.edits.put(edit_of(trace, row, dialog.kind, dialog.value)))
        dialog.open()


def _stands(trace: Trace, row: int, *, adjoint: bool) -> float:
    """The number that stands there: the value, or the adjoint of the first reverse sweep; 0 where there is none."""
    if not adjoint:
        return float(trace.nodes.value[row])
    found = (sweep for sweep in trace.sweeps if sweep.kind is SweepKind.ADJOINT)
    return next((float(sweep.derivative[row]) for sweep in found), 0.0)
