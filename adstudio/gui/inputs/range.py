"""The ends of a slider's range, to be typed over."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from adstudio.gui.inputs.number_field import NumberField
from adstudio.gui.plain_text import plain_label
from adstudio.gui.theme import Theme
from adstudio.workspace.scale import Scale


class RangeFields(QWidget):
    """The ends of a slider, to be typed over; quiet until the row is looked at."""

    def __init__(self, name: str, theme: Theme, changed: Callable[[float, float], None]) -> None:
        super().__init__()
        self.scale = Scale()
        self.low = NumberField(f"Low end of the range of {name}", theme, color="text_secondary")
        self.high = NumberField(f"High end of the range of {name}", theme, color="text_secondary")
        self.word = plain_label("to")
        self.word.setObjectName("secondary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        for widget, side in ((self.low, "left"), (self.word, ""), (self.high, "right")):
            row.addWidget(widget)
            if isinstance(widget, NumberField):
                widget.setFixedWidth(50)
                widget.setAlignment(Qt.AlignmentFlag.AlignRight if side == "left" else Qt.AlignmentFlag.AlignLeft)
        self.low.committed.connect(lambda value: changed(value, self.high.value))
        self.high.committed.connect(lambda value: changed(self.low.value, value))
        self.low.stepped.connect(lambda steps: changed(self.scale.stepped(self.low.value, steps), self.high.value))
        self.high.stepped.connect(lambda steps: changed(self.low.value, self.scale.stepped(self.high.value, steps)))
        self.reveal(False)

    def show_scale(self, scale: Scale) -> None:
        """Show another range."""
        self.scale = scale
        self.low.show_value(scale.low)
        self.high.show_value(scale.high)
        self.word.setText("to, log" if scale.log else "to")

    def reveal(self, on: bool) -> None:
        """Show the numbers, or leave their place empty."""
        self.low.set_quiet(not on)
        self.high.set_quiet(not on)
        self.word.setStyleSheet("" if on else "color: transparent;")
