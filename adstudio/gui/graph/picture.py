"""A scene at a moment, painted on any painter, the view's or a page's, in the detail that its scale can show."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from adstudio.gui.graph.camera import Camera
from adstudio.gui.graph.edges import DOT, SMALLEST_DOT
from adstudio.gui.graph.marks import paint_marks
from adstudio.gui.graph.middle import MiddlePainter
from adstudio.gui.graph.moment import Look, Moment
from adstudio.gui.graph.overview import Overview
from adstudio.gui.graph.painting import CardPainter
from adstudio.gui.graph.scene import MANY, GraphScene, Rect
from adstudio.gui.theme import Theme

NEAR = 0.6  # from this scale on cards are painted with their values
MIDDLE = 0.14  # from this scale on as plain cards, below as dots


class GraphPicture:
    """Paints one scene in one theme. Keeps what is costly to make: curves, places of pills, pictures from afar."""

    def __init__(self, scene: GraphScene, theme: Theme) -> None:
        self.scene = scene
        self.theme = theme
        self.cards = CardPainter(scene, theme)
        self._middle = MiddlePainter(scene, theme, self.cards.edges)
        self._overview = Overview(scene, theme)

    def from_afar(self, scale: float) -> bool:
        """Whether cards are dots at this scale: too small and too many to be drawn one by one."""
        return scale < MIDDLE and len(self.scene.card_rows) > MANY

    def paint(
        self,
        painter: QPainter,
        camera: Camera,
        moment: Moment,
        look: Look,
        *,
        share: float = 1.0,
        part: Rect | None = None,
        moving: bool = False,
    ) -> None:
        """What the camera sees, on a painter whose units are the camera's pixels.

        share: how far the contribution of the moment has come along its edge. part: the only pixels that matter.
        moving: another scale will follow within milliseconds, so that a picture from afar may be a stretched one.
        """
        painter.save()
        if self.from_afar(camera.scale):
            self._overview.paint(painter, camera, moment, look, moving=moving)
        else:
            painter.scale(camera.scale, camera.scale)
            painter.translate(-camera.left, -camera.top)
            seen = camera.visible if part is None else _world(camera, part)
            self.paint_world(painter, seen, moment, look, scale=camera.scale, share=share)
        painter.restore()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(camera.scale, camera.scale)
        painter.translate(-camera.left, -camera.top)
        paint_marks(painter, self.scene, self.theme, look, camera.visible, camera.scale)
        if self.from_afar(camera.scale):
            self.cards.edges.flow(painter, moment, share, camera.scale)
        painter.restore()

    def paint_world(
        self, painter: QPainter, rect: Rect, moment: Moment, look: Look, *, scale: float, share: float = 1.0
    ) -> None:
        """The cards and edges that touch `rect`, on a painter whose units are those of the drawing."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if scale < NEAR:
            self._middle.paint(painter, rect, moment, look, scale)
            self.cards.edges.flow(painter, moment, share, scale)
        else:
            self.cards.paint(painter, rect, moment, look, share=share, scale=scale)


def paint_scene(painter: QPainter, scene: GraphScene, theme: Theme, moment: Moment, look: Look | None = None) -> None:
    """The whole graph with cards in full detail and without a ground, in the units of the drawing (`layout.bounds`)."""
    picture = GraphPicture(scene, theme)
    painter.save()
    picture.paint_world(painter, scene.layout.bounds, moment, look or Look(), scale=1.0)
    painter.restore()


def flow_rect(picture: GraphPicture, camera: Camera, moment: Moment) -> QRectF:
    """The pixels in which the dots of a moment move."""
    found = QRectF()
    for edge in moment.edges:
        found = found.united(picture.cards.edges.track(edge).boundingRect())
    radius = max(DOT, SMALLEST_DOT / camera.scale) * 1.5
    found.adjust(-radius, -radius, radius, radius)
    left, top = camera.to_screen(found.left(), found.top())
    return QRectF(left, top, found.width() * camera.scale, found.height() * camera.scale)


def _world(camera: Camera, part: Rect) -> Rect:
    left, top = camera.to_world(part[0], part[1])
    right, bottom = camera.to_world(part[2], part[3])
    return (left, top, right, bottom)
