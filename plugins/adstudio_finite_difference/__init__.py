"""Finite differences: run the program again at a shifted point, for every node and for the whole error curve."""

from __future__ import annotations

from adstudio.api import EngineSpec, hookimpl


@hookimpl
def adstudio_engines() -> list[EngineSpec]:
    """The engine of this plugin."""
    return [
        EngineSpec(
            name="finite_difference",
            title="Finite difference",
            engine="adstudio_finite_difference.engine:FiniteDifferenceEngine",
            abilities=("gradient", "jvp", "curve", "what_if"),
            max_order=1,
            summary="Difference quotients: forward, central, Richardson and complex step",
        )
    ]
