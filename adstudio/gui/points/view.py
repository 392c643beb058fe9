"""The view of kept points: a column each, walked with left and right, named where the name stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QTableView, QWidget

from adstudio.gui.points.table import NOW, PointsModel
from adstudio.gui.rows import RowTable

HINT = "Keep the point where you are with Ctrl+D; kept points stand here side by side"
WALKS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End)
NARROW, WIDE = 110, 260  # px of a column
LABELS = 160  # px that the labels of the rows may have


class NameEditor(QLineEdit):
    """Lies over the name of a point while it is typed; `named` with the new one, unless Escape takes it back."""

    named = Signal(str)

    def __init__(self, header: QHeaderView) -> None:
        super().__init__(header.viewport())
        self.setProperty("cell", True)
        self.setAccessibleName("Name of the point")
        self.returnPressed.connect(self._finish)
        self.hide()

    def begin(self, name: str) -> None:
        """Take the focus, over a name."""
        self.setText(name)
        self.show()
        self.raise_()
        self.setFocus()
        self.selectAll()

    def _finish(self) -> None:
        if not self.isHidden():
            self.hide()
            self.named.emit(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was typed counts."""
        super().focusOutEvent(event)
        self._finish()

    def event(self, event: QEvent) -> bool:
        """Escape is not the window's here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the old name."""
        if event.key() == Qt.Key.Key_Escape:
            self.blockSignals(True)
            self.hide()
            self.blockSignals(False)
        else:
            super().keyPressEvent(event)


class PointsTable(RowTable):
    """Left and right walk the points; Return goes to one, F2 names it, Delete deletes it, Alt+arrows move it."""

    key_pressed = Signal(str)  # "go", "name", "delete", "left", "right"
    named = Signal(int, str)  # number and new name of a point

    def __init__(self, model: PointsModel, parent: QWidget) -> None:
        super().__init__(model, HINT, parent)
        self._points = model
        self._naming = NOW
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectColumns)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setStretchLastSection(False)
        across.setHighlightSections(True)
        across.setSectionsClickable(True)
        down.show()
        down.setHighlightSections(False)
        down.setSectionsClickable(False)
        down.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # long names tend to differ at their ends
        down.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setCornerButtonEnabled(False)
        self.editor = NameEditor(across)
        self.editor.named.connect(self._name)

    @property
    def chosen(self) -> int:
        """The number of the chosen point; `NOW` for none, or for where the document is."""
        column = self.currentIndex().column()
        return self._points.columns[column] if 0 <= column < len(self._points.columns) else NOW

    def choose(self, number: int, row: int = -1) -> None:
        """Choose a point, and a row: by default the one that is chosen already."""
        if number in self._points.columns and self._points.rowCount():
            row = min(max(self.currentIndex().row() if row < 0 else row, 0), self._points.rowCount() - 1)
            self.setCurrentIndex(self._points.index(row, self._points.columns.index(number)))

    def fit(self, *, anew: bool = True) -> None:
        """Widths by names and numbers, within what can be read; if not `anew`, no column becomes narrower."""
        count = self._points.columnCount()
        least = [NARROW if anew else max(self.columnWidth(column), NARROW) for column in range(count)]
        self.fit_columns(40)
        for column in range(count):
            self.setColumnWidth(column, min(max(self.columnWidth(column), least[column]), WIDE))
        down = self.verticalHeader()
        lines = self._points.lines
        labels = (self._points.label(line) for line in (*lines[:40], *lines[-3:]))
        widest = max(map(down.fontMetrics().horizontalAdvance, labels), default=20)
        down.setFixedWidth(min(widest + 24, LABELS))

    def begin_naming(self) -> None:
        """Let the chosen point's name be typed, where it stands."""
        if self.chosen == NOW:
            return
        self._naming = self.chosen
        header, column = self.horizontalHeader(), self.currentIndex().column()
        self.scrollTo(self.currentIndex())
        self.editor.setGeometry(
            header.sectionViewportPosition(column), 0, header.sectionSize(column), header.viewport().height()
        )
        self.editor.begin(self._points.points[self._naming].name)

    def _name(self, name: str) -> None:
        self.setFocus()
        self.named.emit(self._naming, name)

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
