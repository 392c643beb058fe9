"""How a request ended, where it did not end well."""

from __future__ import annotations

import msgspec

from adstudio.host import running
from adstudio.program.errors import BadProgram
from adstudio.program.faults import fault
from adstudio.traces.model import Trace
from adstudio.traces.recorder import BudgetReached
from adstudio.worker.messages import Event, Limits, Request


def failed(request: Request, error: BaseException, *, engine: str = "", message: str = "", line: int = 0) -> Event:
    """What went wrong, as an event."""
    kind, brief, column, line = type(error).__name__, "", 0, line or fault(error).line
    if isinstance(error, BadProgram):
        brief, line, column = error.brief, error.line or 0, error.column or 0
    if isinstance(error, MemoryError):
        message = _memory_reached(request.limits)
    elif isinstance(error, BudgetReached):
        message = str(error) or f"the budget of {request.limits.seconds:g} s was reached"
    elif isinstance(error, SystemExit):
        message = f"the program asked to exit with {error.code!r}"
    else:
        message = message or fault(error).message
    return Event(
        id=request.id, event="failed", type=kind, message=message, brief=brief, line=line, column=column, engine=engine
    )


def reasoned(found: Trace, limits: Limits, seconds: float) -> Trace:
    """A trace that ended for want of memory or time says so, as one that another budget ended."""
    header, error, truncated = found.header, found.header.error, found.header.truncated or ""
    over = limits.seconds is not None and seconds >= limits.seconds
    if error is not None and error.type == "MemoryError":
        place = f", at line {error.line}" if error.line else ""
        header = msgspec.structs.replace(header, truncated=f"{_memory_reached(limits)}{place}")
    elif over and truncated.startswith(running.INTERRUPTED):
        place = truncated.removeprefix(running.INTERRUPTED)
        header = msgspec.structs.replace(header, truncated=f"the budget of {limits.seconds:g} s was reached{place}")
    else:
        return found
    return msgspec.structs.replace(found, header=header)


def _memory_reached(limits: Limits) -> str:
    return f"the memory budget of {limits.memory / 1e9:.1f} GB was reached"
