"""The kept points side by side, with what can be done to the chosen one, and what they are compared with."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.points.table import NOW, PointsModel
from adstudio.gui.points.view import PointsTable
from adstudio.gui.theme import Theme
from adstudio.traces.model import Trace
from adstudio.workspace.points import Answer, Points, is_at

DEEDS = (("&Go to it", "go", "Return"), ("&Rename", "name", "F2"), ("Move &left", "left", "Alt+Left"),
         ("Move r&ight", "right", "Alt+Right"), ("&Delete", "delete", "Del"))  # fmt: skip


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
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.keep_button = self._button("Keep", "Keep the point where you are (Ctrl+D)", self._keep)
        self.go_button = self._button("Go to", "Set the inputs to the chosen point (Return)", lambda: self.do("go"))
        tip = "Run the program, by the tape, at the points of which nothing is known"
        self.compute_button = self._button("Compute", tip, points.compute)
        self.more_button = self._button("⋯", "Rename, move or delete the chosen point", self._open_menu)
        self.more_button.setAccessibleName("More to do with the chosen point")
        self.reference_box = ArrowBox()
        self.reference_box.setObjectName("compact")
        self.reference_box.setAccessibleName("Compare with")
        self.reference_box.setToolTip("What differs from this point is marked with ≠ and by how much")
        self.reference_box.setMinimumContentsLength(6)
        self.reference_box.setMinimumWidth(62)
        self.reference_box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.reference_box.activated.connect(self._compare)
        self.changes_box = QCheckBox("≠ only")
        self.changes_box.setToolTip("Show only the rows that differ")
        self.changes_box.toggled.connect(self._only_changes)
        row, column = QHBoxLayout(), QVBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(5)
        for widget in (self.keep_button, self.go_button, self.compute_button, self.reference_box, self.changes_box):
            row.addWidget(widget, 1 if widget is self.reference_box else 0)
        row.addWidget(self.more_button)
        column.setContentsMargins(0, 5, 0, 0)
        column.setSpacing(3)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        self.table.key_pressed.connect(self.do)
        self.table.named.connect(self._named)
        self.table.doubleClicked.connect(lambda _index: self.do("go"))
        self.table.customContextMenuRequested.connect(lambda at: self._pop(self.table.viewport().mapToGlobal(at)))
        self.table.selectionModel().currentChanged.connect(self._chosen)
        points.answers_changed.connect(self._refresh)
        points.document.inputs_changed.connect(self._refresh)
        points.document.trace_changed.connect(self._refresh)
        theme.changed.connect(self._refresh)
        self._refresh(even_hidden=True)

    def _button(self, text: str, tip: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("small")
        button.setToolTip(tip)
        button.clicked.connect(lambda _checked=False: run())
        return button

    # -- what is shown ---------------------------------------------------------------------------------------------

    @property
    def subtitle(self) -> str:
        """How many there are."""
        count = len(self.points.kept)
        return f"{count} kept" if count else ""

    def showEvent(self, event: QShowEvent) -> None:
        """What changed while nobody looked."""
        super().showEvent(event)
        self._refresh()

    def _now(self) -> Answer | None:
        """What the shown trace says of where the document is, if it was taken there."""
        document = self.points.document
        trace, inputs = document.trace, document.inputs
        if self._now_of[0] is not trace or self._now_of[1] is not inputs:
            there = trace is not None and is_at(trace, inputs)
            self._now_of = (trace, inputs, self.points.told(trace) if there and trace is not None else None)
        return self._now_of[2]

    def _refresh(self, *_: object, even_hidden: bool = False) -> None:
        if not (self.isVisible() or even_hidden):
            return
        chosen, row = self.table.chosen, self.table.currentIndex().row()
        shape = self.table_model.columns, self.table_model.lines
        with QSignalBlocker(self.table.selectionModel()):
            self.table_model.take()
        # while a slider moves the columns only grow, so that they do not shake
        self.table.fit(anew=shape != (self.table_model.columns, self.table_model.lines))
        if row >= 0:
            self.table.choose(chosen if chosen in self.table_model.columns else NOW, row)
        self._take_references()
        self._chosen()
        self.subtitle_changed.emit(self.subtitle)

    def _take_references(self) -> None:
        names = [("compare with …", None), ("now", NOW), *((p.name, p.number) for p in self.points.kept)]
        box = self.reference_box
        if [(box.itemText(at), box.itemData(at)) for at in range(box.count())] != names:
            box.clear()
            for name, number in names:
                box.addItem(name, number)
        reference = self.table_model.reference
        box.setCurrentIndex(next((at for at, (_, number) in enumerate(names) if number == reference), 0))
        self.changes_box.setVisible(reference is not None)  # nothing differs from nothing

    def _chosen(self, *_: QModelIndex) -> None:
        kept = self.table.chosen != NOW
        self.go_button.setEnabled(kept)
        self.more_button.setEnabled(kept)
        self.keep_button.setEnabled(bool(self.points.document.inputs) and self.points.here() is None)
        missing = self.points.missing
        self.compute_button.setEnabled(bool(missing) and not self.points.waiting)
        title = "Computing …" if self.points.waiting else f"Compute {missing}" if missing else "Compute"
        self.compute_button.setText(title)

    # -- what a person does ----------------------------------------------------------------------------------------

    def menu(self) -> QMenu:
        """What can be done with the chosen point."""
        menu = QMenu(self)
        for title, deed, keys in DEEDS:
            entry = menu.addAction(f"{title}\t{keys}")
            entry.setEnabled(self.table.chosen != NOW)
            entry.triggered.connect(lambda _on=False, deed=deed: self.do(deed))
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _open_menu(self) -> None:
        self._pop(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))

    def _pop(self, at: QPoint) -> None:
        self.menu().popup(at)

    def _keep(self) -> None:
        point = self.points.keep()
        if point is not None:
            self.table.choose(point.number)

    def do(self, deed: str) -> None:
        """Do "go", "name", "left", "right" or "delete" with the chosen point."""
        number = self.table.chosen
        if number == NOW:
            return
        if deed == "go":
            self.points.go_to(number)
        elif deed == "delete":
            self.points.delete(number)
        elif deed == "name":
            self.table.begin_naming()
        else:
            self.points.move(number, -1 if deed == "left" else 1)
            self.table.choose(number)

    def _named(self, number: int, name: str) -> None:
        if number in self.table_model.columns:
            self.points.rename(number, name)
            self.table.fit()

    def _compare(self, at: int) -> None:
        self.table_model.reference = self.reference_box.itemData(at)
        if self.table_model.reference is None:
            self.changes_box.setChecked(False)
        self._refresh()
        self.table.fit()

    def _only_changes(self, on: bool) -> None:
        self.table_model.only_changes = on
        self._refresh()
