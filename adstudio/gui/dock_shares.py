"""What part of the window a person gave each dock, for the day that the window has another size."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import QMainWindow, QTabBar

from adstudio.gui.panel import PanelDock

Parts = dict[str, tuple[float, float]]  # of the width and of the height of the window, by dock


class DockShares(QObject):
    """None while every dock is where it was put first; else what it had when a splitter was let go.

    A dock that the person moved has no share until then: Qt finds it a place.
    """

    def __init__(self, window: QMainWindow, docks: Mapping[str, PanelDock]) -> None:
        super().__init__(window)
        self.window, self.docks = window, docks
        self.parts: Parts | None = None
        self._before: Parts = {}
        window.installEventFilter(self)  # the splitters are its own: no widgets

    def forget(self) -> None:
        """Every dock is where it is put first."""
        self.parts = None

    def moved(self, name: str) -> None:
        """A dock has another place; the others keep what they had."""
        self.parts = self._now() if self.parts is None else self.parts
        self.parts.pop(name, None)

    def give(self) -> None:
        """Give each dock that is seen its part of the window as it is now."""
        parts = self.parts or {}
        seen = [name for name in self._seen() if name in parts]
        docks, width, height = [self.docks[name] for name in seen], self.window.width(), self.window.height()
        for at, room, way in ((0, width, Qt.Orientation.Horizontal), (1, height, Qt.Orientation.Vertical)):
            self.window.resizeDocks(docks, [max(round(parts[name][at] * room), 1) for name in seen], way)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A splitter that was let go somewhere else says what the person wants."""
        if event.type() is QEvent.Type.MouseButtonPress:
            self._before = self._now()
        elif event.type() is QEvent.Type.MouseButtonRelease and self._now() != self._before:
            self.parts = self._now()
        return super().eventFilter(watched, event)

    # -- kept places -----------------------------------------------------------------------------------------------

    def text(self) -> str:
        """As it is kept with the layout."""
        return msgspec.json.encode(self.parts).decode()

    def take(self, kept: object) -> None:
        """What was kept; with a layout that was kept without, Qt finds every dock its place."""
        try:
            self.parts = msgspec.json.decode(str(kept), type=Parts | None)
        except msgspec.DecodeError:
            self.parts = {}

    def _seen(self) -> list[str]:
        """The docks in the window, and in front of their tabs."""
        return [
            name
            for name, dock in self.docks.items()
            if not dock.isFloating() and dock.isVisible() and not dock.visibleRegion().isEmpty()
        ]

    def _now(self) -> Parts:
        width, height = self.window.width(), self.window.height()
        boxes = {name: self._box(self.docks[name]) for name in self._seen()}
        return {name: (box.width() / width, box.height() / height) for name, box in boxes.items()}

    def _box(self, dock: PanelDock) -> QRect:
        """The room of a dock, with the tabs above it: to Qt they belong to it."""
        for bar in self.window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if bar.isVisible() and bar.geometry().bottomLeft() + QPoint(0, 1) == dock.geometry().topLeft():
                return bar.geometry().united(dock.geometry())
        return dock.geometry()
