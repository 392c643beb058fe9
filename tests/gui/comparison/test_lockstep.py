"""Two engines in lockstep on the real window, and the panels at the smallest size that is promised: 1024 × 700."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
import worked_example
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.traces import quantities

LEFT = Qt.MouseButton.LeftButton


@cache
def traced(engine, source=worked_example.SOURCE):
    return running.run(load(source), engine, Request())


def wrong(trace, sweep, row, by):
    derivative = trace.sweeps[sweep].derivative.copy()
    derivative[row] += by
    sweeps = list(trace.sweeps)
    sweeps[sweep] = replace(sweeps[sweep], derivative=derivative)
    return replace(trace, sweeps=tuple(sweeps))


def ended(trace, why):
    return replace(trace, header=replace(trace.header, truncated=why))


@pytest.fixture
def open_window(make_window, qtbot):
    """A window of some size on the traces of some engines, the first of them shown."""

    def open_it(traces, *, size=(1504, 812), source=worked_example.SOURCE):
        window = make_window(size=size)
        document = window.models.document
        document.set_program(source, path=Path("seed_example.py"), function="f")
        document.show(next(iter(traces)))
        document.set_traces(traces)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.fill_late()
        return window

    return open_it


@pytest.fixture
def pair(open_window):
    """Dual beside a jet that is wrong at v₅ from ∂/∂x1 on, and beside a tape."""
    jet = wrong(traced("jet"), 1, 4, 0.25)
    return open_window({"dual": traced("dual"), "jet": jet, "tape": traced("tape")})


def comparison(window):
    return window.panel("comparison")


def test_the_strip_shows_the_node_of_the_step_in_both(pair, qtbot):
    strip = comparison(pair).strip
    assert (strip.ours.text(), strip.chooser.currentText()) == ("dual beside", "jet")
    pair.models.cursor.step = 10
    text = strip.words.text()
    assert "v₄" in text
    assert text.count("5</a> = ") == 1
    assert "0&nbsp;ulps" in text


def test_stepping_moves_both(pair, qtbot):
    pair.graph.setFocus()
    pair.models.cursor.step = 9
    before = comparison(pair).strip.words.text()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Right)
    assert pair.models.cursor.step == 10
    assert comparison(pair).strip.words.text() != before
    assert "Step 11 there" in comparison(pair).strip.words.toolTip()


def test_f7_goes_to_the_first_divergence_which_is_marked(pair, qtbot):
    pair.graph.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_F7)
    assert pair.models.cursor.step == 11
    panel = comparison(pair)
    assert "✗" in panel.strip.words.text()
    assert "0.25" in panel.strip.words.text()
    assert panel.model.cell(4, 0) == "✗ v₅"
    assert panel.strip.go_button.text() == "First divergence"


def test_the_button_goes_there_too(pair, qtbot):
    qtbot.mouseClick(comparison(pair).strip.go_button, LEFT)
    assert pair.models.cursor.step == 11


def test_the_other_engine_is_chosen_with_the_keys(pair, qtbot):
    panel = comparison(pair)
    panel.strip.chooser.setFocus()
    qtbot.keyClick(panel.strip.chooser, Qt.Key.Key_Down)
    assert panel.lockstep.other == "tape"
    pair.models.cursor.end()
    assert "tape has no tangent pass" in panel.strip.words.text()


def test_engines_that_agree_lead_to_their_first_other_bit_or_nowhere(open_window):
    jet = wrong(traced("jet"), 1, 3, 2.0**-50)
    window = open_window({"dual": traced("dual"), "jet": jet})
    strip = comparison(window).strip
    assert strip.go_button.text() == "First other bit"
    comparison(window).go_to_parting()
    assert window.models.cursor.step == 10
    assert "1&nbsp;ulp," in strip.words.text()
    window.models.document.set_trace("jet", traced("jet"))
    assert not strip.go_button.isEnabled()
    assert strip.go_button.toolTip() == "They agree to the last bit"


def test_where_terms_cancel_the_difference_is_said_and_no_ulps(open_window):
    rest = wrong(traced("jet"), 1, 1, 2.8e-17)  # of ∂v₂/∂x1, which is 0
    window = open_window({"dual": traced("dual"), "jet": rest})
    window.models.cursor.step = 8
    panel = comparison(window)
    assert "≠" in panel.strip.words.text()
    assert "2.8e−17&nbsp;apart" in panel.strip.words.text()
    assert "ulp" not in panel.strip.words.text().rpartition("≠")[2]
    assert panel.model.cell(1, 2) == "Δ 3e-17"
    assert window.engine_bar.agreement.text() == "agree to 0 ulp"


SOLVE = """import numpy as np

def f(a=[[2.0, 1.0], [1.0, 3.0]], b=[1.0, 2.0]):
    return np.linalg.norm(np.linalg.solve(np.array(a), np.array(b)))
