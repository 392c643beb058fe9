"""Why a worker died, in words, and at which line of the program."""

from __future__ import annotations

import re
import signal

_SIGNALS = {
    "SIGSEGV": "segmentation fault",
    "SIGBUS": "bus error",
    "SIGABRT": "aborted",
    "SIGFPE": "arithmetic exception in compiled code",
    "SIGILL": "illegal instruction",
    "SIGKILL": "killed (signal 9), perhaps because memory ran out",
    "SIGTERM": "terminated (signal 15)",
}
UNDERMINED = 70  # the exit status of a worker that could not go on; EX_SOFTWARE of sysexits.h
_UNDERMINED = "the program took away what its process needs: it closed its files, or changed functions of Python's own"
_FRAME = re.compile(r'File "(?P<file>.*)", line (?P<line>\d+) in ')
_LEFT = re.compile(r"^os\._exit\((-?\d+)\)$", re.MULTILINE)


def reason(code: int, said: str = "") -> str:
    """The exit code of a process, as a person says it. said: its last words."""
    if code >= 0:
        left = _LEFT.search(said)
        if code == UNDERMINED and not left:
            return _UNDERMINED
        return f"it ended itself by os._exit({left[1]})" if left else f"its process exited with status {code}"
    try:
        name = signal.Signals(-code).name
    except ValueError:
        return f"killed by signal {-code}"
    return _SIGNALS.get(name, f"killed by {name} (signal {-code})")


def line(said: str, file: str) -> int:
    """The line of `file` that ran when the process crashed, from what faulthandler wrote; 0 where it wrote nothing."""
    for frame in _FRAME.finditer(said):  # innermost first
        if frame["file"] == file:
            return int(frame["line"])
    return 0
