"""Program and graph joined: expressions select nodes, nodes mark expressions, and one goes from pass to pass."""

import pytest
from gui.graph.test_graph_folds import example, show
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCursor

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def newton(window, qtbot):
    """Newton's loop: `a / x` runs six times."""
    qtbot.waitUntil(lambda: window.link is not None)
    window.trace = show(window, qtbot, example("newton_sqrt"))
    window.divisions = [
        row for row in range(len(window.trace)) if window.trace.header.ops[window.trace.nodes.op[row]] == "div"
    ]
    return window


def put_caret(window, qtbot, piece, offset=0):
    """Click into the program, as a person does."""
    editor = window.editor
    editor.setFocus()
    at = editor.toPlainText().index(piece) + offset
    cursor = QTextCursor(editor.document())
    cursor.setPosition(at)
    editor.reveal(cursor.blockNumber() + 1)
    spot = editor.cursorRect(cursor)
    qtbot.mouseClick(editor.viewport(), LEFT, pos=spot.center())


def outlined(window):
    """Whether an outline of the selected node's colour is on the program."""
    link = window.link
    return [(round(box.left()), round(box.top())) for box in link._boxes()]


def test_click_into_an_expression_selects_all_its_nodes_with_a_count(newton, qtbot):
    put_caret(newton, qtbot, "a / x", 3)
    selection = newton.models.selection
    assert selection.rows.tolist() == newton.divisions
    assert newton.link.text.text() == "a / x: pass 1 of 6"
    assert newton.link.isVisible()
    assert newton.graph.view.look.chosen.tolist() == newton.divisions


def test_pass_in_which_the_step_is_comes_first(newton, qtbot):
    trace = newton.trace
    newton.models.cursor.step = trace.timeline.step_of(newton.divisions[3], 0)
    put_caret(newton, qtbot, "a / x", 3)
    assert newton.models.selection.row == newton.divisions[3]
    assert newton.link.text.text() == "a / x: pass 4 of 6"


def test_alt_and_arrows_in_the_program_go_from_pass_to_pass(newton, qtbot):
    put_caret(newton, qtbot, "a / x", 3)
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(newton.editor, key, ALT)
        seen.append(newton.link.text.text())
    assert seen == [f"a / x: pass {i} of 6" for i in (2, 3, 2)]
    assert newton.models.selection.row == newton.divisions[1]
    assert newton.editor.hasFocus()


def test_brackets_in_the_graph_go_from_pass_to_pass_of_a_clicked_node(newton, qtbot):
    newton.graph.setFocus()
    newton.models.selection.row = newton.divisions[2]
    assert newton.link.text.text() == "a / x: pass 3 of 6"
    qtbot.keyClick(newton.graph.view, Qt.Key.Key_BracketRight)
    assert newton.models.selection.row == newton.divisions[3]
    for _ in range(9):
        qtbot.keyClick(newton.graph.view, Qt.Key.Key_BracketLeft)
    assert newton.models.selection.row == newton.divisions[0]


def test_buttons_of_the_strip_go_from_pass_to_pass(newton, qtbot):
    put_caret(newton, qtbot, "a / x", 3)
    qtbot.mouseClick(newton.link.next_button, LEFT)
    qtbot.mouseClick(newton.link.next_button, LEFT)
    qtbot.mouseClick(newton.link.previous_button, LEFT)
    assert newton.link.text.text() == "a / x: pass 2 of 6"


def test_commands_go_from_pass_to_pass_wherever_the_focus_is(newton, qtbot):
    put_caret(newton, qtbot, "a / x", 3)
    qtbot.keyClick(newton.editor, Qt.Key.Key_PageDown, ALT)
    assert newton.models.selection.row == newton.divisions[1]
    newton.graph.setFocus()
    qtbot.keyClick(newton.graph.view, Qt.Key.Key_PageUp, ALT)
    assert newton.models.selection.row == newton.divisions[0]


def test_selected_text_selects_the_nodes_of_all_that_is_in_it(newton, qtbot):
    editor = newton.editor
    put_caret(newton, qtbot, "(x + a / x)", 0)
    for _ in range(len("(x + a / x)")):
        qtbot.keyClick(editor, Qt.Key.Key_Right, SHIFT)
    assert editor.textCursor().selectedText() == "(x + a / x)"
    selection = newton.models.selection
    assert len(selection.rows) == 12
    assert set(newton.divisions) < set(selection.rows.tolist())
    assert newton.link.text.text() == "2 expressions: node 1 of 12"


