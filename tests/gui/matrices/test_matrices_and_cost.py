"""Jacobian, Hessian and cost as a person looks at them: real worker, keys and clicks."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
import pytest
import worked_example
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontMetrics, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip

from adstudio.analysis.matrices import Matrix
from adstudio.gui.matrices.heat_map import HeatMap
from adstudio.gui.matrices.heat_picture import levels, picture, shrunk
from adstudio.gui.theme import Theme

LEFT = Qt.MouseButton.LeftButton
TWO = "def f(x=2.0, y=3.0, z=0.0):\n    return x * y, y * y * y + z * z\n"


@pytest.fixture
def opened(make_window, qtbot):
    """A window on a program, with one panel in front."""

    def open_(name: str, source: str = TWO):
        window = make_window(worker=True)
        window.models.document.set_program(source, path=Path("two.py"), function="f")
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.fill_late()
        return window, window.raise_panel(name)

    return open_


def wait_for_matrix(qtbot, panel, kind: str) -> Matrix:
    qtbot.waitUntil(lambda: kind in panel.document.analyses and panel.matrix is not None, timeout=20_000)
    return panel.matrix


def test_the_jacobian_is_shown_with_its_numbers_and_missing_paths(opened, qtbot) -> None:
    _, panel = opened("matrices")
    matrix = wait_for_matrix(qtbot, panel, "jacobian")
    assert matrix.values.tolist() == [[3.0, 2.0, 0.0], [0.0, 27.0, 0.0]]
    assert panel.subtitle == "2 × 3 · 4 of 6 filled"
    assert panel.words.text() == "∂f[0]/∂x = 3"
    assert panel.legend.accessibleName().endswith("no path, zero")


def test_the_arrow_keys_walk_the_cells_and_say_each_in_full(opened, qtbot) -> None:
    window, panel = opened("matrices")
    wait_for_matrix(qtbot, panel, "jacobian")
    step = window.models.cursor.step
    panel.map.setFocus()
    qtbot.keyClick(panel.map, Qt.Key.Key_Right)
    qtbot.keyClick(panel.map, Qt.Key.Key_Down)
    assert panel.words.text() == "∂f[1]/∂y = 27"
    qtbot.keyClick(panel.map, Qt.Key.Key_Home)
    assert panel.words.text() == "∂f[1]/∂x = 0: there is no path"
    assert panel.map.accessibleDescription() == panel.words.text()
    qtbot.keyClick(panel.map, Qt.Key.Key_Left)
    assert panel.map.cell == (1, 0)
    assert window.models.cursor.step == step  # the arrows are the map's while it has the focus


def test_a_click_goes_to_the_reverse_sweep_that_made_the_row(opened, qtbot) -> None:
    window, panel = opened("matrices")
    wait_for_matrix(qtbot, panel, "jacobian")
    document, cursor = window.models.document, window.models.cursor
    document.show("tape")
    qtbot.mouseClick(panel.map, LEFT, pos=panel.map.box(1, 1).center().toPoint())
    step = document.trace.timeline.step(cursor.step)
    assert document.shown == "tape"
    assert document.trace.sweeps[step.sweep].label == "seeded at f[1]"
    assert (step.row, step.after) == (1, 27.0)


def test_return_goes_to_the_forward_sweep_that_made_the_column(opened, qtbot) -> None:
    window, panel = opened("matrices")
    wait_for_matrix(qtbot, panel, "jacobian")
    document, cursor = window.models.document, window.models.cursor
    document.show("dual")
    panel.map.setFocus()
    qtbot.keyClick(panel.map, Qt.Key.Key_Right)
    qtbot.keyClick(panel.map, Qt.Key.Key_Return)
    step = document.trace.timeline.step(cursor.step)
    assert document.shown == "dual"
    assert document.trace.sweeps[step.sweep].label == "∂/∂y"
    assert step.after == 2.0


@pytest.mark.qt_log_ignore("This plugin does not support")  # raising a tooltip, without a screen
def test_the_pointer_tells_the_value_in_full(opened, qtbot) -> None:
    _, panel = opened("matrices", worked_example.SOURCE)
    wait_for_matrix(qtbot, panel, "jacobian")
    point = panel.map.box(0, 1).center().toPoint()
    QApplication.sendEvent(panel.map, QHelpEvent(QEvent.Type.ToolTip, point, panel.map.mapToGlobal(point)))
    assert QToolTip.text() == "∂f/∂x2 = 1.7163378145367738"
    QToolTip.hideText()


def test_the_table_has_the_same_numbers_and_return_goes_to_the_sweep(opened, qtbot) -> None:
    window, panel = opened("matrices")
    wait_for_matrix(qtbot, panel, "jacobian")
    panel.as_table.setFocus()
    qtbot.keyClick(panel.as_table, Qt.Key.Key_Space)
    assert panel.table.isVisible()
    model = panel.table.model()
    texts = [[model.index(i, j).data() for j in range(3)] for i in range(2)]
    assert texts == [["3", "2", "·"], ["·", "27", "0"]]
    assert model.headerData(1, Qt.Orientation.Vertical) == "f[1]"
    panel.table.setFocus()
    panel.table.setCurrentIndex(model.index(0, 0))
    qtbot.keyClick(panel.table, Qt.Key.Key_Right)
    qtbot.keyClick(panel.table, Qt.Key.Key_Return)
    step = window.models.document.trace.timeline.step(window.models.cursor.step)
    assert step.after == 2.0


def test_the_hessian_of_a_chosen_output_and_whether_it_is_symmetric(opened, qtbot) -> None:
    window, panel = opened("matrices")
    wait_for_matrix(qtbot, panel, "jacobian")
    panel.tabs.setFocus()
    qtbot.keyClick(panel.tabs, Qt.Key.Key_Right)
    matrix = wait_for_matrix(qtbot, panel, "hessian")
    assert matrix.values.tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]
    assert panel.subtitle.endswith("symmetric to 0 ulp")
    assert "jacobian" not in window.models.document.wanted
    panel.output.setFocus()
    qtbot.keyClick(panel.output, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: panel.matrix is not None and panel.matrix.values[1, 1] == 18.0, timeout=10_000)
    assert panel.matrix.values[2, 2] == 2.0
    panel.map.walk_to(1, 1)
    assert panel.words.text() == "∂²f[1]/∂y∂y = 18"


def test_nothing_is_asked_for_while_nobody_looks(opened, qtbot) -> None:
    window, panel = opened("matrices")
    wait_for_matrix(qtbot, panel, "jacobian")
    window.raise_panel("comparison")
    wanted = window.models.document.wanted
    qtbot.waitUntil(lambda: not {"jacobian", "hessian", "cost"} & set(wanted))
    window.raise_panel("matrices")
    qtbot.waitUntil(lambda: "jacobian" in wanted)


def test_a_large_matrix_is_one_image_and_drawn_at_once(opened, qtbot) -> None:
    """784 × 784: no item a cell; a drawing takes no longer than the window may be blocked."""
    _, panel = opened("matrices")
    wait_for_matrix(qtbot, panel, "jacobian")
    side = 784
    rng = np.random.default_rng(1)
    values = rng.standard_normal((side, side)) * (rng.random((side, side)) < 0.1)
    labels = tuple(f"x[{i}]" for i in range(side))
    panel.map.show_matrix(Matrix(values, values != 0, labels, labels), second=True, hint="")
    began = time.process_time()
    panel.map.show_matrix(Matrix(values, values != 0, labels, labels), second=True, hint="")
    assert time.process_time() - began < 0.05
    assert panel.map.image.size().toTuple() == (side, side)
    target = QImage(panel.map.size(), QImage.Format.Format_RGB32)
    panel.map.render(target)
    taken = []
    for _ in range(5):
        began = time.process_time()
        panel.map.render(target)
        taken.append(time.process_time() - began)
    assert sorted(taken)[2] < 0.05
    assert panel.map.cell_at(panel.map.box(783, 783).center()) == (783, 783)


def test_signs_are_told_apart_and_the_smallest_number_from_nothing(qtbot) -> None:
    theme = Theme("dark")
    matrix = Matrix(np.array([[1.0, -1.0, 1e-9, 0.0, np.nan]]), np.ones((1, 5), bool), ("f",), tuple("abcde"))
    image = picture(levels(matrix), theme)
    seen = [image.pixelColor(i, 0).name() for i in range(5)]
    assert seen[:2] == [theme.color("adjoint").name(), theme.color("primal").name()]
    assert seen[3] == theme.color("panel").name()
    assert len(set(seen)) == 5
    assert levels(matrix).tolist() == [[254, 0, 147, 127, 255]]


def test_a_lone_number_is_seen_also_where_many_share_a_pixel() -> None:
    level = np.full((784, 784), 127, np.uint8)
    level[500, 3], level[10, 10], level[11, 11] = 254, 20, 140
    small = shrunk(level, 90, 100)
    assert small.shape == (90, 100)
    assert sorted(small[small != 127].tolist()) == [20, 254]
    assert shrunk(level, 1000, 1000) is level


def test_an_empty_heat_map_says_what_will_be_there(qtbot) -> None:
    heat = HeatMap(Theme("light"))
    qtbot.addWidget(heat)
    heat.show_matrix(None, second=False, hint="The Jacobian appears here")
    heat.show()
    qtbot.keyClick(heat, Qt.Key.Key_Right)
    assert heat.cell == (0, 0)
    assert heat.cell_at(QPoint(5, 5).toPointF()) is None
    assert heat.accessibleDescription() == "The Jacobian appears here"


def test_the_cost_is_told_in_a_sentence_a_table_and_a_plot(opened, qtbot) -> None:
    window, panel = opened("cost", worked_example.SOURCE)
    qtbot.waitUntil(lambda: "cost" in window.models.document.analyses, timeout=20_000)
    assert panel.sentence.text() == (
        "For 2 inputs and 1 output reverse mode takes 21 operations, forward mode 42; equal at 1 input"
    )
    texts = [[panel.model.cell(row, column) for column in range(2)] for row in range(3)]
    assert texts == [["2 × forward", "42"], ["1 × reverse", "21"], ["equal at inputs", "1"]]
    lines = [item.getData() for item in panel.plot.listDataItems()]
    assert lines[0][1][-1] > lines[1][1][-1]  # forward above reverse at the right
    panel.shown.setFocus()
    qtbot.keyClick(panel.shown, Qt.Key.Key_Down)
    words = panel.table.columnWidth(0) - 16  # what a cell leaves beside its text
    cell = QFontMetrics(window.theme.mono)
    assert all(cell.horizontalAdvance(panel.model.cell(row, 0)) <= words for row in range(panel.model.rowCount()))
    timed = window.models.document.analyses["cost"]["timed"]
    x, y = panel.plot.listDataItems()[2].getData()
    assert (10 ** x[0], 10 ** y[0]) == pytest.approx((timed["crossing"], timed["reverse"]))


def test_y_on_a_cell_asks_why_and_history_leads_back_from_its_sweep(opened, qtbot):
    window, panel = opened("matrices")
    qtbot.waitUntil(lambda: panel.matrix is not None and panel.map.image is not None, timeout=20_000)
    cursor = window.models.cursor
    panel.map.setFocus()
    qtbot.keyClick(panel.map, Qt.Key.Key_Right)
    qtbot.keyClick(panel.map, Qt.Key.Key_Y)
    inquiry = window.why.inquiry
    assert inquiry.quantity.what == "derivative"
    trace = window.models.document.trace
    derivative = trace.sweeps[inquiry.quantity.sweep].derivative[inquiry.quantity.at]
    assert float(derivative) == panel.matrix.values[0, 1] == 2.0
    before = cursor.step
    panel.map.setFocus()
    qtbot.keyClick(panel.map, Qt.Key.Key_Return)
    assert cursor.step != before
    qtbot.keyClick(panel.map, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier)
    assert cursor.step == before


def test_the_right_button_walks_to_a_cell_without_going_to_its_sweep(opened, qtbot):
    window, panel = opened("matrices")
    qtbot.waitUntil(lambda: panel.matrix is not None and panel.map.image is not None, timeout=20_000)
    before = window.models.cursor.step
    at = panel.map.box(1, 1).center().toPoint()
    qtbot.mouseClick(panel.map, Qt.MouseButton.RightButton, pos=at)
    assert panel.map.cell == (1, 1)
    assert window.models.cursor.step == before
    assert [action.text() for action in panel.map.actions()] == ["Why this value", "Where does it go"]
