"""Files that appear whole or not at all: written beside their place under another name, then renamed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """The name to write under; it becomes `path` when the block ends well, and is gone when it does not.

    A file that is replaced keeps its permissions. Raises `OSError` where the folder can't be written.
    """
    import tempfile  # a window that only reads starts without it

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:  # it names the part, of which nobody knows
        raise type(error)(error.errno, error.strerror, str(path)) from error
    part = Path(name)
    try:
        os.close(handle)
        yield part
        part.chmod(_mode(path))
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _mode(path: Path) -> int:
    """The permissions of the file to be replaced, or those a new file gets (`mkstemp` gives 0600)."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
