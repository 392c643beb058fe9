"""The program on plain numbers, run where it is in doubt: differentiation fails if and only if this run does."""

from __future__ import annotations

import dis
from collections.abc import Callable
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

from adstudio.program.faults import message_of
from adstudio.program.silence import silent
from adstudio.program.sources import users

CALL = "Program._placed"  # the frame that calls the program


class PlainRun:
    """One run of a program at one point, not recorded and not heard; it happens when it is first asked about."""

    def __init__(self, run: Callable[[], Any]) -> None:
        self._run = run
        self._ended: tuple[Any, Exception | None] | None = None

    def ended(self) -> tuple[Any, Exception | None]:
        """(what the program returned, what came out of it instead)."""
        if self._ended is None:
            with silent():
                try:
                    self._ended = self._run(), None
                except Exception as error:  # noqa: BLE001 - the border to the user's program
                    self._ended = None, error
        return self._ended

    @property
    def asked(self) -> bool:
        """Whether it has happened."""
        return self._ended is not None

    def raises(self, error: Exception, frame: FrameType) -> bool:
        """Whether an operation in `frame` that raised `error` on Python's numbers does so on the program's.

        numpy's go on with inf or NaN. Where the program would catch the error it is raised, as on Python's numbers.
        """
        if _caught(frame):
            return True
        own = self.ended()[1]
        return type(own) is type(error) and _raised_at(own) in (_running_at(frame), None)

    def settle(self, error: Exception) -> Any:
        """What the program returns, where the run on values ended with `error`.

        Raises what it raises: `error` itself where that is the same.
        """
        result, own = self.ended()
        if own is None:
            return result
        alike = type(own) is type(error) and (isinstance(own, RecursionError) or message_of(own) == message_of(error))
        raise error if alike else own


def _raised_at(error: BaseException) -> tuple[str, int] | None:
    """(file, line) of the user's that raised; None where there is none."""
    found, trace = None, error.__traceback__
    while trace is not None:
        if users(trace.tb_frame.f_code.co_filename):
            found = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return found


def _running_at(frame: FrameType | None) -> tuple[str, int] | None:
    while frame is not None and not users(frame.f_code.co_filename):
        frame = frame.f_back
    return None if frame is None else (frame.f_code.co_filename, frame.f_lineno)


def _caught(frame: FrameType | None) -> bool:
    """Whether an `except` of the user is around what runs in a frame, or in one that called it."""
    while frame is not None and frame.f_code.co_qualname != CALL:
        code = frame.f_code
        if users(code.co_filename) and any(first <= frame.f_lasti < end for first, end in _guarded(code)):
            return True
        frame = frame.f_back
    return False


@lru_cache(maxsize=1024)
def _guarded(code: CodeType) -> tuple[tuple[int, int], ...]:
    """The instructions within `try`, from … to; `with` lets an error through, but for `contextlib.suppress`."""
    bytecode = dis.Bytecode(code)
    names = {instruction.offset: instruction.opname for instruction in bytecode}
    suppressed = "suppress" in code.co_names
    found = []
    for entry in bytecode.exception_entries:  # type: ignore[attr-defined]  # typeshed does not know it
        handler = [names.get(entry.target + 2 * i) for i in range(2)]
        own = entry.target in range(entry.start, entry.end)  # of a handler itself
        if not own and "PUSH_EXC_INFO" in handler and (suppressed or "WITH_EXCEPT_START" not in handler):
            found.append((entry.start, entry.end))
    return tuple(found)
