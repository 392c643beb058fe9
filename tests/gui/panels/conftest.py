"""A document with the worked example, its cursor and selection, and a theme, for every panel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
import worked_example
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from adstudio.gui.theme import Theme, load_fonts
from adstudio.traces.model import Trace
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.selection import Selection


@dataclass
class Desk:
    """What a panel is given."""

    document: Document
    cursor: Cursor
    selection: Selection
    theme: Theme

    def show(self, trace: Trace, engine: str = "tape") -> None:
        """Put a trace on the desk, and the cursor at its first step."""
        self.document.set_trace(engine, trace)
        self.cursor.step = 0


@pytest.fixture
def empty_desk(qapp: QApplication) -> Desk:
    """Nothing has run yet."""
    load_fonts()
    desk = Desk(Document(), Cursor(), Selection(), Theme("dark"))
    desk.cursor.follow(desk.document)
    return desk


@pytest.fixture
def desk(empty_desk: Desk) -> Desk:
    """The worked example has run."""
    empty_desk.show(worked_example.trace())
    return empty_desk


@pytest.fixture
def shown(qtbot: QtBot) -> Iterator[Callable[[QWidget, int, int], QWidget]]:
    """Shows a panel in a size, and stops what it started when the test ends."""
    panels: list[QWidget] = []

    def show(panel: QWidget, width: int, height: int) -> QWidget:
        panels.append(panel)
        qtbot.addWidget(panel)
        panel.resize(width, height)
        panel.show()
        return panel

    yield show
    for panel in panels:
        stop = getattr(panel, "stop", None)
        if stop is not None:
            stop()


def picture(widget: QWidget) -> QImage:
    """What the widget paints."""
    return widget.grab().toImage()


def has_color(image: QImage, color: QColor, box: tuple[int, int, int, int], near: int = 24) -> bool:
    """Whether a color is seen in (left, top, right, bottom), up to `near` in each channel."""
    left, top, right, bottom = box
    for x in range(max(left, 0), min(right, image.width())):
        for y in range(max(top, 0), min(bottom, image.height())):
            seen = image.pixelColor(x, y)
            apart = (seen.red() - color.red(), seen.green() - color.green(), seen.blue() - color.blue())
            if max(map(abs, apart)) <= near:
                return True
    return False
