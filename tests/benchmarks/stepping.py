"""Random access in a trace of a million nodes: any step, and the state of 2,000 rows after it; write it and open it."""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from ratios import Row, show, spelled
from recording import chain


def _median(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def _timed(run: Any) -> float:
    began = time.perf_counter()
    run()
    return time.perf_counter() - began


def main() -> None:
    import adstudio
    from adstudio.host import running
    from adstudio.program.contract import Request
    from adstudio.program.loading import from_function

    trace = running.run(from_function(chain), "tape", Request(at={"n": 1_000_000}))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "million.adtrace"
        write = _timed(lambda: trace.save(path))
        opened = [_timed(lambda: adstudio.load(path)) for _ in range(5)]
        size = path.stat().st_size / 1e6
        first = _timed(lambda: adstudio.load(path).timeline.state(7, np.arange(2000)))
    show(
        f"a trace of {len(trace):,} nodes as a file of {size:.0f} MB",
        [Row("write", write, 1.0), Row("open and check", _median(opened), 1.0), Row("open, first state", first, 1.0)],
    )
    timeline = trace.timeline
    steps = len(timeline)
    build = _timed(lambda: timeline.state(steps - 5, np.arange(2000)))
    print(f"\nrandom access in {steps:,} steps (index built once: {spelled(build)})")
    rng = random.Random(3)
    for name, where in (("start", 0.001), ("middle", 0.5), ("end", 0.999)):
        rows = np.sort(np.array(rng.sample(range(len(trace)), 2000)))
        near = [int(steps * where) + rng.randrange(-500, 500) for _ in range(50)]
        step = _median([_timed(lambda k=k: timeline[k]) for k in near])
        state = _median([_timed(lambda k=k, rows=rows: timeline.state(k, rows)) for k in near])
        print(f"  near the {name:<8} one step {spelled(step):>9}   state of 2,000 rows {spelled(state):>9}")


if __name__ == "__main__":
    main()
