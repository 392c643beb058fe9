"""The trace, comparison, orders, curve and graph panels, driven by mouse and keys, judged by what they show."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest
import worked_example
from gui.panels.conftest import Desk, has_color, picture
from gui.panels.graphs import local_graph
from msgspec.structs import replace
from PySide6.QtCore import QAbstractItemModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QTableView, QWidget
from pytestqt.qtbot import QtBot

from adstudio.analysis.curves import curve
from adstudio.analysis.orders import orders
from adstudio.gui.comparison.panel import ComparisonPanel
from adstudio.gui.curve.panel import CurvePanel
from adstudio.gui.graph.panel import GraphPanel
from adstudio.gui.orders.panel import OrdersPanel
from adstudio.gui.steps.trace_panel import TracePanel
from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.traces.header import Note, TraceError
from adstudio.traces.model import Trace

Show = Callable[[QWidget, int, int], QWidget]
LEFT = Qt.MouseButton.LeftButton
HIGHER = "from math import sin\n\n\ndef f(x=1.5):\n    return sin(x) * x**2\n"


def texts(model: QAbstractItemModel, row: int) -> list[str]:
    return [str(model.index(row, column).data()) for column in range(model.columnCount())]


def click(qtbot: QtBot, table: QTableView, row: int) -> None:
    box = table.visualRect(table.model().index(row, 1))
    qtbot.mouseClick(table.viewport(), LEFT, pos=box.center())


def open_tabs(panel: TracePanel) -> list[str]:
    return [panel.tabs.tabText(i) for i in range(panel.tabs.count())]


# -- evaluation trace --------------------------------------------------------------------------------------------------


@pytest.fixture
def trace_panel(desk: Desk, shown: Show) -> TracePanel:
    panel = TracePanel(desk.document, desk.cursor, desk.selection, desk.theme)
    shown(panel, 400, 260)
    return panel


def test_trace_shows_the_step_of_the_cursor_as_the_textbook_does(trace_panel: TracePanel, desk: Desk) -> None:
    desk.cursor.step = 28
    assert texts(trace_panel.steps, trace_panel.steps.current) == ["29", "v̄₂ +=", "v̄₄ · v₁", "1.716338"]


def test_row_of_the_cursor_is_marked_and_in_view(trace_panel: TracePanel, desk: Desk) -> None:
    desk.cursor.step = 29
    table = trace_panel.table
    box = table.visualRect(table.model().index(trace_panel.steps.current, 0))
    assert table.viewport().rect().contains(box.center())
    corner = table.viewport().mapTo(trace_panel, box.topLeft())
    area = (corner.x() + 1, corner.y() + 2, corner.x() + 6, corner.y() + 6)
    assert has_color(picture(trace_panel), desk.theme.color("selection"), area, near=4)


def test_rows_to_come_are_dimmed(trace_panel: TracePanel, desk: Desk) -> None:
    desk.cursor.step = 24
    model, role = trace_panel.steps, Qt.ItemDataRole.ForegroundRole
    colors = [model.index(row, 2).data(role).name() for row in (2, 3, 4)]
    assert colors == [desk.theme.colors[token] for token in ("text", "adjoint", "text_pending")]


def test_click_on_a_row_moves_the_cursor(trace_panel: TracePanel, desk: Desk, qtbot: QtBot) -> None:
    desk.cursor.step = 21
    click(qtbot, trace_panel.table, 3)
    assert desk.cursor.step == 24


def test_tab_follows_the_cursor_into_another_sweep(trace_panel: TracePanel, desk: Desk) -> None:
    for step, title in ((0, "Values"), (8, "Forward"), (25, "Backward")):
        desk.cursor.step = step
        assert trace_panel.tabs.tabText(trace_panel.tabs.currentIndex()).startswith(title)


@pytest.mark.parametrize(
    ("form", "piece"), [("markdown", "| v̄₂ += |"), ("latex", r"\bar{v}"), ("csv", "1.7163378145367738")]
)
def test_sweep_is_copied(form: str, piece: str, trace_panel: TracePanel, desk: Desk) -> None:
    desk.cursor.step = 25
    trace_panel.copy(form)
    assert piece in QGuiApplication.clipboard().text()


def test_diagnostics_count_error_and_notes(empty_desk: Desk, shown: Show) -> None:
    trace = worked_example.trace()
    note = Note(kind="left-graph", message="float(x1) left the graph", line=7)
    header = replace_struct(trace.header, error=TraceError(type="ValueError", message="no", line=8), notes=(note,))
    empty_desk.show(replace(trace, header=header))
    panel = TracePanel(empty_desk.document, empty_desk.cursor, empty_desk.selection, empty_desk.theme)
    shown(panel, 400, 260)
    assert open_tabs(panel)[-1] == "Diagnostics 2"
    assert texts(panel.notes, 0) == ["8", "error", "ValueError: no"]


def replace_struct(struct: Any, **changes: Any) -> Any:
    import msgspec

    return msgspec.structs.replace(struct, **changes)


def test_long_sweep_makes_only_the_rows_in_sight(empty_desk: Desk, shown: Show) -> None:
    empty_desk.show(local_graph(50_000))
    panel = TracePanel(empty_desk.document, empty_desk.cursor, empty_desk.selection, empty_desk.theme)
    shown(panel, 400, 260)
    empty_desk.cursor.step = empty_desk.cursor.length - 1
    assert panel.steps.rowCount() > 90_000
    assert panel.table.rowAt(panel.table.viewport().height() - 2) == panel.steps.rowCount() - 1


# -- engines side by side ----------------------------------------------------------------------------------------------


@cache
def engine_traces() -> dict[str, Trace]:
    program = load(worked_example.SOURCE)
    return {name: running.run(program, name, Request()) for name in ("dual", "tape", "finite_difference")}


@pytest.fixture
def comparison(empty_desk: Desk, shown: Show) -> ComparisonPanel:
    for name, trace in engine_traces().items():
        empty_desk.show(trace, name)
    panel = ComparisonPanel(empty_desk.document, empty_desk.cursor, empty_desk.selection, empty_desk.theme)
    shown(panel, 560, 260)
    return panel


def test_comparison_has_a_column_per_engine(comparison: ComparisonPanel) -> None:
    assert comparison.model.headings()[3:] == ("dual v̇", "tape v̄", "finite_difference Δv/h")
    assert texts(comparison.model, 3)[:5] == ["v₄", "mul", "0", "5", "1"]


def test_comparison_follows_the_cursor(comparison: ComparisonPanel, empty_desk: Desk) -> None:
    empty_desk.cursor.step = 4
    assert comparison.model.current == 4


def test_click_in_the_comparison_selects_the_node(comparison: ComparisonPanel, empty_desk: Desk, qtbot: QtBot) -> None:
    click(qtbot, comparison.table, 2)
    assert empty_desk.selection.row == 2


def test_rows_of_a_selected_expression_are_marked_in_the_comparison(
    comparison: ComparisonPanel, empty_desk: Desk
) -> None:
    empty_desk.selection.select([2, 4], title="a line")
    assert [texts(comparison.model, row)[0] for row in range(6)] == ["v₁", "v₂", "▸ v₃", "v₄", "▸ v₅", "v₆"]
    assert comparison.model.chosen(2)
    empty_desk.selection.row = None
    assert texts(comparison.model, 2)[0] == "v₃"


def test_first_divergence_is_red_and_has_a_sign(comparison: ComparisonPanel, empty_desk: Desk) -> None:
    right = engine_traces()["dual"]
    derivative = right.sweeps[1].derivative.copy()
    derivative[3] *= 1.01
    wrong = replace(right, sweeps=(right.sweeps[0], replace(right.sweeps[1], derivative=derivative), *right.sweeps[2:]))
    empty_desk.document.set_trace("dual", wrong)
    assert texts(comparison.model, 3)[0] == "✗ v₄"
    assert "v₄" in comparison.subtitle
    box = comparison.table.visualRect(comparison.model.index(3, 0))
    corner = comparison.table.viewport().mapTo(comparison, box.topLeft())
    area = (corner.x(), corner.y(), corner.x() + box.width(), corner.y() + box.height())
    assert has_color(picture(comparison), empty_desk.theme.color("trouble"), area, near=60)


def test_one_engine_alone_is_not_compared(desk: Desk, shown: Show) -> None:
    panel = ComparisonPanel(desk.document, desk.cursor, desk.selection, desk.theme)
    shown(panel, 560, 260)
    assert panel.model.rowCount() == 0
    assert panel.subtitle == ""


# -- higher orders -----------------------------------------------------------------------------------------------------


@cache
def ladder() -> dict[str, Any]:
    return orders(load(HIGHER), {"x": 1.5}, to=4, engines=["jet", "tape"])


@pytest.fixture
def orders_panel(empty_desk: Desk, shown: Show) -> OrdersPanel:
    panel = OrdersPanel(empty_desk.document, empty_desk.theme)
    shown(panel, 620, 240)
    empty_desk.document.set_analysis("orders", ladder())
    return panel


def test_orders_of_sin_x_times_x_squared(orders_panel: OrdersPanel) -> None:
    """By hand: f″ = 2 sin x + 4x cos x − x² sin x."""
    x = 1.5
    second = 2 * math.sin(x) + 4 * x * math.cos(x) - x * x * math.sin(x)
    assert float(texts(orders_panel.model, 2)[1]) == pytest.approx(second, rel=1e-7)
    assert texts(orders_panel.model, 0)[0] == "0"
    assert orders_panel.model.rowCount() == 5


def test_clicked_order_is_where_the_polynomial_ends(orders_panel: OrdersPanel, qtbot: QtBot) -> None:
    before = picture(orders_panel.plot)
    click(qtbot, orders_panel.table, 3)
    assert orders_panel.model.current == 3
    qtbot.waitUntil(lambda: picture(orders_panel.plot) != before)


# -- the error curve ---------------------------------------------------------------------------------------------------


@cache
def measured() -> dict[str, Any]:
    return curve(load(worked_example.SOURCE), {"x1": 2.0, "x2": 5.0}, wrt="x1")


@pytest.fixture
def curve_panel(empty_desk: Desk, shown: Show, qtbot: QtBot) -> CurvePanel:
    panel = CurvePanel(empty_desk.document, empty_desk.theme)
    shown(panel, 480, 300)
    empty_desk.document.set_analysis("curve", measured())
    return panel


def test_curve_is_drawn_in_the_color_of_every_method(curve_panel: CurvePanel, empty_desk: Desk) -> None:
    image = picture(curve_panel.plot)
    for token in ("higher_order", "tangent", "primal", "adjoint"):
        assert has_color(image, empty_desk.theme.color(token), (60, 5, image.width(), image.height() - 30), near=40)


def test_curve_says_its_best_steps_in_words(curve_panel: CurvePanel) -> None:
    words = curve_panel.accessibleDescription()
    assert words.startswith("∂f/∂x1 is 5.5.")
    assert "forward: least error" in words


def test_pointer_reads_the_curve_out(curve_panel: CurvePanel, qtbot: QtBot) -> None:
    at = QPoint(curve_panel.plot.width() * 2 // 3, curve_panel.plot.height() // 2)
    qtbot.mouseMove(curve_panel.plot.viewport(), at)
    qtbot.waitUntil(lambda: "error" in curve_panel.plot.readout.toPlainText())


def test_curve_without_data_says_what_to_do(empty_desk: Desk, shown: Show) -> None:
    panel = CurvePanel(empty_desk.document, empty_desk.theme)
    shown(panel, 480, 300)
    assert "when the program has run" in panel.accessibleDescription()


# -- the middle of the window ------------------------------------------------------------------------------------------


@pytest.fixture
def graph_panel(desk: Desk, shown: Show, qtbot: QtBot) -> GraphPanel:
    panel = GraphPanel(desk.document, desk.cursor, desk.selection, desk.theme)
    shown(panel, 850, 450)
    qtbot.waitUntil(lambda: panel.view.scene is not None)
    return panel


def tab_click(qtbot: QtBot, panel: GraphPanel, index: int) -> None:
    qtbot.mouseClick(panel.tabs, LEFT, pos=panel.tabs.tabRect(index).center())


def test_header_counts_nodes_and_edges(graph_panel: GraphPanel) -> None:
    assert graph_panel.subtitle == "7 nodes · 8 edges · fit"


def test_zoom_is_told_and_the_button_fits_again(graph_panel: GraphPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(graph_panel.subtitle_changed):
        graph_panel.view.zoom(1.5)
    assert graph_panel.subtitle.endswith("%")
    qtbot.mouseClick(graph_panel.fit_button, LEFT)
    assert graph_panel.subtitle.endswith("fit")


def test_source_line_of_the_step_is_marked(graph_panel: GraphPanel, desk: Desk, qtbot: QtBot) -> None:
    tab_click(qtbot, graph_panel, 2)
    desk.cursor.step = 3
    model = graph_panel.lines.model
    trace = desk.document.trace
    assert trace is not None
    assert model.lines[model.current].number == int(trace.spans.line[trace.nodes.span[3]])


def test_click_on_a_source_line_goes_to_its_last_node(graph_panel: GraphPanel, desk: Desk, qtbot: QtBot) -> None:
    tab_click(qtbot, graph_panel, 2)
    click(qtbot, graph_panel.lines.table, graph_panel.lines.model.rowCount() - 1)
    assert desk.selection.row == 6
    assert desk.cursor.step == 6


def test_evaluation_trace_tab_moves_the_same_cursor(graph_panel: GraphPanel, desk: Desk, qtbot: QtBot) -> None:
    tab_click(qtbot, graph_panel, 1)
    assert graph_panel.table is not None
    click(qtbot, graph_panel.table.table, 5)
    assert desk.cursor.step == 5


def test_not_finite_lines_have_a_sign(empty_desk: Desk, shown: Show, qtbot: QtBot) -> None:
    trace = worked_example.trace()
    value = trace.nodes.value.copy()
    value[6] = np.inf
    empty_desk.show(replace(trace, nodes=replace(trace.nodes, value=value)))
    panel = GraphPanel(empty_desk.document, empty_desk.cursor, empty_desk.selection, empty_desk.theme)
    shown(panel, 850, 450)
    tab_click(qtbot, panel, 2)
    model = panel.lines.model
    assert [texts(model, row)[5] for row in range(model.rowCount())][-1] == "▲ 1"


def test_rows_chosen_in_a_table_without_rows_are_no_warning(empty_desk: Desk, qtbot: QtBot) -> None:
    from adstudio.gui.steps.trace_models import StepsModel

    model = StepsModel(empty_desk.theme, None)
    model.choose(np.array([1, 2]))
    assert model.rowCount() == 0
