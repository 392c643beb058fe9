"""Nothing is cut without a sign, nothing is out of reach, at the smallest window and with the worst programs."""

from __future__ import annotations

from pathlib import Path

import pytest
import worked_example
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QComboBox, QTabBar

from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.elided_label import ElidedLabel
from adstudio.gui.plots import ThemedPlot
from adstudio.workspace.document import EngineInfo
from adstudio.workspace.inputs import Input

SMALL = (1024, 700)
ENGINES = tuple(
    EngineInfo(name, title)
    for name, title in (
        ("dual", "Dual"),
        ("tape", "Tape"),
        ("jet", "Jet"),
        ("finite_difference", "Finite difference"),
        ("torch", "Torch"),
    )
)


def opened(make_window, qtbot, size=SMALL, **options):
    window = make_window(size=size, **options)
    document = window.models.document
    document.set_program(worked_example.SOURCE, path=Path("seed_example.py"), function="f")
    document.set_inputs((Input("x1", (2.0,), (), -5.0, 10.0), Input("x2", (5.0,), (), -5.0, 10.0)))
    document.show("hand")
    document.set_trace("hand", worked_example.trace())
    with qtbot.waitExposed(window):
        window.show()
    return window


def dock_tabs(window) -> list[QTabBar]:
    bars = [bar for bar in window.room.findChildren(QTabBar) if bar.parent() is window.room and bar.isVisible()]
    return [bar for bar in bars if bar.count() > 1]  # Qt keeps one for a dock that is alone


@pytest.mark.parametrize("size", [SMALL, (1504, 812)])
def test_no_title_of_a_tab_is_cut(make_window, qtbot, size):
    window = opened(make_window, qtbot, size)
    bars = dock_tabs(window)
    assert sum(bar.count() for bar in bars) >= 6
    for bar in bars:
        bold = QFont(bar.font())
        bold.setWeight(QFont.Weight.DemiBold)
        for at in range(bar.count()):
            chosen = at == bar.currentIndex()
            needed = QFontMetrics(bold if chosen else bar.font()).horizontalAdvance(bar.tabText(at))
            assert bar.tabRect(at).width() >= needed, bar.tabText(at)
            assert bar.tabRect(at).right() <= bar.width(), bar.tabText(at)


def test_narrow_tabs_have_short_titles_and_the_menu_keeps_the_whole_ones(make_window, qtbot):
    window = opened(make_window, qtbot)
    dock = window.docks["matrices"]
    assert dock.windowTitle() == "Jacobian"
    assert dock.toggleViewAction().text() == "Jacobian and Hessian"
    window.resize(1800, 900)
    qtbot.waitUntil(lambda: dock.windowTitle() == "Jacobian and Hessian")


def test_tabs_of_every_panel_at_once_stay_reachable(make_window, qtbot):
    window = opened(make_window, qtbot)
    for name in ("nested", "breakpoints", "points"):
        window.docks[name].show()
    window.docks["cost"].raise_()
    [bar] = [bar for bar in dock_tabs(window) if bar.count() > 5]
    assert bar.elideMode() is Qt.TextElideMode.ElideNone
    assert bar.usesScrollButtons()
    assert bar.tabRect(bar.currentIndex()).right() <= bar.width()


def with_engines(window, value: float) -> None:
    document = window.models.document
    document.set_engines(ENGINES, tuple(engine.name for engine in ENGINES))
    trace = worked_example.trace()
    for engine in ENGINES:
        document.set_trace(engine.name, trace)
    window.engine_bar._found = dict.fromkeys(window.engine_bar.chips, ("", value))
    window.engine_bar._fit()


def reachable(window) -> list[str]:
    """The chips that are seen whole, and what the menu at the end lists."""
    bar = window.engine_bar
    seen = []
    for name, chip in bar.chips.items():
        if chip.isVisible():
            right = chip.mapTo(window, chip.rect().topRight()).x()
            assert right < window.width(), name
            assert chip.width() >= chip.sizeHint().width(), name
            seen.append(name)
    if bar.rest.isVisible():
        bar._list_rest()
        titles = [entry.text().partition("  ")[0] for entry in bar.rest.menu().actions()]
        seen += [engine.name for engine in ENGINES if engine.title in titles]
    return seen


@pytest.mark.parametrize("size", [(860, 560), SMALL, (1504, 812)])
@pytest.mark.parametrize("value", [5.5, -1.23456789e-300])
def test_all_engines_are_reachable_however_narrow_the_window_and_long_the_number(make_window, qtbot, size, value):
    window = opened(make_window, qtbot, size)
    with_engines(window, value)
    qtbot.waitUntil(lambda: sorted(reachable(window)) == sorted(engine.name for engine in ENGINES))
    more = window.engine_bar.more
    assert more.mapTo(window, more.rect().topRight()).x() < window.width()


