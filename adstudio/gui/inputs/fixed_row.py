"""An input that is not differentiated: a whole number, a text or a switch to be typed, or just said."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from adstudio.gui.elided_label import ElidedLabel
from adstudio.gui.inputs.name import NameButton
from adstudio.gui.plain_text import as_it_is, in_a_line, plain_label
from adstudio.gui.theme import Theme
from adstudio.workspace import literals
from adstudio.workspace.document import Document
from adstudio.workspace.inputs import Input


class LiteralField(QLineEdit):
    """A field whose Escape takes back what is typed in it."""

    abandoned = Signal()

    def event(self, event: QEvent) -> bool:
        """As above."""
        escape = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape and self.isModified()
        if escape and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape takes back what is typed."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setModified(False)
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)


class FixedRow(QWidget):
    """Name and value; the derivative by it is not taken."""

    def __init__(self, document: Document, item: Input, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.name, self._item = document, item.name, item
        self.label = NameButton(item.name, theme)
        self.label.setToolTip(as_it_is(f"{item.name}: reset to what the program says"))
        self.label.clicked.connect(lambda _checked=False: self.reset())
        self.trouble = plain_label()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        column, row = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addLayout(row)
        column.addWidget(self.trouble)
        row.setSpacing(8)
        row.addWidget(self.label)
        word = plain_label("fixed")
        word.setObjectName("secondary")
        word.setToolTip("No derivative is taken by it")
        row.addWidget(word)
        self.field: LiteralField | None = None
        self.box: QCheckBox | None = None
        if isinstance(item.default_fixed, bool) and item.literal:
            self.box = QCheckBox()
            self.box.setAccessibleName(item.name)
            self.box.toggled.connect(self._set)
            row.addStretch(1)
            row.addWidget(self.box)
        elif item.literal:
            self.field = LiteralField()
            self.field.setFont(theme.mono)
            self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
            self.field.setAccessibleName(f"Value of {item.name}")
            self.field.editingFinished.connect(self._typed)
            self.field.abandoned.connect(lambda: self.show_value(self._item))
            row.addWidget(self.field, 1)
        else:
            said = ElidedLabel()
            said.setText(in_a_line(str(item.fixed)))
            said.setObjectName("secondary")
            said.setToolTip(as_it_is(f"{item.fixed}, as the program says; it can't be typed"))
            row.addWidget(said, 1)
        self.show_value(item)

    def show_value(self, item: Input) -> None:
        """Show another value, unless one is being typed."""
        self._item = item
        if self.box is not None:
            self.box.setChecked(bool(item.fixed))
            self.box.setText("True" if item.fixed else "False")
        if self.field is not None and not self.field.isModified():
            self.field.setText(literals.shown(item.fixed))
            self.field.setCursorPosition(0)
            self._complain("")

    def reset(self) -> None:
        """The program's own value."""
        if self.field is not None:
            self.field.setModified(False)
        self.model.set_input(self._item.reset())
        self.show_value(self._item)

    def set_room(self, _width: int, names: int) -> None:
        """The name is as wide as those above and below."""
        self.label.setFixedWidth(names)

    def _typed(self) -> None:
        assert self.field is not None  # whose signal this is
        if not self.field.isModified():
            return
        try:
            value = literals.typed(self.field.text(), self._item.default_fixed)
        except ValueError as error:
            self._complain(str(error))
            return
        self.field.setModified(False)
        self._set(value)
        self.show_value(self._item)

    def _set(self, value: object) -> None:
        self.model.set_input(replace(self._item, fixed=value))

    def _complain(self, why: str) -> None:
        assert self.field is not None  # nothing else is typed in
        self.field.setProperty("wrong", bool(why))
        self.field.style().unpolish(self.field)
        self.field.style().polish(self.field)
        self.field.setToolTip(as_it_is(why or literals.shown(self._item.fixed)))
        self.trouble.setText(f"✕ {why}" if why else "")
        self.trouble.setVisible(bool(why))
