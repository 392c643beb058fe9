"""The window as a script or a person starts it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys

LONG = 60  # s

SHOW = """
import adstudio
from math import log, sin
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

def f(x1, x2):
    return log(x1) + x1 * x2 - sin(x2)

app = QApplication([])

def look():
    window = next(w for w in app.topLevelWidgets() if w.objectName() == "window")
    if not window.isVisible() or window.graph.view.scene is None:
        QTimer.singleShot(50, look)
        return
    print(window.windowTitle())
    print(len(window.graph.view.scene.card_rows), "cards")
    print(window.models.cursor.length, "steps")
    window.close()

QTimer.singleShot(50, look)
print(adstudio.show(adstudio.trace(f, (2.0, 5.0))))
"""
STARTED = """
import os, sys
from adstudio.gui import application
from adstudio.gui.window import MainWindow

def painted(self):
    print(*sorted({"fast_sugiyama", "hashlib", "pyqtgraph", "torch", "pluggy"} & set(sys.modules)))
    print(self.graph.view.scene is not None)

MainWindow.fill_late = lambda self: None
init = MainWindow.__init__
def __init__(self, *args, **kwargs):
    init(self, *args, **kwargs)
    self.painted.connect(lambda: painted(self))
MainWindow.__init__ = __init__
sys.exit(application.run(None))
"""

BROKEN = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from adstudio.gui import application

def look():
    app = QApplication.instance()
    box = app.activeModalWidget()
    if not isinstance(box, QMessageBox):
        QTimer.singleShot(20, look)
        return
    window = next(w for w in app.topLevelWidgets() if w.objectName() == "window")
    print(window.isVisible(), box.text())
    box.accept()
    window.close()

made = application.application
def application_made():
    app = made()
    QTimer.singleShot(0, look)
    return app

application.application = application_made
sys.exit(application.run(sys.argv[1]))
"""


def ran(source: str, home: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": home, **environment}
    return subprocess.run(
        [sys.executable, "-c", source, *arguments], env=kept, capture_output=True, text=True, timeout=LONG
    )


def test_show_opens_the_window_on_a_trace_and_comes_back_when_it_is_closed(tmp_path):
    said = ran(SHOW, str(tmp_path))
    assert said.stderr == ""
    assert said.stdout.splitlines() == ["untitled.py — AD Studio", "7 cards", "16 steps", "None"]


def test_the_first_picture_has_the_example_and_waits_for_nothing_it_does_not_need(tmp_path):
    said = ran(STARTED, str(tmp_path), ADSTUDIO_QUIT_AFTER_FIRST_FRAME="1")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines() == ["", "True"]


PAGES = """
import os, sys
from adstudio.gui import application

def look():
    from numpy._core import multiarray
    print(bool(multiarray._get_madvise_hugepage()), os.environ.get("NUMPY_MADVISE_HUGEPAGE"))
    os._exit(0)

application.import_the_rest = look
application.run(None)
"""


def test_a_window_takes_its_memory_in_small_pages_and_its_worker_does_not_learn_of_it(tmp_path):
    assert ran(PAGES, str(tmp_path)).stdout.split() == ["False", "None"]
    assert ran(PAGES, str(tmp_path), NUMPY_MADVISE_HUGEPAGE="1").stdout.split() == ["True", "1"]


def test_a_file_that_cannot_be_read_is_told_in_the_window_that_opens(tmp_path):
    broken = tmp_path / "broken.adtrace"
    broken.write_bytes(b"\x00" * 40)
    said = ran(BROKEN, str(tmp_path), str(broken))
    assert said.returncode == 0
    assert said.stdout.startswith(f"True {broken}: this is not a whole safetensors file")
