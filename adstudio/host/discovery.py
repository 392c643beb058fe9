"""Finding plugins and asking them what they bring. One broken plugin is one line in the list, and stops no other.

pluggy's own loading stops at the first ImportError, keeps silent about a second plugin of the same name, and lets
`sys.exit()` through; so the loading is ours, one plugin at a time, and pluggy checks hooks and calls them.
"""

from __future__ import annotations

import importlib.metadata
import re
import time
import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pluggy
from msgspec import Struct

from adstudio.host import hookspecs
from adstudio.host.activation import Activation
from adstudio.host.blame import Culprit, told
from adstudio.program.contract import API_VERSION, EngineSpec

GROUP = "adstudio"
BUNDLED = "adstudio"  # the distribution whose plugins win a collision and load in safe mode


class Plugin(Struct, frozen=True):
    """One entry point, and what came of it."""

    culprit: Culprit
    module: str  # "my_engine"
    specs: tuple[EngineSpec, ...] = ()
    error: str = ""  # why it brings nothing: "blocked", "failed to load: …", "needs API version 2"
    faults: tuple[tuple[str, str], ...] = ()  # (engine name, why) of engines that cannot be offered
    seconds: float = 0.0  # to import and ask it

    @property
    def bundled(self) -> bool:
        """Whether it came with AD Studio itself."""
        return self.culprit.distribution == BUNDLED


class Entry(Struct, frozen=True):
    """An entry point before anything of it is imported."""

    name: str
    value: str
    distribution: str
    version: str
    point: importlib.metadata.EntryPoint

    @property
    def api_version(self) -> int | None:
        """The version it declares in its extras, "[api2]"; None where it declares none."""
        found = re.search(r"\[\s*api(\d+)\s*\]\s*$", self.value)
        return int(found.group(1)) if found else None


def entries() -> list[Entry]:
    """Every entry point of the group; the bundled ones first, then by distribution and name."""
    found: dict[tuple[str, str], Entry] = {}
    for distribution in importlib.metadata.distributions():
        for entry in _points(distribution):
            # the first on the path is the one that gets imported
            found.setdefault((entry.distribution, entry.name), entry)
    if not any(entry.distribution == BUNDLED for entry in found.values()):
        found.update({(entry.distribution, entry.name): entry for entry in _checkout()})
    return sorted(found.values(), key=lambda entry: (entry.distribution != BUNDLED, entry.distribution, entry.name))


@cache
def discover(activation: Activation) -> tuple[Plugin, ...]:
    """Load every plugin that may load and ask it for its engines. Once a process: imports cannot be undone."""
    manager = pluggy.PluginManager(hookspecs.PROJECT)
    manager.add_hookspecs(hookspecs)
    return tuple(_load(manager, entry, activation) for entry in entries())


def _load(manager: pluggy.PluginManager, entry: Entry, activation: Activation) -> Plugin:
    culprit = Culprit(entry.name, entry.distribution, entry.version)
    module = entry.value.split("[")[0].strip()
    refused = _refused(entry, activation)
    if refused:
        return Plugin(culprit, module, error=refused)
    begin = time.perf_counter()
    try:
        brought = _ask(manager, entry)
        specs, faults = _sound(brought)
        error = ""
    except (Exception, SystemExit) as caught:  # noqa: BLE001 - the border to a stranger's code
        specs, faults = (), ()
        error = f"failed to load: {told(caught)}"
    return Plugin(culprit, module, specs, error, faults, time.perf_counter() - begin)


def _refused(entry: Entry, activation: Activation) -> str:
    """Why an entry point is not even imported; "" where it may be."""
    if activation.blocks(entry.name, entry.distribution):
        return "blocked"
    if activation.safe_mode and entry.distribution != BUNDLED:
        return "not loaded in safe mode"
    if entry.api_version not in (None, API_VERSION):
        return needs_api(entry.api_version)
    return ""


def needs_api(version: int | None) -> str:
    """The status of what was written for another API."""
    return f"needs API version {version}; this AD Studio has {API_VERSION}"