"""


def test_the_bar_says_what_its_number_is_a_part_of_where_it_is_no_ulps(open_window):
    window = open_window({engine: traced(engine, SOLVE) for engine in ("dual", "tape")}, source=SOLVE)
    assert window.engine_bar.agreement.text() == "agree to 1e-16"
    assert window.engine_bar.agreement.toolTip().startswith("1e-16 of the largest derivative")


def test_the_column_of_ulps_follows_the_sweep(pair):
    model = comparison(pair).model
    pair.models.cursor.step = 0
    assert model.cell(4, 2) == "0"
    pair.models.cursor.step = 8
    assert float(model.cell(4, 2)) > 1e10


def test_why_of_another_engines_number_shows_that_engine(pair, qtbot):
    panel = comparison(pair)
    box = panel.table.visualRect(panel.model.index(3, 5))  # the tape's adjoint of v₄
    panel.table.scrollTo(panel.model.index(3, 5))
    box = panel.table.visualRect(panel.model.index(3, 5))
    qtbot.mouseClick(panel.table.viewport(), LEFT, pos=box.center())
    qtbot.keyClick(panel.table, Qt.Key.Key_Y)
    assert pair.models.document.shown == "tape"
    assert pair.why.inquiry.quantity == quantities.derivative(3, 1)


def test_a_number_of_the_strip_can_be_asked_about(pair):
    pair.models.cursor.step = 11
    comparison(pair).strip.words.linkActivated.emit("theirs/derivative:4:1")
    assert pair.models.document.shown == "jet"
    assert pair.why.inquiry.quantity == quantities.derivative(4, 1)


def test_other_node_numbers_are_said_plainly(open_window):
    other = traced("dual", worked_example.SOURCE.replace("sin(x2)", "x2 + x1"))
    window = open_window({"dual": traced("dual"), "other": other})
    window.models.cursor.step = 4
    assert "number their nodes differently (sin, add)" in comparison(window).strip.words.text()


def test_engines_of_which_none_came_to_its_end_are_said_to_be_that(open_window):
    stopped = {name: ended(traced(name), "the budget of 3 s was reached") for name in ("dual", "tape")}
    panel = comparison(open_window(stopped))
    assert panel.table.hint == (
        "No engine came to the end of the program, so they are not compared: the budget of 3 s was reached"
    )


def test_a_program_without_nodes_has_none_to_compare(open_window):
    source = "def f(x=None):\n    return 2.0\n"
    window = open_window({name: traced(name, source) for name in ("dual", "tape", "jet")}, source=source)
    assert (
        comparison(window).table.hint == "The program has no input to differentiate by, so there is nothing to compare"
    )
    assert window.engine_bar.agreement.text() == "no derivatives to compare"


def test_one_engine_has_no_strip(open_window):
    window = open_window({"tape": traced("tape")})
    assert not comparison(window).strip.isVisible()
    assert comparison(window).table.hint == "Run two engines or more to see them side by side"


# -- 1024 × 700 --------------------------------------------------------------------------------------------------------


def whole(table, column):
    """Whether no cell in sight of a column is cut."""
    model = table.model()
    metrics = QFontMetrics(model.theme.mono)
    rows = range(table.rowAt(1), max(table.rowAt(table.viewport().height() - 2), 0) + 1)
    return all(metrics.horizontalAdvance(model.cell(row, column)) + 16 <= table.columnWidth(column) for row in rows)


@pytest.mark.parametrize("step", [0, 6, 9, 12, 15])
def test_the_evaluation_trace_is_whole_in_the_smallest_window(open_window, step):
    window = open_window({"tape": traced("tape")}, size=(1024, 700))
    window.models.cursor.step = step
    panel = window.panel("trace")
    shown = [column for column in range(4) if not panel.table.isColumnHidden(column)]
    assert {1, 2, 3} <= set(shown)
    for column in shown:
        assert whole(panel.table, column), column
    at = panel.table.visualRect(panel.steps.index(panel.steps.current, 2))
    assert panel.table.viewport().rect().contains(at)
    width = sum(panel.table.columnWidth(column) for column in shown)
    assert width <= panel.table.viewport().width()


def test_tabs_without_room_become_a_list_with_whole_titles(open_window, qtbot):
    window = open_window({"tape": traced("tape")}, size=(1024, 700))
    panel = window.panel("trace")
    assert panel.chooser.isVisible()
    assert not panel.tabs.isVisible()
    assert [panel.chooser.itemText(i) for i in range(3)] == ["Values", "Backward", "Diagnostics 0"]
    panel.chooser.setFocus()
    qtbot.keyClick(panel.chooser, Qt.Key.Key_Down)
    assert window.models.cursor.step == 7
    window.models.cursor.step = 0
    assert panel.chooser.currentText() == "Values"


def test_with_room_they_are_tabs(open_window):
    window = open_window({"tape": traced("tape")})
    panel = window.panel("trace")
    assert panel.tabs.isVisible()
    assert panel.chooser is None or not panel.chooser.isVisible()


LONG = "def f(the_learning_rate_of_the_first_hidden_layer=0.1234567890123456789):\n    return the_learning_rate_of_the_first_hidden_layer * 123456789.123456789\n"


def test_long_names_and_numbers_wrap_in_the_step(open_window):
    window = open_window({"tape": traced("tape", LONG)}, size=(1024, 700), source=LONG)
    for step in range(window.models.cursor.length):
        window.models.cursor.step = step
        assert window.step.horizontalScrollBar().maximum() == 0
    assert "the_learning_rate_of_the_first_hidden_layer" in window.step.toPlainText()


def test_the_contributions_to_the_sum_are_listed_with_a_sign_each(open_window):
    window = open_window({"tape": traced("tape")})
    window.models.cursor.step = 12  # the first of x₂'s two
    lines = window.step.toPlainText().splitlines()
    assert [line[0] for line in lines[-2:]] == ["▸", "○"]
    assert lines[-2].replace("\xa0", " ") == "▸ v̄₅ · cos v₂ = −0.283662 this step"
    assert lines[-1].replace("\xa0", " ").endswith("step 15")
