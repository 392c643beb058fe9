"""What is not in the graph, where a person looks for it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import load
from adstudio.traces.model import Trace

CONSTANT = "def f(x=1.0):\n    return 3.0\n"
LEFT = "def f(x=2.5, y=3.0):\n    z = float(x)\n    return z * y + x\n"
WITHOUT = "def f(p=None):\n    return 2.0\n"
PLAIN = "def f(x=1.0):\n    return x * x\n"


def traced(source: str) -> Trace:
    return running.run(load(source), "tape", Request())


@pytest.fixture
def on(window, qtbot):
    """The window on the trace of a program."""

    def show(source: str):
        window.models.document.set_trace("hand", traced(source))
        qtbot.waitUntil(lambda: window.graph.view.scene is not None and not window.graph.view.outstanding)
        window.models.cursor.end()
        QApplication.processEvents()
        return window

    return show


def test_a_constant_result_is_said_above_the_graph(on):
    strip = on(CONSTANT).graph.remark_strip
    assert strip.isVisible()
    assert strip.text().startswith("f is the constant 3: ")


def test_a_value_that_left_the_graph_is_said_above_it_and_leads_to_its_node(on):
    window = on(LEFT)
    strip = window.graph.remark_strip
    assert "line 2</a>: " in strip.text()
    row = window.models.document.trace.header.notes[0].row
    strip.linkActivated.emit(str(row))
    assert window.models.selection.row == row


def test_nothing_is_said_where_all_is_in_the_graph(on):
    assert on(LEFT).graph.remark_strip.isVisible()
    assert not on(PLAIN).graph.remark_strip.isVisible()


def test_a_graph_without_nodes_says_so(on):
    window = on(WITHOUT)
    picture = window.graph.view.grab().toImage()
    panel = window.theme.color("panel").rgb()
    middle = [picture.pixel(x, picture.height() // 2 + y) for x in range(picture.width()) for y in (-3, 0, 3)]
    assert any(pixel != panel for pixel in middle[60:-60])
    assert window.graph.subtitle.startswith("0 nodes · 0 edges")
    assert window.panel("trace").subtitle == "1 step"


def test_one_node_is_no_nodes(on):
    assert on(CONSTANT).graph.subtitle.startswith("1 node · 0 edges")
