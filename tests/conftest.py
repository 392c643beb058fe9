"""For all tests: no screen is needed, and a library that Qt misses is named with the command that brings it."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

try:
    import PySide6.QtGui  # noqa: F401
except ImportError as error:
    raise pytest.UsageError(
        f"Qt cannot start: {error}; on Debian and Ubuntu, install what it needs with: "
        "sudo apt-get install libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libglib2.0-0"
    ) from error

# A slow machine is no failure of what is tested.
settings.register_profile("adstudio", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("adstudio")
