"""Pictures in files: whatever a painter can paint, as PNG, SVG or PDF."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QImageWriter, QPageSize, QPainter, QPdfWriter

from adstudio.traces.whole_file import replacing

ENDINGS = (".svg", ".pdf", ".png")
MOST_PIXELS = 100_000_000  # 400 MB while it is painted
LONGEST = 30_000  # pixels a side


class Picture(Struct, frozen=True):
    """Something to be painted."""

    title: str
    width: float  # pixels at scale 1
    height: float
    paint: Callable[[QPainter, float], None]  # in those pixels; and how many of the device's go to one
    ground: QColor | None  # None: transparent

    def pixels(self, scale: float) -> tuple[int, int]:
        """Width and height at a scale."""
        return max(1, round(self.width * scale)), max(1, round(self.height * scale))

    def largest_scale(self) -> float:
        """The largest scale at which it can be painted as pixels."""
        area: float = (MOST_PIXELS / max(self.width * self.height, 1.0)) ** 0.5
        return min(area, LONGEST / max(self.width, self.height, 1.0))


def save(picture: Picture, path: Path, *, scale: float = 2.0, outlined: bool = True) -> None:
    """Write a picture as .png at a scale, or as .svg or .pdf; whole or not at all.

    outlined: an SVG's letters become shapes, which look alike everywhere; else they stay text, which can be searched
    and edited where the fonts are installed. A PDF has its fonts in it. Raises `OSError`, `ValueError` for another
    ending and `MemoryError` for a picture too large.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise ValueError(f"{path}: a picture is saved as .svg, .pdf or .png")
    if ending == ".png":
        data = _png(image(picture, scale), scale)
    elif ending == ".pdf":
        data = pdf(picture)
    else:
        data = svg(picture, outlined=outlined)
    with replacing(path) as part:
        part.write_bytes(data)


def image(picture: Picture, scale: float) -> QImage:
    """The picture as pixels. Raises `MemoryError` where there are too many."""
    width, height = picture.pixels(scale)
    if scale > picture.largest_scale() * 1.001:
        raise MemoryError(f"a picture of {width:,} × {height:,} pixels is too large; choose a smaller scale")
    made = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    if made.isNull():
        raise MemoryError(f"there is no memory for a picture of {width:,} × {height:,} pixels")
    made.fill(picture.ground or Qt.GlobalColor.transparent)
    made.setDevicePixelRatio(scale)  # not a scaled painter: some items of plots take no part in that
    with QPainter(made) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        picture.paint(painter, scale)
    return made


def svg(picture: Picture, *, outlined: bool = True) -> bytes:
    """The picture as SVG 1.1."""
    from PySide6.QtSvg import QSvgGenerator

    from adstudio.gui.exports.outlines import outlines
    from adstudio.gui.exports.strokes import even

    buffer = _buffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)  # the older version has no clipping
    generator.setOutputDevice(buffer)
    width, height = picture.pixels(1.0)
    generator.setSize(QSize(width, height))
    generator.setViewBox(QRectF(0, 0, width, height))
    generator.setResolution(_resolution())
    generator.setTitle(picture.title)
    with QPainter(generator) as painter:
        _lay_ground(painter, picture)
        picture.paint(painter, 1.0)
    text = even(bytes(buffer.data().data()).decode())
    return (outlines(text) if outlined else text).encode()


def pdf(picture: Picture) -> bytes:
    """The picture as a PDF of one page of its size, with the fonts in it."""
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    dots = _resolution()
    page = QSizeF(picture.width, picture.height) * (72 / dots)  # in points
    writer.setPageSize(QPageSize(page, QPageSize.Unit.Point, "picture", QPageSize.SizeMatchPolicy.ExactMatch))
    writer.setPageMargins(QMarginsF(0, 0, 0, 0))
    writer.setResolution(dots)
    writer.setTitle(picture.title)
    writer.setCreator("AD Studio")
    with QPainter(writer) as painter:
        _lay_ground(painter, picture)
        picture.paint(painter, 1.0)
    return bytes(buffer.data().data())


def _lay_ground(painter: QPainter, picture: Picture) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if picture.ground is not None:
        painter.fillRect(QRectF(0, 0, picture.width, picture.height), picture.ground)


def _resolution() -> int:
    """The screen's: pyqtgraph's axes, which are recorded for it, would be scaled for any other."""
    return round(QGuiApplication.primaryScreen().logicalDotsPerInchX())


def _png(made: QImage, scale: float) -> bytes:
    """At 96 dots an inch for scale 1, so that it is as large on paper as on the screen."""
    buffer = _buffer()
    made.setDevicePixelRatio(1.0)
    for set_dots in (made.setDotsPerMeterX, made.setDotsPerMeterY):
        set_dots(round(scale * 96 / 0.0254))
    QImageWriter(buffer, QByteArray(b"png")).write(made)
    return bytes(buffer.data().data())


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
