"""Tab goes to what is seen, in the order in which it is read; Qt's own goes by when it was made, seen or not."""

from __future__ import annotations

from typing import NamedTuple, Protocol, runtime_checkable

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

OVERLAP = 3  # px that two rows may lie over each other


class Stop(NamedTuple):
    """A widget that takes the focus, and where it is in the window."""

    widget: QWidget
    box: QRect


@runtime_checkable
class Ordered(Protocol):
    """A widget with a better order for what is in it than that of its places."""

    def in_order(self) -> list[QWidget]:
        """What takes the focus in it."""


def stops_in(part: QWidget) -> list[QWidget]:
    """What takes the focus by Tab in a part of a window, as it is read; and what has it, however it came there."""
    focus = QApplication.focusWidget()
    inside = (part, *part.findChildren(QWidget))
    found = [widget for widget in inside if widget is focus or (takes_focus(widget) and _seen(widget))]
    boxes = [Stop(widget, QRect(widget.mapTo(part.window(), QPoint(0, 0)), widget.size())) for widget in found]
    stops = [stop.widget for stop in as_read(boxes)]
    for group in inside:
        if isinstance(group, Ordered):
            members = [stop for stop in group.in_order() if stop in stops]
            first = min(map(stops.index, members), default=0)
            others = [stop for stop in stops if stop not in members]
            stops = [*others[:first], *members, *others[first:]]
    return stops


def as_read(stops: list[Stop]) -> list[Stop]:
    """Row by row; where no gap goes all the way across, column by column, and the rows of each.

    What lies on something else comes after it.
    """
    for across in (False, True):
        groups = _groups(stops, across=across)
        if len(groups) > 1:
            return [stop for group in groups for stop in as_read(group)]
    return sorted(stops, key=lambda stop: (stop.box.y(), stop.box.x()))


def _groups(stops: list[Stop], *, across: bool) -> list[list[Stop]]:
    """The columns that gaps part, or the rows."""
    groups: list[list[Stop]] = []
    end = 0
    for stop in sorted(stops, key=lambda stop: stop.box.x() if across else stop.box.y()):
        start, size = (stop.box.x(), stop.box.width()) if across else (stop.box.y(), stop.box.height())
        if not groups or start >= end - OVERLAP:
            groups.append([])
            end = start + size
        groups[-1].append(stop)
        end = max(end, start + size)
    return groups


def step(stops: list[QWidget], *, forward: bool) -> None:
    """Give the focus to the stop after the one that has it, or before; the last is followed by the first."""
    if not stops:
        return
    focus = QApplication.focusWidget()
    at = stops.index(focus) if focus in stops else None
    start = (-1 if forward else 0) if at is None else at
    target = stops[(start + (1 if forward else -1)) % len(stops)]
    target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    for area in _areas(target):
        area.ensureWidgetVisible(target)


def takes_focus(widget: QWidget) -> bool:
    """Whether Tab may go to it."""
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None


def _seen(widget: QWidget) -> bool:
    """Or it would be, if it were scrolled to."""
    return any(not each.visibleRegion().isEmpty() for each in (widget, *_areas(widget)))


def _areas(widget: QWidget) -> list[QScrollArea]:
    """What it can be scrolled in, from the inside out."""
    found: list[QScrollArea] = []
    around = widget.parentWidget()
    while around is not None:
        if isinstance(around, QScrollArea):
            found.append(around)
        around = around.parentWidget()
    return found
