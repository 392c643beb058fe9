"""The trail of the node under the pointer: begun when it rests there, found between events, gone when it leaves."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QRunnable, QThreadPool, QTimer, Signal

from adstudio.gui.graph.scene import GraphScene
from adstudio.gui.graph.trail import Neighbours, Search, Trail

CALM = 130  # ms that the pointer rests on a card, or beside all, before the picture changes
ONWARD = 30  # ms where a trail is shown already
SHOWN = 80  # ms between two pictures of a trail that grows
SLICE = 0.005  # s of searching between two looks at events
AT_ONCE = 50_000  # edges whose index takes under 3 ms

Index = tuple[Neighbours, Neighbours]


class TrailFinder(QObject):
    """`trail` is what is shown, or None; `changed` when it is another one or has grown."""

    changed = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.trail: Trail | None = None
        self._scene: GraphScene | None = None
        self._index: Index | None = None
        self._wanted: int | None = None
        self._search: Search | None = None
        self._delay = QTimer(self)
        self._delay.setSingleShot(True)
        self._delay.timeout.connect(self._begin)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._go_on)
        self._since = QElapsedTimer()  # since what has been found was last shown
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)

    @property
    def busy(self) -> bool:
        """Whether a trail is waited for or still grows."""
        return self._delay.isActive() or self._slices.isActive() or bool(self._pool.activeThreadCount())

    def set_scene(self, scene: GraphScene | None) -> None:
        """Search in another graph; in one of the same structure what is known stays."""
        before, self._scene = self._scene, scene
        same = before is not None and scene is not None and before.layout.key == scene.layout.key
        if not same:
            self._index = None
            self.drop()

    def want(self, row: int | None, *, at_once: bool = False) -> None:
        """Show the trail of a row, or none, once the pointer has come to rest."""
        if row == self._wanted and not at_once:
            return
        self._wanted = row
        shown = self.trail is not None and row is not None
        self._delay.start(0 if at_once else ONWARD if shown else CALM)

    def drop(self) -> None:
        """No trail, now."""
        self._wanted = self._search = None
        self._delay.stop()
        self._slices.stop()
        if self.trail is not None:
            self.trail = None
            self.changed.emit()

    def wait(self) -> None:
        """Wait for the index under way; at the window's end."""
        self.drop()
        self._pool.clear()
        self._pool.waitForDone()

    def _begin(self) -> None:
        if self._wanted is None or self._scene is None:
            self.drop()
        elif self._index is not None:
            self._search = Search(self._wanted, *self._index)
            self.trail = self._search.trail
            self._slices.start()
            self._go_on()
        elif len(self._scene.tail) <= AT_ONCE:
            self._index = index_of(self._scene)
            self._begin()
        elif not self._pool.activeThreadCount():
            job = _Job(self._scene)
            job.told.done.connect(self._take_index)
            self._pool.start(job)

    def _take_index(self, scene: GraphScene, index: Index) -> None:
        if self._scene is not None and scene.layout.key == self._scene.layout.key:
            self._index = index
        self._begin()

    def _go_on(self) -> None:
        if self._search is None or self._search.run(SLICE):
            self._search = None
            self._slices.stop()
        elif self._since.isValid() and self._since.elapsed() < SHOWN:
            return
        self._since.start()
        self.changed.emit()


def index_of(scene: GraphScene) -> Index:
    """The neighbours of every row, both ways."""
    return Neighbours.above(scene), Neighbours.below(scene)


class _Told(QObject):
    done = Signal(object, object)


class _Job(QRunnable):
    def __init__(self, scene: GraphScene) -> None:
        super().__init__()
        self.told = _Told()
        self._scene = scene

    def run(self) -> None:
        """Index in the pool's thread, and tell."""
        scene = self._scene
        del self._scene  # PySide6 keeps the job with the pool
        self.told.done.emit(scene, index_of(scene))
