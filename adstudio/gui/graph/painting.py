"""Cards as they are seen from near, and the whole picture at that level: edges, cards, pills."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from adstudio.gui.graph import text as graph_text
from adstudio.gui.graph.batches import RADIUS
from adstudio.gui.graph.edges import DASHES, EdgePainter
from adstudio.gui.graph.edit_marks import EditMarks
from adstudio.gui.graph.groups import GroupPainter
from adstudio.gui.graph.groups import title as group_title
from adstudio.gui.graph.moment import SYMBOLS, Look, Moment
from adstudio.gui.graph.orders import mark_orders
from adstudio.gui.graph.scene import GraphScene, Ints, Rect, distinct
from adstudio.gui.sweeps import TOKENS
from adstudio.gui.theme import Theme

ACTIVE = 2.6
INSET = 11.0
PORT = 3.2
MOST_HEADS = 20_000  # titles kept


class CardPainter:
    """Paints the cards and edges in sight of one scene in one theme."""

    def __init__(self, scene: GraphScene, theme: Theme) -> None:
        self.scene = scene
        self.theme = theme
        self.edges = EdgePainter(scene, theme)
        self.labels = self.edges.labels
        self.bold = QFont(theme.sans)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.mono = QFont(theme.mono)
        self._bold_metrics, self._mono_metrics = QFontMetricsF(self.bold), QFontMetricsF(self.mono)
        self.groups = GroupPainter(scene, theme)
        self.marks = EditMarks(scene.trace, theme)
        self._heads: dict[int, tuple[str, str]] = {}

    def paint(
        self, painter: QPainter, rect: Rect, moment: Moment, look: Look, *, share: float = 1.0, scale: float = 1.0
    ) -> None:
        """Everything that touches `rect`, in world coordinates. The travelling dot passes under the pills."""
        plain, of = self.edges.split(self.scene.segments_in(rect))
        edges = distinct(of)
        rows = self.scene.cards_in(rect)
        self.edges.straight(painter, plain, moment, look)
        self.edges.lines(painter, edges, moment, look)
        self._cards(painter, rows, moment, look)
        mark_orders(painter, self.scene, rows, self.theme)
        self.edges.flow(painter, moment, share, scale)
        self.edges.pills(painter, edges, moment, look)

    def _cards(self, painter: QPainter, rows: Ints, moment: Moment, look: Look) -> None:
        trace = self.scene.trace
        state = trace.timeline.state(moment.position, rows)
        values, valued = state.value.tolist(), state.valued.tolist()
        derivatives, received = [math.nan] * len(rows), [0] * len(rows)
        if moment.sweep >= 0 and moment.derivative_kind is moment.kind:
            column = state.derivative
            derivatives = (column[:, min(1, column.shape[1] - 1)] if column.ndim == 2 else column).tolist()
            received = state.received.tolist()
        reached = self._reached(rows, moment)
        for i, row in enumerate(rows.tolist()):
            box = QRectF(*self._corner(row), *self.scene.layout.card)
            troubled = bool(self.scene.trouble[row]) and valued[i]
            painter.setOpacity(1.0 if look.trail is None or row in look.trail else look.faint)
            self._frame(painter, box, row, reached[i], troubled, moment, look)
            value = graph_text.number(values[i]) if valued[i] else None
            derivative = graph_text.number(derivatives[i]) if received[i] else None
            self._texts(painter, box, row, value, derivative, moment)
            self._ports(painter, box, row, reached[i], moment, look)
            if self.scene.group_of(row):
                self.groups.finish(painter, box, row, moment)
            self.marks.paint(painter, box, row)
        painter.setOpacity(1.0)

    def _corner(self, row: int) -> tuple[float, float]:
        left, top, _, _ = self.scene.card_rect(row)
        return left, top

    def _reached(self, rows: Ints, moment: Moment) -> list[bool]:
        if moment.sweep < 0:
            return [True] * len(rows)
        reached: list[bool] = (self.scene.node_steps(moment.sweep)[rows] <= moment.step).tolist()
        return reached

    def _frame(
        self, painter: QPainter, box: QRectF, row: int, reached: bool, troubled: bool, moment: Moment, look: Look
    ) -> None:
        theme, accent = self.theme, self.theme.color(moment.token)
        if row == moment.row:  # an outer ring tells the target by shape, not only by colour
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.color(moment.token, 0.5), 1.2))
            painter.drawRoundedRect(box.adjusted(-4.5, -4.5, 4.5, 4.5), RADIUS + 4, RADIUS + 4)
            pen = QPen(accent, ACTIVE)
        elif row in moment.sources:
            pen = QPen(accent, 2.0)
        elif troubled:
            pen = QPen(theme.color("trouble"), 1.6)
        elif reached:
            pen = QPen(theme.color("node_border"), 1.4)
        else:
            pen = QPen(theme.color("node_border"), 1.2, Qt.PenStyle.CustomDashLine)
            pen.setDashPattern(DASHES)
        if self.scene.group_of(row):
            self.groups.sheets(painter, box, pen, RADIUS)
        fill = theme.color("selection") if row == look.selected else theme.color("node")
        painter.setBrush(fill)
        painter.setPen(pen)
        painter.drawRoundedRect(box, RADIUS, RADIUS)
        if row == look.selected or row == look.hovered:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            style = Qt.PenStyle.SolidLine if row == look.selected else Qt.PenStyle.DotLine
            painter.setPen(QPen(theme.color("primal"), 1.4, style))
            painter.drawRoundedRect(box.adjusted(2.5, 2.5, -2.5, -2.5), RADIUS - 2, RADIUS - 2)
        if troubled:
            self._warn(painter, box)

    def _ports(self, painter: QPainter, box: QRectF, row: int, reached: bool, moment: Moment, look: Look) -> None:
        """Where edges come in and go out: filled once the sweep has been there, so that done is told by shape too.

        Along the trail of the node under the pointer they are arrowheads, towards it and away from it.
        """
        border = self.theme.mixed(moment.token, "panel", 0.8) if reached else self.theme.color("node_border")
        painter.setPen(QPen(border, 1.2))
        painter.setBrush(border if reached else self.theme.color("panel"))
        upstream, downstream = (False, False) if look.trail is None else look.trail.sides(row)
        for there, x, arrow in (
            (self.scene.has_inputs[row], box.left(), downstream),
            (self.scene.has_outputs[row], box.right(), upstream),
        ):
            if not there:
                continue
            middle = QPointF(x, box.center().y())
            if arrow:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.theme.color("text"))
                tip, wing = QPointF(7.0, 0.0), QPointF(0.0, 6.0)
                painter.drawPolygon(QPolygonF([middle + tip, middle - tip * 0.5 + wing, middle - tip * 0.5 - wing]))
            else:
                painter.drawEllipse(middle, PORT, PORT)

    def _warn(self, painter: QPainter, box: QRectF) -> None:
        """A sign for trouble: a triangle on the corner of the card."""
        x, y = box.right() - 6, box.top() - 7
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("trouble"))
        painter.drawPolygon(QPolygonF([QPointF(x, y), QPointF(x + 9, y + 15), QPointF(x - 9, y + 15)]))
        painter.setPen(QPen(self.theme.color("panel"), 2))
        painter.drawLine(QPointF(x, y + 5), QPointF(x, y + 9))
        painter.drawPoint(QPointF(x, y + 12.5))

    def _texts(
        self, painter: QPainter, box: QRectF, row: int, value: str | None, derivative: str | None, moment: Moment
    ) -> None:
        theme = self.theme
        left, right = box.left() + INSET, box.right() - INSET
        first, second, third = box.top() + 20.5, box.top() + 42.0, box.top() + 61.5
        title, expression = self._head(row)
        painter.setFont(self.bold)
        painter.setPen(theme.color("text"))
        painter.drawText(QPointF(left, first), title)
        painter.setFont(self.mono)
        painter.setPen(theme.color("text_secondary"))
        painter.drawText(QPointF(right - self._mono_metrics.horizontalAdvance(expression), first), expression)
        self._row(painter, left, right, second, "v", value, theme.color("primal"))
        kind = moment.derivative_kind
        if kind is not None:
            self._row(painter, left, right, third, SYMBOLS[kind], derivative, theme.color(TOKENS[kind]))

    def _row(
        self, painter: QPainter, left: float, right: float, y: float, symbol: str, text: str | None, color: QColor
    ) -> None:
        if text is None:
            text, color = "·", self.theme.color("text_pending")
        elif text in ("NaN", "∞", "-∞"):
            color = self.theme.color("trouble")
        painter.setPen(color)
        painter.drawText(QPointF(left, y), symbol)
        painter.drawText(QPointF(right - self._mono_metrics.horizontalAdvance(text), y), text)

    def _head(self, row: int) -> tuple[str, str]:
        """Title and expression, shortened to the width of the card."""
        if row not in self._heads:
            room = self.scene.layout.card[0] - 2 * INSET
            trace = self.scene.trace
            if self.scene.group_of(row):
                name = self._bold_metrics.elidedText(group_title(self.scene, row), Qt.TextElideMode.ElideRight, room)
                self._heads[row] = (name, "")
                return self._heads[row]
            title = self._bold_metrics.elidedText(graph_text.title(trace, row), Qt.TextElideMode.ElideRight, room)
            left = room - self._bold_metrics.horizontalAdvance(title) - 8
            expression = graph_text.expression(trace, row)
            if self._mono_metrics.horizontalAdvance(expression) > left and not len(trace.nodes.edges(row)):
                expression = ""  # the name of an input says more than that it is one
            elif left < 24 and self._mono_metrics.horizontalAdvance(expression) > left:
                title = graph_text.label(trace, row)
                left = room - self._bold_metrics.horizontalAdvance(title) - 8
            expression = self._mono_metrics.elidedText(expression, Qt.TextElideMode.ElideRight, left)
            if len(self._heads) > MOST_HEADS:
                self._heads.clear()
            self._heads[row] = (title, expression)
        return self._heads[row]
