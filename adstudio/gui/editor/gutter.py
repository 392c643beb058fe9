"""The margin of the program: line numbers, the line of an error, breakpoints. A click sets one or takes it away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from adstudio.gui.plain_text import as_it_is
from adstudio.gui.stops.sign import paint_stop_sign
from adstudio.workspace.breakpoint_text import described
from adstudio.workspace.breakpoints import Breakpoint, Breakpoints

if TYPE_CHECKING:
    from adstudio.gui.editor.editor import Editor

DISC = QPointF(7.0, 3.9)  # px: its middle from the left, its radius


class Gutter(QWidget):
    """Beside the text of an editor. Breakpoints on lines go with their lines while somebody types."""

    def __init__(self, editor: Editor, breakpoints: Breakpoints | None) -> None:
        super().__init__(editor)
        self.editor, self.breakpoints = editor, breakpoints
        self._hovered = 0  # the line under the pointer, from 1
        self._lines = editor.toPlainText().split("\n")
        if breakpoints is not None:
            self.setMouseTracking(True)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            breakpoints.changed.connect(self.update)
            self._revision = editor.document().revision()
            editor.document().contentsChanged.connect(self._take_text)

    def room(self) -> int:
        """How wide it has to be, in px."""
        digits = max(len(str(self.editor.blockCount())), 2)
        return (14 if self.breakpoints is None else 24) + self.editor.fontMetrics().horizontalAdvance("9") * digits

    def sizeHint(self) -> QSize:
        """As wide as the numbers and the breakpoints need."""
        return QSize(self.room(), 0)

    def _take_text(self) -> None:
        if self.editor.document().revision() == self._revision:  # colours changed, a line at a time
            return
        self._revision = self.editor.document().revision()
        lines = self.editor.toPlainText().split("\n")
        if len(lines) != len(self._lines) and self.breakpoints is not None:
            self.breakpoints.follow_edit(self._lines, lines)
        self._lines = lines

    # -- places ----------------------------------------------------------------------------------------------------

    def lines(self, bottom: float) -> Iterator[tuple[int, float, float]]:
        """(number, top, height) of the lines in view down to `bottom`."""
        editor = self.editor
        block = editor.firstVisibleBlock()
        top = editor.blockBoundingGeometry(block).translated(editor.contentOffset()).top()
        while block.isValid() and top <= bottom:
            height = editor.blockBoundingRect(block).height()
            yield block.blockNumber() + 1, top, height
            top += height
            block = block.next()

    def line_at(self, y: float) -> int:
        """The line at a height, from 1; 0 below the last."""
        return next((line for line, top, height in self.lines(y) if top <= y < top + height), 0)

    # -- hands -----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Set a breakpoint on the line, or take it away; with Shift, switch it off or on."""
        line = self.line_at(event.position().y())
        if event.button() != Qt.MouseButton.LeftButton or self.breakpoints is None or not line:
            super().mousePressEvent(event)
            return
        there = self.breakpoints.on_line(line)
        if there is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.breakpoints.set_enabled(self.breakpoints.items.index(there), not there.enabled)
        else:
            self.breakpoints.toggle_line(line)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show where a breakpoint would be."""
        self._hover(self.line_at(event.position().y()))

    def enterEvent(self, event: QEnterEvent) -> None:
        """As `mouseMoveEvent`."""
        self._hover(self.line_at(event.position().y()))

    def leaveEvent(self, _event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hover(0)

    def _hover(self, line: int) -> None:
        if line != self._hovered and self.breakpoints is not None:
            self._hovered = line
            self.update()

    def event(self, event: QEvent) -> bool:
        """A tooltip that says what a click does."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self.breakpoints is not None:
            line = self.line_at(event.pos().y())
            there = self.breakpoints.on_line(line) if line else None
            if there is not None:
                off = "" if there.enabled else ", switched off"
                told = f"Breakpoint on {described(there, None)}{off}\nClick to take it away, Shift+click to switch it"
            else:
                told = f"Click to stop at line {line} (F9)" if line else ""
            QToolTip.showText(event.globalPos(), as_it_is(told), self)
            return True
        return super().event(event)

    # -- picture ---------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Numbers of the lines in view; the current one strong, that of an error red with a sign; breakpoints."""
        editor, theme = self.editor, self.editor.theme
        stops = {} if self.breakpoints is None else {b.line: b for b in self.breakpoints.items if b.line}
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(theme.mono)
            for number, top, height in self.lines(event.rect().bottom()):
                wrong = number == editor.error_line
                token = "trouble" if wrong else "text" if editor.is_marked(number) else "text_pending"
                painter.setPen(theme.color(token))
                text = f"✕ {number}" if wrong else str(number)
                painter.drawText(QRectF(0, top, self.width() - 5, height), Qt.AlignmentFlag.AlignRight, text)
                if number in stops or number == self._hovered:
                    self._paint_stop(painter, stops.get(number), top + height / 2)

    def _paint_stop(self, painter: QPainter, there: Breakpoint | None, y: float) -> None:
        """The sign of the breakpoint; under the pointer, a ring."""
        theme = self.editor.theme
        paint_stop_sign(
            painter,
            QPointF(DISC.x(), y),
            DISC.y(),
            theme.color("trouble", 1.0 if there is not None else 0.5),
            theme.color("panel"),
            enabled=there is not None and there.enabled,
            conditional=there is not None and bool(there.condition),
        )