def test_numbers_give_way_before_titles_and_titles_before_chips(make_window, qtbot):
    window = opened(make_window, qtbot, (1504, 812))
    with_engines(window, 1.23456789012)
    bar = window.engine_bar
    assert bar.chips["torch"].text() == "Torch  1.23457"
    window.resize(*SMALL)
    qtbot.waitUntil(lambda: bar.chips["finite_difference"].text() in ("Finite difference  1.235", "Finite difference"))
    window.resize(860, 560)
    qtbot.waitUntil(lambda: bar.chips["torch"].text() == "Torch")
    assert bar.rest.isHidden()


def test_an_engine_in_the_menu_is_shown_by_it(make_window, qtbot):
    window = opened(make_window, qtbot, (860, 560))
    document = window.models.document
    many = ENGINES + tuple(EngineInfo(f"e{i}", f"Engine number {i}") for i in range(9))
    document.set_engines(many, tuple(engine.name for engine in many))
    document.set_trace("e8", worked_example.trace())
    bar = window.engine_bar
    qtbot.waitUntil(bar.rest.isVisible)
    bar._list_rest()
    next(entry for entry in bar.rest.menu().actions() if entry.text().startswith("Engine number 8")).trigger()
    assert document.shown == "e8"
    assert bar.chips["e8"].isVisible()


def test_every_choice_looks_like_one_and_cuts_its_text_with_a_sign(make_window, qtbot):
    window = opened(make_window, qtbot)
    window.fill_late()
    for name in ("what_if", "matrices", "cost", "nested", "points"):
        window.raise_panel(name)
    boxes = window.findChildren(QComboBox)
    assert len(boxes) > 8
    assert all(isinstance(box, ArrowBox) for box in boxes)
    box = ArrowBox(window)
    box.resize(90, 28)
    box.addItem("a very long name of an input that has no room")
    box.setCurrentIndex(box.count() - 1)
    assert box.shown_text().endswith("…")


def test_a_label_that_is_cut_says_so_and_keeps_its_text(qtbot):
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText("Radius 8.452: a pair of complex singularities")
    label.resize(100, 20)
    assert label.shown_text().endswith("…")
    assert label.text() == "Radius 8.452: a pair of complex singularities"
    label.resize(600, 20)
    assert label.shown_text() == label.text()


def test_panels_without_an_answer_say_what_to_do_and_draw_no_empty_axes(make_window, qtbot):
    window = make_window()
    with qtbot.waitExposed(window):
        window.show()
    window.fill_late()
    curve, orders = window.panel("curve"), window.panel("orders")
    qtbot.waitUntil(curve.hint.isVisible)
    assert not [plot for plot in window.findChildren(ThemedPlot) if plot.isVisible()]
    assert orders.table.isVisible()
    assert orders.table.hint


@pytest.mark.parametrize("bad", [float("nan"), float("inf")])
def test_a_ladder_of_nan_draws_no_polynomial_and_says_so(make_window, qtbot, bad):
    window = opened(make_window, qtbot, (1504, 812))
    window.fill_late()
    page = window.panel("orders").taylor
    data = {
        "wrt": "x1", "centre": bad, "coefficients": [bad, bad], "radius": None,
        "function": {"x": [bad, bad, bad], "y": [bad, bad, bad]},
        "convergence": {"text": "", "brief": ""},
    }  # fmt: skip
    page.take(data, None)
    assert page.words.text().startswith("No polynomial")
    assert not page.plot.filled


def test_opening_another_program_forgets_what_the_old_one_printed(window):
    document = window.models.document
    document.append_output("line 6: ValueError\n", "error", 6)
    document.set_program("def g(x=1.0):\n    return x\n")
    assert not document.output.entries


def test_the_rows_of_a_long_trace_are_measured_to_the_last(window):
    trace = window.panel("trace")
    cell = QFontMetrics(window.theme.mono)
    count = trace.steps.rowCount()
    last = trace.steps.cell(count - 1, 1)
    trace.table.fit_columns(sample=2)
    assert trace.table.columnWidth(1) >= cell.horizontalAdvance(last)


def test_powers_of_ten_on_an_axis_do_not_touch(make_window, qtbot):
    window = opened(make_window, qtbot)
    plot = ThemedPlot(window.theme, logarithmic=True)
    qtbot.addWidget(plot)
    plot.resize(220, 120)
    plot.setXRange(-300, -270, padding=0)
    plot.show()
    axis = plot.getAxis("bottom")
    values = [float(power) for power in range(-300, -269, 5)]
    qtbot.waitUntil(lambda: axis.width() > 50)
    written = [text for text in axis.logTickStrings(values, 1.0, 5.0) if text]
    powers = [int(text.removeprefix("1e")) for text in written]
    apart = axis.width() / 30 * (powers[1] - powers[0])  # pixels between two that are written
    assert 1 < len(written) < len(values)
    assert QFontMetrics(axis.style["tickFont"]).horizontalAdvance(written[0]) < apart
