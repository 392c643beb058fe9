"""Folding and opening groups of the graph: by keys, from the context menu, at the card that was clicked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import takewhile
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QMenu

from adstudio.analysis.group_kinds import LOOP, PASS
from adstudio.gui.graph.scene import Rect
from adstudio.workspace.folds import Folds, Rule

if TYPE_CHECKING:
    from adstudio.analysis.folding import Folding
    from adstudio.gui.graph.stage import GraphStage

RULES: tuple[tuple[str, Rule], ...] = (
    ("Fold all calls", "calls"),
    ("Fold all loops", "loops"),
    ("Fold everything", "everything"),
    ("Unfold everything", "nothing"),
    ("Fold as suits its size", "auto"),
)
MOST = 6  # groups around a card that are offered
LONGEST = 48  # characters of a title in the menu


class GraphFolding:
    """What can be folded and unfolded in a view."""

    def __init__(self, folds: Folds, view: GraphStage) -> None:
        self.folds, self.view = folds, view
        self._anchor: tuple[int, QPointF] | None = None  # a row, and where its card was before something was folded

    def fold_around(self, row: int) -> bool:
        """Fold the innermost open group around a node or the card it is folded into; whether there is one."""
        group = 0
        if self.view.scene is not None and row >= 0:
            self.folds.of(self.view.scene.trace)
            group = self.folds.around(row)
        if group:
            self._anchor = self._spot(row)
            self.folds.fold(group)
        return bool(group)

    def open_at(self, row: int) -> bool:
        """Unfold the card that stands for a node; whether it is folded."""
        scene, card = self.view.scene, self.view.card_row(row)
        group = 0 if scene is None or card is None or card < 0 else scene.group_of(card)
        if group:
            self._anchor = self._spot(row)
            self.folds.open(group)
        return bool(group)

    # -- the card at which something was folded stays where it is on the screen -------------------------------------

    def remember(self) -> None:
        """Something is about to be folded: keep where the node in question is."""
        if self._anchor is None:
            self._anchor = self._spot(self.view.row)

    def _spot(self, row: int) -> tuple[int, QPointF] | None:
        card = self.view.card(row)
        return None if card is None or self.view.fitted else (row, self.view.to_screen(*_middle(card)))

    def keep_anchor(self) -> bool:
        """Move the drawing so that the card is where it was; False where none is to be kept."""
        anchor, self._anchor = self._anchor, None
        card = None if anchor is None else self.view.card(anchor[0])
        if anchor is None or card is None:
            return False
        now = self.view.to_screen(*_middle(card))
        self.view.pan(anchor[1].x() - now.x(), anchor[1].y() - now.y())
        return True

    # -- the menu ----------------------------------------------------------------------------------------------------

    def menu(self, row: int | None) -> QMenu:
        """What can be folded, unfolded and asked at a card, or of the whole graph."""
        menu = QMenu(self.view)
        folding = None if self.view.scene is None else self.folds.of(self.view.scene.trace)
        if folding is not None and row is not None and row >= 0:
            self._fill(menu, folding, row)
            if menu.actions():
                menu.addSeparator()
        for title, rule in RULES:
            self._add(menu, title, partial(self.folds.fold_all, rule))
        menu.addSeparator()
        menu.addActions(self.view.actions())  # what can be asked of the selected card
        return menu

    def show_menu(self, row: int | None, at: QPoint | None) -> None:
        """Show the menu at a point of the screen, or at the card; it goes when it is closed."""
        if self.view.scene is None:
            return
        if at is None:
            card = self.view.card(row)
            spot = self.view.rect().center() if card is None else self.view.to_screen(*_middle(card)).toPoint()
            at = self.view.mapToGlobal(spot)
        menu = self.menu(row)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)

    def _fill(self, menu: QMenu, folding: Folding, row: int) -> None:
        """Open the card, fold what is around it: from the inside to the outside."""
        folds, card, closed = self.folds, self.folds.card_of(row), self.folds.closed()
        if card:
            name = _short(folding.title(card))
            self._add(menu, f"Unfold {name}", partial(folds.open, card))
            if folding.kind[card] == LOOP:
                self._add(menu, f"Unfold {name} into its passes", partial(self._open_folded, card))
        around = list(takewhile(lambda group: not closed[group], folding.chain(row)))
        for group in around[: -MOST - 1 : -1]:
            self._add(menu, f"Fold {_short(folding.title(group))}", partial(folds.fold, group))
            if folding.kind[group] == PASS:
                loop = int(folding.parent[group])
                every = f"Fold every pass of {_short(folding.title(loop))}"
                self._add(menu, every, partial(self._fold_passes, loop))

    def _fold_passes(self, loop: int) -> None:
        self.folds.fold(*self.folds.passes_of(loop))

    def _open_folded(self, loop: int) -> None:
        state = self.folds.with_folded(self.folds.state, self.folds.passes_of(loop), folded=True)
        self.folds.restore(self.folds.with_folded(state, (loop,), folded=False))

    @staticmethod
    def _add(menu: QMenu, title: str, run: Callable[[], object]) -> None:
        menu.addAction(title.replace("&", "&&")).triggered.connect(lambda _checked=False: run())


def _middle(card: Rect) -> tuple[float, float]:
    return ((card[0] + card[2]) / 2, (card[1] + card[3]) / 2)


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"
