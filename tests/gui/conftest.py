"""The real window, on the hand-written trace or with a real worker."""

from __future__ import annotations

from pathlib import Path

import pytest
import worked_example
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from adstudio.gui import application
from adstudio.gui.theme import Theme
from adstudio.gui.window import MainWindow
from adstudio.gui.worker_link import WorkerLink
from adstudio.worker.client import WorkerClient
from adstudio.workspace.inputs import Input


@pytest.fixture(scope="session")
def qapp_cls():
    return QApplication


@pytest.fixture
def make_window(qapp, tmp_path):
    """Windows that are taken away afterwards; whatever stays of them fails the test."""
    application.application()
    before = set(map(id, QApplication.allWidgets()))
    made: list[MainWindow] = []
    links: list[WorkerLink] = []

    def make(*, theme: str = "dark", worker: bool = False, size=(1504, 812), store: Path | None = None) -> MainWindow:
        models = application.models(tmp_path / "settings.json")
        kept = None if store is None else QSettings(str(store), QSettings.Format.IniFormat)
        window = MainWindow(models, Theme(theme), store=kept)
        window.resize(*size)
        made.append(window)
        if worker:
            client = WorkerClient(spare=False)
            application.offer_engines(models)
            models.session.begin(client)
            links.append(WorkerLink(models.session, models.document, wakeup=client.wakeup, parent=window))
        return window

    yield make
    for link in links:
        link.close()
    for window in made:
        window.editor.commit()
        window.models.document.saved = window.models.document.text  # so that closing asks nothing
        window.close()
        window.models.session.close()
        window.deleteLater()
    links.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    timers = [timer for window in made for timer in alive_timers(window)]
    made.clear()
    assert not timers
    left = [w for w in QApplication.allWidgets() if id(w) not in before and type(w).__module__.startswith("adstudio")]
    assert not left, f"left behind: {left}"


def alive_timers(window: MainWindow) -> list[QTimer]:
    """Running timers of a window that should be gone."""
    from shiboken6 import isValid

    return [t for t in window.findChildren(QTimer) if t.isActive()] if isValid(window) else []


@pytest.fixture
def window(make_window, qtbot):
    """On the worked example, traced by hand; no worker."""
    made = make_window()
    document = made.models.document
    document.set_program(worked_example.SOURCE, path=Path("seed_example.py"), function="f")
    document.set_inputs((Input("x1", (2.0,), (), -5.0, 10.0), Input("x2", (5.0,), (), -5.0, 10.0)))
    document.show("hand")
    document.set_trace("hand", worked_example.trace())
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made
