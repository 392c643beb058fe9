"""Seeds and what-if, as a person does them: with keys, clicks and the real worker."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import worked_example
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QDialogButtonBox

from adstudio.gui.what_if.dialog import EditDialog
from adstudio.program.seeds import Seeds
from adstudio.traces.edits import EditKind
from adstudio.workspace.document import EngineInfo

LEFT = Qt.MouseButton.LeftButton
V4 = 3


@pytest.fixture
def running(make_window, qtbot):
    """The worked example, traced by the real worker, and the panel in front."""
    window = make_window(worker=True)
    window.models.document.set_program(worked_example.SOURCE, path=Path("seed_example.py"), function="f")
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    document = window.models.document
    qtbot.waitUntil(lambda: {"dual", "tape"} <= set(document.traces), timeout=20_000)
    window.fill_late()
    window.raise_panel("what_if")
    qtbot.waitUntil(lambda: window.graph.view.scene is not None, timeout=10_000)
    return window


def sweeps(window, engine: str) -> list[str]:
    trace = window.models.document.traces.get(engine)
    return [] if trace is None else [sweep.label for sweep in trace.sweeps[1:]]


def select_kind(qtbot, row, presses: int) -> None:
    row.kind.setFocus()
    for _ in range(presses):
        qtbot.keyClick(row.kind, Qt.Key.Key_Down)
    row.kind.activated.emit(row.kind.currentIndex())


def dialog(window, qtbot) -> EditDialog:
    qtbot.waitUntil(lambda: bool(window.findChildren(EditDialog)))
    return window.findChildren(EditDialog)[-1]


def put_in(window, qtbot, key, text: str, *, modifier=Qt.KeyboardModifier.NoModifier, nudge: bool = False) -> None:
    """Press the key, type the number, press Return."""
    window.activateWindow()
    window.graph.setFocus()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.graph.view)
    qtbot.keyClick(QApplication.focusWidget(), key, modifier)
    asked = dialog(window, qtbot)
    if nudge:
        qtbot.mouseClick(asked.nudge_button, LEFT, pos=QPoint(8, asked.nudge_button.height() // 2))
    asked.field.selectAll()
    qtbot.keyClicks(asked.field, text)
    qtbot.keyClick(asked.field, Qt.Key.Key_Return)


def test_one_input_is_chosen_in_place_and_differentiated_alone(running, qtbot) -> None:
    panel = running.panel("what_if")
    assert panel.subtitle == "each input · each output"
    select_kind(qtbot, panel.forward, 1)
    panel.forward.entry.setFocus()
    qtbot.keyClick(panel.forward.entry, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: sweeps(running, "dual") == ["∂/∂x2"], timeout=10_000)
    assert sweeps(running, "tape") == ["seeded at f"]
    assert panel.subtitle == "x2 · each output"


def test_a_typed_direction_is_along_it_and_says_so(running, qtbot) -> None:
    panel = running.panel("what_if")
    select_kind(qtbot, panel.forward, 4)
    panel.forward.field.selectAll()
    qtbot.keyClicks(panel.forward.field, "0.6, 0.8")
    qtbot.keyClick(panel.forward.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sweeps(running, "dual") == ["along (0.6, 0.8)"], timeout=10_000)
    qtbot.mouseClick(running.engine_bar.chips["dual"], LEFT)
    running.models.cursor.end()
    assert [name for name, _ in running.inputs.results] == ["∂f along (0.6, 0.8)"]
    exact = 0.6 * 5.5 + 0.8 * (2 - math.cos(5))
    assert running.engine_bar.chips["dual"].text() == f"Dual  {exact:.6g}"
    assert "agree" in running.engine_bar.agreement.text()


def test_a_direction_with_too_few_numbers_is_refused_where_it_is_typed(running, qtbot) -> None:
    row = running.panel("what_if").forward
    select_kind(qtbot, row, 4)
    row.field.selectAll()
    qtbot.keyClicks(row.field, "1, 2, 3")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    assert row.said.text() == "there are 2 entries, and 3 were typed"
    assert row.said.isVisible()
    assert row.seeds.weights == (1.0, 0.0)


def test_a_random_direction_shows_its_seed_number_and_another_one(running, qtbot) -> None:
    row = running.panel("what_if").forward
    select_kind(qtbot, row, 3)
    assert row.said.text().startswith("seed 0: (")
    before = row.said.text()
    row.another.setFocus()
    qtbot.keyClick(row.another, Qt.Key.Key_Space)
    assert row.said.text().startswith("seed 1: (")
    assert row.said.text()[8:] != before[8:]
    assert row.seeds == Seeds(kind="random", number=1)


def test_the_seed_of_the_reverse_sweep_is_chosen(running, qtbot) -> None:
    row = running.panel("what_if").reverse
    assert row.labels == ("f",)
    select_kind(qtbot, row, 4)
    row.field.selectAll()
    qtbot.keyClicks(row.field, "2")
    qtbot.keyClick(row.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sweeps(running, "tape") == ["seeded with (2)"], timeout=10_000)
    assert running.models.document.traces["tape"].sweeps[1].derivative[0] == 11.0


def test_f4_sets_the_value_of_the_selected_node_and_everything_goes_on_from_it(running, qtbot) -> None:
    document = running.models.document
    running.models.selection.row = V4
    put_in(running, qtbot, Qt.Key.Key_F4, "12")
    qtbot.waitUntil(lambda: document.trace.nodes.value[V4] == 12.0, timeout=10_000)
    assert document.trace.gradient == pytest.approx({"x1": 0.5, "x2": -math.cos(5)})
    panel = running.panel("what_if")
    assert [row.label.text() for row in panel.rows] == ["v₄ := 12"]
    qtbot.waitUntil(lambda: running.graph.view.scene.trace is document.trace)
    assert running.graph.view.textual(V4).endswith("edited by hand")
    assert "agree" in running.engine_bar.agreement.text()


def test_a_nudge_keeps_the_slopes(running, qtbot) -> None:
    document = running.models.document
    running.models.selection.row = V4
    put_in(running, qtbot, Qt.Key.Key_F4, "12", nudge=True)
    qtbot.waitUntil(lambda: document.trace.nodes.value[V4] == 12.0, timeout=10_000)
    assert document.edits.state[0].kind is EditKind.NUDGE
    assert document.trace.gradient["x1"] == 5.5


def test_shift_f4_sets_the_adjoint_and_the_sweep_goes_on_from_it(running, qtbot) -> None:
    document = running.models.document
    running.models.selection.row = V4
    put_in(running, qtbot, Qt.Key.Key_F4, "12", modifier=Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: bool(document.trace.edits), timeout=10_000)
    assert document.trace.sweeps[1].derivative[0] == 60.5
    running.models.cursor.end()
    assert running.inputs.results[0][0] == "adjoint of x1, edited"
    assert "agree" in running.engine_bar.agreement.text()


def test_an_edit_is_removed_with_its_button_and_all_of_them_at_once(running, qtbot) -> None:
    document, panel = running.models.document, running.panel("what_if")
    running.models.selection.row = V4
    put_in(running, qtbot, Qt.Key.Key_F4, "12")
    put_in(running, qtbot, Qt.Key.Key_F4, "3", modifier=Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: len(document.trace.edits) == 2, timeout=10_000)
    panel.rows[0].remove.setFocus()
    qtbot.keyClick(panel.rows[0].remove, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(document.trace.edits) == 1, timeout=10_000)
    assert [row.label.text() for row in panel.rows] == ["v̄₄ := 3"]
    put_in(running, qtbot, Qt.Key.Key_F4, "12")
    assert panel.clear.isVisible()
    panel.widget().layout().activate()
    qtbot.mouseClick(panel.clear, LEFT)
    qtbot.waitUntil(lambda: not document.trace.edits, timeout=10_000)
    assert document.trace.gradient["x1"] == 5.5


def test_what_is_no_number_is_refused_and_escape_changes_nothing(running, qtbot) -> None:
    running.models.selection.row = V4
    put_in(running, qtbot, Qt.Key.Key_F4, "twelve")
    asked = dialog(running, qtbot)
    assert asked.wrong.isVisible()
    assert "twelve is no number" in asked.wrong.text()
    qtbot.keyClick(asked, Qt.Key.Key_Escape)
    assert running.models.document.edits.state == ()


def test_the_value_of_an_input_is_not_put_in_here(running, qtbot) -> None:
    running.models.selection.row = 0
    running.graph.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F4)
    assert "x1 is an input" in running.statusBar().currentMessage()
    assert not running.findChildren(EditDialog)


@pytest.mark.qt_log_ignore("This plugin does not support")  # raising a popup, without a screen
def test_the_menu_of_a_card_offers_both(running, qtbot) -> None:
    view = running.graph.view
    layout = view.scene.layout
    point = view.to_screen(float(layout.x[V4]), float(layout.y[V4])).toPoint()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, view.mapToGlobal(point))
    QApplication.sendEvent(view, event)
    menu = QApplication.activePopupWidget()
    assert running.models.selection.row == V4
    entries = {entry.objectName(): entry for entry in menu.actions()}
    assert {"run.set_value", "run.set_adjoint", "run.clear_edits", "stop.toggle", "step.run_to"} <= set(entries)
    entries["run.set_value"].trigger()
    menu.close()
    asked = dialog(running, qtbot)
    assert asked.field.text() == "10"
    qtbot.mouseClick(asked.findChild(QDialogButtonBox).button(QDialogButtonBox.StandardButton.Cancel), LEFT)


def test_the_error_curve_and_the_cost_go_on_from_what_was_put_in(running, qtbot) -> None:
    document = running.models.document
    running.raise_panel("curve")
    running.raise_panel("cost")
    qtbot.waitUntil(lambda: {"curve", "cost"} <= set(document.analyses), timeout=20_000)
    edges = document.analyses["cost"]["edges"]
    running.models.selection.row = V4
    put_in(running, qtbot, Qt.Key.Key_F4, "12")
    qtbot.waitUntil(lambda: document.analyses.get("curve", {}).get("exact") == 0.5, timeout=20_000)
    qtbot.waitUntil(lambda: document.analyses.get("cost", {}).get("edges") == edges - 2, timeout=20_000)
    assert "= 0.5 " in running.panel("curve").subtitle
    qtbot.waitUntil(lambda: "orders" in document.analyses, timeout=20_000)
    assert running.panel("orders").subtitle == "by x₁ at 2 · without the edits"


def test_an_edit_whose_node_has_gone_is_dropped_and_said(running, qtbot) -> None:
    document = running.models.document
    running.models.selection.row = V4
    put_in(running, qtbot, Qt.Key.Key_F4, "12")
    qtbot.waitUntil(lambda: document.trace.nodes.value[V4] == 12.0, timeout=10_000)
    document.edit_text(worked_example.SOURCE.replace("x1 * x2", "x1 + x2"))
    qtbot.waitUntil(lambda: document.trace.nodes.value[V4] == 7.0, timeout=10_000)
    said = "".join(entry.text for entry in document.output.entries)
    assert "the value 12 was not put in: mul of line 6 is not the node it was any more" in said
    assert running.panel("what_if").rows[0].label.text() == "mul of row 3 := 12"


def test_an_engine_that_cannot_is_named(running, qtbot) -> None:
    document, panel = running.models.document, running.panel("what_if")
    mine = EngineInfo("mine", "Mine", abilities=("gradient",))
    document.set_engines((*document.engines, mine), ("tape", "mine"))
    document.seeds.choose("forward", Seeds(kind="ones"))
    assert panel.hint.text().endswith("Mine can't choose seeds")
    running.models.selection.row = V4
    put_in(running, qtbot, Qt.Key.Key_F4, "12")
    words = "Mine can't go on from edits; Mine can't choose seeds; "
    assert panel.hint.text() == words + "higher orders and Hessian are of the program as it is"
