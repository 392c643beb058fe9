"""Which part of a drawing is in sight, and how large. No Qt."""

from __future__ import annotations

import math

from msgspec import Struct

from adstudio.gui.graph.scene import Rect

SMALLEST, LARGEST = 1e-4, 3.0
FIT_LARGEST = 1.15  # a few cards are not blown up to fill the panel
MARGIN = 22.0  # pixels left free around what is fitted
EDGE = 24.0  # pixels from the border at which a card counts as out of sight


class Place(Struct, frozen=True):
    """What stands in the middle of the view, and the pixels of the view per pixel of the drawing."""

    x: float
    y: float
    scale: float

    def towards(self, other: Place, share: float) -> Place:
        """A place on the way: the scale grows evenly by factors, and what is looked at moves evenly on the screen."""
        scale = self.scale * (other.scale / self.scale) ** share
        if abs(other.scale - self.scale) < 1e-9 * self.scale:
            part = share
        else:  # 1/scale is what the position must be linear in, so that a point of the screen stays put
            part = (1 / scale - 1 / self.scale) / (1 / other.scale - 1 / self.scale)
        return Place(self.x + (other.x - self.x) * part, self.y + (other.y - self.y) * part, scale)


class Camera:
    """Turns points of the drawing ("world") into pixels of a view of `width` × `height`, and back."""

    def __init__(self, width: float = 1.0, height: float = 1.0) -> None:
        self.width, self.height = width, height
        self.scale, self.left, self.top = 1.0, 0.0, 0.0

    @property
    def place(self) -> Place:
        """Where it looks."""
        return Place(self.left + self.width / 2 / self.scale, self.top + self.height / 2 / self.scale, self.scale)

    @place.setter
    def place(self, place: Place) -> None:
        self.scale = min(max(place.scale, SMALLEST), LARGEST)
        self.left = place.x - self.width / 2 / self.scale
        self.top = place.y - self.height / 2 / self.scale

    @property
    def visible(self) -> Rect:
        """The part of the drawing that is in sight."""
        return (self.left, self.top, self.left + self.width / self.scale, self.top + self.height / self.scale)

    def to_screen(self, x: float, y: float) -> tuple[float, float]:
        """A point of the drawing in the view."""
        return ((x - self.left) * self.scale, (y - self.top) * self.scale)

    def to_world(self, x: float, y: float) -> tuple[float, float]:
        """A point of the view in the drawing."""
        return (x / self.scale + self.left, y / self.scale + self.top)

    def pan(self, dx: float, dy: float) -> None:
        """Move the drawing by so many pixels of the view."""
        self.left -= dx / self.scale
        self.top -= dy / self.scale

    def zoom(self, factor: float, x: float, y: float) -> None:
        """Zoom, keeping the point (x, y) of the view where it is."""
        at = self.to_world(x, y)
        self.scale = min(max(self.scale * factor, SMALLEST), LARGEST)
        self.left, self.top = at[0] - x / self.scale, at[1] - y / self.scale

    def fitting(self, rect: Rect, *, largest: float = FIT_LARGEST) -> Place:
        """The place from which all of `rect` is seen, as large as fits but at most at scale `largest`."""
        left, top, right, bottom = rect
        width, height = max(self.width - 2 * MARGIN, 40.0), max(self.height - 2 * MARGIN, 40.0)
        scale = min(width / max(right - left, 1.0), height / max(bottom - top, 1.0), largest)
        return Place((left + right) / 2, (top + bottom) / 2, max(scale, SMALLEST))

    def within(self, rect: Rect, place: Place) -> Place:
        """A place moved so that no room is wasted beside `rect`: centred where all of it can be seen."""
        x = _held(place.x, self.width / place.scale, rect[0], rect[2], MARGIN / place.scale)
        y = _held(place.y, self.height / place.scale, rect[1], rect[3], MARGIN / place.scale)
        return Place(x, y, place.scale)

    def shows(self, rect: Rect, edge: float = 0.0) -> bool:
        """Whether all of `rect` is in sight, at least `edge` pixels from the border."""
        left, top = self.to_screen(rect[0], rect[1])
        right, bottom = self.to_screen(rect[2], rect[3])
        return left >= edge and top >= edge and right <= self.width - edge and bottom <= self.height - edge

    def revealing(self, rect: Rect) -> Place | None:
        """The nearest place that shows `rect` well inside the view; None where it is in sight already.

        A card that is too large for that, or more than a view away, is put in the middle.
        """
        if self.shows(rect, min(EDGE, self.width / 8, self.height / 8)):
            return None
        here, view = self.place, (self.width / self.scale, self.height / self.scale)
        x = _moved(here.x, view[0], rect[0], rect[2])
        y = _moved(here.y, view[1], rect[1], rect[3])
        if math.hypot((x - here.x) / view[0], (y - here.y) / view[1]) > 1.0:
            x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
        return Place(x, y, self.scale)


def _moved(middle: float, size: float, low: float, high: float) -> float:
    """The middle, moved as little as brings [low, high] into the inner part of a view of this size."""
    inner = size * 0.5 - min(size * 0.2, max((size - (high - low)) / 2, 0.0))
    if high - low > 2 * inner:
        return (low + high) / 2
    if low < middle - inner:
        return low + inner
    if high > middle + inner:
        return high - inner
    return middle


def _held(middle: float, size: float, low: float, high: float, margin: float) -> float:
    """The middle, moved so that a view of this size keeps to [low, high] with a margin."""
    if high - low + 2 * margin <= size:
        return (low + high) / 2
    return min(max(middle, low - margin + size / 2), high + margin - size / 2)
