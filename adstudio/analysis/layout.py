"""Where the cards of a graph stand, left to right, and how its edges run. Qt-free; safe to run off the window's thread.

Up to 300 cards fast-sugiyama draws; above, for shapes that it is slow at, and for long chains that are read better in
rows, `layered.py`. Constants are no cards.
A layout depends on the structure alone, never on values, so a retrace of the same structure stays where it is.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.analysis.layered import Links, longest_path, place
from adstudio.traces.model import Flag

if TYPE_CHECKING:
    from adstudio.traces.model import Trace

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

CARD = (128.0, 74.0)  # width and height of a card
GAP = (76.0, 36.0)  # the least room between columns, and between cards of a column
WIDEST_GAP = 156.0
MOST_CARDS = 300  # for fast-sugiyama
MOST_BENDS = 2500  # places in columns that long edges pass; more take it over 100 ms
THOROUGH_BENDS = 500  # up to here it may also transpose neighbours, which costs most of its time
INPUTS_LEFT = 60  # cards up to which every input stands in the first column; beyond, near its first use
PANEL = (800.0, 440.0)  # pixels: a panel of the usual size
READABLE = 0.34  # scale from which a drawing can be read when it is looked at whole
ROWS_BETTER = 1.4  # times as large must rows be seen to be preferred to a long or tall drawing
BAND_GAP = 90.0  # room between bands, where the edges from one to another run


class Wiring(Struct, frozen=True):
    """What a layout is made from: the shape of the graph without its values."""

    start: Ints  # (N + 1,) edges of row i are start[i]:start[i + 1]
    parent: Ints  # (E,)
    card: NDArray[np.bool_]  # (N,) is drawn as a card: everything but constants

    @classmethod
    def of(cls, trace: Trace) -> Wiring:
        """The wiring of a trace."""
        nodes = trace.nodes
        return cls(nodes.start, nodes.parent.astype(np.int64), (nodes.flags & Flag.CONSTANT) == 0)

    @property
    def key(self) -> str:
        """Equal for equal structures, in every process."""
        columns = (self.start, self.parent, self.card)
        return "-".join(f"{len(column)}.{zlib.crc32(np.ascontiguousarray(column).data):08x}" for column in columns)

    @property
    def head(self) -> Ints:
        """(E,) the row that each edge goes into."""
        return np.repeat(np.arange(len(self.card)), np.diff(self.start))


class Layout(Struct, frozen=True):
    """Where everything stands, in pixels at zoom 1; y grows downwards."""

    kind: str  # "cards": drawn by fast-sugiyama; "layers": columns and bands
    x: Floats  # (N,) middle of the card; NaN for a constant
    y: Floats
    bend_start: Ints  # (E + 1,) bends of edge e are bends[bend_start[e]:bend_start[e + 1]]
    bends: Floats  # (B, 2) points that the edge passes on its way from parent to child
    card: tuple[float, float]
    key: str

    def path(self, edge: int, tail: int, head: int) -> list[tuple[float, float]]:
        """The points that an edge passes, from the right side of `tail` to the left side of `head`."""
        half = self.card[0] / 2
        begin, end = int(self.bend_start[edge]), int(self.bend_start[edge + 1])
        middle = [(float(x), float(y)) for x, y in self.bends[begin:end]]
        first = (float(self.x[tail]) + half, float(self.y[tail]))
        return [first, *middle, (float(self.x[head]) - half, float(self.y[head]))]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """left, top, right, bottom of everything drawn; zeros for an empty graph."""
        drawn = np.isfinite(self.x)
        if not drawn.any():
            return (0.0, 0.0, 0.0, 0.0)
        half_width, half_height = self.card[0] / 2, self.card[1] / 2
        x, y = self.x[drawn], self.y[drawn]
        left, right = float(x.min()) - half_width, float(x.max()) + half_width
        top, bottom = float(y.min()) - half_height, float(y.max()) + half_height
        if len(self.bends):
            top, bottom = min(top, float(self.bends[:, 1].min())), max(bottom, float(self.bends[:, 1].max()))
        return (left, top, right, bottom)


def layout(
    graph: Trace | Wiring,
    card: tuple[float, float] = CARD,
    *,
    label_width: Floats | None = None,
) -> Layout:
    """Lay a graph out. `label_width`, (E,) in pixels, widens the gaps between columns so that edge labels fit."""
    wiring = graph if isinstance(graph, Wiring) else Wiring.of(graph)
    drawn = wiring.card[wiring.parent]
    if int(wiring.card.sum()) > MOST_CARDS:
        return in_rows(wiring, card)
    # columns alone may make it so wide that there is no need to draw it: fast-sugiyama takes up to 100 ms
    widest = PANEL[0] / ((_depth(wiring, drawn) + 1) * (card[0] + GAP[0]))
    if widest < READABLE and fitting_scale(rows := in_rows(wiring, card)) >= ROWS_BETTER * widest:
        return rows
    small = _small(wiring, drawn, card, label_width)
    if small is not None and fitting_scale(small) >= READABLE:
        return small
    rows = in_rows(wiring, card)
    if small is not None and fitting_scale(rows) < ROWS_BETTER * fitting_scale(small):
        return small
    return rows


def _depth(wiring: Wiring, drawn: NDArray[np.bool_]) -> int:
    """How many edges the longest path has."""
    layer = longest_path(Links(len(wiring.card), wiring.parent[drawn], wiring.head[drawn]))
    return int(layer.max(initial=0))


def card_size(nodes: int) -> tuple[float, float]:
    """Room for the longest label: v₁₂₃ · v₁₂₄ needs more than v₁ · v₂."""
    return (CARD[0] + 22.0 * max(0, len(str(nodes)) - 2), CARD[1])


def fitting_scale(made: Layout) -> float:
    """The scale at which a drawing is seen whole in a panel of the usual size."""
    left, top, right, bottom = made.bounds
    return min(PANEL[0] / max(right - left, 1.0), PANEL[1] / max(bottom - top, 1.0))


# ---------------------------------------------------------------- small graphs


def _small(wiring: Wiring, drawn: NDArray[np.bool_], card: tuple[float, float], width: Floats | None) -> Layout | None:
    """By fast-sugiyama, or None for a shape that would take it too long."""
    cards = np.flatnonzero(wiring.card)
    index = np.cumsum(wiring.card) - 1  # fast-sugiyama is given 0 … cards - 1
    head = wiring.head
    pairs = sorted({(int(index[t]), int(index[h])) for t, h in zip(wiring.parent[drawn], head[drawn], strict=True)})
    tails, heads = np.array(pairs, np.int64).reshape(-1, 2).T
    layer = longest_path(Links(len(cards), tails, heads))
    bends = int(np.sum(np.maximum(layer[heads] - layer[tails] - 1, 0)))
    if bends > MOST_BENDS:
        return None
    grid, passes = _sugiyama(pairs, len(cards), inputs_left=len(cards) <= INPUTS_LEFT, thorough=bends <= THOROUGH_BENDS)

    columns = max((column for column, _ in grid.values()), default=0) + 1
    edge_pair = {pair: passes.get(pair, []) for pair in pairs}
    gaps = _gaps(wiring, drawn, grid, index, edge_pair, columns, width)
    left = np.concatenate(([0.0], np.cumsum(card[0] + gaps)))[:columns]
    down = card[1] + GAP[1]

    x, y = np.full(len(wiring.card), np.nan), np.full(len(wiring.card), np.nan)
    for row in cards.tolist():
        column, slot = grid[int(index[row])]
        x[row], y[row] = left[column] + card[0] / 2, slot * down
    bend_start, points = [0], list[tuple[float, float]]()
    for edge, (tail, to) in enumerate(zip(wiring.parent.tolist(), head.tolist(), strict=True)):
        for dummy in edge_pair[int(index[tail]), int(index[to])] if drawn[edge] else ():
            column, slot = grid[dummy]
            points += [(float(left[column]), slot * down), (float(left[column]) + card[0], slot * down)]
        bend_start.append(len(points))
    bend_array = np.array(points, np.float64).reshape(-1, 2)
    return Layout("cards", x, y, np.array(bend_start, np.int64), bend_array, card, wiring.key)


def _sugiyama(
    pairs: list[tuple[int, int]], count: int, *, inputs_left: bool, thorough: bool
) -> tuple[dict[int, tuple[int, float]], dict[tuple[int, int], list[int]]]:
    """Column and slot of each card and bend, and the bends that each pair passes.

    Connected parts stand one above the other; cards that nothing uses stand below them.
    """
    from fast_sugiyama import from_edges  # 20 ms, and on the layout's own thread

    parts: list[Any] = []
    if pairs:
        parts = from_edges(
            pairs,
            vertex_spacing=1.0,
            ranking_type="up" if inputs_left else "minimize",
            transpose=thorough,
            dummy_vertices=True,
        )
        parts.sort(key=lambda part: min(vertex for vertex, _ in part[0]))
    grid: dict[int, tuple[int, float]] = {}
    follow: dict[int, list[int]] = {}
    base = 0.0
    for positions, _, _, edges in parts:
        # fresh numbers for bends, since every part counts its own
        own = {vertex: vertex if vertex < count else (len(follow) + 1) * -1_000_000 - vertex for vertex, _ in positions}
        deepest = max(y for _, (_, y) in positions)
        slots = _apart([(round(deepest - y), x, own[vertex]) for vertex, (x, y) in positions])
        top = min(slots.values())
        for vertex, (_, y) in positions:
            grid[own[vertex]] = (round(deepest - y), base + slots[own[vertex]] - top)
        for tail, head in edges or ():
            follow.setdefault(own[tail], []).append(own[head])
        base += max(slots.values()) - top + 1.0
    for vertex in range(count):
        if vertex not in grid:
            grid[vertex] = (0, base)
            base += 1.0
    return grid, _chains(follow)


def _apart(places: list[tuple[int, float, int]]) -> dict[int, float]:
    """Slot of each vertex, at least one from its neighbours in the same column; places are (column, slot, vertex)."""
    slots: dict[int, float] = {}
    last_column, last_slot = -1, 0.0
    for column, slot, vertex in sorted(places):
        if column == last_column:
            slot = max(slot, last_slot + 1.0)
        slots[vertex] = slot
        last_column, last_slot = column, slot
    return slots


def _chains(follow: dict[int, list[int]]) -> dict[tuple[int, int], list[int]]:
    """The bends between each pair of cards; a bend is a negative number."""
    chains: dict[tuple[int, int], list[int]] = {}
    for tail, heads in follow.items():
        if tail < 0:
            continue
        for head in heads:
            passed = []
            while head < 0:
                passed.append(head)
                head = follow[head][0]
            chains[tail, head] = passed
    return chains


def _gaps(
    wiring: Wiring,
    drawn: NDArray[np.bool_],
    grid: dict[int, tuple[int, float]],
    index: Ints,
    passes: dict[tuple[int, int], list[int]],
    columns: int,
    width: Floats | None,
) -> Floats:
    """(columns,) room to the right of each column: enough for the labels of edges that end in the next one."""
    gaps = np.full(columns, GAP[0])
    if width is None:
        return gaps
    for edge in np.flatnonzero(drawn).tolist():
        head = int(np.searchsorted(wiring.start, edge, side="right")) - 1
        pair = (int(index[wiring.parent[edge]]), int(index[head]))
        if not passes[pair]:  # an edge with bends has its label at a bend
            column = grid[pair[0]][0]
            gaps[column] = max(gaps[column], min(float(width[edge]) + 28.0, WIDEST_GAP))
    return gaps


# ---------------------------------------------------------------- large graphs


def in_rows(wiring: Wiring, card: tuple[float, float], *, columns: int | None = None) -> Layout:
    """In columns and bands; edges between bands run through the room above the band that they enter.

    columns: in a band; None for as many as give the whole a good shape.
    """
    drawn = wiring.card[wiring.parent]
    cards = np.flatnonzero(wiring.card)
    index = np.cumsum(wiring.card) - 1
    head = wiring.head
    across, down = card[0] + GAP[0], card[1] + GAP[1] / 2
    links = Links(len(cards), index[wiring.parent[drawn]], index[head[drawn]])
    spots = place(links, pitch=(across, down), columns=columns)
    middle = np.cumsum(spots.heights) - spots.heights / 2
    y_of_band = middle * down + np.arange(len(middle)) * BAND_GAP
    x, y = np.full(len(wiring.card), np.nan), np.full(len(wiring.card), np.nan)
    x[cards] = spots.column * across + card[0] / 2
    y[cards] = y_of_band[spots.band] + spots.slot * down

    band = np.zeros(len(wiring.card), np.int64)
    band[cards] = spots.band
    crossing = drawn & (band[wiring.parent] != band[head])
    tails, heads = wiring.parent[crossing], head[crossing]
    gutter = y_of_band[band[heads]] - spots.heights[band[heads]] * down / 2 - BAND_GAP / 2
    out, into = x[tails] + card[0] / 2 + GAP[0] / 3, x[heads] - card[0] / 2 - GAP[0] / 3
    corners = np.stack(
        [
            np.stack([out, y[tails]], 1),
            np.stack([out, gutter], 1),
            np.stack([into, gutter], 1),
            np.stack([into, y[heads]], 1),
        ],
        axis=1,
    ).reshape(-1, 2)
    bend_start = np.concatenate(([0], np.cumsum(np.where(crossing, 4, 0)))).astype(np.int64)
    return Layout("layers", x, y, bend_start, corners, card, wiring.key)
