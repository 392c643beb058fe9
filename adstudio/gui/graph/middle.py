"""The graph from middle distance: plain cards with a label and one number, drawn in batches."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from adstudio.gui.graph import text as graph_text
from adstudio.gui.graph.batches import RADIUS, card_rects, draw_cards, draw_lines, draw_rects, thinned
from adstudio.gui.graph.edges import EdgePainter
from adstudio.gui.graph.edit_marks import EditMarks
from adstudio.gui.graph.groups import short_title
from adstudio.gui.graph.moment import Look, Moment
from adstudio.gui.graph.orders import mark_orders
from adstudio.gui.graph.overview import VEIL
from adstudio.gui.graph.scene import GraphScene, Ints, Rect, distinct
from adstudio.gui.theme import Theme

LABELLED = 0.14  # scale from which labels can be read
VALUED = 0.34  # and from which a number under them can
MOST_LABELS = 600
MOST_CURVES = 400  # edges; beyond, they are straight
LABEL, NUMBER = 52, 24  # pixels at zoom 1
SHORT, LONG = 7, 10  # characters of a number of that size, and of the longest
MOST_SIGNS = 300
MOST_PIECES = 2_500  # beyond, an even choice is drawn
SHEET = 7.0  # pixels at zoom 1 that a sheet under a group's card shows
BREATH = 0.07  # of the sweep's colour in the ground of a card that is done
BAR = (7.0, 14.0, 6.0)  # pixels at zoom 1: from the left, from top and bottom, width
BESIDE, AIR = 13.0, 4.0  # and what the texts leave free at the left, for it, and at the right
SMALLEST_TITLE = 22  # pixels at zoom 1 of the title of a group


class MiddlePainter:
    """Paints what is in sight of one scene in one theme. Curves come from `near`, which keeps them."""

    def __init__(self, scene: GraphScene, theme: Theme, near: EdgePainter) -> None:
        self.scene = scene
        self.theme = theme
        self._near = near
        self._marks = EditMarks(scene.trace, theme)
        self._font = QFont(theme.sans)
        self._font.setWeight(QFont.Weight.DemiBold)
        self._font.setPixelSize(LABEL)
        longest = graph_text.label(scene.trace, int(scene.card_rows[-1])) if len(scene.card_rows) else "v"
        room = (scene.layout.card[0] - 24) / QFontMetricsF(self._font).horizontalAdvance(longest)
        self._font.setPixelSize(int(LABEL * min(1.0, room)))
        self._small = QFont(self._font)
        self._small.setPixelSize(min(self._font.pixelSize(), 30))
        self._small_metrics = QFontMetricsF(self._small)
        self._numbers = [QFont(theme.mono) for _ in range(LONG + 1)]  # by the length of the number: for -1.11e-16 less
        for length, font in enumerate(self._numbers):
            font.setPixelSize(int(NUMBER * SHORT / max(length, SHORT)))

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
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, share, which in (("node_border", 1.0, pieces[~travelled]), (moment.token, 0.6, pieces[travelled])):
            painter.setPen(QPen(theme.mixed(token, "panel", share), 0))
            if curved:
                for edge in distinct(scene.segment_edge[which]).tolist():
                    painter.drawPath(self._near.path(edge))
            else:
                draw_lines(painter, scene.segments[which])
        self._flowing(painter, moment, scale)
        self._cards(painter, rows, moment)
        mark_orders(painter, scene, rows, theme, near=False)
        self._warn(painter, rows, moment)
        if look.trail is not None:
            self._trail(painter, rect, rows, moment, look)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._step(painter, moment, look, scale)
        if scale >= LABELLED and len(rows) <= MOST_LABELS:
            if look.trail is not None:
                rows = rows[look.trail.among(rows)]
            self._texts(painter, rows, moment, valued=scale >= VALUED)

    def _trail(self, painter: QPainter, rect: Rect, rows: Ints, moment: Moment, look: Look) -> None:
        """A veil over everything, and over it what leads to a node in whole lines, what leads on in dots."""
        assert look.trail is not None
        scene, color = self.scene, self.theme.color("text")
        left, top, right, bottom = rect
        painter.fillRect(QRectF(left, top, right - left, bottom - top), self.theme.color("panel", VEIL))
        edges = distinct(scene.segment_edge[scene.segments_in(rect)])
        up, down = look.trail.edges(scene, edges)
        onward = QPen(color, 0, Qt.PenStyle.DotLine)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for pen, which in ((QPen(color, 0), edges[up]), (onward, edges[down])):
            painter.setPen(pen)
            for edge in thinned(which, MOST_CURVES).tolist():
                painter.drawPath(self._near.track(edge))
        self._cards(painter, rows[look.trail.among(rows)], moment)

    def _texts(self, painter: QPainter, rows: Ints, moment: Moment, *, valued: bool) -> None:
        """The label, and under it what the sweep has found."""
        scene, theme = self.scene, self.theme
        found = graph_text.numbers_of(scene.trace, rows, moment) if valued else [None] * len(rows)
        for row, number in zip(rows.tolist(), found, strict=True):
            card = QRectF(*scene.card_rect(row)[:2], *scene.layout.card)
            box = card.adjusted(BESIDE, 0, -AIR, 0)
            upper = box.adjusted(0, 4, 0, -box.height() * 0.44) if valued else box
            painter.setFont(self._small if valued else self._font)
            painter.setPen(theme.color("text"))
            if scene.group_of(row):
                self._group_title(painter, upper, short_title(scene, row))
            else:
                painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, self._name(row, upper.width(), whole=valued))
            if number is not None:
                painter.setFont(self._numbers[min(len(number), LONG)])
                pending, bad = number == graph_text.PENDING, number in graph_text.NOT_FINITE
                token = "text_pending" if pending else "trouble" if bad else moment.token
                painter.setPen(theme.color(token))
                painter.drawText(box.adjusted(0, box.height() * 0.5, 0, -4), Qt.AlignmentFlag.AlignCenter, number)
            self._marks.paint(painter, card, row, pixels=NUMBER - 2)

    def _name(self, row: int, room: float, *, whole: bool) -> str:
        """v₃ = a where there is room for it, else v₃."""
        name = graph_text.title(self.scene.trace, row) if whole else ""
        fits = name and self._small_metrics.horizontalAdvance(name) <= room
        return name if fits else graph_text.label(self.scene.trace, row)

    def _group_title(self, painter: QPainter, box: QRectF, text: str) -> None:
        """As large as fits; of a title that would be too small to read, its beginning."""
        font, room = QFont(painter.font()), box.width() - 12
        wide = QFontMetricsF(font).horizontalAdvance(text)
        font.setPixelSize(max(SMALLEST_TITLE, int(font.pixelSize() * min(1.0, room / wide))))
        painter.setFont(font)
        shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)

    def _cards(self, painter: QPainter, rows: Ints, moment: Moment) -> None:
        """Done cards have a border in the sweep's colour and a breath of it inside; pending ones are hollow."""
        reached = np.ones(len(rows), bool)
        if moment.sweep >= 0:
            reached = self.scene.node_steps(moment.sweep)[rows] <= moment.step
        theme = self.theme
        self._sheets(painter, rows)
        for which, fill, border in (
            (rows[~reached], theme.color("panel"), theme.mixed("text_pending", "panel", 0.55)),
            (rows[reached], theme.mixed(moment.token, "node", BREATH), theme.mixed(moment.token, "node", 0.6)),
        ):
            corners = card_rects(self.scene, which)
            painter.setPen(QPen(border, 0))
            painter.setBrush(fill)
            draw_cards(painter, corners)
        # a bar at the left side says done without colour
        corners[:, :2] += BAR[:2]
        corners[:, 2] = BAR[2]
        corners[:, 3] -= 2 * BAR[1]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(moment.token))
        draw_rects(painter, corners)

    def _sheets(self, painter: QPainter, rows: Ints) -> None:
        """Under the card of a group the edges of others: it is many, by its shape."""
        folded = self.scene.folded
        if folded is None:
            return
        groups = rows[folded.group[rows] >= 0]
        width, height = self.scene.layout.card
        painter.setPen(QPen(self.theme.color("node_border"), 0))
        painter.setBrush(self.theme.color("panel"))
        for by in (2 * SHEET, SHEET):
            x, y = self.scene.layout.x[groups] - width / 2 + by, self.scene.layout.y[groups] - height / 2 + by
            draw_cards(painter, np.stack([x, y, np.full(len(groups), width), np.full(len(groups), height)], axis=1))

    def _warn(self, painter: QPainter, rows: Ints, moment: Moment) -> None:
        """A triangle on the corner of each card whose value is there and is not finite."""
        scene, trace = self.scene, self.scene.trace
        bad = thinned(rows[scene.trouble[rows]], MOST_SIGNS)
        bad = bad[trace.timeline.state(moment.position, bad).valued] if len(bad) else bad
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.color("trouble"))
        for row in bad.tolist():
            _, top, right, _ = scene.card_rect(row)
            corners = [QPointF(right - 8, top - 16), QPointF(right + 8, top + 12), QPointF(right - 24, top + 12)]
            painter.drawPolygon(QPolygonF(corners))

    def _flowing(self, painter: QPainter, moment: Moment, scale: float) -> None:
        """The edges of the step: below the cards, for one may be in their way."""
        scene = self.scene
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self.theme.color(moment.token), 2.4 / scale))
        for edge in moment.edges:
            if scene.layout.kind == "cards":
                painter.drawPath(self._near.path(edge))
                continue
            points = scene.layout.path(edge, int(scene.tail[edge]), int(scene.head[edge]))
            draw_lines(painter, np.array([[*a, *b] for a, b in pairwise(points)]))
        painter.restore()

    def _step(self, painter: QPainter, moment: Moment, look: Look, scale: float) -> None:
        """Rings around the card that changes, and around those that are marked."""
        scene, accent = self.scene, self.theme.color(moment.token)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for row, color, grow in (
            (moment.row, accent, 0.0),
            (moment.row, self.theme.color(moment.token, 0.5), 5.0),
            (look.selected, self.theme.color("primal"), 2.5),
            (look.hovered, self.theme.color("text"), 2.5),
        ):
            if row is not None and row >= 0 and np.isfinite(scene.layout.x[row]):
                box = QRectF(*scene.card_rect(row)[:2], *scene.layout.card)
                by = grow / scale
                painter.setPen(QPen(color, (1.4 if grow else 2.6) / scale))
                painter.drawRoundedRect(box.adjusted(-by, -by, by, by), RADIUS + by, RADIUS + by)
