"""The inputs panel, used as a person would: typed, dragged, stepped, pasted, loaded."""

import math
import time

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QPalette, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QInputDialog, QLineEdit, QMenu

from adstudio.workspace.inputs import Input, from_inspection

LONG = 20_000


def type_into(qtbot, field, text, *, end=Qt.Key.Key_Return):
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, text)
    if end is not None:
        qtbot.keyClick(field, end)


def point(window):
    return [value for item in window.models.document.inputs for value in item.values]


def entry(menu, words):
    """The entry of a menu that begins so; menus in it are looked into."""
    every = [action for part in (menu, *menu.findChildren(QMenu)) for action in part.actions()]
    return next((action for action in every if action.text().startswith(words)), None)


def choose(part, words):
    menu = part.menu()
    found = entry(menu, words)
    assert found is not None, [action.text() for action in menu.actions()]
    assert found.isEnabled()
    found.trigger()
    menu.deleteLater()


def wheel(widget, notches):
    place = QPointF(widget.rect().center())
    event = QWheelEvent(
        place,
        QPointF(widget.mapToGlobal(place.toPoint())),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def show_array(window, shape=(3, 4), **rest):
    values = tuple(map(float, range(math.prod(shape))))
    window.models.document.set_inputs((Input("A", values, shape, -100.0, 100.0, default=values, **rest),))
    return window.inputs.sections[0]


# -- numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [("2/3", 2 / 3), ("pi/4", math.pi / 4), ("1e-8", 1e-8), ("-inf", -math.inf), ("sqrt(2)^2", math.sqrt(2) ** 2)],
)
def test_a_typed_number_moves_the_point(window, qtbot, text, value):
    type_into(qtbot, window.inputs.rows[1].field, text)
    assert point(window) == [2.0, value]


def test_nan_can_be_typed_and_is_shown_as_such(window, qtbot):
    type_into(qtbot, window.inputs.rows[0].field, "nan")
    assert math.isnan(point(window)[0])
    window.graph.setFocus()
    assert window.inputs.rows[0].field.text() == "NaN"


def test_what_is_no_number_is_marked_told_and_changes_nothing(window, qtbot):
    row = window.inputs.rows[0]
    type_into(qtbot, row.field, "two")
    assert point(window) == [2.0, 5.0]
    assert row.field.property("wrong")
    assert "no number" in row.field.toolTip()
    assert row.trouble.isVisible()
    assert "two is no number" in row.trouble.text()
    qtbot.keyClick(row.field, Qt.Key.Key_Escape)
    assert (row.field.text(), row.trouble.isVisible()) == ("2.0", False)
    assert row.field.hasFocus()


def test_a_field_shows_what_fits_and_all_digits_while_it_has_the_focus(window):
    window.models.document.set_value("x1", 1.2345678901234567e-30)
    field = window.inputs.rows[0].field
    metrics = field.fontMetrics()
    assert metrics.horizontalAdvance(field.text()) <= field.width()
    assert "e-30" in field.text()
    field.setFocus()
    assert float(field.text()) == 1.2345678901234567e-30
    window.graph.setFocus()
    assert point(window)[0] == 1.2345678901234567e-30


def test_arrows_and_wheel_step_a_focused_field_and_shift_makes_it_fine(window, qtbot):
    field = window.inputs.rows[0].field
    wheel(field, 1)
    assert point(window)[0] == 2.0  # without the focus the wheel scrolls the panel
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up)
    assert point(window)[0] == 2.1
    qtbot.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert point(window)[0] == 2.09
    wheel(field, 2)
    assert point(window)[0] == 2.29


# -- sliders and ranges


def test_a_slider_comes_to_the_pointer_and_is_dragged_from_there(window, qtbot):
    slider = window.inputs.rows[0].slider
    at = lambda share: QPoint(round(slider.width() * share), slider.height() // 2)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=at(0.8))
    assert point(window)[0] == pytest.approx(7.0, abs=0.4)
    qtbot.mouseMove(slider, at(0.2))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at(0.2))
    assert point(window)[0] == pytest.approx(-2.0, abs=0.4)


