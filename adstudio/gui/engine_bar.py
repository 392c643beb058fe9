"""The row under the menus: Trace, Stop, one chip an engine, and how well they agree."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QToolBar, QWidget

from adstudio.gui.icons import dot, icon
from adstudio.gui.sweeps import engine_token
from adstudio.gui.theme import Theme
from adstudio.workspace.document import Document
from adstudio.workspace.expression import spelled
from adstudio.workspace.gradients import headline, is_difference


class EngineBar(QToolBar):
    """A chip shows its engine's first derivative; a click shows its trace in the panels."""

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
        self._room = QWidget()
        self._room.setObjectName("plain")
        self._row = QHBoxLayout(self._room)
        self._row.setContentsMargins(10, 0, 0, 0)
        self._row.setSpacing(8)
        self.chips: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)
        self.more = QPushButton("+ engine")
        self.more.setObjectName("chip")
        self.more.setToolTip("Choose the engines that run")
        self.more.setMenu(menu)
        self._row.addWidget(self.more)
        self.addWidget(self.trace_button)
        self.addWidget(self.stop_button)
        self.addWidget(self._room)
        gap = QWidget()
        gap.setObjectName("plain")
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(gap)
        self.agreement = QLabel()
        self.agreement.setObjectName("secondary")
        self.addWidget(self.agreement)
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
        titles = {engine.name: engine.title for engine in self.model.engines}
        for name, chip in self.chips.items():
            trace = self.model.traces.get(name)
            found = None if trace is None else headline(trace)
            digits = 9 if trace is not None and is_difference(trace) else 6
            label, number = ("", "") if found is None else (found[0], spelled(found[1], digits))
            if trace is not None and trace.header.error is not None:
                number = "✕"
            title = titles.get(name, name)
            chip.setText(f"{title}  {number}".rstrip())
            chip.setAccessibleName(f"{title} {number}".rstrip())
            chip.setChecked(name == self.model.shown)
            chip.setToolTip(f"Show the trace of {title}" + (f"; {label} = {number}" if label else ""))
            color = self.theme.colors[engine_token(name)]
            chip.setIcon(dot(self.theme.color(engine_token(name))))
            chip.setIconSize(QSize(12, 12))
            look = f"QPushButton:checked {{ border-color: {color}; }}"
            if chip.styleSheet() != look:  # to set the same one costs as much
                chip.setStyleSheet(look)
        self._compare()
        busy = self.model.run_state.phase == "running"
        self._stop.setEnabled(busy)
        self.stop_button.setEnabled(busy)
        self.stop_button.setIcon(icon("stop", self.theme.color("text" if busy else "text_pending")))

    def _compare(self) -> None:
        """How well the engines agree; of traces that came to their end there have to be two."""
        whole = {n: t for n, t in self.model.traces.items() if t.header.error is None and t.header.truncated is None}
        found = self.model.comparison if len(whole) > 1 else None
        text, good = (found.summary, found.agree) if found else ("", True)
        self.agreement.setText(text if good else f"⚠ {text}")
        self.agreement.setToolTip("" if found is None or found.first is None else found.first.text(found.trace))
        look = "" if good else f"color: {self.theme.colors['trouble']};"
        if self.agreement.styleSheet() != look:
            self.agreement.setStyleSheet(look)
