"""The graph of a trace on a canvas: laid out, at the step of the cursor, painted in as much detail as can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import (
    QHideEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QWidget

from adstudio.analysis.identity import same_program
from adstudio.analysis.layout import MOST_CARDS, READABLE
from adstudio.gui.graph import groups as graph_groups
from adstudio.gui.graph import text as graph_text
from adstudio.gui.graph.camera import Place
from adstudio.gui.graph.canvas import GraphCanvas
from adstudio.gui.graph.folding import GraphFolding
from adstudio.gui.graph.glide import Flow
from adstudio.gui.graph.hover import TrailFinder
from adstudio.gui.graph.layouting import Drawing, LayoutMaker
from adstudio.gui.graph.minimap import Minimap
from adstudio.gui.graph.moment import Look, Moment
from adstudio.gui.graph.picture import GraphPicture, flow_rect
from adstudio.gui.graph.scene import GraphScene, Rect
from adstudio.gui.motion import Motion
from adstudio.gui.theme import Theme
from adstudio.traces.model import Trace
from adstudio.workspace.cursor import Cursor
from adstudio.workspace.finder import Finder
from adstudio.workspace.folds import Folds
from adstudio.workspace.selection import Selection

if TYPE_CHECKING:
    from adstudio.workspace.node_stops import NodeStops

ROOMY = 1.5  # times as large could a graph be seen whole before a fitted view fits it again
READING = 0.62  # the scale at which a graph is opened that could not be read as a whole

INVITATION = "Write a function and press Trace, or open an example from the File menu"
EMPTY = "The program has no input to differentiate by, so its graph is empty"


class GraphStage(GraphCanvas):
    """Shows the graph of a trace as it stands at the cursor, and follows what the models say.

    `zoomed` tells that the view is another one.
    """

    prepared = Signal(object)  # a large Trace whose every step can be had at once from now on

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
        self.motion = motion or Motion("on")
        super().__init__(self.motion, parent)
        self.cursor_model, self.selection, self.theme = cursor, selection, theme
        self.scene: GraphScene | None = None
        self.invitation = INVITATION  # what is said where there is no graph
        self._trace: Trace | None = None
        self._picture: GraphPicture | None = None
        self._moment = Moment.none()
        self.folds, self.finder = folds or Folds(), finder or Finder(selection)
        self.folding = GraphFolding(self.folds, self)
        self.flow = Flow(self.motion, self)
        self.flow.moved.connect(self._flow_moved)
        self.trails = TrailFinder(self)
        self.trails.changed.connect(self.update)
        self.stops: NodeStops | None = None  # the breakpoints that are marked
        self.pinned: int | None = None  # the row whose trail is shown until another key says otherwise
        self._layouts = LayoutMaker(self)
        self._layouts.made.connect(self._take_made)
        self._layouts.prepared.connect(self.prepared)
        self._unprepared: Drawing | None = None  # until it has been painted
        self.keep_layout = self._layouts.keep  # one made before, for a graph still to come
        self.minimap = Minimap(self, theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        self.setAccessibleName("Graph")
        cursor.step_changed.connect(self._take_step)
        selection.selection_changed.connect(self._take_selection)
        selection.hover_changed.connect(self._take_hover)
        theme.changed.connect(self._take_theme)
        self.folds.changed.connect(self._take_folds)
        self.finder.changed.connect(self._take_found)

    @property
    def moment(self) -> Moment:
        """What is going on at the cursor."""
        return self._moment

    @property
    def outstanding(self) -> bool:
        """Whether the graph of the trace is still to be seen: it is being laid out, or was not painted yet."""
        if self._trace is None or not len(self._trace):
            return False
        return self.scene is None or self.scene.trace is not self._trace or self._unprepared is not None

    def set_trace(self, trace: Trace | None) -> None:
        """Show a trace; one of the same structure stays where it is."""
        self._trace = trace
        if trace is None or not len(trace):
            self.scene = self.drawing = None
            self.trails.set_scene(None)
            self.minimap.set_scene(None, self._moment)
            self.update()
            return
        state, known = self.folds.state, self.folds.of_known(trace)
        made = self._layouts.want(trace, state, known, step=self.cursor_model.step)
        if made is not None:
            self._take_layout(made)
        else:
            self.update()

    def _take_made(self, made: object) -> None:
        """What was not to be had at once is large."""
        assert isinstance(made, Drawing)
        self._take_layout(made)
        self._unprepared = made
        if not self.isVisible():
            self._prepare()

    def _prepare(self) -> None:
        """Have found what the first step of each sweep needs: once it holds no picture up."""
        made, self._unprepared = self._unprepared, None
        if made is not None:
            self._layouts.prepare(made)

    def _take_layout(self, made: object) -> None:
        if self._trace is None:
            return
        assert isinstance(made, Drawing)
        if made.folding is not None:
            self.folds.take(made.folding)
        before = self.scene
        same = before is not None and before.layout.key == made.layout.key
        self.scene = made.scene
        self.drawing = made.layout.bounds
        self.trails.set_scene(self.scene)
        self._moment = Moment.of(made.trace, self.cursor_model.step).seen_in(self.scene)
        self.minimap.set_scene(self.scene, self._moment)
        self._take_theme()
        self.flow.arrive()
        if not same:
            self.pinned = None
        if not same and not self.folding.keep_anchor() and not (before is not None and self._may_stay(before)):
            self.open_drawing()
        self._describe()
        self.update()

    def open_drawing(self) -> None:
        """Look at all of a new graph; where that could not be read, at the step, and the minimap shows the rest."""
        super().open_drawing()
        scene, card = self.scene, self.card(self._moment.row)
        if scene is None or self.drawing is None or card is None or len(scene.card_rows) > MOST_CARDS:
            return
        if self.scale < READABLE:
            step = Place((card[0] + card[2]) / 2, (card[1] + card[3]) / 2, READING)
            self.fitted = False
            self.glide.to(self.camera.within(self.drawing, step), gently=False)

    def _may_stay(self, before: GraphScene) -> bool:
        """Whether a changed graph is looked at from where the one before was: the same program, and still in sight."""
        if self.scene is None or self.drawing is None or not same_program(before.trace, self.scene.trace):
            return False
        if not self.fitted:
            return bool(len(self.scene.cards_in(self.visible())))
        return self.camera.shows(self.drawing) and self.camera.fitting(self.drawing).scale < ROOMY * self.scale

    def _take_theme(self) -> None:
        if self.scene is not None:
            self._picture = GraphPicture(self.scene, self.theme)
        self.update()

    def _take_step(self, step: int) -> None:
        if self.scene is None:
            return
        self._moment = Moment.of(self.scene.trace, step).seen_in(self.scene)
        self.minimap.set_moment(self._moment)
        hurried = self.flow.hurried
        self.flow.begin(visible=self.isVisible() and bool(self._moment.edges))
        if not self.fitted and not self.dragging:
            self.show_row(self._moment.row, gently=not hurried)
        self._describe()
        self.update()

    def _take_selection(self) -> None:
        if self.pinned is not None and self.selection.row is not None:
            self._pin(self.selection.row)
        if not self.fitted and not self.dragging:
            self.show_row(self.selection.row)  # it may have been selected elsewhere
        self._describe()
        self.update()

    def _take_hover(self) -> None:
        hovered = self.selection.hovered
        self.trails.want(self.card_row(self.pinned if hovered is None else hovered))
        self.update()

    def _take_found(self) -> None:
        self.update()

    def _take_folds(self) -> None:
        self.folding.remember()
        self.set_trace(self._trace)

    def _pin(self, row: int | None) -> None:
        self.pinned = row
        self.trails.want(row, at_once=True)

    def _flow_moved(self) -> None:
        """Only the dots have moved."""
        if self._picture is not None:
            self.update(flow_rect(self._picture, self.camera, self._moment).toAlignedRect())

    def card_row(self, row: int | None) -> int | None:
        """The row of the card that stands for a row; None for none."""
        if row is None or self.scene is None or not 0 <= row < len(self.scene.trace):
            return None
        return self.scene.card_of(row)

    @property
    def row(self) -> int:
        """The selected row, else the one that the step changes, also inside a folded group; −1 for none."""
        if self.selection.row is not None:
            return self.selection.row
        timeline = None if self.scene is None else self.scene.trace.timeline
        return timeline.step(self._moment.step).row if timeline is not None and len(timeline) else -1

    def card(self, row: int | None) -> Rect | None:
        """The card that stands for a row, in the drawing."""
        row = self.card_row(row)
        if self.scene is None or row is None or row < 0 or not np.isfinite(self.scene.layout.x[row]):
            return None
        return self.scene.card_rect(row)

    def show_row(self, row: int | None, *, gently: bool = True) -> None:
        """Bring a card into sight, if it is not: as little as it takes, no room wasted beside the drawing."""
        card = self.card(row)
        place = None if card is None else self.camera.revealing(card)
        if place is not None and self.drawing is not None:
            self.glide.to(self.camera.within(self.drawing, place), gently=gently)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint at the level of detail of the scale."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self.theme.color("panel"))
        if self.scene is None or self._picture is None or not len(self.scene.card_rows):
            self._say(painter)
        else:
            dirty = event.rect()
            part = (float(dirty.left()), float(dirty.top()), float(dirty.right() + 1), float(dirty.bottom() + 1))
            share, moving = self.flow.share, self.moving
            self._picture.paint(painter, self.camera, self._moment, self.look, share=share, part=part, moving=moving)
            if self._unprepared is not None:
                QTimer.singleShot(0, self, self._prepare)
        if self.hasFocus():
            color, (width, height) = self.theme.color("primal", 0.55), (self.width(), self.height())
            # as lines they would be blended pixel by pixel
            for x, y, w, h in (
                (0, 0, width, 1),
                (0, height - 1, width, 1),
                (0, 1, 1, height - 2),
                (width - 1, 1, 1, height - 2),
            ):
                painter.fillRect(x, y, w, h, color)

    @property
    def look(self) -> Look:
        """What is marked besides the step, as cards."""
        scene = self.scene
        if scene is None:
            return Look(focused=self.hasFocus(), trail=self.trails.trail)
        chosen, found = (
            scene.cards_of(rows) if len(rows) else None
            for rows in (self._drawn(self.selection.rows), self._drawn(self.finder.rows))
        )
        selected, hovered = self.card_row(self.selection.row), self.card_row(self.selection.hovered)
        stops = () if self.stops is None else self.stops.of(scene.trace)
        stops = tuple((stop, scene.cards_of(rows)) for stop, rows in stops)
        return Look(selected, hovered, self.hasFocus(), self.trails.trail, chosen, found, stops)

    def _drawn(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """(n,) those of (m,) rows that the drawing has: while a new trace is laid out, it is the one before."""
        return rows[rows < (0 if self.scene is None else len(self.scene.trace))]

    def _say(self, painter: QPainter) -> None:
        if self._trace is None or not len(self._trace):
            text = self.invitation
        elif self.scene is not None and not len(self.scene.card_rows):
            text = EMPTY
        else:
            text = f"Laying out {len(self._trace):,} nodes…"
        painter.setFont(self.theme.sans)
        painter.setPen(self.theme.color("text_secondary"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, text)

    def textual(self, row: int | None = None) -> str:
        """What is known at this step of a node: the selected one, or the one of the step."""
        if row is None:
            row = self.selection.row if self.selection.row is not None else self._moment.row
        if self.scene is None or row is None or not 0 <= row < len(self.scene.trace):
            return "No graph yet"
        card = self.scene.card_of(row)
        if card >= 0 and self.scene.group_of(card):
            return graph_groups.described(self.scene, card, self._moment)
        return graph_text.described(self.scene.trace, row, self._moment)

    def _describe(self) -> None:
        """Tell a screen reader where the person is."""
        text = self.textual()
        if text == self.accessibleDescription():
            return
        self.setAccessibleDescription(text)
        if not self.hasFocus():
            return
        from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent  # not for the first picture

        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing moves where nobody looks."""
        self.flow.arrive()
        self.trails.drop()
        self._prepare()
        super().hideEvent(event)

    def stop(self) -> None:
        """Wait for what is under way in other threads."""
        self.trails.wait()
        self._layouts.wait()
