"""A layout as JSON: an example's is kept beside it, so that its first picture waits for no layout."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np

from adstudio.analysis.layout import Layout


def encoded(made: Layout) -> str:
    """One field a line; coordinates to a hundredth of a pixel, the place of a constant (NaN) as null."""
    fields = {
        "kind": made.kind,
        "key": made.key,
        "card": list(made.card),
        "x": _numbers(made.x),
        "y": _numbers(made.y),
        "bend_start": made.bend_start.tolist(),
        "bends": [_numbers(point) for point in made.bends],
    }
    lines = (f' "{name}": {msgspec.json.encode(value).decode()}' for name, value in fields.items())
    return "{\n" + ",\n".join(lines) + "\n}\n"


def load(path: Path) -> Layout:
    """Read one back. Raises `OSError`, or `ValueError` and `KeyError` for what is no layout."""
    fields = msgspec.json.decode(path.read_bytes())
    width, height = fields["card"]
    return Layout(
        kind=str(fields["kind"]),
        x=np.array(fields["x"], np.float64),  # null becomes NaN
        y=np.array(fields["y"], np.float64),
        bend_start=np.array(fields["bend_start"], np.int64),
        bends=np.array(fields["bends"], np.float64).reshape(-1, 2),
        card=(float(width), float(height)),
        key=str(fields["key"]),
    )


def _numbers(column: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float | None]:
    return [round(float(x), 2) if np.isfinite(x) else None for x in column]
