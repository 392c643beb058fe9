"""How a command ends: exit codes, and one clear message on standard error. A traceback of ours is never shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from adstudio.program.errors import BadInput, BadProgram
from adstudio.traces.header import TraceError
from adstudio.traces.model import Trace
from adstudio.traces.unreadable import UnreadableTrace
from adstudio.traces.writing import counted

GOOD, FAILED, BAD_INPUT, STOPPED = 0, 1, 2, 3


_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # all but the end of a line and the tab


def shown(text: str) -> str:
    """A text of the program's with its control characters spelled out: they would steer the terminal."""
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


class Ending(Exception):
    """A command ends before its time, with a code and a message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(shown(message))
        self.code = code


@contextmanager
def told() -> Iterator[None]:
    """Turn what may go wrong below the command line into an `Ending`."""
    try:
        yield
    except BadProgram as error:
        # with a line it is the program's own failure, without one the wrong file or function was named
        raise Ending(FAILED if error.line else BAD_INPUT, str(error)) from error
    except (BadInput, UnreadableTrace) as error:
        raise Ending(BAD_INPUT, str(error)) from error
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        raise Ending(BAD_INPUT, f"{where}{error.strerror or error}") from error


def of_trace(trace: Trace, kept: str = "") -> Ending | None:
    """How a run that came back as a trace ended; None where it went well. kept: where the trace was written."""
    error, truncated = trace.header.error, trace.header.truncated
    recorded = f"{counted(len(trace), 'node')} recorded"
    where = f"{recorded}, kept in {kept}" if kept else recorded
    if truncated is not None:
        return Ending(STOPPED, f"stopped: {truncated}; {where}")
    if error is not None:
        return Ending(FAILED, f"{failure(trace, error)}\n{where}")
    return None


def failure(trace: Trace, error: TraceError) -> str:
    """The user's error, with its line and the text of it."""
    sources = trace.header.program.sources
    if not (0 <= error.source < len(sources)) or not error.line:
        line = f", line {error.line}" if error.line else ""
        return f"{trace.header.program.function}{line}: {error.said}"
    source = sources[error.source]
    lines = source.text.split("\n")
    at = error.line - source.first_line
    text = f"\n    {lines[at].strip()}" if 0 <= at < len(lines) and lines[at].strip() else ""
    return f"{source.file}, line {error.line}: {error.said}{text}"
