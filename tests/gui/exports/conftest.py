"""The export dialog on the real window, and a person who answers its file dialog."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QMessageBox


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """The file that the person chooses; what the dialog proposed is kept."""

    class Asked:
        answer = ""
        proposed = ""

    def ask(_parent, _title, start, _kinds):
        Asked.proposed = start
        return (str(tmp_path / Asked.answer) if Asked.answer else "", "")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return Asked


@pytest.fixture
def complaints(monkeypatch):
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda _parent, _title, text: said.append(text))
    return said


@pytest.fixture
def dialog(window, qtbot):
    """Opened by its keys."""
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    made = window.exports._dialog
    qtbot.waitUntil(made.isVisible)
    return made
