"""What a window is about: one document, and all that is known of where somebody is in it. No Qt."""

from __future__ import annotations

from msgspec import Struct

from adstudio.workspace.cursor import Cursor
from adstudio.workspace.document import Document
from adstudio.workspace.folds import Folds
from adstudio.workspace.points import Points
from adstudio.workspace.selection import Selection
from adstudio.workspace.session import Session
from adstudio.workspace.settings import Settings
from adstudio.workspace.stepper import Stepper
from adstudio.workspace.undo import Undo


class Models(Struct, frozen=True):
    """What the window shows."""

    document: Document
    cursor: Cursor
    selection: Selection
    session: Session
    settings: Settings
    stepper: Stepper  # with breakpoints and bookmarks
    undo: Undo
    points: Points
    folds: Folds
