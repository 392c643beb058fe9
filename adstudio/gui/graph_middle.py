"""The graph from middle distance: plain cards with their labels, straight edges, all drawn in batches."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import numpy as np
import shiboken6
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPen

from adstudio.gui import graph_text
from adstudio.gui.graph_moment import Moment
from adstudio.gui.graph_overview import draw_lines, thinned
from adstudio.gui.graph_painting import Look
from adstudio.gui.graph_scene import GraphScene, Ints, Rect
from adstudio.gui.theme import Theme

LABELLED = 0.2  # scale from which labels can be read
MOST_LABELS = 900
MOST_PIECES = 2_500  # beyond, an even choice is drawn
NO_BRUSH = QBrush(Qt.BrushStyle.NoBrush)


class MiddlePainter:
    """Paints what is in sight of one scene in one theme, without values."""

    def __init__(self, scene: GraphScene, theme: Theme) -> None:
        self.scene = scene
        self.theme = theme
        self._font = QFont(theme.sans)
        self._font.setPixelSize(34)
        self._font.setWeight(QFont.Weight.DemiBold)

    def paint(self, painter: QPainter, rect: Rect, moment: Moment, look: Look, scale: float) -> None:
        """Everything that touches `rect`, in world coordinates; `scale` keeps lines at their width in pixels."""
        scene, theme = self.scene, self.theme
        rows, pieces = scene.cards_in(rect), thinned(scene.segments_in(rect), MOST_PIECES)
        travelled = (
            scene.edge_steps(moment.sweep)[scene.segment_edge[pieces]] <= moment.step if moment.sweep >= 0 else None
        )
        if travelled is None:
            travelled = np.zeros(len(pieces), bool)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(pieces) < 800)
        for token, share, which in (("node_border", 1.0, pieces[~travelled]), (moment.token, 0.6, pieces[travelled])):
            painter.setPen(QPen(theme.mixed(token, "panel", share), 0))
            draw_lines(painter, scene.segments[which])
        self._cards(painter, rows, moment, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._step(painter, moment, look, scale)
        if scale >= LABELLED and len(rows) <= MOST_LABELS:
            painter.setFont(self._font)
            painter.setPen(theme.color("text"))
            for row in rows.tolist():
                box = QRectF(*scene.card_rect(row)[:2], *scene.layout.card)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, graph_text.label(scene.trace, row))

    def _cards(self, painter: QPainter, rows: Ints, moment: Moment, scale: float) -> None:
        """Done cards are filled with the sweep's colour and have a firm border; pending ones are hollow."""
        width, height = self.scene.layout.card
        reached = np.ones(len(rows), bool)
        if moment.sweep >= 0:
            reached = self.scene.node_steps(moment.sweep)[rows] <= moment.step
        theme = self.theme
        for which, fill, border in (
            (rows[~reached], theme.color("panel"), theme.color("node_border")),
            (rows[reached], theme.mixed(moment.token, "node", 0.28), theme.mixed(moment.token, "node", 0.65)),
        ):
            corners = np.empty((len(which), 4))
            corners[:, 0], corners[:, 1] = (
                self.scene.layout.x[which] - width / 2,
                self.scene.layout.y[which] - height / 2,
            )
            corners[:, 2:] = (width, height)
            if len(which):
                painter.setPen(QPen(border, 0))
                painter.setBrush(fill)
                painter.drawRects(cast(QRectF, shiboken6.wrapInstance(corners.ctypes.data, QRectF)), len(which))

    def _step(self, painter: QPainter, moment: Moment, look: Look, scale: float) -> None:
        scene, accent = self.scene, self.theme.color(moment.token)
        painter.setBrush(NO_BRUSH)
        painter.setPen(QPen(accent, 2.4 / scale))
        for edge in moment.edges:
            points = scene.layout.path(edge, int(scene.tail[edge]), int(scene.head[edge]))
            draw_lines(painter, np.array([[*a, *b] for a, b in pairwise(points)]))
        for row, color, grow in (
            (moment.row, accent, 0.0),
            (moment.row, self.theme.color(moment.token, 0.5), 5.0),
            (look.selected, self.theme.color("primal"), 2.5),
        ):
            if row is not None and row >= 0 and np.isfinite(scene.layout.x[row]):
                box = QRectF(*scene.card_rect(row)[:2], *scene.layout.card)
                by = grow / scale
                painter.setPen(QPen(color, (1.4 if grow else 2.6) / scale))
                painter.drawRect(box.adjusted(-by, -by, by, by))
