"""Which plugins may load. It travels to the worker process in the environment, so both see the same engines."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

from msgspec import Struct

SAFE_MODE = "ADSTUDIO_SAFE_MODE"  # "1": the bundled plugins only
BLOCKED = "ADSTUDIO_BLOCKED"  # names, separated by commas


class Activation(Struct, frozen=True):
    """What a person switched off."""

    safe_mode: bool = False
    blocked: tuple[str, ...] = ()  # of plugins ("tape") or of whole distributions ("my-engines")

    def blocks(self, plugin: str, distribution: str) -> bool:
        """Whether a plugin is on the list, by its own name or its distribution's."""
        names = {_normal(name) for name in self.blocked}
        return _normal(plugin) in names or _normal(distribution) in names

    def environment(self) -> dict[str, str]:
        """The variables that say the same to a new process."""
        return {SAFE_MODE: "1" if self.safe_mode else "", BLOCKED: ",".join(self.blocked)}


def from_environment(variables: Mapping[str, str] | None = None) -> Activation:
    """What the environment says."""
    found = os.environ if variables is None else variables
    return Activation(found.get(SAFE_MODE, "") not in ("", "0"), tuple(_names(found.get(BLOCKED, "").split(","))))


def _names(parts: Iterable[str]) -> Iterable[str]:
    return (part.strip() for part in parts if part.strip())


def _normal(name: str) -> str:
    """Names of packages are compared as PyPI does: My_Engines is my-engines."""
    return name.replace("_", "-").lower()
