"""The graph in the real window, as a person uses it: looking around, tracing a node, following the step, in words."""

from __future__ import annotations

import gc

import numpy as np
import pytest
import worked_example
from gui.panels.graphs import local_graph
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

import adstudio
from adstudio.gui.commands import IN_GRAPH, key_lines
from adstudio.gui.graph.outline import Relation
from adstudio.traces.model import Flag

LEFT = Qt.MouseButton.LeftButton
CONTRIBUTION = 27  # the step before v̄₂ += v̄₄ · v₁


def centre(view, row: int) -> QPoint:
    return view.to_screen(float(view.scene.layout.x[row]), float(view.scene.layout.y[row])).toPoint()


def show_trace(window, trace) -> None:
    window.models.document.set_trace("hand", trace)


def menu_entry(window, menu: str, title: str):
    """What a person would click in a menu."""
    for action in window.menus[menu].actions():
        if action.text().partition("\t")[0].replace("&", "") == title:
            return action
    raise AssertionError(f"no {title} in {menu}")


def choose_motion(window, title: str) -> None:
    """What a person would click in View, Reduced motion."""
    next(action for action in window.bar.motions.actions() if action.text() == title).trigger()


def difference(one: QImage, other: QImage) -> int:
    """How many of the pixels differ, of every other one."""
    return sum(
        one.pixel(x, y) != other.pixel(x, y) for x in range(0, one.width(), 2) for y in range(0, one.height(), 2)
    )


@pytest.fixture
def view(window):
    window.graph.setFocus()
    window.motion.choose("on")
    return window.graph.view


# -- what moves -------------------------------------------------------------------------------------------------------


def test_a_dot_travels_along_the_edge_of_the_step_and_comes_to_rest(window, view, qtbot):
    choose_motion(window, "Off")
    window.models.cursor.step = CONTRIBUTION
    qtbot.waitUntil(lambda: not view.flow.running)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert view.flow.running
    qtbot.waitUntil(lambda: 0.2 < view.flow.share < 0.9)
    on_its_way = view.grab().toImage()
    qtbot.waitUntil(lambda: not view.flow.running, timeout=3000)
    assert view.flow.share == 1.0
    assert difference(on_its_way, view.grab().toImage()) > 0


def test_nothing_moves_under_reduced_motion_and_the_choice_is_kept(window, view, qtbot):
    choose_motion(window, "On: nothing moves by itself")
    qtbot.keyClick(view, Qt.Key.Key_End)
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert not view.flow.running
    assert not view.glide.running
    assert window.models.settings.choices.reduced_motion == "on"


def test_what_moves_stops_when_the_graph_is_hidden(window, view, qtbot):
    window.motion.choose("off")
    window.models.cursor.step = CONTRIBUTION
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert view.flow.running
    assert view.glide.running
    window.graph.show_tab(2)
    assert not view.flow.running
    assert not view.glide.running
    assert view.fitted
    window.models.cursor.step_back()
    assert not view.flow.running


def test_steps_that_come_too_fast_to_be_followed_move_nothing(window, view):
    window.motion.choose("off")
    window.models.cursor.step = CONTRIBUTION
    window.models.cursor.step_on()
    assert not view.flow.running


# -- looking around ---------------------------------------------------------------------------------------------------


def test_keys_zoom_to_the_selection_to_the_step_to_full_size_and_to_all(window, view, qtbot):
    fitting = view.scale
    window.models.cursor.step = CONTRIBUTION
    window.models.selection.row = 6
    for key, row in ((Qt.Key.Key_Z, 6), (Qt.Key.Key_C, view.moment.row)):
        qtbot.keyClick(view, key)
        assert not view.fitted
        assert view.rect().contains(centre(view, row))
    qtbot.keyClick(view, Qt.Key.Key_1)
    assert view.scale == 1.0
    qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.scale == 1.25
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    qtbot.keyClick(view, Qt.Key.Key_Minus)
    assert view.scale == pytest.approx(0.8)
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert view.scale == fitting


def test_control_shift_and_arrows_pan(view, qtbot):
    before = centre(view, 3)
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(view, Qt.Key.Key_Right, both)
    qtbot.keyClick(view, Qt.Key.Key_Down, both)
    moved = centre(view, 3) - before
    assert moved.x() < -view.width() // 12
    assert moved.y() < -view.height() // 12


def test_every_key_of_the_graph_stands_in_the_menu_and_in_the_list_of_keys(window, view):
    listed = {line.keys for line in key_lines(window.commands, {}) if line.group == IN_GRAPH}
    assert set("FZC+-1TMWL") <= listed
    assert menu_entry(window, "graph", "Fit").text().endswith("\tF")


