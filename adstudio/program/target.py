"""What a person names: `file.py`, `file.py:function`, `-` for standard input, or a trace."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

STDIN = "-"
TRACES = (".adtrace", ".json")


class Target(Struct, frozen=True):
    """A file, and perhaps one of its functions."""

    path: str
    function: str | None = None

    @property
    def is_trace(self) -> bool:
        """Whether it is a recorded trace, by its ending."""
        return self.path != STDIN and Path(self.path).suffix.lower() in TRACES


def target(text: str) -> Target:
    """Read "file.py:g" as the function g of file.py; a path that exists with its colon is only a path."""
    path, colon, function = text.rpartition(":")
    if colon and path and function.isidentifier() and not Path(text).exists():
        return Target(path, function)
    return Target(text)