def test_node_marks_its_expression_in_the_program(newton, qtbot):
    newton.graph.setFocus()
    assert outlined(newton) == []
    view = newton.graph.view
    left, top, right, bottom = view.scene.card_rect(newton.divisions[1])
    view.fit()
    spot = view.to_screen((left + right) / 2, (top + bottom) / 2).toPoint()
    qtbot.mouseClick(view, LEFT, pos=spot)
    assert newton.models.selection.row == newton.divisions[1]
    marked = newton.link._marked
    line = newton.editor.toPlainText().split("\n")[marked[0] - 1]
    assert line[marked[1] : marked[3]] == "a / x"
    assert len(outlined(newton)) == 1
    qtbot.mouseClick(view, LEFT, pos=QPoint(3, 3))
    assert outlined(newton) == []


def test_loop_shows_the_pass_of_the_step(newton, qtbot):
    newton.graph.setFocus()
    newton.models.cursor.start()
    seen = []
    for _ in range(5):
        seen.append(newton.link.text.toolTip() if newton.link.isVisible() else "")
        qtbot.keyClick(newton.graph.view, Qt.Key.Key_Right)
    loop = "for _ in range(steps): pass {} of 6"
    assert seen == ["", *[loop.format(1)] * 3, loop.format(2)]


def test_evaluation_trace_marks_the_steps_of_the_expression(newton, qtbot):
    put_caret(newton, qtbot, "a / x", 3)
    newton.models.cursor.step = 0
    model = newton.panel("trace").steps
    marked = [row for row in range(model.rowCount()) if model.cell(row, 1).startswith("▸")]
    assert [newton.trace.timeline.step(model.step_of(row)).row for row in marked] == newton.divisions
    newton.models.selection.row = None
    assert not any(model.cell(row, 1).startswith("▸") for row in range(model.rowCount()))


def test_place_that_computes_nothing_selects_nothing(newton, qtbot):
    put_caret(newton, qtbot, "a / x", 3)
    put_caret(newton, qtbot, "return x", 2)
    assert newton.models.selection.row is None


def test_expression_stays_selected_through_a_retrace_with_more_passes(newton, qtbot):
    from adstudio import facade

    put_caret(newton, qtbot, "a / x", 3)
    qtbot.keyClick(newton.editor, Qt.Key.Key_Down, ALT)
    newton.models.document.set_trace("hand", facade.trace(example("newton_sqrt"), {"a": 2.0, "steps": 9}))
    assert newton.link.text.text() == "a / x: pass 2 of 9"
    assert len(newton.models.selection.rows) == 9


def test_changed_text_is_not_joined_to_an_older_trace(newton, qtbot):
    put_caret(newton, qtbot, "a / x", 3)
    qtbot.keyClicks(newton.editor, "  ")
    newton.editor.commit()
    assert not newton.link.isVisible()
    assert outlined(newton) == []
    selected = newton.models.selection.rows.tolist()
    qtbot.keyClick(newton.editor, Qt.Key.Key_Right)
    assert newton.models.selection.rows.tolist() == selected


def test_strip_is_quiet_where_there_is_no_loop(window, qtbot):
    qtbot.waitUntil(lambda: window.link is not None)
    window.models.cursor.end()
    assert not window.link.isVisible()


def test_trace_that_is_shorter_than_the_selection_is_no_trouble(newton, qtbot):
    from adstudio import facade

    newton.models.cursor.end()
    newton.models.selection.row = newton.divisions[-1]
    newton.models.document.set_trace("hand", facade.trace(example("newton_sqrt"), {"a": 2.0, "steps": 1}))
    assert newton.models.selection.row is None
    assert newton.models.cursor.at_end
    assert "pass" not in newton.link.said


def test_click_on_a_source_line_selects_all_that_it_computed(newton, qtbot):
    newton.graph.show_tab(2)
    table = newton.graph.lines.table
    row = next(i for i, line in enumerate(newton.graph.lines.model.lines) if line.number == 5)
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.model().index(row, 1)).center())
    assert len(newton.models.selection.rows) == 18
    assert newton.models.selection.row == int(newton.models.selection.rows[-1])
    assert newton.link.text.text() == "line 5: node 18 of 18"
