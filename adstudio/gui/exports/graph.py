"""The graph as a picture: any part of it, at any step, on any painter."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from adstudio.gui.exports.pictures import LONGEST, MOST_PIXELS, Picture
from adstudio.gui.graph.camera import FIT_LARGEST, Camera
from adstudio.gui.graph.moment import Look, Moment
from adstudio.gui.graph.picture import GraphPicture
from adstudio.gui.graph.scene import GraphScene

MARGIN = 24.0  # pixels around the graph
FINE = 2.0  # pixels to a pixel at least, where dots stand for cards


def whole(scene: GraphScene) -> Camera:
    """All of the graph with its cards at their full size, or smaller where no picture could hold that."""
    left, top, right, bottom = scene.layout.bounds
    width, height = right - left + 2 * MARGIN, bottom - top + 2 * MARGIN
    scale = min(1.0, LONGEST / 2 / max(width, height), (MOST_PIXELS / 4 / (width * height)) ** 0.5)
    camera = Camera(math.ceil(width * scale), math.ceil(height * scale))
    camera.scale, camera.left, camera.top = scale, left - MARGIN, top - MARGIN
    return camera


def fitted(scene: GraphScene, width: float, height: float, *, largest: float = FIT_LARGEST) -> Camera:
    """All of the graph in the middle of a picture of this size, at most at scale `largest`."""
    camera = Camera(width, height)
    camera.place = camera.fitting(scene.layout.bounds, largest=largest)
    return camera


def as_seen(camera: Camera) -> Camera:
    """What a view shows now; it may go on moving."""
    copy = Camera(camera.width, camera.height)
    copy.scale, copy.left, copy.top = camera.scale, camera.left, camera.top
    return copy


def shrunk(camera: Camera, share: float) -> Camera:
    """What a camera sees, in a smaller picture."""
    small = Camera(camera.width * share, camera.height * share)
    small.scale, small.left, small.top = camera.scale * share, camera.left, camera.top
    return small


def follow(camera: Camera, scene: GraphScene, row: int) -> None:
    """Move a camera as little as brings the card of `row` well into sight."""
    if row >= 0 and np.isfinite(scene.layout.x[row]):
        place = camera.revealing(scene.card_rect(row))
        if place is not None:
            camera.place = place


def paint(
    painter: QPainter, graph: GraphPicture, camera: Camera, moment: Moment, density: float, look: Look | None = None
) -> None:
    """What a camera sees, at (0, 0); `density` is the device's pixels to one of the picture."""
    painter.save()
    painter.setClipRect(QRectF(0, 0, camera.width, camera.height))
    if graph.from_afar(camera.scale):  # painted as pixels, also in an SVG
        fine = max(density, FINE)
        painter.scale(1 / fine, 1 / fine)
        near = Camera(round(camera.width * fine), round(camera.height * fine))
        near.scale, near.left, near.top = camera.scale * fine, camera.left, camera.top
        camera = near
    graph.paint(painter, camera, moment, look or Look())
    painter.restore()


def picture(
    graph: GraphPicture, camera: Camera, moment: Moment, *, title: str, transparent: bool, look: Look | None = None
) -> Picture:
    """What a camera sees, to be written into a file."""
    ground = None if transparent else graph.theme.color("panel")
    return Picture(
        title,
        camera.width,
        camera.height,
        lambda painter, density: paint(painter, graph, camera, moment, density, look),
        ground,
    )
