"""The exports of a window: the dialog, the jobs under way, the commands that copy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from adstudio.gui.graph.camera import Camera
from adstudio.gui.graph.scene import GraphScene
from adstudio.gui.plain_text import as_it_is, in_a_line
from adstudio.gui.reasons import NO_TRACE

if TYPE_CHECKING:
    from adstudio.gui.exports.dialog import ExportDialog
    from adstudio.gui.exports.jobs import Job
    from adstudio.gui.window import MainWindow

KINDS = {
    "svg": "SVG pictures", "pdf": "PDF documents", "png": "PNG pictures", "gif": "GIF films", "webp": "WebP films",
    "mp4": "MP4 films", "md": "Markdown", "tex": "LaTeX", "csv": "CSV tables", "txt": "Texts", "mmd": "Mermaid graphs",
    "dot": "DOT graphs",
}  # fmt: skip
SPELLED = {"markdown": "Markdown", "latex": "LaTeX", "csv": "CSV", "mermaid": "Mermaid", "dot": "DOT"}
SHOWN = 10_000  # milliseconds that a message stays in the status line


class ExportDesk(QObject):
    """What is to be exported, and where it goes. The heavy parts are imported when the dialog opens."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window, self.theme = window, window.theme
        models = window.models
        self.document, self.cursor, self.selection = models.document, models.cursor, models.selection
        self.jobs: list[Job] = []
        self._dialog: ExportDialog | None = None
        self._folder = ""

    @property
    def scene(self) -> GraphScene | None:
        """The graph of the shown trace, once it is laid out."""
        scene = self.window.graph.view.scene
        return scene if scene is not None and scene.trace is self.document.trace else None

    @property
    def camera(self) -> Camera:
        """What the graph's view shows."""
        return self.window.graph.view.camera

    @property
    def speed(self) -> float:
        """Steps a second, as they are played."""
        return self.window.transport.speed

    def open(self) -> None:
        """Show the dialog; it remembers what was chosen."""
        if self._dialog is None:
            from adstudio.gui.exports.dialog import ExportDialog

            self._dialog = ExportDialog(self)
        self._dialog.appear()

    def copy_as(self, form: str) -> None:
        """Put the shown trace on the clipboard, as "markdown", "latex", "csv", "mermaid" or "dot"."""
        from adstudio.gui.exports.text_page import copied

        trace = self.document.trace
        if trace is None:
            self.say(NO_TRACE)
            return
        QGuiApplication.clipboard().setText(copied(trace, form))
        self.say(f"Copied the trace as {SPELLED[form]}")

    def copy_picture(self) -> None:
        """Put the graph on the clipboard, as it is on the screen."""
        from adstudio.gui.exports.picture_page import COPIED, NO_GRAPH, graph_picture
        from adstudio.gui.exports.pictures import image

        if self.scene is None:
            self.say(NO_GRAPH)
            return
        picture = graph_picture(self, self.theme, part="screen", transparent=False)
        QGuiApplication.clipboard().setImage(image(picture, COPIED))
        self.say("Copied the picture of the graph")

    def ask(self, title: str, name: str, ending: str) -> Path | None:
        """The file to write: the person's choice, with its ending."""
        from PySide6.QtWidgets import QFileDialog

        stem = f"{Path(self.document.name).stem}-{name}.{ending}"
        start = str(Path(self._folder or self.window.files.folder()) / stem)
        chosen, _ = QFileDialog.getSaveFileName(self._dialog, title, start, f"{KINDS[ending]} (*.{ending})")
        if not chosen:
            return None
        path = Path(chosen)
        if path.suffix.lower() != f".{ending}":
            path = path.with_name(f"{path.name}.{ending}")
        self._folder = str(path.parent)
        return path

    def attempt(self, path: Path, write: Callable[[], None]) -> None:
        """Write a file now, and say how it went."""
        try:
            write()
        except OSError as error:
            self._complain(f"{path}: {error.strerror or error}")
        except (MemoryError, ValueError) as error:
            self._complain(str(error))
        else:
            self._say_written(path)

    def run(self, job: Job) -> None:
        """Write a file beside the window's work, with its progress shown."""
        from adstudio.gui.exports.progress import ProgressDialog

        self.jobs.append(job)
        progress = ProgressDialog(job, self.theme, self.window)
        job.ended.connect(lambda said: self._take_end(job, said))
        progress.appear()
        job.start()

    def stop(self) -> None:
        """Give up what is under way, before the window goes."""
        for job in list(self.jobs):
            job.cancel()
            job.wait()

    def say(self, words: str) -> None:
        """A message in the status line."""
        self.window.statusBar().showMessage(in_a_line(words), SHOWN)

    def _take_end(self, job: Job, said: str) -> None:
        self.jobs.remove(job)
        job.deleteLater()
        if said == "cancelled":
            self.say(f"{job.path.name} was given up; nothing was written")
        elif said:
            self._complain(said)
        else:
            self._say_written(job.path)

    def _say_written(self, path: Path) -> None:
        self.say(f"Wrote {path}, {_spelled_bytes(path.stat().st_size)}")

    def _complain(self, words: str) -> None:
        from PySide6.QtWidgets import QMessageBox

        QMessageBox.warning(self.window, "Can't export", as_it_is(words))


def _spelled_bytes(count: int) -> str:
    for limit, unit in ((1e3, "bytes"), (1e6, "kB"), (1e9, "MB")):
        if count < limit:
            return f"{count / (limit / 1e3):.3g} {unit}"
    return f"{count / 1e9:.3g} GB"
