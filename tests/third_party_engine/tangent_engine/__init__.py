"""What this distribution brings to AD Studio."""

from adstudio.api import EngineSpec, hookimpl


@hookimpl
def adstudio_engines():
    """One engine."""
    return [
        EngineSpec(
            name="tangent",
            title="Tangents, swept forwards",
            engine="tangent_engine.engine:TangentEngine",
            abilities=("gradient",),
        )
    ]
