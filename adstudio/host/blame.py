"""Who is to blame: a plugin's own fault, told so that its author and its user know what to do."""

from __future__ import annotations

import importlib
import traceback
from pathlib import Path

from msgspec import Struct

_HOST, _IMPORTLIB = Path(__file__).parent, Path(importlib.__file__).parent


class Culprit(Struct, frozen=True):
    """A plugin, as its distribution's metadata names it."""

    plugin: str  # the entry point: "tape"
    distribution: str  # the package that brought it: "adstudio"; "" unknown
    version: str  # of the distribution

    def __str__(self) -> str:
        package = f" of {self.distribution} {self.version}".rstrip() if self.distribution else ""
        return f"plugin {self.plugin!r}{package}"


class PluginFault(Exception):
    """A plugin broke: at import, in a hook, or in a run. The message names it and the line of its code."""

    def __init__(self, culprit: Culprit, what: str) -> None:
        super().__init__(f"{culprit}: {what}")
        self.culprit = culprit
        self.what = what


def told(error: BaseException) -> str:
    """An exception in one line with the place that raised it: "ValueError: bad (engine.py, line 12)"."""
    kind = type(error).__name__
    message = _message(error)
    where = place(error)
    return f"{kind}{': ' if message else ''}{message}{f' ({where})' if where else ''}"


def place(error: BaseException) -> str:
    """File and line of the innermost frame: "engine.py, line 12"; "" without one."""
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return f"{_short(error.filename)}, line {error.lineno}"
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not _ours(frame.filename)]
    return f"{_short(frames[-1].filename)}, line {frames[-1].lineno}" if frames else ""


def _ours(filename: str) -> bool:
    """Whether a frame is of the loading itself, whose lines tell a plugin's author nothing."""
    return filename.startswith("<frozen importlib") or any(
        Path(filename).is_relative_to(folder) for folder in (_HOST, _IMPORTLIB)
    )


def _message(error: BaseException) -> str:
    if isinstance(error, SyntaxError):
        return error.msg
    try:
        return " ".join(str(error).split())
    except Exception:  # noqa: BLE001 - a stranger's __str__ may do anything
        return "its message cannot be shown"


def _short(filename: str) -> str:
    """The last two parts of a path: enough to find it, short enough to read."""
    return "/".join(filename.replace("\\", "/").split("/")[-2:])
