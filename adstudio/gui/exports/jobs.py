"""Exports that take a while: made beside the window's work, with progress, and given up at any moment."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from adstudio.gui.exports.animation import Animation, Frame, Gif, WebP
from adstudio.gui.exports.frames import FramePainter, pixels_of
from adstudio.gui.exports.video import Video
from adstudio.traces.whole_file import replacing

SAMPLES = 6  # frames that a GIF's palette is chosen from, …
SAMPLED = 1_000_000  # … of which so many pixels each are looked at
LAST = 2000  # milliseconds that the last frame stays longer


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
    """A film: every frame is painted and encoded before the next one, so that a long one takes no more memory.

    The frames are images, which may be painted in any thread; `painter` is not to be used elsewhere meanwhile.
    """

    def __init__(
        self, path: Path, painter: FramePainter, steps: range, steps_a_second: float, parent: QObject | None
    ) -> None:
        """steps: to be shown, from 0. path: .gif, .webp or .mp4."""
        super().__init__(path, len(steps), parent)
        self._painter, self._steps, self._speed = painter, steps, steps_a_second

    def write(self, path: Path) -> None:
        """Every frame, for as long as a step is to last; the last one longer."""
        with ExitStack() as opened:
            film = self._film(path, opened)
            for done, step in enumerate(self._steps, 1):
                self.check()
                last = LAST if done == self.total else 0
                film.add(pixels_of(self._painter.frame(step)), round(1000 / self._speed) + last)
                self.progressed.emit(done, self.total)

    def _film(self, path: Path, opened: ExitStack) -> Animation:
        """The encoder; it is closed, and its file after it, whatever happens."""
        page, ending = self._painter.page, self.path.suffix.lower()
        film: Animation
        if ending == ".mp4":
            film = Video(path, page.width, page.height, steps_a_second=self._speed)
        else:
            file = opened.enter_context(path.open("wb"))
            if ending == ".gif":
                film = Gif(file, page.width, page.height, self._samples())
            else:
                film = WebP(file, page.width, page.height)
        opened.callback(film.close)
        return film

    def _samples(self) -> list[Frame]:
        """Pixels of some frames, for a palette that serves them all."""
        places = {round(i * (len(self._steps) - 1) / (SAMPLES - 1)) for i in range(SAMPLES)}
        found = []
        for place in sorted(places):
            self.check()
            frame = pixels_of(self._painter.frame(self._steps[place]))
            stride = max(1, round((frame.size / SAMPLED) ** 0.5))
            found.append(frame[::stride, ::stride])
        self._painter.rewind()
        return found
