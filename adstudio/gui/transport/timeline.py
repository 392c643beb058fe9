"""The timeline: one band a sweep, done strong and to come dim, with a playhead to drag and marks under it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFont,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QWheelEvent,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from adstudio.gui.plain_text import as_it_is
from adstudio.gui.sweeps import TOKENS, band_title
from adstudio.gui.theme import Theme
from adstudio.gui.transport.marks import TimelineMarks, paint_bookmark, paint_stop
from adstudio.traces.steps import Band
from adstudio.workspace.stepper import Stepper

BAR, GAP, LEAST = 11.0, 1.5, 14.0  # px: height of a band, space between two, least width of one
PENNANTS, DISCS, REACH = (10.0, 19.0), 31.0, 4.0  # px: where bookmarks and stops are, how near the pointer has to be
NOTCH = 120  # of a wheel


class TimelineBar(QWidget):
    """Bands of the shown trace. Press or drag moves the cursor; a press on a label goes to the end of its band.

    Discs under the bands are where a breakpoint stops, pennants on them are bookmarks; a press on one goes there.
    """

    note_wanted = Signal(int)  # the note of this bookmark is to be written

    def __init__(self, stepper: Stepper, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        document, cursor = stepper.document, stepper.cursor
        self.stepper, self.document, self.cursor_model, self.theme = stepper, document, cursor, theme
        self.marks = TimelineMarks(stepper, self)
        self._turned = 0  # of the wheel, not yet a whole notch
        self._origin: int | None = None  # where the cursor stood before it was dragged
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(40)
        self.setMinimumWidth(120)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Timeline")
        self._bands: tuple[Band, ...] = ()
        self._take_trace()
        document.trace_changed.connect(self._take_trace)
        cursor.step_changed.connect(self._take_step)
        theme.changed.connect(self.update)
        self.marks.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(400, 40)

    def _take_trace(self) -> None:
        trace = self.document.trace
        self._bands = () if trace is None else tuple(band for band in trace.timeline.sweeps if len(band))
        self._take_step(self.cursor_model.step)

    def _take_step(self, _step: int) -> None:
        self.setAccessibleDescription(self.text())
        self.update()

    def text(self) -> str:
        """The timeline in words, for a screen reader."""
        done = self.cursor_model.step + 1
        band = next((b for b in self._bands if b.start < done <= b.stop), None)
        where = f", {band_title(band.kind, band.label)}" if band else ""
        return f"step {done:,} of {self.cursor_model.length:,}{where}" if self._bands else "no steps"

    # -- places ----------------------------------------------------------------------------------------------------

    def edges(self) -> np.ndarray:
        """(bands + 1,) x of where bands meet: in proportion to their steps, but none too narrow to hit."""
        if not self._bands:
            return np.array([0.0])
        widths = np.array([len(band) for band in self._bands], float)
        room = float(self.width() - 6)
        least = min(LEAST, room / len(widths))
        widths = least + widths / widths.sum() * (room - least * len(widths))
        return 3 + np.concatenate([[0.0], np.cumsum(widths)])

    def x_of(self, position: float) -> float:
        """The x of a position (steps done)."""
        return float(self.xs_of(np.array([position]))[0])

    def xs_of(self, positions: NDArray[Any]) -> NDArray[Any]:
        """(n,) the x of each of (n,) positions."""
        if not self._bands:
            return np.zeros(len(positions))
        places = [float(band.start) for band in self._bands] + [float(self.cursor_model.length)]
        found: NDArray[Any] = np.interp(positions, places, self.edges())
        return found

    def step_at(self, x: float) -> int:
        """The step that was done last at `x`."""
        places = [float(band.start) for band in self._bands] + [float(self.cursor_model.length)]
        return max(round(float(np.interp(x, self.edges(), places))) - 1, 0) if self._bands else 0

    # -- hands -----------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there; on a label, to the end of its sweep; on a mark, to its step."""
        if event.button() != Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        x, y = event.position().x(), event.position().y()
        self._origin = self.cursor_model.step
        marked = self.mark_at(x, y)
        if marked is not None:
            self.cursor_model.step = marked
        elif y < 16 and self._bands:
            at = int(np.clip(np.searchsorted(self.edges(), x) - 1, 0, len(self._bands) - 1))
            self.cursor_model.step = self._bands[at].stop - 1
        else:
            self.cursor_model.step = self.step_at(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Scrub."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.cursor_model.step = self.step_at(event.position().x())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """However long it was dragged, it was one journey."""
        if event.button() == Qt.MouseButton.LeftButton and self._origin is not None:
            self.cursor_model.places.leave(self._origin)
            self._origin = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        """A notch is a step, as long as the transport says: down goes on, up goes back."""
        self._turned += event.angleDelta().y() or event.angleDelta().x()
        notches = int(self._turned / NOTCH)
        self._turned -= notches * NOTCH
        if notches:
            self.cursor_model.move(self.stepper.unit, on=notches < 0, times=abs(notches))
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the mark or the step under the pointer; from the keyboard, of the current step."""
        if not self._bands:
            return
        at, where = event.pos(), event.globalPos()
        step = self.mark_at(at.x(), at.y())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            step = self.cursor_model.step
            where = self.mapToGlobal(QPoint(round(self.x_of(step + 1)), self.height()))
        menu = self.menu(self.step_at(at.x()) if step is None else step)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(where)

    def menu(self, step: int) -> QMenu:
        """What can be done with a step."""
        from adstudio.gui.transport.menu import timeline_menu

        return timeline_menu(self, self.stepper, step, self.note_wanted.emit)

    def mark_at(self, x: float, y: float) -> int | None:
        """The step of the mark at a point; None where there is none."""
        if PENNANTS[0] <= y < PENNANTS[1]:
            steps, reach = np.array(self.marks.bookmarks, np.int64), (-REACH, REACH + 3)
        elif y >= DISCS:
            steps, reach = self.marks.stops, (-REACH, REACH)
        else:
            return None
        away = x - self.xs_of(steps + 1.0)
        near = np.flatnonzero((away >= reach[0]) & (away <= reach[1]))
        return int(steps[near[np.argmin(np.abs(away[near]))]]) if len(near) else None

    def event(self, event: QEvent) -> bool:
        """A tooltip that says what is at the pointer."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip and self._bands:
            told = self.told_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), as_it_is(told), self)
            return True
        return super().event(event)

    def told_at(self, x: float, y: float) -> str:
        """What is at a point: a bookmark with its note, a breakpoint, or a step."""
        marked = self.mark_at(x, y)
        step = self.step_at(x) if marked is None else marked
        band = next((b for b in self._bands if b.start <= step < b.stop), self._bands[-1])
        told = f"step {step + 1:,}, {band_title(band.kind, band.label)}"
        index = self.stepper.bookmarks.at(step)
        if index is not None and marked is not None:
            note = self.stepper.bookmarks.items[index].note
            return f"{told}\nbookmark: {note}" if note else f"{told}\nbookmark"
        return f"{told}\nbreakpoint" if marked is not None else told

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Page keys move by a twentieth; the rest is the window's."""
        leap = max(self.cursor_model.length // 20, 1)
        if event.key() == Qt.Key.Key_PageUp:
            self.cursor_model.jump(self.cursor_model.step - leap)
        elif event.key() == Qt.Key.Key_PageDown:
            self.cursor_model.jump(self.cursor_model.step + leap)
        else:
            super().keyPressEvent(event)

    # -- picture ---------------------------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bands, labels, playhead, focus."""
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            font = QFont(self.theme.sans)
            font.setPixelSize(10)
            painter.setFont(font)
            top = 19.0
            edges = self.edges()
            head = self.x_of(self.cursor_model.step + 1)
            for band, left, right in zip(self._bands, edges[:-1], edges[1:], strict=True):
                self._paint_band(painter, band, QRectF(left, top, right - left - GAP, BAR), head)
            if self._bands:
                self._paint_marks(painter)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.theme.color("text"))
                painter.drawRoundedRect(QRectF(head - 1.5, top - 7, 3, BAR + 14), 1, 1)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self.theme.color("hairline"))
                painter.drawRoundedRect(QRectF(3, top, self.width() - 6, BAR), 4, 4)
            if self.hasFocus():
                painter.setPen(QPen(self.theme.color("primal"), 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)

    def _paint_marks(self, painter: QPainter) -> None:
        """One disc a pixel at most, then the bookmarks on top."""
        for x in sorted(set(np.round(self.xs_of(self.marks.stops + 1.0)).tolist())):
            paint_stop(painter, self.theme, QPointF(x, 35.2))
        for step in self.marks.bookmarks:
            paint_bookmark(painter, self.theme, QPointF(self.x_of(step + 1), 19.5), 7.0)

    def _paint_band(self, painter: QPainter, band: Band, place: QRectF, head: float) -> None:
        token = TOKENS[band.kind]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.mixed(token, "panel", 0.28))
        painter.drawRoundedRect(place, 3, 3)
        if head > place.left():
            painter.save()
            painter.setClipRect(QRectF(place.left(), place.top(), head - place.left(), place.height()))
            painter.setBrush(self.theme.mixed(token, "panel", 0.88))
            painter.drawRoundedRect(place, 3, 3)
            painter.restore()
        metrics = QFontMetricsF(painter.font())
        title = band_title(band.kind, band.label)
        short = next(
            (
                t
                for t in (title, title.partition(" ")[0], band.label)
                if metrics.horizontalAdvance(t) < place.width() - 2
            ),
            "",
        )
        if short:
            painter.setPen(self.theme.color("text_secondary"))
            painter.drawText(QPointF(place.left() + 1, 10), short)
