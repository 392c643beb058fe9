"""All keys, grouped as in the menus; a word typed into the field leaves only what has it."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from adstudio.gui.commands import KeyLine
from adstudio.gui.dialogs import frame
from adstudio.gui.plain_text import plain_label
from adstudio.gui.theme import Theme

WIDTH, HEIGHT = 860, 640  # px, where the window has the room
EDGE = 48  # px of the window that stay in sight around the dialog


class KeyGroup(QWidget):
    """The keys of one menu under its title."""

    def __init__(self, title: str, lines: list[KeyLine], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("plain")
        self.rows: list[tuple[str, QLabel, QLabel]] = []
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 10)
        grid.setHorizontalSpacing(18)
        grid.setVerticalSpacing(5)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(0, 160)  # the longest keys: the groups stand in line
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        heading = plain_label(title, self)
        heading.setObjectName("panelTitle")
        grid.addWidget(heading, 0, 0, 1, 2)
        for at, line in enumerate(lines, start=1):
            keys, what = plain_label(line.keys, self), plain_label(line.title, self)
            keys.setFont(theme.mono)
            what.setObjectName("secondary")
            what.setWordWrap(True)
            grid.addWidget(keys, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(what, at, 1)
            self.rows.append((f"{title} {line.keys} {line.title}".casefold(), keys, what))

    def sift(self, words: list[str]) -> int:
        """Show only the lines that have all the words; how many there are."""
        count = 0
        for text, keys, what in self.rows:
            has = all(word in text for word in words)
            count += has
            keys.setVisible(has)
            what.setVisible(has)
        self.setVisible(bool(count))
        return count


class KeysDialog(QDialog):
    """The keys in two columns, which scroll where the window is small."""

    def __init__(self, lines: Iterable[KeyLine], theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        column = frame(self, "Keyboard")
        self.field = QLineEdit(self)
        self.field.setObjectName("rowField")
        self.field.setPlaceholderText("Find a key or what it does")
        self.field.setAccessibleName(self.field.placeholderText())
        self.field.setClearButtonEnabled(True)
        self.field.textChanged.connect(self._sift)
        self.none = plain_label("No key has that", self)
        self.none.setObjectName("secondary")
        self.none.hide()
        groups: dict[str, list[KeyLine]] = {}
        for line in lines:
            groups.setdefault(line.group, []).append(line)
        room = QWidget(self)
        room.setObjectName("plain")
        self.groups = [KeyGroup(title, found, theme, room) for title, found in groups.items()]
        row = QHBoxLayout(room)
        row.setContentsMargins(0, 0, 8, 0)
        row.setSpacing(36)
        for half in _halves(self.groups):
            side = QVBoxLayout()
            side.setSpacing(4)
            for group in half:
                side.addWidget(group)
            side.addStretch(1)
            row.addLayout(side, 1)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName("Keys")
        self.area.setWidget(room)
        self.area.viewport().setObjectName("plain")
        column.insertWidget(0, self.field)
        column.insertWidget(1, self.none)
        column.insertWidget(2, self.area, 1)
        window = parent.window().size()
        self.resize(min(WIDTH, window.width() - EDGE), min(HEIGHT, window.height() - EDGE))
        self.field.setFocus()

    def _sift(self, text: str) -> None:
        words = text.casefold().split()
        self.none.setVisible(not sum(group.sift(words) for group in self.groups))


def _halves(groups: list[KeyGroup]) -> tuple[list[KeyGroup], list[KeyGroup]]:
    """Two columns of about the same length, the order kept."""
    lengths = [len(group.rows) + 2 for group in groups]
    cut = min(range(len(groups) + 1), key=lambda at: abs(sum(lengths[:at]) - sum(lengths[at:])))
    return groups[:cut], groups[cut:]
