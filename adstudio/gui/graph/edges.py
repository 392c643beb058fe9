"""Edges and the pills with their local partials, as they are seen from near."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from adstudio.gui.graph.batches import draw_lines, thinned
from adstudio.gui.graph.labels import EdgeLabels
from adstudio.gui.graph.moment import Look, Moment
from adstudio.gui.graph.scene import GraphScene, Ints
from adstudio.gui.theme import Theme

MOST_STRAIGHT = 500
MOST_PATHS = 20_000  # kept
FAR = 900.0  # pixels of an edge's piece from which it is drawn as a plain line
DASHES = [4.0, 3.0]
DOTS = [0.1, 2.4]  # round caps make dots of these
DOT, SMALLEST_DOT = 6.0, 3.5  # radius of the travelling dot, at zoom 1 and in pixels
STOP = 14.0  # how far before the card it comes to rest
NO_BRUSH = Qt.BrushStyle.NoBrush


class EdgePainter:
    """Paints the edges of one scene in one theme, from pieces that are in sight."""

    def __init__(self, scene: GraphScene, theme: Theme) -> None:
        self.scene = scene
        self.theme = theme
        self.font = QFont(theme.mono)
        self.font.setPixelSize(11)
        self.labels = EdgeLabels(scene, QFontMetricsF(self.font).horizontalAdvance)
        self._paths: dict[int, QPainterPath] = {}

    def split(self, pieces: Ints) -> tuple[Ints, Ints]:
        """Of the straight pieces in sight, those to be drawn as plain lines, and the edges of the others.

        Edges between bands, and those that run far, are plain lines: a long dashed curve takes 0.7 ms.
        """
        of = self.scene.segment_edge[pieces]
        if self.scene.layout.kind != "layers":
            return pieces[:0], of
        ends = self.scene.segments[pieces]
        far = np.abs(ends[:, 2] - ends[:, 0]) + np.abs(ends[:, 3] - ends[:, 1]) > FAR
        plain = far | (self.scene.layout.bend_start[of + 1] > self.scene.layout.bend_start[of])
        return thinned(pieces[plain], MOST_STRAIGHT), of[~plain]

    def lines(self, painter: QPainter, edges: Ints, moment: Moment, look: Look) -> None:
        """Broken where nothing has gone along yet, whole where it has, thick where it goes now."""
        painter.setBrush(NO_BRUSH)
        done = self.travelled(edges, moment)
        waiting = QPen(self.theme.color("node_border"), 1.3, Qt.PenStyle.CustomDashLine)
        waiting.setDashPattern(DASHES)
        travelled = QPen(self.theme.mixed(moment.token, "panel", 0.72), 1.6)
        painter.setOpacity(look.faint)
        for pen, which in ((waiting, edges[~done]), (travelled, edges[done])):
            painter.setPen(pen)
            for edge in which.tolist():
                painter.drawPath(self.path(edge))
        if look.trail is None:
            painter.setPen(QPen(self.theme.color(moment.token), 3.0, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        for edge in moment.edges:
            painter.drawPath(self.path(edge))
        painter.setOpacity(1.0)
        if look.trail is not None:
            self._trail(painter, edges, look)

    def _trail(self, painter: QPainter, edges: Ints, look: Look) -> None:
        """Where the node under the pointer comes from: whole lines; where it goes: dots."""
        assert look.trail is not None
        up, down = look.trail.edges(self.scene, edges)
        color = self.theme.color("text")
        onward = QPen(color, 3.2, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.RoundCap)
        onward.setDashPattern(DOTS)
        for pen, which in ((QPen(color, 2.0), edges[up]), (onward, edges[down])):
            painter.setPen(pen)
            for edge in which.tolist():
                painter.drawPath(self.path(edge))

    def straight(self, painter: QPainter, pieces: Ints, moment: Moment, look: Look) -> None:
        """Plain lines, in two calls."""
        done = self.travelled(self.scene.segment_edge[pieces], moment)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for token, which in (("node_border", pieces[~done]), (moment.token, pieces[done])):
            painter.setPen(QPen(self.theme.mixed(token, "panel", 0.6 * look.faint), 0))
            draw_lines(painter, self.scene.segments[which])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def travelled(self, edges: Ints, moment: Moment) -> NDArray[np.bool_]:
        """(R,) whether something has gone along each edge in the sweep of the moment."""
        if moment.sweep < 0:
            return np.zeros(len(edges), bool)
        done: NDArray[np.bool_] = self.scene.edge_steps(moment.sweep)[edges] <= moment.step
        return done

    def path(self, edge: int) -> QPainterPath:
        """The curve of an edge, from parent to child."""
        if edge not in self._paths:
            points = self.scene.layout.path(edge, int(self.scene.tail[edge]), int(self.scene.head[edge]))
            path = QPainterPath(QPointF(*points[0]))
            for begin, end in pairwise(points):
                middle = (begin[0] + end[0]) / 2
                path.cubicTo(middle, begin[1], middle, end[1], end[0], end[1])
            if len(self._paths) > MOST_PATHS:
                self._paths.clear()
            self._paths[edge] = path
        return self._paths[edge]

    def track(self, edge: int) -> QPainterPath:
        """The way that a dot takes along an edge: its curve, or the plain lines that a long one is drawn with."""
        points = self.scene.layout.path(edge, int(self.scene.tail[edge]), int(self.scene.head[edge]))
        far = abs(points[-1][0] - points[0][0]) + abs(points[-1][1] - points[0][1]) > FAR
        if self.scene.layout.kind != "layers" or not (far or len(points) > 2):
            return self.path(edge)
        path = QPainterPath(QPointF(*points[0]))
        for point in points[1:]:
            path.lineTo(*point)
        return path

    def flow(self, painter: QPainter, moment: Moment, share: float, scale: float) -> None:
        """A dot on each edge of the step, `share` of the way to the card that changes; shortly before it at the end."""
        radius = max(DOT, SMALLEST_DOT / scale)
        painter.setPen(QPen(self.theme.color("panel"), radius / 4))
        painter.setBrush(self.theme.color(moment.token))
        for edge in moment.edges:
            backward = moment.row == int(self.scene.tail[edge])
            painter.drawEllipse(flow_point(self.track(edge), share, backward=backward), radius, radius)
        painter.setBrush(NO_BRUSH)

    def pills(self, painter: QPainter, edges: Ints, moment: Moment, look: Look) -> None:
        """The local partials."""
        painter.setFont(self.font)
        done = self.travelled(edges, moment)
        lit = np.ones(len(edges), bool)
        if look.trail is not None:
            up, down = look.trail.edges(self.scene, edges)
            lit = up | down
        for edge, travelled, bright in zip(edges.tolist(), done.tolist(), lit.tolist(), strict=True):
            placed = self.labels.of(edge)
            if placed is None:
                continue
            text, (left, top, right, bottom) = placed
            color, border, width = self._pill_colors(edge, travelled, moment)
            box = QRectF(left, top, right - left, bottom - top)
            painter.setOpacity(1.0 if bright else look.faint)
            painter.setPen(QPen(border, width))
            painter.setBrush(self.theme.color("panel"))
            painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
            painter.setPen(color)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        painter.setOpacity(1.0)

    def _pill_colors(self, edge: int, travelled: bool, moment: Moment) -> tuple[QColor, QColor, float]:
        """Text, border, and the border's width."""
        color = self.theme.color("text" if travelled else "text_secondary")
        border = self.theme.mixed(moment.token, "panel", 0.6) if travelled else self.theme.color("hairline")
        width = 1.0
        if edge in moment.edges:
            color = border = self.theme.color(moment.token)
            width = 1.4
        if not math.isfinite(float(self.scene.trace.nodes.partial[edge])):
            color = self.theme.color("trouble")
        return color, border, width


def flow_point(track: QPainterPath, share: float, *, backward: bool) -> QPointF:
    """Where the dot is on the way from a parent's card to its child's, or `backward`."""
    length = max(track.length(), 1.0)
    way = share * (length - min(STOP, length / 3)) / length
    return track.pointAtPercent(1.0 - way if backward else way)
