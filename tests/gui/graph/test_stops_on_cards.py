"""Breakpoints are seen on the cards of the graph: by shape, at any zoom, in words."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from seen import near

from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.traces.model import Flag
from adstudio.workspace.node_stops import NodeStops


@pytest.fixture
def drawn(window, qtbot):
    """The graph of the worked example, laid out."""
    qtbot.waitUntil(lambda: window.graph.view.scene is not None)
    return window


def corner(view, row: int) -> QPoint:
    return view.to_screen(*view.scene.card_rect(row)[:2]).toPoint()


def test_f9_on_a_card_puts_a_disc_on_its_corner_and_takes_it_away(drawn):
    view, red = drawn.graph.view, drawn.theme.color("trouble")
    drawn.models.selection.row = 4
    assert not near(view, corner(view, 4), red)
    QTest.keyClick(view, Qt.Key.Key_F9)
    assert near(view, corner(view, 4), red)
    assert not near(view, corner(view, 3), red)
    assert view.textual(4).endswith("\nbreakpoint")
    QTest.keyClick(view, Qt.Key.Key_F9)
    assert not near(view, corner(view, 4), red)


def test_the_disc_of_one_that_is_off_is_hollow_and_a_condition_is_bars(drawn):
    view, stops = drawn.graph.view, drawn.models.stepper.breakpoints
    view.look_at(view.camera.place)
    for _ in range(4):
        view.zoom_in()
    view.show_row(4, gently=False)
    drawn.models.selection.row = 4
    QTest.keyClick(view, Qt.Key.Key_F9)
    full = view.grab().toImage()
    stops.set_enabled(0, False)
    hollow = view.grab().toImage()
    at = corner(view, 4)
    assert hollow.pixelColor(at) == drawn.theme.color("panel")
    assert full.pixelColor(at) != hollow.pixelColor(at)
    stops.set_condition(0, "value > 1")
    assert view.grab().toImage() != hollow
    assert view.textual(4).endswith("breakpoint where value > 1, switched off")


def test_a_breakpoint_on_an_operation_is_on_all_its_cards(drawn):
    view, trace = drawn.graph.view, drawn.models.document.trace
    drawn.models.selection.row = 4
    QTest.keyClick(view, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    rows = np.flatnonzero(trace.nodes.op == trace.nodes.op[4]).tolist()
    assert all(near(view, corner(view, row), drawn.theme.color("trouble")) for row in rows)
    assert view.stops.at(trace, rows[0]) is drawn.models.stepper.breakpoints.items[0]


def test_stops_are_looked_for_once(drawn):
    trace, stops = drawn.models.document.trace, NodeStops(drawn.models.stepper.breakpoints)
    drawn.models.stepper.breakpoints.toggle_operation("mul")
    assert stops.of(trace) is stops.of(trace)
    drawn.models.stepper.breakpoints.clear()
    assert stops.of(trace) == ()


def test_undo_takes_the_disc_away_again(drawn):
    view = drawn.graph.view
    drawn.models.selection.row = 4
    QTest.keyClick(view, Qt.Key.Key_F9)
    QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not near(view, corner(view, 4), drawn.theme.color("trouble"))


def test_right_click_on_a_card_offers_the_breakpoint(drawn):
    menu = drawn.graph.view.folding.menu(4)
    titles = [action.text().replace("&", "") for action in menu.actions()]
    assert {"Break on the line or node", "Break on the operation", "Run to the cursor"} <= set(titles)
    menu.deleteLater()


def test_what_is_marked_on_constants_is_on_no_card(drawn, qtbot):
    """They have no place in the graph: a disc or a ring drawn there is a warning of Qt's, and the test fails."""
    trace = running.run(load("def f(x=2.0):\n    return 3.0 * x + 1.0\n"), "tape", Request())
    view, models = drawn.graph.view, drawn.models
    models.document.set_trace(models.document.shown, trace)
    qtbot.waitUntil(lambda: view.scene.trace is trace)
    constants = np.flatnonzero(trace.nodes.flags & Flag.CONSTANT)
    models.stepper.breakpoints.toggle_operation(trace.header.ops[trace.nodes.op[constants[0]]])
    models.selection.select(constants)
    view.grab()
    assert len(view.look.stops[0][1]) == len(view.look.chosen) == 0
    assert view.look.selected == -1
