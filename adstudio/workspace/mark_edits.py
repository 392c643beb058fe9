"""What an edit of breakpoints, bookmarks, folds, seeds or nodes is called, as in "Undo set breakpoint on line 5"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from adstudio.workspace.bookmarks import Bookmark
from adstudio.workspace.breakpoint_text import place_of
from adstudio.workspace.breakpoints import Breakpoint
from adstudio.workspace.edits import in_words
from adstudio.workspace.folds import FoldState
from adstudio.workspace.seeds import SeedState

if TYPE_CHECKING:
    from adstudio.traces.edits import Edit
    from adstudio.traces.model import Trace


def breakpoint_edit(before: tuple[Breakpoint, ...], after: tuple[Breakpoint, ...]) -> str:
    """Such as "set breakpoint on line 5"; "" where typing only moved their lines."""
    come, gone = [item for item in after if item not in before], [item for item in before if item not in after]
    if [replace(item, line=0) for item in come] == [replace(item, line=0) for item in gone]:
        return ""
    if len(come) == 1 and not gone:
        return f"set breakpoint on {place_of(come[0], None)}"
    if len(gone) == 1 and not come:
        return f"remove breakpoint on {place_of(gone[0], None)}"
    if len(come) == 1 and len(gone) == 1:
        return f"change breakpoint on {place_of(come[0], None)}"
    return "breakpoints"


def bookmark_edit(before: tuple[Bookmark, ...], after: tuple[Bookmark, ...]) -> str:
    """Such as "set bookmark"."""
    if len(after) > len(before):
        return "set bookmark"
    return "remove bookmark" if len(after) < len(before) else "note of bookmark"


def fold_edit(before: FoldState, after: FoldState) -> str:
    """Such as "fold group"."""
    if before.rule != after.rule:
        return {"auto": "fold as suits its size", "nothing": "unfold everything", "everything": "fold everything"}.get(
            after.rule, f"fold all {after.rule}"
        )
    folded = len(after.opened) < len(before.opened) or after.folded > before.folded
    return "fold group" if folded else "unfold group"


def seed_edit(before: SeedState, after: SeedState) -> str:
    """Which of the two was chosen anew."""
    if before.forward != after.forward and before.reverse != after.reverse:
        return "seeds"
    return "direction of forward sweeps" if before.forward != after.forward else "seed of reverse sweeps"


def node_edit(before: tuple[Edit, ...], after: tuple[Edit, ...], trace: Trace | None) -> str:
    """Such as "v₄ := 12", "remove v₄ := 12"."""
    come, gone = [item for item in after if item not in before], [item for item in before if item not in after]
    if len(come) == 1:
        return in_words(come[0], trace)
    return f"remove {in_words(gone[0], trace)}" if len(gone) == 1 and not come else "edits of nodes"
