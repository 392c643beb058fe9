"""What an edit of breakpoints, bookmarks or folds is called: as "Undo set breakpoint on line 5" says it."""

from __future__ import annotations

from dataclasses import replace

from adstudio.workspace.bookmarks import Bookmark
from adstudio.workspace.breakpoint_text import place_of
from adstudio.workspace.breakpoints import Breakpoint
from adstudio.workspace.folds import FoldState


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
    """Such as "collapse group"."""
    if before.rule != after.rule:
        return {"auto": "automatic folds", "nothing": "expand all", "everything": "collapse all"}.get(
            after.rule, f"collapse all {after.rule}"
        )
    return (
        "collapse group" if len(after.opened) < len(before.opened) or after.folded > before.folded else "expand group"
    )
