"""The worker's own life: read a request, do it, say what came of it; until the pipe ends or a signal does."""

from __future__ import annotations

import builtins
import contextlib
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from adstudio.worker.death import UNDERMINED
from adstudio.worker.limits import LastWords, Memory, die_with_parent
from adstudio.worker.lines import decode_request, encode
from adstudio.worker.messages import Event, Limits
from adstudio.worker.streams import Streams

LEAST_RECURSION = sys.getrecursionlimit()


class Worker:
    """Reads requests from one descriptor and writes events to another; prints go to descriptors 1 and 2.

    A stop is an interrupt. It is a `KeyboardInterrupt` in the user's code alone (see `Guard`): what is recorded is
    put into its file undisturbed.
    """

    def __init__(self, requests: int, events: int, folder: Path, words: LastWords) -> None:
        self._requests, self._events = os.fdopen(requests, "rb"), events
        self._folder, self._words = folder, words
        self._process = os.getpid()
        self._streams = Streams()
        self._named: frozenset[str] = frozenset()  # threads left running, said once
        self._home = Path.cwd()
        self.exposed = False  # user code runs
        self.stopped = False  # this request is to end

    def serve(self) -> None:
        """Until the client closes the pipe."""
        os.register_at_fork(before=self._streams.flush, after_in_child=self._forked)
        self._settle()
        self.say(Event(event="ready"))
        from adstudio.worker import tasks  # after "ready": numpy and the engines take a moment
        from adstudio.worker.endings import failed

        office = tasks.Office(self._folder, self.say, self)
        for line in self._requests:
            request = decode_request(line)
            self.stopped = False
            self._settle()
            self.say(Event(id=request.id, event="started"))
            try:
                office.perform(request)
            except KeyboardInterrupt:  # the client knows that it asked
                self.exposed = False
            except BaseException as error:  # noqa: BLE001 - the border to the user's code
                self.exposed = False
                self.say(failed(request, error))
            self._streams.flush()
            self._name_threads(request.id)
            self.say(Event(id=request.id, event="done"))

    def say(self, event: Event) -> None:
        """One event, whole."""
        if os.getpid() != self._process:
            self._words.leave(0)
        data = encode(event)
        while data:
            data = data[os.write(self._events, data) :]

    def guard(self, limits: Limits, *, recording: int = 0, threaded: bool = False) -> Guard:
        """A `with` block around user code. recording: the request whose trace is made of it afterwards."""
        return Guard(self, Memory(limits.memory, threaded=threaded), recording)

    def _settle(self) -> None:
        """The process as it was at the start, whatever the last program did to it."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._streams.reset()
        self._words.renew()
        builtins.input = no_input
        sys.setrecursionlimit(LEAST_RECURSION)
        sys.settrace(None)
        sys.setprofile(None)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.pthread_sigmask(signal.SIG_SETMASK, ())
        signal.signal(signal.SIGINT, self._interrupted)
        with contextlib.suppress(OSError):  # it is no more
            os.chdir(self._home)

    def _interrupted(self, number: int, frame: FrameType | None) -> None:
        self.stopped = True
        if self.exposed:
            self.exposed = False  # once: what follows is the program's own handling of it
            raise KeyboardInterrupt

    def _forked(self) -> None:
        """A child of the program's: what is between the client and us is none of its business."""
        for descriptor in (self._events, self._requests.fileno()):
            with contextlib.suppress(OSError):
                os.close(descriptor)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def left(self) -> None:
        """The user's code is over; in a forked child of it, so is the process."""
        if os.getpid() != self._process:
            self._streams.flush()
            self._words.leave(0)

    def _name_threads(self, request: int) -> None:
        """Threads that the program left running are named: they may print, and take time, in the next run."""
        names = frozenset(
            thread.name
            for thread in threading.enumerate()
            if thread is not threading.main_thread() and not thread.name.startswith("adstudio-")
        )
        if names - self._named:
            text = f"the program left {len(names)} thread(s) running: {', '.join(sorted(names)[:5])}\n"
            self.say(Event(id=request, event="output", text=text))
        self._named = names


class Guard:
    """Around user code: it may be interrupted, and has a limit of memory.

    Raises `KeyboardInterrupt` where the request was stopped already.
    """

    def __init__(self, worker: Worker, memory: Memory, recording: int) -> None:
        self._worker, self._memory, self._recording = worker, memory, recording

    def __enter__(self) -> None:
        if self._worker.stopped:
            raise KeyboardInterrupt
        self._memory.__enter__()
        self._worker.exposed = True

    def __exit__(self, *_: object) -> None:
        self._worker.exposed = False
        self._worker.left()
        self._memory.__exit__()
        if self._recording:  # a client that waits for it to stop may stop waiting
            self._worker.say(Event(id=self._recording, event="recorded"))


def no_input(_prompt: Any = "") -> NoReturn:
    """What `input()` is here."""
    raise EOFError("the program asks for input, and there is none here: make it a parameter of the function")


def main(arguments: list[str]) -> int:
    """`python -m adstudio.worker REQUESTS EVENTS LIFE FOLDER PARENT`: descriptors, a folder, the client's process."""
    requests, events, life = (int(text) for text in arguments[:3])
    folder, parent = Path(arguments[3]), int(arguments[4])
    for descriptor in (requests, events, life):
        os.set_inheritable(descriptor, False)  # a program's own children have no business here
    die_with_parent(parent, life)
    words = LastWords(folder / "crash.txt")
    try:
        Worker(requests, events, folder, words).serve()
    except BrokenPipeError:  # the client is gone
        return 0
    except BaseException:  # noqa: BLE001 - a program may close every file, and change every built-in function
        words.leave(UNDERMINED)
    return 0
