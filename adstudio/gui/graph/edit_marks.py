"""The mark of what was put in by hand: a pill with a word on the upper edge of a card."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from adstudio.gui.theme import Theme
from adstudio.traces.edits import EditKind
from adstudio.traces.model import Trace

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

    def paint(self, painter: QPainter, box: QRectF, row: int, *, pixels: int = 10) -> None:
        """The mark of a row that was edited, on the card in `box`, in letters of so many pixels."""
        word = self.words.get(row)
        if word is None:
            return
        font = QFont(self.theme.sans)
        font.setPixelSize(pixels)
        height, width = pixels * 1.5, QFontMetricsF(font).horizontalAdvance(word) + pixels * 1.4
        pill = QRectF(box.left() + pixels, box.top() - height / 2 - 1, width, height)
        painter.setPen(QPen(self.theme.color("text"), pixels / 10))
        painter.setBrush(self.theme.color("raised"))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setFont(font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, word)
