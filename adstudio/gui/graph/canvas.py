"""A drawing that is panned and zoomed: drag, wheel, and places to glide to. Knows nothing of what is drawn."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from adstudio.gui.graph.camera import Camera, Place
from adstudio.gui.graph.glide import Glide
from adstudio.gui.graph.scene import Rect
from adstudio.gui.motion import Motion

DRAG = 4  # pixels from which a press becomes a drag
REST = 90  # ms after the last zoom until the picture is drawn as sharp as it can be
STEP = 1.25  # of a zoom by key


class GraphCanvas(QWidget):
    """A view of `drawing`, the bounds of what is drawn, or None. `fitted` while it keeps to showing all of it."""

    zoomed = Signal()  # another part is in sight, or at another scale
    clicked = Signal(QPointF)
    double_clicked = Signal(QPointF)
    pointed = Signal(object)  # the QPointF under the pointer, or None: it has left

    def __init__(self, motion: Motion, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing: Rect | None = None
        self.fitted = True
        self.untouched = True  # the person has not chosen what to look at yet
        self.camera = Camera()
        self.glide = Glide(self.camera, motion, self)
        self.glide.moved.connect(self._moved)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self.update)
        self._pressed: QPointF | None = None
        self.dragging = False
        self.setMouseTracking(True)

    # ------------------------------------------------------------ where one looks

    @property
    def scale(self) -> float:
        """Pixels of the widget per pixel of the drawing."""
        return self.camera.scale

    @property
    def moving(self) -> bool:
        """Whether another scale is likely to follow at once."""
        return self._rest.isActive() or self.glide.running

    def to_screen(self, x: float, y: float) -> QPointF:
        """A point of the drawing in the widget."""
        return QPointF(*self.camera.to_screen(x, y))

    def to_world(self, point: QPointF) -> tuple[float, float]:
        """A point of the widget in the drawing."""
        return self.camera.to_world(point.x(), point.y())

    def visible(self) -> Rect:
        """The part of the drawing that is in sight."""
        return self.camera.visible

    def fit(self) -> None:
        """Show everything, as large as fits."""
        self.fitted, self.untouched = True, False
        self._measure()
        if self.drawing is not None:
            self.glide.to(self.camera.fitting(self.drawing))

    def open_drawing(self) -> None:
        """Look at a drawing that is new: all of it."""
        self.untouched = True
        self.fitted = True
        self._measure()
        if self.drawing is not None:
            self.glide.to(self.camera.fitting(self.drawing), gently=False)

    def look_at(self, place: Place, *, gently: bool = True) -> None:
        """Go to a place."""
        self.fitted = self.untouched = False
        self.glide.to(place, gently=gently)

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Zoom by `factor`, keeping the point `around` (the middle) where it is."""
        anchor = around or QPointF(self.width() / 2, self.height() / 2)
        self.glide.stop()
        self.fitted = self.untouched = False
        self.camera.zoom(factor, anchor.x(), anchor.y())
        self._rest.start()
        self._moved()

    def zoom_in(self) -> None:
        """A step nearer."""
        self.zoom(STEP)

    def zoom_out(self) -> None:
        """A step away."""
        self.zoom(1 / STEP)

    def natural_size(self) -> None:
        """100 %: a pixel of the drawing is a pixel of the screen."""
        here = self.camera.place
        self.look_at(Place(here.x, here.y, 1.0))

    def pan(self, dx: float, dy: float) -> None:
        """Move the drawing by so many pixels."""
        self.glide.stop()
        self.fitted = self.untouched = False
        self.camera.pan(dx, dy)
        self._moved()

    def _moved(self) -> None:
        self.zoomed.emit()
        self.update()

    def _measure(self) -> None:
        self.camera.width, self.camera.height = float(self.width()), float(self.height())

    # ------------------------------------------------------------ mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a click or a drag."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            self._pressed, self.dragging = event.position(), False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Pan while pressed, else tell what is under the pointer."""
        if self._pressed is None:
            self.pointed.emit(event.position())
            return
        moved = event.position() - self._pressed
        if self.dragging or moved.manhattanLength() >= DRAG:
            self.dragging = True
            self._pressed = event.position()
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self.pan(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that did not become a drag is a click."""
        click = self._pressed is not None and not self.dragging and event.button() == Qt.MouseButton.LeftButton
        self._pressed, self.dragging = None, False
        self.unsetCursor()
        if click:
            self.clicked.emit(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Tell of it."""
        self.double_clicked.emit(event.position())

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self.zoom(1.0015 ** event.angleDelta().y(), event.position())
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self.pointed.emit(None)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A fitted view stays fitted, one that was only opened is opened again."""
        self._measure()
        if self.untouched:
            self.open_drawing()
        elif self.fitted and self.drawing is not None:
            self.glide.to(self.camera.fitting(self.drawing), gently=False)
        self.zoomed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing moves where nobody looks."""
        self.glide.finish()
        self._rest.stop()
        super().hideEvent(event)
