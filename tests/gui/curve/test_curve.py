"""The error curve as a person uses it: the verdict, the step size by hand, the secant, the input and the node."""

from __future__ import annotations

import math
from pathlib import Path

import pyqtgraph as pg
import pytest
import worked_example
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent

from adstudio.analysis.curves import curve
from adstudio.program.loading import load
from adstudio.workspace.curve_choice import CurveChoice, CurveState

STOPPED = "from adstudio import stop_gradient\ndef f(x=3.0):\n    y = stop_gradient(x)\n    return y * x\n"
LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


@pytest.fixture
def panel(window, qtbot):
    window.fill_late()
    window.models.document.set_analysis("curve", curve(load(worked_example.SOURCE), {}, around=True))
    found = window.panel("curve")
    window.raise_panel("curve")
    qtbot.waitUntil(found.plot.isVisible)
    return found


def drag(plot, first, last):
    """Take the line at one step size and let it go at another; pyqtgraph drops moves that come too fast."""
    pg.setConfigOption("mouseRateLimit", 0)
    box = plot.getViewBox()
    (_, _), (low, high) = box.viewRange()
    start, end = (
        plot.mapFromScene(box.mapViewToScene(QPointF(math.log10(h), low + 0.9 * (high - low)))) for h in (first, last)
    )
    kinds, view = QEvent.Type, plot.viewport()
    path = [start + (end - start) * part for part in (0.2, 0.5, 0.8, 1.0)]
    for kind, at, button, held in (
        (kinds.MouseMove, start, NONE, NONE),
        (kinds.MouseButtonPress, start, LEFT, LEFT),
        *((kinds.MouseMove, at, NONE, LEFT) for at in path),
        (kinds.MouseButtonRelease, end, LEFT, NONE),
    ):
        where = QPointF(at)
        event = QMouseEvent(kind, where, view.mapToGlobal(where), button, held, Qt.KeyboardModifier.NoModifier)
        QCoreApplication.sendEvent(view, event)


def traced(make_window, qtbot, text, tmp_path, *, size=(1504, 812)):
    """A window with a worker on this program, its error curve answered."""
    file = Path(tmp_path / "program.py")
    file.write_text(text)
    window = make_window(worker=True, size=size)
    window.open_path(file)
    window.show()
    window.fill_late()
    document = window.models.document
    qtbot.waitUntil(lambda: "curve" in document.analyses, timeout=20_000)
    return window


def test_verdict_is_one_sentence_with_a_sign(panel):
    assert "✓" in panel.verdict.text()
    sentence, noise = panel.verdict.toolTip().splitlines()
    assert sentence == (
        "Forward differences converge with order 1.00, central ones with order 2.00 as theory says; "
        "the gradient is right"
    )
    assert noise.startswith("Noise of the function: ")
    assert sentence in panel.accessibleDescription()


def test_fitted_arms_and_best_steps_are_in_the_key_of_each_method(panel):
    """Truncation of central differences: f‴/6 = (2/x1³)/6."""
    tip = panel.keys["central"].toolTip()
    assert "truncation 0.041" in tip
    assert "·h^2.00" in tip
    assert "round-off" in tip
    assert "best h predicted" in tip
    assert "round-off" not in panel.keys["complex step"].toolTip()


def test_step_in_hand_begins_at_the_predicted_best(panel):
    best = panel._data["best"]["forward"]["predicted"]
    assert panel.h == best
    assert panel.secant.textual().startswith("forward, h = 7")


def test_line_is_dragged_and_the_secant_follows(panel, qtbot):
    before = panel.caption.text()
    drag(panel.plot, panel.h, 1e-2)
    assert panel.h == pytest.approx(1e-2, rel=0.3)
    assert panel.caption.text() != before
    # the secant of ln x1 + 5 x1 through 2 and 2 + h
    exact = 5 + math.log((2 + panel.h) / 2) / panel.h
    i = panel._data["methods"]["forward"]["h"].index(panel.h)
    assert panel._data["methods"]["forward"]["estimate"][i] == pytest.approx(exact, rel=1e-9)
    said = float(panel.secant.textual().split("slope ")[1].split(",")[0])
    assert said == pytest.approx(exact, abs=1e-8)


