"""Higher orders as a person uses them: the ladder, the slider, the growth, mixed partials, the nested graph."""

from __future__ import annotations

from pathlib import Path

import pytest
import worked_example
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from adstudio.analysis.mixed import mixed
from adstudio.analysis.orders import orders
from adstudio.gui.graph.orders import letter
from adstudio.gui.orders.panel import GROWTH, LADDER, MIXED, TAYLOR
from adstudio.program.depths import orders_of
from adstudio.program.loading import load
from adstudio.workspace.orders_choice import OrdersChoice, OrdersState

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(window, qtbot):
    window.fill_late()
    document = window.models.document
    document.set_analysis("orders", orders(load(worked_example.SOURCE), {}, to=6, engines=["dual", "tape"]))
    document.set_analysis("mixed", mixed(load(worked_example.SOURCE), {}))
    found = window.raise_panel("orders")
    qtbot.waitUntil(found.table.isVisible)
    return found


@pytest.fixture
def traced(make_window, qtbot, tmp_path):
    file = Path(tmp_path / "program.py")
    file.write_text(worked_example.SOURCE)
    window = make_window(worker=True)
    window.open_path(file)
    window.show()
    window.fill_late()
    qtbot.waitUntil(lambda: "orders" in window.models.document.analyses, timeout=20_000)
    return window


def choose(qtbot, combo, text):
    """As a person does with the keyboard: the box in focus, the arrow keys down to the entry."""
    combo.setFocus()
    for _ in range(combo.findText(text) - combo.currentIndex()):
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert combo.currentText() == text


def tab(qtbot, panel, index):
    qtbot.mouseClick(panel.tabs, LEFT, pos=panel.tabs.tabRect(index).center())


def test_ladder_does_not_scroll_sideways_at_any_size(panel, window, qtbot):
    for size in ((1504, 812), (1024, 700), (1440, 900)):
        window.resize(*size)
        QApplication.processEvents()
        if panel.tabs.isTabVisible(LADDER):
            tab(qtbot, panel, LADDER)
        header = panel.table.horizontalHeader()
        assert panel.table.isVisible()
        assert header.length() <= panel.table.viewport().width()
        assert header.sectionSize(1) >= 60  # the value is to be read


def test_the_chosen_input_is_read_also_of_a_program_that_comes_later(traced, tmp_path, qtbot):
    panel = traced.raise_panel("orders")
    other = Path(tmp_path / "other.py")
    other.write_text("def f(theta=1.0, omega=2.0):\n    return theta * theta * omega\n")
    traced.open_path(other)
    qtbot.waitUntil(lambda: panel.by.currentText() == "theta" and not traced.models.session.busy, timeout=20_000)
    assert panel.by.shown_text() == "theta"


def test_everything_of_an_order_is_in_its_tooltip(panel):
    tip = panel.model.tip(2, 1)
    for words in ("-0.25", "nodes", "bytes", "digits lost", "dual", "tape"):
        assert words in tip
    assert panel.model.headerData(3, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole).startswith(
        "Decimal digits"
    )


def test_slider_ends_the_polynomial_and_marks_the_row(panel, qtbot):
    slider = panel.taylor.slider
    assert (slider.value(), panel.plot.order) == (6, 6)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert panel.plot.order == 4
    assert panel.model.current == 4
    assert panel.taylor.label.text() == "order 4"
    before = panel.plot.off()
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert panel.plot.order == 0
    assert panel.plot.off() > before


def test_radius_of_convergence_is_said(panel):
    """ln x1 has its singularity at 0, 2 to the left."""
    assert panel.taylor.words.text() == "Radius 2: a singularity 2 to the left"
    assert "The series holds up to about 2 from the point" in panel.accessibleDescription()


def test_growth_is_drawn_for_nodes_bytes_and_seconds(panel, qtbot):
    tab(qtbot, panel, GROWTH)
    assert panel.growth.isVisible()
    assert "jet grows as k^" in panel.growth.words.toolTip()
    assert "dual grows" in panel.growth.words.toolTip()
    before = panel.growth.plot.grab().toImage()
    qtbot.mouseClick(panel.growth.buttons["bytes"], LEFT)
    assert panel.choice.state.amount == "bytes"
    assert panel.growth.plot.accessibleDescription().startswith("bytes: ")
    assert panel.growth.plot.grab().toImage() != before


