"""The ladder of higher-order derivatives: one row an order, by every way there is, with what each costs.

Taylor series give all orders at once. The nested ways (a derivative of a derivative of …) record a graph that grows
with every order; each goes on until it has used its share of time.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from adstudio.analysis.beside import Beside
from adstudio.analysis.cancellation import digits_lost
from adstudio.analysis.growth import growth
from adstudio.analysis.series_radius import Radius, radius_of
from adstudio.host import engines as known_engines
from adstudio.primitives.recorded import recorded
from adstudio.primitives.table import TableRules
from adstudio.program.ground import Entry, moved
from adstudio.program.inputs import shape_of
from adstudio.program.program import Program
from adstudio.traces.header import EngineStamp, ProgramStamp
from adstudio.traces.recorder import Recorder

SHARE = 0.25  # seconds a way may take for one order; it ends where the next would take longer
COUNTED = 0.06  # an order that took less is run once more, on recorded values, to count its operations
STEEPEST = 6.0  # what an order may cost more than the one before; a pause of the machine costs more
FAR = 30  # the order of the series that its radius of convergence is told from
AMOUNTS = ("nodes", "bytes", "seconds")
POINTS = 201  # of the curve under the Taylor polynomial

NO_SERIES = Radius(
    None,
    "unknown",
    "The series is not the function",
    "The series is not the function beside the point: there is a kink or a branch at it",
)

Function = Callable[[Any], Any]


def orders(
    program: Program, at: dict[str, Any], *, wrt: str | None = None, to: int = 6, engines: Sequence[str] | None = None
) -> dict[str, Any]:
    """Derivatives of orders 0…`to` of the first output by one input entry (the first by default), all others held.

    engines: those to use, of the ones that nest; by default all that can run here. "jet" is always there, as the
    reference of the others.
    Returns plain numbers and lists: "wrt", "x", "engines", "orders": [{"order", "values": {engine: float}, "ulps":
    {engine: float}, "lost": {engine: decimal digits that cancellation may cost}, "nodes": {…}, "bytes": {…},
    "seconds": {…}}], "growth": {"nodes" | "bytes" | "seconds": {engine: as `growth.growth` says}}, "centre",
    "coefficients" (of the Taylor polynomial), "radius" (of convergence, estimated; None where it can't be),
    "convergence" (the same in words, as `series_radius.Radius`), "function": {"x", "y"}.
    Raises `ValueError` for an input that is not there; what the program raises at the point itself goes on.
    """
    f, x, name = along(program, at, wrt)
    f(x)
    found = {engine: list(climb(way, f, x, to)) for engine, way in ways(engines).items()}
    reference = [step["value"] for step in found["jet"]]
    rows: list[dict[str, Any]] = []
    for k in range(len(reference)):
        steps = {engine: ladder[k] for engine, ladder in found.items() if k < len(ladder)}
        rows.append(
            {
                "order": k,
                "values": {engine: step["value"] for engine, step in steps.items()},
                "ulps": {engine: ulps(step["value"], reference[k]) for engine, step in steps.items()},
                **{
                    key: {engine: step[key] for engine, step in steps.items() if key in step}
                    for key in ("lost", *AMOUNTS)
                },
            }
        )
    coefficients = [value / math.factorial(k) for k, value in enumerate(reference)]
    spent = max(found["jet"][-1]["seconds"], 1e-6)
    known = further(f, x, to, spent) or coefficients
    beside = Beside(f, x)
    holds = radius_of(known) if meets(beside, x, known) else NO_SERIES
    return {
        "wrt": name,
        "x": {name: x},
        "engines": list(found),
        "orders": rows,
        "growth": {key: grown(rows, key, list(found)) for key in AMOUNTS},
        "centre": x,
        "coefficients": coefficients,
        "radius": holds.radius,
        "convergence": holds.plain(),
        "function": curve_around(beside, x, holds.radius),
    }


def meets(beside: Beside, x: float, coefficients: Sequence[float]) -> bool:
    """Whether the series is the function near x: at a kink it is not, and no coefficient tells."""
    sizes = [abs(c) for c in coefficients]
    if not all(map(math.isfinite, sizes)):
        return True
    unit = max(sizes[:4], default=0.0) or 1.0
    steepest = max(((size / unit) ** (1.0 / k) for k, size in enumerate(sizes) if k), default=0.0)
    step = 0.05 / steepest if steepest > 0.05 / max(abs(x), 1.0) else max(abs(x), 1.0)
    offsets = (-0.1 * step, 0.1 * step)
    for offset, value in zip(offsets, beside.values([x + offset for offset in offsets]), strict=True):
        series = float(np.polynomial.polynomial.polyval(offset, list(coefficients)))
        rise = max(abs(value - coefficients[0]), abs(series - coefficients[0]))
        if abs(value - series) > 1e-3 * rise + 1e-9 * unit:
            return False
    return True


def grown(rows: Sequence[dict[str, Any]], key: str, engines: Sequence[str]) -> dict[str, Any]:
    """How an amount grows with the order, by engine, where it can be told."""
    found = {}
    for engine in engines:
        known = [(row["order"], row[key][engine]) for row in rows if engine in row[key]]
        law = growth([order for order, _ in known], [amount for _, amount in known])
        if law is not None:
            found[engine] = law
    return found


def further(f: Function, x: float, to: int, seconds: float) -> list[float]:
    """Taylor coefficients up to order 30, for the radius of convergence; none where that would take too long."""
    series = getattr(known_engines.get("jet")(), "series", None)
    if series is None or to >= FAR or seconds * (FAR / max(to, 1)) ** 2 > SHARE:
        return []
    return [float(value) / math.factorial(k) for k, value in enumerate(series(f, x, FAR))]


def ways(engines: Sequence[str] | None = None) -> dict[str, Callable[[Function, int], Function]]:
    """For each engine that nests: f and k to the function f⁽ᵏ⁾. Taylor arithmetic comes first."""
    found: dict[str, Callable[[Function, int], Function]] = {}
    for status in known_engines.engines():
        wanted = engines is None or status.name in engines or status.name == "jet"
        if not (status.ok and wanted and {"nested", "series"} & set(status.abilities)):
            continue
        made: Any = known_engines.load(status)()
        if hasattr(made, "series"):
            found[status.name] = _by_series(made.series)
        elif hasattr(made, "push"):
            found[status.name] = _by_nesting(_pushed(made.push))
        elif hasattr(made, "pull"):
            found[status.name] = _by_nesting(_pulled(made.pull))
    return dict(sorted(found.items(), key=lambda way: way[0] != "jet"))


def _pushed(push: Callable[..., Any]) -> Callable[[Function], Function]:
    return lambda f: lambda x: push(f, (x,), (1.0,))[1]


def _pulled(pull: Callable[..., Any]) -> Callable[[Function], Function]:
    return lambda f: lambda x: pull(f, (x,))[1][0]


def _by_series(series: Callable[[Function, Any, int], list[Any]]) -> Callable[[Function, int], Function]:
    return lambda f, k: lambda x: series(f, x, k)[k]


def _by_nesting(once: Callable[[Function], Function]) -> Callable[[Function, int], Function]:
    def nested(f: Function, k: int) -> Function:
        for _ in range(k):
            f = once(f)
        return f

    return nested


def climb(way: Callable[[Function, int], Function], f: Function, x: float, to: int) -> Iterator[dict[str, Any]]:
    """One step an order: "value", "seconds", and where it is cheap enough to count, "nodes", "bytes" and "lost"."""
    last = 0.0
    for k in range(to + 1):
        derived = way(f, k)
        began = time.perf_counter()
        value = float(derived(x))
        seconds = time.perf_counter() - began
        step: dict[str, Any] = {"value": value, "seconds": seconds}
        if seconds < COUNTED:
            counted = size(derived, x)
            if counted is not None:
                step["nodes"], step["bytes"], step["lost"] = counted
        yield step
        growth = min(seconds / last, STEEPEST) if last > 1e-4 else 1.0
        if seconds * max(growth, 1.0) > SHARE:
            return
        last = seconds


def size(derived: Function, x: float) -> tuple[int, int, float] | None:
    """How many operations it takes, all recorded, the bytes of their columns, and the digits that cancel in them.

    None where they are not ours.
    """
    recorder = Recorder(engine=EngineStamp(name="count"), program=ProgramStamp(), rules=TableRules())
    ground = recorded(recorder)()
    ground.primal, ground.row = x, recorder.input("x", x)[0]
    result = derived(ground)
    if recorder.left_graph:
        return None
    nodes = recorder.nodes()
    columns = (getattr(nodes, name) for name in nodes.__struct_fields__)
    row = getattr(result, "row", None)
    return len(nodes), sum(column.nbytes for column in columns), 0.0 if row is None else digits_lost(nodes, row)


def ulps(a: float, b: float) -> float:
    """How many units in the last place a and b are apart; NaN where one is not finite and they differ."""
    if a == b or (math.isnan(a) and math.isnan(b)):
        return 0.0
    if not (math.isfinite(a) and math.isfinite(b)):
        return math.nan
    return abs(a - b) / math.ulp(max(abs(a), abs(b)))


def along(program: Program, at: dict[str, Any], wrt: str | None) -> tuple[Function, float, str]:
    """The program as a function of one input entry ("x1", "xs[2]"), its value there, and the entry's name."""
    point = program.complete(at)
    entries = {entry.label: entry for entry in entries_of(program, point)}
    name = wrt if wrt is not None else next(iter(entries), "")
    if name not in entries:
        raise ValueError(
            f"{name!r} is no input of {program.name} to differentiate by; there are {', '.join(entries) or 'none'}"
        )
    entry = entries[name]

    def f(x: Any) -> Any:
        return program.entries(program.on_values(moved(point, entry, x)))[0]

    x = point[entry.input]
    for i in entry.index:
        x = x[i]
    return f, float(x), name


def entries_of(program: Program, point: dict[str, Any]) -> Iterator[Entry]:
    """The scalar input entries of a point."""
    for spec in program.inputs:
        shape = None if spec.kind == "fixed" else shape_of(point[spec.name])
        if shape is not None:
            yield from (Entry(spec.name, index, -1) for index in np.ndindex(*shape))


def curve_around(beside: Beside, x: float, reach: float | None) -> dict[str, list[float]]:
    """The function on both sides of x, a little beyond the radius of convergence; NaN where it is undefined."""
    half = min(max(1.25 * reach, 1e-3), 4.0) if reach is not None and math.isfinite(reach) else 4.0
    with np.errstate(all="ignore"):  # around an infinite point there are none
        xs = np.linspace(x - half, x + half, POINTS).tolist()
    return {"x": xs, "y": beside.values(xs)}
