"""Opening and saving: programs, examples, traces; what goes wrong is said in one sentence.

Qt's dialogs are imported where they are opened: the first picture needs none.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from adstudio import assets
from adstudio.gui.plain_text import as_it_is
from adstudio.workspace.document import Document
from adstudio.workspace.session import Session

TRACES = (".adtrace", ".json")


def examples() -> list[Path]:
    """The example programs, the seven-node one first."""
    found = sorted(assets.path("examples").glob("*.py"))
    return sorted(found, key=lambda path: path.stem != "seed_example")


class Files:
    """The commands of the File menu.

    commit: hands what was typed a moment ago to the document, which else has it after a pause.
    """

    def __init__(self, document: Document, session: Session, parent: QWidget, *, commit: Callable[[], None]) -> None:
        self.document, self.session, self.parent, self.commit = document, session, parent, commit

    def open(self) -> None:
        """Ask for a file and open it."""
        kinds = "Programs and traces (*.py *.adtrace *.json);;All files (*)"
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getOpenFileName(self.parent, "Open", self.folder(), kinds)
        if name:
            self.open_path(Path(name))

    def open_path(self, path: Path, *, trusted: bool = True) -> bool:
        """Open a program or a trace by its ending; False, after saying why, where it can't be read."""
        if not self.may_leave():
            return False
        try:
            if path.suffix.lower() in TRACES:
                self.session.open_trace(path)
            else:
                self.session.open_program(path, trusted=trusted)
        except OSError as error:
            self._complain("Can't open the file", f"{path}: {error.strerror or error}")
        except UnicodeDecodeError:
            self._complain("Can't open the file", f"{path} is no text in UTF-8")
        except ValueError as error:
            self._complain("Can't open the trace", str(error))
        else:
            return True
        return False

    def save_program(self) -> None:
        """Write the program to its file; an example, or a program without one, asks for a name."""
        path = self.document.path
        if path is None or path.suffix != ".py" or self._is_example():
            self.save_program_as()
        else:
            self._write(path)

    def save_program_as(self) -> None:
        """Write the program to a file of the person's choice."""
        start = str(Path(self.folder()) / Path(self.document.name).with_suffix(".py"))
        from PySide6.QtWidgets import QFileDialog

        name, _ = QFileDialog.getSaveFileName(self.parent, "Save the program as", start, "Programs (*.py)")
        if name:
            self._write(Path(name))

    def save_trace(self) -> None:
        """Write the shown trace, .adtrace or .json."""
        trace = self.document.trace
        if trace is None:
            return
        start = str(Path(self.folder()) / f"{Path(self.document.name).stem}-{self.document.shown}.adtrace")
        kinds = "Traces (*.adtrace);;Traces as text (*.json)"
        from PySide6.QtWidgets import QFileDialog

        name, chosen = QFileDialog.getSaveFileName(self.parent, "Save the trace as", start, kinds)
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in TRACES:
            path = path.with_name(path.name + (".json" if "json" in chosen else ".adtrace"))
        try:
            trace.save(path)
        except (OSError, ValueError) as error:
            self._complain("Can't save the trace", str(error))

    def may_leave(self) -> bool:
        """Whether the program may go: a person's own file, changed and not saved, is asked about first."""
        self.commit()
        document = self.document
        own = document.path is not None and document.path.suffix == ".py" and not self._is_example()
        if not own or not document.unsaved:
            return True
        from PySide6.QtWidgets import QMessageBox

        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self.parent,
            "Save the program?",
            as_it_is(f"{document.name} has changes that are not saved"),
            buttons.Save | buttons.Discard | buttons.Cancel,
        )
        if answer == buttons.Save:
            self.save_program()
        return answer == buttons.Discard or not document.unsaved

    def _is_example(self) -> bool:
        return self.document.path is not None and self.document.path.is_relative_to(assets.path("examples"))

    def _write(self, path: Path) -> None:
        self.commit()
        try:
            path.write_text(self.document.text, "utf-8")
        except OSError as error:
            self._complain("Can't save the program", f"{path}: {error.strerror or error}")
        else:
            self.document.mark_saved(path.resolve())

    def folder(self) -> str:
        """Where a file dialog begins: beside the program, or at home."""
        path = self.document.path
        return str(Path.home() if path is None or self._is_example() else path.parent)

    def _complain(self, title: str, text: str) -> None:
        if not self.parent.isVisible():  # a window that is just being opened is seen first
            QTimer.singleShot(0, self.parent, partial(self._complain, title, text))
            return
        from PySide6.QtWidgets import QMessageBox

        QMessageBox.warning(self.parent, title, as_it_is(text))
