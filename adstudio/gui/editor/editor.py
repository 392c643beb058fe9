"""The program: an editor that marks the expression of the current step and the line of an error."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor, QTextFormat
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from adstudio.gui.editor.gutter import Gutter
from adstudio.gui.editor.highlighter import Highlighter
from adstudio.gui.editor.outline import Outline
from adstudio.gui.sweeps import TOKENS
from adstudio.gui.theme import Theme
from adstudio.traces.model import SweepKind
from adstudio.workspace.breakpoints import Breakpoints
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document

PAUSE = 400  # ms without typing before the program is traced anew
END_OF_LINE = "\u2029"  # as Qt has it


class Editor(QPlainTextEdit):
    """The text of the document's program. Typing changes the document after a pause."""

    subtitle_changed = Signal(str)

    def __init__(
        self,
        document: Document,
        cursor: Cursor,
        theme: Theme,
        *,
        breakpoints: Breakpoints | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model, self.cursor_model, self.theme = document, cursor, theme
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setTabChangesFocus(False)
        self.setFont(theme.mono)
        self.setAccessibleName("Program")
        self.document().setDocumentMargin(7)
        self._marked: tuple[int, int, int, int] | None = None  # line, column, end line, end column of the expression
        self._color = "primal"
        self._gutter = Gutter(self, breakpoints)
        self._outline = Outline(self._boxes, lambda: theme.color(self._color), self)
        self._highlighter = Highlighter(self.document(), theme)
        self._fresh = False  # something was typed that the document does not have yet
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE)
        self._pause.timeout.connect(self.commit)
        self.textChanged.connect(self._typed)
        self.blockCountChanged.connect(self._make_room)
        self.updateRequest.connect(self._scroll_gutter)
        document.program_changed.connect(self._take_program)
        document.program_opened.connect(self._take_opened)
        document.trace_changed.connect(self._take_mark)
        document.run_state_changed.connect(self._take_error)
        cursor.step_changed.connect(self._take_step)
        theme.changed.connect(self._take_error)
        self._make_room(1)
        self._take_program()

    # -- typing ----------------------------------------------------------------------------------------------------

    def toPlainText(self) -> str:
        """The text as it is: Qt's own has spaces for its no-break spaces."""
        return self.document().toRawText().replace(END_OF_LINE, "\n")

    def _typed(self) -> None:
        self._fresh = True
        if self.toPlainText() != self.model.text:
            self._mark(None)
            self._pause.start()

    def commit(self) -> None:
        """Hand the text to the document now."""
        self._pause.stop()
        if self._fresh:
            self._fresh = False
            self.model.edit_text(self.toPlainText())

    def go_to(self, line: int) -> None:
        """Put the cursor on a line, counted from 1, and take the focus."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            self.setTextCursor(QTextCursor(block))
            self.centerCursor()
            self.setFocus()

    # -- what the models say ---------------------------------------------------------------------------------------

    @property
    def subtitle(self) -> str:
        """The function and the line, as `def f · line 4`."""
        line = self._marked[0] if self._marked else 0
        parts = [f"def {self.model.function}" if self.model.function else "", f"line {line}" if line else ""]
        return " · ".join(part for part in parts if part)

    def _take_program(self) -> None:
        if self.toPlainText() != self.model.text and not self._pause.isActive():
            self.blockSignals(True)
            self.setPlainText(self.model.text)
            self.blockSignals(False)
            self._make_room(self.blockCount())
            self._mark(None)
        self.subtitle_changed.emit(self.subtitle)

    def _take_opened(self) -> None:
        """What was being typed belongs to the program that is gone."""
        self._pause.stop()
        self._fresh = False
        self._take_program()

    def _take_mark(self) -> None:
        self._take_step(self.cursor_model.step)

    def _take_step(self, step: int) -> None:
        trace = self.model.trace
        if trace is None or not len(trace.timeline) or self._pause.isActive():
            self._mark(None)
            return
        now = trace.timeline.step(min(step, len(trace.timeline) - 1))
        # of a contribution, the expression whose partial is used: the child of the edge
        row = now.source if now.kind is SweepKind.ADJOINT and now.source >= 0 else now.row
        span = int(trace.nodes.span[row])
        sources = trace.header.program.sources
        if span < 0 or int(trace.spans.source[span]) != 0 or not sources or self._differs(sources[0].text):
            self._mark(None)
            return
        spans, first = trace.spans, sources[0].first_line - 1
        self._color = TOKENS[now.kind]
        self._mark(
            (
                int(spans.line[span]) - first,
                int(spans.column[span]),
                int(spans.end_line[span]) - first,
                int(spans.end_column[span]),
            )
        )

    def _differs(self, traced: str) -> bool:
        """A trace of an older text would mark the wrong place."""
        return traced.rstrip() != self.toPlainText().rstrip()

    def _mark(self, place: tuple[int, int, int, int] | None) -> None:
        if place is not None and place != self._marked:
            self.reveal(place[0])
        changed, self._marked = place != self._marked, place
        if changed:
            self.subtitle_changed.emit(self.subtitle)
            self._outline.update()
        self._take_error()

    def reveal(self, line: int) -> None:
        """Scroll as little as is needed, without moving the text cursor."""
        bar, page = self.verticalScrollBar(), self.verticalScrollBar().pageStep()
        line = min(max(line, 1), self.blockCount())
        if not bar.value() < line <= bar.value() + max(page - 1, 1):
            bar.setValue(line - max(page // 2, 1))

    def _take_error(self) -> None:
        selections = []
        if self._marked is not None:
            selections.append(self._selection(*self._marked))
        line = self.error_line
        block = self.document().findBlockByNumber(line - 1)
        if line and block.isValid():
            wrong = QTextEdit.ExtraSelection()
            wrong.cursor = QTextCursor(block)
            wrong.format.setBackground(self.theme.mixed("trouble", "panel", 0.22))
            wrong.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            selections.insert(0, wrong)
        self.setExtraSelections(selections)
        self._gutter.update()

    @property
    def error_line(self) -> int:
        """The line that an error names, 0 for none."""
        state = self.model.run_state
        return state.line if state.phase == "failed" else 0

    def _selection(self, line: int, column: int, end_line: int, end_column: int) -> QTextEdit.ExtraSelection:
        marked = QTextEdit.ExtraSelection()
        marked.cursor = self._between(line, column, end_line, end_column)
        marked.format.setBackground(self.theme.color("selection"))
        return marked

    def _between(self, line: int, column: int, end_line: int, end_column: int) -> QTextCursor:
        start = self.document().findBlockByNumber(line - 1)
        end = self.document().findBlockByNumber(end_line - 1)
        cursor = QTextCursor(self.document())
        if start.isValid() and end.isValid():
            cursor.setPosition(start.position() + min(column, start.length() - 1))
            cursor.setPosition(end.position() + min(end_column, end.length() - 1), QTextCursor.MoveMode.KeepAnchor)
        return cursor

    # -- picture ---------------------------------------------------------------------------------------------------

    def _boxes(self) -> list[QRectF]:
        return [] if self._marked is None else self.boxes(self._marked)

    def boxes(self, place: tuple[int, int, int, int]) -> list[QRectF]:
        """Around a stretch of text, one box a line, in coordinates of the text's viewport.

        place: line, column, end line, end column; lines from 1, columns from 0.
        """
        line, column, end_line, end_column = place
        boxes = []
        for number in range(line, min(end_line, line + 200) + 1):
            text = self.document().findBlockByNumber(number - 1).text()
            left = column if number == line else len(text) - len(text.lstrip())
            right = end_column if number == end_line else len(text)
            begin = self.cursorRect(self._between(number, left, number, left))
            last = self.cursorRect(self._between(number, right, number, right))
            boxes.append(
                QRectF(begin.left() - 2, begin.top() - 1.5, last.left() - begin.left() + 4, begin.height() + 3)
            )
        return boxes

    def _make_room(self, _count: int) -> None:
        self.setViewportMargins(self._gutter.room(), 0, 0, 0)
        self._lay()

    def _scroll_gutter(self, area: QRect, dy: int) -> None:
        if dy:
            self._gutter.scroll(0, dy)
        else:
            self._gutter.update(0, area.y(), self._gutter.width(), area.height())
        self._outline.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the gutter beside the text, and the outline over it."""
        super().resizeEvent(event)
        self._lay()

    def _lay(self) -> None:
        inside = self.contentsRect()
        left = self._gutter.room()
        self._gutter.setGeometry(QRect(inside.left(), inside.top(), left, inside.height()))
        self._outline.cover(
            inside.adjusted(left, 0, -self._bar(Qt.Orientation.Vertical), -self._bar(Qt.Orientation.Horizontal))
        )

    def _bar(self, orientation: Qt.Orientation) -> int:
        """How much room a scroll bar takes, in px."""
        upright = orientation is Qt.Orientation.Vertical
        bar = self.verticalScrollBar() if upright else self.horizontalScrollBar()
        return (bar.width() if upright else bar.height()) if bar.isVisible() else 0

    def is_marked(self, line: int) -> bool:
        """Whether the expression of the step stands on this line."""
        return self._marked is not None and self._marked[0] <= line <= self._marked[2]
