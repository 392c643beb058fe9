"""The graph from middle distance: plain cards with a label and one number, drawn in batches."""

from __future__ import annotations

from itertools import pairwise
from typing import cast

import numpy as np
import shiboken6
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter, QPen

from adstudio.gui import graph_text
from adstudio.gui.graph_moment import Moment
from adstudio.gui.graph_orders import mark_orders
from adstudio.gui.graph_overview import draw_lines, thinned
from adstudio.gui.graph_painting import CardPainter, Look
from adstudio.gui.graph_scene import GraphScene, Ints, Rect, distinct
from adstudio.gui.theme import Theme
from adstudio.traces.model import SweepKind, Trace

LABELLED = 0.14  # scale from which labels can be read
VALUED = 0.34  # and from which a number under them can
MOST_LABELS = 900
MOST_CURVES = 400  # edges; beyond, they are straight
LABEL, NUMBER = 52, 27  # pixels at zoom 1
MOST_PIECES = 2_500  # beyond, an even choice is drawn
PENDING = "·"
NOT_FINITE = ("NaN", "∞", "-∞")
NO_BRUSH = QBrush(Qt.BrushStyle.NoBrush)


def numbers_of(trace: Trace, rows: Ints, moment: Moment) -> list[str]:
    """What each row has got in the sweep of the moment: its value, or its derivative; a dot where nothing yet."""
    state = trace.timeline.state(moment.position, rows)
    if moment.sweep < 0 or moment.kind is SweepKind.PRIMAL:
        there, column = state.valued, state.value
    else:
        there, column = state.received > 0, state.derivative
        column = column[:, min(1, column.shape[1] - 1)] if column.ndim == 2 else column
    return [
        graph_text.number(number, 4) if known else PENDING
        for number, known in zip(column.tolist(), there.tolist(), strict=True)
    ]


class MiddlePainter:
    """Paints what is in sight of one scene in one theme. Curves come from `near`, which keeps them."""

    def __init__(self, scene: GraphScene, theme: Theme, near: CardPainter) -> None:
        self.scene = scene
        self.theme = theme
        self._near = near
        self._font = QFont(theme.sans)
        self._font.setWeight(QFont.Weight.DemiBold)
        self._font.setPixelSize(LABEL)
        longest = graph_text.label(scene.trace, int(scene.card_rows[-1])) if len(scene.card_rows) else "v"
        room = (scene.layout.card[0] - 24) / QFontMetricsF(self._font).horizontalAdvance(longest)
        self._font.setPixelSize(int(LABEL * min(1.0, room)))
        self._small = QFont(self._font)
        self._small.setPixelSize(min(self._font.pixelSize(), 34))
        self._mono = QFont(theme.mono)
        self._mono.setPixelSize(NUMBER)

    def paint(self, painter: QPainter, rect: Rect, moment: Moment, look: Look, scale: float) -> None:
        """Everything that touches `rect`, in world coordinates; `scale` keeps lines at their width in pixels."""
        scene, theme = self.scene, self.theme
        rows, pieces = scene.cards_in(rect), scene.segments_in(rect)
        if scene.layout.kind == "layers":
            pieces = thinned(pieces, MOST_PIECES)
        travelled = (
            scene.edge_steps(moment.sweep)[scene.segment_edge[pieces]] <= moment.step if moment.sweep >= 0 else None
        )
        if travelled is None:
            travelled = np.zeros(len(pieces), bool)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(pieces) < 800)
        curved = scene.layout.kind == "cards" and len(pieces) <= MOST_CURVES
        painter.setBrush(NO_BRUSH)
        for token, share, which in (("node_border", 1.0, pieces[~travelled]), (moment.token, 0.6, pieces[travelled])):
            painter.setPen(QPen(theme.mixed(token, "panel", share), 0))
            if curved:
                for edge in distinct(scene.segment_edge[which]).tolist():
                    painter.drawPath(self._near.path(edge))
            else:
                draw_lines(painter, scene.segments[which])
        self._cards(painter, rows, moment)
        mark_orders(painter, scene, rows, theme, near=False)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._step(painter, moment, look, scale)
        if scale >= LABELLED and len(rows) <= MOST_LABELS:
            self._texts(painter, rows, moment, valued=scale >= VALUED)

    def _texts(self, painter: QPainter, rows: Ints, moment: Moment, *, valued: bool) -> None:
        """The label, and under it what the sweep has found."""
        scene, theme = self.scene, self.theme
        found = numbers_of(scene.trace, rows, moment) if valued else [None] * len(rows)
        for row, number in zip(rows.tolist(), found, strict=True):
            box = QRectF(*scene.card_rect(row)[:2], *scene.layout.card)
            upper = box.adjusted(0, 4, 0, -box.height() * 0.44) if valued else box
            painter.setFont(self._small if valued else self._font)
            painter.setPen(theme.color("text"))
            painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, graph_text.label(scene.trace, row))
            if number is not None:
                painter.setFont(self._mono)
                token = "text_pending" if number == PENDING else "trouble" if number in NOT_FINITE else moment.token
                painter.setPen(theme.color(token))
                painter.drawText(box.adjusted(0, box.height() * 0.5, 0, -4), Qt.AlignmentFlag.AlignCenter, number)

    def _cards(self, painter: QPainter, rows: Ints, moment: Moment) -> None:
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
            if scene.layout.kind == "cards":
                painter.drawPath(self._near.path(edge))
                continue
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
