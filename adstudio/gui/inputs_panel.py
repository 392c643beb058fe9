"""The inputs: a slider and a number each, and under them the derivatives as they stand at the cursor."""

from __future__ import annotations

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QLineEdit, QScrollArea, QSlider, QVBoxLayout, QWidget

from adstudio.gui.keys import ARROWS, keep
from adstudio.gui.sweeps import TOKENS
from adstudio.gui.theme import Theme
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.expression import number, spelled
from adstudio.workspace.inputs import Input
from adstudio.workspace.slopes import slopes

NOTCHES = 1000  # of a slider
MOST = 200  # entries with a row of their own
ROOMY = 4  # entries up to which a slider stands under its name, not beside it


class InputsPanel(QScrollArea):
    """One row per input entry; dragging or typing changes the document's point."""

    subtitle_changed = Signal(str)

    def __init__(self, document: Document, cursor: Cursor, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model, self.cursor_model, self.theme = document, cursor, theme
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows: list[InputRow] = []
        self.results: list[tuple[QLabel, QLabel]] = []
        self._structure: object = None
        document.inputs_changed.connect(self._take_inputs)
        document.program_changed.connect(self._take_inputs)
        document.trace_changed.connect(self._take_step)
        cursor.step_changed.connect(self._take_step)
        theme.changed.connect(self._take_step)
        self._take_inputs()

    @property
    def subtitle(self) -> str:
        """What to do."""
        entries = sum(len(item.values) for item in self.model.inputs)
        return "drag to retrace" if entries <= MOST else f"the first {MOST} of {entries:,}"

    # -- rows ------------------------------------------------------------------------------------------------------

    def _take_inputs(self) -> None:
        inputs = self.model.inputs
        structure = (bool(self.model.text), *((item.name, item.shape, repr(item.fixed)) for item in inputs))
        if structure != self._structure:
            self._structure = structure
            self._build(inputs)
            self.subtitle_changed.emit(self.subtitle)
            return
        for row in self.rows:
            item = next((item for item in inputs if item.name == row.name), None)
            if item is not None:
                row.show_value(item)

    def _build(self, inputs: tuple[Input, ...]) -> None:
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(11, 9, 11, 6)
        column.setSpacing(4)
        entries = [(item, index) for item in inputs for index in range(len(item.values))][:MOST]
        roomy = len(entries) <= ROOMY
        self.rows = [InputRow(self.model, item, index, self.theme, roomy=roomy) for item, index in entries]
        for row in self.rows:
            column.addWidget(row)
        for item in inputs:
            if item.is_fixed:
                column.addWidget(self._quiet(f"{item.name} = {item.fixed!r}, fixed"))
        if not inputs:
            text = "A function's parameters appear here"
            if self.model.text and not self.model.trusted:
                text = "What is only shown has no inputs to move"
            column.addWidget(self._quiet(text))
        total = sum(len(item.values) for item in inputs)
        if total > len(entries):
            column.addWidget(self._quiet(f"… and {total - len(entries):,} more; change them in the program"))
        self._table = QGridLayout()
        self._table.setContentsMargins(0, 3, 0, 0)
        self._table.setVerticalSpacing(3)
        self._table.setColumnStretch(1, 1)
        column.addLayout(self._table)
        column.addStretch(1)
        self.results = []
        self.setWidget(inside)
        self._take_step()

    def _quiet(self, text: str) -> QLabel:
        label = QLabel(text)
        label.setObjectName("secondary")
        label.setWordWrap(True)
        return label

    # -- results ---------------------------------------------------------------------------------------------------

    def _take_step(self, _step: int = 0) -> None:
        trace = self.model.trace
        found = [] if trace is None or not len(trace.timeline) else slopes(trace, self.cursor_model.step)
        while len(self.results) < len(found):
            self._add_result()
        for index, (name, value) in enumerate(self.results):
            shown = index < len(found)
            name.setVisible(shown)
            value.setVisible(shown)
            if shown:
                slope = found[index]
                name.setText(slope.label)
                value.setText(slope.text())
                color = self.theme.colors[TOKENS[slope.kind]]
                value.setStyleSheet(f"color: {color}; {'' if slope.done else 'font-style: italic;'}")
                value.setToolTip(spelled(slope.value, 17) if slope.done else "")

    def _add_result(self) -> None:
        name, value = QLabel(), QLabel()
        name.setObjectName("secondary")
        for label in (name, value):
            label.setFont(self.theme.mono)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        value.setWordWrap(True)
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = len(self.results)
        self._table.addWidget(name, row, 0)
        self._table.addWidget(value, row, 1)
        self.results.append((name, value))


class InputRow(QWidget):
    """Name, value and slider of one entry."""

    def __init__(
        self, document: Document, item: Input, index: int, theme: Theme, *, roomy: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model, self.name, self.index = document, item.name, index
        self.theme = theme
        self._item = item
        label = item.labels()[index]
        self.label = QLabel(label)
        self.label.setFont(theme.mono)
        self.field = QLineEdit()
        self.field.setFont(theme.mono)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setMinimumWidth(40)
        self.field.setAccessibleName(f"Value of {label}")
        self.field.editingFinished.connect(self._typed)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, NOTCHES)
        self.slider.setPageStep(NOTCHES // 15)
        self.slider.setSingleStep(NOTCHES // 150)
        self.slider.setAccessibleName(label)
        self.slider.valueChanged.connect(self._dragged)
        keep(self.slider, ARROWS)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 3 if roomy else 0)
        grid.setVerticalSpacing(1)
        grid.setHorizontalSpacing(8)
        grid.addWidget(self.label, 0, 0)
        if roomy:
            grid.addWidget(self.field, 0, 1)
            grid.addWidget(self.slider, 1, 0, 1, 2)
            grid.setColumnStretch(1, 1)
        else:
            self.field.setFixedWidth(84)
            self.slider.setMinimumWidth(40)
            grid.addWidget(self.slider, 0, 1)
            grid.addWidget(self.field, 0, 2)
            grid.setColumnStretch(1, 1)
        theme.changed.connect(self._paint)
        self._paint()
        self.show_value(item)

    def show_value(self, item: Input) -> None:
        """Show the entry's value, without touching what is being typed or dragged."""
        self._item = item
        value = item.values[self.index]
        if not self.field.hasFocus() or not self.field.isModified():
            text = spelled(value, 12)
            self.field.setText(f"{text}.0" if text.lstrip("-").isdigit() and len(text) < 8 else text)
            self.field.setCursorPosition(0)
            self._complain("")
        if not self.slider.isSliderDown():
            with QSignalBlocker(self.slider):
                self.slider.setValue(self._notch(value))
        if not self.field.property("wrong"):
            self.field.setToolTip(f"{spelled(value, 17)}; type a number, such as 2, 1e-3, pi or 2/3")
        self.slider.setToolTip(f"from {spelled(item.low)} to {spelled(item.high)}")

    def _notch(self, value: float) -> int:
        share = (value - self._item.low) / (self._item.high - self._item.low)
        return 0 if math.isnan(share) else round(NOTCHES * min(max(share, 0.0), 1.0))

    def _dragged(self, notch: int) -> None:
        low, high = self._item.low, self._item.high
        value = low + (high - low) * notch / NOTCHES
        digits = f"{value:.4g}"  # a slider names short numbers
        self.field.setModified(False)
        self.model.set_value(self.name, float(digits), self.index)

    def _typed(self) -> None:
        if not self.field.isModified():
            return
        try:
            value = number(self.field.text())
        except ValueError as error:
            self._complain(str(error))
            return
        self.field.setModified(False)
        self._complain("")
        self.model.set_value(self.name, value, self.index)
        self.show_value(self._item)

    def _complain(self, why: str) -> None:
        if bool(why) != bool(self.field.property("wrong")):
            self.field.setProperty("wrong", bool(why))
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)
        if why:
            self.field.setToolTip(why)

    def _paint(self) -> None:
        self.field.setStyleSheet(f"color: {self.theme.colors['primal']};")
