"""The step's formulas and words, in little room."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication

STEP = 12  # v̄₂ += v̄₅ · cos v₂: formulas, a sentence of two lines, two contributions


def seen(window, height):
    """The step in a window of that height."""
    window.resize(1024, height)
    window.models.cursor.step = STEP
    for _ in range(3):
        QApplication.processEvents()
    viewport = window.step.viewport()
    return window.grab(QRect(viewport.mapTo(window, QPoint()), viewport.size())).toImage()


@pytest.mark.parametrize("height", range(560, 760, 16))
def test_a_line_without_room_is_left_out_and_not_cut(window, height):
    picture = seen(window, height)
    ground, last = window.theme.color("panel").rgb(), picture.height() - 1
    assert all(picture.pixel(x, last) == ground for x in range(picture.width()))


def test_the_line_without_room_comes_when_it_is_scrolled_to(window):
    before, bar = seen(window, 620), window.step.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert seen(window, 620) != before
