"""A folder for this process alone, gone with it: by its own hand, or by that of the next one."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import threading
import time
from pathlib import Path

PREFIX, LOCK = "adstudio-", "lock"
YOUNG = 60.0  # s that a folder may have no locked lock yet


class PrivateFolder:
    """A new folder (0700) among the temporary files. Folders whose process was killed are taken away on a thread."""

    def __init__(self) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=PREFIX))
        self._lock = os.open(self.path / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        threading.Thread(target=sweep, args=(self.path.parent,), name="adstudio-sweep", daemon=True).start()

    def remove(self) -> None:
        """Delete it with all that is in it."""
        shutil.rmtree(self.path, ignore_errors=True)
        os.close(self._lock)


def sweep(parent: Path, *, young: float = YOUNG) -> None:
    """Delete the folders of processes that are no more: their lock is held by nobody."""
    for folder in parent.glob(f"{PREFIX}*"):
        try:
            lock = os.open(folder / LOCK, os.O_RDWR | os.O_NOFOLLOW)
        except OSError:  # not such a folder, or not ours
            continue
        try:
            if time.time() - folder.stat().st_mtime > young and folder.stat().st_uid == os.getuid():
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:  # held: its process lives
            continue
        finally:
            os.close(lock)
