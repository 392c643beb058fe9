"""An array among the inputs: its name with a menu, the slice, the table, and a slider for the current cell."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSpinBox, QVBoxLayout, QWidget

from adstudio.gui.inputs.array_menu import ArrayCommands
from adstudio.gui.inputs.array_table import ROW_HEIGHT, ArrayModel, ArrayTable
from adstudio.gui.inputs.name import NameButton
from adstudio.gui.inputs.row import InputRow
from adstudio.gui.plain_text import as_it_is, plain_label
from adstudio.gui.theme import Theme
from adstudio.workspace import array_edits
from adstudio.workspace.document import Document
from adstudio.workspace.inputs import Input, sized
from adstudio.workspace.undo import Undo

ROWS = 7  # of a table that are seen without scrolling


class ArraySection(QWidget):
    """One array input."""

    def __init__(
        self,
        document: Document,
        undo: Undo,
        item: Input,
        theme: Theme,
        *,
        more: Callable[[QMenu], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.model, self.undo, self.name, self.theme = document, undo, item.name, theme
        self._more, self._room = more, 0
        self.commands = ArrayCommands(document, item.name, self, self.complain)
        self.label = NameButton(item.name, theme, sign=" ▾")
        self.label.setToolTip(as_it_is(f"{item.name}: fill, load, save"))
        self.label.clicked.connect(
            lambda _checked=False: self.menu().popup(self.label.mapToGlobal(self.label.rect().bottomLeft()))
        )
        self.size_label = plain_label(sized(item.shape))
        self.size_label.setObjectName("secondary")
        self.cells = ArrayModel(item, theme, self)
        self.table = ArrayTable(self.cells, theme)
        self.table.setAccessibleName(f"Entries of {item.name}")
        self.trouble = plain_label()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        self.trouble.hide()
        self.spins: list[QSpinBox] = []
        self.row: InputRow | None = None  # the slider of the current cell
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 6)
        self._column.setSpacing(3)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.label, 1)
        top.addWidget(self.size_label)
        self._column.addLayout(top)
        if len(item.shape or ()) > 2:
            self._column.addLayout(self._slices(item))
        self._column.addWidget(self.table)
        self._column.addWidget(self.trouble)
        self.cells.edited.connect(self._edit)
        self.cells.refused.connect(self.complain)
        self.table.refused.connect(self.complain)
        self.table.pasted.connect(self._paste)
        self.table.zero_wanted.connect(self._zero)
        self.table.current_changed.connect(self._show_slider)
        self._fit_height()

    def _slices(self, item: Input) -> QHBoxLayout:
        """One number a dimension that the table does not show."""
        line = QHBoxLayout()
        line.setSpacing(4)
        words = plain_label("slice")
        words.setObjectName("secondary")
        line.addWidget(words)
        for axis, size in enumerate((item.shape or ())[:-2]):
            spin = QSpinBox()
            spin.setRange(0, size - 1)
            spin.setWrapping(True)
            spin.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
            spin.setSuffix(f" of 0…{size - 1}")
            spin.setAccessibleName(f"Index {axis} of {item.name}")
            spin.setToolTip(f"Index of dimension {axis}, 0 to {size - 1}")
            spin.valueChanged.connect(self._choose_slice)
            self.spins.append(spin)
            line.addWidget(spin)
        line.addStretch(1)
        return line

    def _fit_height(self) -> None:
        """As high as its rows, up to `ROWS` of them."""
        across = self.table.horizontalHeader()
        head = 0 if across.isHidden() else ROW_HEIGHT
        wide = self.cells.columnCount() * 76 > 180  # a bar below it
        self.table.setFixedHeight(head + ROW_HEIGHT * min(self.cells.rowCount(), ROWS) + (14 if wide else 2))

    def set_room(self, width: int) -> None:
        """How wide it may be."""
        self._room = width
        if self.row is not None:
            self.row.set_room(width, min(self.row.label.full_width(), width // 2))

    # -- what the model says ---------------------------------------------------------------------------------------

    def show_value(self, item: Input) -> None:
        """Show other values, of the same shape."""
        self.cells.take(item)
        if self.row is not None:
            self.row.show_value(item)

    def complain(self, why: str) -> None:
        """Say what is wrong under the table; "" where nothing is."""
        self.trouble.setText(f"✕ {why}" if why else "")
        self.trouble.setVisible(bool(why))

    # -- edits -----------------------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What can be done with the whole array."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self.commands.fill_menu(menu)
        menu.addSeparator()
        menu.addAction("Copy all").triggered.connect(lambda _on=False: self._copy_all())
        self._more(menu)
        return menu

    def _copy_all(self) -> None:
        self.table.clearSelection()
        self.table.copy()

    def _edit(self, at: int, value: float) -> None:
        self.complain("")
        self.model.set_value(self.name, value, at)

    def _paste(self, rows: list[list[float]]) -> None:
        current = self.table.currentIndex()
        place = self.cells.place(max(current.row(), 0), max(current.column(), 0))
        self.commands.apply(lambda item: array_edits.pasted(item, place, rows))

    def _zero(self, entries: list[int]) -> None:
        values = list(self.commands.item.values)
        for at in entries:
            values[at] = 0.0
        self.commands.apply(lambda item: item.with_values(tuple(values)))

    def _choose_slice(self, _value: int) -> None:
        self.cells.choose_slice(tuple(spin.value() for spin in self.spins))
        current = self.table.currentIndex()
        if current.isValid():
            self._show_slider(self.cells.flat(current.row(), current.column()))

    def _show_slider(self, at: int) -> None:
        """The slider under the table is that of the current cell."""
        if self.row is not None and self.row.index == at:
            return
        focused = self.row is not None and self.row.isAncestorOf(self.focusWidget() or self)
        old, item = self.row, self.commands.item
        self.row = InputRow(self.model, self.undo, item, at, self.theme, roomy=True, more=lambda _menu: None)
        if old is None:
            self._column.addWidget(self.row)
        else:
            self._column.replaceWidget(old, self.row)
            old.hide()
            old.deleteLater()
        self.set_room(self._room)
        if focused:
            self.table.setFocus()

    def select(self, row: int, column: int) -> None:
        """Make a cell the current one."""
        index = self.cells.index(row, column)
        self.table.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
