"""The graph at 15 to 1,000,000 nodes: layout, and one step, pan, zoom and hover painted, at 1280 × 800."""

from __future__ import annotations

import itertools
import os
import statistics
import time
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def grown(x: float = 1.1, n: int = 25_000) -> float:
    """Four operations a turn, over a short memory: neither a chain nor a tree."""
    memory = [x, x * 2.0, x * 3.0]
    for i in range(n):
        memory[i % 3] = (memory[(i + 1) % 3] * 0.5 + memory[(i + 2) % 3] * 0.25) * x
    return memory[0]


def main() -> None:
    from PySide6.QtCore import QPointF

    from adstudio.analysis.layout import layout
    from adstudio.gui import application
    from adstudio.gui.graph.canvas import REST
    from adstudio.gui.graph.view import GraphView
    from adstudio.gui.theme import Theme
    from adstudio.host import running
    from adstudio.program.contract import Request
    from adstudio.program.loading import from_function
    from adstudio.workspace.cursor import Cursor
    from adstudio.workspace.selection import Selection

    app = application.application()
    program = from_function(grown)
    print("\ngraph at 1280 × 800, medians of 15")
    for n in (2, 25, 250, 2_500, 25_000, 250_000):
        trace = running.run(program, "tape", Request(at={"n": n}))
        laid_out = _median(lambda trace=trace: layout(trace), rounds=5)
        cursor = Cursor()
        cursor.walk(trace.timeline)
        view = GraphView(cursor, Selection(), Theme("dark"))
        view.resize(1280, 800)
        view.show()
        view.set_trace(trace)
        while view.scene is None:
            app.processEvents()
        view.grab()
        steps = itertools.cycle(range(len(trace.timeline) // 2, len(trace.timeline)))

        def step(steps: Any = steps, cursor: Any = cursor, view: Any = view) -> None:
            cursor.step = next(steps)
            view.grab()

        def zoom(view: Any = view) -> None:
            view.zoom(1.02, QPointF(400, 300))
            view.grab()

        def pan(view: Any = view) -> None:
            view.pan(7, 3)
            view.grab()

        def sharpen(view: Any = view) -> None:
            """The picture that is drawn once a zoom has come to rest."""
            view.zoom(1.02, QPointF(400, 300))
            while view.moving:
                app.processEvents()
            view.grab()

        figures = {"layout": laid_out, "step": _median(step), "pan": _median(pan), "zoom": _median(zoom)}
        view.fit()
        resting = _median(sharpen, rounds=5) - REST / 1e3
        figures["zoom at rest"] = max(resting, 0.0)
        view.fit()
        figures["hover, the longest turn"] = _hovered(app, view, len(trace) // 2)
        print(f"  {len(trace):>9,} nodes: " + ", ".join(f"{name} {1e3 * s:.1f} ms" for name, s in figures.items()))
        view.stop()
        view.close()


def _hovered(app: Any, view: Any, row: int) -> float:
    """The longest that the window was held up while a trail was found and drawn."""
    view.selection.hovered = row
    longest = 0.0
    while view.trails.busy or view.trails.trail is None:
        began = time.perf_counter()
        app.processEvents()
        longest = max(longest, time.perf_counter() - began)
    view.selection.hovered = None
    return longest


def _median(run: Any, rounds: int = 15) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


if __name__ == "__main__":
    main()
