"""The room of each dock, in a window that changes its size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QApplication, QTabBar

SMALL, USUAL, LARGE = (1024, 700), (1504, 812), (1920, 1080)
NAMES = ("program", "inputs", "step", "trace", "curve", "orders", "comparison")


def shown(qtbot, window):
    with qtbot.waitExposed(window):
        window.show()
    settle()
    return window


def settle():
    for _ in range(5):
        QApplication.processEvents()


def sizes(window):
    return {name: (window.docks[name].width(), window.docks[name].height()) for name in NAMES}


def resized(window, size):
    window.resize(*size)
    settle()
    return sizes(window)


def drag(qtbot, window, *, by):
    """Move the splitter between the program and the graph."""
    dock = window.docks["program"]
    start = dock.geometry().topRight() + QPoint(4, 60)
    qtbot.mousePress(window.room, Qt.MouseButton.LeftButton, pos=start)
    for part in (0.5, 1.0):
        qtbot.mouseMove(window.room, start + QPoint(round(by * part), 0))
        settle()
    qtbot.mouseRelease(window.room, Qt.MouseButton.LeftButton, pos=start + QPoint(by, 0))
    settle()


@pytest.mark.parametrize("between", [SMALL, LARGE])
def test_docks_have_their_sizes_back_when_the_window_has(make_window, qtbot, between):
    window = shown(qtbot, make_window(size=USUAL))
    before = sizes(window)
    assert resized(window, between) != before
    assert resized(window, USUAL) == before


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_a_window_that_got_its_size_looks_as_one_that_opened_with_it(make_window, qtbot, size):
    fresh = sizes(shown(qtbot, make_window(size=size)))
    assert resized(shown(qtbot, make_window(size=USUAL)), size) == fresh


def test_a_splitter_that_was_dragged_keeps_its_part_of_the_window(make_window, qtbot):
    window = shown(qtbot, make_window(size=USUAL))
    first = sizes(window)
    drag(qtbot, window, by=120)
    dragged = sizes(window)
    assert dragged["program"][0] == pytest.approx(first["program"][0] + 120, abs=2)
    assert resized(window, LARGE)["program"][0] == pytest.approx(dragged["program"][0] * 1920 / 1504, rel=0.02)
    resized(window, SMALL)
    assert resized(window, USUAL) == dragged


def test_a_click_on_a_splitter_drags_nothing(make_window, qtbot):
    window = shown(qtbot, make_window(size=USUAL))
    drag(qtbot, window, by=0)
    assert resized(window, LARGE) == sizes(shown(qtbot, make_window(size=LARGE)))


def test_dragged_splitters_are_kept_with_the_layout_and_go_with_its_reset(make_window, qtbot, tmp_path):
    store = tmp_path / "layout.ini"
    first = shown(qtbot, make_window(size=USUAL, store=store))
    fresh = sizes(first)
    drag(qtbot, first, by=120)
    dragged = sizes(first)
    first.close()
    second = shown(qtbot, make_window(size=USUAL, store=store))
    resized(second, SMALL)
    assert resized(second, USUAL) == dragged
    second.actions_by_name["view.reset"].trigger()
    resized(second, SMALL)
    assert resized(second, USUAL) == fresh


def test_docks_beside_one_that_was_moved_have_their_sizes_back(make_window, qtbot):
    window = shown(qtbot, make_window(size=USUAL))
    window.room.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, window.docks["inputs"])
    settle()
    before = sizes(window)
    resized(window, SMALL)
    after = resized(window, USUAL)
    assert {name: after[name][0] for name in NAMES} == {name: before[name][0] for name in NAMES}


def test_a_closed_dock_leaves_its_room_to_its_neighbours(make_window, qtbot):
    window = shown(qtbot, make_window(size=USUAL))
    window.docks["curve"].hide()
    settle()
    resized(window, LARGE)
    orders, comparison = window.docks["orders"].width(), window.docks["comparison"].width()
    assert orders + comparison > 1800
    assert orders == pytest.approx(comparison, rel=0.05)


def test_tab_bars_stay_when_a_program_is_opened_right_after_a_reset(make_window, qtbot):
    window = shown(qtbot, make_window(size=USUAL))

    def act():
        window.actions_by_name["view.reset"].trigger()
        window.models.document.set_program("def f(x=2.5):\n    return x\n")

    QTimer.singleShot(0, act)
    settle()

    def seen():
        bars = [bar for bar in window.room.findChildren(QTabBar) if bar.parent() is window.room and bar.isVisible()]
        assert sorted(bar.count() for bar in bars if bar.count() > 1) == [2, 4]

    qtbot.waitUntil(seen)
