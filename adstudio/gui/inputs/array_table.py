"""An array input as a small spreadsheet: cells are made when they are seen, so that ten thousand cost nothing."""

from __future__ import annotations

import math

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from adstudio.gui.inputs.number_field import NumberField, with_point
from adstudio.gui.model_index import ROOT, Index
from adstudio.gui.plain_text import as_it_is
from adstudio.gui.theme import Theme
from adstudio.workspace import number_table
from adstudio.workspace.expression import number, spelled
from adstudio.workspace.inputs import Input

ROW_HEIGHT = 23
COLUMN_WIDTH = 76
KEPT = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End,
     Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
)  # fmt: skip


class ArrayModel(QAbstractTableModel):
    """One slice of an input: a list as a column, an array as its last two dimensions.

    `edited` with flat index and number when a cell was typed over; `refused` with a sentence when it was no number.
    """

    edited = Signal(int, float)
    refused = Signal(str)

    def __init__(self, item: Input, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme, self.item = theme, item
        self.front: tuple[int, ...] = (0,) * max(len(self._shape) - 2, 0)  # index of the slice

    @property
    def _shape(self) -> tuple[int, ...]:
        return self.item.shape or (1,)

    def take(self, item: Input) -> None:
        """Show other values, of the same shape."""
        self.item = item
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def choose_slice(self, front: tuple[int, ...]) -> None:
        """Show another slice: an index for every dimension but the last two."""
        self.front = front
        self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def flat(self, row: int, column: int) -> int:
        """Where a cell's entry is in `item.values`."""
        if len(self._shape) == 1:
            return row
        at = 0
        for size, index in zip(self._shape, (*self.front, row, column), strict=True):
            at = at * size + index
        return at

    def place(self, row: int, column: int) -> tuple[int, ...]:
        """The index of a cell's entry."""
        return (row,) if len(self._shape) == 1 else (*self.front, row, column)

    def rowCount(self, parent: Index = ROOT) -> int:
        """As long as the list, or the last dimension but one."""
        return 0 if parent.isValid() else self._shape[-2] if len(self._shape) > 1 else self._shape[0]

    def columnCount(self, parent: Index = ROOT) -> int:
        """One for a list, else the last dimension."""
        return 0 if parent.isValid() else self._shape[-1] if len(self._shape) > 1 else 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Indices, from 0 as the program counts."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self.item.name if len(self._shape) == 1 and orientation is Qt.Orientation.Horizontal else section
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The number, as short as is readable; whole for editing."""
        at = self.flat(index.row(), index.column())
        value = self.item.values[at]
        if role == Qt.ItemDataRole.DisplayRole:
            return with_point(spelled(value))
        if role == Qt.ItemDataRole.EditRole:
            return spelled(value, 17)
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_it_is(f"{self.item.label(at)} = {spelled(value, 17)}")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self.item.label(at)}, {spelled(value)}"
        if role == Qt.ItemDataRole.FontRole:
            return self.theme.mono
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(self.theme.colors["primal" if math.isfinite(value) else "trouble"])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Say what was typed; whether it is taken is the document's affair."""
        try:
            typed = number(str(value))
        except ValueError as error:
            self.refused.emit(str(error))
            return False
        self.edited.emit(self.flat(index.row(), index.column()), typed)
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


class CellDelegate(QStyledItemDelegate):
    """Edits a cell in a number's field; what is typed is handed on as text, so that an error is said."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A field on the cell's own ground."""
        field = NumberField("Cell", self._theme, parent=parent)
        field.setProperty("cell", True)
        field.setAutoFillBackground(True)
        return field

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """All digits."""
        if isinstance(editor, NumberField) and not editor.isModified():
            editor.show_value(number(str(index.data(Qt.ItemDataRole.EditRole))))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Only what was typed."""
        if not isinstance(editor, NumberField):
            return
        if editor.isModified() or editor.property("wrong"):
            model.setData(index, editor.text())
        elif spelled(editor.value, 17) != model.data(index, Qt.ItemDataRole.EditRole):
            model.setData(index, spelled(editor.value, 17))


class ArrayTable(QTableView):
    """The view of an `ArrayModel`. `pasted` with the rows of numbers; `refused` with what is wrong with a paste."""

    pasted = Signal(object)
    refused = Signal(str)
    zero_wanted = Signal(object)  # flat indices
    current_changed = Signal(int)  # flat index of the current cell

    def __init__(self, model: ArrayModel, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = model
        self.setModel(model)
        self.setObjectName("arrayTable")
        self.setItemDelegate(CellDelegate(theme, self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)  # Tab goes to the next field, the arrows walk the cells
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalHeader(), self.verticalHeader()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(ROW_HEIGHT)
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        across.setDefaultSectionSize(COLUMN_WIDTH)
        across.setHighlightSections(False)
        across.setFixedHeight(ROW_HEIGHT)
        if model.columnCount() == 1:
            across.hide()
            across.setStretchLastSection(True)
        self.setCornerButtonEnabled(False)
        self.selectionModel().currentChanged.connect(self._say_current)

    def _say_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        if current.isValid():
            self.current_changed.emit(self._cells.flat(current.row(), current.column()))

    def selected(self) -> tuple[range, range]:
        """Rows and columns that are selected; the whole table where nothing is."""
        chosen = self.selectionModel().selection()
        if chosen.isEmpty():
            return range(self._cells.rowCount()), range(self._cells.columnCount())
        box = chosen.at(0)
        return range(box.top(), box.bottom() + 1), range(box.left(), box.right() + 1)

    def copy(self) -> None:
        """Put the selected numbers on the clipboard, as a spreadsheet takes them, exact to the last bit."""
        rows, columns = self.selected()
        values, flat = self._cells.item.values, self._cells.flat
        text = number_table.write([[values[flat(row, column)] for column in columns] for row in rows])
        QApplication.clipboard().setText(text)

    def paste(self) -> None:
        """Lay the numbers on the clipboard in, from the current cell on."""
        try:
            rows = number_table.read(QApplication.clipboard().text())
        except ValueError as error:
            self.refused.emit(f"the clipboard: {error}")
            return
        self.pasted.emit(rows)

    def event(self, event: QEvent) -> bool:
        """The arrows walk the cells here, also those that step in the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            typed = event.text() and event.text() in "0123456789+-.("
            if event.key() in KEPT or typed:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy, paste, Delete for zeros, Return to edit; Space stays the window's."""
        if self.state() == QAbstractItemView.State.EditingState:  # what the field in a cell has no use for
            super().keyPressEvent(event)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            rows, columns = self.selected()
            self.zero_wanted.emit([self._cells.flat(row, column) for row in rows for column in columns])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.edit(self.currentIndex())
        elif event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)
