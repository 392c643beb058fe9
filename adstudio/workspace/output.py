"""What a program prints, bounded: a flood costs no more memory than a page, and says how much was dropped."""

from __future__ import annotations

from collections import deque
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

OutputKind = Literal["print", "error", "note"]


class OutputEntry(Struct, frozen=True):
    """One piece of output."""

    text: str
    kind: OutputKind = "print"
    line: int = 0  # in the program; 0 unknown


class OutputLog:
    """The newest `limit` characters of output, oldest first, and how many characters were dropped before them."""

    def __init__(self, limit: int = 200_000) -> None:
        self.limit = limit
        self.dropped = 0
        self.entries: deque[OutputEntry] = deque()
        self._size = 0

    def append(self, text: str, *, kind: OutputKind = "print", line: int = 0) -> None:
        """Add to the end; drop from the beginning what no longer fits."""
        last = self.entries[-1] if self.entries else None
        if last is not None and last.kind == "print" != kind and not last.text.endswith("\n"):
            text = "\n" + text  # an error does not begin in the middle of what the program was printing
        if last is not None and last.kind == kind == "print" and len(last.text) + len(text) < 4096:
            self.entries[-1] = OutputEntry(last.text + text)  # a program prints a character at a time
        else:
            self.entries.append(OutputEntry(text, kind, line))
        self._size += len(text)
        while self._size > self.limit:
            oldest = self.entries.popleft()
            over = min(self._size - self.limit, len(oldest.text))
            self._size -= over
            self.dropped += over
            if over < len(oldest.text):  # of what a program prints in one piece, the end stays
                self.entries.appendleft(replace(oldest, text=oldest.text[over:]))

    def clear(self) -> None:
        """Forget everything, the count of what was dropped too."""
        self.entries.clear()
        self.dropped = 0
        self._size = 0