def test_keys_step_a_slider_and_its_ends_and_shift_are_its_own(window, qtbot):
    slider, step = window.inputs.rows[0].slider, window.models.cursor.step
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert point(window)[0] == 2.1
    qtbot.keyClick(slider, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert point(window)[0] == 2.09
    qtbot.keyClick(slider, Qt.Key.Key_PageUp)
    assert point(window)[0] == 3.09
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert point(window)[0] == 10.0
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert point(window)[0] == 10.0
    assert window.models.cursor.step == step
    wheel(slider, -1)
    assert point(window)[0] == 9.9


def test_backspace_on_a_slider_and_the_menu_reset_to_the_program(window, qtbot):
    document = window.models.document
    document.set_inputs((Input("x1", (2.0,), (), -5.0, 10.0, default=(2.0,)),))
    row = window.inputs.rows[0]
    document.set_value("x1", 3.0)
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Backspace)
    assert point(window) == [2.0]
    document.set_value("x1", 3.0)
    assert "2 in the program" in row.label.toolTip()
    choose(row, "Reset to 2")
    assert point(window) == [2.0]
    menu = row.menu()
    assert not entry(menu, "Reset").isEnabled()
    menu.deleteLater()


def test_the_range_is_typed_in_place(window, qtbot):
    row = window.inputs.rows[0]
    row.field.setFocus()
    for wanted in (row.slider, row.range.low, row.range.high):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert wanted.hasFocus()
    type_into(qtbot, row.range.high, "4")
    type_into(qtbot, row.range.low, "-1")
    item = window.models.document.inputs[0]
    assert (item.low, item.high) == (-1.0, 4.0)
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Home)
    assert point(window)[0] == -1.0
    type_into(qtbot, row.range.low, "9")
    assert "begins below its end" in row.trouble.text()
    assert window.models.document.inputs[0].low == -1.0


def test_the_range_is_quiet_until_the_row_is_looked_at(window):
    row = window.inputs.rows[0]
    low, blank = row.range.low, QColor(0, 0, 0, 0)
    color = lambda: low.palette().color(QPalette.ColorRole.Text)
    assert color() == blank
    row.slider.setFocus()
    assert color() == QColor(window.theme.colors["text_secondary"])
    window.graph.setFocus()
    assert color() == blank


def test_all_ranges_can_be_shown_and_edited_also_with_many_inputs(window, qtbot):
    window.models.document.set_inputs(tuple(Input(f"x{at}", (2.0,), (), -5.0, 10.0) for at in range(40)))
    row = window.inputs.rows[3]
    assert not row.range.isVisible()
    choose(row, "Edit the range")
    assert row.range.low.hasFocus()
    qtbot.keyClicks(row.range.low, "0")
    qtbot.keyClick(row.range.low, Qt.Key.Key_Return)
    assert window.models.document.inputs[3].low == 0.0
    choose(row, "Show all ranges")
    assert all(other.range.isVisibleTo(window.inputs) for other in window.inputs.rows)


def test_a_logarithmic_scale_steps_by_factors(window, qtbot):
    row = window.inputs.rows[0]
    choose(row, "Logarithmic scale")
    assert window.models.document.inputs[0].log
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Home)
    assert point(window)[0] == 0.001
    for _ in range(20):
        qtbot.keyClick(row.slider, Qt.Key.Key_Right)
    assert point(window)[0] == pytest.approx(0.01, rel=0.02)
    choose(row, "Logarithmic scale")
    assert not window.models.document.inputs[0].log


@pytest.mark.parametrize("value", [-1.0, math.inf])
def test_a_value_that_changes_while_the_menu_is_open_is_told_why_it_has_no_logarithmic_scale(window, value):
    row = window.inputs.rows[0]
    menu = row.menu()
    window.models.document.set_value("x1", value)
    entry(menu, "Logarithmic").trigger()
    menu.deleteLater()
    assert "above zero" in row.trouble.text()
    assert not window.models.document.inputs[0].log
    fresh = row.menu()
    assert not entry(fresh, "Logarithmic").isEnabled()
    fresh.deleteLater()


def test_a_negative_number_has_no_logarithmic_scale(window):
    window.models.document.set_value("x1", -1.0)
    menu = window.inputs.rows[0].menu()
    assert not entry(menu, "Logarithmic").isEnabled()
    menu.deleteLater()


@pytest.mark.qt_log_ignore("This plugin does not support")  # popups of the offscreen platform
def test_the_menu_opens_by_a_key_on_the_name(window, qtbot):
    row = window.inputs.rows[0]
    row.label.setFocus()
    qtbot.keyClick(row.label, Qt.Key.Key_Space)
    menu = QApplication.activePopupWidget()
    assert menu is not None
    assert entry(menu, "Edit the range")
    menu.close()


