"""The search field over the graph: a query, how many matches, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLineEdit, QToolButton, QWidget
from shiboken6 import isValid

from adstudio.gui.icons import icon
from adstudio.gui.plain_text import plain_label
from adstudio.gui.theme import Theme
from adstudio.workspace.finder import Finder

WIDTH = 430
MARGIN = 10
HELP = """<p>Words are joined by “and”; a minus before one means “not”.</p>
<table cellspacing="4">
<tr><td><b>sin x1 v12</b></td><td>in names, labels, operations and source text</td></tr>
<tr><td><b>op:log</b></td><td>operation; <b>op:*</b> is the product, <b>op:a*</b> a pattern</td></tr>
<tr><td><b>line:4</b> &nbsp; <b>line:4-9</b></td><td>where it is written</td></tr>
<tr><td><b>value:nan</b> &nbsp; <b>value:&gt;1e6</b> &nbsp; <b>value:0.5</b></td><td>value; also inf, finite</td></tr>
<tr><td><b>adjoint:&lt;0</b> &nbsp; <b>tangent:0</b> &nbsp; <b>derivative:inf</b></td><td>derivatives</td></tr>
<tr><td><b>name:x1</b> &nbsp; <b>in:g</b></td><td>variable; call of a function</td></tr>
<tr><td><b>flag:kink</b></td><td>also input, output, stopped, nonfinite</td></tr>
<tr><td><b>"a + b"</b></td><td>spaces inside quotes</td></tr>
</table>"""


class SearchBar(QFrame):
    """Lies over the upper right corner of `over`. Escape closes it and gives the focus back."""

    def __init__(self, finder: Finder, theme: Theme, over: QWidget) -> None:
        super().__init__(over)
        self.finder, self.theme, self.over = finder, theme, over
        self._came_from: QWidget | None = None
        self.setObjectName("searchBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.field = QLineEdit()
        self.field.setPlaceholderText("op:log  line:4-9  value:nan  name…")
        self.field.setClearButtonEnabled(True)
        self.field.setAccessibleName("Search the graph")
        self.field.setToolTip(HELP)
        self.count = plain_label()
        self.count.setObjectName("secondary")
        self.count.setAccessibleName("Matches")
        self.previous_button = self._button("back", "Previous match (Shift+F3, Shift+Enter)", finder.previous)
        self.next_button = self._button("on", "Next match (F3, Enter)", finder.next)
        self.close_button = self._button("stop", "Close the search (Escape)", self.close_bar)
        self.trouble = plain_label()
        self.trouble.setObjectName("trouble")
        self.trouble.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(3)
        row.addWidget(self.field, 1)
        for widget in (self.count, self.previous_button, self.next_button, self.close_button):
            row.addWidget(widget)
        grid = QGridLayout(self)
        grid.setContentsMargins(7, 5, 5, 5)
        grid.setVerticalSpacing(3)
        grid.addLayout(row, 0, 0)
        grid.addWidget(self.trouble, 1, 0)
        self.trouble.hide()
        self.hide()
        self.field.textChanged.connect(finder.search)
        self.field.installEventFilter(self)
        over.installEventFilter(self)
        finder.changed.connect(self._take_found)
        finder.selection.selection_changed.connect(self._take_found)
        theme.changed.connect(self._dress)
        self._dress()

    def _button(self, shape: str, tip: str, run: Callable[[], object]) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"search_{shape}")
        button.setToolTip(tip)
        button.setAccessibleName(tip.partition(" (")[0])
        button.setIconSize(QSize(12, 12))
        button.setAutoRaise(True)
        button.clicked.connect(lambda _checked=False: run())
        return button

    def _dress(self) -> None:
        color = self.theme.color("text_secondary")
        self.previous_button.setIcon(icon("back", color))
        self.next_button.setIcon(icon("on", color))
        self.close_button.setIcon(icon("close", color))

    # -- opening and closing ---------------------------------------------------------------------------------------

    def open_bar(self) -> None:
        """Show it, with what was searched for last selected, so that typing replaces it."""
        window = self.window()
        focus = window.focusWidget()
        if focus is not None and not self.isAncestorOf(focus):
            self._came_from = focus
        self.show()
        self.raise_()
        self._lay()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        if self.finder.text != self.field.text():
            self.finder.search(self.field.text())

    def close_bar(self) -> None:
        """Hide it, take the marks away, and give the focus back."""
        self.hide()
        self.finder.search("")
        target, self._came_from = self._came_from, None
        if target is None or not isValid(target):  # another program has other fields
            target = self.over
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what was found --------------------------------------------------------------------------------------------

    def _take_found(self) -> None:
        if not self.isVisible():
            return
        error = self.finder.error
        self.count.setText("" if error else self.finder.said)
        self.trouble.setVisible(error is not None)
        if error is not None:
            wrong = self.finder.text[error.start : error.stop]
            self.trouble.setText(f"✕ {wrong} — {error.message}" if wrong else f"✕ {error.message}")
        if self.field.property("wrong") != (error is not None):
            self.field.setProperty("wrong", error is not None)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)
        some = len(self.finder.rows) > 0
        self.previous_button.setEnabled(some)
        self.next_button.setEnabled(some)
        self._lay()

    def _go(self, *, forward: bool) -> None:
        """To a match; of a wrong query, to the place that is wrong."""
        error = self.finder.error
        if error is not None:
            self.field.setSelection(error.start, error.stop - error.start)
        elif forward:
            self.finder.next()
        else:
            self.finder.previous()

    # -- Qt's events -----------------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter, Escape and the arrows up and down in the field; the size of what it lies over."""
        if watched is self.over and event.type() == QEvent.Type.Resize and self.isVisible():
            self._lay()
        if watched is self.field and isinstance(event, QKeyEvent):
            key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            ours = key in (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Up, Qt.Key.Key_Down)
            if ours and event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if ours and event.type() == QEvent.Type.KeyPress:
                if key == Qt.Key.Key_Escape:
                    self.close_bar()
                else:
                    self._go(forward=key == Qt.Key.Key_Down or (key != Qt.Key.Key_Up and not shift))
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape on its buttons too."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Escape is this bar's, before it is the window's."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def _lay(self) -> None:
        width = min(WIDTH, self.over.width() - 2 * MARGIN)
        self.setFixedWidth(max(width, 120))
        self.adjustSize()
        self.move(QPoint(self.over.width() - self.width() - MARGIN, MARGIN))
