"""The transport: to the start, back, play either way, on, to the end; speed and step; the timeline; where we are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QPushButton, QWidget

from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.icons import icon
from adstudio.gui.plain_text import plain_label
from adstudio.gui.stylesheet import readable_on
from adstudio.gui.theme import Theme
from adstudio.gui.transport.timeline import TimelineBar
from adstudio.traces.moves import Unit
from adstudio.workspace.stepper import Stepper

SPEEDS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 100.0, 1000.0)  # steps a second
FRAME = 33  # ms: faster speeds take several steps a frame
NARROW = 660  # px: below, the timeline has a row of its own
UNITS = {
    Unit.STEP: ("step", "one contribution at a time"),
    Unit.NODE: ("node", "until a node is finished"),
    Unit.LINE: ("line", "until a source line is done"),
    Unit.CALL: ("call", "until another function call takes over"),
    Unit.SWEEP: ("sweep", "until a sweep ends"),
}


class Transport(QFrame):
    """Buttons, speed, step and timeline. Playing moves the cursor on or back until the end or a breakpoint."""

    def __init__(self, stepper: Stepper, theme: Theme, *, speed: float = 2.0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("transport")
        self.stepper, self.cursor_model, self.theme = stepper, stepper.cursor, theme
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._forwards = True
        self.start_button = self._button("start", self.cursor_model.start)
        self.back_button = self._button("back", stepper.back)
        self.reverse_button = self._button("reverse", self.toggle_reverse)
        self.play_button = self._button("play", self.toggle)
        self.play_button.setObjectName("primary")
        self.on_button = self._button("on", stepper.on)
        self.end_button = self._button("end", self.cursor_model.end)
        self.buttons = (
            self.start_button, self.back_button, self.reverse_button,
            self.play_button, self.on_button, self.end_button,
        )  # fmt: skip
        self.speeds = self._choice("Speed", "How many steps a second when playing", 76)
        for choice in SPEEDS:
            self.speeds.addItem(f"{choice:g} /s", choice)
        self.units = self._choice(
            "Step by", "What one step is, for the buttons, the arrow keys, the wheel and playing", 76
        )
        for unit, (name, tip) in UNITS.items():
            self.units.addItem(name, unit)
            self.units.setItemData(self.units.count() - 1, f"By {name}: {tip}", Qt.ItemDataRole.ToolTipRole)
        self.units.currentIndexChanged.connect(self._choose_unit)
        self.bar = TimelineBar(stepper, theme)
        self.place = plain_label()
        self.place.setObjectName("secondary")
        self.place.setFont(theme.mono)
        self.place.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._build()
        self.set_speed(speed)
        stepper.document.trace_changed.connect(self._refresh)
        stepper.unit_changed.connect(self._take_unit)
        self.cursor_model.step_changed.connect(self._take_step)
        theme.changed.connect(self._paint_icons)
        self._take_unit()
        self._paint_icons()
        self._refresh()

    def _build(self) -> None:
        """Controls, then timeline and place; the two beside each other, or in a narrow window one above the other."""
        self._rows = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._rows.setContentsMargins(12, 8, 14, 9)
        self._rows.setSpacing(6)
        controls, line = self._controls, self._line = QHBoxLayout(), QHBoxLayout()
        for row in (controls, line):
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(6)
        for widget in (*self.buttons, self.speeds, self.units):
            controls.addWidget(widget)
        controls.addStretch(1)
        line.addWidget(self.bar, 1)
        line.addWidget(self.place)
        self._rows.addLayout(controls)
        self._rows.addLayout(line, 1)

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

    @property
    def forwards(self) -> bool:
        """Which way it plays, or played last."""
        return self._forwards

    def toggle(self) -> None:
        """Play, or pause; at the end, play from the start."""
        self._toggle(forwards=True)

    def toggle_reverse(self) -> None:
        """Play backwards, or pause; at the start, play back from the end."""
        self._toggle(forwards=False)

    def _toggle(self, *, forwards: bool) -> None:
        if self.playing and self._forwards is forwards:
            self.pause()
            return
        cursor = self.cursor_model
        if cursor.length == 0:
            return
        if forwards and cursor.at_end:
            cursor.start()
        elif not forwards and cursor.at_start:
            cursor.end()
        self._forwards = forwards
        self._timer.start(max(round(1000 / self.speed), FRAME))
        self._paint_icons()

    def pause(self) -> None:
        """Stop playing."""
        if self.playing:
            self._timer.stop()
            self._paint_icons()

    def _tick(self) -> None:
        self._timer.setInterval(max(round(1000 / self.speed), FRAME))
        if not self.stepper.advance(max(round(self.speed * FRAME / 1000), 1), on=self._forwards):
            self.pause()

    # -- what a step is --------------------------------------------------------------------------------------------

    def _choose_unit(self, index: int) -> None:
        self.stepper.unit = Unit(self.units.itemData(index))

    def _take_unit(self) -> None:
        name, tip = UNITS[self.stepper.unit]
        self.units.setCurrentIndex(list(UNITS).index(self.stepper.unit))
        for button, text in (
            (self.start_button, "To the start (Home)"),
            (self.back_button, f"One {name} back (←): {tip}"),
            (self.on_button, f"One {name} on (→): {tip}"),
            (self.end_button, "To the end (End)"),
        ):
            button.setToolTip(text)
            button.setAccessibleName(text.partition(" (")[0])

    # -- picture ---------------------------------------------------------------------------------------------------

    def _button(self, shape: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton()
        button.setProperty("shape", shape)
        button.setFixedSize(37, 27)
        button.setIconSize(QSize(15, 15))
        button.clicked.connect(lambda _checked=False: action())
        return button

    def _choice(self, name: str, tip: str, width: int) -> ArrowBox:
        box = ArrowBox()
        box.setFixedWidth(width)
        box.setAccessibleName(name)
        box.setToolTip(tip)
        return box

    def _paint_icons(self) -> None:
        for button in self.buttons:
            shape, color = str(button.property("shape")), self.theme.color("text")
            if button is self.play_button:
                pausing, title, key = self.playing and self._forwards, "Play", "Space"
                color = readable_on(self.theme.color("primal"))
            elif button is self.reverse_button:
                pausing, title, key = self.playing and not self._forwards, "Play backwards", "Shift+Space"
            else:
                button.setIcon(icon(shape, color))
                continue
            title = "Pause" if pausing else title
            button.setToolTip(f"{title} ({key})")
            button.setAccessibleName(title)
            button.setIcon(icon("pause" if pausing else shape, color))

    def minimumSizeHint(self) -> QSize:
        """Wide enough for the wider row, also while they are beside each other: what is around may need the room."""
        margins = self._rows.contentsMargins()
        width = max(row.minimumSize().width() for row in (self._controls, self._line))
        return QSize(width + margins.left() + margins.right(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other where there is room, else one above the other."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW
        self._rows.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def _refresh(self) -> None:
        length = self.cursor_model.length
        for button in self.buttons:
            button.setEnabled(length > 0)
        self.place.setMinimumWidth(self.place.fontMetrics().horizontalAdvance(f"{length:,} / {length:,}") + 4)
        self._take_step(self.cursor_model.step)

    def _take_step(self, step: int) -> None:
        length = self.cursor_model.length
        self.place.setText(f"{step + 1:,} / {length:,}" if length else "")
