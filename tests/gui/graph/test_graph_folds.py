"""Folding and unfolding calls and loops in the graph, with keys, clicks and the menu."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from adstudio import assets, facade
from adstudio.analysis.group_kinds import PASS

LEFT = Qt.MouseButton.LeftButton


def show(window, qtbot, path, **point):
    """Open a program and its trace, as a run would bring it."""
    path = Path(path)
    document = window.models.document
    trace = facade.trace(path, point or None)
    document.set_program(path.read_text("utf-8"), path=path, function=trace.header.program.function)
    document.show("hand")
    document.set_trace("hand", trace)
    qtbot.waitUntil(lambda: window.graph.view.scene is not None and window.graph.view.scene.trace is trace)
    window.graph.setFocus()
    return trace


def example(name):
    return assets.path("examples", f"{name}.py")


@pytest.fixture
def newton(window, qtbot):
    """Six passes of three nodes, and the input."""
    window.trace = show(window, qtbot, example("newton_sqrt"))
    return window


def cards(window):
    return len(window.graph.view.scene.card_rows)


def settle(window, qtbot, count):
    """Wait until the graph has so many cards."""
    qtbot.waitUntil(lambda: cards(window) == count)


def centre(window, row):
    view = window.graph.view
    left, top, right, bottom = view.scene.card_rect(row)
    return view.to_screen((left + right) / 2, (top + bottom) / 2).toPoint()


def titles(window):
    folded = window.graph.view.scene.folded
    return [] if folded is None else [folded.folding.title(g) for g in folded.group[folded.rows].tolist() if g >= 0]


def test_g_folds_from_the_inside_to_the_outside_and_u_unfolds(newton, qtbot):
    assert cards(newton) == 19
    newton.models.selection.row = 2
    qtbot.keyClick(newton.graph.view, Qt.Key.Key_G)
    settle(newton, qtbot, 17)
    assert titles(newton) == ["pass 1 of 6"]
    qtbot.keyClick(newton.graph.view, Qt.Key.Key_G)
    settle(newton, qtbot, 2)
    assert titles(newton) == ["for _ in range(steps)"]
    qtbot.keyClick(newton.graph.view, Qt.Key.Key_U)
    settle(newton, qtbot, 17)
    qtbot.keyClick(newton.graph.view, Qt.Key.Key_U)
    settle(newton, qtbot, 19)
    assert newton.graph.view.scene.folded is None


def test_double_click_on_a_folded_card_unfolds_it(newton, qtbot):
    newton.models.folds.of(newton.trace)
    newton.models.folds.fold(1)
    settle(newton, qtbot, 2)
    group = int(newton.graph.view.scene.card_rows[-1])
    qtbot.mouseDClick(newton.graph.view, LEFT, pos=centre(newton, group))
    settle(newton, qtbot, 19)


def test_menu_offers_what_can_be_folded_here(newton, qtbot):
    view = newton.graph.view
    menu = view.folding.menu(5)
    offered = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert offered[:3] == ["Fold pass 2 of 6", "Fold every pass of for _ in range(steps)", "Fold for _ in range(steps)"]
    menu.actions()[1].trigger()
    menu.deleteLater()
    settle(newton, qtbot, 7)
    assert titles(newton) == [f"pass {i} of 6" for i in range(1, 7)]
    menu = view.folding.menu(5)
    assert menu.actions()[0].text() == "Unfold pass 2 of 6"
    menu.actions()[0].trigger()
    menu.deleteLater()
    settle(newton, qtbot, 9)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # the offscreen platform, of menus
@pytest.mark.parametrize("reason", [QContextMenuEvent.Reason.Mouse, QContextMenuEvent.Reason.Keyboard])
def test_right_click_and_the_menu_key_show_the_menu(newton, qtbot, reason):
    view = newton.graph.view
    newton.models.selection.row = 5
    spot = centre(newton, 5) if reason is QContextMenuEvent.Reason.Mouse else QPoint(0, 0)
    QApplication.sendEvent(view, QContextMenuEvent(reason, spot, view.mapToGlobal(spot)))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert menu.actions()[0].text() == "Fold pass 2 of 6"
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(menu, key)
    settle(newton, qtbot, 17)
    assert QApplication.activePopupWidget() is None


def test_commands_fold_all_calls_and_all_loops_and_nothing(window, qtbot):
    show(window, qtbot, example("small_mlp"))
    act = window.actions_by_name
    act["graph.fold_calls"].trigger()
    settle(window, qtbot, 27)
    assert set(titles(window)) == {
        "neuron(point, hidden[0:2], hidden_bias[0])",
        "neuron(point, hidden[2:4], hidden_bias[1])",
        "neuron(layer, out, out_bias)",
    }
    act["graph.fold_loops"].trigger()
    settle(window, qtbot, 10)
    act["graph.unfold"].trigger()
    settle(window, qtbot, 63)


def test_step_inside_a_folded_card_marks_the_card_and_its_progress(newton, qtbot):
    view, cursor, trace = newton.graph.view, newton.models.cursor, newton.trace
    folds = newton.models.folds
    folding = folds.of(trace)
    folds.fold(*folds.passes_of(1))
    settle(newton, qtbot, 7)
    seen = []
    cursor.start()
    for _ in range(len(trace.timeline)):
        row = trace.timeline.step(cursor.step).row
        assert view.moment.row == view.scene.card_of(row)
        if view.scene.group_of(view.moment.row):
            seen.append(view.scene.progress(view.moment.sweep, cursor.step, view.moment.row))
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert seen[:6] == [(1, 3), (2, 3), (3, 3), (1, 3), (2, 3), (3, 3)]
    assert {done for done, _ in seen} == {1, 2, 3}
    group = int(folding.last[next(g for g in range(len(folding)) if folding.kind[g] == PASS)])
    assert "pass 1 of 6" in view.textual(group)
    assert "3 of 3 nodes reached" in view.textual(group)


def test_step_between_folded_cards_travels_the_edge_that_stands_for_it(newton, qtbot):
    view, cursor = newton.graph.view, newton.models.cursor
    folds = newton.models.folds
    folds.of(newton.trace)
    folds.fold(*folds.passes_of(1))
    settle(newton, qtbot, 7)
    cursor.end()
    travelled = set()
    for _ in range(cursor.length):
        travelled.update(view.moment.edges)
        qtbot.keyClick(view, Qt.Key.Key_Left)
    assert travelled == set(view.scene.drawn_edges.tolist())


def test_folded_card_has_sheets_under_it_and_a_count(newton, qtbot):
    view, theme = newton.graph.view, newton.theme
    newton.models.folds.of(newton.trace)
    newton.models.folds.fold(1)
    settle(newton, qtbot, 2)
    view.fit()
    newton.models.cursor.end()
    row = int(view.scene.card_rows[-1])
    left, top, right, bottom = view.scene.card_rect(row)
    image, panel = view.grab().toImage(), theme.color("panel")

    def drawn(x, y):
        spot = view.to_screen(x, y).toPoint()
        near = [image.pixelColor(spot + QPoint(dx, dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        return any(abs(c.red() - panel.red()) + abs(c.green() - panel.green()) > 40 for c in near)

    assert [drawn((left + right) / 2, bottom + by) for by in (4, 8, 14)] == [True, True, False]
    assert drawn(left + 30, top - 9)  # the pill with the count
    plain = int(view.scene.card_rows[0])
    left, top, right, bottom = view.scene.card_rect(plain)
    newton.models.cursor.start()
    newton.models.cursor.step_on()
    image = view.grab().toImage()
    assert [drawn((left + right) / 2, bottom + by) for by in (4, 8, 14)] == [False, False, False]


def test_search_marks_the_folded_card_and_counts_its_nodes(newton, qtbot):
    newton.models.folds.of(newton.trace)
    newton.models.folds.fold(1)
    settle(newton, qtbot, 2)
    newton.graph.search()
    qtbot.keyClicks(newton.graph.search_bar.field, "op:div")
    view = newton.graph.view
    assert newton.graph.search_bar.count.text() == "6 found"
    group = int(view.scene.card_rows[-1])
    assert view.look.found.tolist() == [group]
    qtbot.keyClick(newton.graph.search_bar.field, Qt.Key.Key_Return)
    assert view.look.selected == group
    assert view.scene.card_of(newton.models.selection.row) == group


def test_fold_keeps_the_card_where_it_is_on_the_screen(newton, qtbot):
    view = newton.graph.view
    view.zoom(1.5)
    newton.models.selection.row = 10
    qtbot.waitUntil(lambda: not view.glide.running)
    before = centre(newton, 10)
    qtbot.keyClick(view, Qt.Key.Key_G)
    settle(newton, qtbot, 17)
    after = centre(newton, view.scene.card_of(10))
    assert (after - before).manhattanLength() <= 3


def test_folds_stay_through_a_retrace(newton, qtbot):
    newton.models.selection.row = 5
    qtbot.keyClick(newton.graph.view, Qt.Key.Key_G)
    settle(newton, qtbot, 17)
    show(newton, qtbot, example("newton_sqrt"), a=3.0, steps=6)
    newton.models.document.set_trace("hand", facade.trace(example("newton_sqrt"), {"a": 5.0, "steps": 9}))
    qtbot.waitUntil(lambda: titles(newton) == ["pass 2 of 9"])


def test_large_graph_opens_folded_and_is_opened_on_demand(window, qtbot, tmp_path):
    path = tmp_path / "long.py"
    path.write_text(
        "def g(x):\n    return x * 0.5 + 1\n\n\ndef f(x=1.0):\n    for _ in range(400):\n        x = g(x)\n    return x\n",
        "utf-8",
    )
    show(window, qtbot, path)
    assert titles(window) == ["for _ in range(400)"]
    assert cards(window) == 2
    assert window.graph.subtitle.startswith("801 nodes in 2 cards")
    window.models.selection.row = int(window.graph.view.scene.card_rows[-1])
    qtbot.keyClick(window.graph.view, Qt.Key.Key_U)
    settle(window, qtbot, 401)
    assert titles(window)[7] == "pass 8 of 400"


def test_nine_hundred_nested_calls_fold(window, qtbot, tmp_path):
    path = tmp_path / "deep.py"
    text = (
        "def g(x, n):\n    return x if n == 0 else x * g(x + 0.001, n - 1)\n\n\ndef f(x=1.0):\n    return g(x, 900)\n"
    )
    path.write_text(text, "utf-8")
    show(window, qtbot, path)
    assert cards(window) <= 300
    row = int(window.graph.view.scene.card_rows[-1])
    before = cards(window)
    assert window.graph.view.folding.fold_around(row)
    qtbot.waitUntil(lambda: cards(window) < before)
    window.models.cursor.end()
    window.graph.view.grab()


def test_walking_with_alt_and_arrows_goes_from_folded_card_to_folded_card(newton, qtbot):
    folds = newton.models.folds
    folds.of(newton.trace)
    folds.fold(*folds.passes_of(1))
    settle(newton, qtbot, 7)
    view, rows = newton.graph.view, newton.graph.view.scene.card_rows.tolist()
    newton.models.selection.row = rows[1]
    seen = []
    for _ in range(3):
        qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
        seen.append(newton.models.selection.row)
    assert seen == rows[2:5]
