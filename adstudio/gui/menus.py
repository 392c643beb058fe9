"""The menus of the window, made from its commands and from what the document has to choose from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QMenuBar

from adstudio.gui.theme import SCHEMES
from adstudio.workspace.document import Document

THEME_TITLES = dict(zip(SCHEMES, ("As the system", "Dark", "Light", "High contrast"), strict=True))
MOTION_TITLES = {"system": "As the system", "on": "On: nothing moves by itself", "off": "Off"}
KINK_TITLES = {"torch": "As PyTorch chooses", "0": "0", "1/2": "½", "1": "1"}


def choices(
    menu: QMenu, titles: dict[str, str], chosen: Callable[[], str], choose: Callable[[str], object]
) -> QActionGroup:
    """A group of exclusive entries; the marks are set whenever the menu opens."""
    group = QActionGroup(menu)
    for value, title in titles.items():
        entry = group.addAction(title)
        entry.setCheckable(True)
        entry.setData(value)
        menu.addAction(entry)

    def mark() -> None:
        for entry in group.actions():
            entry.setChecked(entry.data() == chosen())

    menu.aboutToShow.connect(mark)
    mark()
    group.triggered.connect(lambda entry: choose(str(entry.data())))
    return group


class EngineMenu(QMenu):
    """One checkable entry an engine; one that can't run here says why."""

    def __init__(self, document: Document, parent: QMenuBar) -> None:
        super().__init__("&Engines", parent)
        self.setToolTipsVisible(True)
        self.model = document
        document.engines_changed.connect(self._build)
        self._build()

    def _build(self) -> None:
        self.clear()
        for engine in self.model.engines:
            title = engine.title if engine.works else f"{engine.title}: {engine.status}"
            entry = QAction(title, self)
            entry.setCheckable(True)
            entry.setChecked(engine.name in self.model.chosen)
            entry.setEnabled(engine.works)
            entry.toggled.connect(lambda on, name=engine.name: self.model.choose(name, on))
            self.addAction(entry)


class FunctionMenu(QMenu):
    """The functions of the program, one of which is differentiated."""

    def __init__(self, document: Document, parent: QMenu) -> None:
        super().__init__("&Function", parent)
        self.model = document
        self.aboutToShow.connect(self._build)
        document.program_changed.connect(self._take_program)
        self._take_program()

    def _take_program(self) -> None:
        self.menuAction().setEnabled(len(self.model.functions) > 1)

    def _build(self) -> None:
        self.clear()
        for name in self.model.functions:
            entry = QAction(name, self)
            entry.setCheckable(True)
            entry.setChecked(name == self.model.function)
            entry.triggered.connect(lambda _on=False, name=name: self.model.set_function(name))
            self.addAction(entry)
