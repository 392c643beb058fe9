"""What a plugin may implement. A module that holds implementations is named by an entry point of group `adstudio`:

    [project.entry-points.adstudio]
    mine = "my_engine"                # the module is imported to ask it, the engine's own module is not

    # my_engine/__init__.py
    from adstudio.api import EngineSpec, hookimpl

    @hookimpl
    def adstudio_engines():
        return [EngineSpec(name="mine", title="My engine", engine="my_engine.engine:Mine", abilities=("gradient",))]

A plugin that is written for a later API says so before it is imported, in the extras of its entry point:
`mine = "my_engine [api2]"`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from adstudio.program.contract import EngineSpec

PROJECT = "adstudio"
hookspec = pluggy.HookspecMarker(PROJECT)


@hookspec
def adstudio_engines() -> Iterable[EngineSpec]:
    """The engines of this plugin, each described by an `EngineSpec`.

    Called once a process. It must not import what an engine needs (torch, jax, …): an engine's class is named as
    "module:attribute" and imported when it runs.
    """
    return ()
