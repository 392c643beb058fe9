"""The reverse tape: record the program once, then pull a derivative back through it."""

from __future__ import annotations

from adstudio.api import EngineSpec, hookimpl


@hookimpl
def adstudio_engines() -> list[EngineSpec]:
    """The engine of this plugin."""
    return [
        EngineSpec(
            name="tape",
            title="Tape",
            engine="adstudio_tape.engine:TapeEngine",
            abilities=("gradient", "vjp", "nested", "what_if"),
            max_order=1,
            summary="Reverse mode: one backward sweep gives the derivatives by all inputs",
        )
    ]
