"""The values and adjoints that a person puts in: what if this node were 12?"""

from __future__ import annotations

from adstudio.traces.edits import Edit, EditKind, place_of
from adstudio.traces.model import Flag, Trace
from adstudio.workspace.expression import spelled
from adstudio.workspace.signals import Signal


class EditList:
    """The edits that every run is made with, in the order they were made. `changed` tells of another list."""

    def __init__(self) -> None:
        self.changed = Signal[[]]()
        self._edits: tuple[Edit, ...] = ()

    @property
    def state(self) -> tuple[Edit, ...]:
        """All edits; immutable."""
        return self._edits

    def restore(self, edits: tuple[Edit, ...]) -> None:
        """Take a whole list; an equal one is ignored."""
        if edits != self._edits:
            self._edits = edits
            self.changed.emit()

    def put(self, edit: Edit) -> None:
        """Add an edit; it takes the place of an earlier one of the same number."""
        self.restore((*(other for other in self._edits if not same_number(other, edit)), edit))

    def remove(self, edit: Edit) -> None:
        """Take an edit away; one that is not there is ignored."""
        self.restore(tuple(other for other in self._edits if other != edit))

    def clear(self) -> None:
        """The program as it is."""
        self.restore(())

    def of(self, row: int, *, adjoint: bool) -> Edit | None:
        """The edit of a row's value, or of its adjoint."""
        found = (e for e in self._edits if e.row == row and (e.kind is EditKind.ADJOINT) is adjoint)
        return next(found, None)


def same_number(one: Edit, other: Edit) -> bool:
    """Whether two edits are of the value of one node, or of its adjoint."""
    return one.row == other.row and (one.kind is EditKind.ADJOINT) == (other.kind is EditKind.ADJOINT)


def edit_of(trace: Trace, row: int, kind: EditKind, value: float) -> Edit:
    """An edit of a node as it stands in a trace, with all that it is known by later."""
    return Edit(row, kind, value, trace.header.ops[trace.nodes.op[row]], place_of(trace, row))


def refusal(trace: Trace | None, row: int | None, *, adjoint: bool) -> str:
    """Why a number of a node can't be put in; "" where it can."""
    if trace is None or row is None or not 0 <= row < len(trace):
        return "Select a node first"
    if trace.nodes.flags[row] & Flag.CONSTANT:
        return "A literal is changed in the program"
    if len(trace.nodes.array) and trace.nodes.array[row] >= 0:
        return "Only single numbers can be put in, and this node is an array"
    if not adjoint and not len(trace.nodes.edges(row)):
        return f"{trace.formulas.name(row)} is an input: its value is changed where the inputs are"
    return ""


def in_words(edit: Edit, trace: Trace | None) -> str:
    """As "v₄ := 12", "v₄ nudged to 12", "v̄₄ := 3"."""
    known = trace is not None and edit.row < len(trace) and edit.fits(_op(trace, edit.row), place_of(trace, edit.row))
    name = trace.formulas.label(edit.row) if known and trace is not None else f"{edit.op} of row {edit.row}"
    if edit.kind is EditKind.ADJOINT:
        return f"{_barred(name) if known else 'the adjoint of ' + name} := {spelled(edit.value)}"
    return f"{name} {'nudged to' if edit.kind is EditKind.NUDGE else ':='} {spelled(edit.value)}"


def _op(trace: Trace, row: int) -> str:
    return str(trace.header.ops[trace.nodes.op[row]])


def _barred(label: str) -> str:
    return f"{label[0]}\u0304{label[1:]}"
