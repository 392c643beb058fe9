"""The graph under a person's hands: mouse, keys, commands, words."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QMenu, QToolTip, QWidget

from adstudio.gui.graph.camera import Place
from adstudio.gui.graph.edge_menu import edge_menu, pill_at, told
from adstudio.gui.graph.keys import ACTIONS, PANNING, PANS, WALKING, WALKS
from adstudio.gui.graph.picture import MIDDLE, NEAR
from adstudio.gui.graph.stage import GraphStage
from adstudio.gui.graph.walking import around, neighbour
from adstudio.gui.motion import Motion
from adstudio.gui.plain_text import as_it_is
from adstudio.gui.theme import Theme
from adstudio.workspace import iterations
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.finder import Finder
from adstudio.workspace.folds import Folds
from adstudio.workspace.node_stops import NodeStops
from adstudio.workspace.selection import Selection

if TYPE_CHECKING:
    from adstudio.gui.graph.legend import Legend
    from adstudio.gui.graph.outline import Line
    from adstudio.workspace.breakpoints import Breakpoints

CLOSE = 1.4  # the scale of a double click


class GraphView(GraphStage):
    """The graph of a trace as it stands at the cursor.

    Drag pans, the wheel zooms around the pointer, F fits, a click selects, a double click zooms to a card;
    Alt and the arrow keys walk from the selected node to a parent, a child, or the card above or below,
    Return moves the cursor to the step that finished it. `zoomed` tells that the view is another one.
    """

    search_wanted = Signal()
    words_wanted = Signal()  # the graph in words, or no longer
    edge_asked = Signal(int, str)  # an edge whose partial is asked about, and "why" or "where"
    said = Signal(str)  # why what was asked for changes nothing

    def __init__(
        self,
        cursor: Cursor,
        selection: Selection,
        theme: Theme,
        parent: QWidget | None = None,
        *,
        motion: Motion | None = None,
        folds: Folds | None = None,
        finder: Finder | None = None,
    ) -> None:
        """motion: whether anything may move; without one nothing does. folds, finder: its own, where none are given."""
        super().__init__(cursor, selection, theme, parent, motion=motion, folds=folds, finder=finder)
        self.legend: Legend | None = None
        self.clicked.connect(self._take_click)
        self.double_clicked.connect(self._take_double_click)
        self.pointed.connect(self._take_pointer)

    def mark_stops(self, breakpoints: Breakpoints) -> None:
        """Mark the cards at which these stop, from now on."""
        self.stops = NodeStops(breakpoints)
        breakpoints.changed.connect(self._take_stops)

    def _take_stops(self) -> None:
        self._describe()
        self.update()

    def textual(self, row: int | None = None) -> str:
        """What is known of a node, and of its breakpoint."""
        told, at = super().textual(row), self.row if row is None else row
        stop = None if self.stops is None or self.scene is None or at < 0 else self.stops.at(self.scene.trace, at)
        if stop is None:
            return told
        when = f" where {stop.condition}" if stop.condition else ""
        return f"{told}\nbreakpoint{when}{'' if stop.enabled else ', switched off'}"

    def fold_selection(self) -> None:
        """Fold the group around the selected node, else around the one of the step."""
        if not self.folding.fold_around(self.row) and self.scene is not None:
            self.said.emit("No group around this node is left to be folded")

    def open_selection(self) -> None:
        """Unfold the folded card that is selected, else the one in which the step is."""
        if not self.folding.open_at(self.row) and self.scene is not None:
            self.said.emit("This card is not folded")

    def next_pass(self) -> None:
        """To the same expression in its next pass."""
        self._go_pass(forward=True)

    def previous_pass(self) -> None:
        """To the same expression in the pass before."""
        self._go_pass(forward=False)

    def _go_pass(self, *, forward: bool) -> None:
        before = self.selection.row
        iterations.go(self.selection, self._trace, forward=forward)
        self.show_row(self.selection.row)
        if before is None:
            self.said.emit("Select a node or an expression first")
        elif self.selection.row == before and len(self.selection.rows) < 2:
            self.said.emit("This runs once, and has no other pass")
        elif self.selection.row == before:
            self.said.emit(f"This is its {'last' if forward else 'first'} pass")

    def search(self) -> None:
        """Ask whoever has the search bar."""
        self.search_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be folded, unfolded and asked here; a card that is asked about is the selected one."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.folding.show_menu(self.row, None)
            return
        row = self.row_at(QPointF(event.pos()))
        edge = self.edge_at(QPointF(event.pos())) if row is None else None
        if edge is not None:
            menu = self.edge_menu(edge)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(event.globalPos())
            return
        if row is not None:
            self.selection.row = row
        self.folding.show_menu(row, event.globalPos())

    def edge_at(self, point: QPointF) -> int | None:
        """The edge whose partial is written at a point of the widget."""
        if self.scene is None or self._picture is None or self.scale < NEAR:
            return None
        return pill_at(self.scene, self._picture.cards.labels, *self.to_world(point))

    def edge_menu(self, edge: int) -> QMenu:
        """What can be asked of the partial of an edge."""
        assert self.scene is not None
        ask = partial(self.edge_asked.emit, edge)
        return edge_menu(self, self.scene, edge, self._moment.sweep, ask=ask, go=self.cursor_model.jump)

    def toggle_minimap(self) -> None:
        """Show the minimap while a part of the graph is out of sight, or never."""
        self.minimap.toggle()

    def toggle_words(self) -> None:
        """Ask whoever has the room for the graph in words."""
        self.words_wanted.emit()

    def toggle_legend(self) -> None:
        """Show what the shapes mean, or no longer."""
        if self.legend is None:
            from adstudio.gui.graph.legend import Legend

            self.legend = Legend(self)
        self.legend.toggle()

    def outline(self) -> list[Line]:
        """The selected node, else the step's, in lines of text."""
        from adstudio.gui.graph.outline import outline

        row = self.card_row(self.row)
        return outline(self.scene, row, self._moment) if self.scene is not None and row is not None and row >= 0 else []

    def toggle_trail(self) -> None:
        """Keep showing where the selected node, else the step's, comes from and goes to; or no longer."""
        here = self.selection.row if self.selection.row is not None else self._moment.row
        self._pin(here if self.pinned is None and here >= 0 else None)

    def zoom_to(self, row: int | None) -> None:
        """Zoom to a card with all that it comes from and goes to directly."""
        row, card = self.card_row(row), self.card(row)
        if self.scene is not None and row is not None and card is not None:
            near = self.camera.fitting(around(self.scene, row))
            # where its neighbours are too far apart to be read, the card alone
            self.look_at(near if near.scale >= 0.5 else Place((card[0] + card[2]) / 2, (card[1] + card[3]) / 2, 1.0))

    def zoom_to_selection(self) -> None:
        """Zoom to the selected card, else to the one of the step."""
        self.zoom_to(self.selection.row if self.selection.row is not None else self._moment.row)

    def zoom_to_step(self) -> None:
        """Zoom to the card that the step changes."""
        self.zoom_to(self._moment.row)

    def _take_pointer(self, point: QPointF | None) -> None:
        self.selection.hovered = None if point is None else self.row_at(point)

    def _take_click(self, point: QPointF) -> None:
        self.selection.row = self.row_at(point)

    def _take_double_click(self, point: QPointF) -> None:
        """Zoom to the card under the pointer, or fit everything."""
        row = self.row_at(point)
        if row is None or self.scene is None:
            self.fit()
            return
        if self.folding.open_at(row):
            return
        layout = self.scene.layout
        self.look_at(Place(float(layout.x[row]), float(layout.y[row]), max(CLOSE, self.scale)))

    def row_at(self, point: QPointF) -> int | None:
        """The row whose card is at a point of the widget; from afar, the nearest within a few pixels."""
        if self.scene is None:
            return None
        x, y = self.to_world(point)
        row = self.scene.card_at(x, y)
        if row is not None or self.scale >= MIDDLE:
            return row
        reach = 5 / self.scale
        near = self.scene.cards_in((x - reach, y - reach, x + reach, y + reach))
        if not len(near):
            return None
        layout = self.scene.layout
        return int(near[np.argmin((layout.x[near] - x) ** 2 + (layout.y[near] - y) ** 2)])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of `graph_keys`."""
        key, modifiers = Qt.Key(event.key()), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == WALKING and key in WALKS and self.scene is not None:
            here = -1 if self.row < 0 else self.scene.card_of(self.row)
            row = neighbour(self.scene, here, WALKS[key])
            self.selection.row = row
            self.show_row(row)
        elif modifiers == PANNING and key in PANS:
            self.pan(PANS[key][0] * self.width() / 10, PANS[key][1] * self.height() / 10)
        elif not modifiers & ~Qt.KeyboardModifier.ShiftModifier and key in ACTIONS:
            getattr(self, ACTIONS[key])()
        else:
            super().keyPressEvent(event)

    def go_to_selection(self) -> None:
        """Move the cursor to the step that finished the selected node."""
        if self.selection.row is not None:
            self.go_to(self.selection.row)

    def go_to(self, row: int) -> None:
        """Move the cursor to the step at which a row is finished in the sweep being shown."""
        if self.scene is None or self._moment.sweep < 0 or row >= len(self.scene.trace):  # its graph is still to come
            return
        step = self.scene.trace.timeline.step_of(row, self._moment.sweep)
        if step >= 0:
            self.cursor_model.jump(step)

    def event(self, event: QEvent) -> bool:
        """Tooltips with full values."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            point = QPointF(event.pos())
            row, edge = self.row_at(point), self.edge_at(point)
            if row is not None:
                QToolTip.showText(event.globalPos(), as_it_is(self.textual(row)), self)
            elif edge is not None and self.scene is not None:
                QToolTip.showText(event.globalPos(), as_it_is(told(self.scene, edge)), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
