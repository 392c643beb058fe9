"""Folding and opening groups of the graph: by keys, from the context menu, at the card that was clicked."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from adstudio.analysis.folding import LOOP, PASS
from adstudio.gui.graph_scene import GraphScene
from adstudio.workspace.folds import Folds, Rule

RULES: tuple[tuple[str, Rule], ...] = (
    ("Fold all calls", "calls"),
    ("Fold all loops", "loops"),
    ("Fold everything", "everything"),
    ("Open all folds", "nothing"),
    ("Fold as suits its size", "auto"),
)
LONGEST = 48  # characters of a title in the menu


class GraphFolding:
    """What can be folded and opened at a row of a scene."""

    def __init__(self, folds: Folds) -> None:
        self.folds = folds

    def fold_around(self, scene: GraphScene, row: int) -> bool:
        """Fold the innermost open group around a node, or around the card that it is folded into; whether there is one."""
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
        folding, folds = self.folds.of(scene.trace), self.folds
        if folding is not None and row is not None:
            card = folds.card_of(row)
            if card:
                self._add(menu, f"Open {_short(folding.title(card))}", lambda: folds.open(card))
            closed = folds.closed()
            for group in reversed([one for one in folding.chain(row) if not closed[one]][-6:]):
                if card and int(folding.tree.depth[group]) >= int(folding.tree.depth[card]):
                    continue
                self._add(menu, f"Fold {_short(folding.title(group))}", lambda group=group: folds.fold(group))
                if folding.kind[group] == PASS:
                    loop = int(folding.parent[group])
                    name = _short(folding.title(loop))
                    self._add(menu, f"Fold every pass of {name}", lambda loop=loop: folds.fold(*folds.passes_of(loop)))
            if card and folding.kind[card] == LOOP:
                passes = folds.passes_of(card)
                self._add(
                    menu,
                    f"Open {_short(folding.title(card))} with its passes folded",
                    lambda: (folds.fold(*passes), folds.open(card)),
                )
            if menu.actions():
                menu.addSeparator()
        for title, rule in RULES:
            self._add(menu, title, lambda rule=rule: folds.fold_all(rule))
        return menu

    def _add(self, menu: QMenu, title: str, run: Callable[[], object]) -> None:
        menu.addAction(title.replace("&", "&&")).triggered.connect(lambda _checked=False: run())

    def show_menu(self, scene: GraphScene, row: int | None, at: QPoint, parent: QWidget) -> None:
        """Show the menu at a point of the screen; it goes when it is closed."""
        menu = self.menu(scene, row, parent)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(at)


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1] + "…"
