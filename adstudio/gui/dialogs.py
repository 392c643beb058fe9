"""The few dialogs: the keys, and what this is."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

import adstudio
from adstudio.gui.theme import Theme


def keys_dialog(keys: list[tuple[str, str]], theme: Theme, parent: QWidget) -> QDialog:
    """All keys and what they do."""
    dialog, column = _dialog("Keyboard", parent)
    grid = QGridLayout()
    grid.setHorizontalSpacing(28)
    grid.setVerticalSpacing(6)
    half = (len(keys) + 1) // 2
    for index, (key, title) in enumerate(keys):
        name, what = QLabel(key), QLabel(title)
        name.setFont(theme.mono)
        what.setObjectName("secondary")
        grid.addWidget(name, index % half, 2 * (index // half))
        grid.addWidget(what, index % half, 2 * (index // half) + 1)
    column.insertLayout(0, grid)
    return dialog


def about_dialog(parent: QWidget) -> QDialog:
    """Name, version, what ran."""
    dialog, column = _dialog("About AD Studio", parent)
    text = QLabel(
        f"<p style='font-size:17px; font-weight:600'>AD Studio {adstudio.__version__}</p>"
        "<p>Step any derivative forwards and backwards in time</p>"
        f"<p>Python {platform.python_version()} · Qt {PySide6.__version__}</p>"
        "<p>MIT licence · fonts: Inter and JetBrains Mono, SIL Open Font License 1.1</p>"
    )
    text.setTextFormat(Qt.TextFormat.RichText)
    column.insertWidget(0, text)
    return dialog


def _dialog(title: str, parent: QWidget) -> tuple[QDialog, QVBoxLayout]:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(22, 18, 22, 16)
    column.setSpacing(16)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
    return dialog, column
