"""The transport: to the start, back, play, on, to the end; speed; the timeline; where we are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from adstudio.gui.icons import icon
from adstudio.gui.keys import ARROWS, SPACE, keep
from adstudio.gui.stylesheet import readable_on
from adstudio.gui.theme import Theme
from adstudio.gui.timeline_bar import TimelineBar
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document

SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 1000.0)  # steps a second
FRAME = 33  # ms: faster speeds take several steps a frame


class SpeedBox(QComboBox):
    """The choice of speeds, with a small arrow in the theme's colour."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, then the arrow."""
        super().paintEvent(event)
        right, middle = self.width() - 10.0, self.height() / 2
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self.theme.color("text_secondary"), 1.4))
            painter.drawPolyline(
                [QPointF(right - 6, middle - 1.5), QPointF(right - 3, middle + 1.5), QPointF(right, middle - 1.5)]
            )


class Transport(QFrame):
    """Buttons, speed and timeline. `play` runs the cursor on until the end, at `speed` steps a second."""

    def __init__(
        self, document: Document, cursor: Cursor, theme: Theme, *, speed: float = 2.0, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.cursor_model, self.theme = cursor, theme
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 8, 14, 9)
        row.setSpacing(6)
        self.start_button = self._button("start", "To the start (Home)", cursor.start)
        self.back_button = self._button("back", "One step back (←)", cursor.step_back)
        self.play_button = self._button("play", "Play (Space)", self.toggle)
        self.play_button.setObjectName("primary")
        self.on_button = self._button("on", "One step on (→)", cursor.step_on)
        self.end_button = self._button("end", "To the end (End)", cursor.end)
        self.buttons = (self.start_button, self.back_button, self.play_button, self.on_button, self.end_button)
        for button in self.buttons:
            row.addWidget(button)
        self.speeds = SpeedBox(theme)
        self.speeds.setFixedWidth(72)
        self.speeds.setAccessibleName("Speed")
        self.speeds.setToolTip("Steps a second when playing")
        for choice in SPEEDS:
            self.speeds.addItem(f"{choice:g} /s", choice)
        keep(self.speeds, ARROWS | SPACE)
        row.addWidget(self.speeds)
        self.bar = TimelineBar(document, cursor, theme)
        row.addWidget(self.bar, 1)
        self.place = QLabel()
        self.place.setObjectName("secondary")
        self.place.setFont(theme.mono)
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.place)
        self.set_speed(speed)
        document.trace_changed.connect(self._refresh)
        cursor.step_changed.connect(self._take_step)
        theme.changed.connect(self._paint_icons)
        self._paint_icons()
        self._refresh()

    # -- playing ---------------------------------------------------------------------------------------------------

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._timer.isActive()

    @property
    def speed(self) -> float:
        """Steps a second."""
        return float(self.speeds.currentData())

    def set_speed(self, speed: float) -> None:
        """Choose the nearest of the speeds."""
        self.speeds.setCurrentIndex(min(range(len(SPEEDS)), key=lambda i: abs(SPEEDS[i] - speed)))

    def toggle(self) -> None:
        """Play, or pause; at the end, play from the start."""
        if self.playing:
            self.pause()
            return
        if self.cursor_model.length == 0:
            return
        if self.cursor_model.at_end:
            self.cursor_model.start()
        self._timer.start(max(round(1000 / self.speed), FRAME))
        self._paint_icons()

    def pause(self) -> None:
        """Stop playing."""
        if self.playing:
            self._timer.stop()
            self._paint_icons()

    def _tick(self) -> None:
        self._timer.setInterval(max(round(1000 / self.speed), FRAME))
        self.cursor_model.step += max(round(self.speed * FRAME / 1000), 1)
        if self.cursor_model.at_end:
            self.pause()

    # -- picture ---------------------------------------------------------------------------------------------------

    def _button(self, shape: str, tip: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton()
        button.setProperty("shape", shape)
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition(" (")[0])
        button.setFixedSize(37, 27)
        button.setIconSize(QSize(15, 15))
        button.clicked.connect(lambda _checked=False: action())
        keep(button, SPACE)
        return button

    def _paint_icons(self) -> None:
        for button in self.buttons:
            shape = str(button.property("shape"))
            color = self.theme.color("text")
            if button is self.play_button:
                shape = "pause" if self.playing else "play"
                color = readable_on(self.theme.color("primal"))
                button.setToolTip(f"{shape.capitalize()} (Space)")
                button.setAccessibleName(shape.capitalize())
            button.setIcon(icon(shape, color))

    def _refresh(self) -> None:
        length = self.cursor_model.length
        for button in self.buttons:
            button.setEnabled(length > 0)
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance(f"{length:,} / {length:,}") + 4)
        self._take_step(self.cursor_model.step)

    def _take_step(self, step: int) -> None:
        length = self.cursor_model.length
        self.place.setText(f"{step + 1:,} / {length:,}" if length else "")
