"""What another theme and another size make the window do: no more than they must."""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

from adstudio.gui.editor import highlighter
from adstudio.gui.stylesheet import qt_palette
from adstudio.gui.theme import SCHEMES


class Heard(QObject):
    """Counts one kind of event by widget, while it is installed."""

    def __init__(self, kind: QEvent.Type) -> None:
        super().__init__()
        self.kind, self.widgets = kind, Counter[QObject]()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is self.kind and isinstance(watched, QWidget):
            self.widgets[watched] += 1
        return False


@pytest.fixture
def full(window):
    window.fill_late()
    for _ in range(3):
        QApplication.processEvents()
    return window


def heard(qapp, kind, act) -> Counter[QObject]:
    ear = Heard(kind)
    qapp.installEventFilter(ear)
    act()
    qapp.processEvents()
    qapp.removeEventFilter(ear)
    return ear.widgets


def test_another_theme_is_another_palette_and_not_another_style(full, qapp):
    sheet = full.styleSheet()
    restyled = heard(qapp, QEvent.Type.StyleChange, lambda: full.theme.choose("light"))
    assert full.styleSheet() == sheet
    assert len(restyled) < 20  # of hundreds: those with a sheet of their own
    assert qapp.palette().window().color().name() == full.theme.colors["window"]


@pytest.mark.parametrize("scheme", [scheme for scheme in SCHEMES if scheme != "system"])
def test_every_colour_of_the_sheet_is_in_the_palette(full, scheme):
    full.theme.choose(scheme)
    palette, colors = qt_palette(full.theme), full.theme.colors
    assert palette.base().color().name() == colors["panel"]
    assert palette.mid().color().name() == colors["hairline"]
    assert palette.highlight().color().name() == colors["selection"]


def test_a_panel_that_was_behind_another_comes_in_the_new_colours(full, qapp):
    full.raise_panel("what_if")
    qapp.processEvents()
    full.theme.choose("light")
    full.raise_panel("inputs")
    qapp.processEvents()
    switched = full.inputs.grab().toImage()
    full.theme.choose("dark")
    dark = full.inputs.grab().toImage()
    full.theme.choose("light")
    assert switched == full.inputs.grab().toImage()
    assert switched != dark


def test_another_theme_does_not_read_the_program_anew(full, qapp, qtbot, monkeypatch):
    read = []
    real = highlighter.colored_pieces
    monkeypatch.setattr(highlighter, "colored_pieces", lambda lexer, text: read.append(text) or real(lexer, text))
    full.editor.insertPlainText("# a\n")
    qtbot.waitUntil(lambda: bool(read))
    read.clear()
    full.theme.choose("light")
    for _ in range(5):
        qapp.processEvents()
    assert not read


@pytest.mark.parametrize("size", [(1024, 700), (1900, 1000)])
def test_a_window_of_another_size_is_painted_once(full, qapp, size):
    painted = heard(qapp, QEvent.Type.Paint, lambda: full.resize(*size))
    assert painted[full.graph.view] == 1
    assert painted[full.transport] == 1
