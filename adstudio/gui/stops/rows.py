"""The rows of the breakpoints panel: a sign, what it is on, a field to write in, a way there, a way to be rid of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QSizePolicy, QToolButton, QWidget

from adstudio.gui.plain_text import as_it_is, in_a_line, plain_label
from adstudio.gui.theme import Theme
from adstudio.gui.transport.marks import paint_bookmark
from adstudio.workspace.condition import ConditionError
from adstudio.workspace.condition_words import NUMBERS, TEXTS

WORDS = "".join(
    f"<tr><td><b>{name}</b>&nbsp;&nbsp;</td><td>{told}</td></tr>" for name, told in (NUMBERS | TEXTS).items()
)
CONDITION_TIP = (
    "<p>A condition over the step, such as <b>abs(adjoint) &gt; 1e6</b>, <b>isnan(value)</b> "
    f"or <b>op == 'log' and value &lt; 0</b></p><table>{WORDS}</table>"
)


class Field(QLineEdit):
    """A text that is handed over by Return or by leaving the field, and given back by Escape.

    `take` gets the text, and raises `ConditionError` where it cannot be read: then `troubled` tells why, and the caret
    goes to where it is.
    """

    troubled = Signal(str)  # "" when the trouble is over

    def __init__(self, take: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._take, self._kept = take, ""
        self.editingFinished.connect(self._finish)
        self.textEdited.connect(lambda _text: self._tell(None))

    def show_text(self, text: str) -> None:
        """What the model has; a text that somebody is writing, or that is wrong, stays."""
        if text != self._kept:
            self._kept = text
            self.setText(text)
            if not self.hasFocus():
                self.setCursorPosition(0)  # of a long condition the beginning is seen
            self._tell(None)

    def event(self, event: QEvent) -> bool:
        """Escape is the field's own while there is something to give back."""
        key = event.key() if isinstance(event, QKeyEvent) else 0
        if event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape and self.text() != self._kept:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape gives back what was there."""
        if event.key() == Qt.Key.Key_Escape and self.text() != self._kept:
            self.setText(self._kept)
            self._tell(None)
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        if self.text().strip() == self._kept:
            self._tell(None)
            return
        try:
            self._take(self.text())
        except ConditionError as error:
            self._tell(error)
            self.setCursorPosition(error.column - 1)
        else:
            self._tell(None)

    def _tell(self, error: ConditionError | None) -> None:
        wrong = error is not None
        if self.property("wrong") is not wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)
        self.setAccessibleDescription(str(error) if error else "")
        self.troubled.emit(str(error) if error else "")


class ElidedLabel(QLabel):
    """A text that is cut where it does not fit, and then told in full by its tooltip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.full = ""
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.setMinimumWidth(60)

    def tell(self, text: str) -> None:
        """Say something else."""
        self.full = in_a_line(text)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut it anew."""
        super().resizeEvent(event)
        self._cut()

    def _cut(self) -> None:
        self.setText(self.fontMetrics().elidedText(self.full, Qt.TextElideMode.ElideRight, self.width()))
        self.setToolTip(as_it_is(self.full) if self.text() != self.full else "")


class Sign(QToolButton):
    """The sign of a row: the disc of a breakpoint, which switches it, or the pennant of a bookmark."""

    def __init__(self, theme: Theme, *, disc: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.disc = theme, disc
        self.setObjectName("rowButton")
        self.setAutoRaise(True)
        self.setCheckable(disc)
        self.setFixedSize(26, 26)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if disc else Qt.FocusPolicy.NoFocus)

    def sizeHint(self) -> QSize:
        """Square."""
        return QSize(26, 26)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A full disc is on, a hollow one off, as in the margin of the program."""
        super().paintEvent(event)
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self.disc:
                paint_bookmark(painter, self.theme, QPointF(10.5, 17.5))
                return
            color = self.theme.color("trouble")
            painter.setPen(QPen(color, 1.5))
            painter.setBrush(color if self.isChecked() else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(13, 13), 4.6, 4.6)


class Row(QWidget):
    """One breakpoint or bookmark."""

    def __init__(
        self, theme: Theme, take: Callable[[str], object], *, disc: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("plain")
        self.sign = Sign(theme, disc=disc)
        self.place = ElidedLabel()
        self.field = Field(take)
        self.field.setFont(theme.mono if disc else theme.sans)
        self.field.setObjectName("rowField")
        self.go_button = _button("→")
        self.remove_button = _button("✕")
        self.trouble = plain_label()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.field.troubled.connect(self._tell)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(5)
        grid.setVerticalSpacing(1)
        for column, widget in enumerate((self.sign, self.place, self.field, self.go_button, self.remove_button)):
            grid.addWidget(widget, 0, column)
        grid.addWidget(self.trouble, 1, 1, 1, 4)
        grid.setColumnStretch(1, 4)
        grid.setColumnStretch(2, 5)

    @property
    def parts(self) -> tuple[QWidget, ...]:
        """What Tab goes through, from left to right; the sign of a bookmark is only looked at."""
        return (self.sign, self.field, self.go_button, self.remove_button)

    def name(self, what: str, place: str, field: str) -> None:
        """Say what the row is, to the eye and to a screen reader."""
        self.place.tell(place)
        self.field.setAccessibleName(f"{field} of the {what} on {place}")
        for button, does in ((self.go_button, "Go to"), (self.remove_button, "Remove")):
            button.setToolTip(f"{does} this {what}")
            button.setAccessibleName(f"{does} the {what} on {place}")

    def _tell(self, trouble: str) -> None:
        self.trouble.setText(f"▲ {trouble}" if trouble else "")
        self.trouble.setVisible(bool(trouble))


def _button(text: str) -> QToolButton:
    button = QToolButton()
    button.setObjectName("rowButton")
    button.setAutoRaise(True)
    button.setText(text)
    button.setFixedSize(26, 26)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
