"""A slider dragged on the seven-node example with three engines: from each move to the picture of its traces."""

from __future__ import annotations

import statistics
import time
from typing import Any

from ratios import spelled
from turns import Stage

MOVES = 60
ENGINES = ("dual", "tape", "finite_difference")
APART = 0.02  # s between a picture and the next move: a hand is no faster


def main() -> None:
    """A move every few milliseconds after the last picture, as a hand drags."""
    from adstudio import assets

    stage = Stage()
    document, view = stage.models.document, stage.window.graph.view
    stage.late.start()
    stage.until(lambda: not stage.late.busy)
    document.set_engines(document.engines, ENGINES)
    stage.open(assets.path("examples", "seed_example.py"))
    stage.until(lambda: stage.settled)
    times = []
    for move in range(MOVES):
        x = 2.0 + 0.05 * (move + 1)
        began = time.perf_counter()
        document.set_value("x1", x)
        stage.until(lambda x=x: _shown(document, x) and view.scene is not None and view.scene.trace is document.trace)
        stage.window.repaint()
        times.append(time.perf_counter() - began)
        stage.wait(APART)
    stage.close()
    print(f"\na slider moved on the example with {len(ENGINES)} engines, {MOVES} moves to their pictures")
    worst, late = max(times), statistics.quantiles(times, n=20)[-1]
    print(f"  median {spelled(statistics.median(times))}, 95 % {spelled(late)}, worst {spelled(worst)}")


def _shown(document: Any, x: float) -> bool:
    """Whether every engine's trace is that of the point."""
    traces = document.traces
    return set(traces) == set(ENGINES) and all(trace.nodes.value[0] == x for trace in traces.values())


if __name__ == "__main__":
    main()
