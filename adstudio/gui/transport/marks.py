"""Where breakpoints stop and bookmarks stand on the timeline; a long trace is searched while nothing else is to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF

from adstudio.gui.theme import Theme
from adstudio.workspace.stepper import Stepper

if TYPE_CHECKING:
    from adstudio.workspace.breakpoint_search import BreakpointSearch

PIECE = 1 << 16  # steps that are searched at a time
MOST = 4096  # marks that are kept: more are not told apart on any screen


class TimelineMarks(QObject):
    """The steps to mark. `changed` when there are others."""

    changed = Signal()

    def __init__(self, stepper: Stepper, parent: QObject) -> None:
        super().__init__(parent)
        self.stepper = stepper
        self.stops: NDArray[np.int64] = np.empty(0, np.int64)  # steps at which a breakpoint stops, ascending
        self._search: BreakpointSearch | None = None
        self._from = 0
        self._idle = QTimer(self)
        self._idle.setInterval(0)
        self._idle.timeout.connect(self._look_on)
        stepper.document.trace_changed.connect(self._begin)
        stepper.breakpoints.changed.connect(self._begin)
        stepper.bookmarks.changed.connect(self.changed.emit)
        self._begin()

    @property
    def bookmarks(self) -> list[int]:
        """The steps that have a bookmark."""
        return [step for step in self.stepper.bookmarks.steps if step is not None]

    def _begin(self) -> None:
        self._idle.stop()
        self._search, self._from = self.stepper.search(), 0
        self.stops = np.empty(0, np.int64)
        self._look_on()

    def _look_on(self) -> None:
        """Search the next chunk of steps."""
        search = self._search
        length = 0 if search is None else len(search.timeline)
        if search is not None:
            found = search.steps(self._from, min(self._from + PIECE, length))
            if length > MOST and len(found):  # one of each piece of the timeline
                _, first = np.unique(found * MOST // length, return_index=True)
                found = found[first]
            self.stops = np.concatenate([self.stops, found])
        self._from += PIECE
        if self._from < length:
            self._idle.start()
        else:
            self._idle.stop()
            self._search = None
        self.changed.emit()


def paint_stop(painter: QPainter, theme: Theme, at: QPointF) -> None:
    """A breakpoint: a small disc, as in the margin of the program."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color("trouble"))
    painter.drawEllipse(QRectF(at.x() - 2.4, at.y() - 2.4, 4.8, 4.8))


def paint_bookmark(painter: QPainter, theme: Theme, foot: QPointF, height: float = 9.0) -> None:
    """A bookmark: a pennant, its pole on the step."""
    x, y = foot.x(), foot.y()
    painter.setPen(QPen(theme.color("text"), 1.2))
    painter.setBrush(theme.color("text"))
    painter.drawLine(QPointF(x, y - height), QPointF(x, y))
    painter.drawPolygon(
        QPolygonF([QPointF(x, y - height), QPointF(x + 5.5, y - height + 2.5), QPointF(x, y - height + 5)])
    )
