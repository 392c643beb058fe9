"""What went wrong in the user's program, in the user's terms: type, message, line, and only their own frames."""

from __future__ import annotations

import traceback
from types import TracebackType
from typing import TYPE_CHECKING

from adstudio.primitives.levels import Leveled
from adstudio.program.sources import users
from adstudio.traces.header import ProgramStamp, TraceError, spoken

if TYPE_CHECKING:
    from adstudio.program.program import Program

_PRIMITIVES = Leveled.__module__.rpartition(".")[0]
_LONGEST = 10_000  # characters of a message
_FRAMES = 50  # shown of a traceback; the first and the last ones
_SAYINGS = {
    "KeyboardInterrupt": "the run was interrupted",
    "SystemExit": "the program asked to exit",
    "RecursionError": "maximum recursion depth exceeded",
    "MemoryError": "out of memory",
}


def fault(error: BaseException, program: Program | ProgramStamp | None = None) -> TraceError:
    """The last word of a trace that an exception closed."""
    stamp = program if isinstance(program, ProgramStamp) else program.stamp if program is not None else ProgramStamp()
    frames = user_frames(error.__traceback__, stamp)
    source, line = -1, 0
    if frames:
        files = [known.file for known in stamp.sources]
        file, line = frames[-1].filename, frames[-1].lineno or 0
        source = files.index(file) if file in files else -1
    return TraceError(
        type=type(error).__name__, message=message_of(error), source=source, line=line, traceback=_shown(frames, error)
    )


def where(error: BaseException, program: Program | ProgramStamp | None = None) -> str:
    """The line of the program at which something ended it, as words to go on with: ", at line 3"; "" if unknown."""
    line = fault(error, program).line
    return f", at line {line}" if line else ""


def of_engine(error: BaseException) -> bool:
    """Whether an engine's own arithmetic raised it, below a line of the program, and no primitive that it computes."""
    raised, trace = False, error.__traceback__
    while trace is not None:
        frame = trace.tb_frame
        if str(frame.f_globals.get("__name__")).startswith(_PRIMITIVES):
            raised = False
        elif frame.f_code.co_name == "apply" and isinstance(frame.f_locals.get("self"), Leveled):
            raised = True
        trace = trace.tb_next
    return raised


def message_of(error: BaseException) -> str:
    """What an exception says of itself, also where it can't say it."""
    try:
        text = str(error)
    except (Exception, SystemExit) as broken:  # noqa: BLE001 (the user's own __str__ may raise anything)
        text = f"(its message can't be read: its __str__ raised {type(broken).__name__})"
    if not isinstance(error, KeyError) and isinstance(error, SystemExit) and text:
        text = f"{_SAYINGS['SystemExit']} with {text}"
    text = text or _SAYINGS.get(type(error).__name__, "")
    if isinstance(error, BaseExceptionGroup):
        inner = "; ".join(f"{type(one).__name__}: {message_of(one)}" for one in error.exceptions[:10])
        text = f"{text}: {inner}"
    text = text.encode("utf-8", "backslashreplace").decode()  # a lone surrogate has no place in a file
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def user_frames(trace: TracebackType | None, stamp: ProgramStamp) -> list[traceback.FrameSummary]:
    """The frames of a traceback that are the program's: below its call, in the user's files."""
    files = {known.file for known in stamp.sources}
    found: list[traceback.FrameSummary] = []
    called = False
    while trace is not None:
        code, line = trace.tb_frame.f_code, trace.tb_lineno
        if code.co_qualname in ("Program.call", "Program.call_with", "Program.plain") and not users(code.co_filename):
            called, found = True, []
        elif (file := code.co_filename) in files or users(file):
            found.append(
                traceback.FrameSummary(file, line, code.co_name, lookup_line=False, line=_line(stamp, file, line))
            )
        trace = trace.tb_next
    if called or not files:
        return found
    return [frame for frame in found if frame.filename in files] or found


def _line(stamp: ProgramStamp, file: str, line: int) -> str | None:
    for source in stamp.sources:
        if source.file == file:
            lines = source.text.split("\n")
            at = line - source.first_line
            return lines[at] if 0 <= at < len(lines) else ""
    return None


def _shown(frames: list[traceback.FrameSummary], error: BaseException) -> str:
    if not frames:
        return ""
    shown = list(frames)
    text = []
    if len(shown) > _FRAMES:
        left_out = len(shown) - _FRAMES
        text = [*traceback.format_list(shown[: _FRAMES // 2]), f"  … {left_out} more frames\n"]
        shown = shown[-_FRAMES // 2 :]
    text += traceback.format_list(shown)
    return "Traceback (most recent call last):\n" + "".join(text) + spoken(type(error).__name__, message_of(error))
