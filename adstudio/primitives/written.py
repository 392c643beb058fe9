"""Text that a value was written as: a number read back from it is no longer in the graph, and that is said.

`float(str(x))` and `float(f"{x:.3f}")` are noticed when the text is read. Text that was joined with other text is
Python's own: a value that is written tells who looks for the number when the program has run (`program.stale`).
"""

from __future__ import annotations

import linecache
import re
import sys
import sysconfig
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

READ = "reading a number back from text"
WROTE = "writing it into text, from which it is read back,"
_TOLD = re.compile(r"\s*(print\((?!.*\bfile\b)|raise\b|assert\b|log(ger|ging)?\.\w+\()")  # lines that only tell


class Unrecorded:
    """What was written into text lastly where nothing is recorded: the value, and in which frame."""

    doubt: tuple[Any, FrameType] | None = None


unrecorded = Unrecorded()  # no attribute of `Value`: to set one makes Python forget what it knows of the class


class Written(str):
    """The text of one value."""

    __slots__ = ("value",)
    value: Any

    def __float__(self) -> float:
        self.value.leave(READ, sys._getframe(1))
        return float(str.__str__(self) + "")

    def __int__(self) -> int:
        self.value.leave(READ, sys._getframe(1))
        return int(str.__str__(self) + "")

    def __add__(self, other: Any) -> Any:
        return _of(self.value, str.__add__(self, other))

    def __radd__(self, other: Any) -> Any:
        return _of(self.value, other + str.__str__(self)[:]) if type(other) is str else NotImplemented

    def __reduce__(self) -> Any:
        return str, (str.__str__(self) + "",)


def _of(value: Any, text: Any) -> Any:
    """Text, or parts of it, as text of that value."""
    if isinstance(text, list | tuple):
        return type(text)(_of(value, part) for part in text)
    written = Written(text)
    written.value = value
    return written


def _method(name: str) -> Callable[..., Any]:
    original = getattr(str, name)

    def method(self: Written, *arguments: Any, **keywords: Any) -> Any:
        return _of(self.value, original(self, *arguments, **keywords))

    return method


for _name in (
    "__getitem__", "casefold", "center", "expandtabs", "ljust", "lower", "lstrip", "partition", "removeprefix",
    "removesuffix", "replace", "rjust", "rpartition", "rsplit", "rstrip", "split", "splitlines", "strip", "upper",
    "zfill",
):  # fmt: skip
    setattr(Written, _name, _method(_name))


def written(value: Any, text: str, frame: FrameType) -> str:
    """The text that a value is written as in `frame`."""
    wrote([value], frame)
    own: str = _of(value, text)
    return own


def wrote(values: Iterable[Any], frame: FrameType) -> None:
    """Values are written into text in `frame`."""
    caller = in_program(frame)
    if not tells(caller):
        for value in values:
            value.wrote(caller)


def tells(frame: FrameType) -> bool:
    """Whether the line that runs in a frame only tells: what it writes into text is not read back."""
    return _TOLD.match(linecache.getline(frame.f_code.co_filename, frame.f_lineno)) is not None


def in_program(frame: FrameType) -> FrameType:
    """The nearest frame above that is not a library's."""
    caller: FrameType | None = frame
    while caller is not None and caller.f_code.co_filename.startswith(_libraries()):
        caller = caller.f_back
    return caller or frame


@cache
def _libraries() -> tuple[str, ...]:
    paths = sysconfig.get_paths()
    return (*(paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")), str(Path(__file__).parents[1]))