# -- many inputs, long names


@pytest.mark.parametrize("size", [(1024, 700), (1504, 812)])
def test_forty_inputs_with_long_names_and_numbers_fit_and_line_up(make_window, qtbot, size):
    window = make_window(size=size)
    document = window.models.document
    document.set_program("def f(): ...", function="f")
    long = [
        Input(f"rate_of_layer_{at}_of_the_encoder_of_the_model", (1.2345678901234567e29 * at,), ()) for at in range(2)
    ]
    document.set_inputs((*long, *(Input(f"x{at}", (at / 3,), (), -50.0, 50.0) for at in range(38))))
    with qtbot.waitExposed(window):
        window.show()
    panel = window.inputs
    assert len(panel.rows) == 40
    qtbot.waitUntil(lambda: panel.verticalScrollBar().maximum() > 0)
    qtbot.waitUntil(lambda: panel.widget().width() == panel.viewport().width())
    assert len({row.slider.mapTo(panel.widget(), QPoint()).x() for row in panel.rows}) == 1
    for row in panel.rows:
        assert row.field.fontMetrics().horizontalAdvance(row.field.text()) <= row.field.width()
        assert row.label.fontMetrics().horizontalAdvance(row.label.text()) <= row.label.width()
        assert row.slider.width() >= 28
    assert "…" in panel.rows[0].label.text()
    assert panel.rows[0].label.toolTip() == "rate_of_layer_0_of_the_encoder_of_the_model"
    panel.rows[39].slider.setFocus()
    qtbot.keyClick(panel.rows[39].slider, Qt.Key.Key_Home)
    assert point(window)[39] == -50.0


def test_focus_scrolls_a_row_into_view(window, qtbot):
    window.models.document.set_inputs(tuple(Input(f"x{at}", (2.0,), (), -5.0, 10.0) for at in range(40)))
    panel = window.inputs
    panel.rows[0].field.setFocus()
    for _ in range(60):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    focus = QApplication.focusWidget()
    assert panel.isAncestorOf(focus)
    place = focus.mapTo(panel.viewport(), focus.rect().center())
    qtbot.waitUntil(lambda: panel.viewport().rect().contains(focus.mapTo(panel.viewport(), focus.rect().center())))
    assert place.x() < panel.viewport().width()


# -- inputs that are not differentiated


def test_fixed_inputs_are_typed_and_switched(window, qtbot):
    document = window.models.document
    made = [
        {"name": "n", "kind": "fixed", "shape": None, "value": 3, "given": True, "literal": True},
        {"name": "on", "kind": "fixed", "shape": None, "value": True, "given": True, "literal": True},
        {"name": "g", "kind": "fixed", "shape": None, "value": "<function g>", "given": True, "literal": False},
    ]
    document.set_inputs(tuple(map(from_inspection, made)))
    count, switch, function = window.inputs.fixed
    type_into(qtbot, count.field, "5")
    assert document.inputs[0].fixed == 5
    type_into(qtbot, count.field, "2.5")
    assert document.inputs[0].fixed == 5
    assert "no whole number" in count.trouble.text()
    qtbot.keyClick(count.field, Qt.Key.Key_Escape)
    assert (count.field.text(), count.trouble.isVisible()) == ("5", False)
    switch.box.setFocus()
    qtbot.keyClick(switch.box, Qt.Key.Key_Space)
    assert document.inputs[1].fixed is False
    assert function.field is None
    qtbot.mouseClick(count.label, Qt.MouseButton.LeftButton)
    assert document.inputs[0].fixed == 3


def test_a_function_as_a_default_stays_a_function_and_a_count_can_be_changed(make_window, qtbot, tmp_path):
    file = tmp_path / "program.py"
    file.write_text("from math import sin\n\ndef f(x=2.0, g=sin, n: int = 3):\n    return g(x) * n\n")
    window = make_window(worker=True)
    window.open_path(file)
    with qtbot.waitExposed(window):
        window.show()
    document = window.models.document
    qtbot.waitUntil(lambda: document.trace is not None, timeout=LONG)
    assert document.trace.value == pytest.approx(3 * math.sin(2.0), rel=1e-15)
    row = next(row for row in window.inputs.fixed if row.name == "n")
    type_into(qtbot, row.field, "4")
    qtbot.waitUntil(lambda: document.trace.value == pytest.approx(4 * math.sin(2.0), rel=1e-15), timeout=LONG)


