"""What the program printed, what went wrong, and notes; a line that is named can be clicked."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from adstudio.gui.keys import ARROWS, keep
from adstudio.gui.plain_text import seen
from adstudio.gui.theme import Theme
from adstudio.workspace.document import Document
from adstudio.workspace.output import OutputEntry

CALM = 50  # ms between two refreshes, however fast the program prints
COLORS = {"print": "text", "error": "trouble", "note": "text_secondary"}
SIGNS = {"print": "", "error": "✕ ", "note": "ℹ "}


class OutputPanel(QPlainTextEdit):
    """The document's output. `line_clicked` names a line of the program, from 1."""

    subtitle_changed = Signal(str)
    line_clicked = Signal(int)

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.theme = document, theme
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        keep(self, ARROWS, modified=True)
        self.setUndoRedoEnabled(False)
        self.setFont(theme.mono)
        self.document().setDocumentMargin(9)
        self.setPlaceholderText("What the program prints is shown here")
        self.viewport().setMouseTracking(True)
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(CALM)
        self._calm.timeout.connect(self.refresh)
        document.output_appended.connect(self._wait)
        theme.changed.connect(self.refresh)
        self.refresh()

    @property
    def subtitle(self) -> str:
        """How much was dropped, or how many errors there are."""
        log = self.model.output
        if log.dropped:
            return f"{log.dropped:,} characters dropped"
        errors = sum(entry.kind == "error" for entry in log.entries)
        return f"{errors} error{'s' if errors != 1 else ''}" if errors else ""

    def _wait(self) -> None:
        if not self._calm.isActive():
            self._calm.start()

    def refresh(self) -> None:
        """Show the newest output, the end of it in view."""
        log = self.model.output
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if log.dropped:
            cursor.insertText(f"… {log.dropped:,} characters before this were dropped\n", self._look("note"))
        for entry in log.entries:
            self._insert(cursor, entry)
        cursor.endEditBlock()
        self.verticalScrollBar().setValue(self.verticalScrollBar().maximum())
        self.subtitle_changed.emit(self.subtitle)

    def _insert(self, cursor: QTextCursor, entry: OutputEntry) -> None:
        look = self._look(entry.kind)
        named = f"line {entry.line}"
        text, sign = seen(entry.text), SIGNS[entry.kind]
        text = f"\n{sign}{text[1:]}" if text.startswith("\n") else sign + text
        if not entry.line or named not in text:
            cursor.insertText(text, look)
            return
        before, _, after = text.partition(named)
        link = self._look(entry.kind)
        link.setAnchor(True)
        link.setAnchorHref(str(entry.line))
        link.setFontUnderline(True)
        cursor.insertText(before, look)
        cursor.insertText(named, link)
        cursor.insertText(after, look)

    def _look(self, kind: str) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setForeground(self.theme.color(COLORS[kind]))
        return look

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lines are broken elsewhere; the end, where it was in view, stays there."""
        bar = self.verticalScrollBar()
        at_end = bar.value() == bar.maximum()
        super().resizeEvent(event)
        if at_end:
            bar.setValue(bar.maximum())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand over a link."""
        over = bool(self.anchorAt(event.position().toPoint()))
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Go to the line that was clicked."""
        super().mouseReleaseEvent(event)
        href = self.anchorAt(event.position().toPoint())
        if href and event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self.line_clicked.emit(int(href))
