"""A large trace in the whole window: from its file to the first true picture, and any step, pan and zoom painted."""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drawing import grown
from recording import chain
from startup import environment
from turns import Stage

STEPS = 60  # at random places; half as many near the start, the middle and the end

# prints when it was begun and when the graph of the trace was painted, and is gone
COLD = """
import os, sys, time
from adstudio.gui import application
from adstudio.gui.graph import view as graph_view
paint = graph_view.GraphView.paintEvent
def painted(self, event):
    paint(self, event)
    if self.scene is not None:
        print(time.time(), flush=True)
        os._exit(0)
graph_view.GraphView.paintEvent = painted
application.run(sys.argv[1])
"""


def main(nodes: int = 1_000_000, rounds: int = 5) -> None:
    """Both programs, each of about so many nodes."""
    from adstudio.gui import application

    application.import_numpy()  # as the window does
    with tempfile.TemporaryDirectory() as folder:
        paths = recorded(Path(folder), nodes)
        for path in paths:
            cold = [_cold(path) for _ in range(rounds)]
            print(f"\n{path.stem}: `adstudio {path.name}` from nothing to the graph {_told(cold)}")
        for path in paths:
            _in_the_window(path, rounds)


def recorded(folder: Path, nodes: int) -> list[Path]:
    """Files of the two programs: a chain, and one that is neither a chain nor a tree."""
    from adstudio.host import running
    from adstudio.program.contract import Request
    from adstudio.program.loading import from_function

    paths = []
    for program, count in ((chain, nodes), (grown, nodes // 4)):
        path = folder / f"{program.__name__}.adtrace"
        running.run(from_function(program), "tape", Request(at={"n": count})).save(path)
        paths.append(path)
    return paths


def _cold(path: Path) -> float:
    """Seconds from the start of a process."""
    began = time.time()
    command = [sys.executable, "-c", COLD, str(path)]
    said = subprocess.run(command, env=environment(str(path.parent)), check=True, capture_output=True, text=True)
    return float(said.stdout.split()[-1]) - began


def _in_the_window(path: Path, rounds: int) -> None:
    from adstudio.gui.graph.view import GraphView

    painted: list[Any] = []  # the traces whose graph has been painted
    paint = GraphView.paintEvent

    def noted(self: Any, event: Any) -> None:
        paint(self, event)
        if self.scene is not None:
            painted.append(self.scene.trace)

    GraphView.paintEvent = noted  # type: ignore[method-assign] # before there is one: PySide looks it up once
    stage = Stage()
    _spin(stage, stage.late.start, lambda: not stage.late.busy)
    view = stage.window.graph.view
    firsts, turns, later = [], [], []
    document = stage.models.document
    for _ in range(rounds):
        _spin(stage, lambda: stage.models.document.set_program(""), lambda: True, rest=1.0)
        seconds, turn = _spin(
            stage, lambda: stage.open(path), lambda: bool(painted) and painted[-1] is document.trace, rest=0.0
        )
        firsts.append(seconds)
        turns.append(turn)
        later.append(_spin(stage, lambda: None, lambda: True, rest=3.0)[1])
    print(f"\n{path.stem}, {len(document.trace or ()):,} nodes, in the window")
    print(f"  open to the first true picture     {_told(firsts)}")
    print(f"  longest turn until then, and after {_told(turns)}  {_told(later)}")
    rng, steps = random.Random(5), stage.models.cursor.length
    _places(stage, "any step", [rng.randrange(steps) for _ in range(STEPS)])
    for name, share in (("start", 0.0), ("middle", 0.5), ("end", 1.0)):
        middle = int(share * (steps - 1000)) + 500
        near = [max(0, min(middle + rng.randrange(-500, 500), steps - 1)) for _ in range(STEPS // 2)]
        _places(stage, f"a step near the {name}", near)
    _shown(stage, "pan", lambda: view.pan(7, 3))
    _shown(stage, "zoom", lambda: view.zoom(1.02))
    GraphView.paintEvent = paint  # type: ignore[method-assign]
    stage.close()


def _places(stage: Stage, name: str, places: list[int]) -> None:
    cursor = stage.models.cursor
    steps = iter(places)
    _shown(stage, name, lambda: setattr(cursor, "step", next(steps)), times=len(places))


def _shown(stage: Stage, name: str, act: Callable[[], object], times: int = STEPS) -> None:
    """One act and all the painting that it led to, at once."""
    wall, cpu = [], []
    for _ in range(times):
        stage.app.processEvents()
        time.sleep(2e-3)  # what other threads have left to do
        stage.app.processEvents()
        began, burnt = time.perf_counter(), time.thread_time()
        act()
        stage.app.processEvents()
        wall.append(time.perf_counter() - began)
        cpu.append(time.thread_time() - burnt)
    print(f"  {name:<34} {_told(wall)}  cpu {_told(cpu)}")


def _spin(
    stage: Stage, act: Callable[[], object], until: Callable[[], bool], *, rest: float = 0.2
) -> tuple[float, float]:
    """Do it and let the window run: seconds until `until`, and the longest turn until `rest` seconds after that."""
    began = now = time.perf_counter()
    act()
    longest, reached = time.perf_counter() - began, 0.0
    while not reached or now - began < reached + rest:
        turn = time.perf_counter()
        stage.app.processEvents()
        now = time.perf_counter()
        longest = max(longest, now - turn)
        if not reached and until():
            reached = now - began
        time.sleep(5e-4)
    return reached, longest


def _told(seconds: list[float]) -> str:
    """Median, 95th percentile, worst."""
    ordered = sorted(seconds)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return f"{1e3 * statistics.median(ordered):7.1f} ms, 95 % {1e3 * high:7.1f}, worst {1e3 * ordered[-1]:7.1f}"


if __name__ == "__main__":
    main(*(int(text) for text in sys.argv[1:]))
