"""Nothing is cut without a sign, nothing is out of reach, at the smallest window and with the worst programs."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
import worked_example
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QComboBox, QRadioButton, QTabBar

from adstudio.analysis.orders import orders as orders_of
from adstudio.gui.arrow_box import ArrowBox
from adstudio.gui.elided_label import ElidedLabel
from adstudio.gui.graph.camera import MARGIN
from adstudio.gui.graph.edges import flow_point
from adstudio.gui.graph.middle import AIR, BAR, BESIDE, BREATH
from adstudio.gui.graph.moment import Look, Moment
from adstudio.gui.graph.picture import MIDDLE, NEAR
from adstudio.gui.number_delegate import fitting
from adstudio.gui.orders.model import OrdersModel
from adstudio.gui.orders.panel import OrdersPanel
from adstudio.gui.panel import PanelHeader
from adstudio.gui.plots import ThemedPlot
from adstudio.gui.stylesheet import contrast
from adstudio.gui.theme import Theme
from adstudio.program.loading import load
from adstudio.workspace.document import Document, EngineInfo, RunState
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


def test_cards_from_the_middle_distance_have_names_that_keep_clear_of_the_bar(make_window, qtbot):
    window = opened(make_window, qtbot)
    view = window.graph.view
    qtbot.waitUntil(lambda: view.scene is not None)
    assert MIDDLE < view.scale < NEAR, "at the smallest window the example is seen from the middle distance"
    window.models.cursor.step = window.models.cursor.length - 1
    picture = view.grab().toImage()
    ratio = picture.devicePixelRatio()
    row = 5  # done, and not the card of the step
    left, top, _, bottom = view.scene.card_rect(row)
    corner = QPointF(view.to_screen(left, top))
    color = picture.pixelColor(int((corner.x() + 0.5) * ratio), int((corner.y() + 0.5) * ratio))
    assert color == window.theme.color("panel"), "its corners are round"
    bar = view.to_screen(left + BAR[0] + BAR[2] / 2, (top + bottom) / 2)
    assert picture.pixelColor(round(bar.x() * ratio), round(bar.y() * ratio)) == window.theme.color("adjoint")
    for number in ("-0.2837", "-0.07274", "-1.23e+16", "-1.111e-16"):
        metrics = QFontMetricsF(view._picture._middle._numbers[len(number)])
        assert metrics.horizontalAdvance(number) <= view.scene.layout.card[0] - BESIDE - AIR
    assert view._picture._middle._name(1, 400.0, whole=True) == "v₂ = x₂"


def test_the_travelling_dot_covers_no_pill(make_window, qtbot):
    window = opened(make_window, qtbot, (1504, 812))
    view = window.graph.view
    qtbot.waitUntil(lambda: view.scene is not None)
    edges = view._picture.cards.edges
    moment = next(
        moment
        for moment in (Moment.of(view.scene.trace, step) for step in range(len(view.scene.trace.timeline)))
        if moment.edges and edges.labels.of(moment.edges[0]) is not None
    )
    left, top, right, bottom = edges.labels.of(moment.edges[0])[1]
    halfway = next(
        share
        for share in (part / 100 for part in range(100))
        if QRectF(left, top, right - left, bottom - top).contains(
            flow_point(
                edges.track(moment.edges[0]), share, backward=moment.row == int(view.scene.tail[moment.edges[0]])
            )
        )
    )
    bounds = view.scene.layout.bounds

    def pill(share: float) -> QImage:
        image = QImage(400, 200, QImage.Format.Format_RGB32)
        image.fill(window.theme.color("panel"))
        painter = QPainter(image)
        painter.translate(100 - left, 100 - top)
        view._picture.paint_world(painter, bounds, moment, Look(), scale=1.0, share=share)
        painter.end()
        return image.copy(102, 102, int(right - left) - 4, int(bottom - top) - 4)

    assert pill(halfway) == pill(0.0)


def test_following_a_step_wastes_no_room_beside_the_drawing(make_window, qtbot):
    window = opened(make_window, qtbot)
    view = window.graph.view
    qtbot.waitUntil(lambda: view.scene is not None)
    view.zoom_in()
    view.zoom_in()
    view.zoom_in()
    assert not view.fitted
    left, _, right, _ = view.drawing
    for step in range(window.models.cursor.length):
        window.models.cursor.step = step
        qtbot.waitUntil(lambda: not view.moving)
        visible = view.visible()
        margin = MARGIN / view.scale + 1
        assert visible[0] >= left - margin
        assert visible[2] <= right + margin


def test_the_layout_is_the_same_after_a_reset(make_window, qtbot):
    window = opened(make_window, qtbot)
    names = ("program", "inputs", "step", "trace", "curve", "orders", "comparison")
    before = {name: window.docks[name].size() for name in names}
    window.reset_layout()
    qtbot.waitUntil(lambda: {name: window.docks[name].size() for name in names} == before)


def test_the_orders_begin_with_the_ladder_where_there_is_no_room_for_more(make_window, qtbot):
    window = opened(make_window, qtbot)
    window.fill_late()
    orders = window.panel("orders")
    qtbot.waitUntil(lambda: orders.width() < 480)
    assert orders.tabs.tabText(orders.tabs.currentIndex()) == "Ladder"


def test_a_long_name_of_a_file_leaves_room_for_all_menus(make_window, qtbot):
    window = opened(make_window, qtbot)
    window.models.document.set_program(worked_example.SOURCE, path=Path("a_very_long_name" * 6 + ".py"), trusted=False)
    bar = window.menuBar()
    qtbot.waitUntil(lambda: "…" in window.bar.name_label.text())
    for name in ("file", "engines", "help"):
        spot = bar.actionGeometry(window.menus[name].menuAction())
        assert spot.isValid()
        assert spot.right() < bar.cornerWidget(Qt.Corner.TopRightCorner).x()


def test_nothing_of_an_old_failure_stays_with_another_program(window):
    document = window.models.document
    document.set_run_state(RunState("failed", "ZeroDivisionError: division by zero", 3, "tape"))
    assert window.editor.error_line == 3
    document.set_program("def g(x=1.0):\n    return x\n", path=Path("other.py"), trusted=False)
    assert window.editor.error_line == 0
    assert "ZeroDivisionError" not in window.statusBar().label.text()
    assert "Trust and run" in window.graph.view.invitation
    document.set_trusted(True)
    assert "Trust and run" not in window.graph.view.invitation


def test_a_number_loses_digits_and_never_half_its_exponent(qtbot):
    metrics = QFontMetricsF(QFont("JetBrains Mono", 9))
    wide = metrics.horizontalAdvance("-6.25111216e-78")
    for room in range(int(metrics.horizontalAdvance("-6.3e-78")) + 1, int(wide) + 9):
        shown = fitting("-6.25111216e-78", metrics, room)
        assert shown.endswith("e-78")
        assert metrics.horizontalAdvance(shown) <= room
        assert float(shown) == pytest.approx(-6.25111216e-78, rel=0.05)
    assert fitting("the mean", metrics, 5.0) == "the mean"


def test_long_names_of_points_end_with_a_sign_and_columns_fit_the_numbers(make_window, qtbot):
    window = opened(make_window, qtbot)
    points = window.raise_panel("points")
    name = "an_input_with_a_name_of_sixty_characters_that_goes_on"
    window.models.document.set_inputs((Input(name, (-1.23456789e-297,), (), -5.0, 10.0),))
    table = points.table
    cell, model = QFontMetrics(window.theme.mono), points.table_model
    assert table.verticalHeader().textElideMode() is Qt.TextElideMode.ElideMiddle
    assert model.cell(0, 0) == "-1.23456789e-297"
    assert table.columnWidth(0) >= cell.horizontalAdvance(model.cell(0, 0)) + 16
    assert points.changes_box.isHidden(), "without a point to compare with it does nothing"


def test_what_is_no_number_is_in_the_colour_of_trouble(window):
    nan = float("nan")
    orders = OrdersModel(window.theme, window)
    row = {"order": 0, "values": {"jet": nan}, "ulps": {}, "lost": {}, "nodes": {}, "seconds": {}}
    orders.take({"orders": [row], "engines": ["jet"]}, {})
    assert orders.token(0, 1) == "trouble"
    window.models.document.set_inputs((Input("x1", (nan,), (), -5.0, 10.0),))
    assert window.raise_panel("points").table_model.token(0, 0) == "trouble"


def test_a_header_gives_up_whole_words_before_half_ones(qtbot):
    header = PanelHeader("Finite-difference error")
    qtbot.addWidget(header)
    header.show()
    header.set_subtitle("∂f/∂x₁ = -0.33318457 · error against h")
    whole = header.title.sizeHint().width() + header.subtitle.fontMetrics().horizontalAdvance(header._text) + 40
    header.resize(whole, 31)
    assert header.subtitle.text().endswith("against h")
    header.resize(whole - 20, 31)
    assert header.subtitle.text() == "∂f/∂x₁ = -0.33318457"
    header.resize(whole // 2, 31)
    assert header.subtitle.text().endswith("…")


@pytest.mark.parametrize("scheme", ["dark", "light", "high-contrast"])
def test_what_stands_in_an_empty_field_can_be_read(make_window, qtbot, scheme):
    window = make_window(theme=scheme)
    with qtbot.waitExposed(window):
        window.show()
    output = window.raise_panel("output")
    assert output.placeholderText()
    ground = window.theme.color("panel")
    qtbot.waitUntil(lambda: not output.visibleRegion().isEmpty() and output.height() < 300)
    spot = output.viewport().mapTo(window, QPoint(0, 6))
    picture = window.grab(QRect(spot, QSize(260, 30))).toImage()
    colors = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    assert max(contrast(QColor(color), ground) for color in colors) >= 4.5


@pytest.mark.parametrize("name", ["x[0]", "hidden[0]"])
@pytest.mark.parametrize("size", [SMALL, (1440, 900)])
def test_the_input_of_the_error_curve_is_named_whole(make_window, qtbot, size, name):
    window = opened(make_window, qtbot, size)
    window.fill_late()
    curve = window.panel("curve")
    controls = curve.controls
    label = name.partition("[")[0]
    window.models.document.set_inputs((Input(label, (2.0, 1.0), (2,), -5.0, 10.0),))
    curve.hint.hide()
    controls.show()  # as with an answer
    qtbot.waitUntil(lambda: controls.by.count() == 2 and controls.width() < 500)
    if name == "x[0]" or size != SMALL:
        qtbot.waitUntil(lambda: controls.by.shown_text() == name)
    shown = [controls.of, controls.by, *controls.keys.values()]
    assert sum(widget.minimumSizeHint().width() for widget in controls.keys.values()) < controls.width()
    assert all(one.geometry().right() < other.geometry().left() for one, other in pairwise(shown) if other.isVisible())


def test_a_trace_that_ended_early_is_said_at_the_bottom(window):
    document, trace = window.models.document, worked_example.trace()
    header = msgspec.structs.replace(trace.header, truncated="the budget of 400 nodes was reached")
    document.set_trace("hand", msgspec.structs.replace(trace, header=header))
    document.set_run_state(RunState("idle", seconds=0.01))
    assert "Ended after 10 ms: the budget of 400 nodes was reached" in window.statusBar().label.text()


@pytest.mark.parametrize("scheme", ["dark", "light", "high-contrast"])
def test_a_choice_that_is_not_made_is_seen(make_window, qtbot, scheme):
    window = make_window(theme=scheme)
    button = QRadioButton("Nudge it", window)
    button.setGeometry(100, 100, 160, 24)
    with qtbot.waitExposed(window):
        window.show()
    button.raise_()
    picture = button.grab(QRect(0, 0, 16, 24)).toImage()
    ground = window.theme.color("window")
    colors = {picture.pixel(x, y) for x in range(picture.width()) for y in range(picture.height())}
    seen = [contrast(QColor(color), ground) for color in colors if QColor(color) != QColor("black")]
    assert max(seen) >= 3.0, "WCAG 2.2 asks it of the outline of a control"


def test_the_tabs_of_the_orders_end_where_the_panel_ends(qtbot):
    document = Document()
    document.set_analysis("orders", orders_of(load(worked_example.SOURCE), {}, to=3, engines=["tape"]))
    panel = OrdersPanel(document, Theme("dark"))
    qtbot.addWidget(panel)
    panel.resize(400, 200)
    panel.show()
    qtbot.waitUntil(lambda: panel.tabs.isTabVisible(0) and panel.tabs.width() == panel.tabs.sizeHint().width())
    panel.resize(600, 200)  # a tab less
    qtbot.waitUntil(lambda: panel.tabs.width() == panel.tabs.sizeHint().width(), timeout=1000)


@pytest.mark.parametrize("scheme", ["dark", "light", "high-contrast"])
@pytest.mark.parametrize("token", ["primal", "tangent", "adjoint", "higher_order", "trouble", "text"])
def test_what_stands_on_a_done_card_can_be_read_from_the_middle_distance(qapp, scheme, token):
    theme = Theme(scheme)
    for sweep in ("primal", "tangent", "adjoint", "higher_order"):
        ground = theme.mixed(sweep, "node", BREATH)
        if token in (sweep, "trouble", "text"):
            assert contrast(theme.color(token), ground) >= 4.5
