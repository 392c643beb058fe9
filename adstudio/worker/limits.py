"""What keeps a worker in bounds: memory, its parent's life, and where its last words go."""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn, TextIO

PR_SET_PDEATHSIG = 1  # linux/prctl.h
LOOK = 0.5  # s between looks at the parent


def die_with_parent(parent: int) -> None:
    """End when process `parent` does: by the kernel (Linux), and by looking at times, also while user code is busy."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)

    leave = os._exit

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(LOOK)
        leave(0)

    threading.Thread(target=look, name="adstudio-parent", daemon=True).start()


def last_words(path: Path) -> TextIO:
    """Let a crash write the Python stack to `path`. The file must stay open."""
    file = path.open("w")
    faulthandler.enable(file, all_threads=False)
    return file


def sign_exits(crash: TextIO) -> None:
    """Let a program that ends the process by `os._exit` say where."""
    leave = os._exit

    def signed(status: int) -> NoReturn:
        faulthandler.dump_traceback(crash, all_threads=False)
        leave(status)

    os._exit = signed


@contextlib.contextmanager
def memory(limit: int) -> Iterator[None]:
    """Let the process grow by at most `limit` bytes: beyond it, allocations raise `MemoryError` in the program."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    wanted = pages * os.sysconf("SC_PAGESIZE") + limit
    ceiling = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (ceiling, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