def test_commands_of_the_menu_do_what_their_keys_do(window, view):
    menu_entry(window, "graph", "100 %").trigger()
    assert view.scale == 1.0
    menu_entry(window, "graph", "Fit").trigger()
    assert view.fitted


def test_view_glides_to_where_it_is_sent(window, view, qtbot):
    window.motion.choose("off")
    scale = view.scale
    qtbot.keyClick(view, Qt.Key.Key_1)
    qtbot.waitUntil(lambda: scale < view.scale < 1.0 or view.scale == 1.0)
    qtbot.waitUntil(lambda: not view.glide.running)
    assert view.scale == 1.0


def test_step_that_leaves_the_view_is_followed_by_as_little_as_it_takes(window, view, qtbot):
    for _ in range(6):
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    window.models.cursor.step = 3
    window.models.cursor.step = 0
    assert view.rect().contains(centre(view, 0))
    before = centre(view, 0)
    window.models.cursor.step = 1  # just below: the view moves down, not across
    assert view.rect().contains(centre(view, 1))
    assert abs(centre(view, 0).x() - before.x()) <= 1
    window.models.cursor.end()
    assert view.rect().contains(centre(view, view.moment.row))


def test_small_graph_that_cannot_be_read_whole_opens_at_the_step_with_a_minimap(window, view, qtbot):
    show_trace(window, local_graph(250))
    qtbot.waitUntil(lambda: view.scene is not None and len(view.scene.trace) == 250)
    assert view.scale > 0.6
    assert view.minimap.isVisible()
    assert view.rect().contains(centre(view, view.moment.row))
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert view.fitted
    assert not view.minimap.isVisible()


# -- the minimap ------------------------------------------------------------------------------------------------------


def test_minimap_comes_when_a_part_is_out_of_sight_and_m_hides_it(view, qtbot):
    assert not view.minimap.isVisible()
    for _ in range(4):
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    assert view.minimap.isVisible()
    qtbot.keyClick(view, Qt.Key.Key_M)
    assert not view.minimap.isVisible()
    qtbot.keyClick(view, Qt.Key.Key_M)
    assert view.minimap.isVisible()
    qtbot.keyClick(view, Qt.Key.Key_F)
    assert not view.minimap.isVisible()


