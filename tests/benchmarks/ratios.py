"""Timing against a peer in the same run: the contenders in turn, round after round, and the medians of the rounds."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

Run = Callable[[], object]


@dataclass(frozen=True)
class Row:
    """One contender in one comparison."""

    name: str
    seconds: float  # median of the rounds
    ratio: float  # median over the rounds of its time / our time in the same round
    note: str = ""


def compare(
    title: str, ours: Run, peers: dict[str, Run], *, rounds: int = 7, unit: float = 1.0, of: str = ""
) -> list[Row]:
    """Time all in turn, print the table, and return it. unit: what the seconds are divided by (operations, say)."""
    contenders = {"AD Studio": ours, **peers}
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for run in contenders.values():
        run()  # warm
    for _ in range(rounds):
        for name, run in contenders.items():
            gc.collect()
            began = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - began)
    rows = []
    for name, taken in times.items():
        against = [theirs / mine for theirs, mine in zip(taken, times["AD Studio"], strict=True)]
        rows.append(Row(name, statistics.median(taken) / unit, statistics.median(against)))
    show(title, rows, of)
    return rows


def show(title: str, rows: list[Row], of: str = "") -> None:
    """Print a table of one comparison."""
    print(f"\n{title}")
    for row in rows:
        print(f"  {row.name:<28}{spelled(row.seconds):>12}{of}   {row.ratio:8.2f}×  {row.note}")


def spelled(seconds: float) -> str:
    """Seconds with a readable unit."""
    for limit, unit, factor in ((1e-6, "ns", 1e9), (1e-3, "µs", 1e6), (1.0, "ms", 1e3)):
        if seconds < limit:
            return f"{seconds * factor:.3g} {unit}"
    return f"{seconds:.3g} s"
