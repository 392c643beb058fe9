"""What waits for the first picture: prepared in a thread beside the window, and taken in a piece a turn of its loop."""

from __future__ import annotations

import importlib
import queue
import threading
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from PySide6.QtCore import QObject, QTimer

EVERY = 5  # ms between looks for something prepared
BEFORE_USE = (  # what a first click would import else
    "adstudio.analysis.comparison",
    "adstudio.analysis.folded",
    "adstudio.analysis.steady",
    "adstudio.gui.cost.plot",
    "adstudio.gui.graph.words",
    "adstudio.gui.inputs.row",
    "adstudio.gui.graph.lines_view",
    "adstudio.gui.graph.search_bar",
    "adstudio.workspace.condition",
)


class Piece(NamedTuple):
    """`prepare` runs in the thread and touches nothing of Qt; what it gives goes to `take`, in the window's."""

    prepare: Callable[[], Any]
    take: Callable[[Any], object]


class Late(QObject):
    """Runs pieces in their order. A piece that fails says so in the window's thread, and the next goes on."""

    def __init__(self, pieces: Iterable[Piece], parent: QObject) -> None:
        super().__init__(parent)
        self._pieces = list(pieces)
        self._prepared: queue.SimpleQueue[tuple[Piece, Any, Exception | None]] = queue.SimpleQueue()
        self._left = len(self._pieces)
        self._given_up = False
        self._thread = threading.Thread(target=self._prepare, name="late imports", daemon=True)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether there is more to come."""
        return self._left > 0

    def start(self) -> None:
        """Begin."""
        self._thread.start()
        self._timer.start(EVERY)

    def stop(self) -> None:
        """Take in nothing more, and wait for the thread: it stops after the piece that it is at."""
        self._given_up = True
        self._timer.stop()
        if self._thread.is_alive():
            self._thread.join()

    def _prepare(self) -> None:
        for piece in self._pieces:
            if self._given_up:
                return
            try:
                self._prepared.put((piece, piece.prepare(), None))
            except Exception as error:  # noqa: BLE001 - raised again where it is seen
                self._prepared.put((piece, None, error))

    def _take(self) -> None:
        if self._prepared.empty():
            return
        piece, made, error = self._prepared.get()
        self._left -= 1
        if not self._left:
            self._timer.stop()
        if error is not None:
            raise error
        piece.take(made)


def beside(prepare: Callable[[], Any], take: Callable[[Any], object], parent: QObject) -> None:
    """Run `prepare` in a thread, and then `take` what it gave, in the window's; not if `parent` is gone by then."""
    late = Late([Piece(prepare, take), Piece(lambda: None, lambda _: late.deleteLater())], parent)
    late.start()


def imported(*modules: str) -> Callable[[], None]:
    """For `prepare`: import modules. Their classes of Qt's are made, no objects."""

    def run() -> None:
        for module in modules:
            importlib.import_module(module)

    return run
