"""The whole graph in a corner of the view, with a frame around what is in sight; dragging moves the frame."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from adstudio.gui.graph.batches import card_rects, draw_rects
from adstudio.gui.graph.camera import Camera, Place
from adstudio.gui.graph.canvas import GraphCanvas
from adstudio.gui.graph.dots import DotField
from adstudio.gui.graph.moment import Moment
from adstudio.gui.graph.scene import MANY, GraphScene
from adstudio.gui.theme import Theme

LARGEST = (190, 130)  # pixels
SHARE = 0.34  # of the view's width and height at most
LEAST = 60  # pixels: a smaller one would tell nothing
INSET, CORNER = 7, 10


class Minimap(QWidget):
    """Lies over the corner of a canvas. It hides itself while all of the graph is in sight."""

    def __init__(self, canvas: GraphCanvas, theme: Theme) -> None:
        super().__init__(canvas)
        self.theme = theme
        self.wanted = True
        self._canvas = canvas
        self._scene: GraphScene | None = None
        self._moment = Moment.none()
        self._camera = Camera()
        self._dots: DotField | None = None
        self.setAccessibleName("Minimap")
        self.setToolTip("The whole graph: drag to move the view; M hides it")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()
        canvas.zoomed.connect(self.refresh)
        theme.changed.connect(self._forget)

    def set_scene(self, scene: GraphScene | None, moment: Moment) -> None:
        """Show another graph, at one of its steps."""
        self._scene, self._moment = scene, moment
        self._forget()
        self.refresh()

    def set_moment(self, moment: Moment) -> None:
        """Show the graph at another step."""
        self._moment = moment
        self.refresh()

    def toggle(self) -> None:
        """Show it when there is something to show, or never."""
        self.wanted = not self.wanted
        self.refresh()

    def refresh(self) -> None:
        """Come or go, find the place in the corner, redraw."""
        canvas, drawing = self._canvas, self._canvas.drawing
        shown = self.wanted and self._scene is not None and drawing is not None and not canvas.camera.shows(drawing)
        if shown and drawing is not None:
            room = (min(LARGEST[0], int(canvas.width() * SHARE)), min(LARGEST[1], int(canvas.height() * SHARE)))
            wide, high = max(drawing[2] - drawing[0], 1.0), max(drawing[3] - drawing[1], 1.0)
            scale = min((room[0] - 2 * INSET) / wide, (room[1] - 2 * INSET) / high)
            size = (round(wide * scale) + 2 * INSET, round(high * scale) + 2 * INSET)
            size = (max(size[0], LEAST), max(size[1], LEAST // 2))
            shown = min(room) >= LEAST
            if (self.width(), self.height()) != size:
                self._dots = None
            self.setGeometry(self._corner(*size))
            self._camera.width, self._camera.height = size
            self._camera.scale = scale  # smaller than a view's may be
            self._camera.left = (drawing[0] + drawing[2]) / 2 - size[0] / 2 / scale
            self._camera.top = (drawing[1] + drawing[3]) / 2 - size[1] / 2 / scale
        self.setVisible(shown)
        self.update()

    def _corner(self, width: int, height: int) -> QRect:
        """The lower right corner, or the first other one in which it does not cover the card of the step."""
        right, bottom = self._canvas.width() - width - CORNER, self._canvas.height() - height - CORNER
        row, scene = self._moment.row, self._scene
        covered = QRectF()
        if scene is not None and row >= 0 and np.isfinite(scene.layout.x[row]):
            card = scene.card_rect(row)
            covered = QRectF(self._canvas.to_screen(*card[:2]), self._canvas.to_screen(*card[2:]))
        corners = [QRect(x, y, width, height) for y in (bottom, CORNER) for x in (right, CORNER)]
        return next((corner for corner in corners if not QRectF(corner).intersects(covered)), corners[0])

    def _forget(self) -> None:
        self._dots = None
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Ground, cards, step, frame."""
        if self._scene is None:
            return
        painter, theme = QPainter(self), self.theme
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("node_border"), 1))
        painter.setBrush(theme.color("window", 0.94))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 7, 7)
        if len(self._scene.card_rows) <= MANY:
            self._paint_cards(painter, self._scene)
        else:
            self._paint_dots(painter, self._scene)
        row = self._moment.row
        if row >= 0 and np.isfinite(self._scene.layout.x[row]):
            here = self._camera.to_screen(float(self._scene.layout.x[row]), float(self._scene.layout.y[row]))
            painter.setPen(QPen(theme.color("window"), 1))
            painter.setBrush(theme.color(self._moment.token))
            painter.drawEllipse(QPointF(*here), 3.5, 3.5)
        painter.setPen(QPen(theme.color("primal"), 1.6))
        painter.setBrush(theme.color("primal", 0.12))
        painter.drawRoundedRect(self.frame_rect(), 2, 2)

    def frame_rect(self) -> QRectF:
        """What the view shows, in the minimap's pixels; never so small or so far off that it is not seen."""
        left, top, right, bottom = self._canvas.visible()
        first, last = self._camera.to_screen(left, top), self._camera.to_screen(right, bottom)
        frame = QRectF(QPointF(*first), QPointF(*last))
        if frame.width() < 6 or frame.height() < 6:
            middle = frame.center()
            frame.setSize(frame.size().expandedTo(QRectF(0, 0, 6, 6).size()))
            frame.moveCenter(middle)
        inside = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        return frame.intersected(inside) if frame.intersects(inside) else QRectF(inside.topLeft(), inside.topLeft())

    def _paint_cards(self, painter: QPainter, scene: GraphScene) -> None:
        theme, sweep = self.theme, self._moment.sweep
        rows = scene.card_rows
        done = scene.node_steps(sweep)[rows] <= self._moment.step if sweep >= 0 else np.zeros(len(rows), bool)
        painter.save()
        painter.scale(self._camera.scale, self._camera.scale)
        painter.translate(-self._camera.left, -self._camera.top)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, len(rows) < 400)
        painter.setPen(QPen(theme.color("text_pending"), 0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        draw_rects(painter, card_rects(scene, rows[~done]))
        painter.setPen(QPen(theme.color(self._moment.token), 0))
        painter.setBrush(theme.color(self._moment.token))
        draw_rects(painter, card_rects(scene, rows[done]))
        painter.restore()

    def _paint_dots(self, painter: QPainter, scene: GraphScene) -> None:
        if self._dots is None:
            self._dots = DotField(
                scene,
                self.theme,
                self._camera.visible,
                scale=self._camera.scale,
                size=(self.width(), self.height()),
                dot=(1, 1),
                rows=scene.card_rows,
            )
        self._dots.paint(painter, self._moment, 0.0, 0.0)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The view goes there."""
        self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """And follows."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Not a click on the graph below."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Nor a double click."""

    def _go(self, event: QMouseEvent) -> None:
        x, y = self._camera.to_world(event.position().x(), event.position().y())
        self._canvas.look_at(Place(x, y, self._canvas.scale), gently=False)
