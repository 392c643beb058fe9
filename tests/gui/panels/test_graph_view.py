"""The graph, driven by mouse and keys as a person would, judged by what is drawn and said."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
import worked_example
from gui.panels.conftest import Desk, has_color, picture
from gui.panels.graphs import local_graph
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from adstudio.analysis.layout import layout
from adstudio.gui.graph.moment import Moment
from adstudio.gui.graph.painting import CardPainter
from adstudio.gui.graph.scene import GraphScene
from adstudio.gui.graph.view import GraphView
from adstudio.traces.model import Flag

Show = Callable[[QWidget, int, int], QWidget]
LEFT = Qt.MouseButton.LeftButton
SECOND_CONTRIBUTION = 28  # v̄₂ += v̄₄ · v₁, from 0


@pytest.fixture
def view(desk: Desk, shown: Show, qtbot: QtBot) -> GraphView:
    made = GraphView(desk.cursor, desk.selection, desk.theme)
    shown(made, 850, 410)
    made.set_trace(desk.document.trace)
    qtbot.waitUntil(lambda: made.scene is not None)
    return made


def centre(view: GraphView, row: int) -> QPoint:
    assert view.scene is not None
    return view.to_screen(float(view.scene.layout.x[row]), float(view.scene.layout.y[row])).toPoint()


def border(view: GraphView, row: int) -> tuple[int, int, int, int]:
    """A strip over the left border of a card, in the widget."""
    assert view.scene is not None
    left, top, _, bottom = view.scene.card_rect(row)
    first, last = view.to_screen(left - 2, top + 25), view.to_screen(left + 2, bottom - 25)
    return int(first.x()) - 1, int(first.y()), int(last.x()) + 2, int(last.y())


def test_click_on_a_card_selects_its_node(view: GraphView, desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(view, LEFT, pos=centre(view, 4))
    assert desk.selection.row == 4


def test_click_beside_the_cards_selects_nothing(view: GraphView, desk: Desk, qtbot: QtBot) -> None:
    desk.selection.row = 4
    qtbot.mouseClick(view, LEFT, pos=QPoint(5, 5))
    assert desk.selection.row is None


def test_drag_pans_and_does_not_select(view: GraphView, desk: Desk, qtbot: QtBot) -> None:
    before = centre(view, 4)
    qtbot.mousePress(view, LEFT, pos=before)
    qtbot.mouseMove(view, before + QPoint(30, 12))
    qtbot.mouseRelease(view, LEFT, pos=before + QPoint(30, 12))
    assert centre(view, 4) == before + QPoint(30, 12)
    assert desk.selection.row is None


def wheel(view: GraphView, at: QPoint, delta: int) -> None:
    none = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    event = QWheelEvent(
        QPointF(at),
        QPointF(view.mapToGlobal(at)),
        QPoint(),
        QPoint(0, delta),
        *none,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view, event)


def test_wheel_zooms_around_the_pointer(view: GraphView) -> None:
    at, scale = centre(view, 5), view.scale
    wheel(view, at, 240)
    assert view.scale > scale * 1.2
    assert (centre(view, 5) - at).manhattanLength() <= 1


def test_f_fits_again(view: GraphView, qtbot: QtBot) -> None:
    scale = view.scale
    wheel(view, QPoint(10, 10), 600)
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert view.fitted
    assert view.scale == scale


def test_double_click_zooms_to_a_card(view: GraphView, qtbot: QtBot) -> None:
    at = centre(view, 6)
    qtbot.mouseDClick(view, LEFT, pos=at)
    assert view.scale >= 1.4
    assert (centre(view, 6) - QPoint(view.width() // 2, view.height() // 2)).manhattanLength() <= 2


def test_alt_and_arrows_walk_along_the_edges(view: GraphView, desk: Desk, qtbot: QtBot) -> None:
    desk.selection.row = 6
    for key, expected in (
        (Qt.Key.Key_Left, 5),
        (Qt.Key.Key_Left, 2),
        (Qt.Key.Key_Down, 3),
        (Qt.Key.Key_Down, 4),
        (Qt.Key.Key_Up, 3),
        (Qt.Key.Key_Right, 5),
    ):
        qtbot.keyClick(view, key, Qt.KeyboardModifier.AltModifier)
        assert desk.selection.row in ({2, 3} if expected in (2, 3) and key == Qt.Key.Key_Left else {expected})
        desk.selection.row = expected


def test_plain_arrows_are_left_to_stepping(view: GraphView, desk: Desk, qtbot: QtBot) -> None:
    desk.selection.row = 6
    qtbot.keyClick(view, Qt.Key.Key_Left)
    assert desk.selection.row == 6


def test_return_goes_to_the_step_that_finished_the_node(view: GraphView, desk: Desk, qtbot: QtBot) -> None:
    desk.cursor.step, desk.selection.row = SECOND_CONTRIBUTION, 0
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert desk.cursor.step == 29


def test_target_of_the_step_has_a_border_in_the_color_of_the_sweep(view: GraphView, desk: Desk) -> None:
    adjoint = desk.theme.color("adjoint")
    desk.cursor.step = SECOND_CONTRIBUTION
    image = picture(view)
    assert has_color(image, adjoint, border(view, 1))
    assert not has_color(image, adjoint, border(view, 6))
    desk.cursor.step = 21
    image = picture(view)
    assert has_color(image, adjoint, border(view, 6))
    assert not has_color(image, adjoint, border(view, 1))


def test_primal_step_is_blue(view: GraphView, desk: Desk) -> None:
    desk.cursor.step = 3
    assert has_color(picture(view), desk.theme.color("primal"), border(view, 3))


def test_pending_border_is_broken_and_done_border_is_whole(view: GraphView, desk: Desk) -> None:
    """Told apart by shape too: along a pending border the ground shows through."""
    desk.cursor.step = 4

    def gaps(row: int) -> int:
        assert view.scene is not None
        image, (left, top, _, bottom) = picture(view), view.scene.card_rect(row)
        first, last = view.to_screen(left, top + 15), view.to_screen(left, bottom - 15)
        x = round(first.x())
        port = centre(view, row).y()
        rows = [y for y in range(int(first.y()), int(last.y())) if abs(y - port) > 7]
        border_color = desk.theme.color("node_border")
        return sum(not has_color(image, border_color, (x - 1, y, x + 2, y + 1), near=14) for y in rows)

    assert gaps(2) == 0
    assert gaps(6) > 3


def test_nan_has_a_sign_and_not_only_a_color(desk: Desk, shown: Show, qtbot: QtBot) -> None:
    trace = worked_example.trace()
    value, flags = trace.nodes.value.copy(), trace.nodes.flags.copy()
    value[2], flags[2] = np.nan, flags[2] | Flag.NONFINITE
    desk.show(replace(trace, nodes=replace(trace.nodes, value=value, flags=flags)))
    made = GraphView(desk.cursor, desk.selection, desk.theme)
    shown(made, 850, 410)
    made.set_trace(desk.document.trace)
    qtbot.waitUntil(lambda: made.scene is not None)
    desk.cursor.step = 8
    assert made.scene is not None
    _, top, right, _ = made.scene.card_rect(2)
    corner = made.to_screen(right - 6, top).toPoint()
    box = (corner.x() - 8, corner.y() - 8, corner.x() + 8, corner.y() + 9)
    assert has_color(picture(made), desk.theme.color("trouble"), box)


def test_labels_lie_on_no_card_and_on_no_other_label(qapp: QApplication, desk: Desk) -> None:
    for trace in (worked_example.trace(), local_graph(40), local_graph(400)):
        scene = GraphScene(trace, layout(trace))
        painter = CardPainter(scene, desk.theme)
        placed = [found[1] for edge in scene.drawn_edges.tolist() if (found := painter.labels.of(edge)) is not None]
        assert len(placed) > len(scene.drawn_edges) / 4
        assert all(not len(scene.cards_in(rect)) for rect in placed)
        for a, b in combinations(placed, 2):
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_every_edge_of_the_worked_example_is_labelled(view: GraphView) -> None:
    assert view.scene is not None
    texts = [found[0] for edge in range(8) if (found := view._picture.cards.labels.of(edge)) is not None]
    assert texts == ["1/v₁ = 0.5", "v₂ = 5", "v₁ = 2", "cos v₂ = 0.283662", "1", "1", "1", "-1"]


def test_text_of_a_node_has_value_adjoint_and_partials_in_full(view: GraphView, desk: Desk) -> None:
    desk.cursor.step = SECOND_CONTRIBUTION
    text = view.textual(1)
    assert "v₂ = x₂" in text
    assert "value 5.0" in text
    assert "adjoint v̄ = 1.7163378145367738" in text
    assert "2 of 2 contributions" in text
    assert view.accessibleDescription() == text
    desk.cursor.step = 26
    assert "1 of 2 contributions" in view.textual(1)
    assert "pending" in view.textual(0)


def test_retrace_of_the_same_structure_keeps_the_view(view: GraphView, desk: Desk, qtbot: QtBot) -> None:
    wheel(view, centre(view, 3), 240)
    before = [centre(view, row) for row in range(7)]
    trace = worked_example.trace()
    desk.show(replace(trace, nodes=replace(trace.nodes, value=trace.nodes.value * 2)))
    view.set_trace(desk.document.trace)
    assert view.scene is not None
    assert view.scene.trace is desk.document.trace
    assert [centre(view, row) for row in range(7)] == before


@pytest.mark.parametrize("nodes", [1_000, 20_000])
def test_large_graph_shows_done_and_pending_apart(nodes: int, empty_desk: Desk, shown: Show, qtbot: QtBot) -> None:
    empty_desk.show(local_graph(nodes))
    made = GraphView(empty_desk.cursor, empty_desk.selection, empty_desk.theme)
    shown(made, 800, 500)
    made.set_trace(empty_desk.document.trace)
    qtbot.waitUntil(lambda: made.scene is not None)

    def amber() -> int:
        image = picture(made)
        adjoint = empty_desk.theme.color("adjoint")
        spots = [(x, y) for x in range(0, 800, 2) for y in range(0, 500, 2)]
        return (
            sum(image.pixelColor(x, y).red() > image.pixelColor(x, y).blue() + 40 for x, y in spots) if adjoint else 0
        )

    counts = []
    for share in (0.0, 0.5, 1.0):
        empty_desk.cursor.step = nodes + int(share * (empty_desk.cursor.length - nodes - 1))
        counts.append(amber())
    assert counts[0] < counts[1] < counts[2]
    empty_desk.cursor.step = nodes + (empty_desk.cursor.length - nodes - 1) // 2
    assert amber() == pytest.approx(counts[1], rel=0.02)


def test_stepping_brings_the_node_into_sight_when_zoomed_in(empty_desk: Desk, shown: Show, qtbot: QtBot) -> None:
    empty_desk.show(local_graph(2_000))
    made = GraphView(empty_desk.cursor, empty_desk.selection, empty_desk.theme)
    shown(made, 500, 300)
    made.set_trace(empty_desk.document.trace)
    qtbot.waitUntil(lambda: made.scene is not None)
    qtbot.mouseDClick(made, LEFT, pos=centre(made, 10))
    empty_desk.cursor.step = 1_500
    assert made.rect().contains(centre(made, 1_500))


def test_moment_of_a_primal_step_travels_all_its_edges() -> None:
    moment = Moment.of(worked_example.trace(), 3)
    assert (moment.row, moment.edges, moment.sources) == (3, (1, 2), (0, 1))


def test_moment_of_a_contribution_travels_one_edge() -> None:
    moment = Moment.of(worked_example.trace(), SECOND_CONTRIBUTION)
    assert (moment.row, moment.edges, moment.sources) == (1, (2,), (3,))


def test_view_without_a_trace_says_what_to_do(empty_desk: Desk, shown: Show) -> None:
    made = GraphView(empty_desk.cursor, empty_desk.selection, empty_desk.theme)
    shown(made, 400, 200)
    assert has_color(picture(made), empty_desk.theme.color("text_secondary"), (50, 80, 350, 120))
    assert made.textual() == "No graph yet"
