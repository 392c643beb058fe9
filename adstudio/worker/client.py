"""The client: hands requests to a worker, and never waits for it.

One request runs at a time; of those waiting, only the newest of each kind is kept, so that while a slider is dragged
the latest position wins. A run that is stopped is interrupted, then terminated, then killed. A worker that dies is one
event with its reason; a spare one, started beforehand, takes its place at once.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import select
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
from msgspec import Struct, field

from adstudio.worker import death, obituary
from adstudio.worker.channel import Channel
from adstudio.worker.folder import PrivateFolder
from adstudio.worker.messages import Event, Request
from adstudio.worker.obituary import STOPPED, SUPERSEDED

TERMINATE_AFTER, KILL_AFTER = 0.5, 1.0  # s after the interrupt
GRACE = 2.0  # s over its budget that a run has before it is stopped from outside
SAVING = 60.0  # s that a run which was stopped has to put its trace into a file
SUPERSEDED_AFTER = 0.3  # s that a run has when a newer one of its kind waits
SPARE_AFTER = 1.0  # s of rest before a spare worker is started
ORDER = (
    "inspect",
    "trace",
    "curve",
    "orders",
    "points",
    "jacobian",
    "hessian",
    "cost",
    "mixed",
    "nested",
)  # what goes first
HOPELESS = 3  # workers that died one after another before they were ready
SLACK = 256 << 20  # bytes over its memory budget that a run may have in use before it is killed


class Running(Struct):
    """The request that the worker is busy with."""

    request: Request
    began: float  # it, or its present engine
    resident: int  # bytes of memory in use before
    done: list[str] = field(default_factory=list)  # engines that delivered
    saving: float | None = None  # since when the program is over and its trace is being made
    interrupted: float | None = None  # when it was asked to stop
    why: str = ""  # it was asked to stop
    signalled: int = 0  # how many of the three signals it got


class WorkerClient:
    """Talks to a worker. Call `poll` regularly, or when `wakeup` becomes readable; call `close` at the end.

    Every request ends in one event "done", also one that was dropped for a newer one.
    """

    def __init__(self, *, spare: bool = True) -> None:
        self.wakeup, self._wake_end = os.pipe()
        for end in (self.wakeup, self._wake_end):
            os.set_blocking(end, False)
        self._folder = PrivateFolder()
        self._folders = itertools.count(1)
        self._spare_wanted = spare
        self._ids = itertools.count(1)
        self._waiting: dict[str, Request] = {}
        self._running: Running | None = None
        self._worker: Channel | None = None
        self._spare: Channel | None = None
        self._late: queue.SimpleQueue[Event] = queue.SimpleQueue()  # events that no worker says
        self._burials: list[threading.Thread] = []
        self._delivered: list[tuple[int, Path]] = []  # files of traces, with their requests
        self._rests = time.monotonic()  # since when there is nothing to do
        self._unborn = 0  # workers that died before they were ready
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether something runs or waits."""
        return self._running is not None or bool(self._waiting or self._burials)

    @property
    def process(self) -> int | None:
        """The process id of the worker, if there is one."""
        return None if self._worker is None else self._worker.process.pid

    def start(self) -> None:
        """Start the worker now, so that the first request finds it ready."""
        if self._worker is None and self._unborn < HOPELESS and not self._closed:
            self._worker = self._hired()

    def submit(self, request: Request) -> int:
        """Ask for something; its number, by which its events are known."""
        request = msgspec.structs.replace(request, id=next(self._ids))
        if request.do in self._waiting:
            self._drop(self._waiting[request.do])
        self._waiting[request.do] = request
        self._unborn = min(self._unborn, HOPELESS - 1)  # asked again, it is tried again
        running = self._running
        if running is not None and running.interrupted is None and self._gives_way(running, request):
            self._interrupt(SUPERSEDED)
        self._feed()
        return request.id

    def stop(self) -> None:
        """Stop what runs, and forget what waits."""
        for request in self._waiting.values():
            self._drop(request)
        self._waiting.clear()
        if self._running is not None and self._running.interrupted is None:
            self._interrupt(STOPPED)

    def poll(self) -> list[Event]:
        """What happened since the last time. Returns at once."""
        if self._closed:
            return []
        self._drain_wakeup()
        events = [*self._late_events(), *self._events(), *self._late_events()]
        self._press()
        self._feed()
        return events

    def close(self) -> None:
        """End the workers and take their folders away."""
        if self._closed:
            return
        self._closed = True
        workers = [worker for worker in (self._worker, self._spare) if worker is not None]
        for worker in workers:
            worker.kill()
        for worker in workers:
            worker.close()
        for burial in self._burials:
            burial.join(2.0)
        self._worker = self._spare = self._running = None
        for end in (self.wakeup, self._wake_end):
            os.close(end)
        self._folder.remove()

    # ── events ─────────────────────────────────────────────────────────────────────────────────────

    def _late_events(self) -> Iterator[Event]:
        while not self._late.empty():
            yield self._late.get()
        self._burials = [burial for burial in self._burials if burial.is_alive()]

    def _events(self) -> Iterator[Event]:
        spare = self._spare
        if spare is not None and any(event.event == "eof" for event in spare.drain()):
            self._spare = None
            self._lost(spare)
            self._bury(spare, None)
        worker = self._worker
        if worker is None:
            return
        for event in worker.drain():
            if event.event == "eof":
                yield from self._died(worker)
                return
            yield from self._heard(worker, event)

    def _heard(self, worker: Channel, event: Event) -> Iterator[Event]:
        running = self._running
        if event.event == "output":
            yield msgspec.structs.replace(event, id=running.request.id if running else event.id)
            return
        if running is None or event.id != running.request.id:
            return
        self._unborn = 0
        now = time.monotonic()
        if event.event == "recorded":
            running.saving = now
            return
        if event.event in ("trace", "failed"):  # on to the next engine, or to the end: the clocks start anew
            running.saving, running.began = None, now
            if running.interrupted is not None:
                running.interrupted = now
        if event.event == "trace":
            running.done.append(event.engine)
            self._delivered.append((event.id, Path(event.path)))
        if event.event == "done":
            self._running, self._rests = None, now
            yield from self._last(worker, running)
        if running.why != SUPERSEDED or event.event == "done":
            yield event

    def _last(self, worker: Channel, running: Running) -> Iterator[Event]:
        """What is said at the end of a request besides."""
        number, dropped = running.request.id, worker.dropped()
        if dropped:
            yield Event(id=number, event="output", text=obituary.DROPPED.format(dropped))
        if "budget" in running.why and not running.done:
            yield Event(id=number, event="failed", type="BudgetReached", message=running.why)

    def _died(self, worker: Channel) -> Iterator[Event]:
        """The worker is gone: its run is buried in peace, and the spare one takes over."""
        running, self._running = self._running, None
        self._worker, self._spare = self._spare, None
        self._lost(worker)
        self._bury(worker, running)
        self.start()
        yield Event(event="restarted")

    def _lost(self, worker: Channel) -> None:
        """Count a worker that died; those that wait are told where it makes no sense to go on."""
        self._unborn = 0 if worker.ready else self._unborn + 1
        if self._unborn < HOPELESS:
            return
        why = death.reason(worker.process.wait(), worker.last_words())
        said = f"the worker can't be started: it ended {HOPELESS} times before it was ready ({why})"
        waiting, self._waiting = list(self._waiting.values()), {}
        for number in [request.id for request in waiting] or [0]:
            self._late.put(Event(id=number, event="died", reason=said))
        for request in waiting:
            self._drop(request)

    def _drop(self, request: Request) -> None:
        self._late.put(Event(id=request.id, event="done"))
        self._wake()

    def _bury(self, worker: Channel, running: Running | None) -> None:
        """Take in what is left of a worker, on a thread: a large trace takes its time."""

        def bury() -> None:
            if running is not None:
                request, why, done = running.request, running.why, running.done
                for event in obituary.events(worker, request, why=why, done=done, folder=self._folder.path):
                    self._late.put(event)
            worker.close()
            self._wake()

        self._burials.append(threading.Thread(target=bury, name="adstudio-burial", daemon=True))
        self._burials[-1].start()

    # ── what runs ──────────────────────────────────────────────────────────────────────────────────

    def _feed(self) -> None:
        """Give the worker the next request, if it is free; have a spare one where nothing else is to do."""
        if self._running is not None or self._closed:
            return
        request = next((self._waiting[kind] for kind in ORDER if kind in self._waiting), None)
        if request is not None:
            self.start()
            if self._worker is not None and self._worker.ready:
                del self._waiting[request.do]
                self._running = Running(request, time.monotonic(), self._worker.resident())
                self._tidy(request)
                self._worker.send(request)
        elif self._spare_wanted and self._rested():
            self._spare = self._hired()

    def _rested(self) -> bool:
        """Whether it is time for a spare worker."""
        if self._spare is not None or self._worker is None or self._unborn >= HOPELESS:
            return False
        return self._worker.ready and time.monotonic() - self._rests > SPARE_AFTER

    def _hired(self) -> Channel:
        return Channel(self._folder.path / f"worker-{next(self._folders)}", self._wake)

    def _tidy(self, request: Request) -> None:
        """Delete the files of traces, but for those of the last request: someone may be about to open them."""
        if request.do != "trace" or not self._delivered:
            return
        newest = self._delivered[-1][0]
        for number, path in self._delivered:
            if number != newest:
                path.unlink(missing_ok=True)
        self._delivered = [known for known in self._delivered if known[0] == newest]

    @staticmethod
    def _gives_way(running: Running, request: Request) -> bool:
        """Whether what runs is out of date now: an older request of its kind, or an answer about an older point."""
        if request.do == "inspect" or request.do not in (running.request.do, "trace"):
            return False
        if running.request.do == "inspect":
            return False
        return time.monotonic() - running.began > SUPERSEDED_AFTER

    def _interrupt(self, why: str) -> None:
        running = self._running
        if running is not None and self._worker is not None:
            running.interrupted, running.why, running.signalled = time.monotonic(), why, 1
            self._worker.signal(signal.SIGINT)

    def _press(self) -> None:
        """Press on with a run that was asked to stop and has not; stop one that is over its time or memory."""
        running, now = self._running, time.monotonic()
        if running is None or self._worker is None:
            return
        limits = running.request.limits
        if self._worker.resident() > running.resident + 1.25 * limits.memory + SLACK and not running.saving:
            running.why = f"the memory budget of {limits.memory / 1e9:.1f} GB was reached"
            self._worker.kill()
        elif running.interrupted is None:
            if limits.seconds is not None and not running.saving and now - running.began > limits.seconds + GRACE:
                self._interrupt(f"the budget of {limits.seconds:g} s was reached")
            elif any(self._gives_way(running, request) for request in self._waiting.values()):
                self._interrupt(SUPERSEDED)
        elif running.saving is not None and running.why != SUPERSEDED:
            if now - running.saving > SAVING:
                self._worker.kill()
        elif running.signalled == 1 and now - running.interrupted > TERMINATE_AFTER:
            running.signalled = 2
            self._worker.signal(signal.SIGTERM)
        elif running.signalled == 2 and now - running.interrupted > TERMINATE_AFTER + KILL_AFTER:
            running.signalled = 3
            self._worker.kill()

    # ── waking ─────────────────────────────────────────────────────────────────────────────────────

    def _wake(self) -> None:
        """Called by the reading threads."""
        with contextlib.suppress(OSError):
            os.write(self._wake_end, b"!")

    def _drain_wakeup(self) -> None:
        with contextlib.suppress(OSError):
            while os.read(self.wakeup, 4096):
                pass


def run_once(request: Request, *, client: WorkerClient | None = None) -> Iterator[Event]:
    """The events of one request, to its end; for the command line, which has time to wait."""
    own = client or WorkerClient(spare=False)
    try:
        number = own.submit(request)
        while True:
            select.select([own.wakeup], [], [], 0.05)
            for event in own.poll():
                yield event
                if event.event == "done" and event.id == number:
                    return
                if event.event == "died" and event.id == 0:  # no worker can be started
                    return
    finally:
        if client is None:
            own.close()
