"""Everything that can be commanded: one line each, for menus, keys and the list of keys."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


class Command(Struct, frozen=True):
    """One thing to do."""

    name: str  # "step.on"; the part before the dot is its menu
    title: str  # "Step on"; "…" where input follows
    run: Callable[[], object]
    keys: tuple[str, ...] = ()  # the first is the one that is shown
    within: str = ""  # a key that counts while the graph has the focus, which sees to it; it is only shown
    apart: bool = False  # a line in the menu above it

    @property
    def menu(self) -> str:
        """The menu it stands in."""
        return self.name.partition(".")[0]


def action(command: Command, parent: QWidget) -> QAction:
    """A command as Qt has it, reachable by its keys wherever the focus is in the window."""
    made = QAction(f"{command.title}\t{command.within}" if command.within else command.title, parent)
    made.setObjectName(command.name)
    made.setShortcuts([QKeySequence(key) for key in command.keys])
    made.triggered.connect(lambda _checked=False: command.run())
    parent.addAction(made)
    return made


class KeyLine(Struct, frozen=True):
    """One line in the list of keys."""

    group: str  # "Step"; "Graph, with the focus in it"
    keys: str  # "Ctrl+→"
    title: str  # "Next sweep"


ARROWS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
IN_GRAPH = "Graph, with the focus in it"


def key_lines(commands: list[Command], menus: dict[str, str]) -> list[KeyLine]:
    """Every command that has keys, by menu in the order of `menus` (name, title); then those of the graph."""
    lines = [
        KeyLine(title, ", ".join(map(spelled_key, command.keys)), plain(command.title))
        for name, title in menus.items()
        for command in commands
        if command.keys and (command.menu == name or (command.menu == "graph" and name == "view"))
    ]
    return lines + [KeyLine(IN_GRAPH, c.within, plain(c.title)) for c in commands if c.within]


def spelled_key(key: str) -> str:
    """Ctrl+→ for Ctrl+Right, in the system's own words for the rest."""
    head, plus, last = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText).rpartition("+")
    return head + plus + ARROWS.get(last, last)


def plain(title: str) -> str:
    """A title without the mark of its access key."""
    return title.replace("&", "")
