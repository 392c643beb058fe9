"""A field for one number: any way of spelling it, steps by wheel and keys, and what is wrong said where it is typed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from adstudio.gui.plain_text import as_it_is
from adstudio.gui.theme import Theme
from adstudio.workspace.expression import number, spelled

HOW = "type a number, such as 2, 1e-3, pi/4, nan or 2/3"
STEPS = {Qt.Key.Key_Up: 1.0, Qt.Key.Key_Down: -1.0, Qt.Key.Key_PageUp: 10.0, Qt.Key.Key_PageDown: -10.0}
FINE, COARSE = 0.1, 10.0  # with Shift, with Ctrl


class NumberField(QLineEdit):
    """Shows a number as long as it fits, and in full while it has the focus.

    `committed` with what was typed, after Return or when the focus leaves; `stepped` by keys and wheel, in steps;
    `complained` with what is wrong with what was typed, "" when nothing is any more.
    """

    committed = Signal(float)
    stepped = Signal(float)
    complained = Signal(str)

    def __init__(self, name: str, theme: Theme, *, color: str = "primal", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._value = 0.0
        self.setProperty("tone", color)
        self.setFont(theme.mono)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setTextMargins(0, 0, -2, 0)  # Qt keeps 2 px free there; numbers end where sliders do
        self.setMinimumWidth(30)
        self.setAccessibleName(name)
        self.editingFinished.connect(self._typed)
        self.textEdited.connect(lambda _text: self._complain(""))

    @property
    def value(self) -> float:
        """The number that is shown."""
        return self._value

    def show_value(self, value: float) -> None:
        """Show another number, unless one is being typed."""
        self._value = value
        if not self.isModified():
            self._write()
            self._complain("")

    def set_quiet(self, quiet: bool) -> None:
        """Keep the place and show nothing, until somebody looks."""
        if quiet != bool(self.property("quiet")):
            self.setProperty("quiet", quiet)
            self._polish()

    # -- typing ----------------------------------------------------------------------------------------------------

    def _typed(self) -> None:
        if not self.isModified():
            return
        try:
            value = number(self.text())
        except ValueError as error:
            self._complain(str(error))
            return
        self.setModified(False)
        self._value = value
        self._write()
        self._complain("")
        self.committed.emit(value)

    def refuse(self, why: str) -> None:
        """What was typed can't be taken: keep the old number and say why."""
        self._complain(why)

    def _complain(self, why: str) -> None:
        if bool(why) != bool(self.property("wrong")):
            self.setProperty("wrong", bool(why))
            self._polish()
        self.setAccessibleDescription(why)
        self.setToolTip(as_it_is(why or f"{spelled(self._value, 17)}; {HOW}"))
        self.complained.emit(why)

    def event(self, event: QEvent) -> bool:
        """Its steps are its own; while something is typed, Escape takes it back."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            steps = event.key() in STEPS and not event.modifiers() & Qt.KeyboardModifier.AltModifier
            if steps or (event.key() == Qt.Key.Key_Escape and self.isModified()):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down step; Shift makes the steps fine, Ctrl coarse. Escape takes back what is typed."""
        if event.key() in STEPS:
            self._step(STEPS[Qt.Key(event.key())], event.modifiers())
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self.setModified(False)
            self._write()
            self._complain("")
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Steps where it has the focus; else the panel scrolls."""
        if self.hasFocus() and event.angleDelta().y():
            self._step(event.angleDelta().y() / 120.0, event.modifiers())
            event.accept()
        else:
            event.ignore()

    def _step(self, steps: float, modifiers: Qt.KeyboardModifier) -> None:
        self._typed()
        if not self.isModified():  # what was typed is a number
            self.stepped.emit(steps * factor(modifiers))

    # -- picture ---------------------------------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """All digits, to be edited."""
        super().focusInEvent(event)
        if not self.isModified():
            self._write()
            tabbed = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
            if tabbed or self.property("cell"):  # what is typed in a cell takes the place of what it holds
                self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """As many digits as fit."""
        super().focusOutEvent(event)
        if not self.isModified():
            self._write()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other digits."""
        super().resizeEvent(event)
        if not self.isModified():
            self._write()

    def _write(self) -> None:
        text = with_point(spelled(self._value, 17)) if self.hasFocus() else fitting(self._value, self)
        if text != self.text():
            self.setText(text)
        if not self.hasFocus():
            self.setCursorPosition(0)

    def _polish(self) -> None:
        """The style sheet is to look at the properties again."""
        self.style().unpolish(self)
        self.style().polish(self)


def factor(modifiers: Qt.KeyboardModifier) -> float:
    """How large a step is with these keys held."""
    if modifiers & Qt.KeyboardModifier.ShiftModifier:
        return FINE
    return COARSE if modifiers & Qt.KeyboardModifier.ControlModifier else 1.0


def with_point(text: str) -> str:
    """A whole number with its point, so that it is seen to be a float: 2 is 2.0; long ones stay."""
    return f"{text}.0" if text.lstrip("-").isdigit() and len(text) < 8 else text


def fitting(value: float, field: QLineEdit) -> str:
    """The number with as many digits, 12 at most, as the field is wide."""
    metrics, room = field.fontMetrics(), field.width() - 12
    for digits in (12, 9, 7, 6, 5, 4, 3, 2):
        text = with_point(spelled(value, digits))
        if metrics.horizontalAdvance(text) <= room:
            return text
    return f"{value:.0e}"
