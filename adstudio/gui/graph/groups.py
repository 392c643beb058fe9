"""Cards that stand for a folded group: a call, a loop, or a pass of one."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from adstudio.analysis.group_kinds import CALL, PASS
from adstudio.gui.graph import text as graph_text
from adstudio.gui.graph.moment import Moment
from adstudio.gui.graph.scene import GraphScene
from adstudio.gui.theme import Theme

SHEETS = 2  # under the card, as under a stack of paper
OFFSET = 4.0
HEIGHT = 17.0  # of the pill with the number of nodes
BAR = 3.0


class GroupPainter:
    """Paints what a group's card has besides what every card has: sheets beneath, a count, how far the sweep came."""

    def __init__(self, scene: GraphScene, theme: Theme) -> None:
        self.scene, self.theme = scene, theme
        self.font = QFont(theme.sans)
        self.font.setPixelSize(10)
        self._metrics = QFontMetricsF(self.font)

    def sheets(self, painter: QPainter, box: QRectF, pen: QPen, radius: float) -> None:
        """The edges of the sheets beneath, down and to the right: a card of many by its shape."""
        painter.setPen(pen)
        painter.setBrush(self.theme.color("panel"))
        for number in range(SHEETS, 0, -1):
            painter.drawRoundedRect(box.translated(OFFSET * number, OFFSET * number), radius, radius)

    def finish(self, painter: QPainter, box: QRectF, row: int, moment: Moment) -> None:
        """The count on the upper border, and a bar along the lower one that grows with the sweep."""
        theme, scene = self.theme, self.scene
        done, size = scene.progress(moment.sweep, moment.step, row) if moment.sweep >= 0 else (0, self._size(row))
        text = f"{size:,} nodes" if size != 1 else "1 node"
        if 0 < done < size:
            text = f"{done:,} of {size:,}"
        painter.setFont(self.font)
        width = self._metrics.horizontalAdvance(text) + 12
        pill = QRectF(box.left() + 12, box.top() - HEIGHT / 2 - 1, width, HEIGHT)
        painter.setBrush(theme.color("raised"))
        painter.setPen(QPen(theme.color("node_border"), 1))
        painter.drawRoundedRect(pill, HEIGHT / 2, HEIGHT / 2)
        painter.setPen(theme.color("text_secondary"))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        track = QRectF(box.left() + 11, box.bottom() - BAR - 2.5, box.width() - 22, BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("hairline"))
        painter.drawRoundedRect(track, BAR / 2, BAR / 2)
        if done:
            painter.setBrush(theme.color(moment.token))
            track.setWidth(track.width() * done / size)
            painter.drawRoundedRect(track, BAR / 2, BAR / 2)

    def _size(self, row: int) -> int:
        assert self.scene.folded is not None
        return int(self.scene.folded.folding.size[self.scene.group_of(row)])


def title(scene: GraphScene, row: int) -> str:
    """What a card is called: v₃, or the title of its group."""
    group = scene.group_of(row)
    if not group or scene.folded is None:
        return graph_text.label(scene.trace, row)
    return scene.folded.folding.title(group)


def short_title(scene: GraphScene, row: int) -> str:
    """The title of a card in a few characters: v₃, pass 3, for ×10, g(…)."""
    group = scene.group_of(row)
    if not group or scene.folded is None:
        return graph_text.label(scene.trace, row)
    folding = scene.folded.folding
    if folding.kind[group] == PASS:
        return f"pass {int(folding.number[group]):,}"
    if folding.kind[group] == CALL:
        return folding.title(group).partition("(")[0] + "(…)"
    return f"{folding.title(group).partition(' ')[0]} ×{int(folding.count[group]):,}"


def described(scene: GraphScene, row: int, moment: Moment) -> str:
    """What is known of a group at a moment, one line a fact; for tooltips and screen readers."""
    assert scene.folded is not None
    folding, group = scene.folded.folding, scene.group_of(row)
    lines = [folding.title(group)]
    around = [folding.title(one) for one in folding.tree.chain(group)[:-1]]
    if around:
        lines.append("in " + ", ".join(reversed(around)))
    size = int(folding.size[group])
    if moment.sweep >= 0:
        done, size = scene.progress(moment.sweep, moment.step, row)
        lines.append(f"{done:,} of {size:,} nodes reached, folded into one card")
    else:
        lines.append(f"{size:,} nodes, folded into one card")
    lines.append("its last node:")
    lines.append(graph_text.described(scene.trace, row, moment))
    lines.append("a double click or U unfolds it")
    return "\n".join(lines)
