"""The two questions that can be asked of any number on the screen, as keys and as a context menu of its widget."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from adstudio.traces.provenance import Direction

QUESTIONS: tuple[tuple[str, Direction, str], ...] = (
    ("Why this value", "why", "Y"),
    ("Where does it go", "where", "Shift+Y"),
)


def offer_why(widget: QWidget, ask: Callable[[Direction], object]) -> None:
    """Add both questions to the context menu of `widget`, and to its keys Y and Shift+Y while it has the focus."""
    for title, direction, key in QUESTIONS:
        offer(widget, title, key, partial(ask, direction))


def offer(widget: QWidget, title: str, key: str, run: Callable[[], object]) -> None:
    """Add one entry to the context menu of `widget`, with a key while it has the focus.

    One that makes its own menu sets `Qt.ContextMenuPolicy.DefaultContextMenu` afterwards, and shows its `actions()`.
    """
    widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    made = QAction(title, widget)
    made.setShortcut(QKeySequence(key))
    made.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    made.setShortcutVisibleInContextMenu(True)
    made.triggered.connect(lambda _checked=False: run())
    widget.addAction(made)
