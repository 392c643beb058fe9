"""The small dialogs: their frame, and what this program is."""

from __future__ import annotations

import platform

import PySide6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

import adstudio
from adstudio.gui.plain_text import plain_label


def about_dialog(parent: QWidget) -> QDialog:
    """Name, version, what ran."""
    dialog = QDialog(parent)
    column = frame(dialog, "About AD Studio")
    text = plain_label(
        f"<p style='font-size:17px; font-weight:600'>AD Studio {adstudio.__version__}</p>"
        "<p>Step any derivative forwards and backwards in time</p>"
        f"<p>Python {platform.python_version()} · Qt {PySide6.__version__}</p>"
        "<p>MIT licence · fonts: Inter and JetBrains Mono, SIL Open Font License 1.1</p>"
    )
    text.setTextFormat(Qt.TextFormat.RichText)
    column.insertWidget(0, text)
    return dialog


def frame(dialog: QDialog, title: str) -> QVBoxLayout:
    """Give a dialog its title, its margins and a Close button; what is put before that is its content."""
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    column = QVBoxLayout(dialog)
    column.setContentsMargins(22, 18, 22, 16)
    column.setSpacing(12)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
    buttons.rejected.connect(dialog.reject)
    column.addWidget(buttons)
    return column
