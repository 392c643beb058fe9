"""The frames of a film: the graph at a step, with the code beside it and the step in words under it."""

from __future__ import annotations

from typing import Literal

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QPen

from adstudio.gui.exports import graph as export_graph
from adstudio.gui.exports.code import CodePainter
from adstudio.gui.graph.camera import Camera, Place
from adstudio.gui.graph.moment import Moment
from adstudio.gui.graph.picture import GraphPicture
from adstudio.gui.graph.scene import GraphScene
from adstudio.gui.sweeps import TITLES, TOKENS
from adstudio.gui.theme import Theme
from adstudio.traces.writing import Line, Token

WIDTH = 1280.0  # of the page that is laid out, whatever the pixels of the film
AIR = 22.0
CODE = 400.0  # wide
WORDS = 158.0  # high
BAR = 6.0  # high: how far the trace has come
LARGEST = 1.5  # scale of a small graph
READABLE = 0.75  # the scale at which a picture that follows the step shows its cards, at least

Part = Literal["whole", "screen", "follow"]
ROLES = {"number": "text", "operator": "text", "plain": "text_secondary"}  # other roles are tokens of the theme


class Page(Struct, frozen=True):
    """What a frame shows, and how large it is."""

    width: int  # pixels
    height: int
    code: bool
    words: bool
    part: Part  # the whole graph, the part on the screen, or as much as can be read around the step
    screen: Camera | None = None  # for the part on the screen


class FramePainter:
    """Paints frames of one trace; a page that follows the step is to be asked for frames in their order."""

    def __init__(self, scene: GraphScene, theme: Theme, page: Page) -> None:
        self.scene, self.theme, self.page = scene, theme, page
        self.trace = scene.trace
        self.factor = page.width / WIDTH
        height = page.height / self.factor
        below = WORDS if page.words else 0.0
        self._graph = QRectF(CODE if page.code else 0.0, 0.0, WIDTH, height - below - BAR)
        self._graph.setRight(WIDTH)
        self._code = QRectF(0, 0, CODE, height - below - BAR)
        self._words = QRectF(0, height - below - BAR, WIDTH, below)
        self._bar = QRectF(0, height - BAR, WIDTH, BAR)
        self._picture = GraphPicture(scene, theme)
        self._listing = CodePainter(self.trace, theme) if page.code else None
        self._camera = self._first_camera()

    def _first_camera(self) -> Camera:
        width, height = self._graph.width(), self._graph.height()
        screen = self.page.screen
        camera = export_graph.fitted(self.scene, width, height, largest=LARGEST)
        if self.page.part == "screen" and screen is not None:
            share = min(width / screen.width, height / screen.height)
            camera.place = Place(screen.place.x, screen.place.y, screen.scale * share)
        elif self.page.part == "follow" and camera.scale < READABLE:
            camera.place = Place(camera.place.x, camera.place.y, READABLE)
        return camera

    def rewind(self) -> None:
        """Begin again at the first frame's place."""
        self._camera = self._first_camera()

    def frame(self, step: int) -> QImage:
        """The picture after a step, counted from 0."""
        image = QImage(self.page.width, self.page.height, QImage.Format.Format_RGB32)
        image.fill(self.theme.color("panel"))
        image.setDevicePixelRatio(self.factor)
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self.paint(painter, step)
        return image

    def paint(self, painter: QPainter, step: int) -> None:
        """The page after a step, `WIDTH` wide."""
        moment = Moment.of(self.trace, step)
        if self.page.part == "follow":
            export_graph.follow(self._camera, self.scene, moment.row)
        painter.save()
        painter.translate(self._graph.topLeft())
        export_graph.paint(painter, self._picture, self._camera, moment, self.factor)
        painter.restore()
        hairline = QPen(self.theme.color("hairline"), 1)
        if self._listing is not None:
            self._listing.paint(painter, self._code, moment)
            painter.setPen(hairline)
            painter.drawLine(self._code.topRight(), self._code.bottomRight())
        if self.page.words:
            painter.setPen(hairline)
            painter.drawLine(self._words.topLeft(), self._words.topRight())
            self._paint_words(painter, step)
        self._paint_bar(painter, step)

    def _paint_words(self, painter: QPainter, index: int) -> None:
        formulas = self.trace.formulas
        step = self.trace.timeline.step(index)
        written = formulas.step(step)
        box = self._words.adjusted(AIR, 14, -AIR, -10)
        middle = box.left() + box.width() * 0.56
        y = box.top()
        equals: Line = (Token("   = ", "operator"),) if written.symbols else ()
        for line, pixels in ((written.symbols, 24), (equals + written.numbers, 19), (written.change, 19)):
            if line:
                self._paint_line(painter, line, QRectF(box.left(), y, middle - box.left() - AIR, pixels * 1.7), pixels)
                y += pixels * 1.85
        where = QFont(self.theme.sans)
        where.setPixelSize(15)
        painter.setFont(where)
        painter.setPen(self.theme.color(TOKENS[step.kind]))
        place = f"Step {index + 1:,} of {len(self.trace.timeline):,} · {TITLES[step.kind]}"
        painter.drawText(QRectF(middle, box.top(), box.right() - middle, 28), Qt.AlignmentFlag.AlignVCenter, place)
        said = QFont(self.theme.sans)
        said.setPixelSize(18)
        painter.setFont(said)
        painter.setPen(self.theme.color("text"))
        room = QRectF(middle, box.top() + 34, box.right() - middle, box.height() - 34)
        painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap, formulas.sentence(step))

    def _paint_line(self, painter: QPainter, line: Line, box: QRectF, pixels: int) -> None:
        """A formula in its colours, made smaller where it is too long, and cut where it still is."""
        font = QFont(self.theme.mono)
        font.setPixelSize(pixels)
        text = "".join(token.text for token in line)
        width = QFontMetricsF(font).horizontalAdvance(text)
        font.setPixelSize(max(11, int(pixels * min(1.0, box.width() / max(width, 1.0)))))
        metrics = QFontMetricsF(font)
        painter.save()
        painter.setClipRect(box)
        painter.setFont(font)
        x = box.left()
        for token in line:
            painter.setPen(self.theme.color(ROLES.get(token.role, token.role)))
            painter.drawText(QPointF(x, box.top() + metrics.ascent()), token.text)
            x += metrics.horizontalAdvance(token.text)
        painter.restore()

    def _paint_bar(self, painter: QPainter, step: int) -> None:
        """How far each sweep has come, in its colour."""
        total = max(len(self.trace.timeline), 1)
        for band in self.trace.timeline.sweeps:
            left, right = band.start / total * WIDTH, band.stop / total * WIDTH
            here = min(max(step + 1, band.start), band.stop) / total * WIDTH
            token = TOKENS[band.kind]
            painter.fillRect(QRectF(left, self._bar.top(), right - left, BAR), self.theme.mixed(token, "panel", 0.22))
            painter.fillRect(QRectF(left, self._bar.top(), here - left, BAR), self.theme.color(token))


def pixels_of(image: QImage) -> np.ndarray[tuple[int, int], np.dtype[np.uint32]]:
    """(height, width) 0xffRRGGBB, a copy."""
    rows = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.bytesPerLine() // 4)
    return rows[:, : image.width()].copy()