def test_what_was_being_typed_when_the_program_changed_goes_nowhere(window, qtbot):
    document = window.models.document
    type_into(qtbot, window.inputs.rows[0].field, "77", end=None)
    document.set_inputs((Input("x1", (1.0,), (), resizable=True), Input("y", (2.0,), ())))
    QApplication.processEvents()
    assert point(window) == [1.0, 2.0]
    section = show_array(window)
    section.table.setFocus()
    section.select(0, 0)
    qtbot.keyClicks(section.table, "7")
    document.set_inputs((Input("y", (2.0,), ()),))
    QApplication.processEvents()
    assert point(window) == [2.0]
    assert window.inputs.results[0][0] == "∂f/∂x1"


# -- arrays


def test_an_array_is_a_table_whose_cells_are_typed_over(window, qtbot):
    section = show_array(window)
    assert (section.cells.rowCount(), section.cells.columnCount()) == (3, 4)
    section.table.setFocus()
    section.select(1, 2)
    qtbot.keyClick(section.table, Qt.Key.Key_Right)
    qtbot.keyClicks(section.table, "2")
    editor = section.table.findChild(QLineEdit)
    qtbot.keyClicks(editor, "/4")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.models.document.inputs[0].values[7] == 0.5)
    assert section.table.hasFocus()
    assert window.models.cursor.step == 0  # the arrows walked the cells


def test_what_is_no_number_in_a_cell_is_told_under_the_table(window, qtbot):
    section = show_array(window)
    section.table.setFocus()
    section.select(0, 0)
    qtbot.keyClick(section.table, Qt.Key.Key_F2)
    editor = section.table.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "3 apples")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(section.trouble.isVisible)
    assert window.models.document.inputs[0].values[0] == 0.0
    assert "3 apples is no number" in section.trouble.text()


def test_the_current_cell_has_a_slider(window, qtbot):
    section = show_array(window)
    section.table.setFocus()
    section.select(2, 1)
    assert section.row.label.text() == "A[2, 1]"
    section.row.slider.setFocus()
    qtbot.keyClick(section.row.slider, Qt.Key.Key_Home)
    assert window.models.document.inputs[0].values[9] == -100.0


