"""The row under the menus: Trace, Stop, one chip an engine, and how well they agree."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QMenu, QPushButton, QSizePolicy, QToolBar, QWidget

from adstudio.gui.icons import dot, icon
from adstudio.gui.plain_text import as_it_is, in_a_line, plain_label
from adstudio.gui.sweeps import engine_token
from adstudio.gui.theme import Theme
from adstudio.workspace.document import Document
from adstudio.workspace.expression import spelled
from adstudio.workspace.gradients import headline, is_difference

LEVELS = ((9, None), (4, None), (0, None), (0, 10))  # digits and letters at most, from much room to little
LEAST = 110  # px that the word about the agreement keeps


class Room(QWidget):
    """What the bar leaves for chips: never wider than there is, so that Qt puts nothing out of sight."""

    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other room, other texts."""
        super().resizeEvent(event)
        self.resized.emit()


class EngineBar(QToolBar):
    """A chip shows its engine's first derivative; a click shows its trace in the panels.

    Where there is little room the numbers become shorter and go, then the titles become shorter, then the last chips go
    into a menu at the end.
    """

    def __init__(
        self, document: Document, theme: Theme, *, trace: QAction, stop: QAction, menu: QMenu, parent: QWidget
    ) -> None:
        super().__init__("Engines", parent)
        self.setObjectName("engines")
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.model, self.theme, self._stop = document, theme, stop
        self.trace_button = self._button("Trace", trace)
        self.trace_button.setObjectName("primary")
        self.stop_button = self._button("", stop)
        self.stop_button.setAccessibleName("Stop")
        self.stop_button.setIconSize(QSize(14, 14))
        self._room = Room()
        self._room.setObjectName("plain")
        self._room.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self._room)
        self._row.setContentsMargins(10, 0, 0, 0)
        self._row.setSpacing(8)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self.chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.rest = QPushButton()
        self.rest.setObjectName("chip")
        self.rest.setMenu(QMenu(self.rest))
        self.rest.menu().aboutToShow.connect(self._list_rest)
        self.rest.hide()
        self.more = QPushButton("+ engine")
        self.more.setObjectName("chip")
        self.more.setToolTip("Choose the engines that run")
        self.more.setMenu(menu)
        self.agreement = plain_label()
        self.agreement.setObjectName("secondary")
        self._found: dict[str, tuple[str, float] | None] = {}  # the derivative of a chip, and what it is
        self._said = ""  # the agreement in full
        for button in (self.rest, self.more):
            self._row.addWidget(button)
        self._row.addStretch(1)
        self._row.addWidget(self.agreement)
        self.addWidget(self.trace_button)
        self.addWidget(self.stop_button)
        self.addWidget(self._room)
        self._room.resized.connect(self._fit)
        document.engines_changed.connect(self._build)
        document.traces_changed.connect(self._refresh)
        document.shown_changed.connect(self._refresh)
        document.run_state_changed.connect(self._refresh)
        theme.changed.connect(self._refresh)
        self._build()

    def _button(self, text: str, action: QAction) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(f"{action.text().replace('&', '')} ({action.shortcut().toString()})")
        button.clicked.connect(lambda _checked=False: action.trigger())
        return button

    def _build(self) -> None:
        """One chip per chosen engine, in the order of the list."""
        if list(self.chips) != list(self.model.chosen):
            for chip in self.chips.values():
                if chip.hasFocus():
                    self.more.setFocus()  # who works by keys stays in the bar
                self._group.removeButton(chip)
                self._row.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
            self.chips = {}
            for index, name in enumerate(self.model.chosen):
                chip = QPushButton()
                chip.setObjectName("chip")
                chip.setCheckable(True)
                chip.clicked.connect(lambda _checked=False, name=name: self.model.show(name))
                self.chips[name] = chip
                self._group.addButton(chip)
                self._row.insertWidget(index, chip)
        self._refresh()

    def _refresh(self) -> None:
        for name, chip in self.chips.items():
            trace = self.model.traces.get(name)
            found = self._found[name] = None if trace is None else headline(trace)
            title, number = self._title(name), self._number(name, 9)
            label = found[0] if found else ""
            chip.setAccessibleName(f"{title} {number}".rstrip())
            chip.setChecked(name == self.model.shown)
            chip.setToolTip(as_it_is(f"Show the trace of {title}" + (f"; {label} = {number}" if label else "")))
            color = self.theme.colors[engine_token(name)]
            chip.setIcon(dot(self.theme.color(engine_token(name))))
            chip.setIconSize(QSize(12, 12))
            look = f"QPushButton:checked {{ border-color: {color}; }}"
            if chip.styleSheet() != look:  # to set the same one costs as much
                chip.setStyleSheet(look)
        self._compare()
        self._fit()
        busy = self.model.run_state.phase == "running"
        self._stop.setEnabled(busy)
        self.stop_button.setEnabled(busy)
        self.stop_button.setIcon(icon("stop", self.theme.color("text" if busy else "text_pending")))

    def _title(self, name: str) -> str:
        return next((engine.title for engine in self.model.engines if engine.name == name), name)

    def _number(self, name: str, digits: int) -> str:
        """The first derivative, of `digits` digits at most; a cross where the engine failed."""
        trace = self.model.traces.get(name)
        if trace is not None and trace.header.error is not None:
            return "✕"
        if trace is None or not digits:
            return ""
        found = self._found.get(name)
        return spelled(found[1], min(digits, 9 if is_difference(trace) else 6)) if found else ""

    # -- room ------------------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        """The longest texts that fit; the last chips go into the menu where none do."""
        room = self._room.width() - self._row.contentsMargins().left()
        shown = list(self.chips)
        agreement = self.agreement.fontMetrics().horizontalAdvance(self._said) + 6
        for digits, letters in LEVELS:
            self._word(digits, letters)
            if self._needed(shown) + agreement <= room:
                break
        least = min(agreement, LEAST)
        while len(shown) > 1 and self._needed(shown) + least > room:
            shown.remove(next(name for name in reversed(shown) if name != self.model.shown))
        for name, chip in self.chips.items():
            chip.setHidden(name not in shown)
        hidden = len(self.chips) - len(shown)
        self.rest.setVisible(bool(hidden))
        left = max(room - self._needed(shown), 0)
        said = self.agreement.fontMetrics().elidedText(self._said, Qt.TextElideMode.ElideRight, left)
        self.agreement.setText(said)

    def _word(self, digits: int, letters: int | None) -> None:
        for name, chip in self.chips.items():
            title = self._title(name)
            if letters is not None and len(title) > letters:
                title = f"{title[: letters - 1].rstrip()}…"
            chip.setText(f"{title}  {self._number(name, digits)}".rstrip())

    def _needed(self, shown: list[str]) -> int:
        """Pixels of the chips, of the buttons behind them, and of the gap before the agreement."""
        hidden = len(self.chips) - len(shown)
        self.rest.setText(f"{hidden} more")
        self.rest.setAccessibleName(f"{hidden} more engines")
        self.rest.setToolTip("The engines for which there is no room here")
        buttons = [*(self.chips[name] for name in shown), *([self.rest] if hidden else []), self.more]
        return sum(button.sizeHint().width() for button in buttons) + self._row.spacing() * (len(buttons) + 1)

    def _list_rest(self) -> None:
        menu = self.rest.menu()
        menu.clear()
        for name, chip in self.chips.items():
            if chip.isHidden():
                entry = menu.addAction(chip.icon(), f"{self._title(name)}  {self._number(name, 9)}".rstrip())
                entry.triggered.connect(lambda _checked=False, name=name: self.model.show(name))

    def _compare(self) -> None:
        """How well the engines agree; of traces that came to their end there have to be two."""
        whole = {n: t for n, t in self.model.traces.items() if t.header.error is None and t.header.truncated is None}
        found = self.model.comparison if len(whole) > 1 else None
        text, good = (found.summary, found.agree) if found else ("", True)
        self._said = in_a_line(text if good else f"⚠ {text}")
        where = "" if found is None or found.first is None else found.first.text(found.trace)
        self.agreement.setToolTip(as_it_is(where or (found.aside if found else "") or self._said))
        self.agreement.setAccessibleName(self._said)
        look = "" if good else f"color: {self.theme.colors['trouble']};"
        if self.agreement.styleSheet() != look:
            self.agreement.setStyleSheet(look)
