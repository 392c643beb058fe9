"""The program's text as a film shows it: the expression of the step in a box, its line in the middle."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from adstudio.gui.editor.highlighter import Piece, colored_pieces, python_lexer
from adstudio.gui.graph.moment import Moment
from adstudio.gui.theme import Theme
from adstudio.traces.model import Trace

AIR = 18.0
LARGEST, SMALLEST = 17, 13  # pixels of its letters
LEADING = 1.65  # of a line, in letters


class CodePainter:
    """Paints the sources of one trace in one theme."""

    def __init__(self, trace: Trace, theme: Theme) -> None:
        self.trace, self.theme = trace, theme
        lexer = python_lexer()
        sources = trace.header.program.sources
        self._lines = [source.text.rstrip().expandtabs(4).split("\n") for source in sources]
        self._pieces: list[list[tuple[Piece, ...]]] = [colored_pieces(lexer, "\n".join(text)) for text in self._lines]

    def paint(self, painter: QPainter, box: QRectF, moment: Moment) -> None:
        """As much of the source as fits, with the line of the step in sight."""
        if not self._lines:
            return
        source, first, place = self._place(moment)
        lines = self._lines[source]
        font, width = self._font(lines, box.width() - 2 * AIR)
        metrics = QFontMetricsF(font)
        height = font.pixelSize() * LEADING
        fitting = max(1, int((box.height() - 2 * AIR) // height))
        top = 0
        if place is not None and len(lines) > fitting:
            top = min(max(place[0] - fitting // 2, 0), len(lines) - fitting)
        painter.save()
        painter.setClipRect(box)
        painter.setFont(font)
        gutter = metrics.horizontalAdvance(str(first + len(lines)) + "  ")
        origin = QPointF(box.left() + AIR, box.top() + AIR)
        for line in range(top, min(top + fitting, len(lines))):
            y = origin.y() + (line - top) * height
            baseline = y + (height + metrics.ascent() - metrics.descent()) / 2
            marked = place is not None and place[0] <= line <= place[2]
            painter.setPen(self.theme.color("text" if marked else "text_pending"))
            painter.drawText(QPointF(origin.x(), baseline), str(first + line))
            x = origin.x() + gutter
            if place is not None and marked:
                begin = place[1] if line == place[0] else len(lines[line]) - len(lines[line].lstrip())
                end = place[3] if line == place[2] else len(lines[line])
                self._box(painter, QRectF(x + begin * width - 3, y + 1, (end - begin) * width + 6, height - 2), moment)
            self._text(painter, QPointF(x, baseline), lines[line], self._pieces[source][line], width)
            if x + len(lines[line]) * width > box.right() - 4:
                cut = QRectF(box.right() - 2 * width, y + 2, 2 * width, height - 4)
                painter.fillRect(cut, self.theme.color("panel"))
                painter.setPen(self.theme.color("text_secondary"))
                painter.drawText(QPointF(cut.left() + 0.3 * width, baseline), "…")
        painter.restore()

    def _place(self, moment: Moment) -> tuple[int, int, tuple[int, int, int, int] | None]:
        """Source, number of its first line, and from where to where the step's expression goes, from 0."""
        sources, spans = self.trace.header.program.sources, self.trace.spans
        span = int(self.trace.nodes.span[moment.row]) if moment.row >= 0 else -1
        source = int(spans.source[span]) if span >= 0 else 0
        if not 0 <= source < len(sources):
            source, span = 0, -1
        first = sources[source].first_line
        if span < 0:
            return source, first, None
        begin, end = int(spans.line[span]) - first, int(spans.end_line[span]) - first
        if not 0 <= begin <= end < len(self._lines[source]):
            return source, first, None
        return source, first, (begin, int(spans.column[span]), end, int(spans.end_column[span]))

    def _font(self, lines: list[str], room: float) -> tuple[QFont, float]:
        """The font in which the longest line fits, if any does, and the width of a letter."""
        font = QFont(self.theme.mono)
        font.setPixelSize(100)
        letter = QFontMetricsF(font).horizontalAdvance("0") / 100
        longest = max(map(len, lines), default=0) + len(str(len(lines))) + 3
        size = min(max(int(room / (longest * letter)), SMALLEST), LARGEST)
        font.setPixelSize(size)
        return font, QFontMetricsF(font).horizontalAdvance("0")

    def _box(self, painter: QPainter, box: QRectF, moment: Moment) -> None:
        painter.setBrush(self.theme.color("selection"))
        painter.setPen(QPen(self.theme.color(moment.token), 1.4))
        painter.drawRoundedRect(box, 4, 4)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _text(self, painter: QPainter, at: QPointF, text: str, pieces: tuple[Piece, ...], width: float) -> None:
        done = 0
        for column, length, token in (*pieces, (len(text), 0, "text")):
            for begin, end, color in ((done, column, "text"), (column, column + length, token)):
                if text[begin:end].strip():
                    painter.setPen(self.theme.color(color))
                    painter.drawText(QPointF(at.x() + begin * width, at.y()), text[begin:end])
            done = column + length
