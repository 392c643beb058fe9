"""The table of panels of the main window: one line each, for the docks, the View menu and the first arrangement."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from adstudio.gui.editor import Editor
from adstudio.gui.inputs_panel import InputsPanel
from adstudio.gui.step_panel import StepPanel
from adstudio.gui.trace_panel import TracePanel

if TYPE_CHECKING:
    from adstudio.gui.window import MainWindow


@dataclass(frozen=True, slots=True)
class PanelEntry:
    """One panel: `make` is called when it is first seen, and imports what it needs."""

    name: str  # what commands, tests and a saved layout know it by
    title: str
    make: Callable[[MainWindow], QWidget]
    beside: str = ""  # the panel it is a tab behind, in the first arrangement
    late: bool = False  # it waits until the window's first picture is on the screen
    closed: bool = False  # it is opened from the View menu, or by the command that fills it


def _editor(window: MainWindow) -> QWidget:
    return Editor(window.models.document, window.models.cursor, window.theme)


def _inputs(window: MainWindow) -> QWidget:
    return InputsPanel(window.models.document, window.models.cursor, window.theme)


def _step(window: MainWindow) -> QWidget:
    return StepPanel(window.models.document, window.models.cursor, window.theme)


def _trace(window: MainWindow) -> QWidget:
    models = window.models
    return TracePanel(models.document, models.cursor, models.selection, window.theme)


def _curve(window: MainWindow) -> QWidget:
    from adstudio.gui.curve_panel import CurvePanel

    return CurvePanel(window.models.document, window.theme, window.models.selection)


def _orders(window: MainWindow) -> QWidget:
    from adstudio.gui.orders_panel import OrdersPanel

    return OrdersPanel(window.models.document, window.theme)


def _comparison(window: MainWindow) -> QWidget:
    from adstudio.gui.comparison_panel import ComparisonPanel

    models = window.models
    return ComparisonPanel(models.document, models.cursor, models.selection, window.theme)


def _output(window: MainWindow) -> QWidget:
    from adstudio.gui.output_panel import OutputPanel

    panel = OutputPanel(window.models.document, window.theme)
    panel.line_clicked.connect(window.editor.go_to)
    return panel


def _nested(window: MainWindow) -> QWidget:
    from adstudio.gui.nested_panel import NestedPanel

    return NestedPanel(window.models.document, window.theme)


PANELS = (
    PanelEntry("program", "Program", _editor),
    PanelEntry("inputs", "Inputs", _inputs),
    PanelEntry("step", "Step", _step),
    PanelEntry("trace", "Evaluation trace", _trace),
    PanelEntry("curve", "Finite-difference error", _curve, late=True),
    PanelEntry("orders", "Higher-order derivatives", _orders, late=True),
    PanelEntry("comparison", "Engines, node by node", _comparison, late=True),
    PanelEntry("nested", "Graph of the derivative", _nested, beside="comparison", late=True, closed=True),
    PanelEntry("output", "Output", _output, beside="comparison", late=True),
)