@pytest.mark.parametrize("nodes", [7, 2_000, 40_000])
def test_dragging_in_the_minimap_moves_the_view(window, view, qtbot, nodes):
    if nodes > 7:
        show_trace(window, local_graph(nodes))
        qtbot.waitUntil(lambda: view.scene is not None and len(view.scene.trace) == nodes)
    for _ in range(6):
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    minimap = view.minimap
    frame = minimap.frame_rect().center().toPoint()
    target = QPoint(minimap.width() // 5, minimap.height() // 3)
    qtbot.mousePress(minimap, LEFT, pos=frame)
    scale = view.scale
    qtbot.mouseMove(minimap, target)
    qtbot.mouseRelease(minimap, LEFT, pos=target)
    assert (minimap.frame_rect().center() - QPointF(target)).manhattanLength() < 6
    assert view.scale == scale
    assert window.models.selection.row is None


def test_minimap_tells_done_from_pending(window, view, qtbot):
    show_trace(window, local_graph(5_000))
    qtbot.waitUntil(lambda: view.scene is not None and len(view.scene.trace) == 5_000)
    for _ in range(6):
        qtbot.keyClick(view, Qt.Key.Key_Plus)
    pictures = []
    for share in (0.1, 0.9):
        window.models.cursor.step = int(share * 5_000)
        pictures.append(view.minimap.grab().toImage())
    assert difference(*pictures) > 200


# -- where a node comes from and where it goes ------------------------------------------------------------------------


def test_hover_marks_ancestors_and_descendants_and_dims_the_rest(window, view, qtbot):
    window.models.cursor.end()
    before = view.grab().toImage()
    qtbot.mouseMove(view, centre(view, 3))
    qtbot.waitUntil(lambda: view.trails.trail is not None)
    trail = view.trails.trail
    assert np.flatnonzero(trail.up).tolist() == [0, 1]
    assert np.flatnonzero(trail.down).tolist() == [5, 6]
    after = view.grab().toImage()

    def brightest(image: QImage, row: int) -> int:
        """Of the title of a card."""
        left, top, right, _ = view.scene.card_rect(row)
        first, last = view.to_screen(left + 8, top + 8).toPoint(), view.to_screen(right - 8, top + 24).toPoint()
        pixels = [(x, y) for x in range(first.x(), last.x()) for y in range(first.y(), last.y())]
        return max(image.pixelColor(x, y).lightness() for x, y in pixels)

    assert brightest(after, 2) < brightest(before, 2) - 60
    assert brightest(after, 0) == brightest(before, 0)
    qtbot.mouseMove(view, QPoint(4, 4))
    qtbot.waitUntil(lambda: view.trails.trail is None)


def test_edges_upstream_are_whole_and_downstream_are_dotted(window, view, qtbot):
    """Told apart by shape: along a dotted edge the ground shows through."""
    qtbot.mouseMove(view, centre(view, 3))
    qtbot.waitUntil(lambda: view.trails.trail is not None)
    image, text = view.grab().toImage(), window.theme.color("text")

    def gaps(edge: int) -> int:
        path = view._picture.cards.edges.path(edge)
        found = 0
        for share in np.linspace(0.08, 0.25, 60):
            at = view.to_screen(path.pointAtPercent(share).x(), path.pointAtPercent(share).y())
            around = [image.pixelColor(round(at.x()) + i, round(at.y()) + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
            found += max(color.lightness() for color in around) < text.lightness() - 60
        return found

    assert gaps(1) == 0  # v₁ → v₄
    assert gaps(5) > 5  # v₄ → v₆


def test_t_keeps_the_trail_of_the_selected_node_for_those_without_a_mouse(window, view, qtbot):
    window.models.selection.row = 4
    qtbot.keyClick(view, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: view.trails.trail is not None and view.trails.trail.row == 4)
    qtbot.keyClick(view, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: view.trails.trail is not None and view.trails.trail.row == 1)
    qtbot.keyClick(view, Qt.Key.Key_T)
    qtbot.waitUntil(lambda: view.trails.trail is None)


@pytest.mark.parametrize("nodes", [1_000, 60_000])
def test_trail_is_found_in_large_graphs_and_drawn_from_afar(window, view, qtbot, nodes):
    show_trace(window, local_graph(nodes))
    qtbot.waitUntil(lambda: view.scene is not None and len(view.scene.trace) == nodes)
    before = view.grab().toImage()
    window.models.selection.hovered = nodes // 2
    qtbot.waitUntil(lambda: view.trails.trail is not None and view.trails.trail.down[-1] == 1, timeout=5000)
    assert not view.trails.trail.up[nodes // 2 :].any()
    assert not view.trails.trail.down[: nodes // 2].any()
    assert difference(before, view.grab().toImage()) > 500


# -- in words ---------------------------------------------------------------------------------------------------------


def test_w_shows_the_graph_in_words_which_arrows_walk(window, view, qtbot):
    window.models.selection.row = 6
    qtbot.keyClick(view, Qt.Key.Key_W)
    words = window.graph.words
    assert words.isVisible()
    assert QApplication.focusWidget() is words.list
    assert words.list.item(0).text().startswith("v₇")
    lines = [words.list.item(i).text() for i in range(words.list.count())]
    assert "Comes from" in lines
    step = window.models.cursor.step

    def down_to(start: str) -> None:
        for _ in range(words.list.count()):
            if words.list.currentItem().text().startswith(start):
                return
            qtbot.keyClick(words.list, Qt.Key.Key_Down)
        raise AssertionError(start)

    down_to("v₆")
    qtbot.keyClick(words.list, Qt.Key.Key_Right)
    assert window.models.selection.row == 5
    assert words.list.currentRow() == 0
    down_to("v₃")
    qtbot.keyClick(words.list, Qt.Key.Key_Return)
    assert window.models.selection.row == 2
    lines = [words.list.item(i).text() for i in range(words.list.count())]
    assert "Goes to" in lines
    assert "Used beside it" in lines
    qtbot.keyClick(words.list, Qt.Key.Key_Left)
    assert window.models.selection.row == 5
    assert window.models.cursor.step == step  # the arrows were not taken for steps
    qtbot.keyClick(words.list, Qt.Key.Key_W)
    assert not words.isVisible()
    assert QApplication.focusWidget() is view


def test_words_tell_the_numbers_of_the_step(window, view, qtbot):
    window.models.selection.row = 1
    qtbot.keyClick(view, Qt.Key.Key_W)
    window.models.cursor.end()
    lines = [line.text for line in window.graph.words.lines if line.relation is Relation.SELF]
    assert "value 5.0" in lines
    assert any("2 of 2 contributions" in line for line in lines)
    window.models.cursor.start()
    assert "value pending" in [line.text for line in window.graph.words.lines]


def test_words_of_a_node_with_thousands_of_children_stay_short(window, view, qtbot):
    def wide(x=1.0):
        return sum(x * float(i) for i in range(500))

    show_trace(window, adstudio.trace(wide, (1.0,), engine="tape"))
    window.models.folds.fold_all("nothing")
    qtbot.waitUntil(lambda: view.scene is not None and len(view.scene.card_rows) > 500)
    window.models.selection.row = 0
    qtbot.keyClick(view, Qt.Key.Key_W)
    lines = window.graph.words.lines
    assert len(lines) < 140
    assert any(line.text.endswith("more") for line in lines)


def test_l_shows_what_the_shapes_mean(view, qtbot):
    qtbot.keyClick(view, Qt.Key.Key_L)
    assert view.legend.isVisible()
    assert "Pending" in view.legend.accessibleDescription()
    qtbot.keyClick(view, Qt.Key.Key_L)
    assert not view.legend.isVisible()


# -- retraces ---------------------------------------------------------------------------------------------------------


def test_loop_that_runs_once_more_leaves_the_cards_on_the_screen_where_they_were(window, view, qtbot):
    def newton(a=2.0, n=6):
        x = a
        for _ in range(n):
            x = 0.5 * (x + a / x)
        return x

    show_trace(window, adstudio.trace(newton, (2.0, 6), engine="tape"))
    qtbot.waitUntil(lambda: view.scene is not None and len(view.scene.card_rows) == 20)
    qtbot.keyClick(view, Qt.Key.Key_1)
    window.models.cursor.step = 3
    cards = view.scene.card_rows.tolist()
    before = {row: centre(view, row) for row in cards}
    show_trace(window, adstudio.trace(newton, (2.0, 7), engine="tape"))
    qtbot.waitUntil(lambda: view.scene is not None and len(view.scene.card_rows) == 23)
    assert all((centre(view, row) - before[row]).manhattanLength() <= 1 for row in cards)


# -- odd graphs -------------------------------------------------------------------------------------------------------


def test_nan_everywhere_is_drawn_and_told(window, view, qtbot):
    trace = worked_example.trace()
    nodes = trace.nodes
    bad = replace(
        nodes,
        value=np.full(len(nodes), np.nan),
        partial=np.full(len(nodes.parent), np.nan),
        flags=nodes.flags | np.uint8(Flag.NONFINITE),
    )
    show_trace(window, replace(trace, nodes=bad))
    window.models.cursor.end()
    window.models.selection.row = 6
    assert "NaN or infinite" in view.textual()
    assert not view.grab().isNull()


def test_forty_inputs_open_readable_and_fit(window, view, qtbot):
    names = ", ".join(f"x{i}=1.0" for i in range(40))
    text = f"def f({names}):\n    return {' + '.join(f'x{i}' for i in range(40))}\n"
    space: dict[str, object] = {}
    exec(text, space)
    show_trace(window, adstudio.trace(space["f"], tuple([1.0] * 40), engine="tape"))
    qtbot.waitUntil(lambda: view.scene is not None and len(view.scene.card_rows) == 79)
    assert view.scale >= 0.34
    qtbot.keyClick(view, Qt.Key.Key_F)
    left, top, right, bottom = view.drawing
    shown = view.visible()
    assert shown[0] <= left
    assert shown[1] <= top
    assert shown[2] >= right
    assert shown[3] >= bottom


def test_window_without_a_trace_takes_every_key_of_the_graph(make_window, qtbot):
    window = make_window()
    with qtbot.waitExposed(window):
        window.show()
    view = window.graph.view
    for key in "FZC1TMWLWL+-":
        qtbot.keyClick(window.graph.words.list if window.graph.words and window.graph.words.isVisible() else view, key)
    assert view.scene is None


# -- while another trace is laid out -----------------------------------------------------------------------------------


def test_what_is_selected_in_a_trace_that_is_not_drawn_yet_is_not_marked(window, view):
    window.models.document.set_trace("hand", local_graph(2000))
    window.models.selection.select(np.array([2, 1500]))
    assert len(view.scene.trace) == 7  # the new one is being laid out
    assert view.look.chosen.tolist() == [2]


def test_minimap_of_a_smaller_graph_forgets_the_step_of_the_one_before(window, view, qtbot):
    document = window.models.document
    document.set_trace("hand", local_graph(60))
    qtbot.waitUntil(lambda: view.scene is not None and len(view.scene.trace) == 60)
    window.models.cursor.end()
    view.zoom_in()
    for _ in range(8):
        view.zoom_in()
    document.set_trace("hand", local_graph(8))
    assert len(view.scene.trace) == 8
    assert view.minimap._moment.row < 8


def test_lines_that_nobody_sees_keep_no_trace(window):
    document, old = window.models.document, window.models.document.trace
    window.graph.show_tab(2)
    window.graph.show_tab(0)
    document.set_trace("hand", worked_example.trace())
    assert document.trace is not old
    assert not any(holder is vars(window.graph) for holder in gc.get_referrers(old))


def test_a_row_of_a_trace_that_is_still_being_laid_out_is_gone_to_by_no_step(window, qtbot):
    view, cursor = window.graph.view, window.models.cursor
    qtbot.waitUntil(lambda: view.scene is not None)
    cursor.step = 5
    view.go_to(len(view.scene.trace))
    assert cursor.step == 5
