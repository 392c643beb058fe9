"""Traces on disk: `.adtrace` (safetensors, any size) and `.json` (text, small ones), chosen by the ending.

Opening a file only ever reads numbers and texts and then checks every rule of `rules.py`: nothing in it is
executed or unpickled, and whatever is wrong with it is one `UnreadableTrace`.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path

import msgspec

from adstudio.traces import json_file
from adstudio.traces.model import Trace
from adstudio.traces.rules import IllegalTrace, check
from adstudio.traces.unreadable import Defect, UnreadableTrace
from adstudio.traces.whole_file import replacing

__all__ = ["ENDINGS", "UnreadableTrace", "load", "save"]

ENDINGS = (".adtrace", ".json")


def save(trace: Trace, path: str | os.PathLike[str]) -> None:
    """Write `trace` to `path`, which ends in `.adtrace` or `.json`.

    The file appears whole or not at all: it is written beside `path` under another name and then renamed.
    Raises `ValueError` for another ending, `IllegalTrace` for a trace that could not be opened again, `OSError`.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(
            f"{path}: a trace is saved as .adtrace or .json, not as {ending or 'a file without an ending'}"
        )
    check(trace)
    with replacing(path) as part:
        if ending == ".json":
            part.write_bytes(json_file.encode(trace))
        else:
            from adstudio.traces import adtrace_file  # the first picture of an example does without safetensors

            adtrace_file.write(trace, part)


def load(path: str | os.PathLike[str]) -> Trace:
    """The trace in the file `path`, checked against every rule.

    Columns of an `.adtrace` are read-only; those of a large file are mapped, not read.
    Raises `UnreadableTrace`, which says what is wrong with the file, for whatever is wrong with it.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise UnreadableTrace(path, "a trace ends in .adtrace or .json")
    try:
        _regular(path)
        if ending == ".json":
            trace = json_file.decode(path.read_bytes())
        else:
            from adstudio.traces import adtrace_file

            trace = adtrace_file.read(path)
        check(trace)
    except (Defect, IllegalTrace) as error:
        raise UnreadableTrace(path, str(error)) from error
    except UnicodeDecodeError as error:
        raise UnreadableTrace(path, f"its text is not UTF-8: {error.reason} at byte {error.start}") from error
    except msgspec.ValidationError as error:
        raise UnreadableTrace(path, f"a field is missing or of another type: {error}") from error
    except msgspec.DecodeError as error:
        raise UnreadableTrace(path, f"its text is not JSON: {error}") from error
    except RecursionError as error:
        raise UnreadableTrace(path, "its text is nested too deeply") from error
    except OSError as error:
        raise UnreadableTrace(path, error.strerror or str(error)) from error
    return trace


def _regular(path: Path) -> None:
    """Refuse what is no file (reading a pipe would wait for ever) and what is empty."""
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise Defect("this is a folder; expected a file")
    if not stat.S_ISREG(status.st_mode):
        raise Defect("this is not a regular file")
    if status.st_size == 0:
        raise Defect("the file is empty")
