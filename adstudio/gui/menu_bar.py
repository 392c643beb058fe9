"""The bar at the top of the window: menus, the name of the document, and the button that trusts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QMenu, QMenuBar, QPushButton, QWidget

from adstudio.gui.files_menu import examples
from adstudio.gui.menus import KINK_TITLES, MOTION_TITLES, THEME_TITLES, EngineMenu, FunctionMenu, choices
from adstudio.gui.plain_text import as_it_is, in_a_line, plain_label
from adstudio.gui.transport.bar import UNITS
from adstudio.traces.moves import Unit

if TYPE_CHECKING:
    from adstudio.gui.window import MainWindow

NAME_ROOM = 190  # px that the name of a file may have beside the menus
MENUS = {
    "file": "&File", "edit": "&Edit", "run": "&Run", "step": "&Step", "stop": "&Breakpoints", "go": "&Go",
    "view": "&View", "engines": "", "help": "&Help",
}  # fmt: skip

EXPLAINED = ("file", "edit", "run", "step", "stop", "go", "graph")  # menus that say why an entry can do nothing


class MenuBar(QMenuBar):
    """The menus by name, filled from the window's commands and from what the document has to choose from."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        brand = plain_label("AD Studio", self)
        brand.setObjectName("brand")
        self.setCornerWidget(brand, Qt.Corner.TopLeftCorner)
        self.menus: dict[str, QMenu] = {}
        document = window.models.document
        for name, title in MENUS.items():
            self.menus[name] = EngineMenu(document, self) if name == "engines" else QMenu(title, self)
            self.addMenu(self.menus[name])
        self.menus["graph"] = submenu("&Graph", self.menus["view"])
        self.menus["copy"] = QMenu("&Copy", self)
        self._take_commands()
        for name in EXPLAINED:
            window.reasons.watch(self.menus[name])
        undo, redo = window.actions_by_name["edit.undo"], window.actions_by_name["edit.redo"]
        window.undo.watch(undo, redo, self.menus["edit"])
        self._offer_choices()
        self._name_document()
        document.program_changed.connect(self._take_name)
        document.trust_changed.connect(self._take_name)
        self._take_name()

    def _take_commands(self) -> None:
        """An entry a command, in their order; submenus and lines between them."""
        window, menus = self._window, self.menus
        for command in window.commands:
            if command.name == "file.save_program":
                opened = submenu("Open &example", menus["file"])
                for path in examples():
                    opened.addAction(path.stem.replace("_", " ")).triggered.connect(
                        lambda _checked=False, path=path: window.open_path(path)
                    )
            if command.name in ("file.export", "file.quit"):
                menus["file"].addSeparator()
            if command.name == "copy.picture":
                menus["file"].addMenu(menus["copy"])
            if command.apart:
                menus[command.menu].addSeparator()
            menus[command.menu].addAction(window.actions_by_name[command.name])

    def _offer_choices(self) -> None:
        """What is one of several, and the panels."""
        window, menus = self._window, self.menus
        settings, stepper = window.models.settings, window.models.stepper
        run, view = menus["run"], menus["view"]
        run.addSeparator()
        run.addMenu(FunctionMenu(window.models.document, run))
        self.subgradients = choices(
            submenu("&Slope at a kink", run),
            KINK_TITLES,
            lambda: settings.choices.subgradient,
            lambda value: settings.change(msgspec.structs.replace(settings.choices, subgradient=value)),
        )
        self.units = choices(
            submenu("Step b&y", menus["step"]),
            {unit.value: name for unit, (name, _) in UNITS.items()},
            lambda: stepper.unit.value,
            lambda value: setattr(stepper, "unit", Unit(value)),
        )
        first = view.actions()[0]
        for dock in window.docks.by_name.values():
            view.insertAction(first, dock.toggleViewAction())
        view.insertSeparator(first)
        self.schemes = choices(submenu("&Theme", view), THEME_TITLES, lambda: window.theme.scheme, window.choose_scheme)
        self.motions = choices(
            submenu("Reduced &motion", view), MOTION_TITLES, lambda: window.motion.reduced, window.choose_motion
        )

    def _name_document(self) -> None:
        """The corner at the right."""
        document = self._window.models.document
        corner = QWidget(self)
        corner.setObjectName("corner")
        corner.setMinimumHeight(self.sizeHint().height() - 1)
        row = QHBoxLayout(corner)
        row.setContentsMargins(0, 0, 6, 0)
        self.name_label = plain_label()
        self.name_label.setObjectName("documentName")
        self.trust_button = QPushButton("Trust and run")
        self.trust_button.setToolTip("The program came from elsewhere: read it, then let it run")
        self.trust_button.clicked.connect(lambda _checked=False: document.set_trusted(True))
        row.addWidget(self.name_label)
        row.addWidget(self.trust_button)
        self.setCornerWidget(corner, Qt.Corner.TopRightCorner)

    def _take_name(self) -> None:
        document = self._window.models.document
        is_trace = document.path is not None and document.path.suffix != ".py"
        state = "a trace" if is_trace else "trusted" if document.trusted else "not trusted"
        changed = " •" if document.unsaved else ""
        metrics = self.name_label.fontMetrics()
        name = metrics.elidedText(in_a_line(document.name), Qt.TextElideMode.ElideMiddle, NAME_ROOM)
        self.name_label.setText(f"{name}{changed} — {state}")
        self.name_label.setToolTip(as_it_is(str(document.path or "")))
        self.trust_button.setVisible(not document.trusted and not is_trace)
        self.adjustSize()


def submenu(title: str, menu: QMenu) -> QMenu:
    """A menu in a menu. Made in Python: of one that Qt makes, PySide6 may lose hold while it is still in use."""
    made = QMenu(title, menu)
    menu.addMenu(made)
    return made
