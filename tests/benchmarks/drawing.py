"""The graph at 7 to 100,000 nodes: layout, one step painted, one pan painted, at 1280 × 800."""

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
    from adstudio.gui.graph_view import GraphView
    from adstudio.gui.theme import Theme
    from adstudio.host import running
    from adstudio.program.contract import Request
    from adstudio.program.loading import from_function
    from adstudio.workspace.cursor import Cursor
    from adstudio.workspace.selection import Selection

    app = application.application()
    program = from_function(grown)
    print("\ngraph at 1280 × 800, medians of 15")
    for n in (2, 25, 250, 2_500, 25_000):
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

        def pan(view: Any = view) -> None:
            view.zoom(1.02, QPointF(400, 300))
            view.grab()

        figures = (laid_out, _median(step), _median(pan))
        print(
            f"  {len(trace):>7,} nodes: "
            + ", ".join(f"{name} {1e3 * s:.1f} ms" for name, s in zip(("layout", "step", "zoom"), figures, strict=True))
        )
        view.stop()
        view.close()


def _median(run: Any, rounds: int = 15) -> float:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return statistics.median(times)


if __name__ == "__main__":
    main()
