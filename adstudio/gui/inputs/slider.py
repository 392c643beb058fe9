"""The slider of a number: drags along a scale, linear or logarithmic, and steps by short numbers."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QWidget

from adstudio.gui.inputs.number_field import factor
from adstudio.workspace.scale import Scale

NOTCHES = 2000
ENDS = (Qt.Key.Key_Home, Qt.Key.Key_End)
STEPS = {
    Qt.Key.Key_Right: 1.0, Qt.Key.Key_Up: 1.0, Qt.Key.Key_Left: -1.0, Qt.Key.Key_Down: -1.0,
    Qt.Key.Key_PageUp: 10.0, Qt.Key.Key_PageDown: -10.0,
}  # fmt: skip


class InputSlider(QSlider):
    """`dragged` with the value under the handle, between `grabbed` and `released`; `stepped` by keys and wheel."""

    grabbed = Signal()
    released = Signal()
    dragged = Signal(float)
    stepped = Signal(float)
    reset_wanted = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.scale = Scale()
        self.setRange(0, NOTCHES)
        self.setMinimumWidth(28)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.valueChanged.connect(self._moved)

    def show_value(self, value: float, scale: Scale) -> None:
        """Stand at a value, unless a hand holds the handle."""
        self.scale = scale
        if not self.isSliderDown():
            with QSignalBlocker(self):
                self.setValue(round(NOTCHES * scale.share(value)))

    def _moved(self, notch: int) -> None:
        self.dragged.emit(self.scale.at(notch / NOTCHES))

    def event(self, event: QEvent) -> bool:
        """Its keys are its own, with Shift and Ctrl too: the window has steps on them; not with Alt."""
        own = isinstance(event, QKeyEvent) and (event.key() in STEPS or event.key() in ENDS)
        if event.type() == QEvent.Type.ShortcutOverride and own and not _alt(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows step, Shift finely and Ctrl coarsely; Home, End: the ends; Backspace: the program's value."""
        if event.key() in STEPS:
            self.stepped.emit(STEPS[Qt.Key(event.key())] * factor(event.modifiers()))
        elif event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.reset_wanted.emit()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Steps where it has the focus; else the panel scrolls."""
        if self.hasFocus() and event.angleDelta().y():
            self.stepped.emit(event.angleDelta().y() / 120.0 * factor(event.modifiers()))
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The handle comes to the pointer, and is dragged from there."""
        if event.button() == Qt.MouseButton.LeftButton:
            from PySide6.QtWidgets import QStyle, QStyleOptionSlider  # 600 enumerators: not for the first frame

            self.grabbed.emit()
            option = QStyleOptionSlider()
            self.initStyleOption(option)
            control = QStyle.ComplexControl.CC_Slider
            handle = self.style().subControlRect(control, option, QStyle.SubControl.SC_SliderHandle, self)
            x = event.position().toPoint().x()
            if not handle.left() <= x <= handle.right():
                room = self.width() - handle.width()
                at = QStyle.sliderValueFromPosition(0, NOTCHES, x - handle.width() // 2, room)
                self.setValue(at)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The hand lets go."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton:
            self.released.emit()


def _alt(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
