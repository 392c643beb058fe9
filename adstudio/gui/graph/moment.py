"""The graph at one step: which sweep, which node, which edges; and what is marked besides. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from adstudio.gui.sweeps import TOKENS
from adstudio.traces.model import Flag, SweepKind, Trace

if TYPE_CHECKING:
    from adstudio.gui.graph.scene import GraphScene, Ints
    from adstudio.gui.graph.trail import Trail
    from adstudio.workspace.node_stops import Stop

FAINT = 0.22  # opacity of what is not on the trail

SYMBOLS = {
    SweepKind.TANGENT: "v̇",
    SweepKind.ADJOINT: "v̄",
    SweepKind.TAYLOR: "v̇",
    SweepKind.DIFFERENCE: "v̇",
}


class Moment(Struct, frozen=True):
    """What is going on once `step` (from 0) has been done; row −1 in a trace without steps."""

    step: int
    sweep: int
    kind: SweepKind
    row: int  # the node that changed
    edges: tuple[int, ...]  # the edges that the step travels
    sources: tuple[int, ...]  # the rows at their other ends
    derivative_kind: SweepKind | None  # whose derivative the cards show: this sweep's, or the next one's to come

    @classmethod
    def none(cls) -> Moment:
        """Nothing has been done."""
        return cls(0, -1, SweepKind.PRIMAL, -1, (), (), None)

    @classmethod
    def of(cls, trace: Trace, step: int) -> Moment:
        """The moment after a step of a trace."""
        timeline = trace.timeline
        if not len(timeline):
            return cls.none()
        now = timeline.step(max(0, min(step, len(timeline) - 1)))
        edges: tuple[int, ...] = ()
        sources: tuple[int, ...] = ()
        if now.kind is SweepKind.ADJOINT:
            if now.edge >= 0:
                edges, sources = (now.edge,), (now.source,)
        elif not now.seed:
            constant = trace.nodes.flags & Flag.CONSTANT
            edges = tuple(e for e in trace.nodes.edges(now.row) if not constant[trace.nodes.parent[e]])
            sources = tuple(dict.fromkeys(int(trace.nodes.parent[e]) for e in edges))
        shown: SweepKind | None = now.kind
        if now.kind is SweepKind.PRIMAL:
            later = (sweep.kind for sweep in trace.sweeps if sweep.kind is not SweepKind.PRIMAL)
            shown = next(later, None)
        return cls(now.index, now.sweep, now.kind, now.row, edges, sources, shown)

    def seen_in(self, scene: GraphScene) -> Moment:
        """The same moment with the cards and drawn edges that stand for its rows and edges, in a folded graph."""
        folded = scene.folded
        if folded is None or self.row < 0:
            return self
        edges = dict.fromkeys(int(folded.drawn_of[edge]) for edge in self.edges)
        sources = dict.fromkeys(scene.card_of(row) for row in self.sources)
        row = scene.card_of(self.row)
        drawn, others = tuple(edge for edge in edges if edge >= 0), tuple(source for source in sources if source != row)
        return replace(self, row=row, edges=drawn, sources=others)

    @property
    def token(self) -> str:
        """The theme's name for the colour of this sweep."""
        return TOKENS[self.kind]

    @property
    def position(self) -> int:
        """How many steps have been done; what `Timeline.state` is asked for."""
        return self.step + 1 if self.row >= 0 else 0


class Look(Struct, frozen=True):
    """What to mark besides the step."""

    selected: int | None = None
    hovered: int | None = None
    focused: bool = False
    trail: Trail | None = None  # what the node under the pointer comes from, and where it goes
    chosen: Ints | None = None  # the cards of all selected rows
    found: Ints | None = None  # the cards in which a search found something
    stops: tuple[Stop, ...] = ()  # breakpoints with the cards that they are on

    @property
    def faint(self) -> float:
        """The opacity of what is beside the trail; 1 where there is none."""
        return 1.0 if self.trail is None else FAINT
