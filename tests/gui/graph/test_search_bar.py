"""Searching the graph with keys, as a person does."""

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def search(qtbot, window, text):
    """Ctrl+F, the query; the field that has the focus."""
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F, CTRL)
    field = QApplication.focusWidget()
    assert field is window.graph.search_bar.field
    qtbot.keyClicks(field, text)
    return field


def test_ctrl_f_searches_and_enter_goes_from_match_to_match(window, qtbot):
    field = search(qtbot, window, "value:>1")
    bar = window.graph.search_bar
    assert bar.isVisible()
    assert bar.count.text() == "5 found"
    seen = []
    for _ in range(3):
        qtbot.keyClick(field, Qt.Key.Key_Return)
        seen.append((window.models.selection.row, bar.count.text()))
    qtbot.keyClick(field, Qt.Key.Key_Return, SHIFT)
    seen.append((window.models.selection.row, bar.count.text()))
    assert seen == [(0, "1 of 5"), (1, "2 of 5"), (3, "3 of 5"), (1, "2 of 5")]
    assert QApplication.focusWidget() is field


def test_slash_in_the_graph_searches_and_typing_in_the_editor_does_not(window, qtbot):
    qtbot.keyClick(window.graph.view, Qt.Key.Key_Slash)
    assert window.graph.search_bar.isVisible()
    qtbot.keyClick(window.graph.search_bar.field, Qt.Key.Key_Escape)
    window.editor.setFocus()
    qtbot.keyClick(window.editor, Qt.Key.Key_Slash)
    assert not window.graph.search_bar.isVisible()
    assert window.editor.toPlainText().startswith("/")


def test_f3_goes_on_from_anywhere_and_asks_where_nothing_is_searched_for(window, qtbot):
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F3)
    bar = window.graph.search_bar
    assert QApplication.focusWidget() is bar.field
    qtbot.keyClicks(bar.field, "op:s*")
    window.editor.setFocus()
    seen = []
    for modifier in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.NoModifier, SHIFT):
        qtbot.keyClick(window.editor, Qt.Key.Key_F3, modifier)
        seen.append(window.models.selection.row)
    assert seen == [4, 6, 4]


@pytest.mark.parametrize("where", ["graph", "editor"])
def test_escape_closes_the_search_and_gives_the_focus_back(window, qtbot, where):
    home = window.graph.view if where == "graph" else window.editor
    home.setFocus()
    field = search(qtbot, window, "sin")
    assert len(window.graph.finder.rows) == 1
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert not window.graph.search_bar.isVisible()
    assert QApplication.focusWidget() is home
    assert not len(window.graph.finder.rows)


def test_matches_are_marked_by_a_flag_at_their_cards(window, qtbot):
    view = window.graph.view
    violet = window.theme.color("higher_order")

    def flagged(row):
        left, _, _, bottom = view.scene.card_rect(row)
        spot = view.to_screen(left + 2, bottom - 4).toPoint()
        seen = view.grab().toImage().pixelColor(spot)
        return max(abs(seen.red() - violet.red()), abs(seen.blue() - violet.blue())) < 30

    search(qtbot, window, "op:log")
    assert [row for row in range(7) if flagged(row)] == [2]
    qtbot.keyClick(window.graph.search_bar.field, Qt.Key.Key_Escape)
    assert not flagged(2)


def test_wrong_query_is_told_with_its_place_and_enter_selects_it(window, qtbot):
    field = search(qtbot, window, "sin opp:log")
    bar = window.graph.search_bar
    assert bar.trouble.isVisible()
    assert "opp:log" in bar.trouble.text()
    assert "there is no opp:" in bar.trouble.text()
    assert field.property("wrong")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.selectedText() == "opp:log"
    qtbot.keyClicks(field, "op:sin")
    assert not bar.trouble.isVisible()
    assert not field.property("wrong")
    assert bar.count.text() == "1 found"


def test_buttons_do_what_the_keys_do(window, qtbot):
    search(qtbot, window, "value:>1")
    bar, left = window.graph.search_bar, Qt.MouseButton.LeftButton
    for button, row in ((bar.next_button, 0), (bar.next_button, 1), (bar.previous_button, 0)):
        qtbot.mouseClick(button, left)
        assert window.models.selection.row == row
    qtbot.mouseClick(bar.close_button, left)
    assert not bar.isVisible()


def test_keys_in_the_field_do_not_step_or_play(window, qtbot):
    step = window.models.cursor.step
    field = search(qtbot, window, "a b")
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Space, Qt.Key.Key_F):
        qtbot.keyClick(field, key)
    assert window.models.cursor.step == step
    assert not window.transport.playing
    assert window.graph.search_bar.isVisible()


def test_search_from_another_tab_comes_to_the_graph(window, qtbot):
    window.graph.show_tab(1)
    search(qtbot, window, "x1")
    assert window.graph.tabs.currentIndex() == 0
    assert window.graph.search_bar.isVisible()


def test_bar_stays_in_the_corner_of_a_graph_of_another_size(window, qtbot):
    search(qtbot, window, "x1")
    bar, view = window.graph.search_bar, window.graph.view
    for width in (1100, 1400):
        window.resize(width, 700)
        qtbot.waitUntil(lambda: view.rect().contains(bar.geometry()))
        assert bar.mapTo(view, QPoint(bar.width(), 0)).x() == view.width() - 10


def test_match_out_of_sight_is_brought_into_sight(window, qtbot):
    view = window.graph.view
    view.zoom(3.0, QPoint(0, 0))
    field = search(qtbot, window, "flag:output")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    left, top, right, bottom = view.scene.card_rect(6)
    qtbot.waitUntil(lambda: view.rect().contains(view.to_screen((left + right) / 2, (top + bottom) / 2).toPoint()))


def test_closing_the_search_finds_the_field_gone_that_it_was_opened_from(window, qtbot):
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    search(qtbot, window, "log")
    shiboken6.delete(field)
    qtbot.keyClick(window.graph.search_bar.field, Qt.Key.Key_Escape)
    assert not window.graph.search_bar.isVisible()
    assert QApplication.focusWidget() is window.graph.view