def test_a_block_is_pasted_from_a_spreadsheet_and_copied_back(window, qtbot):
    section = show_array(window)
    section.table.setFocus()
    section.select(1, 1)
    QApplication.clipboard().setText("1.5\t2.5\r\n3.5\t4.5\r\n")
    qtbot.keyClick(section.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    values = np.array(window.models.document.inputs[0].values).reshape(3, 4)
    np.testing.assert_array_equal(values[1:, 1:3], [[1.5, 2.5], [3.5, 4.5]])
    qtbot.keyClick(section.table, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(section.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(section.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "1.5\t2.5\n3.5\t4.5\n"
    qtbot.keyClick(section.table, Qt.Key.Key_Delete)
    assert set(np.array(window.models.document.inputs[0].values).reshape(3, 4)[1:, 1:3].flat) == {0.0}


@pytest.mark.parametrize(
    ("text", "why"),
    [("1\tx\n", "row 1, column 2: 'x' is no number"), ("1\t2\t3\t4\t5\n", "does not fit"), ("", "no numbers")],
)
def test_a_paste_that_can_not_be_is_told_and_changes_nothing(window, qtbot, text, why):
    section = show_array(window)
    before = window.models.document.inputs
    section.table.setFocus()
    section.select(0, 0)
    QApplication.clipboard().setText(text)
    qtbot.keyClick(section.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert why in section.trouble.text()
    assert window.models.document.inputs == before


def test_more_than_two_dimensions_are_seen_in_slices(window, qtbot):
    section = show_array(window, (3, 2, 2))
    assert len(section.spins) == 1
    spin = section.spins[0]
    spin.setFocus()
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    qtbot.keyClick(spin, Qt.Key.Key_Up)
    assert section.cells.index(0, 0).data() == "8.0"
    section.table.setFocus()
    section.select(1, 1)
    qtbot.keyClicks(section.table, "7")
    qtbot.keyClick(section.table.findChild(QLineEdit), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.models.document.inputs[0].values[11] == 7.0)


def test_ten_thousand_entries_are_at_hand_and_quick(window, qtbot):
    began = time.perf_counter()
    section = show_array(window, (10_000,))
    QApplication.processEvents()
    built = time.perf_counter() - began
    assert section.cells.rowCount() == 10_000
    section.table.setFocus()
    began = time.perf_counter()
    section.select(9_999, 0)
    window.models.document.set_value("A", 5.0, 9_999)
    QApplication.processEvents()
    edited = time.perf_counter() - began
    assert section.cells.index(9_999, 0).data() == "5.0"
    assert section.table.rowAt(section.table.viewport().height() - 12) == 9_999
    assert (built < 1.0, edited < 0.5) == (True, True), (built, edited)  # s, on a busy machine; a widget each takes 10


def test_the_menu_fills_with_zeros_ones_and_random_numbers(window):
    section = show_array(window)
    values = lambda: window.models.document.inputs[0].values
    choose(section, "Zeros")
    assert set(values()) == {0.0}
    choose(section, "Ones")
    assert set(values()) == {1.0}
    choose(section, "Random, -100 to 100")
    assert len(set(values())) == 12
    choose(section, "Random, normal")
    assert len(set(values())) == 12
    choose(section, "Reset to the program's values")
    assert values() == tuple(map(float, range(12)))


@pytest.mark.parametrize(
    ("words", "typed", "expected"),
    [("Fill with…", "pi", [math.pi] * 12), ("Evenly from", "0, 11", list(map(float, range(12))))],
)
def test_fill_and_linspace_ask_for_numbers(window, qtbot, words, typed, expected):
    section = show_array(window)
    choose(section, "Zeros")
    choose(section, words)
    dialog = section.findChild(QInputDialog)
    qtbot.waitUntil(dialog.isVisible)
    field = dialog.findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, typed)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert list(window.models.document.inputs[0].values) == expected


def test_a_list_that_the_program_takes_of_any_length_gets_another_one(window, qtbot):
    document = window.models.document
    document.set_inputs(
        (from_inspection({"name": "xs", "kind": "varargs", "shape": [2], "value": [1.0, 2.0], "given": True}),)
    )
    assert len(window.inputs.rows) == 2
    choose(window.inputs.rows[0], "Change the shape…")
    dialog = window.inputs.findChild(QInputDialog)
    qtbot.waitUntil(dialog.isVisible)
    field = dialog.findChild(QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, "4")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert document.inputs[0].values == (1.0, 2.0, 1.0, 1.0)
    assert len(window.inputs.rows) == 4


def test_an_array_of_the_programs_own_shape_has_no_entry_to_change_it(window):
    menu = show_array(window).menu()
    assert entry(menu, "Change the shape") is None
    menu.deleteLater()


def test_an_array_is_loaded_and_saved(window, tmp_path, monkeypatch):
    section = show_array(window)
    np.save(tmp_path / "a.npy", np.full((3, 4), 2.5))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "a.npy"), ""))
    choose(section, "Load a file…")
    assert set(window.models.document.inputs[0].values) == {2.5}
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "b"), "CSV (*.csv)"))
    choose(section, "Save as…")
    assert (tmp_path / "b.csv").read_text() == "2.5,2.5,2.5,2.5\n" * 3


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("a.csv", "1,2\n3,4\n", "A is 3 × 4, and a.csv holds 2 × 2"),
        ("a.csv", "1,2,3,4\n1,2,x,4\n", "row 2, column 3: 'x' is no number"),
        ("a.npy", "rubbish", "no whole .npy file"),
    ],
)
def test_a_file_that_can_not_be_loaded_is_told_under_the_table(window, tmp_path, monkeypatch, name, text, why):
    section = show_array(window)
    before = window.models.document.inputs
    (tmp_path / name).write_text(text)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / name), ""))
    choose(section, "Load a file…")
    assert why in section.trouble.text()
    assert window.models.document.inputs == before
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(tmp_path / "gone.csv"), ""))
    choose(section, "Load a file…")
    assert "No such file" in section.trouble.text()


def test_a_short_list_has_a_slider_each_and_the_menu_of_the_whole(window):
    window.models.document.set_inputs((Input("xs", (1.0, 2.0, 3.0), (3,), default=(1.0, 2.0, 3.0)),))
    assert [row.label.text() for row in window.inputs.rows] == ["xs[0]", "xs[1]", "xs[2]"]
    choose(window.inputs.rows[1], "Zeros")
    assert point(window) == [0.0, 0.0, 0.0]
