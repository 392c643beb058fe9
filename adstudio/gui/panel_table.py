"""The table of panels of the main window: one line each, for the docks, the View menu and the first arrangement."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtWidgets import QWidget

from adstudio.gui.editor.editor import Editor
from adstudio.gui.inputs.panel import InputsPanel
from adstudio.gui.steps.panel import StepPanel
from adstudio.gui.steps.trace_panel import TracePanel

if TYPE_CHECKING:
    from adstudio.gui.window import MainWindow


class PanelEntry(Struct, frozen=True):
    """One panel: `make` is called when it is first seen, and imports what it needs."""

    name: str  # what commands, tests and a saved layout know it by
    title: str
    make: Callable[[MainWindow], QWidget]
    beside: str = ""  # the panel it is a tab behind, in the first arrangement
    late: bool = False  # it waits until the window's first picture is on the screen
    closed: bool = False  # it is opened from the View menu, or by the command that fills it
    short: str = ""  # its title as a tab, where the whole titles have no room

    @property
    def modules(self) -> tuple[str, ...]:
        """Where its class is, and what that imports when it is made: to be imported before somebody looks."""
        return tuple(f"adstudio.gui.{module}" for module in MODULES.get(self.name, (f"{self.name}.panel",)))


MODULES = {  # where it is not the `panel` of a package of that name, or not all
    "orders": ("orders.panel", "orders.pages"),
    "nested": ("orders.nested_panel",),
    "breakpoints": ("stops.panel",),
    "output": ("output_panel",),
}


def _editor(window: MainWindow) -> QWidget:
    models = window.models
    return Editor(models.document, models.cursor, window.theme, breakpoints=models.stepper.breakpoints)


def _inputs(window: MainWindow) -> QWidget:
    panel = InputsPanel(window.models.document, window.models.cursor, window.models.undo, window.theme)
    panel.why_asked.connect(window.why.ask)
    return panel


def _what_if(window: MainWindow) -> QWidget:
    from adstudio.gui.what_if.panel import WhatIfPanel

    return WhatIfPanel(window.models.document, window.theme)


def _step(window: MainWindow) -> QWidget:
    panel = StepPanel(window.models.document, window.models.cursor, window.theme)
    panel.why_asked.connect(window.why.ask)
    return panel


def _trace(window: MainWindow) -> QWidget:
    models = window.models
    panel = TracePanel(models.document, models.cursor, models.selection, window.theme)
    panel.why_asked.connect(window.why.ask)
    return panel


def _curve(window: MainWindow) -> QWidget:
    from adstudio.gui.curve.panel import CurvePanel

    return CurvePanel(window.models.document, window.theme, window.models.selection)


def _orders(window: MainWindow) -> QWidget:
    from adstudio.gui.orders.panel import OrdersPanel

    return OrdersPanel(window.models.document, window.theme)


def _comparison(window: MainWindow) -> QWidget:
    from adstudio.gui.comparison.panel import ComparisonPanel

    models = window.models
    panel = ComparisonPanel(models.document, models.cursor, models.selection, window.theme)
    panel.why_asked.connect(window.why.ask)
    panel.jumped.connect(window.why.jump)
    return panel


def _why(window: MainWindow) -> QWidget:
    return window.why.panel()


def _matrices(window: MainWindow) -> QWidget:
    from adstudio.gui.matrices.panel import MatrixPanel

    panel = MatrixPanel(window.models.document, window.models.cursor, window.theme)
    panel.why_asked.connect(window.why.ask)
    window.docks["matrices"].visibilityChanged.connect(panel.look)
    return panel


def _cost(window: MainWindow) -> QWidget:
    from adstudio.gui.cost.panel import CostPanel

    panel = CostPanel(window.models.document, window.theme)
    window.docks["cost"].visibilityChanged.connect(panel.look)
    return panel


def _output(window: MainWindow) -> QWidget:
    from adstudio.gui.output_panel import OutputPanel

    panel = OutputPanel(window.models.document, window.theme)
    panel.line_clicked.connect(window.editor.go_to)
    return panel


def _breakpoints(window: MainWindow) -> QWidget:
    from adstudio.gui.stops.panel import BreakpointsPanel

    return BreakpointsPanel(window.models.stepper, window.theme)


def _points(window: MainWindow) -> QWidget:
    from adstudio.gui.points.panel import PointsPanel

    return PointsPanel(window.models.points, window.theme)


def _nested(window: MainWindow) -> QWidget:
    from adstudio.gui.orders.nested_panel import NestedPanel

    return NestedPanel(window.models.document, window.theme)


PANELS = (
    PanelEntry("program", "Program", _editor),
    PanelEntry("inputs", "Inputs", _inputs),
    PanelEntry("what_if", "Seeds and what-if", _what_if, beside="inputs", late=True, short="What if"),
    PanelEntry("step", "Step", _step),
    PanelEntry("trace", "Evaluation trace", _trace),
    PanelEntry("curve", "Finite-difference error", _curve, late=True),
    PanelEntry("orders", "Higher-order derivatives", _orders, late=True, short="Orders"),
    PanelEntry("comparison", "Engines, node by node", _comparison, late=True, short="Engines"),
    PanelEntry("why", "Why this value", _why, beside="orders", late=True, closed=True, short="Why"),
    PanelEntry(
        "nested", "Graph of the derivative", _nested, beside="comparison", late=True, closed=True, short="Nested"
    ),
    PanelEntry("output", "Output", _output, beside="comparison", late=True),
    PanelEntry(
        "breakpoints",
        "Breakpoints and bookmarks",
        _breakpoints,
        beside="comparison",
        late=True,
        closed=True,
        short="Breakpoints",
    ),
    PanelEntry("points", "Points", _points, beside="comparison", late=True, closed=True),
    PanelEntry("matrices", "Jacobian and Hessian", _matrices, beside="comparison", late=True, short="Jacobian"),
    PanelEntry("cost", "Cost", _cost, beside="comparison", late=True),
)
