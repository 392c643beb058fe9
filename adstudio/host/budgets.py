"""What a run may take, and the clock that ends it."""

from __future__ import annotations

import ctypes
import threading
import time
from types import TracebackType

from msgspec import Struct

from adstudio.traces.recorder import BudgetReached

GRACE = 0.25  # s that a run has to stop by itself at a safe point before it is interrupted
AGAIN = 0.25  # s between interruptions: a bare `except:` may swallow one


class Budgets(Struct, frozen=True, kw_only=True):
    """Limits of one run. Reaching one truncates the trace and says so."""

    seconds: float | None = 60.0  # wall clock; None: no limit
    nodes: int = 10_000_000
    array_bytes: int = 64 << 20  # full array values kept in the trace


class Deadline:
    """A `with` block that ends in `BudgetReached` when its time is up, in the thread that entered it.

    `check()` raises at points where the recorder is whole; where a program does not come by any (an endless loop
    without operations) an exception is thrown into the thread, again and again. C code that does not return cannot
    be stopped so: a worker process is the strong way.
    """

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self.reached = False
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._thrown = False
        self._ident = 0
        self._ends = 0.0

    @property
    def reason(self) -> str:
        """The words for the trace."""
        return f"the budget of {self.seconds:g} s was reached"

    def __enter__(self) -> Deadline:
        if self.seconds is not None:
            self._ident = threading.get_ident()
            self._ends = time.monotonic() + self.seconds
            threading.Thread(target=self._watch, name="adstudio-deadline", daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._over.set()
            if self._thrown:  # and perhaps not yet arrived
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._ident), None)

    def check(self) -> None:
        """Raise `BudgetReached` if the time is up."""
        if self.seconds is not None and time.monotonic() >= self._ends:
            self.reached = True
            raise BudgetReached(self.reason)

    def _watch(self) -> None:
        assert self.seconds is not None
        wait = min(self.seconds + GRACE, threading.TIMEOUT_MAX)
        while not self._over.wait(wait):
            with self._lock:
                if self._over.is_set():
                    return
                self.reached = self._thrown = True
                interruption = ctypes.py_object(BudgetReached)
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._ident), interruption)
            wait = AGAIN
