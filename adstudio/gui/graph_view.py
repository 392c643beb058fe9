"""The graph: one widget that paints what is in sight, in as much detail as can be read at its zoom."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from adstudio.analysis.layout import Layout
from adstudio.gui import graph_text
from adstudio.gui.graph_layouting import LayoutMaker
from adstudio.gui.graph_middle import MiddlePainter
from adstudio.gui.graph_moment import Moment
from adstudio.gui.graph_overview import Overview
from adstudio.gui.graph_painting import CardPainter, Look
from adstudio.gui.graph_scene import GraphScene, Rect
from adstudio.gui.graph_walking import Way, neighbour
from adstudio.gui.theme import Theme
from adstudio.traces.model import Trace
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.selection import Selection

NEAR = 0.6  # from this scale on cards are painted with their values
MIDDLE = 0.14  # from this scale on as plain cards, below as dots
MANY = 1500  # up to so many cards are cards at any scale
SMALLEST, LARGEST = 1e-4, 3.0
FIT_LARGEST = 1.15  # a few cards are not blown up to fill the panel
MARGIN = 22.0
DRAG = 4  # pixels from which a press becomes a drag

WALKS = {
    Qt.Key.Key_Left: Way.PARENT,
    Qt.Key.Key_Right: Way.CHILD,
    Qt.Key.Key_Up: Way.ABOVE,
    Qt.Key.Key_Down: Way.BELOW,
}


class GraphView(QWidget):
    """The graph of a trace as it stands at the cursor.

    Drag pans, the wheel zooms around the pointer, F fits, a click selects, a double click zooms to a card;
    Alt and the arrow keys walk from the selected node to a parent, a child, or the card above or below,
    Return moves the cursor to the step that finished it. `zoomed` tells that the view is another one.
    """

    zoomed = Signal()

    def __init__(self, cursor: Cursor, selection: Selection, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cursor_model, self.selection, self.theme = cursor, selection, theme
        self.scene: GraphScene | None = None
        self.fitted = True
        self._trace: Trace | None = None
        self._moment = Moment.none()
        self._scale, self._left, self._top = 1.0, 0.0, 0.0
        self._pressed: QPointF | None = None
        self._dragging = False
        self._layouts = LayoutMaker(self)
        self._layouts.made.connect(self._take_layout)
        self.keep_layout = self._layouts.keep  # one made before, for a graph still to come
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.setAccessibleName("Graph")
        cursor.step_changed.connect(self._take_step)
        selection.selection_changed.connect(self._take_selection)
        selection.hover_changed.connect(self._repaint)
        theme.changed.connect(self._take_theme)

    # ------------------------------------------------------------ what is shown

    def set_trace(self, trace: Trace | None) -> None:
        """Show a trace; one of the same structure stays where it is."""
        self._trace = trace
        if trace is None or not len(trace):
            self.scene = None
            self.update()
            return
        made = self._layouts.want(trace)
        if made is not None:
            self._take_layout(made)
        else:
            self.update()

    def _take_layout(self, made: object) -> None:
        if self._trace is None:
            return
        assert isinstance(made, Layout)
        same = self.scene is not None and self.scene.layout.key == made.key
        self.scene = GraphScene(self._trace, made)
        self._take_theme()
        self._moment = Moment.of(self._trace, self.cursor_model.step)
        if not same:
            self.fit()
        self._describe()
        self.update()

    def _take_theme(self) -> None:
        if self.scene is not None:
            self._cards = CardPainter(self.scene, self.theme)
            self._middle = MiddlePainter(self.scene, self.theme, self._cards)
            self._overview = Overview(self.scene, self.theme)
        self.update()

    def _take_step(self, step: int) -> None:
        if self.scene is None:
            return
        self._moment = Moment.of(self.scene.trace, step)
        if not self.fitted and not self._dragging:
            self.show_row(self._moment.row)
        self._describe()
        self.update()

    def _take_selection(self) -> None:
        self._describe()
        self.update()

    def _repaint(self) -> None:
        self.update()

    # ------------------------------------------------------------ where one looks

    @property
    def scale(self) -> float:
        """Pixels of the widget per pixel of the drawing."""
        return self._scale

    def to_screen(self, x: float, y: float) -> QPointF:
        """A point of the drawing in the widget."""
        return QPointF((x - self._left) * self._scale, (y - self._top) * self._scale)

    def to_world(self, point: QPointF) -> tuple[float, float]:
        """A point of the widget in the drawing."""
        return (point.x() / self._scale + self._left, point.y() / self._scale + self._top)

    def visible(self) -> Rect:
        """The part of the drawing that is in sight."""
        return (
            self._left,
            self._top,
            self._left + self.width() / self._scale,
            self._top + self.height() / self._scale,
        )

    def fit(self) -> None:
        """Show everything, as large as fits."""
        self.fitted = True
        if self.scene is None:
            return
        left, top, right, bottom = self.scene.layout.bounds
        width, height = max(self.width() - 2 * MARGIN, 40.0), max(self.height() - 2 * MARGIN, 40.0)
        scale = min(width / max(right - left, 1.0), height / max(bottom - top, 1.0), FIT_LARGEST)
        self._look_at((left + right) / 2, (top + bottom) / 2, scale)

    def _look_at(self, x: float, y: float, scale: float) -> None:
        self._scale = min(max(scale, SMALLEST), LARGEST)
        self._left = x - self.width() / 2 / self._scale
        self._top = y - self.height() / 2 / self._scale
        self.zoomed.emit()
        self.update()

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom by `factor`, keeping the point `around` (the middle) where it is."""
        anchor = around or QPointF(self.width() / 2, self.height() / 2)
        x, y = self.to_world(anchor)
        self.fitted = False
        self._scale = min(max(self._scale * factor, SMALLEST), LARGEST)
        self._left, self._top = x - anchor.x() / self._scale, y - anchor.y() / self._scale
        self.zoomed.emit()
        self.update()

    def show_row(self, row: int | None) -> None:
        """Bring a card into sight, if it is not."""
        if self.scene is None or row is None or row < 0 or not np.isfinite(self.scene.layout.x[row]):
            return
        x, y = float(self.scene.layout.x[row]), float(self.scene.layout.y[row])
        if not QRectF(self.rect()).adjusted(24, 24, -24, -24).contains(self.to_screen(x, y)):
            self._look_at(x, y, self._scale)

    # ------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint at the level of detail of the scale."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self.theme.color("panel"))
        if self.scene is None:
            self._say(painter)
            return
        look = Look(self.selection.row, self.selection.hovered, self.hasFocus())
        if self._from_afar():
            size = (self.width(), self.height())
            self._overview.paint(painter, self._moment, scale=self._scale, left=self._left, top=self._top, size=size)
        else:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.scale(self._scale, self._scale)
            painter.translate(-self._left, -self._top)
            if self._scale < NEAR:
                self._middle.paint(painter, self.visible(), self._moment, look, self._scale)
            else:
                self._cards.paint(painter, self.visible(), self._moment, look)
            painter.resetTransform()
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self.theme.color("primal", 0.55), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _from_afar(self) -> bool:
        """Whether cards are dots: too small and too many to be drawn one by one."""
        return self.scene is not None and self._scale < MIDDLE and len(self.scene.card_rows) > MANY

    def _say(self, painter: QPainter) -> None:
        if self._trace is None or not len(self._trace):
            text = "Press Trace to see the graph of the program"
        else:
            text = f"Laying out {len(self._trace):,} nodes…"
        painter.setFont(self.theme.sans)
        painter.setPen(self.theme.color("text_secondary"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    # ------------------------------------------------------------ mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self._dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while pressed, else tell what is under the pointer."""
        if self._pressed is None:
            self.selection.hovered = self.row_at(event.position())
            return
        moved = event.position() - self._pressed
        if self._dragging or moved.manhattanLength() >= DRAG:
            self._dragging, self.fitted = True, False
            self._left -= moved.x() / self._scale
            self._top -= moved.y() / self._scale
            self._pressed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.zoomed.emit()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that did not become a drag selects."""
        if self._pressed is not None and not self._dragging and event.button() == Qt.MouseButton.LeftButton:
            self.selection.row = self.row_at(event.position())
        self._pressed, self._dragging = None, False
        self.unsetCursor()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Zoom to the card under the pointer, or fit everything."""
        row = self.row_at(event.position())
        if row is None or self.scene is None:
            self.fit()
            return
        self.fitted = False
        self._look_at(float(self.scene.layout.x[row]), float(self.scene.layout.y[row]), max(1.4, self._scale))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self.zoom(1.0015 ** event.angleDelta().y(), event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self.selection.hovered = None

    def row_at(self, point: QPointF) -> int | None:
        """The row whose card is at a point of the widget; from afar, the nearest within a few pixels."""
        if self.scene is None:
            return None
        x, y = self.to_world(point)
        row = self.scene.card_at(x, y)
        if row is not None or self._scale >= MIDDLE:
            return row
        reach = 5 / self._scale
        near = self.scene.cards_in((x - reach, y - reach, x + reach, y + reach))
        if not len(near):
            return None
        layout = self.scene.layout
        return int(near[np.argmin((layout.x[near] - x) ** 2 + (layout.y[near] - y) ** 2)])

    # ------------------------------------------------------------ keyboard and words

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F fits, + and − zoom, Alt and arrows walk, Return goes to the selected node's step."""
        key, alt = Qt.Key(event.key()), bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alt and key in WALKS and self.scene is not None:
            here = self.selection.row if self.selection.row is not None else self._moment.row
            row = neighbour(self.scene, here, WALKS[key])
            self.selection.row = row
            self.show_row(row)
        elif key == Qt.Key.Key_F and not event.modifiers():
            self.fit()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom(1.25)
        elif key == Qt.Key.Key_Minus:
            self.zoom(0.8)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selection.row is not None:
            self.go_to(self.selection.row)
        else:
            super().keyPressEvent(event)

    def go_to(self, row: int) -> None:
        """Move the cursor to the step at which a row is finished in the sweep being shown."""
        if self.scene is None or self._moment.sweep < 0:
            return
        step = self.scene.trace.timeline.step_of(row, self._moment.sweep)
        if step >= 0:
            self.cursor_model.jump(step)

    def textual(self, row: int | None = None) -> str:
        """What is known at this step of a node: the selected one, or the one of the step."""
        if row is None:
            row = self.selection.row if self.selection.row is not None else self._moment.row
        if self.scene is None or row is None or not 0 <= row < len(self.scene.trace):
            return "No graph yet"
        return graph_text.described(self.scene.trace, row, self._moment)

    def _describe(self) -> None:
        self.setAccessibleDescription(self.textual())

    def event(self, event: QEvent) -> bool:
        """Tooltips with full values."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self.row_at(QPointF(event.pos()))
            if row is None:
                QToolTip.hideText()
            else:
                QToolTip.showText(event.globalPos(), self.textual(row), self)
            return True
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted view stays fitted."""
        if self.fitted:
            self.fit()

    def stop(self) -> None:
        """Wait for a layout under way."""
        self._layouts.wait()
