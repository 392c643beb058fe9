"""The mark of what was put in by hand: a pill with a word on the upper edge of a card."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from adstudio.gui.theme import Theme
from adstudio.traces.edits import EditKind
from adstudio.traces.model import Trace

HEIGHT = 15.0
WORDS = {EditKind.SET: "set", EditKind.NUDGE: "nudged", EditKind.ADJOINT: "v̄ put in"}


class EditMarks:
    """The words of each edited row of one trace; painted on its card."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.theme = theme
        self.words: dict[int, str] = {}
        for edited in trace.edits:
            word = WORDS[edited.kind]
            have = self.words.get(edited.row, "")
            self.words[edited.row] = have if word in have else f"{have}, {word}" if have else word
        self._font = QFont(theme.sans)
        self._font.setPixelSize(10)

    def paint(self, painter: QPainter, box: QRectF, row: int) -> None:
        """The mark of a row that was edited, on the card in `box`."""
        word = self.words.get(row)
        if word is None:
            return
        width = QFontMetricsF(self._font).horizontalAdvance(word) + 14
        pill = QRectF(box.left() + 10, box.top() - HEIGHT / 2 - 1, width, HEIGHT)
        painter.setPen(QPen(self.theme.color("text"), 1))
        painter.setBrush(self.theme.color("raised"))
        painter.drawRoundedRect(pill, HEIGHT / 2, HEIGHT / 2)
        painter.setFont(self._font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, word)
