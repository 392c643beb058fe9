"""What keeps a worker in bounds: memory, its parent's life, and where its last words go."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import threading
import time
from pathlib import Path
from typing import NoReturn, TextIO

PR_SET_PDEATHSIG = 1  # linux/prctl.h
LOOK = 0.5  # s between looks at the parent
A_THREAD = 160 << 20  # bytes of addresses, mostly never used, that a thread of compiled code reserves (glibc)


def die_with_parent(parent: int, life: int) -> None:
    """End when process `parent` does, also while user code is busy, even in compiled code.

    life: a pipe that only the parent holds the other end of. On Linux the kernel sends SIGKILL when that end closes;
    elsewhere a thread looks. (PR_SET_PDEATHSIG would also kill where only the thread that started us ends.)
    """
    if sys.platform == "linux":
        import fcntl

        os.set_blocking(life, False)
        fcntl.fcntl(life, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(life, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(life, fcntl.F_SETFL, fcntl.fcntl(life, fcntl.F_GETFL) | os.O_ASYNC)
    leave, wait, look = os._exit, time.sleep, os.getppid

    def watch() -> None:
        while look() == parent:
            wait(LOOK)
        leave(0)

    threading.Thread(target=watch, name="adstudio-parent", daemon=True).start()


class LastWords:
    """A file that says where the process was when it ended: faulthandler's stack of a crash, or of `os._exit`."""

    def __init__(self, path: Path) -> None:
        self._file: TextIO = path.open("a")
        self._process = os.getpid()
        self.leave = os._exit  # the real one
        self.renew()

    def renew(self) -> None:
        """Forget what was said; take back what a program may have changed."""
        os.truncate(self._file.fileno(), 0)
        faulthandler.enable(self._file, all_threads=False)
        # a program that won't stop is terminated: its line is said, then the signal does its work
        faulthandler.register(signal.SIGTERM, self._file, all_threads=False, chain=True)
        os._exit = self._sign

    def _sign(self, status: int) -> NoReturn:
        if os.getpid() == self._process:  # and not a child that the program forked
            os.write(self._file.fileno(), f"os._exit({status})\n".encode())
            faulthandler.dump_traceback(self._file, all_threads=False)
        self.leave(status)


class Memory:
    """A `with` block in which the process may grow by `limit` bytes: beyond it the program gets a `MemoryError`.

    Addresses are counted (RLIMIT_AS, Linux alone), not pages in use: an allocation that is too large fails at once
    and cleanly. Compiled libraries reserve addresses for every thread and never use them, so threaded=True lets
    those go; what is really used is watched by the client besides.
    """

    def __init__(self, limit: int, *, threaded: bool = False) -> None:
        self._limit = limit + (A_THREAD * (os.cpu_count() or 1) if threaded else 0)
        self._before: tuple[int, int] | None = None

    def __enter__(self) -> None:
        if sys.platform == "linux":
            import resource

            soft, hard = resource.getrlimit(resource.RLIMIT_AS)
            self._before = soft, hard
            pages = int(Path("/proc/self/statm").read_text().split()[0])
            wanted = pages * os.sysconf("SC_PAGESIZE") + self._limit
            resource.setrlimit(resource.RLIMIT_AS, (wanted if hard < 0 else min(wanted, hard), hard))

    def __exit__(self, *_: object) -> None:
        if self._before is not None:
            import resource

            resource.setrlimit(resource.RLIMIT_AS, self._before)
