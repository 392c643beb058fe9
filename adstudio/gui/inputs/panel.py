"""The inputs: a slider and a number each, a table for an array, and under them the derivatives at the cursor."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QScrollArea, QVBoxLayout, QWidget

from adstudio.gui.inputs.slopes_list import SlopesList
from adstudio.gui.plain_text import plain_label
from adstudio.gui.theme import Theme
from adstudio.gui.why.actions import offer_why
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.inputs import Input
from adstudio.workspace.undo import Undo

if TYPE_CHECKING:  # imported when a program has such inputs, after the first picture
    from adstudio.gui.inputs.array_section import ArraySection
    from adstudio.gui.inputs.fixed_row import FixedRow
    from adstudio.gui.inputs.row import InputRow

ROOMY = 4  # numbers up to which a slider stands under its name, not beside it
SHORT = 8  # entries up to which a list has a slider each; longer ones, and those with more dimensions, a table
NAMES = 0.38  # of the panel's width is for names, where sliders stand beside them


class InputsPanel(QScrollArea):
    """One part per input; dragging or typing changes the document's point."""

    subtitle_changed = Signal(str)
    why_asked = Signal(object, str)  # a `Quantity`, and "why" or "where"

    def __init__(
        self, document: Document, cursor: Cursor, undo: Undo, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.model, self.undo, self.theme = document, undo, theme
        self.setViewport(QWidget())  # for Qt's own, PySide6 would look up every class of QtWidgets
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its rows have it, and scroll into view
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows: list[InputRow] = []
        self.sections: list[ArraySection] = []
        self.fixed: list[FixedRow] = []
        self._ranges = False
        self._structure: object = None
        self.slopes = SlopesList(document, cursor, theme)
        offer_why(self.slopes, self._ask)
        self._trouble: QLabel | None = None
        document.inputs_changed.connect(self._take_inputs)
        document.program_changed.connect(self._take_inputs)
        self._take_inputs()

    @property
    def subtitle(self) -> str:
        """What to do."""
        return "drag to retrace" if self.rows or not self.sections else "type or paste to retrace"

    @property
    def results(self) -> list[tuple[str, str]]:
        """The derivatives as they are shown: name and number."""
        return [(slope.label, slope.text()) for slope in self.slopes.lines.slopes]

    # -- parts -----------------------------------------------------------------------------------------------------

    def _take_inputs(self) -> None:
        inputs = self.model.inputs
        structure = (
            bool(self.model.text),
            self.model.trusted,
            *((item.name, item.shape, item.resizable, item.literal, repr(item.default_fixed)) for item in inputs),
        )
        if structure != self._structure:
            self._structure = structure
            self._build(inputs)
            self.subtitle_changed.emit(self.subtitle)
            return
        by_name = {item.name: item for item in inputs}
        parts: list[InputRow | ArraySection | FixedRow] = [*self.rows, *self.sections, *self.fixed]
        for part in parts:
            part.show_value(by_name[part.name])

    def _build(self, inputs: tuple[Input, ...]) -> None:
        old = self.widget()
        if old is not None:  # what was being typed in it is for inputs that are gone
            self.slopes.setParent(None)
            for child in old.findChildren(QObject):
                child.blockSignals(True)
            self.takeWidget().deleteLater()
        inside = QWidget()
        inside.setObjectName("plain")
        column = QVBoxLayout(inside)
        column.setContentsMargins(11, 9, 11, 6)
        column.setSpacing(4)
        self._trouble = self._quiet("")
        self._trouble.setObjectName("trouble")
        self._trouble.hide()
        self.rows, self.sections, self.fixed = [], [], []
        numbers = sum(len(item.values) for item in inputs if _has_rows(item))
        for item in inputs:
            for part in self._parts(item, roomy=numbers <= ROOMY):
                column.addWidget(part)
        if not inputs:
            text = "A function's parameters appear here"
            if self.model.text and not self.model.trusted:
                text = "What is only shown has no inputs to move"
            column.addWidget(self._quiet(text))
        column.addWidget(self._trouble)
        column.addWidget(self.slopes)
        column.addStretch(1)
        self.setWidget(inside)
        self._align_names()

    def _parts(self, item: Input, *, roomy: bool) -> list[QWidget]:
        if item.is_fixed:
            from adstudio.gui.inputs.fixed_row import FixedRow

            self.fixed.append(FixedRow(self.model, item, self.theme))
            return [self.fixed[-1]]
        if not _has_rows(item):
            from adstudio.gui.inputs.array_section import ArraySection

            self.sections.append(ArraySection(self.model, self.undo, item, self.theme, more=lambda _menu: None))
            return [self.sections[-1]]
        from adstudio.gui.inputs.row import InputRow

        rows = [
            InputRow(self.model, self.undo, item, at, self.theme, roomy=roomy, more=partial(self._more, item.name))
            for at in range(len(item.values))
        ]
        for row in rows:
            row.show_ranges(self._ranges)
        self.rows += rows
        return list(rows)

    def _more(self, name: str, menu: QMenu) -> None:
        """What the panel adds to the menu of a row: all ranges, and what can be done with the whole list."""
        from adstudio.gui.inputs.array_menu import ArrayCommands

        shown = menu.addAction("Show all ranges")
        shown.setCheckable(True)
        shown.setChecked(self._ranges)
        shown.triggered.connect(self.show_ranges)
        commands = ArrayCommands(self.model, name, self, self._complain)
        if commands.item.shape != () or commands.item.resizable:
            commands.fill_menu(menu.addMenu(f"All of {name}"))

    def show_ranges(self, on: bool) -> None:
        """Show the ends of every slider, to be typed over, or only those of the row that is looked at."""
        self._ranges = on
        for row in self.rows:
            row.show_ranges(on)

    def _complain(self, why: str) -> None:
        if self._trouble is not None:
            self._trouble.setText(f"✕ {why}" if why else "")
            self._trouble.setVisible(bool(why))

    def _quiet(self, text: str) -> QLabel:
        label = plain_label(text)
        label.setObjectName("secondary")
        label.setWordWrap(True)
        return label

    # -- layout ----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width, other room for names."""
        super().resizeEvent(event)
        self._align_names()

    def _align_names(self) -> None:
        """Names have what the longest needs, and never so much that nothing is left for the sliders."""
        room = self.viewport().width() - 22  # between the margins
        named: list[InputRow | FixedRow] = [*self.rows, *self.fixed]
        widths = sorted(part.label.full_width() for part in named)
        roomy = sum(len(item.values) for item in self.model.inputs if _has_rows(item)) <= ROOMY
        most = round(room * (0.6 if roomy else NAMES))
        shared = min(widths[len(widths) * 4 // 5], most) if widths else 0  # one long name among many is cut
        for part in named:
            own = part.label.full_width()
            part.set_room(room, min(own, most) if roomy and part in self.rows else max(shared, 24))
        for section in self.sections:
            section.set_room(room)

    def _ask(self, direction: str) -> None:
        """Why the chosen derivative is so, or where it goes."""
        found, index = self.slopes.lines.slopes, self.slopes.currentIndex()
        if found:
            self.why_asked.emit(found[max(index.row(), 0)].about, direction)


def _has_rows(item: Input) -> bool:
    """Whether every entry has a slider of its own."""
    return item.shape is not None and (item.shape == () or (len(item.shape) == 1 and item.shape[0] <= SHORT))
