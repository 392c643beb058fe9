"""Process start to first painted window with the example drawn, against an empty PySide6 window with numpy."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

from ratios import Row, show

# each prints the time at which its first frame was painted, and is gone
EMPTY = """
import os, time
import numpy
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
class Window(QMainWindow):
    def paintEvent(self, event):
        super().paintEvent(event)
        print(time.time(), flush=True)
        os._exit(0)
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""
OURS = """
import os, time
from adstudio.gui import application
made = application.application
def application_made():  # by now all is imported, in the order in which a start imports it
    from adstudio.gui.graph import view as graph_view
    paint = graph_view.GraphView.paintEvent
    def painted(self, event):
        paint(self, event)
        if self.scene is not None:  # the cards, not the words that they are being laid out
            print(time.time(), flush=True)
            os._exit(0)
    graph_view.GraphView.paintEvent = painted
    return made()
application.application = application_made
application.run(None)
"""


def environment(settings: str) -> dict[str, str]:
    """Of a process that is timed from its start, as on the first day. settings: a folder for its settings."""
    shown = os.environ.get("QT_QPA_PLATFORM", "offscreen")
    found = {**os.environ, "QT_QPA_PLATFORM": shown, "XDG_CONFIG_HOME": settings}
    found.pop("PYTHONDONTWRITEBYTECODE", None)  # an installed package is compiled; the warm run does it here
    return found


def main(rounds: int = 11) -> None:
    times: dict[str, list[float]] = {"AD Studio": [], "empty window with numpy": []}
    with tempfile.TemporaryDirectory() as folder:
        for round_ in range(rounds + 1):
            for name, source in zip(times, (OURS, EMPTY), strict=True):
                began = time.time()
                said = subprocess.run(
                    [sys.executable, "-c", source], env=environment(folder), check=True, capture_output=True, text=True
                )
                if round_:
                    times[name].append(float(said.stdout.split()[-1]) - began)
    median = {name: statistics.median(taken) for name, taken in times.items()}
    rows = [Row(name, median[name], median[name] / median["AD Studio"]) for name in times]
    show("process start to the first painted frame, the example drawn", rows)
    ratio = statistics.median(a / b for a, b in zip(*times.values(), strict=True))
    print(f"  AD Studio / empty, median of the rounds: {ratio:.2f}")


if __name__ == "__main__":
    main()