def test_mixed_partials_have_zeros_by_shape_and_are_copied(panel, window, qtbot):
    """f = ln x1 + x1·x2 − sin x2: ∂²f/∂x1∂x2 = 1; of order 3, ∂³f/∂x1²∂x2 = 0."""
    tab(qtbot, panel, MIXED)
    model = panel.mixed.model
    assert [model.cell(0, column) for column in range(3)] == ["∂/∂x₁ ", "-0.25", "1"]
    window.models.document.set_analysis("mixed", mixed(load(worked_example.SOURCE), {}, order=3))
    assert model.cell(0, 2) == "○"
    assert model.tip(0, 2) == "∂³/∂x₁²∂x₂ f = 0.0"
    panel.mixed.table.setFocus()
    qtbot.keyClick(panel.mixed.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "\t∂/∂x₁\t∂/∂x₂"
    assert lines[1] == "∂²/∂x₁² \t0.25\t0.0"


def test_input_and_highest_order_are_chosen(traced, qtbot):
    panel, document = traced.panel("orders"), traced.models.document
    assert document.analyses["orders"]["wrt"] == "x1"
    choose(qtbot, panel.by, "x₂")
    qtbot.waitUntil(lambda: document.analyses["orders"]["wrt"] == "x2", timeout=10_000)
    choose(qtbot, panel.to, "9")
    qtbot.waitUntil(lambda: len(document.analyses["orders"]["coefficients"]) == 10, timeout=10_000)
    assert panel.model.rowCount() == 10
    assert panel.subtitle == "by x₂ at 5"


def test_mixed_partials_are_asked_for_when_they_are_seen(traced, qtbot):
    panel, document = traced.panel("orders"), traced.models.document
    assert "mixed" not in document.wanted
    tab(qtbot, panel, MIXED)
    qtbot.waitUntil(lambda: "mixed" in document.analyses, timeout=10_000)
    choose(qtbot, panel.mixed.order, "3")
    qtbot.waitUntil(lambda: document.analyses["mixed"]["order"] == 3, timeout=10_000)
    assert panel.mixed.model.rowCount() == 3
    tab(qtbot, panel, TAYLOR)
    assert "mixed" not in document.wanted


def test_graph_of_the_second_derivative_is_shown_with_its_orders(traced, qtbot):
    traced.actions_by_name["view.nested"].trigger()
    panel = traced.panel("nested")
    qtbot.waitUntil(lambda: panel.trace is not None and panel.view.scene is not None, timeout=10_000)
    orders_found = orders_of(panel.trace)
    assert set(orders_found.tolist()) == {0, 1, 2}
    assert panel.subtitle.startswith("f′′ = -0.25 · ")
    assert letter(2) in panel.key.text()
    assert "compute f″" in panel.accessibleDescription()
    with_marks = panel.view.grab().toImage()
    panel.view.scene.orders = None
    panel.view.update()
    assert panel.view.grab().toImage() != with_marks


def test_order_and_engine_of_the_nested_graph_are_chosen(traced, qtbot):
    traced.actions_by_name["view.nested"].trigger()
    panel = traced.panel("nested")
    qtbot.waitUntil(lambda: panel.trace is not None, timeout=10_000)
    size = len(panel.trace)
    choose(qtbot, panel.order, "3")
    qtbot.waitUntil(lambda: len(panel.trace) > size, timeout=10_000)
    assert panel.subtitle.startswith("f′′′ = 0.25 · ")
    choose(qtbot, panel.engine, "Dual")
    qtbot.waitUntil(lambda: panel.trace.header.engine.name == "dual", timeout=10_000)
    traced.docks["nested"].hide()
    assert "nested" not in traced.models.document.wanted


def test_choice_is_restored_and_bounded():
    choice, said = OrdersChoice(), []
    choice.changed.connect(lambda: said.append(choice.state))
    first = choice.state
    choice.choose_highest(99)
    assert choice.state.to == 20
    choice.choose_mixed(0)
    assert choice.state.mixed == 1
    choice.restore(first)
    assert (choice.state, len(said)) == (OrdersState(), 3)
    with pytest.raises(ValueError, match="no amount 'joules'"):
        choice.choose_amount("joules")


@pytest.mark.parametrize("x", ["float('inf')", "float('nan')", "1e308", "-1e308"])
def test_where_no_number_has_a_place_the_panel_says_so_and_goes_on(window, qtbot, x):
    window.fill_late()
    source = f"def f(x={x}):\n    return x * x\n"
    window.models.document.set_program(source)
    panel = window.raise_panel("orders")
    window.models.document.set_analysis("orders", orders(load(source), {}, to=4, engines=["dual", "tape"]))
    for page in (LADDER, TAYLOR, GROWTH):
        if panel.tabs.isTabVisible(page):
            tab(qtbot, panel, page)
        window.grab()
    assert panel.taylor.plot.off() is None or panel.taylor.plot.off() >= 0
