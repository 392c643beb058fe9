"""The dialog that asks for a number to put in the place of a node's value or adjoint."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QRadioButton, QVBoxLayout, QWidget

from adstudio.gui.graph.text import expression, title
from adstudio.gui.plain_text import in_a_line, plain_label
from adstudio.gui.theme import Theme
from adstudio.traces.edits import EditKind
from adstudio.traces.model import Trace
from adstudio.workspace.expression import number, spelled

SET = "&Set it: it depends on nothing any more, so nothing flows back from it"
NUDGE = "&Nudge it: it still depends on its arguments, as steeply as before"
GO_ON = "The reverse sweep goes on with it, once all contributions are in"


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
        head = plain_label(in_a_line(f"The {what} of {title(trace, row)} ({expression(trace, row)})"))
        self.field = QLineEdit(spelled(value, 17))
        self.field.setFont(theme.mono)
        self.field.setAccessibleName(f"The {what}")
        self.field.selectAll()
        self.wrong = plain_label()
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
            column.addWidget(plain_label(GO_ON))
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
