"""Why a worker died, in words, and at which line of the program."""

from __future__ import annotations

import re
import signal
from pathlib import Path

_SIGNALS = {
    "SIGSEGV": "segmentation fault",
    "SIGBUS": "bus error",
    "SIGABRT": "aborted",
    "SIGFPE": "arithmetic exception in compiled code",
    "SIGILL": "illegal instruction",
    "SIGKILL": "killed, perhaps because memory ran out",
    "SIGTERM": "terminated",
}
_FRAME = re.compile(r'File "(?P<file>.*)", line (?P<line>\d+) in ')


def reason(code: int) -> str:
    """The exit code of a process, as a person says it."""
    if code >= 0:
        return f"it ended itself by os._exit({code})"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        return f"killed by signal {-code}"
    return _SIGNALS.get(name, f"killed by {name}")


def line(crash: Path, file: str) -> int:
    """The line of `file` that ran when the process crashed, from what faulthandler wrote; 0 where it wrote nothing."""
    try:
        said = crash.read_text(errors="replace")
    except OSError:
        return 0
    for frame in _FRAME.finditer(said):  # innermost first
        if frame["file"] == file:
            return int(frame["line"])
    return 0
