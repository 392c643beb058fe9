"""The questions "why this value" and "where does it go", from wherever in the window they are asked."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from adstudio.gui.why.actions import offer, offer_why
from adstudio.traces.quantities import partial, value

if TYPE_CHECKING:
    from adstudio.gui.why.panel import WhyPanel
    from adstudio.gui.window import MainWindow
    from adstudio.traces.provenance import Direction
    from adstudio.traces.quantities import Quantity
    from adstudio.workspace.inquiry import Inquiry


class Why:
    """Holds the window's inquiry, and shows its panel when something is asked."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        offer_why(window.graph.view, self.here)
        offer(window.graph.view, "Why the value, not its derivative", "V", self.value_here)
        window.graph.view.setContextMenuPolicy(Qt.ContextMenuPolicy.DefaultContextMenu)  # it can fold, too
        window.graph.why_asked.connect(self.ask)
        window.graph.view.edge_asked.connect(lambda edge, direction: self.ask(partial(edge), direction))

    @cached_property
    def inquiry(self) -> Inquiry:
        """The question; it waits until somebody asks, or looks at the panel."""
        from adstudio.workspace.inquiry import Inquiry

        made = Inquiry(self.window.models.document)
        made.asked.connect(self._show)
        return made

    def panel(self) -> WhyPanel:
        """The panel that answers; the window makes it when it is first seen."""
        from adstudio.gui.why.panel import WhyPanel

        models = self.window.models
        made = WhyPanel(self.inquiry, models.selection, self.window.theme)
        made.jumped.connect(self.jump)
        return made

    def ask(self, quantity: Quantity, direction: Direction = "why") -> None:
        """Ask about a number of the shown trace."""
        self.inquiry.ask(quantity, direction)

    def here(self, direction: Direction = "why") -> None:
        """Ask about the selected node, as it stands at the step; about what the step made where none is selected."""
        provenance, row = self.inquiry.provenance, self.window.models.selection.row
        step = self.window.models.cursor.step
        if provenance is None or not len(provenance.trace.timeline):
            return
        self.ask(provenance.of_step(step) if row is None else provenance.at(row, step), direction)

    def value_here(self) -> None:
        """Ask about the value of the selected node, also while its derivative is being computed."""
        trace, row = self.window.models.document.trace, self.window.models.selection.row
        if trace is None or not len(trace.timeline):
            return
        self.ask(value(trace.timeline.step(self.window.models.cursor.step).row if row is None else row))

    def where_here(self) -> None:
        """Where the number goes that `here` asks about."""
        self.here("where")

    def jump(self, step: int) -> None:
        """To a step; the way back is kept."""
        self.window.models.cursor.jump(step)

    def _show(self) -> None:
        self.window.raise_panel("why").setFocus()
