"""The user's own modules that a program imported, and whether they are others by now."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from adstudio.program.sources import users

Stamp = tuple[str, float]  # a file and when it was changed


def own_modules(names: set[str]) -> dict[str, Stamp]:
    """Which of these modules are the user's, and when they were changed."""
    found: dict[str, Stamp] = {}
    for name in names:
        path = getattr(sys.modules.get(name), "__file__", None)
        if isinstance(path, str) and users(path):
            with contextlib.suppress(OSError):
                found[name] = (path, Path(path).stat().st_mtime)
    return found


def changed(known: Stamp) -> bool:
    """Whether a file is another one now."""
    path, changed = known
    try:
        return Path(path).stat().st_mtime != changed
    except OSError:
        return True
