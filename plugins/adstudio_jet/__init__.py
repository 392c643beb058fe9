"""Jets: truncated Taylor series through the program, for derivatives of any order in one run."""

from __future__ import annotations

from adstudio.api import EngineSpec, hookimpl


@hookimpl
def adstudio_engines() -> list[EngineSpec]:
    """The engine of this plugin."""
    return [
        EngineSpec(
            name="jet",
            title="Jet",
            engine="adstudio_jet.engine:JetEngine",
            abilities=("gradient", "jvp", "taylor", "nested", "what_if"),
            max_order=None,
            summary="Taylor mode: derivatives of any order along a direction, at a cost that grows as order²",
        )
    ]