def test_keys_move_the_step_size_and_the_method_and_not_the_cursor(panel, window, qtbot):
    panel.plot.setFocus()
    step, h = window.models.cursor.step, panel.h
    qtbot.keyClick(panel.plot, Qt.Key.Key_Right)
    assert panel.h > h
    qtbot.keyClick(panel.plot, Qt.Key.Key_PageUp)
    assert 5 * h < panel.h < 20 * h
    qtbot.keyClick(panel.plot, Qt.Key.Key_Down)
    assert panel.method == "central"
    assert panel.keys["central"].isChecked()
    assert panel.secant.textual().startswith("central")
    qtbot.keyClick(panel.plot, Qt.Key.Key_Home)
    assert panel.h == panel._data["best"]["central"]["predicted"]
    assert window.models.cursor.step == step


def test_method_is_chosen_by_its_key(panel, qtbot):
    qtbot.mouseClick(panel.keys["Richardson"], LEFT)
    assert panel.method == "Richardson"
    qtbot.mouseClick(panel.keys["Richardson"], LEFT)
    assert panel.keys["Richardson"].isChecked()


def test_narrow_panel_turns_from_curve_to_secant(panel, window, qtbot):
    window.resize(1024, 700)
    qtbot.waitUntil(lambda: panel.turn.isVisible())
    assert panel.plot.isVisible()
    assert not panel.side.isVisible()
    qtbot.mouseClick(panel.turn, LEFT)
    assert panel.side.isVisible()
    panel.secant.setFocus()
    h = panel.h
    qtbot.keyClick(panel.secant, Qt.Key.Key_Left)
    assert panel.h < h


def test_other_input_is_chosen_and_answered(make_window, qtbot, tmp_path):
    window = traced(make_window, qtbot, worked_example.SOURCE, tmp_path)
    panel, document = window.panel("curve"), window.models.document
    assert document.analyses["curve"]["wrt"] == "x1"
    panel.by.setFocus()
    qtbot.keyClick(panel.by, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: document.analyses["curve"]["wrt"] == "x2", timeout=10_000)
    assert panel.subtitle.startswith("∂f/∂x₂ = 1.7163")


def test_selected_node_is_differenced(make_window, qtbot, tmp_path):
    window = traced(make_window, qtbot, worked_example.SOURCE, tmp_path)
    panel, document = window.panel("curve"), window.models.document
    window.models.selection.row = 3
    assert panel.of.itemText(1) == "v₄"
    panel.of.setFocus()
    qtbot.keyClick(panel.of, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: document.analyses["curve"]["of"] == "v4", timeout=10_000)
    assert document.analyses["curve"]["exact"] == 5.0
    window.models.selection.row = 2
    qtbot.waitUntil(lambda: document.analyses["curve"]["of"] == "v3", timeout=10_000)
    assert document.analyses["curve"]["exact"] == 0.5


def test_wrong_node_is_named_and_gone_to(make_window, qtbot, tmp_path):
    window = traced(make_window, qtbot, STOPPED, tmp_path)
    panel = window.panel("curve")
    assert "✗" in panel.verdict.text()
    assert "first at v2 (stop_gradient, line 3)" in panel.verdict.toolTip()
    panel.verdict.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(panel.verdict, Qt.Key.Key_Tab)
    qtbot.keyClick(panel.verdict, Qt.Key.Key_Return)
    assert window.models.selection.row == 1


def test_hidden_panel_asks_for_nothing(panel, window, qtbot):
    document = window.models.document
    assert "curve" in document.wanted
    window.docks["curve"].hide()
    assert "curve" not in document.wanted
    window.docks["curve"].show()
    qtbot.waitUntil(lambda: "curve" in document.wanted)


# ── the model ──────────────────────────────────────────────────────────────────────────────────────────


def test_choice_is_restored_and_says_when_it_changes():
    choice, said = CurveChoice(), []
    choice.changed.connect(lambda: said.append(choice.state))
    first = choice.state
    choice.choose_method("central")
    choice.choose_h(1e-3)
    choice.choose_h(1e-3)
    assert len(said) == 2
    choice.restore(first)
    assert choice.state == CurveState()
    with pytest.raises(ValueError, match="no method 'sideways'"):
        choice.choose_method("sideways")


def test_other_input_has_another_best_step():
    choice = CurveChoice()
    choice.choose_h(1e-3)
    choice.choose_input("x2")
    assert (choice.state.wrt, choice.state.h) == ("x2", None)
