"""Texts with links in them, which Tab goes through one by one."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QTextBrowser, QWidget


class LinkLabel(QLabel):
    """A line of text with links, in HTML."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """To the next link, or on: Qt finds the link that a text begins with again and again, and never goes back."""
        before = (self.selectionStart(), self.selectedText())
        went = super().focusNextPrevChild(forward)
        if self.hasFocus() and (self.selectionStart(), self.selectedText()) == before:
            return QFrame.focusNextPrevChild(self, forward)
        return went


class LinkText(QTextBrowser):
    """A text with links."""

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The same."""
        before = self.textCursor().selectionStart(), self.textCursor().selectionEnd()
        went = super().focusNextPrevChild(forward)
        if self.hasFocus() and (self.textCursor().selectionStart(), self.textCursor().selectionEnd()) == before:
            return QFrame.focusNextPrevChild(self, forward)
        return went
