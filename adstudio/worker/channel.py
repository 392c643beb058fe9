"""One worker process, seen from outside: its pipes, what it said, what it printed, and its end."""

from __future__ import annotations

import codecs
import contextlib
import os
import queue
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import adstudio
from adstudio.worker.lines import decode_event, encode
from adstudio.worker.messages import Event, Request

CHUNK = 1 << 16  # bytes of print read at a time
EOF = object()
LAST = 0.5  # s that what a dead worker said may take to be read: a child of the program's may hold the pipe open
PAGE = os.sysconf("SC_PAGESIZE")


class Channel:
    """A worker process. Nothing here waits: what comes is collected by threads and fetched by `drain`.

    folder: private to it, made here. wake: called by the threads when there is news.
    """

    def __init__(self, folder: Path, wake: Callable[[], None]) -> None:
        folder.mkdir(mode=0o700)
        self.folder = folder
        self.ready = False
        self.deaf = False  # the program closed its end of our pipe
        self._wake = wake
        self._heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._left = 0  # characters of print left for this request
        self._dropped = 0  # characters beyond them
        self._lock = threading.Lock()
        self._reading = threading.Lock()  # held from the reading of a print until it is put
        self._words = os.open(folder / "crash.txt", os.O_RDWR | os.O_CREAT, 0o600)  # held: a program may delete it
        requests_out, self._requests = os.pipe()
        events_out, events_in = os.pipe()
        life_out, self._life = os.pipe()  # never written to: its closing tells the worker that we are gone
        given = (requests_out, events_in, life_out)
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "adstudio.worker", *map(str, given), str(folder), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=given,
            env=_environment(),
            start_new_session=True,  # Ctrl-C in the terminal is ours, not the worker's
        )
        for descriptor in given:
            os.close(descriptor)
        self._hearing = self._thread("adstudio-events", self._hear, events_out)
        self._listening = self._thread("adstudio-output", self._listen)
        self._waiting = self._thread("adstudio-end", self._await_end)

    def send(self, request: Request) -> None:
        """Hand over a request. A worker that is gone does not hear it; its end is news by itself."""
        with self._lock:
            self._left, self._dropped = request.limits.output, 0
        data = encode(request)
        if len(data) <= CHUNK // 2:  # the pipe is empty and holds as much
            self._write(data)
        else:
            self._thread("adstudio-request", self._write, data)

    def drain(self) -> list[Event]:
        """What came since the last time, prints joined. The last event of a worker that died is "eof"."""
        events: list[Event] = []
        while True:
            try:
                heard = self._heard.get_nowait()
            except queue.Empty:
                return events
            if heard is EOF:
                events.append(Event(event="eof"))
            elif heard.event == "ready":
                self.ready = True
            elif heard.event == "output" and events and events[-1].event == "output":
                events[-1] = Event(event="output", text=events[-1].text + heard.text)
            else:
                events.append(heard)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if there is anyone left."""
        with contextlib.suppress(OSError):
            self.process.send_signal(number)

    def resident(self) -> int:
        """Bytes of memory that the process has in use; 0 where that can't be seen."""
        try:
            return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE
        except (OSError, IndexError, ValueError):
            return 0

    def last_words(self) -> str:
        """What it said as it crashed."""
        return os.pread(self._words, CHUNK, 0).decode(errors="replace")

    def dropped(self) -> int:
        """How many characters of print went beyond the budget of this request; asked once."""
        with self._lock:
            dropped, self._dropped = self._dropped, 0
        return dropped

    def kill(self) -> None:
        """End the process, with all that it started. Its "eof" follows."""
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End the process and forget it. Waits for it, a moment."""
        self.kill()
        self.process.wait()
        self._waiting.join(2 * LAST)
        for descriptor in (self._requests, self._life, self._words):
            os.close(descriptor)

    @staticmethod
    def _thread(name: str, target: Callable[..., None], *arguments: Any) -> threading.Thread:
        thread = threading.Thread(target=target, args=arguments, name=name, daemon=True)
        thread.start()
        return thread

    def _write(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            while data:
                data = data[os.write(self._requests, data) :]

    def _put(self, what: Any) -> None:
        self._heard.put(what)
        self._wake()

    def _hear(self, descriptor: int) -> None:
        with os.fdopen(descriptor, "rb") as events:
            for line in events:
                try:
                    event = decode_event(line)
                except ValueError:  # cut by its death
                    break
                if event.event == "done":
                    self._hear_out()
                self._put(event)
        try:
            self.process.wait(LAST)
        except subprocess.TimeoutExpired:
            self.deaf = True
            self.kill()

    def _hear_out(self) -> None:
        """Let what was printed before "done" come before it: the two come through different pipes."""
        prints = self.process.stdout
        assert prints is not None
        end = time.monotonic() + LAST  # a child of the program's may print for ever
        while time.monotonic() < end:
            with self._reading, contextlib.suppress(ValueError):
                if prints.closed or not _readable(prints.fileno(), 0):
                    return
            time.sleep(0.001)

    def _listen(self) -> None:
        prints = self.process.stdout
        assert prints is not None  # asked for above
        decode = codecs.getincrementaldecoder("utf-8")("backslashreplace").decode
        with prints:
            while _readable(prints.fileno(), None):
                with self._reading:
                    data = os.read(prints.fileno(), CHUNK)
                    if not data:
                        return
                    self._print(data, decode)

    def _print(self, data: bytes, decode: Callable[[bytes], str]) -> None:
        with self._lock:
            if self._left <= 0:  # a flood is counted, not decoded
                self._dropped += len(data)
                return
            text = decode(data)
            kept = text[: self._left]
            self._left -= len(kept)
            self._dropped += len(text) - len(kept)
        self._put(Event(event="output", text=kept))

    def _await_end(self) -> None:
        self.process.wait()
        end = time.monotonic() + LAST
        for reader in (self._hearing, self._listening):
            reader.join(max(end - time.monotonic(), 0))
        self._put(EOF)


def _readable(descriptor: int, wait: float | None) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(wait))


def _environment() -> dict[str, str]:
    """Ours; and AD Studio is found where we are, installed or not."""
    house = str(Path(adstudio.__file__).resolve().parent.parent)
    paths = [path for path in os.environ.get("PYTHONPATH", "").split(os.pathsep) if path]
    if house in sys.path and house not in paths:
        paths.append(house)
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
