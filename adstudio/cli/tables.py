"""What the verbs print that is not a trace: engines, error curves, orders, a verdict."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any

from adstudio.host.engines import EngineStatus


def aligned(rows: Sequence[Sequence[str]]) -> str:
    """Columns of text, the first row a heading, two spaces between; the last column is not padded."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join(lines)


def engines(found: Sequence[EngineStatus]) -> str:
    """A line an engine."""
    heading = ("name", "title", "plugin", "version", "abilities", "status")
    return aligned(
        [heading, *((e.name, e.title, package(e), e.version, ", ".join(e.abilities), e.status) for e in found)]
    )


def engines_json(found: Sequence[EngineStatus]) -> str:
    """A list of objects, one an engine."""
    listed = [
        {
            "name": engine.name,
            "title": engine.title,
            "summary": engine.spec.summary if engine.spec else "",
            "plugin": engine.plugin,
            "distribution": engine.distribution,
            "version": engine.version,
            "abilities": list(engine.abilities),
            "max_order": engine.spec.max_order if engine.spec else None,
            "status": engine.status,
        }
        for engine in found
    ]
    return json.dumps(listed, indent=2, ensure_ascii=False)


def package(engine: EngineStatus) -> str:
    """The plugin, and whose it is."""
    return f"{engine.distribution}:{engine.plugin}" if engine.distribution else engine.plugin


def curve(measured: dict[str, Any]) -> str:
    """The exact derivative, whether it is right, and each method's best step."""
    heading = ("method", "best h", "predicted h", "least error", "order", "slope found")
    rows = [heading]
    for name, method in measured["methods"].items():
        best = measured["best"][name]
        rows.append(
            (
                name,
                short(best["found"]),
                short(best["predicted"]),
                short(best["error"]),
                str(method["order"]),
                short(method["slope"]),
            )
        )
    wrong = measured["first_wrong"]
    verdict = measured["verdict"]["text"] + (f"; first at {wrong['name']}" if wrong else "")
    return f"∂/∂{measured['wrt']} = {measured['exact']:.17g}\n{verdict}\n\n{aligned(rows)}"


def curve_csv(measured: dict[str, Any]) -> str:
    """Every point of the curve: method, h, estimate, error."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("method", "h", "estimate", "error"))
    for name, method in measured["methods"].items():
        for point in zip(method["h"], method["estimate"], method["error"], strict=True):
            writer.writerow((name, *(repr(float(number)) for number in point)))
    return out.getvalue()


def orders(ladder: dict[str, Any]) -> str:
    """A row an order: the value by Taylor arithmetic, what each engine is off by and took; how far the series holds."""
    names = ladder["engines"]
    rows = [("order", "value", *(f"{name}, ulps off" for name in names[1:]), *(f"{name}, s" for name in names))]
    for step in ladder["orders"]:
        ulps = [short(step["ulps"].get(name)) for name in names[1:]]
        seconds = [short(step["seconds"].get(name), 3) for name in names]
        rows.append((str(step["order"]), f"{step['values'][names[0]]:.17g}", *ulps, *seconds))
    said = [ladder["convergence"]["text"]]
    said += [f"{name}: the number of nodes {law['text']}" for name, law in ladder["growth"]["nodes"].items()]
    return "\n".join([aligned(rows), "", *said])


def short(number: float | None, digits: int = 6) -> str:
    """A number for reading; a dash where there is none."""
    return "–" if number is None else f"{number:.{digits}g}"
