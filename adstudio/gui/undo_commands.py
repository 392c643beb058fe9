"""Undo and redo in the window: of typing while the focus is in the editor, else of the newest edit anywhere."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPlainTextEdit

from adstudio.workspace.undo import Undo


class UndoCommands:
    """Runs the two commands, and lets their titles say what they would do."""

    def __init__(self, undo: Undo) -> None:
        self.model = undo
        self._actions: tuple[QAction, QAction] | None = None

    def watch(self, undo: QAction, redo: QAction, menu: QMenu) -> None:
        """Keep the titles of these two actions of a menu true."""
        self._actions = (undo, redo)
        self.model.changed.connect(self._refresh)
        menu.aboutToShow.connect(self._refresh)
        menu.aboutToHide.connect(self._refresh)
        self._refresh()

    def undo(self) -> None:
        """Take back what was typed here, or else the newest edit."""
        field = _typing()
        if field is not None:
            field.undo()
        else:
            self.model.undo()

    def redo(self) -> None:
        """Do again what was taken back."""
        field = _typing()
        if field is not None:
            field.redo()
        else:
            self.model.redo()

    def _refresh(self) -> None:
        if self._actions is None:
            return
        typing = _typing() is not None
        for action, word, title in zip(
            self._actions, ("&Undo", "&Redo"), (self.model.undo_title, self.model.redo_title), strict=True
        ):
            what = "typing" if typing else title.replace("&", "&&")
            action.setText(f"{word} {what}".rstrip())
            action.setEnabled(typing or bool(title))
            action.setToolTip("" if action.isEnabled() else f"There is nothing to {word[1:].lower()}")


def _typing() -> QPlainTextEdit | QLineEdit | None:
    """The text in which somebody is typing, if there is one."""
    focus = QApplication.focusWidget()
    if isinstance(focus, QPlainTextEdit) and not focus.isReadOnly():
        return focus
    return focus if isinstance(focus, QLineEdit) and focus.isModified() else None
