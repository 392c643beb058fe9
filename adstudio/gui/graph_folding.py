"""Folding and opening groups of the graph: by keys, from the context menu, at the card that was clicked."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import takewhile

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from adstudio.analysis.folding import Folding
from adstudio.analysis.passes import LOOP, PASS
from adstudio.gui.graph_scene import GraphScene
from adstudio.workspace.folds import Folds, Rule

RULES: tuple[tuple[str, Rule], ...] = (
    ("Fold all calls", "calls"),
    ("Fold all loops", "loops"),
    ("Fold everything", "everything"),
    ("Open all folds", "nothing"),
    ("Fold as suits its size", "auto"),
)
MOST = 6  # groups around a card that are offered
LONGEST = 48  # characters of a title in the menu


class GraphFolding:
    """What can be folded and opened at a row of a scene."""

    def __init__(self, folds: Folds) -> None:
        self.folds = folds

    def fold_around(self, scene: GraphScene, row: int) -> bool:
        """Fold the innermost open group around a node or the card it is folded into; whether there is one."""
        self.folds.of(scene.trace)
        group = self.folds.around(row)
        if group:
            self.folds.fold(group)
        return bool(group)

    def open_at(self, scene: GraphScene, row: int) -> bool:
        """Open the folded card that stands for a node; whether it is one."""
        group = scene.group_of(scene.card_of(row)) if row >= 0 else 0
        if group:
            self.folds.open(group)
        return bool(group)

    def menu(self, scene: GraphScene, row: int | None, parent: QWidget) -> QMenu:
        """What can be folded and opened at a card, or of the whole graph."""
        menu = QMenu(parent)
        folding = self.folds.of(scene.trace)
        if folding is not None and row is not None:
            self._fill(menu, folding, row)
            if menu.actions():
                menu.addSeparator()
        for title, rule in RULES:
            self._add(menu, title, partial(self.folds.fold_all, rule))
        return menu

    def _fill(self, menu: QMenu, folding: Folding, row: int) -> None:
        """Open the card, fold what is around it: from the inside to the outside."""
        folds, card, closed = self.folds, self.folds.card_of(row), self.folds.closed()
        if card:
            name = _short(folding.title(card))
            self._add(menu, f"Open {name}", partial(folds.open, card))
            if folding.kind[card] == LOOP:
                self._add(menu, f"Open {name} with its passes folded", partial(self._open_folded, card))
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

    def show_menu(self, scene: GraphScene, row: int | None, at: QPoint, parent: QWidget) -> None:
        """Show the menu at a point of the screen; it goes when it is closed."""
        menu = self.menu(scene, row, parent)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"
