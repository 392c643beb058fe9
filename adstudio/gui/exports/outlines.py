"""Letters of an SVG made into shapes, so that it looks the same where its fonts are not installed.

`QSvgGenerator` writes every piece of text as a <text> element. Each becomes a <g> that is still named by its text, with
one <use> a glyph; the shape of a glyph is written once.
"""

from __future__ import annotations

import html
import re

from msgspec import Struct, field
from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QPainterPath, QRawFont, QTextLayout

TEXT = re.compile(r"<text ([^>]*)>(.*?)</text>", re.DOTALL)
ATTRIBUTE = re.compile(r'([\w:-]+)="([^"]*)"')
SIZE = 100  # pixels at which shapes are taken; they are drawn smaller
LETTERS = {
    QPainterPath.ElementType.MoveToElement: "M",
    QPainterPath.ElementType.LineToElement: "L",
    QPainterPath.ElementType.CurveToElement: "C",
}
Placed = tuple[int, float, float]  # a shape, and where it stands, in pixels at `SIZE`


class _Glyphs(Struct):
    """The shapes met so far, and how texts are made of them."""

    numbers: dict[tuple[str, str, int, int], int] = field(default_factory=dict)  # by font and glyph
    shapes: list[str] = field(default_factory=list)
    texts: dict[tuple[str, str, str, str], list[Placed]] = field(default_factory=dict)

    def of(self, family: str, weight: str, style: str, text: str) -> list[Placed]:
        """The glyphs of a text."""
        key = (family, weight, style, text)
        if key not in self.texts:
            self.texts[key] = self._laid_out(_font(family, weight, style), text)
        return self.texts[key]

    def _laid_out(self, font: QFont, text: str) -> list[Placed]:
        layout = QTextLayout(text, font)
        layout.beginLayout()
        line = layout.createLine()
        line.setLineWidth(1e6)
        line.setPosition(QPointF(0, 0))
        layout.endLayout()
        found = []
        for run in layout.glyphRuns():
            raw = run.rawFont()
            for glyph, place in zip(run.glyphIndexes(), run.positions(), strict=True):
                found.append((self._shape(raw, glyph), place.x(), place.y() - line.ascent()))
        return found

    def _shape(self, raw: QRawFont, glyph: int) -> int:
        key = (raw.familyName(), raw.styleName(), raw.weight(), glyph)
        if key not in self.numbers:
            self.numbers[key] = len(self.shapes)
            self.shapes.append(_written(raw.pathForGlyph(glyph)))
        return self.numbers[key]


def outlines(svg: str) -> str:
    """The SVG text that `QSvgGenerator` wrote, with shapes in the place of letters."""
    glyphs = _Glyphs()

    def replaced(found: re.Match[str]) -> str:
        given = dict(ATTRIBUTE.findall(found[1]))
        text = html.unescape(found[2]).strip("\n")
        size = float(given["font-size"]) / SIZE
        family = html.unescape(given["font-family"])
        placed = glyphs.of(family, given["font-weight"], given["font-style"], text)
        uses = "".join(
            f'<use xlink:href="#g{number}" transform="translate({x:g},{y:g})"/>'
            for number, x, y in placed
            if glyphs.shapes[number]
        )
        place = f"translate({given['x']},{given['y']}) scale({size:g})"
        paint = f'fill="{given["fill"]}" fill-opacity="{given["fill-opacity"]}" stroke="none" fill-rule="nonzero"'
        return f'<g aria-label="{html.escape(text)}" transform="{place}" {paint}>{uses}</g>'

    drawn = TEXT.sub(replaced, svg)
    shapes = "".join(f'<path id="g{i}" d="{shape}"/>\n' for i, shape in enumerate(glyphs.shapes) if shape)
    return drawn.replace("<defs>\n", f"<defs>\n{shapes}", 1)


def _font(family: str, weight: str, style: str) -> QFont:
    font = QFont(family)
    font.setPixelSize(SIZE)
    font.setWeight(QFont.Weight(int(weight)))
    font.setItalic(style == "italic")
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _written(path: QPainterPath) -> str:
    """A path as SVG has it."""
    elements = [path.elementAt(i) for i in range(path.elementCount())]
    return " ".join(f"{LETTERS.get(e.type, '')}{e.x:.2f},{e.y:.2f}" for e in elements)
