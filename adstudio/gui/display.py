"""Whether there is a display to open a window on. Qt aborts the process where there is none, so it is asked first."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

PATIENCE = 2.0  # s that another machine's display may take to answer
SOCKETS = "/tmp/.X11-unix/X"  # noqa: S108 - where X servers listen
FIRST_PORT = 6000  # of X displays: number 3 listens at 6003
HEADLESS = "the commands `adstudio trace`, `check`, `curve` and `orders` need none"
UNSET = f"adstudio: there is no display to open a window on (DISPLAY and WAYLAND_DISPLAY are not set); {HEADLESS}"
DEAF = "adstudio: the display {} does not answer; start it, or set the variable to one that does ({})"
UNKNOWN = "adstudio: QT_QPA_PLATFORM is {!r}, and Qt has no such platform; unset it, or take one of {}"


def obstacle(variables: Mapping[str, str] = os.environ) -> str:
    """Why no window can be opened here, with what to do; "" where one can."""
    chosen = variables.get("QT_QPA_PLATFORM", "")
    names = [name.partition(":")[0] for name in chosen.split(";") if name]
    if names:
        there = sorted(_platforms())
        if there and not set(names) & set(there):
            return UNKNOWN.format(chosen, ", ".join(there))
        if not set(names) <= {"xcb", "wayland"}:
            return ""
    asked = dict(_asked(variables))
    if not asked:
        return UNSET
    if any(answers for answers in asked.values()):
        return ""
    return DEAF.format(" and ".join(asked), HEADLESS)


def _asked(variables: Mapping[str, str]) -> Iterator[tuple[str, bool]]:
    """Each display that is named, as DISPLAY=:0, and whether something listens there."""
    wayland, x = variables.get("WAYLAND_DISPLAY"), variables.get("DISPLAY")
    if wayland:
        place = Path(variables.get("XDG_RUNTIME_DIR", "/")) / wayland
        yield f"WAYLAND_DISPLAY={wayland}", _listens(str(place))
    if x:
        yield f"DISPLAY={x}", _x_answers(x)


def _x_answers(display: str) -> bool:
    """Of ":0", "localhost:10.0", or the path of a socket."""
    host, _, screen = display.rpartition(":")
    number = screen.partition(".")[0]
    if not number.isdecimal() or host.startswith("/"):
        return _listens(display)
    if host not in ("", "unix"):
        return _listens((host.strip("[]"), FIRST_PORT + int(number)))
    return _listens(f"{SOCKETS}{number}") or _listens(f"\0{SOCKETS}{number}")


def _listens(address: str | tuple[str, int]) -> bool:
    """At the path of a socket, or a host and port."""
    import socket  # 3 ms, and not asked for where the platform is chosen

    try:
        if isinstance(address, tuple):
            socket.create_connection(address, PATIENCE).close()
            return True
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as trial:
            trial.settimeout(PATIENCE)
            trial.connect(address)
    except (OSError, ValueError, OverflowError):  # ValueError: a path with NUL; OverflowError: no such port
        return False
    return True


def _platforms() -> set[str]:
    """Qt's platform plugins; none where they lie elsewhere than in PySide6's own folder."""
    spec = find_spec("PySide6")
    folders = spec.submodule_search_locations or [] if spec is not None else []
    files = [file for folder in folders for file in Path(folder, "Qt", "plugins", "platforms").glob("libq*.so")]
    return {file.stem.removeprefix("libq") for file in files}
