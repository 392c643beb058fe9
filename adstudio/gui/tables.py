"""Tables in the window's look: quiet lines, the current row in colour, figures in the mathematics font."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from adstudio.gui.theme import Theme

ROW_HEIGHT = 25
PADDING = 8


class QuietCells(QStyledItemDelegate):
    """Paints a cell: its ground, its text with room at both sides, and a hairline under it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """One cell."""
        theme, box = self._theme, option.rect
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if isinstance(ground, QColor | QBrush):
            painter.fillRect(box, ground)
        elif selected:
            painter.fillRect(box, theme.color("selection", 0.55))
        painter.setPen(QPen(theme.color("hairline"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        color = index.data(Qt.ItemDataRole.ForegroundRole)
        painter.setPen(color if isinstance(color, QColor) else theme.color("text"))
        painter.setFont(index.data(Qt.ItemDataRole.FontRole) or theme.mono)
        side = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole) or 0x81)
        room = box.adjusted(PADDING, 0, -PADDING, 0)
        text = painter.fontMetrics().elidedText(str(index.data() or ""), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, side | Qt.TextFlag.TextSingleLine, text)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """The text with its room."""
        wide = option.fontMetrics.horizontalAdvance(str(index.data() or ""))
        return QSize(wide + 2 * PADDING + 2, ROW_HEIGHT)


class QuietTable(QTableView):
    """A read-only table of whole rows."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plain")
        self.setAccessibleName(name)
        self.setFont(theme.mono)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(QuietCells(theme, self))
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(ROW_HEIGHT)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def share(self, *stretch: int, narrow: dict[int, int] | None = None) -> None:
        """Let the columns `stretch` share the room; those of `narrow` are so many pixels wide."""
        head = self.horizontalHeader()
        for column, width in (narrow or {}).items():
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self.setColumnWidth(column, width)
        for column in stretch:
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
