"""Putting in a value or an adjoint: the commands, the dialog that asks for the number, the menu on the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QMenu, QRadioButton, QVBoxLayout, QWidget

from adstudio.gui.graph_text import expression, title
from adstudio.gui.theme import Theme
from adstudio.traces.edits import EditKind
from adstudio.traces.model import SweepKind, Trace
from adstudio.workspace.edits import edit_of, refusal
from adstudio.workspace.expression import number, spelled

if TYPE_CHECKING:
    from adstudio.gui.window import MainWindow

SET = "&Set it: it depends on nothing any more, so nothing flows back from it"
NUDGE = "&Nudge it: it still depends on its arguments, as steeply as before"
GO_ON = "The reverse sweep goes on with it, once all contributions are in"


class WhatIf:
    """What the commands and the graph's menu do."""

    def __init__(self, window: MainWindow) -> None:
        self.window, self.models = window, window.models
        view = window.graph.view
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(self._menu)

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
            self.window.statusBar().showMessage(why, 6000)
            return
        assert trace is not None  # else it was refused
        assert row is not None
        known = document.edits.of(row, adjoint=adjoint)
        value = known.value if known is not None else _stands(trace, row, adjoint=adjoint)
        nudge = known is not None and known.kind is EditKind.NUDGE
        dialog = EditDialog(trace, row, value, self.window.theme, self.window, adjoint=adjoint, nudge=nudge)
        dialog.accepted.connect(lambda: document.edits.put(edit_of(trace, row, dialog.kind, dialog.value)))
        dialog.open()

    def _menu(self, point: QPoint) -> None:
        """The menu of the card under the pointer; from the keyboard, of the selected one."""
        view = self.window.graph.view
        under = view.row_at(QPointF(point))
        if under is not None:
            self.models.selection.row = under
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name in ("run.set_value", "run.set_adjoint", "run.clear_edits"):
            menu.addAction(self.window.actions_by_name[name])
        menu.popup(view.mapToGlobal(point))


def _stands(trace: Trace, row: int, *, adjoint: bool) -> float:
    """The number that stands there: the value, or the adjoint of the first reverse sweep; 0 where there is none."""
    if not adjoint:
        return float(trace.nodes.value[row])
    found = (sweep for sweep in trace.sweeps if sweep.kind is SweepKind.ADJOINT)
    return next((float(sweep.derivative[row]) for sweep in found), 0.0)


class EditDialog(QDialog):
    """Asks for a number, and of a value, whether it cuts the node from its arguments."""

    def __init__(
        self, trace: Trace, row: int, value: float, theme: Theme, parent: QWidget, *, adjoint: bool, nudge: bool
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        what = "adjoint" if adjoint else "value"
        self.setWindowTitle(f"Set the {what}")
        self.value, self.adjoint = value, adjoint
        head = QLabel(f"The {what} of {title(trace, row)} ({expression(trace, row)})")
        self.field = QLineEdit(spelled(value, 17))
        self.field.setFont(theme.mono)
        self.field.setAccessibleName(f"The {what}")
        self.field.selectAll()
        self.wrong = QLabel()
        self.wrong.setObjectName("trouble")
        self.wrong.setWordWrap(True)
        self.wrong.hide()
        self.set_button, self.nudge_button = QRadioButton(SET), QRadioButton(NUDGE)
        (self.nudge_button if nudge else self.set_button).setChecked(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        for widget in (head, self.field, self.wrong):
            column.addWidget(widget)
        if adjoint:
            column.addWidget(QLabel(GO_ON))
        else:
            column.addWidget(self.set_button)
            column.addWidget(self.nudge_button)
        column.addWidget(buttons)

    @property
    def kind(self) -> EditKind:
        """What was chosen."""
        if self.adjoint:
            return EditKind.ADJOINT
        return EditKind.NUDGE if self.nudge_button.isChecked() else EditKind.SET

    def accept(self) -> None:
        """Only with a number."""
        try:
            self.value = number(self.field.text().replace("∞", "inf").replace("NaN", "nan"))
        except ValueError as error:
            self.wrong.setText(str(error))
            self.wrong.show()
            self.field.setFocus()
            return
        super().accept()
