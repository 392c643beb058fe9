"""What the shapes of the graph mean, drawn beside their words in a corner of the view."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from adstudio.gui.graph.edges import DASHES, DOTS

if TYPE_CHECKING:
    from adstudio.gui.graph.view import GraphView

LINE, SIGN, INSET, CORNER = 23.0, 38.0, 10.0, 10
TEXT = 12  # pixels


class Legend(QWidget):
    """Lies over the upper left corner of the view while it is wanted."""

    def __init__(self, view: GraphView) -> None:
        super().__init__(view)
        self._view = view
        self.theme = theme = view.theme
        self._lines: tuple[tuple[Callable[[QPainter, QRectF], None], str], ...] = (
            (self._pending, "Pending in this sweep"),
            (self._current, "Changed by this step"),
            (self._done, "Done in this sweep"),
            (self._flow, "The contribution of this step"),
            (self._upstream, "What the hovered node comes from"),
            (self._downstream, "Where it goes"),
            (self._trouble, "NaN or infinite"),
        )
        self.setAccessibleName("Legend of the graph")
        self.setAccessibleDescription("\n".join(text for _, text in self._lines))
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._font = QFont(theme.sans)
        self._font.setPixelSize(TEXT)
        metrics = QFontMetricsF(self._font)
        width = max(metrics.horizontalAdvance(text) for _, text in self._lines)
        self.setGeometry(
            CORNER, CORNER, round(width + SIGN + 3 * INSET), round(len(self._lines) * LINE + 2 * INSET - 4)
        )
        self.hide()
        theme.changed.connect(self.update)

    @property
    def _sweep(self) -> str:
        return self._view.moment.token

    def toggle(self) -> None:
        """Show it, or hide it."""
        self.setVisible(not self.isVisible())
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A line a shape."""
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("node_border"), 1))
        painter.setBrush(theme.color("window", 0.95))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
        painter.setFont(self._font)
        for index, (sign, text) in enumerate(self._lines):
            top = INSET - 2 + index * LINE
            painter.setBrush(Qt.BrushStyle.NoBrush)
            sign(painter, QRectF(INSET, top + 4, SIGN, LINE - 8))
            painter.setPen(theme.color("text"))
            left = 2 * INSET + SIGN
            box = QRectF(left, top, self.width() - left, LINE)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _card(self, painter: QPainter, box: QRectF, pen: QPen, *, filled: bool) -> None:
        painter.setPen(pen)
        painter.setBrush(self.theme.color("node"))
        card = box.adjusted(6, 0, -6, 0)
        painter.drawRoundedRect(card, 5, 5)
        port = self.theme.mixed(self._sweep, "panel", 0.8) if filled else self.theme.color("node_border")
        painter.setPen(QPen(port, 1.2))
        painter.setBrush(port if filled else self.theme.color("panel"))
        painter.drawEllipse(QPointF(card.right(), card.center().y()), 3.2, 3.2)

    def _pending(self, painter: QPainter, box: QRectF) -> None:
        pen = QPen(self.theme.color("text_pending"), 1.2, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern(DASHES)
        self._card(painter, box, pen, filled=False)

    def _current(self, painter: QPainter, box: QRectF) -> None:
        painter.setPen(QPen(self.theme.color(self._sweep, 0.5), 1.2))
        painter.drawRoundedRect(box.adjusted(2.5, -3.5, -2.5, 3.5), 8, 8)
        self._card(painter, box, QPen(self.theme.color(self._sweep), 2.2), filled=True)

    def _done(self, painter: QPainter, box: QRectF) -> None:
        self._card(painter, box, QPen(self.theme.color("node_border"), 1.4), filled=True)

    def _flow(self, painter: QPainter, box: QRectF) -> None:
        self._line(painter, box, QPen(self.theme.color(self._sweep), 3.0))
        painter.setPen(QPen(self.theme.color("window"), 1.5))
        painter.setBrush(self.theme.color(self._sweep))
        painter.drawEllipse(QPointF(box.left() + box.width() * 0.35, box.center().y()), 6, 6)

    def _upstream(self, painter: QPainter, box: QRectF) -> None:
        self._line(painter, box, QPen(self.theme.color("text"), 2.0))
        self._arrow(painter, QPointF(box.left() + 2, box.center().y()))

    def _downstream(self, painter: QPainter, box: QRectF) -> None:
        pen = QPen(self.theme.color("text"), 3.2, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
        pen.setDashPattern(DOTS)
        self._line(painter, box, pen)
        self._arrow(painter, QPointF(box.right() - 7, box.center().y()))

    def _line(self, painter: QPainter, box: QRectF, pen: QPen) -> None:
        painter.setPen(pen)
        painter.drawLine(QPointF(box.left() + 3, box.center().y()), QPointF(box.right() - 3, box.center().y()))

    def _arrow(self, painter: QPainter, at: QPointF) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("text"))
        painter.drawPolygon(QPolygonF([at + QPointF(8, 0), at + QPointF(-2, 6), at + QPointF(-2, -6)]))

    def _trouble(self, painter: QPainter, box: QRectF) -> None:
        x, y = box.center().x(), box.top() + 1
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("trouble"))
        painter.drawPolygon(QPolygonF([QPointF(x, y), QPointF(x + 9, y + 15), QPointF(x - 9, y + 15)]))
        painter.setPen(QPen(self.theme.color("window"), 2))
        painter.drawLine(QPointF(x, y + 5), QPointF(x, y + 9))
        painter.drawPoint(QPointF(x, y + 12.5))
