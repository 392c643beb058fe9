"""Graphs of many nodes: what their first picture waits for, and what a step from afar recolours."""

from __future__ import annotations

import gc
import random
import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
from gui.panels.conftest import Desk
from gui.panels.graphs import local_graph
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from adstudio.analysis.layout import layout
from adstudio.gui.graph.dots import DotField
from adstudio.gui.graph.moment import Moment
from adstudio.gui.graph.panel import GraphPanel
from adstudio.gui.graph.scene import GraphScene
from adstudio.gui.inputs.slopes_list import SlopesList

Show = Callable[[QWidget, int, int], QWidget]
SIZE, DOT = (280, 180), (3, 2)


class Paintings(QObject):
    """Asks `what` at every painting of a graph that is there."""

    def __init__(self, view: Any, what: Callable[[], bool]) -> None:
        super().__init__(view)
        self.view, self.what = view, what
        self.answers: list[bool] = []
        view.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let everything through."""
        if event.type() == QEvent.Type.Paint and self.view.scene is not None:
            self.answers.append(self.what())
        return False


def test_nothing_is_built_for_later_steps_before_the_first_picture(empty_desk: Desk, shown: Show, qtbot: QtBot) -> None:
    trace = local_graph(60_000)
    panel = GraphPanel(empty_desk.document, empty_desk.cursor, empty_desk.selection, empty_desk.theme)
    slopes = SlopesList(empty_desk.document, empty_desk.cursor, empty_desk.theme)
    qtbot.addWidget(slopes)
    shown(panel, 800, 500)
    paintings = Paintings(panel.view, lambda: trace.timeline.is_prepared)
    empty_desk.show(trace)
    assert not slopes.lines.slopes
    qtbot.waitUntil(lambda: len(slopes.lines.slopes) == 2)
    assert not paintings.answers[0]
    assert trace.timeline.is_prepared


def test_a_graph_that_is_not_looked_at_holds_no_slopes_up(empty_desk: Desk, shown: Show, qtbot: QtBot) -> None:
    panel = GraphPanel(empty_desk.document, empty_desk.cursor, empty_desk.selection, empty_desk.theme)
    slopes = SlopesList(empty_desk.document, empty_desk.cursor, empty_desk.theme)
    qtbot.addWidget(slopes)
    shown(panel, 800, 500)
    panel.show_tab(2)
    empty_desk.show(local_graph(60_000))
    qtbot.waitUntil(lambda: len(slopes.lines.slopes) == 2)


def test_steps_from_afar_in_any_order_leave_the_picture_of_the_last_one(empty_desk: Desk) -> None:
    trace = local_graph(3_000)
    made = layout(trace)
    scene, (left, top, right, bottom) = GraphScene(trace, made), made.bounds
    scale = min(300 / (right - left), 200 / (bottom - top))  # several cards in a cell, cells without any, cards beyond
    across, down = -(-SIZE[0] // DOT[0]), -(-SIZE[1] // DOT[1])
    column = ((made.x - left) * (scale / DOT[0])).astype(int)
    line = ((made.y - top) * (scale / DOT[1])).astype(int)
    inside = (column < across) & (line < down)
    assert 0 < inside.sum() < 3_000

    used = DotField(scene, empty_desk.theme, made.bounds, scale=scale, size=SIZE, dot=DOT)
    steps = random.Random(4)
    for _ in range(60):
        moment = Moment.of(trace, steps.randrange(len(trace.timeline)))
        image = QImage(*SIZE, QImage.Format.Format_RGB32)
        image.fill(empty_desk.theme.color("panel"))
        with QPainter(image) as painter:
            used.paint(painter, moment, 0.0, 0.0)
        shown = np.frombuffer(image.constBits(), np.uint32).reshape(SIZE[1], SIZE[0])[:: DOT[1], :: DOT[0]]
        done = inside & (scene.node_steps(moment.sweep) <= moment.step)
        expected = np.zeros((down, across), bool)
        expected[line[done], column[done]] = True
        assert ((shown == np.uint32(empty_desk.theme.color(moment.token).rgba())) == expected).all()


def test_a_graph_goes_when_another_comes(empty_desk: Desk, shown: Show, qtbot: QtBot) -> None:
    """Laid out, prepared and hovered over in threads, none of which may keep it."""
    panel = GraphPanel(empty_desk.document, empty_desk.cursor, empty_desk.selection, empty_desk.theme)
    shown(panel, 800, 500)
    view, before = panel.view, []
    for nodes in (1_000, 1_100, 1_200):
        trace = local_graph(nodes)
        empty_desk.show(trace)
        qtbot.waitUntil(lambda trace=trace: view.scene is not None and view.scene.trace is trace)
        qtbot.waitUntil(lambda trace=trace: trace.timeline.is_prepared)
        empty_desk.selection.hovered = 5
        qtbot.waitUntil(lambda: view.trails.trail is not None and not view.trails.busy)
        empty_desk.selection.hovered = None
        before.append(weakref.ref(trace))
        del trace
    qtbot.waitUntil(lambda: gc.collect() >= 0 and before[0]() is None)
    assert before[-1]() is not None
