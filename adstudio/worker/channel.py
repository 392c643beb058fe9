"""One worker process, seen from outside: its pipes, what it said, what it printed."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from adstudio.worker.messages import Event, Request, decode_event, encode

CHUNK = 1 << 16  # bytes of print read at a time
EOF = object()


class Channel:
    """A worker process. Nothing here blocks: what comes is collected by two threads and fetched by `drain`."""

    def __init__(self, folder: Path, wake: Callable[[], None]) -> None:
        folder.mkdir(mode=0o700)
        self.folder = folder
        self.ready = False
        self.began = time.monotonic()
        self._wake = wake
        self._heard: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._budget = 0  # characters of print left for this request
        self._dropped = 0
        self._lock = threading.Lock()
        requests_out, requests_in = os.pipe()
        events_out, events_in = os.pipe()
        command = [sys.executable, "-P", "-m", "adstudio.worker", str(requests_out), str(events_in)]
        self.process = subprocess.Popen(
            [*command, str(self.folder), str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=(requests_out, events_in),
            env={**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8:backslashreplace"},
            start_new_session=True,  # Ctrl-C in the terminal is ours, not the worker's
        )
        os.close(requests_out)
        os.close(events_in)
        self._requests = requests_in
        os.set_blocking(requests_in, False)
        self._readers = [
            threading.Thread(target=self._hear, args=(events_out,), name="adstudio-events", daemon=True),
            threading.Thread(target=self._listen, name="adstudio-output", daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def send(self, request: Request) -> bool:
        """Hand over a request; False where the worker is gone."""
        with self._lock:
            self._budget, self._dropped = request.limits.output, 0
        data = encode(request)
        try:
            os.set_blocking(self._requests, True)  # the worker is idle and reads at once, however long the program
            while data:
                data = data[os.write(self._requests, data) :]
        except OSError:
            return False
        return True

    def drain(self) -> list[Event]:
        """What came since the last time. The last event of a worker that died is "eof"."""
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
            else:
                events.append(heard)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, if there is anyone left."""
        with contextlib.suppress(ProcessLookupError, OSError):
            self.process.send_signal(number)

    def dropped(self) -> int:
        """How many characters of print went beyond the budget of this request; asked once."""
        with self._lock:
            dropped, self._dropped = self._dropped, 0
        return dropped

    def close(self) -> None:
        """End the process, with all that it started."""
        with contextlib.suppress(OSError):
            os.close(self._requests)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for reader in self._readers:
            reader.join(timeout=1.0)
        if self.process.stdout is not None:
            self.process.stdout.close()

    def _hear(self, descriptor: int) -> None:
        with os.fdopen(descriptor, "rb") as events:
            for line in events:
                try:
                    self._heard.put(decode_event(line))
                except ValueError:  # cut by its death
                    break
                self._wake()
        self._heard.put(EOF)
        self._wake()

    def _listen(self) -> None:
        assert self.process.stdout is not None  # asked for above
        descriptor = self.process.stdout.fileno()
        while True:
            try:
                data = os.read(descriptor, CHUNK)
            except OSError:
                return
            if not data:
                return
            text = data.decode("utf-8", "backslashreplace")
            with self._lock:
                kept = text[: self._budget]
                self._budget -= len(kept)
                self._dropped += len(text) - len(kept)
            if kept:
                self._heard.put(Event(event="output", text=kept))
                self._wake()
