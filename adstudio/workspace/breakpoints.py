"""Breakpoints: where playing stops and `continue` leads to. On a node, a line, an operation, or any step at all."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from adstudio.workspace.anchors import NodeAnchor
from adstudio.workspace.signals import Signal

if TYPE_CHECKING:
    from adstudio.workspace.document import Document


class Kind(enum.StrEnum):
    """What a breakpoint is on."""

    LINE = "line"
    NODE = "node"
    OPERATION = "operation"
    STEP = "step"  # on any step: its condition says on which


class Breakpoint(Struct, frozen=True):
    """One breakpoint. One on a line, a node or an operation may have a condition too; one on a step must."""

    kind: Kind
    line: int = 0  # of the program's text, from 1
    node: NodeAnchor | None = None
    op: str = ""
    condition: str = ""  # in the grammar of `condition`; "" for always
    enabled: bool = True


class Breakpoints:
    """The breakpoints of the window, in the order they were set. Conditions that cannot be read do not come in."""

    def __init__(self) -> None:
        self.changed = Signal[[]]()
        self._items: tuple[Breakpoint, ...] = ()

    def follow(self, document: Document) -> None:
        """Another program leaves no lines and nodes to stop at; operations and conditions stay."""
        document.program_opened.connect(self._forget_places)

    @property
    def items(self) -> tuple[Breakpoint, ...]:
        """All of them."""
        return self._items

    @property
    def state(self) -> tuple[Breakpoint, ...]:
        """What undo keeps."""
        return self._items

    def restore(self, state: tuple[Breakpoint, ...]) -> None:
        """Be as in `state`."""
        if state != self._items:
            self._items = state
            self.changed.emit()

    def add(self, breakpoint_: Breakpoint) -> int:
        """Set one and say where it stands; an equal one is set once. Raises `ConditionError`."""
        if breakpoint_.condition or breakpoint_.kind is Kind.STEP:
            _check(breakpoint_.condition)
        if breakpoint_ not in self._items:
            self.restore((*self._items, breakpoint_))
        return self._items.index(breakpoint_)

    def remove(self, index: int) -> None:
        """Take one away. Raises `IndexError` where there is none."""
        self._items[index]
        self.restore(self._items[:index] + self._items[index + 1 :])

    def clear(self) -> None:
        """Take all away."""
        self.restore(())

    def set_enabled(self, index: int, enabled: bool) -> None:
        """Let one stop the play, or keep it for later."""
        self._replace(index, replace(self._items[index], enabled=enabled))

    def enable_all(self, enabled: bool) -> None:
        """The same for all of them."""
        self.restore(tuple(replace(item, enabled=enabled) for item in self._items))

    def set_condition(self, index: int, condition: str) -> None:
        """Give one another condition. Raises `ConditionError` and changes nothing where it cannot be read."""
        condition = condition.strip()
        if condition or self._items[index].kind is Kind.STEP:
            _check(condition)
        self._replace(index, replace(self._items[index], condition=condition))

    def _replace(self, index: int, changed: Breakpoint) -> None:
        self.restore((*self._items[:index], changed, *self._items[index + 1 :]))

    # -- on and off ------------------------------------------------------------------------------------------------

    def on_line(self, line: int) -> Breakpoint | None:
        """The breakpoint of a line, or None."""
        return next((item for item in self._items if item.kind is Kind.LINE and item.line == line), None)

    def on_node(self, node: NodeAnchor) -> Breakpoint | None:
        """The breakpoint of a node, or None."""
        return next((item for item in self._items if item.kind is Kind.NODE and item.node == node), None)

    def toggle_line(self, line: int) -> None:
        """Set a breakpoint on a line, or take away the one that is there."""
        self._toggle(self.on_line(line), Breakpoint(Kind.LINE, line=line))

    def toggle_node(self, node: NodeAnchor) -> None:
        """Set a breakpoint on a node, or take away the one that is there."""
        self._toggle(self.on_node(node), Breakpoint(Kind.NODE, node=node))

    def toggle_operation(self, op: str) -> None:
        """Set a breakpoint on an operation, or take away the one that is there."""
        there = next((item for item in self._items if item.kind is Kind.OPERATION and item.op == op), None)
        self._toggle(there, Breakpoint(Kind.OPERATION, op=op))

    def _toggle(self, there: Breakpoint | None, new: Breakpoint) -> None:
        if there is None:
            self.add(new)
        else:
            self.remove(self._items.index(there))

    # -- the program changes ---------------------------------------------------------------------------------------

    def follow_edit(self, old: Sequence[str], new: Sequence[str]) -> None:
        """The lines of the program are others now: breakpoints go with their lines, and away with them.

        What the two have in common at the beginning and at the end tells which lines were put in or taken out.
        """
        before = _common(old, new, min(len(old), len(new)))
        after = _common(old[::-1], new[::-1], min(len(old), len(new)) - before)
        kept = min(len(old), len(new)) - after  # lines that were only rewritten stay where they are
        gone = len(old) - after
        moved: list[Breakpoint] = []
        for item in self._items:
            if item.kind is not Kind.LINE or item.line <= kept:
                moved.append(item)
            elif item.line > gone:
                moved.append(replace(item, line=item.line + len(new) - len(old)))
        self.restore(tuple(moved))

    def _forget_places(self) -> None:
        self.restore(tuple(item for item in self._items if item.kind not in (Kind.LINE, Kind.NODE)))


def _check(condition: str) -> None:
    """Raises `ConditionError` where it cannot be read."""
    from adstudio.workspace.condition import read  # not at the start: no window opens with a condition

    read(condition)


def _common(old: Sequence[str], new: Sequence[str], most: int) -> int:
    """How many lines the two begin with together, at most so many."""
    return next((i for i in range(most) if old[i] != new[i]), most)
