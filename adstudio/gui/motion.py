"""Whether things may move: what the person chose, else what the system says where it can be read."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

CHOICES = ("system", "on", "off")  # of the setting "reduced motion"


class Motion(QObject):
    """`allowed` says whether animations run; `changed` is emitted when it says otherwise.

    `reduced` is the choice: "on" (nothing moves), "off" (things move), or "system".
    """

    changed = Signal()

    def __init__(self, reduced: str = "system", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.reduced = reduced
        self._system: bool | None = None

    @property
    def allowed(self) -> bool:
        """Whether a dot may travel and the view may glide."""
        if self.reduced != "system":
            return self.reduced == "off"
        if self._system is None:
            self._system = system_reduces_motion()
        return not self._system

    def choose(self, reduced: str) -> None:
        """Take one of `CHOICES`. Raises `ValueError` for any other word."""
        if reduced not in CHOICES:
            raise ValueError(f"no such choice {reduced!r}; there are {', '.join(CHOICES)}")
        before, self.reduced, self._system = self.allowed, reduced, None
        if self.allowed != before:
            self.changed.emit()


def system_reduces_motion() -> bool:
    """What the system says: by Qt where it can tell, else from where each desktop keeps it; False if silent."""
    hints = QGuiApplication.styleHints()
    accessibility = hints.accessibility() if hasattr(hints, "accessibility") else None
    preference = getattr(accessibility, "motionPreference", None)
    if preference is not None:
        return "Reduced" in str(preference())
    if sys.platform == "win32":
        return _windows()
    if sys.platform == "darwin":
        return _mac(Path.home() / "Library/Preferences/com.apple.universalaccess.plist")
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return desktop_reduces_motion(config)


def desktop_reduces_motion(config: Path) -> bool:
    """From the files of GTK and KDE in a configuration folder: animations switched off there."""
    gtk = [_value(config / folder / "settings.ini", "Settings", "gtk-enable-animations") for folder in _GTK]
    if any(value.lower() in ("0", "false") for value in gtk):
        return True
    factor = _value(config / "kdeglobals", "KDE", "AnimationDurationFactor")
    try:
        return float(factor) == 0.0
    except ValueError:
        return False


_GTK = ("gtk-4.0", "gtk-3.0")


def _value(path: Path, section: str, key: str) -> str:
    import configparser

    parser = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",))
    try:
        parser.read_string(path.read_text("utf-8"))
        return parser.get(section, key, fallback="").strip()
    except (OSError, ValueError, configparser.Error):
        return ""


def _windows() -> bool:
    """SPI_GETCLIENTAREAANIMATION, "Show animations in Windows"."""
    import ctypes

    if sys.platform == "win32":  # elsewhere ctypes has no windll, and mypy knows it
        shown = ctypes.c_int(1)
        asked = ctypes.windll.user32.SystemParametersInfoW(0x1042, 0, ctypes.byref(shown), 0)
        return bool(asked) and not shown.value
    return False


def _mac(path: Path) -> bool:
    import plistlib

    try:
        return bool(plistlib.loads(path.read_bytes()).get("reduceMotion", False))
    except (OSError, ValueError, plistlib.InvalidFileException):
        return False
