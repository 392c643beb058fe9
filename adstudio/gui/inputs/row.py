"""One number of the point: its name with a menu, the value, a slider, and the range of the slider."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QFocusEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QMenu, QWidget

from adstudio.gui.inputs.name import NameButton
from adstudio.gui.inputs.number_field import NumberField
from adstudio.gui.inputs.range import RangeFields
from adstudio.gui.inputs.slider import InputSlider
from adstudio.gui.plain_text import as_it_is, plain_label
from adstudio.gui.theme import Theme
from adstudio.workspace.document import Document
from adstudio.workspace.expression import spelled
from adstudio.workspace.inputs import Input
from adstudio.workspace.scale import Scale, sensible_range
from adstudio.workspace.undo import Undo

FIELD = 0.3  # of a row's width, where name, slider and number stand beside each other


class InputRow(QWidget):
    """Name, value and slider of one entry of an input."""

    def __init__(
        self,
        document: Document,
        undo: Undo,
        item: Input,
        index: int,
        theme: Theme,
        *,
        roomy: bool,
        more: Callable[[QMenu], None],
        parent: QWidget | None = None,
    ) -> None:
        """roomy: the slider stands under the name, not beside it. more: adds the panel's own entries to the menu."""
        super().__init__(parent)
        self.model, self.undo, self.name, self.index = document, undo, item.name, index
        self._more, self._item, self._roomy, self._ranges, self._room = more, item, roomy, False, 0
        label = item.label(index)
        self.stroke = f"drag {label}"
        self.label = NameButton(label, theme)
        self.label.clicked.connect(lambda _checked=False: self._open_menu(self.label.rect().bottomLeft()))
        self.field = NumberField(f"Value of {label}", theme)
        self.field.committed.connect(self._set)
        self.field.stepped.connect(lambda steps: self._step(steps, bound=False))
        self.slider = InputSlider(label)
        self.slider.grabbed.connect(lambda: self.undo.begin_stroke(self.stroke))
        self.slider.released.connect(self.undo.end_stroke)
        self.slider.dragged.connect(self._set)
        self.slider.stepped.connect(lambda steps: self._step(steps, bound=True))
        self.slider.reset_wanted.connect(self.reset)
        self._theme = theme
        self._shown: Input | None = None
        self._made_range: RangeFields | None = None
        self._made_trouble: QLabel | None = None
        self.field.complained.connect(self._complain)
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(1)
        for widget in (self.label, self.field, self.slider):
            widget.installEventFilter(self)
        self._arrange()
        self.show_value(item)

    # -- parts that few rows need ----------------------------------------------------------------------------------

    @property
    def range(self) -> RangeFields:
        """The ends of the range; made when a row has room for them, or is asked for them."""
        if self._made_range is None:
            self._made_range = made = RangeFields(self.label.full, self._theme, self._set_range)
            for field in (made.low, made.high):
                field.complained.connect(self._complain)
                field.installEventFilter(self)
            made.show_scale(self._item.scale)
            made.hide()
            self._grid.addWidget(made, 2, 0, 1, 3, Qt.AlignmentFlag.AlignHCenter)
        return self._made_range

    @property
    def trouble(self) -> QLabel:
        """What is wrong with what was typed."""
        if self._made_trouble is None:
            self._made_trouble = made = plain_label()
            made.setObjectName("trouble")
            made.setWordWrap(True)
            made.hide()
            self._grid.addWidget(made, 3, 0, 1, 3)
        return self._made_trouble

    # -- what the model says ---------------------------------------------------------------------------------------

    def in_order(self) -> list[QWidget]:
        """For Tab: the ends of the range, which nobody sees until they are wanted, come after the value."""
        ends = () if self._made_range is None else (self._made_range.low, self._made_range.high)
        return [self.label, self.field, self.slider, *ends]

    def show_value(self, item: Input) -> None:
        """Show the entry's value and range, without touching what is being typed or dragged."""
        if item is self._shown:  # another input was moved
            return
        self._item = self._shown = item
        value, scale = item.values[self.index], item.scale
        self.field.show_value(value)
        self.slider.show_value(value, scale)
        if self._made_range is not None:
            self._made_range.show_scale(scale)
        log = ", logarithmic" if item.log else ""
        self.slider.setToolTip(f"from {spelled(item.low)} to {spelled(item.high)}{log}; Shift makes small steps")
        said = self._said
        self.label.setToolTip(as_it_is(self.label.full if not said else f"{self.label.full}; {said} in the program"))

    @property
    def _said(self) -> str:
        """The program's own value of this entry, where it is another."""
        item = self._item
        if not item.edited or item.shape != (item.default_shape or item.shape) or self.index >= len(item.default):
            return ""
        own = item.default[self.index]
        return "" if own == item.values[self.index] else spelled(own)

    # -- edits -----------------------------------------------------------------------------------------------------

    def _set(self, value: float) -> None:
        self.model.set_value(self.name, value, self.index)
        self.show_value(next(item for item in self.model.inputs if item.name == self.name))

    def _step(self, steps: float, *, bound: bool) -> None:
        item = self._item
        value = item.scale.stepped(item.values[self.index], steps)
        if bound:  # a slider ends where its range does
            value = min(max(value, item.low), item.high)
        self.undo.stroke(f"step {self.stroke}")
        self._set(value)

    def _set_range(self, low: float, high: float) -> None:
        try:
            scale = Scale(low, high, self._item.log)
        except ValueError as error:
            field = self.range.low if self.range.low.hasFocus() else self.range.high
            field.refuse(str(error))
            return
        self.undo.stroke(f"range {self.stroke}")
        self.model.set_input(self._item.with_scale(scale))

    def _complain(self, why: str) -> None:
        if not why and self._made_trouble is None:
            return
        self.trouble.setText(f"✕ {why}" if why else "")
        self.trouble.setVisible(bool(why))

    def fit_range(self) -> None:
        """A range around the value."""
        low, high = sensible_range(self._item.values)
        self.model.set_input(self._item.with_scale(Scale(low, high)))

    def set_log(self, on: bool) -> None:
        """A logarithmic scale, or a linear one; says why not, where the value changed while the menu was open."""
        scale, smallest = self._item.scale, min(self._item.values)
        try:
            wanted = scale.logarithmic(smallest) if on else Scale(scale.low, scale.high)
        except ValueError as error:
            self._complain(str(error))
        else:
            self.model.set_input(self._item.with_scale(wanted))

    def reset(self) -> None:
        """The program's own value."""
        if self._said:
            self._set(self._item.default[self.index])

    # -- menu ------------------------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What can be done with this input; made when it is asked for."""
        item, value = self._item, self._item.values[self.index]
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        reset = menu.addAction(f"Reset to {self._said}" if self._said else "Reset")
        reset.setEnabled(bool(self._said))
        reset.triggered.connect(lambda _on=False: self.reset())
        menu.addAction("Copy the value").triggered.connect(
            lambda _on=False: QApplication.clipboard().setText(spelled(value, 17))
        )
        menu.addSeparator()
        menu.addAction("Edit the range").triggered.connect(lambda _on=False: self.edit_range())
        menu.addAction("Fit the range to the value").triggered.connect(lambda _on=False: self.fit_range())
        log = menu.addAction("Logarithmic scale")
        log.setCheckable(True)
        log.setChecked(item.log)
        log.setEnabled(item.log or 0.0 < min(item.values) < math.inf)
        log.triggered.connect(self.set_log)
        self._more(menu)
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The same menu by the other button, or by the menu key."""
        self.menu().popup(event.globalPos())

    def _open_menu(self, at: QPoint) -> None:
        self.menu().popup(self.label.mapToGlobal(at))

    def edit_range(self) -> None:
        """Put the focus in the range's low end, which shows it."""
        if not self.range.isVisible():
            self._ranges = True
            self._arrange()
        self.range.reveal(True)
        self.range.low.setFocus()
        self.range.low.selectAll()

    # -- layout ----------------------------------------------------------------------------------------------------

    def show_ranges(self, on: bool) -> None:
        """Give the ends of the range a line of their own."""
        if on != self._ranges:
            self._ranges = on
            self._arrange()

    def set_room(self, width: int, names: int) -> None:
        """How wide the row may be, and how much of it is for the name: sliders under each other begin at one line."""
        self._room = width
        self.label.setFixedWidth(names)
        if not self._roomy:
            self.field.setFixedWidth(min(max(round(width * FIELD), 62), 120))
        self._mind_room()

    def _arrange(self) -> None:
        grid = self._grid
        grid.setContentsMargins(0, 0, 0, 3 if self._roomy else 0)
        for widget in (self.label, self.field, self.slider):
            grid.removeWidget(widget)
        grid.addWidget(self.label, 0, 0)
        if self._roomy:
            grid.addWidget(self.field, 0, 2)  # in the order of Tab, which is that of becoming a child
            grid.addWidget(self.slider, 1, 0, 1, 3)
            self.field.setMinimumWidth(60)
        else:
            grid.addWidget(self.field, 0, 2)
            grid.addWidget(self.slider, 0, 1)
        grid.setColumnStretch(1, 0 if self._roomy else 1)
        grid.setColumnStretch(2, 1 if self._roomy else 0)
        if self._roomy or self._ranges:
            grid.removeWidget(self.range)
            if self._ranges:
                grid.addWidget(self.range, 2, 0, 1, 3, Qt.AlignmentFlag.AlignHCenter)
            else:
                grid.addWidget(self.range, 0, 1)
        self._mind_room()

    def _mind_room(self) -> None:
        """Beside a long name there is no room for the range; it is shown on its own line when asked for."""
        if self._made_range is not None:
            beside = self._roomy and self.label.full_width() + self.range.sizeHint().width() + 66 <= self._room
            self.range.setVisible(self._ranges or beside)
            self._reveal()

    # -- the range shows itself to who looks at the row ---------------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        """The pointer is here."""
        super().enterEvent(event)
        self._reveal()

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer is gone."""
        super().leaveEvent(event)
        self._reveal()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The focus comes or goes."""
        if isinstance(event, QFocusEvent):
            self._reveal(coming=event.gotFocus())
        return super().eventFilter(watched, event)

    def _reveal(self, *, coming: bool = False) -> None:
        if self._made_range is not None:
            focus = QApplication.focusWidget()
            inside = focus is not None and self.isAncestorOf(focus)
            self._made_range.reveal(self._ranges or self.underMouse() or coming or inside)
