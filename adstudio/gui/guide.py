"""The built-in guide, `assets/guide.md`, in a window of its own: sections at the side, and a field to search it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from adstudio import assets
from adstudio.gui.links import LinkText
from adstudio.gui.plain_text import plain_label
from adstudio.gui.theme import Theme

WIDTH, HEIGHT = 860, 620  # px, where the window has the room
EDGE = 48  # px
SIDE = 236  # px, of the list of sections
BLOCK = Qt.ItemDataRole.UserRole  # of a section: the number of its heading's block


class Guide(QDialog):
    """Beside the main window, so that what it says can be tried."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle("Guide — AD Studio")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("guide")
        self.field = QLineEdit(self)
        self.field.setObjectName("rowField")
        self.field.setPlaceholderText("Search the guide")
        self.field.setAccessibleName("Search the guide")
        self.field.setToolTip("Return or F3: the next place, Shift+F3: the one before, Escape: clear")
        self.field.setClearButtonEnabled(True)
        self.found = plain_label("", self)
        self.found.setObjectName("secondary")
        self.sections = QListWidget(self)
        self.sections.setObjectName("guideSections")
        self.sections.setAccessibleName("Sections of the guide")
        self.sections.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.text = LinkText(self)
        self.text.setObjectName("guideText")
        self.text.setAccessibleName("The guide")
        self.text.setOpenExternalLinks(True)
        self._lay_out()
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(lambda: self.next(1))
        self.sections.currentItemChanged.connect(self._open)
        self.text.verticalScrollBar().valueChanged.connect(self._follow)
        for keys, run in (
            ("F3", lambda: self.next(1)),
            ("Shift+F3", lambda: self.next(-1)),
            ("Ctrl+F", self._to_field),
            ("F1", self.close),
        ):
            QShortcut(QKeySequence(keys), self, run)
        self._places: list[QTextCursor] = []
        self._at = -1
        self._turning = False
        theme.changed.connect(self._fill)
        self._fill()
        window = parent.window().size()
        self.resize(min(WIDTH, window.width() - EDGE), min(HEIGHT, window.height() - EDGE))
        self.text.setFocus()

    def _lay_out(self) -> None:
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.field)
        side.addWidget(self.found)
        side.addWidget(self.sections, 1)
        for widget in (self.field, self.sections):
            widget.setFixedWidth(SIDE)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 14, 0, 0)
        row.setSpacing(14)
        row.addLayout(side)
        row.addWidget(self.text, 1)

    # -- the text ------------------------------------------------------------------------------------------------------

    def _fill(self) -> None:
        """Read it, in the colours of the theme."""
        document = self.text.document()
        document.setDocumentMargin(18)
        document.setIndentWidth(22)
        self.text.setMarkdown(assets.path("guide.md").read_text("utf-8"))
        self.sections.clear()
        block = document.begin()
        while block.isValid():
            self._dress(block)
            if block.blockFormat().headingLevel() == 2:
                item = QListWidgetItem(block.text(), self.sections)
                item.setData(BLOCK, block.blockNumber())
            block = block.next()
        self.sections.setCurrentRow(0)
        self._search(self.field.text())

    def _dress(self, block: QTextBlock) -> None:
        """Room between the lines, headings in their sizes, keys and code in the mono font."""
        cursor, level = QTextCursor(block), block.blockFormat().headingLevel()
        shape = block.blockFormat()
        shape.setLineHeight(128, 1)  # proportional, in per cent
        shape.setTopMargin({0: 0, 1: 0, 2: 22}.get(level, 12))
        shape.setBottomMargin(4 if block.textList() else 8)
        cursor.setBlockFormat(shape)
        if level:
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            look = QTextCharFormat()
            look.setFontWeight(QFont.Weight.DemiBold)
            look.setProperty(QTextCharFormat.Property.FontSizeAdjustment, {1: 2, 2: 1}.get(level, 0))
            cursor.mergeCharFormat(look)
            return
        code = QTextCharFormat()
        code.setFontFamilies(self.theme.mono.families())
        code.setProperty(QTextCharFormat.Property.FontPixelSize, 12)
        code.setForeground(self.theme.color("text"))
        code.setBackground(self.theme.color("raised"))
        for start, length in [
            (piece.fragment().position(), piece.fragment().length())
            for piece in block  # type: ignore[attr-defined]  # the stubs know no such walk
            if piece.fragment().charFormat().fontFixedPitch()
        ]:
            cursor.setPosition(start)
            cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.mergeCharFormat(code)

    # -- sections ------------------------------------------------------------------------------------------------------

    def _open(self, item: QListWidgetItem | None) -> None:
        """Put a section's heading at the top."""
        if item is None or self._turning:
            return
        block = self.text.document().findBlockByNumber(item.data(BLOCK))
        top = self.text.document().documentLayout().blockBoundingRect(block).top()
        self._turning = True
        self.text.verticalScrollBar().setValue(round(top) - 4)
        self._turning = False

    def _follow(self, value: int) -> None:
        """The list marks the section that is read."""
        if self._turning:
            return
        layout, document = self.text.document().documentLayout(), self.text.document()
        last = 0
        for row in range(self.sections.count()):
            block = document.findBlockByNumber(self.sections.item(row).data(BLOCK))
            if layout.blockBoundingRect(block).top() <= value + 24:
                last = row
        self._turning = True
        self.sections.setCurrentRow(last)
        self._turning = False

    # -- search --------------------------------------------------------------------------------------------------------

    def _search(self, text: str) -> None:
        """Mark every place, and go to the first."""
        self._places, document = [], self.text.document()
        place = document.find(text) if text else QTextCursor()
        while not place.isNull():
            self._places.append(place)
            place = document.find(text, place, QTextDocument.FindFlag(0))
        self._at = -1
        self.next(1)

    def next(self, by: int) -> None:
        """The next place of what is searched, or with −1 the one before, round and round."""
        count = len(self._places)
        if count:
            self._at = (self._at + by) % count if self._at >= 0 else 0
            cursor = QTextCursor(self._places[self._at])
            cursor.clearSelection()
            self.text.setTextCursor(cursor)
            self.text.ensureCursorVisible()
        self.found.setText(f"{self._at + 1} of {count}" if count else "Not found" if self.field.text() else "")
        self._mark()

    def _mark(self) -> None:
        marks = []
        for at, place in enumerate(self._places):
            mark = QTextEdit.ExtraSelection()
            here = at == self._at
            mark.cursor = place
            look = QTextCharFormat()
            look.setBackground(QColor(self.theme.colors["primal" if here else "selection"]))
            look.setForeground(QColor(self.theme.colors["window" if here else "text"]))
            mark.format = look
            marks.append(mark)
        self.text.setExtraSelections(marks)

    def _to_field(self) -> None:
        self.field.setFocus()
        self.field.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape clears a search, then closes; Return never does."""
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
            self.text.setFocus()
        elif event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