def _ask(manager: pluggy.PluginManager, entry: Entry) -> list[Any]:
    """Import a plugin, check the hooks it implements, call them."""
    plugin = entry.point.load()
    name = f"{entry.distribution}:{entry.name}"
    manager.register(plugin, name)
    try:
        manager.check_pending()  # a misspelt hook
        callers = manager.get_hookcallers(plugin)
        if not callers:
            raise TypeError(f"{entry.value} implements no hook of AD Studio; mark one with @hookimpl")
        brought: list[Any] = []
        for implementation in manager.hook.adstudio_engines.get_hookimpls():
            if implementation.plugin is plugin:
                brought.extend(_several(implementation.function()))
        return brought
    except BaseException:
        manager.unregister(plugin, name)  # what is half registered would fail every later plugin's check
        raise


def _several(answer: Any) -> list[Any]:
    if isinstance(answer, EngineSpec):
        return [answer]
    if isinstance(answer, str | bytes) or not isinstance(answer, Iterable):
        raise TypeError(f"adstudio_engines() returned {type(answer).__name__}, not a list of EngineSpec")
    return list(answer)


def _sound(brought: list[Any]) -> tuple[tuple[EngineSpec, ...], tuple[tuple[str, str], ...]]:
    """What can be offered, and what cannot and why."""
    specs, faults = [], []
    for spec in brought:
        if not isinstance(spec, EngineSpec):
            raise TypeError(f"adstudio_engines() returned a {type(spec).__name__}, not an EngineSpec")
        wrong = _wrong(spec)
        if wrong:
            faults.append((str(spec.name), wrong))
        else:
            specs.append(spec)
    return tuple(specs), tuple(faults)


ENGINE_NAME = re.compile(r"[a-z][a-z0-9_-]*", re.IGNORECASE)
ENGINE_PATH = re.compile(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*")


def _wrong(spec: EngineSpec) -> str:
    """What is wrong with a description; "" where it is sound."""
    if spec.api_version != API_VERSION:
        return needs_api(spec.api_version)
    if not (isinstance(spec.name, str) and ENGINE_NAME.fullmatch(spec.name)):
        return f"EngineSpec.name is {spec.name!r}; it is letters, digits, - and _, a letter first"
    if not (isinstance(spec.engine, str) and ENGINE_PATH.fullmatch(spec.engine)):
        return f"EngineSpec.engine is {spec.engine!r}; it is written 'module:attribute'"
    if not (isinstance(spec.title, str) and spec.title):
        return "EngineSpec.title is empty; it is what the window shows"
    texts = {"abilities": spec.abilities, "needs": spec.needs}
    for field, value in texts.items():
        if not (isinstance(value, tuple | list) and all(isinstance(text, str) for text in value)):
            return f"EngineSpec.{field} is {value!r}; it is a tuple of texts"
    if not (spec.max_order is None or isinstance(spec.max_order, int)):
        return f"EngineSpec.max_order is {spec.max_order!r}; it is a number, or None for any order"
    return ""


def _points(distribution: importlib.metadata.Distribution) -> list[Entry]:
    """The entry points of one distribution; none of one whose metadata is damaged."""
    try:
        points = [point for point in distribution.entry_points if point.group == GROUP]
        name = (distribution.metadata["Name"] or "").replace("_", "-").lower() if points else ""
        return [Entry(point.name, point.value, name, distribution.version or "", point) for point in points]
    except Exception:  # noqa: BLE001 - any package on the machine may have a broken folder
        return []


def _checkout() -> list[Entry]:
    """The bundled entry points of a checkout that is on the path but not installed, from its pyproject.toml."""
    root = Path(__file__).resolve().parents[2]
    try:
        project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]
        points = project["entry-points"][GROUP]
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return []
    if project.get("name") != BUNDLED:
        return []
    return [
        Entry(name, value, BUNDLED, "", importlib.metadata.EntryPoint(name, value, GROUP))
        for name, value in points.items()
    ]
