"""Process start to first painted window with the example drawn, against an empty PySide6 window with numpy."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys

from ratios import Row, show

EMPTY = """
import numpy
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        QTimer.singleShot(0, app.quit)
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""
OURS = """
from PySide6.QtCore import QTimer
from adstudio.gui import application
app = application.application()
def look():
    from adstudio.gui.window import MainWindow
    for window in app.topLevelWidgets():
        if isinstance(window, MainWindow) and window.isVisible() and window.models.document.trace is not None:
            window.repaint()
            app.quit()
            return
    QTimer.singleShot(1, look)
QTimer.singleShot(0, look)
application.run(None)
"""


def main(rounds: int = 9) -> None:
    import time

    environment = {**os.environ, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
    environment["ADSTUDIO_QUIT_AFTER_FIRST_FRAME"] = "1"
    commands = {"AD Studio": [sys.executable, "-c", OURS], "empty window with numpy": [sys.executable, "-c", EMPTY]}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for round_ in range(rounds + 1):
        for name, command in commands.items():
            began = time.perf_counter()
            subprocess.run(command, env=environment, check=True, capture_output=True)
            if round_:
                times[name].append(time.perf_counter() - began)
    ratio = statistics.median(a / b for a, b in zip(*times.values(), strict=True))
    median = {name: statistics.median(taken) for name, taken in times.items()}
    rows = [Row(name, median[name], median[name] / median["AD Studio"]) for name in commands]
    show("process start to the first frame, and out again", rows)
    print(f"  ratio, median of the rounds: {ratio:.2f}")


if __name__ == "__main__":
    main()
