"""The derivatives by each input as they stand at the cursor: a name and a number a line."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from adstudio.gui.sweeps import TOKENS
from adstudio.gui.theme import Theme
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.expression import spelled
from adstudio.workspace.slopes import slopes


class SlopesList(QWidget):
    """∂f/∂x a line; what has arrived so far is slanted, and says how far it is."""

    def __init__(self, document: Document, cursor: Cursor, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.cursor_model, self.theme = document, cursor, theme
        self.results: list[tuple[QLabel, QLabel]] = []
        self._shown: list[tuple[str, str, str]] = []
        self._table = QGridLayout(self)
        self._table.setContentsMargins(0, 3, 0, 0)
        self._table.setVerticalSpacing(3)
        self._table.setHorizontalSpacing(8)
        self._table.setColumnStretch(1, 1)
        document.trace_changed.connect(self.refresh)
        cursor.step_changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    def refresh(self, _step: int = 0) -> None:
        """Show what has arrived."""
        trace = self.model.trace
        found = [] if trace is None or not len(trace.timeline) else slopes(trace, self.cursor_model.step)
        while len(self.results) < len(found):
            self._add_result()
        for index, (name, value) in enumerate(self.results):
            shown = index < len(found)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                slope = found[index]
                slant = "" if slope.done else "font-style: italic;"
                style = f"color: {self.theme.colors[TOKENS[slope.kind]]}; {slant}"
                if name.text() != slope.label:
                    name.setText(slope.label)
                    name.setToolTip(slope.label)
                if value.text() != slope.text():
                    value.setText(slope.text())
                if value.styleSheet() != style:  # setting it anew costs more than all the rest
                    value.setStyleSheet(style)
                value.setToolTip(spelled(slope.value, 17) if slope.done else "")

    def _add_result(self) -> None:
        name, value = QLabel(), QLabel()
        name.setObjectName("secondary")
        for label in (name, value):
            label.setFont(self.theme.mono)
        value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        value.setWordWrap(True)
        name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        name.setMinimumWidth(20)
        value.setMinimumWidth(96)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self.results)
        self._table.addWidget(name, row, 0)
        self._table.addWidget(value, row, 1)
        self.results.append((name, value))
