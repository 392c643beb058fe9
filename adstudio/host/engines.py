"""The engines of this machine: which there are, which can run, and the class of one."""

from __future__ import annotations

import importlib
import importlib.util
from typing import Any

from msgspec import Struct

from adstudio.host import discovery
from adstudio.host.activation import Activation, from_environment
from adstudio.host.blame import Culprit, PluginFault, told
from adstudio.program.contract import EngineSpec

OK = "ok"


class NoSuchEngine(LookupError):
    """There is no engine of that name, or it cannot run here; the message says which and what to do."""


class EngineStatus(Struct, frozen=True):
    """One line of the list of engines."""

    name: str  # of the engine; of the plugin where it did not come so far
    plugin: str  # the entry point that brought it
    distribution: str
    version: str  # of the distribution
    status: str  # "ok", or why it can't run here
    spec: EngineSpec | None = None  # None: the plugin failed before it said
    seconds: float = 0.0  # that its plugin took to load

    @property
    def ok(self) -> bool:
        """Whether it can run here."""
        return self.status == OK

    @property
    def title(self) -> str:
        """As the window shows it."""
        return self.spec.title if self.spec else self.name

    @property
    def abilities(self) -> tuple[str, ...]:
        """What it can do: of "gradient", "jvp", "taylor", "curve", "arrays", "nested"."""
        return tuple(self.spec.abilities) if self.spec else ()

    @property
    def culprit(self) -> Culprit:
        """Whom to name when it breaks."""
        return Culprit(self.plugin, self.distribution, self.version)


def engines(activation: Activation | None = None) -> list[EngineStatus]:
    """Every engine, the bundled ones first. Imports plugins, but neither an engine nor what it needs."""
    found: list[EngineStatus] = []
    taken: dict[str, str] = {}
    for plugin in discovery.discover(from_environment() if activation is None else activation):
        who = plugin.culprit
        if plugin.error:
            found.append(_line(plugin, who.plugin, plugin.error))
        for name, why in plugin.faults:
            found.append(_line(plugin, name, why))
        for spec in plugin.specs:
            if spec.name in taken:
                status = f"its name is taken by the {taken[spec.name]}"
            else:
                taken[spec.name] = str(who)
                status = _missing(spec) or OK
            found.append(_line(plugin, spec.name, status, spec))
    return found


def status(name: str, activation: Activation | None = None) -> EngineStatus:
    """The engine of that name, which can run. Raises `NoSuchEngine`."""
    known = engines(activation)
    named = [engine for engine in known if engine.name == name]
    for engine in named:
        if engine.ok:
            return engine
    if named:
        raise NoSuchEngine(f"engine {name!r} can't run here: {named[0].status}")
    names = ", ".join(engine.name for engine in known if engine.ok) or "none"
    raise NoSuchEngine(f"no engine {name!r}; there are: {names}")


def get(name: str, activation: Activation | None = None) -> type[Any]:
    """The class of an engine, imported now. Raises `NoSuchEngine`, and `PluginFault` where its import fails."""
    return load(status(name, activation))


def load(engine: EngineStatus) -> type[Any]:
    """The class of an engine from the list. Raises `PluginFault` where its import fails."""
    assert engine.spec is not None  # a status "ok" has one
    module, _, attribute = engine.spec.engine.partition(":")
    try:
        found: Any = importlib.import_module(module)
        for part in attribute.split("."):
            found = getattr(found, part)
    except (Exception, SystemExit) as caught:
        raise PluginFault(engine.culprit, f"engine {engine.name!r} failed to load: {told(caught)}") from caught
    if not callable(found):
        raise PluginFault(engine.culprit, f"{engine.spec.engine} is a {type(found).__name__}, not a class")
    made: type[Any] = found
    return made


def _line(plugin: discovery.Plugin, name: str, status: str, spec: EngineSpec | None = None) -> EngineStatus:
    who = plugin.culprit
    return EngineStatus(name, who.plugin, who.distribution, who.version, status, spec, plugin.seconds)


_FOUND: set[str] = set()  # modules seen once: looking for them takes a while, and they don't go away


def _there(module: str) -> bool:
    try:
        if module not in _FOUND and importlib.util.find_spec(module) is not None:
            _FOUND.add(module)
    except (ImportError, ValueError):
        return False
    return module in _FOUND


def _missing(spec: EngineSpec) -> str:
    """The module an engine needs and does not find, and what to do; "" where all are there."""
    for module in spec.needs:
        if not _there(module.partition(".")[0]):
            return f"needs {module}: {spec.install or f'pip install {module}'}"
    return ""
