"""Lines of an SVG that keep their width under any transformation, written so that every program draws them so.

Qt marks them with vector-effect="non-scaling-stroke", which Inkscape, librsvg and others pass over: a curve in data
coordinates becomes a broad band there. So their points are transformed here, and no transformation is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable

GROUP = re.compile(r'<g ([^>]*)transform="matrix\(([^)]*)\)"([^>]*)>(.*?)</g>', re.DOTALL)
COSMETIC = re.compile(
    r'<(polyline|polygon|path|rect|line|circle|ellipse) [^>]*vector-effect="non-scaling-stroke"[^>]*>'
)
MARK = ' vector-effect="non-scaling-stroke"'
PAIR = re.compile(r"(-?[\d.]+(?:e[-+]?\d+)?),(-?[\d.]+(?:e[-+]?\d+)?)")
NUMBER = re.compile(r'\b(x1|y1|x2|y2|x|y|width|height|cx|cy|rx|ry|r)="([^"]*)"')
Matrix = tuple[float, ...]  # a, b, c, d, e, f: x′ = a·x + c·y + e, y′ = b·x + d·y + f


def even(svg: str) -> str:
    """The SVG text that `QSvgGenerator` wrote, without lines of constant width."""
    return GROUP.sub(_group, svg).replace(MARK, "")


def _group(found: re.Match[str]) -> str:
    before, numbers, after, body = found.groups()
    matrix = tuple(float(x) for x in numbers.split(","))
    a, b, c, d, _, _ = matrix
    if (a, b, c, d) == (1, 0, 0, 1) or MARK not in body:
        return found[0]
    opening, plain = f'<g {before}transform="matrix({numbers})"{after}>', f"<g {before}{after}>"
    return (
        opening
        + COSMETIC.sub(lambda one: f"</g>\n{plain}{_flat(one[0], one[1], matrix)}</g>\n{opening}", body)
        + "</g>"
    )


def _flat(element: str, kind: str, matrix: Matrix) -> str:
    """One element in the coordinates around its group."""
    a, b, c, d, e, f = matrix

    def moved(x: float, y: float) -> str:
        return f"{a * x + c * y + e:.3f},{b * x + d * y + f:.3f}"

    return SHAPES.get(kind, _points)(element, moved)


Move = Callable[[float, float], str]


def _points(element: str, moved: Move) -> str:
    return PAIR.sub(lambda pair: moved(float(pair[1]), float(pair[2])), element)


def _path(outline: str, element: str) -> str:
    kept = re.sub(r"^<\w+|/>$", "", NUMBER.sub("", element))
    return f'<path d="{outline}"{kept}/>'


def _rect(element: str, moved: Move) -> str:
    given = {name: float(value) for name, value in NUMBER.findall(element)}
    left, top = given.get("x", 0.0), given.get("y", 0.0)
    right, bottom = left + given["width"], top + given["height"]
    corners = [moved(x, y) for x, y in ((left, top), (right, top), (right, bottom), (left, bottom))]
    return _path(f"M{' L'.join(corners)} Z", element)


def _line(element: str, moved: Move) -> str:
    given = {name: float(value) for name, value in NUMBER.findall(element)}
    return _path(f"M{moved(given['x1'], given['y1'])} L{moved(given['x2'], given['y2'])}", element)


def _ellipse(element: str, moved: Move) -> str:
    given = {name: float(value) for name, value in NUMBER.findall(element)}
    x, y = given["cx"], given["cy"]
    across, down = given.get("rx", given.get("r", 0.0)), given.get("ry", given.get("r", 0.0))
    k = 0.5522847498  # of a quarter circle as a cubic
    points = [
        (x + across, y), (x + across, y + k * down), (x + k * across, y + down), (x, y + down),
        (x - k * across, y + down), (x - across, y + k * down), (x - across, y),
        (x - across, y - k * down), (x - k * across, y - down), (x, y - down),
        (x + k * across, y - down), (x + across, y - k * down), (x + across, y),
    ]  # fmt: skip
    first, *rest = [moved(*point) for point in points]
    return _path(f"M{first} C{' '.join(rest)} Z", element)


SHAPES = {"rect": _rect, "line": _line, "circle": _ellipse, "ellipse": _ellipse}
