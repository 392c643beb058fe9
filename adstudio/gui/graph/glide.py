"""Two short movements: the view glides to another place, and a dot travels along an edge. Still when they are over."""

from __future__ import annotations

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QElapsedTimer, QObject, QVariantAnimation, Signal

from adstudio.gui.graph.camera import Camera, Place
from adstudio.gui.motion import Motion

GLIDE, TRAVEL = 220, 700  # ms
HURRY = 160  # ms between steps below which nothing moves: the next step is there already


class Movement(QObject):
    """A number from 0 to 1 over some time; `moved` at each change, never while nothing moves."""

    moved = Signal(float)

    def __init__(self, duration: int, curve: QEasingCurve.Type, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._run = QVariantAnimation(self)
        self._run.setDuration(duration)
        self._run.setEasingCurve(curve)
        self._run.setStartValue(0.0)
        self._run.setEndValue(1.0)
        self._run.valueChanged.connect(self._tell)

    @property
    def running(self) -> bool:
        """Whether a timer runs."""
        return bool(self._run.state() == QAbstractAnimation.State.Running)

    def begin(self) -> None:
        """From 0."""
        self._run.stop()
        self._run.start()

    def stop(self) -> None:
        """Stand still."""
        self._run.stop()

    def _tell(self, value: object) -> None:
        if self.running and isinstance(value, float):
            self.moved.emit(value)


class Glide(QObject):
    """Takes a camera to a place, gently where motion is allowed; `moved` whenever it has another place."""

    moved = Signal()

    def __init__(self, camera: Camera, motion: Motion, parent: QObject) -> None:
        super().__init__(parent)
        self._camera, self._motion = camera, motion
        self._from = self._to = camera.place
        self._run = Movement(GLIDE, QEasingCurve.Type.OutCubic, self)
        self._run.moved.connect(self._advance)

    @property
    def running(self) -> bool:
        """Whether the view is moving."""
        return self._run.running

    def to(self, place: Place, *, gently: bool = True) -> None:
        """Go to a place: at once if not `gently`, or where nothing may move."""
        self._run.stop()
        if gently and self._motion.allowed:
            self._from, self._to = self._camera.place, place
            self._run.begin()
        else:
            self._camera.place = place
            self.moved.emit()

    def finish(self) -> None:
        """Arrive now."""
        if self.running:
            self._run.stop()
            self._camera.place = self._to
            self.moved.emit()

    def stop(self) -> None:
        """Stay where it is: the person has taken over."""
        self._run.stop()

    def _advance(self, share: float) -> None:
        self._camera.place = self._to if share >= 1.0 else self._from.towards(self._to, share)
        self.moved.emit()


class Flow(QObject):
    """How far the contribution of the current step has come along its edge: `share`, 1 once it has arrived."""

    moved = Signal()

    def __init__(self, motion: Motion, parent: QObject) -> None:
        super().__init__(parent)
        self.share = 1.0
        self._motion = motion
        self._since = QElapsedTimer()
        self._run = Movement(TRAVEL, QEasingCurve.Type.InOutSine, self)
        self._run.moved.connect(self._advance)
        motion.changed.connect(self._take_motion)

    @property
    def running(self) -> bool:
        """Whether a dot is on its way."""
        return self._run.running

    @property
    def hurried(self) -> bool:
        """Whether the step before was only just taken."""
        return self._since.isValid() and self._since.elapsed() < HURRY

    def begin(self, *, visible: bool) -> None:
        """A step has been taken: send the dot off, unless nothing may move or steps come too fast to be followed."""
        hurried = self.hurried
        self._since.start()
        if visible and self._motion.allowed and not hurried:
            self.share = 0.0
            self._run.begin()
        else:
            self.arrive()

    def arrive(self) -> None:
        """Nothing is on its way any more."""
        self._run.stop()
        self.share = 1.0

    def _take_motion(self) -> None:
        if not self._motion.allowed:
            self.arrive()
            self.moved.emit()

    def _advance(self, share: float) -> None:
        self.share = share
        self.moved.emit()
