"""Standard input, output and error of a worker: prints go up a pipe, and a program can't break that for the next one.

Prints are written line by line at first, so that the last one before a crash is heard, and in blocks when they become
a flood; a thread sends what waits 20 times a second.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import threading
import time
from typing import TYPE_CHECKING, TextIO

FLOOD = 1 << 16  # bytes of print in one run, from which on it is sent in blocks
BLOCK = 1 << 16
EVERY = 0.05  # s between two sendings
if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

HIGH = 100  # the copies of the descriptors are put above those that programs close by habit


class _Pipe(io.FileIO):
    """A descriptor that counts what was written."""

    sent = 0

    def write(self, data: ReadableBuffer, /) -> int:
        written = super().write(data)
        self.sent += written
        return written


class Streams:
    """The three streams, and how to have them back."""

    def __init__(self) -> None:
        import fcntl  # not on Windows, where there is no worker yet

        self._null = os.open(os.devnull, os.O_RDWR)
        self._output = fcntl.fcntl(1, fcntl.F_DUPFD_CLOEXEC, HIGH)
        self._made = [self._stream(), self._stream()]
        self._input = self._empty()
        self.reset()
        threading.Thread(target=self._send, name="adstudio-prints", daemon=True).start()

    def reset(self) -> None:
        """Descriptors 0, 1 and 2 and `sys.stdin`, `stdout` and `stderr` as they were at the start."""
        self.flush()
        for descriptor, ours in ((0, self._null), (1, self._output), (2, self._output)):
            os.dup2(ours, descriptor)
        self._made = [made if self._lives(made) else self._stream() for made in self._made]
        sys.stdout, sys.stderr = self._made[0][1], self._made[1][1]
        sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr  # type: ignore[misc]  # final to typeshed
        if self._input.closed:
            self._input = self._empty()
        sys.stdin = sys.__stdin__ = self._input  # type: ignore[misc]  # the same

    def flush(self) -> None:
        """Send what waits, also what the program put in the place of a stream."""
        streams: list[TextIO] = [made for _, made in self._made]
        for stream in (sys.stdout, sys.stderr, *streams):
            with contextlib.suppress(Exception):  # closed, or the program's own
                stream.flush()

    @staticmethod
    def _lives(made: tuple[_Pipe, io.TextIOWrapper]) -> bool:
        """Whether a stream can serve another run; it is written line by line again."""
        pipe, text = made
        try:
            text.reconfigure(line_buffering=True)
        except ValueError:  # closed, or detached from its pipe
            return False
        pipe.sent = 0
        return True

    def _empty(self) -> io.TextIOWrapper:
        return io.TextIOWrapper(io.FileIO(self._null, "rb", closefd=False), encoding="utf-8")

    def _stream(self) -> tuple[_Pipe, io.TextIOWrapper]:
        # its own copy: a program that closes descriptor 1 has closed it, but our stream lives on
        pipe = _Pipe(self._output, "wb", closefd=False)
        buffer = io.BufferedWriter(pipe, BLOCK)
        text = io.TextIOWrapper(buffer, encoding="utf-8", errors="backslashreplace", line_buffering=True)
        return pipe, text

    def _send(self) -> None:
        wait = time.sleep  # a program may replace it
        while True:
            wait(EVERY)
            for pipe, text in self._made:
                with contextlib.suppress(OSError, ValueError):  # closed by the program
                    if pipe.sent > FLOOD and text.line_buffering:
                        text.reconfigure(line_buffering=False)
                    text.flush()
