"""Everything that can be commanded: one line each, for menus, keys and the list of keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Command:
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


def keys_as_text(commands: list[Command]) -> list[tuple[str, str]]:
    """(keys, title) of every command that has keys."""
    return [
        (" or ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in c.keys), c.title)
        for c in commands
        if c.keys
    ] + [(f"{c.within} in the graph", c.title) for c in commands if c.within]
