"""Breakpoints and bookmarks: every one of them, to switch, to write on, to go to and to take away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from adstudio.gui.plain_text import plain_label
from adstudio.gui.stops.rows import CONDITION_TIP, Field, Row
from adstudio.gui.theme import Theme
from adstudio.workspace.breakpoint_text import place_of, step_text
from adstudio.workspace.breakpoints import Breakpoint, Kind
from adstudio.workspace.stepper import Stepper

NO_BREAKPOINTS = "Click beside a line of the program, press F9 on a line or a node, or write a condition below"
NO_BOOKMARKS = "Ctrl+F2 sets a bookmark on the step"


class BreakpointsPanel(QScrollArea):
    """Two lists: breakpoints with their conditions, bookmarks with their notes."""

    subtitle_changed = Signal(str)

    def __init__(self, stepper: Stepper, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stepper, self.theme = stepper, theme
        self.breakpoints, self.bookmarks = stepper.breakpoints, stepper.bookmarks
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows: list[Row] = []
        self.notes: list[Row] = []
        self._build()
        self.breakpoints.changed.connect(self.refresh)
        self.bookmarks.changed.connect(self.refresh)
        stepper.document.trace_changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    @property
    def subtitle(self) -> str:
        """How many there are."""
        breakpoints, bookmarks = len(self.breakpoints.items), len(self.bookmarks.items)
        return f"{breakpoints} breakpoint{'s' * (breakpoints != 1)} · {bookmarks} bookmark{'s' * (bookmarks != 1)}"

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(9, 7, 9, 6)
        column.setSpacing(3)
        self.back_button = _push("◂ Continue", "Back to the breakpoint before (Shift+F6)", self.stepper.continue_back)
        self.on_button = _push("Continue ▸", "On to the next breakpoint (F6)", self.stepper.continue_on)
        self.back_button.setAccessibleName("Continue back")
        self.on_button.setAccessibleName("Continue")
        self.switch_button = _push("All off", "Switch every breakpoint off, or on again", self._switch_all)
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 2)
        row.setSpacing(6)
        for button in (self.back_button, self.on_button, self.switch_button):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.no_breakpoints, self.no_bookmarks = _quiet(NO_BREAKPOINTS), _quiet(NO_BOOKMARKS)
        self._breakpoint_rows, self._bookmark_rows = QVBoxLayout(), QVBoxLayout()
        for rows in (self._breakpoint_rows, self._bookmark_rows):
            rows.setContentsMargins(0, 0, 0, 0)
            rows.setSpacing(2)
        column.addWidget(self.no_breakpoints)
        column.addLayout(self._breakpoint_rows)
        self.new_field = Field(self._add)
        self.new_field.setObjectName("rowField")
        self.new_field.setFont(self.theme.mono)
        self.new_field.setPlaceholderText("stop when … abs(adjoint) > 1e6")
        self.new_field.setAccessibleName("Condition of a new breakpoint")
        self.new_field.setToolTip(CONDITION_TIP)
        self.new_trouble = plain_label()
        self.new_trouble.setObjectName("trouble")
        self.new_trouble.setWordWrap(True)
        self.new_trouble.hide()
        self.new_field.troubled.connect(self._tell)
        column.addWidget(self.new_field)
        column.addWidget(self.new_trouble)
        title = plain_label("Bookmarks")
        title.setObjectName("panelTitle")
        title.setContentsMargins(0, 7, 0, 0)
        column.addWidget(title)
        column.addWidget(self.no_bookmarks)
        column.addLayout(self._bookmark_rows)
        column.addStretch(1)
        self.setWidget(inside)
        self.setFocusProxy(self.new_field)

    # -- what the models say ---------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """As many rows as there are breakpoints and bookmarks; rows that stay keep the focus and what is written."""
        items, marks = self.breakpoints.items, self.bookmarks.items
        while len(self.rows) < len(items):
            self._add_row(len(self.rows))
        while len(self.notes) < len(marks):
            self._add_note(len(self.notes))
        for rows, wanted in ((self.rows, len(items)), (self.notes, len(marks))):
            while len(rows) > wanted:
                gone = rows.pop()
                gone.field.blockSignals(True)  # what is being written goes with it: losing the focus would send it in
                gone.hide()
                gone.deleteLater()
        trace = self.stepper.document.trace
        for row, item in zip(self.rows, items, strict=True):
            self._show(row, item, place_of(item, trace))
        for row, mark, step in zip(self.notes, marks, self.bookmarks.steps, strict=True):
            row.name("bookmark", step_text(mark, step, trace), "Note")
            row.go_button.setEnabled(step is not None)
            row.field.show_text(mark.note)
        self.no_breakpoints.setVisible(not items)
        self.no_bookmarks.setVisible(not marks)
        for button in (self.back_button, self.on_button, self.switch_button):
            button.setEnabled(bool(items))
        self.switch_button.setText("All off" if any(item.enabled for item in items) or not items else "All on")
        self.subtitle_changed.emit(self.subtitle)

    def _show(self, row: Row, item: Breakpoint, place: str) -> None:
        row.name("breakpoint", place, "Condition")
        with QSignalBlocker(row.sign):
            row.sign.setChecked(item.enabled)
        row.sign.setAccessibleName(f"Breakpoint on {place}, {'on' if item.enabled else 'off'}")
        row.sign.setToolTip("Switch it off" if item.enabled else "Switch it on")
        row.field.setPlaceholderText("condition" if item.kind is Kind.STEP else "always")
        row.field.show_text(item.condition)

    def _add_row(self, index: int) -> None:
        row = Row(self.theme, partial(self.breakpoints.set_condition, index), disc=True)
        row.field.setToolTip(CONDITION_TIP)
        row.sign.toggled.connect(partial(self.breakpoints.set_enabled, index))
        row.go_button.clicked.connect(lambda _checked=False: self.stepper.go_to_breakpoint(index))
        row.remove_button.clicked.connect(lambda _checked=False: self._remove(index))
        self.rows.append(row)
        self._breakpoint_rows.addWidget(row)

    def _add_note(self, index: int) -> None:
        row = Row(self.theme, partial(self.bookmarks.set_note, index), disc=False)
        row.field.setPlaceholderText("note")
        row.go_button.clicked.connect(lambda _checked=False: self.stepper.go_to_bookmark(index))
        row.remove_button.clicked.connect(lambda _checked=False: self._forget(index))
        self.notes.append(row)
        self._bookmark_rows.addWidget(row)

    # -- hands -----------------------------------------------------------------------------------------------------

    def write_condition(self) -> None:
        """Let a new condition be written."""
        self.new_field.setFocus()
        self.ensureWidgetVisible(self.new_field)

    def write_note(self, index: int) -> None:
        """Let a note be written on a bookmark."""
        self.notes[index].field.setFocus()
        self.ensureWidgetVisible(self.notes[index])

    def _add(self, text: str) -> None:
        if text.strip():
            self.breakpoints.add(Breakpoint(Kind.STEP, condition=text.strip()))
            self.new_field.setText("")  # clear() would leave it modified, and undo to it

    def _remove(self, index: int) -> None:
        self.breakpoints.remove(index)
        (self.rows[min(index, len(self.rows) - 1)].remove_button if self.rows else self.new_field).setFocus()

    def _forget(self, index: int) -> None:
        self.bookmarks.remove(index)
        (self.notes[min(index, len(self.notes) - 1)].remove_button if self.notes else self.new_field).setFocus()

    def _switch_all(self) -> None:
        self.breakpoints.enable_all(not any(item.enabled for item in self.breakpoints.items))

    def _tell(self, trouble: str) -> None:
        self.new_trouble.setText(f"▲ {trouble}" if trouble else "")
        self.new_trouble.setVisible(bool(trouble))


def _push(text: str, tip: str, action: Callable[[], None]) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName("quiet")
    button.setToolTip(tip)
    button.clicked.connect(lambda _checked=False: action())
    return button


def _quiet(text: str) -> QLabel:
    label = plain_label(text)
    label.setObjectName("secondary")
    label.setWordWrap(True)
    return label
