"""The client: hands requests to a worker, and never waits for it.

One request runs at a time; of those waiting, only the newest of each kind is kept, so that while a slider is dragged
the latest position wins. A run that is stopped is interrupted, then terminated, then killed. A worker that dies is one
event with its reason; a spare one, started beforehand, takes its place at once.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import select
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from adstudio.traces.header import EngineStamp, ProgramStamp, SourceFile, TraceError
from adstudio.worker import death, journal
from adstudio.worker.channel import Channel
from adstudio.worker.messages import Event, Request

TERMINATE_AFTER, KILL_AFTER = 0.5, 1.0  # s after the interrupt
GRACE = 2.0  # s over its budget that a run has before it is stopped from outside
SUPERSEDED_AFTER = 0.3  # s that a run has when a newer one of its kind waits
ORDER = ("inspect", "trace", "curve", "orders")  # what goes first
HOPELESS = 3  # workers that died one after another before they were ready


@dataclass(slots=True)
class Running:
    """The request that the worker is busy with."""

    request: Request
    began: float
    done: list[str] = field(default_factory=list)  # engines that delivered
    interrupted: float | None = None  # when it was asked to stop
    why: str = ""  # it was asked to stop
    signalled: int = 0  # how many of the three signals it got


class WorkerClient:
    """Talks to a worker. Call `poll` regularly, or when `wakeup` becomes readable; call `close` at the end."""

    def __init__(self, *, spare: bool = True) -> None:
        self.wakeup, self._wake_end = os.pipe()
        for end in (self.wakeup, self._wake_end):
            os.set_blocking(end, False)
        self._folder = Path(tempfile.mkdtemp(prefix="adstudio-"))
        self._folders = itertools.count(1)
        self._spare_wanted = spare
        self._ids = itertools.count(1)
        self._waiting: dict[str, Request] = {}
        self._running: Running | None = None
        self._worker: Channel | None = None
        self._spare: Channel | None = None
        self._unborn = 0  # workers that died before they were ready
        self._closed = False

    @property
    def busy(self) -> bool:
        """Whether something runs or waits."""
        return self._running is not None or bool(self._waiting)

    def start(self) -> None:
        """Start the worker now, so that the first request finds it ready."""
        if self._worker is None and self._unborn < HOPELESS and not self._closed:
            self._worker = self._hired()

    def submit(self, request: Request) -> int:
        """Ask for something; its number, by which its events are known."""
        request = msgspec.structs.replace(request, id=next(self._ids))
        self._waiting[request.do] = request
        running = self._running
        if running is not None and running.interrupted is None and self._gives_way(running, request):
            self._interrupt("superseded")
        self._feed()
        return request.id

    def stop(self) -> None:
        """Stop what runs, and forget what waits."""
        self._waiting.clear()
        if self._running is not None and self._running.interrupted is None:
            self._interrupt("stopped")

    def poll(self) -> list[Event]:
        """What happened since the last time. Returns at once."""
        self._drain_wakeup()
        events = list(self._events())
        self._press()
        self._feed()
        return events

    def close(self) -> None:
        """End the workers and take their folders away."""
        self._closed = True
        for worker in (self._worker, self._spare):
            if worker is not None:
                worker.close()
        self._worker = self._spare = self._running = None
        for end in (self.wakeup, self._wake_end):
            os.close(end)
        shutil.rmtree(self._folder, ignore_errors=True)

    # ── events ─────────────────────────────────────────────────────────────────────────────────────

    def _events(self) -> Iterator[Event]:
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
        self._unborn = 0
        if event.event == "output":
            yield msgspec.structs.replace(event, id=running.request.id if running else event.id)
            return
        if running is None or event.id != running.request.id:
            return
        if event.event == "trace":
            running.done.append(event.engine)
        if event.event == "done":
            dropped = worker.dropped()
            self._running = None
            if dropped:
                yield Event(id=event.id, event="output", text=f"\n… {dropped:,} more characters were dropped\n")
        if running.why != "superseded" or event.event == "done":
            yield event

    def _died(self, worker: Channel) -> Iterator[Event]:
        """The worker is gone: say why, save what its run recorded, and let the spare one take over."""
        running, self._running, self._worker = self._running, None, None
        code = worker.process.wait()
        if not worker.ready:
            self._unborn += 1
        if running is not None:
            yield from self._obituary(worker, running, code)
        elif not worker.ready and self._unborn >= HOPELESS:
            said = f"the worker can't be started: it ended {HOPELESS} times before it was ready ({death.reason(code)})"
            yield Event(event="died", reason=said)
        worker.close()
        self._worker, self._spare = self._spare, None
        yield Event(event="restarted")

    def _obituary(self, worker: Channel, running: Running, code: int) -> Iterator[Event]:
        request = running.request
        file = request.file or "<program>"
        line = death.line(worker.folder / "crash.txt", file)
        reason = running.why or death.reason(code)
        if request.do == "trace" and running.why != "superseded":
            engine = next((name for name in request.engines if name not in running.done), "")
            error = TraceError(type="WorkerDied", message=reason, source=0, line=line)
            program = ProgramStamp(
                function=request.function or "f", sources=(SourceFile(file=file, text=request.text),)
            )
            found = journal.recover(worker.folder, engine=EngineStamp(name=engine), program=program, error=error)
            if found is not None:
                path = worker.folder / f"{request.id}-{engine}.adtrace"
                found.save(path)
                yield Event(id=request.id, event="trace", engine=engine, path=str(path))
        yield Event(id=request.id, event="died", reason=reason, line=line)
        yield Event(id=request.id, event="done")

    # ── what runs ──────────────────────────────────────────────────────────────────────────────────

    def _feed(self) -> None:
        """Give the worker the next request, if it is free; have a spare one where nothing else is to do."""
        if self._running is not None or self._closed:
            return
        request = next((self._waiting[kind] for kind in ORDER if kind in self._waiting), None)
        if request is not None:
            self.start()
            if self._worker is None:
                return
            if self._worker.send(request):
                del self._waiting[request.do]
                self._running = Running(request, time.monotonic())
        elif self._spare_wanted and self._spare is None and self._worker is not None and self._worker.ready:
            self._spare = self._hired()

    def _hired(self) -> Channel:
        return Channel(self._folder / f"worker-{next(self._folders)}", self._wake)

    @staticmethod
    def _gives_way(running: Running, request: Request) -> bool:
        """Whether what runs is out of date now: an older request of its kind, or an answer about an older point."""
        if request.do == "inspect" or ORDER.index(request.do) > ORDER.index(running.request.do):
            return False
        return time.monotonic() - running.began > SUPERSEDED_AFTER

    def _interrupt(self, why: str) -> None:
        running = self._running
        if running is not None and self._worker is not None:
            running.interrupted, running.why, running.signalled = time.monotonic(), why, 1
            self._worker.signal(signal.SIGINT)

    def _press(self) -> None:
        """Press on with a run that was asked to stop and has not; ask one that is over its time."""
        running, now = self._running, time.monotonic()
        if running is None or self._worker is None:
            return
        limit = running.request.limits.seconds
        if running.interrupted is None:
            if limit is not None and now - running.began > limit + GRACE:
                self._interrupt(f"the budget of {limit:g} s was reached")
            elif any(self._gives_way(running, request) for request in self._waiting.values()):
                self._interrupt("superseded")
            return
        for count, (after, number) in enumerate(
            ((TERMINATE_AFTER, signal.SIGTERM), (TERMINATE_AFTER + KILL_AFTER, signal.SIGKILL)), 1
        ):
            if running.signalled == count and now - running.interrupted > after:
                running.signalled += 1
                self._worker.signal(number)

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
