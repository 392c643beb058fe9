"""The worker's own life: read a request, do it, say what came of it; until the pipe ends or a signal does."""

from __future__ import annotations

import builtins
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from adstudio.worker import limits
from adstudio.worker.messages import Event, decode_request, encode


class Worker:
    """Reads requests from one descriptor, writes events to another; prints are the client's business (fd 1 and 2)."""

    def __init__(self, requests: int, events: int, folder: Path) -> None:
        self._requests = os.fdopen(requests, "rb")
        self._events = events
        self._folder = folder
        self._busy = False

    def serve(self) -> None:
        """Until the client closes the pipe."""
        signal.signal(signal.SIGINT, self._interrupted)
        builtins.input = no_input
        self.say(Event(event="ready"))
        from adstudio.worker.tasks import perform  # after "ready": numpy and the engines' list take a moment

        for line in self._requests:
            request = decode_request(line)
            self.say(Event(id=request.id, event="started"))
            try:
                self._busy = True
                with limits.memory(request.limits.memory):
                    perform(request, self._folder, self.say)
            except KeyboardInterrupt:
                pass
            except SystemExit as left:
                said = f"the program asked to exit with {left.code!r}"
                self.say(Event(id=request.id, event="failed", type="SystemExit", message=said))
            finally:
                self._busy = False
            self._flush()
            self._leave_threads(request.id)
            self.say(Event(id=request.id, event="done"))

    def say(self, event: Event) -> None:
        """One event, whole, though a signal comes in the middle."""
        data = encode(event)
        while data:
            data = data[os.write(self._events, data) :]

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        if self._busy:
            raise KeyboardInterrupt

    def _flush(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except (OSError, ValueError):  # the program closed it, or its descriptor
                continue

    def _leave_threads(self, request: int) -> None:
        """Threads that the program left running are named: they may print, and take time, in the next run."""
        left = [
            t.name for t in threading.enumerate() if t.is_alive() and not t.name.startswith(("adstudio-", "MainThread"))
        ]
        if left:
            text = f"the program left {len(left)} thread(s) running: {', '.join(left[:5])}\n"
            self.say(Event(id=request, event="output", text=text))


def no_input(prompt: Any = "") -> NoReturn:
    """What `input()` is here."""
    raise EOFError("the program asks for input, and there is none here: make it a parameter of the function")


def main(arguments: list[str]) -> int:
    """`python -m adstudio.worker REQUESTS EVENTS FOLDER PARENT`: two descriptors, a folder, a process."""
    requests, events, folder, parent = int(arguments[0]), int(arguments[1]), Path(arguments[2]), int(arguments[3])
    for descriptor in (requests, events):
        os.set_inheritable(descriptor, False)  # a program's own children have no business here
    limits.die_with_parent(parent)
    crash = limits.last_words(folder / "crash.txt")
    limits.sign_exits(crash)
    try:
        Worker(requests, events, folder).serve()
    except BrokenPipeError:  # the client is gone
        return 0
    finally:
        crash.flush()
    return 0
