"""From panel to panel by keys: Ctrl+Tab, in the order they are read, and never into one that is behind another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QDockWidget, QWidget

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
        places: list[QWidget] = [self.window.room.centralWidget(), *docks]
        bottom = {dock for dock in docks if self._area(dock) is Qt.DockWidgetArea.BottomDockWidgetArea}

        def place(widget: QWidget) -> tuple[bool, int, int]:
            at = widget.mapTo(self.window, QPoint(0, 0)) if widget.window() is self.window else widget.pos()
            return (widget in bottom, at.x(), at.y())

        return sorted(places, key=place)

    def _area(self, dock: QDockWidget) -> Qt.DockWidgetArea:
        return self.window.room.dockWidgetArea(dock)

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
        inside = [widget for widget in place.findChildren(QWidget) if _takes_focus(widget)]
        target = next((widget for widget in (last, self.window.graph.view, *inside) if widget in inside), None)
        if target is None:
            return False
        target.window().activateWindow()
        target.setFocus(Qt.FocusReason.TabFocusReason)
        return True


def _holds(place: QWidget, widget: QWidget) -> bool:
    return place is widget or place.isAncestorOf(widget)


def _takes_focus(widget: QWidget) -> bool:
    by_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return by_tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
