"""Starting the window: on a program, a trace, or the seven-node example."""

from __future__ import annotations

import builtins
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from adstudio import assets
from adstudio.gui import display

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from adstudio.gui.models import Models
    from adstudio.gui.window import MainWindow
    from adstudio.traces.model import Trace
    from adstudio.workspace.document import EngineInfo

LIBRARIES = "libegl1 libgl1 libxkbcommon0 libdbus-1-3 libfontconfig1 libxcb-cursor0 libxkbcommon-x11-0 libxcb-icccm4"
QUIT = "ADSTUDIO_QUIT_AFTER_FIRST_FRAME"  # any text in it: to measure the start
HUGE_PAGES = "NUMPY_MADVISE_HUGEPAGE"
CHOSEN = ("dual", "tape", "jet", "finite_difference")  # torch is one click away: its import takes a second


def run(file: str | Path | None = None) -> int:
    """Open the window on a program (.py) or a trace (.adtrace, .json), and return the exit code when it is closed.

    Without a display, or without Qt's system libraries, says so on stderr and returns 2.
    """
    gc.disable()  # until the first picture: nothing that is imported is garbage
    import_numpy()
    import_the_rest()
    missing = obstacle()
    if missing:
        return _refused(missing)
    import_as_python_does()
    path = Path(file) if file is not None else assets.path("examples", "seed_example.py")
    if not path.is_file():
        return _refused(f"adstudio: there is no file {path}")
    return _open(path, None)


def show_trace(trace: Trace) -> int:
    """Open the window on a trace, and return when it is closed; 2 without a display."""
    missing = obstacle()
    if missing:
        return _refused(missing)
    return _open(None, trace)


def _refused(why: str) -> int:
    """Say where there is no window to say it in; the exit code."""
    sys.stderr.write(f"{why}\n")
    return 2


def import_numpy() -> None:
    """Import numpy so that it asks for no huge pages, unless the environment says otherwise.

    Linux clears such a page, 2 MB, at the first touch, and may move memory about to make room for it. Of a graph of a
    million nodes, which takes a hundred columns of 8 MB that are gone at once, that is more than half the time.
    """
    asked = HUGE_PAGES in os.environ
    os.environ.setdefault(HUGE_PAGES, "0")
    import_module("numpy")  # it reads the environment once
    if not asked:
        del os.environ[HUGE_PAGES]  # the worker's programs are not ours to slow down


def import_the_rest() -> None:
    """Import what is not Qt before Qt: PySide6 looks into the source of every module that is imported after it."""
    import adstudio.analysis.grid
    import adstudio.analysis.kept_layout
    import adstudio.analysis.layout
    import adstudio.analysis.lines
    import adstudio.program.depths
    import adstudio.traces.files
    import adstudio.traces.formula
    import adstudio.traces.json_file
    import adstudio.traces.step_formula
    import adstudio.traces.tables
    import adstudio.workspace.document_parts
    import adstudio.workspace.finder
    import adstudio.workspace.folds
    import adstudio.workspace.gradients
    import adstudio.workspace.iterations
    import adstudio.workspace.mark_edits
    import adstudio.workspace.node_stops
    import adstudio.workspace.points
    import adstudio.workspace.session
    import adstudio.workspace.slopes
    import adstudio.workspace.stepper  # noqa: F401 - to be there is all that is asked of them


def import_as_python_does() -> None:
    """Take PySide6's hook out of `import`: it reads the source of every module, for a `__feature__` nobody uses here.

    In a process of our own only: a person's script, which shows a trace, may use it.
    """
    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)


def obstacle() -> str:
    """Why no window can be opened here, with what to do; "" where one can. Qt itself would abort the process."""
    missing = display.obstacle() if sys.platform.startswith("linux") else ""
    if missing:
        return missing
    try:
        import_module("PySide6.QtWidgets")
    except ImportError as error:
        library = str(error).partition(":")[0]
        return f"adstudio: Qt needs a system library, {library}; on Debian and Ubuntu: sudo apt install {LIBRARIES}"
    if sys.platform.startswith("linux") and not os.environ.get("QT_QPA_PLATFORM") and os.environ.get("DISPLAY"):
        import ctypes.util

        if not os.environ.get("WAYLAND_DISPLAY") and ctypes.util.find_library("xcb-cursor") is None:
            return (
                "adstudio: Qt needs the system library libxcb-cursor; "
                "on Debian and Ubuntu: sudo apt install libxcb-cursor0"
            )
    return ""


def application() -> QApplication:
    """Qt's application, made at the first call, with our name, style and fonts."""
    from PySide6.QtWidgets import QApplication

    from adstudio.gui.theme import load_fonts

    running = QApplication.instance()
    if isinstance(running, QApplication):  # somebody else's, with the style that they chose
        app = running
        app.setStyle("Fusion")
    else:  # as an argument, the style needs no QStyle in Python: 5 ms of enumerations that nobody reads
        app = QApplication([*sys.argv[:1], "-style", "fusion"])
    app.setApplicationName("AD Studio")
    app.setDesktopFileName("adstudio")
    load_fonts()
    return app


