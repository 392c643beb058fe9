"""Which panels there are, where they stand, and how their places are kept."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QByteArray, QSettings, Qt, QTimer
from PySide6.QtWidgets import QMainWindow, QTabBar, QTabWidget, QToolButton
from shiboken6 import isValid

from adstudio.gui.dock_shares import DockShares
from adstudio.gui.panel import PanelDock
from adstudio.gui.panel_table import PanelEntry

VERSION = 1  # of the arrangement: a saved one of another version is not restored
LEFT, RIGHT, BOTTOM = (
    Qt.DockWidgetArea.LeftDockWidgetArea,
    Qt.DockWidgetArea.RightDockWidgetArea,
    Qt.DockWidgetArea.BottomDockWidgetArea,
)


class Docks:
    """The docks of a window by name, in the order of the View menu."""

    def __init__(self, window: QMainWindow, panels: Sequence[PanelEntry], store: QSettings | None) -> None:
        self.window, self.panels, self.store = window, panels, store
        window.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
        )
        window.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for corner in (Qt.Corner.BottomLeftCorner, Qt.Corner.BottomRightCorner):
            window.setCorner(corner, BOTTOM)
        self._soon = QTimer(window)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.mind_tabs)
        self.by_name = {entry.name: PanelDock(entry.name, entry.title, None, window) for entry in panels}
        self.shares = DockShares(window, self.by_name)
        for name, dock in self.by_name.items():
            dock.dockLocationChanged.connect(partial(self._moved, name))
            for changed in (dock.dockLocationChanged, dock.topLevelChanged, dock.visibilityChanged, dock.resized):
                changed.connect(self._changed)

    def __getitem__(self, name: str) -> PanelDock:
        return self.by_name[name]

    def arrange(self) -> None:
        """The first arrangement: program and inputs left, step and trace right, answers below."""
        window, docks = self.window, self.by_name
        for dock in docks.values():
            dock.setFloating(False)
            window.removeDockWidget(dock)
        window.addDockWidget(LEFT, docks["program"])
        window.splitDockWidget(docks["program"], docks["inputs"], Qt.Orientation.Vertical)
        window.addDockWidget(RIGHT, docks["step"])
        window.splitDockWidget(docks["step"], docks["trace"], Qt.Orientation.Vertical)
        window.addDockWidget(BOTTOM, docks["curve"])
        window.splitDockWidget(docks["curve"], docks["orders"], Qt.Orientation.Horizontal)
        window.splitDockWidget(docks["orders"], docks["comparison"], Qt.Orientation.Horizontal)
        for entry in self.panels:
            if entry.beside:
                window.tabifyDockWidget(docks[entry.beside], docks[entry.name])
            docks[entry.name].setVisible(not entry.closed)
        for entry in self.panels:
            if entry.beside:
                docks[entry.beside].raise_()
        self.shares.forget()
        self.size()
        self.mind_tabs()

    def fit(self) -> None:
        """The window has another size: as the person shared it, or as in the first arrangement."""
        if self.shares.parts is None:
            self.size()
        else:
            self.shares.give()

    def size(self) -> None:
        """Share the room of the window between the docks of the first arrangement."""
        docks, width, height = self.by_name, self.window.width(), self.window.height()
        if not self.window.isVisible() or height < 200:
            return
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        side = max(round(width * 0.207), 230)
        self.window.resizeDocks([docks["program"], docks["step"]], [side, max(round(width * 0.24), 262)], across)
        bottom = max(round(height * 0.28), 170)
        upper = height - bottom
        inputs = max(round(upper * 0.46), min(238, upper - 100))
        self.window.resizeDocks([docks["program"], docks["inputs"]], [upper - inputs, inputs], down)
        self.window.resizeDocks([docks["step"], docks["trace"]], [round(upper * 0.45), round(upper * 0.55)], down)
        self.window.resizeDocks([docks["curve"]], [bottom], down)
        shares = [round(width * share) for share in (0.27, 0.365, 0.365)]
        self.window.resizeDocks([docks["curve"], docks["orders"], docks["comparison"]], shares, across)

    def _moved(self, name: str, _area: object) -> None:
        self.shares.moved(name)

    def _changed(self, *_: object) -> None:
        """They come by the dozen: the tabs are minded once, a moment later."""
        if isValid(self._soon):
            self._soon.start(0)

    def mind_tabs(self) -> None:
        """Under tabs a header would say the title twice."""
        if not isValid(self.window):  # the docks of a window that is being destroyed still speak
            return
        for dock in self.by_name.values():
            if not isValid(dock):
                return
            dock.set_tabbed(bool(self.window.tabifiedDockWidgets(dock)) and not dock.isFloating())
        for bar in self.window.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setAccessibleName("Panels")  # Qt makes and unmakes them
            for button in bar.findChildren(QToolButton):  # to scroll it, as its own arrow keys do
                button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.title_tabs()

    def title_tabs(self) -> None:
        """Tabs that share a bar have their whole titles if all fit, else the short ones; the bar scrolls if need be."""
        if not isValid(self.window) or not self.window.isVisible():
            return
        short = {entry.name: entry.short or entry.title for entry in self.panels}
        for name, dock in self.by_name.items():
            group = [dock, *self.window.tabifiedDockWidgets(dock)]
            panels = [each for each in group if isinstance(each, PanelDock) and not each.isHidden()]
            tabbed = len(panels) > 1 and not dock.isFloating()
            room = next((each.width() for each in panels if not each.visibleRegion().isEmpty()), dock.width())
            dock.set_tab_title(short[name] if tabbed and sum(each.tab_width for each in panels) > room else "")

    # -- kept places -----------------------------------------------------------------------------------------------

    def restore(self) -> bool:
        """Put the docks and the window where they were; False where nothing usable was kept."""
        if self.store is None:
            return False
        geometry, state = self.store.value("geometry"), self.store.value("layout")
        if isinstance(geometry, QByteArray):
            self.window.window().restoreGeometry(geometry)
        done = isinstance(state, QByteArray) and self.window.restoreState(state, VERSION)
        if done:
            self.shares.take(self.store.value("shares"))
        self.mind_tabs()
        return done

    def save(self) -> None:
        """Keep where everything is."""
        if self.store is not None:
            self.store.setValue("geometry", self.window.window().saveGeometry())
            self.store.setValue("layout", self.window.saveState(VERSION))
            self.store.setValue("shares", self.shares.text())
            self.store.sync()
