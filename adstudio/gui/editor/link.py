"""Program and graph joined: the expression at the text cursor selects its nodes, a selected node marks its expression.

A strip under the program says which expression is selected, in which of its passes, and leads to the others; where none
is selected, in which pass of a loop the step is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from adstudio.analysis.expressions import Expressions, Where
from adstudio.gui.editor.outline import Outline
from adstudio.gui.icons import icon
from adstudio.gui.plain_text import as_it_is, in_a_line, plain_label
from adstudio.gui.theme import Theme
from adstudio.workspace import iterations

if TYPE_CHECKING:
    from adstudio.gui.editor.editor import Editor
    from adstudio.gui.models import Models
    from adstudio.traces.model import Trace

HEIGHT = 25


class EditorLink(QWidget):
    """The strip under the editor, and what joins the editor to the selection."""

    def __init__(self, editor: Editor, models: Models, theme: Theme) -> None:
        super().__init__()
        self.editor, self.theme = editor, theme
        self.document, self.cursor_model = models.document, models.cursor
        self.selection, self.folds = models.selection, models.folds
        self._expressions: Expressions | None = None
        self._where: Where | None = None  # the stretch of text that was selected last in the editor
        self._marked: Where | None = None  # of the selected node
        self._busy = False
        self.setObjectName("linkStrip")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Passes of the expression")
        self.text = plain_label()
        self.text.setObjectName("panelSubtitle")
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setMinimumWidth(20)
        self.previous_button = self._button("Previous pass (Alt+Up in the program, [ in the graph)", forward=False)
        self.next_button = self._button("Next pass (Alt+Down in the program, ] in the graph)", forward=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(11, 0, 4, 0)
        row.setSpacing(2)
        row.addWidget(self.text, 1)
        row.addWidget(self.previous_button)
        row.addWidget(self.next_button)
        self.glass = Outline(self._boxes, lambda: theme.color("primal"), editor)
        self.glass.show()
        editor.cursorPositionChanged.connect(self._take_caret)
        editor.selectionChanged.connect(self._take_caret)
        editor.updateRequest.connect(lambda _area, _dy: self._cover())
        editor.installEventFilter(self)
        self.document.trace_changed.connect(self._take_trace)
        self.document.program_changed.connect(self._refresh)
        self.cursor_model.step_changed.connect(self._take_step)
        self.selection.selection_changed.connect(self._take_selection)
        self.folds.found.connect(self._refresh)
        theme.changed.connect(self._dress)
        self._dress()
        self._cover()
        self._take_trace()

    def _button(self, tip: str, *, forward: bool) -> QToolButton:
        button = QToolButton()
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition(" (")[0])
        button.setIconSize(QSize(11, 11))
        button.clicked.connect(lambda _checked=False: self._go(forward=forward))
        return button

    def _dress(self) -> None:
        self.previous_button.setIcon(icon("back", self.theme.color("text_secondary")))
        self.next_button.setIcon(icon("on", self.theme.color("text_secondary")))
        self.glass.update()

    # -- from the program to the graph -----------------------------------------------------------------------------

    @property
    def trace(self) -> Trace | None:
        """The shown trace, where it is one of the text that is in the editor."""
        trace = self.document.trace
        if trace is None or not trace.header.program.sources:
            return None
        same = trace.header.program.sources[0].text.rstrip() == self.editor.toPlainText().rstrip()
        return trace if same else None

    @property
    def expressions(self) -> Expressions | None:
        """Those of `trace`."""
        trace = self.trace
        if trace is None:
            return None
        if self._expressions is None or self._expressions.trace is not trace:
            self._expressions = Expressions(trace)
        return self._expressions

    def _take_caret(self) -> None:
        """The person moved the text cursor, or selected something."""
        if self._busy or not self.editor.hasFocus():
            return
        self._where = self._stretch()
        self._select()

    def _stretch(self) -> Where:
        """The selected text, without the blanks around it; or the place of the text cursor."""
        cursor = self.editor.textCursor()
        text, start, stop = self.editor.toPlainText(), cursor.selectionStart(), cursor.selectionEnd()
        while start < stop and text[start].isspace():
            start += 1
        while start < stop and text[stop - 1].isspace():
            stop -= 1
        return (*self._place(start), *self._place(stop))

    def _place(self, position: int) -> tuple[int, int]:
        block = self.editor.document().findBlock(position)
        return (block.blockNumber() + 1, position - block.position())

    def _select(self) -> None:
        where, expressions = self._where, self.expressions
        if where is None or expressions is None:
            return
        spans = expressions.at(*where[:2]) if where[:2] == where[2:] else expressions.within(where)
        rows = expressions.rows(spans)
        if not len(rows):
            self.selection.row = None
            return
        title = expressions.text(spans) or f"{len(spans):,} expressions"
        # the pass in which the step is, or the last one before it
        place = max(int(np.searchsorted(rows, self._row_of_step(), side="right")) - 1, 0)
        self.selection.select(rows, int(rows[place]), title=title)

    def _row_of_step(self) -> int:
        trace = self.document.trace
        if trace is None or not len(trace.timeline):
            return -1
        return trace.timeline.step(min(self.cursor_model.step, len(trace.timeline) - 1)).row

    def _go(self, *, forward: bool) -> None:
        iterations.go(self.selection, self.document.trace, forward=forward)

    # -- from the graph to the program -----------------------------------------------------------------------------

    def _take_trace(self) -> None:
        """The same expression stays selected in another trace, with the passes that it has there."""
        number, count = self.selection.place
        if self._where is not None and self.selection.title and self.trace is not None and count:
            self._select()
            rows = self.selection.rows
            if len(rows):
                row = int(rows[min(number, len(rows)) - 1])
                self.selection.select(rows, row, title=self.selection.title)
        self._take_selection()

    def _take_selection(self) -> None:
        row, expressions = self.selection.row, self.expressions
        if row is None or (len(self.selection.rows) <= 1 and not self.selection.title):
            self._where = None  # it was selected elsewhere
        marked = None
        if row is not None and expressions is not None and row < len(expressions.trace):
            marked = expressions.where(row)
        if marked is not None and marked != self._marked and not self.editor.hasFocus():
            self.editor.reveal(marked[0])
        self._marked = marked
        self._refresh()

    def _take_step(self, _step: int) -> None:
        self._refresh()

    def _boxes(self) -> list[QRectF]:
        if self._marked is None or self.trace is None:
            return []
        return [box.adjusted(-1.5, -1.5, 1.5, 1.5) for box in self.editor.boxes(self._marked)]

    def _cover(self) -> None:
        area = self.editor.viewport().geometry()
        if self.glass.geometry() != area:
            self.glass.cover(QRect(area))
        self.glass.update()

    # -- the strip -------------------------------------------------------------------------------------------------

    @property
    def said(self) -> str:
        """log(x): pass 3 of 10; or of the step: for i in range(10): pass 3 of 10; "" for nothing to say."""
        trace = self.trace
        if trace is None:
            return ""
        row, expressions = self.selection.row, self.expressions
        if row is None or expressions is None:
            return self._of_step(trace)
        if row >= len(trace):
            return ""  # a shorter trace is arriving, and the selection has not heard of it yet
        spans = (int(trace.nodes.span[row]),)
        title = self.selection.title or expressions.text(spans)
        number, count = self.selection.place
        if count <= 1:  # of a single node, which one of its expression's it is
            rows = expressions.rows(spans)
            number, count = int(np.searchsorted(rows, row)) + 1, len(rows)
        if count > 1 and title:
            written = trace.nodes.span[self.selection.rows]
            word = "pass" if (written == written[0]).all() else "node"
            return f"{title}: {word} {number:,} of {count:,}"
        return f"{title}: 1 node" if title else ""

    def _of_step(self, trace: Trace) -> str:
        row = self._row_of_step()
        folding = self.folds.of(trace)
        if row < 0 or folding is None:
            return ""
        passes = folding.passes(row)[-2:]
        return " › ".join(f"{title}: pass {number:,} of {count:,}" for title, number, count in passes)

    def _refresh(self) -> None:
        said = self.said
        room = max(self.width() - 70, 60)
        self.text.setText(self.text.fontMetrics().elidedText(in_a_line(said), Qt.TextElideMode.ElideMiddle, room))
        self.text.setToolTip(as_it_is(said))
        self.setAccessibleDescription(said)
        several = self.selection.row is not None and " of " in said
        self.previous_button.setVisible(several)
        self.next_button.setVisible(several)
        self.setVisible(bool(said))
        self._cover()

    # -- keys ------------------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Alt and up or down in the editor go from pass to pass."""
        if isinstance(event, QKeyEvent) and _between_passes(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._go(forward=event.key() == Qt.Key.Key_Down)
                return True
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._cover()
        return super().eventFilter(watched, event)

    def resizeEvent(self, _event: QEvent) -> None:
        """Cut the text to what fits."""
        self._refresh()


def _between_passes(event: QKeyEvent) -> bool:
    alt = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.AltModifier
    return alt and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down)