def models(settings_path: Path | None) -> Models:
    """A document, its cursor and selection, and the session, which has no worker yet."""
    from adstudio.gui.models import Models
    from adstudio.workspace.bookmarks import Bookmarks
    from adstudio.workspace.breakpoints import Breakpoints
    from adstudio.workspace.cursor import Cursor
    from adstudio.workspace.document import Document
    from adstudio.workspace.document_parts import register_document
    from adstudio.workspace.folds import Folds
    from adstudio.workspace.mark_edits import bookmark_edit, breakpoint_edit, fold_edit, node_edit, seed_edit
    from adstudio.workspace.points import Points
    from adstudio.workspace.selection import Selection
    from adstudio.workspace.session import Session
    from adstudio.workspace.settings import Settings
    from adstudio.workspace.stepper import Stepper
    from adstudio.workspace.undo import Undo

    document, cursor, selection = Document(), Cursor(), Selection()
    cursor.follow(document)
    selection.follow(document)
    breakpoints, bookmarks = Breakpoints(), Bookmarks()
    breakpoints.follow(document)
    bookmarks.follow(document)
    stepper = Stepper(document, cursor, selection, breakpoints=breakpoints, bookmarks=bookmarks)
    settings = Settings(settings_path)
    document.show("tape")
    undo, points, folds = Undo(), Points(document), Folds()
    register_document(undo, document)
    undo.register("points", points, describe=points.describe)
    undo.register("breakpoints", breakpoints, describe=breakpoint_edit)
    undo.register("bookmarks", bookmarks, describe=bookmark_edit)
    undo.register("folds", folds, describe=fold_edit)
    undo.register("seeds", document.seeds, describe=seed_edit)
    undo.register("what if", document.edits, describe=lambda old, new: node_edit(old, new, document.trace))
    return Models(document, cursor, selection, Session(document, settings), settings, stepper, undo, points, folds)


def offer_engines(models: Models) -> None:
    """Find out which engines there are. Imports plugins, but no engine."""
    _offer(models, known_engines())


def known_engines() -> tuple[EngineInfo, ...]:
    """Every engine, and why one can't run here."""
    from adstudio.host.engines import engines
    from adstudio.workspace.document import EngineInfo

    return tuple(
        EngineInfo(engine.name, engine.title, engine.status, abilities=engine.abilities) for engine in engines()
    )


def _offer(models: Models, found: tuple[EngineInfo, ...]) -> None:
    works = {engine.name for engine in found if engine.works}
    models.document.set_engines(found, tuple(name for name in CHOSEN if name in works))


def preview(window: MainWindow, path: Path) -> None:
    """Show an example's kept trace at once, in its kept layout; its run, a moment later, takes the place."""
    kept = path.with_suffix(".json")
    if kept.is_file() and path.parent == assets.path("examples"):
        from adstudio.analysis import kept_layout
        from adstudio.traces import files

        window.graph.view.keep_layout(kept_layout.load(path.with_suffix(".layout.json")))
        window.models.document.set_trace("tape", files.load(kept))


def settle(_: object = None) -> None:
    """What is there now stays: to look through it again and again for garbage would take 40 ms each time."""
    gc.freeze()
    gc.enable()


def settings_path() -> Path:
    """`settings.json` in the folder that the system keeps for the settings of programs."""
    from PySide6.QtCore import QStandardPaths

    place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return Path(place) / "adstudio" / "settings.json"


def _open(path: Path | None, trace: Trace | None) -> int:
    from PySide6.QtCore import QSettings

    from adstudio.gui.late import Late, Piece, imported
    from adstudio.gui.theme import Theme
    from adstudio.gui.window import MainWindow
    from adstudio.gui.worker_link import WorkerLink

    app = application()
    kept = settings_path()
    made = models(kept)
    theme = Theme(made.settings.choices.theme)
    app.setFont(theme.sans)
    store = QSettings(str(kept.with_name("layout.ini")), QSettings.Format.IniFormat)
    window = MainWindow(made, theme, store=store)
    if trace is not None:
        made.session.take_trace(trace)
    elif path is not None and window.open_path(path):
        preview(window, path)
    link: list[WorkerLink] = []

    def begin(found: tuple[EngineInfo, ...]) -> None:
        from adstudio.worker.client import WorkerClient

        client = WorkerClient()
        _offer(made, found)
        made.session.begin(client)
        link.append(WorkerLink(made.session, made.document, wakeup=client.wakeup, parent=window))

    engines = Piece(imported("adstudio.worker.client"), lambda _: None), Piece(known_engines, begin)
    late = Late((*engines, *window.late_pieces(), Piece(lambda: None, settle)), window)

    def painted() -> None:
        if os.environ.get(QUIT):
            app.quit()
        else:
            late.start()

    window.painted.connect(painted)
    window.show()
    try:
        return app.exec()
    finally:
        late.stop()
        for listening in link:
            listening.close()
        made.session.close()
