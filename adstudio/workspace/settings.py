"""What a person has chosen for good, kept as JSON."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Literal

import msgspec

from adstudio.workspace.signals import Signal

ReducedMotion = Literal["system", "on", "off"]
Scheme = Literal["system", "dark", "light", "high-contrast"]


class Budgets(msgspec.Struct, frozen=True, kw_only=True):
    """What one run may use before it is stopped."""

    seconds: float = 60.0
    memory: int = 4 << 30  # bytes
    nodes: int = 10_000_000
    output: int = 1 << 20  # characters of print


class Choices(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of the file."""

    theme: Scheme = "system"
    speed: float = 2.0  # steps a second, played
    reduced_motion: ReducedMotion = "system"
    subgradient: str = "torch"
    budgets: Budgets = Budgets()


class Settings:
    """The choices, and the file they live in. A file that is damaged or missing gives the defaults."""

    def __init__(self, path: Path | None) -> None:
        """path: where they are kept; None keeps them nowhere."""
        self.changed = Signal[[]]()
        self.path = path
        self.choices = _read(path)

    def change(self, choices: Choices) -> None:
        """Take and keep other choices. A folder that can't be written keeps them for this session only."""
        if choices == self.choices:
            return
        self.choices = choices
        if self.path is not None:
            with contextlib.suppress(OSError):
                self.path.parent.mkdir(parents=True, exist_ok=True)
                beside = self.path.with_suffix(".new")
                beside.write_bytes(msgspec.json.format(msgspec.json.encode(choices), indent=1))
                beside.replace(self.path)  # whole or not at all
        self.changed.emit()


def _read(path: Path | None) -> Choices:
    if path is None:
        return Choices()
    try:
        return msgspec.json.decode(path.read_bytes(), type=Choices)
    except (OSError, ValueError):  # msgspec's errors are ValueErrors
        return Choices()
