"""Dual numbers: every value carries its derivative along, forwards through the program."""

from __future__ import annotations

from adstudio.api import EngineSpec, hookimpl


@hookimpl
def adstudio_engines() -> list[EngineSpec]:
    """The engine of this plugin."""
    return [
        EngineSpec(
            name="dual",
            title="Dual",
            engine="adstudio_dual.engine:DualEngine",
            abilities=("gradient", "jvp", "nested", "what_if"),
            max_order=1,
            summary="Forward mode: each value carries its tangents, one for each input, through one run",
        )
    ]
