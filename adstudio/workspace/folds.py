"""Which groups of a graph are folded: a rule for all of them, and what a person has folded or opened. No Qt."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.analysis.group_kinds import CALL, LOOP, PASS
from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.analysis.folding import Folding
    from adstudio.traces.model import Trace

Rule = Literal["auto", "nothing", "calls", "loops", "everything"]
Mask = NDArray[np.bool_]

MANY = 300  # cards; a graph of more begins folded
FEW = 120  # cards that it then begins with, where its groups allow it
AT_ONCE = 20_000  # nodes whose groups are found in some milliseconds


class FoldState(Struct, frozen=True):
    """What is folded, by keys of groups (`Folding.key`), so that it holds for the next trace of the program too."""

    rule: Rule = "auto"  # auto: nothing, or what makes a large graph readable
    folded: frozenset[int] = frozenset()  # against the rule
    opened: frozenset[int] = frozenset()


def closed_groups(folding: Folding, state: FoldState) -> Mask:
    """(G,) which groups are folded. Needs no model, so it may be asked in any thread."""
    kind = folding.kind
    if state.rule == "auto":
        closed = readable(folding)
    elif state.rule == "nothing":
        closed = np.zeros(len(kind), bool)
    elif state.rule == "calls":
        closed = kind == CALL
    elif state.rule == "loops":
        closed = (kind == LOOP) | (kind == PASS)
    else:
        closed = np.ones(len(kind), bool)
    for keys, value in ((state.folded, True), (state.opened, False)):
        if keys:
            closed[np.isin(folding.key, np.fromiter(keys, np.uint64, len(keys)))] = value
    closed[0] = False
    return closed


def readable(folding: Folding) -> Mask:
    """(G,) nothing of a small graph; of a large one all that would leave more than a few cards.

    Groups are opened from the outside to the inside, all of one group together or none: three passes of ten would
    be a riddle. A group that is all of another is opened with it, or neither is.
    """
    closed = np.zeros(len(folding), bool)
    if int(folding.size[0]) <= MANY:
        return closed
    closed[:] = True
    children = np.bincount(folding.parent[1:], minlength=len(folding))
    inside = np.zeros(len(folding), np.int64)
    np.add.at(inside, folding.parent[1:], folding.size[1:])
    direct = folding.size - inside
    order = np.argsort(folding.parent, kind="stable")[1:]
    begin = np.searchsorted(folding.parent[order], np.arange(len(folding)))
    cards, waiting = 1, deque([[0]])
    while waiting:
        groups = waiting.popleft()
        chains = [[group] for group in groups]
        for chain in chains:
            while not direct[chain[-1]] and children[chain[-1]] == 1:
                chain.append(int(order[begin[chain[-1]]]))
        more = sum(int(direct[chain[-1]] + children[chain[-1]]) - 1 for chain in chains)
        if cards + more > FEW and groups != [0]:
            continue
        cards += more
        for chain in chains:
            closed[chain] = False
            found = order[begin[chain[-1]] : begin[chain[-1]] + children[chain[-1]]].tolist()
            if 0 < len(found) <= FEW:
                waiting.append(found)
    return closed


class Folds:
    """The folds of one document's graph. `changed`: something is folded or opened; `found`: the groups are known."""

    def __init__(self) -> None:
        self.changed = Signal[[]]()
        self.found = Signal[[]]()
        self._state = FoldState()
        self._folding: Folding | None = None
        self._closed: tuple[Folding, FoldState, Mask] | None = None

    # -- what is folded --------------------------------------------------------------------------------------------

    @property
    def state(self) -> FoldState:
        """What is folded now; it can be given back to `restore`."""
        return self._state

    def restore(self, state: FoldState) -> None:
        """Fold what was folded when `state` was taken."""
        if state != self._state:
            self._state = state
            self.changed.emit()

    def fold_all(self, rule: Rule) -> None:
        """Fold by a rule, and forget what was folded and opened one by one."""
        self.restore(FoldState(rule))

    def fold(self, *groups: int) -> None:
        """Fold these groups of the known folding."""
        self._set(groups, folded=True)

    def open(self, *groups: int) -> None:
        """Open these groups of the known folding."""
        self._set(groups, folded=False)

    def _set(self, groups: tuple[int, ...], *, folded: bool) -> None:
        if self._folding is not None and groups:
            self.restore(self.with_folded(self._state, groups, folded=folded))

    def with_folded(self, state: FoldState, groups: tuple[int, ...], *, folded: bool) -> FoldState:
        """A state with these groups of the known folding folded, or opened."""
        assert self._folding is not None
        keys = frozenset(int(key) for key in self._folding.key[list(groups)])
        if folded:
            return FoldState(state.rule, state.folded | keys, state.opened - keys)
        return FoldState(state.rule, state.folded - keys, state.opened | keys)

    # -- the groups there are ----------------------------------------------------------------------------------------

    @property
    def folding(self) -> Folding | None:
        """The groups of the trace that was asked for last, or None where they are still being looked for."""
        return self._folding

    def take(self, folding: Folding) -> None:
        """The groups of a trace were found, in whatever thread."""
        if folding is not self._folding:
            self._folding = folding
            self.found.emit()

    def of_known(self, trace: Trace | None) -> Folding | None:
        """The groups of a trace where they have been found."""
        return self._folding if self._folding is not None and self._folding.trace is trace else None

    def of(self, trace: Trace | None) -> Folding | None:
        """The groups of a trace: known, or found now in a small one; None while they are looked for elsewhere."""
        if self._folding is not None and self._folding.trace is trace:
            return self._folding
        if trace is None or not len(trace) or len(trace) > AT_ONCE:
            return None
        from adstudio.analysis.folding import fold  # after the first frame

        self._folding = fold(trace)
        return self._folding

    def closed(self) -> Mask:
        """(G,) which groups of the known folding are folded."""
        assert self._folding is not None
        kept = self._closed
        if kept is None or kept[0] is not self._folding or kept[1] != self._state:
            kept = self._closed = (self._folding, self._state, closed_groups(self._folding, self._state))
        return kept[2]

    def around(self, row: int) -> int:
        """The innermost group around a node that is not folded, nor in one that is; 0 where there is none."""
        if self._folding is None:
            return 0
        closed, found = self.closed(), 0
        for group in self._folding.chain(row):
            if closed[group]:
                break
            found = group
        return found

    def card_of(self, row: int) -> int:
        """The folded group that stands for a node; 0 where it has its own card."""
        if self._folding is None:
            return 0
        closed = self.closed()
        return next((group for group in self._folding.chain(row) if closed[group]), 0)

    def passes_of(self, loop: int) -> tuple[int, ...]:
        """The passes of a loop, as groups."""
        assert self._folding is not None
        return tuple(np.flatnonzero(self._folding.parent == loop).tolist())
