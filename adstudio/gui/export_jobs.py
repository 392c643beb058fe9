"""Exports that take a while: made beside the window's work, with progress, and given up at any moment."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from adstudio.gui.export_animation import Animation, Frame, Gif, WebP
from adstudio.gui.export_frames import FramePainter, pixels_of
from adstudio.gui.export_video import Video
from adstudio.traces.whole_file import replacing

AHEAD = 3  # frames painted and not yet written
SAMPLES = 6  # frames that a GIF's palette is chosen from, …
SAMPLED = 1_000_000  # … of which so many pixels each are looked at
LAST = 2000  # milliseconds that the last frame stays longer
WAIT = 8  # milliseconds until the next look at a full queue


class Cancelled(Exception):
    """The person does not want the file any more."""


class Job(QObject):
    """One file being written by a thread; whole or not at all. `ended` comes once, at the very end."""

    progressed = Signal(int, int)  # done, of how many
    ended = Signal(str)  # why there is no file; "" where there is one, "cancelled" where it was given up

    def __init__(self, path: Path, total: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path, self.total = path, total
        self.is_running = False
        self._given_up = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"export {path.name}", daemon=True)
        self._finished.connect(self._finish)

    _finished = Signal(str)

    def start(self) -> None:
        """Begin."""
        self.is_running = True
        self._thread.start()

    def cancel(self) -> None:
        """Give it up; what was there before stays as it was."""
        self._given_up.set()

    def wait(self) -> None:
        """Wait for the thread; after `cancel` that is a moment."""
        if self._thread.is_alive():
            self._thread.join()
        self._finish("cancelled")

    def write(self, path: Path) -> None:
        """Write all of it, in the thread. Calls `check` now and then."""
        raise TypeError(f"{type(self).__name__} defines no write()")

    def check(self) -> None:
        """Raise `Cancelled` where the job was given up."""
        if self._given_up.is_set():
            raise Cancelled

    def _run(self) -> None:
        try:
            with replacing(self.path) as part:
                self.write(part)
                self.check()
        except Cancelled:
            said = "cancelled"
        except MemoryError:
            said = f"{self.path}: there is not enough memory for that"
        except Exception as error:  # noqa: BLE001 - the border: an encoder's errors are of any type
            said = f"{self.path}: {getattr(error, 'strerror', None) or error}"
        else:
            said = ""
        self._finished.emit(said)

    def _finish(self, said: str) -> None:
        if self.is_running:
            self.is_running = False
            if self._thread.is_alive():
                self._thread.join()
            self.ended.emit(said)


class TextJob(Job):
    """A text written piece by piece."""

    def __init__(self, path: Path, pieces: Callable[[], Iterator[str]], total: int, parent: QObject | None) -> None:
        """total: of pieces, as far as is known."""
        super().__init__(path, total, parent)
        self._pieces = pieces

    def write(self, path: Path) -> None:
        """Every piece."""
        with path.open("w", encoding="utf-8", newline="\n") as file:
            for done, piece in enumerate(self._pieces(), 1):
                self.check()
                file.write(piece)
                self.progressed.emit(min(done, self.total), self.total)


class FilmJob(Job):
    """A film: frames are painted one by one in the window's thread, between its own work, and encoded in another."""

    def __init__(
        self, path: Path, painter: FramePainter, steps: range, steps_a_second: float, parent: QObject | None
    ) -> None:
        """steps: to be shown, from 0. path: .gif, .webp or .mp4."""
        super().__init__(path, len(steps), parent)
        self._painter, self._steps, self._speed = painter, steps, steps_a_second
        self._frames: queue.Queue[Frame] = queue.Queue(AHEAD)
        self._samples: list[Frame] = []
        self._painted = 0
        self._wanted = self._sample_steps()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._paint)
        self.ended.connect(self._timer.stop)

    def start(self) -> None:
        """Begin to paint."""
        self.is_running = True
        self._timer.start(0)

    def wait(self) -> None:
        """Wait for the thread."""
        self._timer.stop()
        super().wait()

    def cancel(self) -> None:
        """Give it up."""
        super().cancel()
        if not self._thread.is_alive():
            self._finished.emit("cancelled")

    def _sample_steps(self) -> list[int]:
        if self.path.suffix.lower() != ".gif":
            return []
        places = {round(i * (len(self._steps) - 1) / (SAMPLES - 1)) for i in range(SAMPLES)}
        return [self._steps[place] for place in sorted(places)]

    def _paint(self) -> None:
        """One frame, or none while enough are waiting."""
        if len(self._samples) < len(self._wanted):
            frame = pixels_of(self._painter.frame(self._wanted[len(self._samples)]))
            stride = max(1, round((frame.size / SAMPLED) ** 0.5))
            self._samples.append(frame[::stride, ::stride])
            return
        if not self._painted:
            self._painter.rewind()
            self._thread.start()
        if self._painted < len(self._steps) and not self._frames.full():
            self._frames.put(pixels_of(self._painter.frame(self._steps[self._painted])))
            self._painted += 1
            self._timer.setInterval(0)
        elif self._painted == len(self._steps):
            self._timer.stop()
        else:
            self._timer.setInterval(WAIT)

    def write(self, path: Path) -> None:
        """Every frame, for as long as a step is to last; the last one longer."""
        with ExitStack() as opened:
            film = self._film(path, opened)
            for number in range(1, len(self._steps) + 1):
                frame = self._next()
                last = LAST if number == len(self._steps) else 0
                film.add(frame, round(1000 / self._speed) + last)
                self.progressed.emit(number, self.total)

    def _film(self, path: Path, opened: ExitStack) -> Animation:
        """The encoder; it is closed, and its file after it, whatever happens."""
        page, ending = self._painter.page, self.path.suffix.lower()
        film: Animation
        if ending == ".mp4":
            film = Video(path, page.width, page.height, steps_a_second=self._speed)
        else:
            file = opened.enter_context(path.open("wb"))
            if ending == ".gif":
                film = Gif(file, page.width, page.height, self._samples)
            else:
                film = WebP(file, page.width, page.height)
        opened.callback(film.close)
        return film

    def _next(self) -> Frame:
        while True:
            self.check()
            try:
                return self._frames.get(timeout=0.05)
            except queue.Empty:
                continue
