"""By keys from widget to widget (Tab) and from panel to panel (Ctrl+Tab), through what is seen, as it is read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QTabBar, QWidget

from adstudio.gui.reading_order import step, stops_in, takes_focus

if TYPE_CHECKING:
    from adstudio.gui.window import MainWindow


class PanelWalk:
    """Knows where the focus is, and which panels can be seen."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self._last: dict[QWidget, QWidget] = {}  # where in a place the focus was when it was left

    def next(self) -> None:
        """To the next panel."""
        self._go(1)

    def previous(self) -> None:
        """To the panel before."""
        self._go(-1)

    def places(self) -> list[QWidget]:
        """The graph with its transport, and the docks that are seen, from the left to the right, row by row."""
        docks = [dock for dock in self.window.docks.by_name.values() if not dock.visibleRegion().isEmpty()]
        return self._as_read([self.window.room.centralWidget(), *docks])

    def _as_read(self, parts: Sequence[QWidget]) -> list[QWidget]:
        """Parts of the room from the left to the right, those at the bottom last; tabs before what they choose from."""
        at_bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        docks = [part for part in parts if isinstance(part, QDockWidget)]
        bottom = {dock for dock in docks if self.window.room.dockWidgetArea(dock) is at_bottom}

        def place(part: QWidget) -> tuple[bool, int, int]:
            of = next((dock for dock in docks if isinstance(part, QTabBar) and _under(dock, part)), part)
            at = part.mapTo(self.window, QPoint(0, 0)) if part.window() is self.window else part.pos()
            return (of in bottom, at.x(), at.y())

        return sorted(parts, key=place)

    # -- from widget to widget -------------------------------------------------------------------------------------

    def step(self, *, forward: bool) -> None:
        """To the next widget, or to the one before."""
        step(self.stops(), forward=forward)

    def stops(self) -> list[QWidget]:
        """What takes the focus by Tab in the window, as it is read: bars above, the parts of the room, bars below."""
        room = self.window.room
        bars = sorted((bar for bar in _children(self.window) if bar is not room), key=lambda bar: bar.y())
        above, below = [bar for bar in bars if bar.y() < room.y()], [bar for bar in bars if bar.y() >= room.y()]
        parts = [part for part in _children(room) if not part.visibleRegion().isEmpty()]
        return [stop for part in (*above, *self._as_read(parts), *below) for stop in stops_in(part)]

    # -- from panel to panel ---------------------------------------------------------------------------------------

    def _go(self, by: int) -> None:
        places, focus = self.places(), QApplication.focusWidget()
        here = next((i for i, place in enumerate(places) if focus is not None and _holds(place, focus)), None)
        if here is not None and focus is not None:
            self._last[places[here]] = focus
        start = (-1 if by > 0 else 0) if here is None else here
        for offset in range(1, len(places) + 1):
            if self._enter(places[(start + by * offset) % len(places)]):
                return

    def _enter(self, place: QWidget) -> bool:
        """Give the focus to where it was in a place, or to the first widget there that takes it; whether one does."""
        last = self._last.get(place)
        inside = [widget for widget in place.findChildren(QWidget) if takes_focus(widget)]
        target = next((widget for widget in (last, self.window.graph.view, *inside) if widget in inside), None)
        if target is None:
            return False
        target.window().activateWindow()
        target.setFocus(Qt.FocusReason.TabFocusReason)
        return True


def _holds(place: QWidget, widget: QWidget) -> bool:
    return place is widget or place.isAncestorOf(widget)


def _children(widget: QWidget) -> list[QWidget]:
    """What lies directly in a widget, no windows."""
    found = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    return [child for child in found if not child.isWindow()]


def _under(dock: QWidget, tabs: QWidget) -> bool:
    """Whether a dock is the one that is chosen in these tabs."""
    return dock.x() == tabs.x() and abs(dock.y() - tabs.geometry().bottom()) <= 1
