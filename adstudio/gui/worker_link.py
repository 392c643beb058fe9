"""Hears the worker: calls the session when it has something to say, and now and then while it is busy."""

from __future__ import annotations

import os

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from adstudio.workspace.document import Document
from adstudio.workspace.session import Session

BUSY = 40  # ms: a run that is to be stopped is pressed on with; where pipes can't be watched, answers are fetched
IDLE = 500  # ms: a worker may die while idle


class WorkerLink(QObject):
    """Polls `session`. wakeup: a descriptor that becomes readable when there is news, −1 for none."""

    def __init__(
        self, session: Session, document: Document, *, wakeup: int = -1, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.session = session
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.poll)
        self._notifier: QSocketNotifier | None = None
        if wakeup >= 0 and os.name == "posix":
            self._notifier = QSocketNotifier(wakeup, QSocketNotifier.Type.Read, self)
            self._notifier.activated.connect(self.poll)
        document.run_state_changed.connect(self._hurry)
        document.program_changed.connect(self._hurry)
        self._timer.start(BUSY)

    def poll(self) -> None:
        """Let the session take in what there is; where there is more, after the window has drawn."""
        self.session.poll()
        if self.session.behind:
            QTimer.singleShot(0, self, self.poll)
        self._hurry()

    def _hurry(self) -> None:
        wanted = BUSY if self.session.busy else IDLE
        if self._timer.interval() != wanted:
            self._timer.start(wanted)

    def close(self) -> None:
        """Stop listening, before the worker's pipe is closed."""
        self._timer.stop()
        if self._notifier is not None:
            self._notifier.setEnabled(False)
