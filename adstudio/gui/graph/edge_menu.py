"""What can be asked of the number on an edge: its pill under the pointer, its menu, its tooltip."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QWidget

from adstudio.gui.graph import text as graph_text
from adstudio.gui.graph.labels import EdgeLabels
from adstudio.gui.graph.scene import NEVER, GraphScene
from adstudio.gui.why.actions import QUESTIONS

REACH = 130.0  # how far the straight piece of an edge is from its pill, at most


def pill_at(scene: GraphScene, labels: EdgeLabels, x: float, y: float) -> int | None:
    """The edge whose pill is at a point of the drawing; None where it stands for several edges of a folded card."""
    for edge in scene.edges_in((x - REACH, y - REACH, x + REACH, y + REACH)).tolist():
        placed = labels.of(edge)
        if placed is None or (scene.folded is not None and scene.folded.bundled(edge)):
            continue
        left, top, right, bottom = placed[1]
        if left <= x <= right and top <= y <= bottom:
            return int(edge)
    return None


def told(scene: GraphScene, edge: int) -> str:
    """The partial in full: ∂v₄/∂v₁ = 5.0."""
    trace, head, tail = scene.trace, int(scene.head[edge]), int(scene.tail[edge])
    names = (graph_text.label(trace, head), graph_text.label(trace, tail))
    return f"∂{names[0]}/∂{names[1]} = {float(trace.nodes.partial[edge])!r}"


def edge_menu(
    parent: QWidget,
    scene: GraphScene,
    edge: int,
    sweep: int,
    *,
    ask: Callable[[str], object],
    go: Callable[[int], object],
) -> QMenu:
    """Why the partial, where it goes, and the step of this sweep that goes along the edge."""
    menu = QMenu(parent)
    for title, direction, _ in QUESTIONS:
        menu.addAction(title.replace("value", "partial")).triggered.connect(
            lambda _checked=False, direction=direction: ask(direction)
        )
    step = NEVER if sweep < 0 else int(scene.edge_steps(sweep)[edge])
    along = menu.addAction("Go to the step along this edge")
    along.setEnabled(step != NEVER)
    along.triggered.connect(lambda _checked=False: go(step))
    return menu
