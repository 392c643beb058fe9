"""The kept points: a column each, with what can be done to the chosen one above, and what they are compared with."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from adstudio.gui.keys import SPACE, keep
from adstudio.gui.points_table import NOW, PointsModel
from adstudio.gui.rows import RowTable
from adstudio.gui.theme import Theme
from adstudio.traces.model import Trace
from adstudio.workspace.points import Answer, Points, is_at

HINT = "Keep the point where you are with Ctrl+D; kept points stand here side by side"
WALKS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)


class PointsTable(RowTable):
    """Left and right walk the points; Return goes to one, F2 names it, Delete deletes it, Alt moves it."""

    key_pressed = Signal(str)  # "go", "name", "delete", "left", "right"

    def __init__(self, model: PointsModel, parent: QWidget) -> None:
        super().__init__(model, HINT, parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setStretchLastSection(False)
        self.horizontalHeader().setHighlightSections(True)
        self.horizontalHeader().setSectionsClickable(True)

    def event(self, event: QEvent) -> bool:
        """Its keys are its own while it has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._does(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """As the class says."""
        does = self._does(event)
        if does == "walk":
            QTableView.keyPressEvent(self, event)
        elif does:
            self.key_pressed.emit(does)
        else:
            super().keyPressEvent(event)

    def _does(self, event: QKeyEvent) -> str:
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.AltModifier:
            return {Qt.Key.Key_Left: "left", Qt.Key.Key_Right: "right"}.get(key, "")
        if modifiers:
            return ""
        if key in WALKS:
            return "walk"
        named = {Qt.Key.Key_Return: "go", Qt.Key.Key_Enter: "go", Qt.Key.Key_F2: "name", Qt.Key.Key_Delete: "delete"}
        return named.get(key, "")


class PointsPanel(QWidget):
    """Keep, name, order, compare and compute points."""

    subtitle_changed = Signal(str)

    def __init__(self, points: Points, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.points, self.theme = points, theme
        self._now_of: tuple[Trace | None, object, Answer | None] = (None, None, None)
        self.table_model = PointsModel(points, self._now, theme, self)
        self.table = PointsTable(self.table_model, self)
        self.table.setAccessibleName("Kept points")
        self.keep_button = self._button("Keep", "Keep the point where you are (Ctrl+D)", self._keep)
        self.go_button = self._button("Go to", "Set the inputs to the chosen point (Return)", lambda: self._do("go"))
        self.delete_button = self._button("Delete", "Forget the chosen point (Delete)", lambda: self._do("delete"))
        self.left_button = self._button("◂", "Move the point left (Alt+Left)", lambda: self._do("left"))
        self.right_button = self._button("▸", "Move the point right (Alt+Right)", lambda: self._do("right"))
        self.left_button.setAccessibleName("Move the point left")
        self.right_button.setAccessibleName("Move the point right")
        self.compute_button = self._button(
            "Compute", "Run the program at the points of which nothing is known, by the tape", points.compute
        )
        self.name_field = QLineEdit()
        self.name_field.setObjectName("pointName")
        self.name_field.setPlaceholderText("name")
        self.name_field.setAccessibleName("Name of the chosen point")
        self.name_field.setToolTip("Name of the chosen point (F2)")
        self.name_field.editingFinished.connect(self._named)
        self.reference_box = QComboBox()
        self.reference_box.setAccessibleName("Compare with")
        self.reference_box.setToolTip("What differs from this point is marked with ≠ and by how much")
        self.reference_box.activated.connect(self._compare)
        self.changes_box = QCheckBox("only what differs")
        self.changes_box.toggled.connect(self._only_changes)
        keep(self.changes_box, SPACE)
        self._lay_out()
        self.table.key_pressed.connect(self._do)
        self.table.doubleClicked.connect(lambda _index: self._do("go"))
        self.table.selectionModel().currentChanged.connect(self._chosen)
        self.table.horizontalHeader().sectionDoubleClicked.connect(self._go_to_section)
        points.answers_changed.connect(self._refresh)
        points.document.inputs_changed.connect(self._refresh)
        points.document.trace_changed.connect(self._refresh)
        theme.changed.connect(self._refresh)
        self._refresh(even_hidden=True)

    def _lay_out(self) -> None:
        top, bottom, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for row in (top, bottom):
            row.setContentsMargins(8, 0, 8, 0)
            row.setSpacing(5)
        column.setContentsMargins(0, 6, 0, 0)
        column.setSpacing(5)
        for button in (self.keep_button, self.go_button, self.name_field, self.left_button, self.right_button):
            top.addWidget(button)
        top.addWidget(self.delete_button)
        top.setStretchFactor(self.name_field, 1)
        bottom.addWidget(self.compute_button)
        bottom.addWidget(self.reference_box, 1)
        bottom.addWidget(self.changes_box)
        column.addLayout(top)
        column.addLayout(bottom)
        column.addWidget(self.table, 1)

    def _button(self, text: str, tip: str, run: object) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("small")
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: run())  # type: ignore[operator]
        keep(button, SPACE)
        return button

    # -- what is shown ---------------------------------------------------------------------------------------------

    @property
    def subtitle(self) -> str:
        """How many there are."""
        count = len(self.points.kept)
        return f"{count} kept" if count else ""

    @property
    def chosen(self) -> int:
        """The number of the chosen point; 0 for none, or for where the document is."""
        column = self.table.currentIndex().column()
        return self.table_model.columns[column - 1] if 0 < column <= len(self.table_model.columns) else NOW

    def choose(self, number: int) -> None:
        """Choose a point."""
        if number in self.table_model.columns and self.table_model.rowCount():
            row = max(self.table.currentIndex().row(), 0)
            index = self.table_model.index(row, self.table_model.columns.index(number) + 1)
            self.table.setCurrentIndex(index)

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody looked."""
        super().showEvent(event)
        self._refresh()

    def _now(self) -> Answer | None:
        """What the shown trace says of where the document is, if it was taken there."""
        document = self.points.document
        trace, inputs = document.trace, document.inputs
        if self._now_of[0] is trace and self._now_of[1] is inputs:
            return self._now_of[2]
        answer = None
        if trace is not None and is_at(trace, inputs):
            answer = self.points.told(trace)
        self._now_of = (trace, inputs, answer)
        return answer

    def _refresh(self, *_: object, even_hidden: bool = False) -> None:
        if not (self.isVisible() or even_hidden):
            return
        chosen, row = self.chosen, self.table.currentIndex().row()
        columns = self.table_model.columns
        with QSignalBlocker(self.table.selectionModel()):
            self.table_model.take()
        if columns != self.table_model.columns or not self.table.columnWidth(0):
            self._fit()
        if row >= 0 and self.table_model.rowCount():
            back = chosen if chosen in self.table_model.columns else NOW
            at = self.table_model.columns.index(back) + 1
            self.table.setCurrentIndex(self.table_model.index(min(row, self.table_model.rowCount() - 1), at))
        self._take_references()
        self._chosen()
        self.subtitle_changed.emit(self.subtitle)

    def _fit(self) -> None:
        self.table.fit_columns(40)
        for column in range(1, self.table_model.columnCount()):
            self.table.setColumnWidth(column, min(max(self.table.columnWidth(column), 110), 190))
        self.table.setColumnWidth(0, min(self.table.columnWidth(0), 150))

    def _take_references(self) -> None:
        names = [("compare with …", None), ("now", NOW), *((p.name, p.number) for p in self.points.kept)]
        shown = [
            (self.reference_box.itemText(at), self.reference_box.itemData(at))
            for at in range(self.reference_box.count())
        ]
        if shown != names:
            self.reference_box.clear()
            for name, number in names:
                self.reference_box.addItem(name, number)
        at = self.reference_box.findData(self.table_model.reference)
        self.reference_box.setCurrentIndex(max(at, 0) if self.table_model.reference is not None else 0)
        self.changes_box.setEnabled(self.table_model.reference is not None)

    def _chosen(self, *_: QModelIndex) -> None:
        number = self.chosen
        kept = number != NOW
        for widget in (self.go_button, self.delete_button, self.left_button, self.right_button, self.name_field):
            widget.setEnabled(kept)
        if not self.name_field.isModified():
            self.name_field.setText(self.points[number].name if kept else "")
        self.keep_button.setEnabled(bool(self.points.document.inputs) and self.points.here() is None)
        missing = self.points.missing
        self.compute_button.setEnabled(bool(missing) and not self.points.waiting)
        self.compute_button.setText(
            "Computing …" if self.points.waiting else f"Compute {missing}" if missing else "Compute"
        )

    # -- what a person does ----------------------------------------------------------------------------------------

    def _keep(self) -> None:
        point = self.points.keep()
        if point is not None:
            self.choose(point.number)

    def _do(self, what: str) -> None:
        number = self.chosen
        if number == NOW:
            return
        if what == "go":
            self.points.go_to(number)
        elif what == "delete":
            self.points.delete(number)
        elif what == "name":
            self.name_field.setFocus()
            self.name_field.selectAll()
        else:
            self.points.move(number, -1 if what == "left" else 1)
            self.choose(number)

    def _go_to_section(self, section: int) -> None:
        if section > 1:
            self.points.go_to(self.table_model.columns[section - 1])

    def _named(self) -> None:
        if self.name_field.isModified():
            self.name_field.setModified(False)
            if self.chosen != NOW:
                self.points.rename(self.chosen, self.name_field.text())
                self._chosen()

    def _compare(self, at: int) -> None:
        self.table_model.reference = self.reference_box.itemData(at)
        if self.table_model.reference is None:
            self.changes_box.setChecked(False)
        self._refresh()

    def _only_changes(self, on: bool) -> None:
        self.table_model.only_changes = on
        self._refresh()
