"""Cards, edges and pills as they are seen from near."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from adstudio.gui import graph_text
from adstudio.gui.graph_labels import EdgeLabels, curve_point
from adstudio.gui.graph_moment import SYMBOLS, Moment
from adstudio.gui.graph_orders import mark_orders
from adstudio.gui.graph_overview import draw_lines, thinned
from adstudio.gui.graph_scene import GraphScene, Ints, Rect, distinct
from adstudio.gui.sweeps import TOKENS
from adstudio.gui.theme import Theme
from adstudio.traces.model import Flag

RADIUS = 9.0
ACTIVE = 2.6
INSET = 11.0
DOT = 6.0
MOST_STRAIGHT = 500
FAR = 900.0  # pixels of an edge's piece from which it is drawn as a plain line


@dataclass(frozen=True, slots=True)
class Look:
    """What to mark besides the step."""

    selected: int | None
    hovered: int | None
    focused: bool


class CardPainter:
    """Paints the cards and edges in sight of one scene in one theme."""

    def __init__(self, scene: GraphScene, theme: Theme) -> None:
        self.scene = scene
        self.theme = theme
        self.bold = QFont(theme.sans)
        self.bold.setWeight(QFont.Weight.DemiBold)
        self.mono = QFont(theme.mono)
        self.small = QFont(theme.mono)
        self.small.setPixelSize(11)
        self._bold_metrics, self._mono_metrics = QFontMetricsF(self.bold), QFontMetricsF(self.mono)
        self._small_metrics = QFontMetricsF(self.small)
        self.labels = EdgeLabels(scene, self._small_metrics.horizontalAdvance)
        self._paths: dict[int, QPainterPath] = {}
        self._heads: dict[int, tuple[str, str]] = {}

    def paint(self, painter: QPainter, rect: Rect, moment: Moment, look: Look) -> None:
        """Everything that touches `rect`, in world coordinates."""
        pieces, rows = self.scene.segments_in(rect), self.scene.cards_in(rect)
        of = self.scene.segment_edge[pieces]
        if self.scene.layout.kind == "layers":
            # edges between bands, and those that run far, are straight lines: a long dashed curve takes 0.7 ms
            ends = self.scene.segments[pieces]
            far = np.abs(ends[:, 2] - ends[:, 0]) + np.abs(ends[:, 3] - ends[:, 1]) > FAR
            plain = far | (self.scene.layout.bend_start[of + 1] > self.scene.layout.bend_start[of])
            self._straight(painter, thinned(pieces[plain], MOST_STRAIGHT), moment)
            of = of[~plain]
        edges = distinct(of)
        self._edges(painter, edges, moment)
        self._cards(painter, rows, moment, look)
        mark_orders(painter, self.scene, rows, self.theme)
        self._pills(painter, edges, moment)
        for edge in moment.edges:
            self._dot(painter, edge, moment)

    # ------------------------------------------------------------ edges

    def _edges(self, painter: QPainter, edges: Ints, moment: Moment) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        done = self._travelled(edges, moment)
        waiting = QPen(self.theme.color("node_border"), 1.3, Qt.PenStyle.CustomDashLine)
        waiting.setDashPattern([4.0, 3.0])
        travelled = QPen(self.theme.mixed(moment.token, "panel", 0.72), 1.6)
        for pen, which in ((waiting, edges[~done]), (travelled, edges[done])):
            painter.setPen(pen)
            for edge in which.tolist():
                painter.drawPath(self.path(edge))
        painter.setPen(QPen(self.theme.color(moment.token), 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for edge in moment.edges:
            painter.drawPath(self.path(edge))

    def _straight(self, painter: QPainter, pieces: Ints, moment: Moment) -> None:
        done = self._travelled(self.scene.segment_edge[pieces], moment)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for token, which in (("node_border", pieces[~done]), (moment.token, pieces[done])):
            painter.setPen(QPen(self.theme.mixed(token, "panel", 0.6), 0))
            draw_lines(painter, self.scene.segments[which])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _travelled(self, edges: Ints, moment: Moment) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        if moment.sweep < 0:
            return np.zeros(len(edges), bool)
        done: np.ndarray[tuple[int], np.dtype[np.bool_]] = self.scene.edge_steps(moment.sweep)[edges] <= moment.step
        return done

    def path(self, edge: int) -> QPainterPath:
        """The curve of an edge, from parent to child."""
        if edge not in self._paths:
            points = self.scene.layout.path(edge, int(self.scene.tail[edge]), int(self.scene.head[edge]))
            path = QPainterPath(QPointF(*points[0]))
            for begin, end in pairwise(points):
                middle = (begin[0] + end[0]) / 2
                path.cubicTo(middle, begin[1], middle, end[1], end[0], end[1])
            if len(self._paths) > 20_000:
                self._paths.clear()
            self._paths[edge] = path
        return self._paths[edge]

    def _pills(self, painter: QPainter, edges: Ints, moment: Moment) -> None:
        painter.setFont(self.small)
        done = self._travelled(edges, moment)
        for edge, travelled in zip(edges.tolist(), done.tolist(), strict=True):
            placed = self.labels.of(edge)
            if placed is None:
                continue
            text, (left, top, right, bottom) = placed
            partial = float(self.scene.trace.nodes.partial[edge])
            token = "text_secondary" if not travelled else "text"
            border = self.theme.mixed(moment.token, "panel", 0.6) if travelled else self.theme.color("hairline")
            color, width = self.theme.color(token), 1.0
            if edge in moment.edges:
                color = border = self.theme.color(moment.token)
                width = 1.4
            if not math.isfinite(partial):
                color = self.theme.color("trouble")
            box = QRectF(left, top, right - left, bottom - top)
            painter.setPen(QPen(border, width))
            painter.setBrush(self.theme.color("panel"))
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.setPen(color)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _dot(self, painter: QPainter, edge: int, moment: Moment) -> None:
        """The derivative on its way, shortly before it arrives."""
        points = self.scene.layout.path(edge, int(self.scene.tail[edge]), int(self.scene.head[edge]))
        backward = moment.row == int(self.scene.tail[edge])
        begin, end = (points[0], points[1]) if backward else (points[-2], points[-1])
        x, y = curve_point(begin, end, 0.16 if backward else 0.84)
        painter.setPen(QPen(self.theme.color("panel"), 1.5))
        painter.setBrush(self.theme.color(moment.token))
        painter.drawEllipse(QPointF(x, y), DOT, DOT)

    # ------------------------------------------------------------ cards

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
            troubled = bool(self.scene.trace.nodes.flags[row] & Flag.NONFINITE) and valued[i]
            self._frame(painter, box, row, reached[i], troubled, moment, look)
            value = graph_text.number(values[i]) if valued[i] else None
            derivative = graph_text.number(derivatives[i]) if received[i] else None
            self._texts(painter, box, row, value, derivative, moment)

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
            pen.setDashPattern([4.0, 3.0])
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
            title = self._bold_metrics.elidedText(graph_text.title(trace, row), Qt.TextElideMode.ElideRight, room)
            left = room - self._bold_metrics.horizontalAdvance(title) - 8
            expression = graph_text.expression(trace, row)
            if left < 24 and self._mono_metrics.horizontalAdvance(expression) > left:
                title = graph_text.label(trace, row)
                left = room - self._bold_metrics.horizontalAdvance(title) - 8
            expression = self._mono_metrics.elidedText(expression, Qt.TextElideMode.ElideRight, left)
            if len(self._heads) > 20_000:
                self._heads.clear()
            self._heads[row] = (title, expression)
        return self._heads[row]
