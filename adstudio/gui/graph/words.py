"""The graph in words: a list that is walked with the arrow keys, from node to node along the edges."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from adstudio.gui.graph.outline import Line, Relation
from adstudio.gui.keys import ARROWS, keep
from adstudio.gui.plain_text import plain_label
from adstudio.gui.theme import Theme

HEADING = 30  # pixels high, with the air above it
BACK = (Qt.Key.Key_Left, Qt.Key.Key_Backspace)
FORTH = (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class WordsList(QListWidget):
    """Up and down from line to line; right to the node that a line names; left to the node before."""

    forth = Signal()
    back = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Graph in words")
        self.setFont(theme.sans)
        self.setSpacing(1)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setToolTip("↑ ↓ from line to line, → to the node of a line, ← to the node before")
        keep(self, ARROWS)
        self.itemActivated.connect(lambda _item: self.forth.emit())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Right and left follow the edges; Qt does the rest."""
        key = Qt.Key(event.key())
        if key in FORTH:
            self.forth.emit()
        elif key in BACK:
            self.back.emit()
        elif key == Qt.Key.Key_W:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class GraphWords(QFrame):
    """Shows the lines of one node. `chosen` when the person goes to another."""

    chosen = Signal(int)  # a row

    def __init__(self, outline: Callable[[], list[Line]], theme: Theme, parent: QWidget | None = None) -> None:
        """outline: the lines of the node that is looked at."""
        super().__init__(parent)
        self.setObjectName("graphWords")
        self._outline, self.theme = outline, theme
        self.lines: list[Line] = []
        self._line_of: list[int] = []  # the number of the line of each item; −1 for a heading
        self._came_from: list[int] = []
        self.list = WordsList(theme)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.forth.connect(self._forth)
        self.list.back.connect(self._back)
        theme.changed.connect(self.refresh)
        hint = plain_label("→ go there   ← back   W close")
        hint.setObjectName("secondary")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 4, 6)
        column.addWidget(self.list, 1)
        column.addWidget(hint)
        self.setMinimumWidth(200)
        self.setFocusProxy(self.list)

    @property
    def row(self) -> int:
        """The node that is told of, or −1."""
        return self.lines[0].row if self.lines else -1

    def refresh(self) -> None:
        """Tell the node as it stands now. The same node keeps its line, another begins at its first."""
        before, line = self.row, self.list.currentRow()
        self.lines = self._outline()
        self.list.clear()
        self._line_of = []
        heading = None
        for number, line_ in enumerate(self.lines):
            if line_.relation not in (heading, Relation.REST) and line_.relation is not Relation.SELF:
                heading = line_.relation
                self._add_heading(heading.value)
            self._line_of.append(number)
            item = QListWidgetItem(line_.text)
            item.setForeground(self.theme.color("text"))
            if number == 0:
                item.setFont(_bold(self.list.font()))
            self.list.addItem(item)
        self.list.setCurrentRow(line if self.row == before and 0 <= line < self.list.count() else 0)

    def _add_heading(self, text: str) -> None:
        """A line that is read, but leads nowhere and is passed over."""
        item = QListWidgetItem(text)
        item.setSizeHint(QSize(0, HEADING))
        item.setTextAlignment(Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setForeground(self.theme.color("text_secondary"))
        self._line_of.append(-1)
        self.list.addItem(item)

    def _forth(self) -> None:
        item = self.list.currentRow()
        if not 0 <= item < len(self._line_of) or self._line_of[item] < 0:
            return
        line = self.lines[self._line_of[item]]
        if line.row != self.row:
            self._came_from.append(self.row)
            self.chosen.emit(line.row)

    def _back(self) -> None:
        """To the node one came from; else to the first that it is made from."""
        if self._came_from:
            self.chosen.emit(self._came_from.pop())
            return
        parents = [line.row for line in self.lines if line.relation is Relation.PARENT]
        if parents:
            self.chosen.emit(parents[0])


def _bold(font: QFont) -> QFont:
    bold = QFont(font)
    bold.setWeight(QFont.Weight.DemiBold)
    return bold
