"""How long the window's thread is held up: every turn of its loop of events, timed, by what was done."""

from __future__ import annotations

import cProfile
import io
import os
import pstats
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

LIMIT = 50e-3  # s that nothing may take
QUIET = 0.05  # s without a turn worth the name: what was done is done
PATIENCE = 20.0  # s


class Turn(NamedTuple):
    """One turn of the loop, or one act of a person: seconds by the clock, and of the window's thread alone."""

    wall: float
    cpu: float


class Meter:
    """The longest turn that each kind of act led to, once per act. With `profiled`, what that turn was spent on."""

    def __init__(self, app: Any, *, profiled: str = "") -> None:
        self.app, self.profiled = app, tuple(filter(None, profiled.split(",")))
        self.longest: dict[str, list[Turn]] = {}
        self.where: dict[str, tuple[float, str]] = {}  # the worst act of each kind, and in which program
        self.stats: dict[str, tuple[float, str]] = {}
        self.program = ""

    def act(self, kind: str, run: Callable[[], object], *, until: Callable[[], bool] = lambda: True) -> float:
        """Do it, wait until its consequences are over, and note the longest turn. Returns seconds until `until`."""
        began = time.perf_counter()
        worst = self._turn(kind, run)
        reached = 0.0
        quiet_since = time.perf_counter()
        while time.perf_counter() - began < PATIENCE:
            turn = self._turn(kind, self.app.processEvents)
            now = time.perf_counter()
            worst = max(worst, turn, key=lambda one: one.cpu)
            if not reached and until():
                reached = now - began
            if turn.wall > 1e-3:
                quiet_since = now
            if reached and now - quiet_since > QUIET:
                break
            time.sleep(5e-4)
        self.longest.setdefault(kind, []).append(worst)
        if worst.cpu > self.where.get(kind, (0.0, ""))[0]:
            self.where[kind] = worst.cpu, self.program
        return reached

    def _turn(self, kind: str, run: Callable[[], object]) -> Turn:
        profile = cProfile.Profile() if kind.startswith(self.profiled or ("\0",)) else None
        wall, cpu = time.perf_counter(), time.thread_time()
        if profile is None:
            run()
        else:
            profile.runcall(run)
        turn = Turn(time.perf_counter() - wall, time.thread_time() - cpu)
        if profile is not None and turn.cpu > self.stats.get(kind, (0.0, ""))[0]:
            text = io.StringIO()
            pstats.Stats(profile, stream=text).sort_stats("cumulative").print_stats(38)
            self.stats[kind] = turn.cpu, text.getvalue()
        return turn

    def report(self) -> None:
        """A line a kind of act: medians and maxima of the acts' longest turns."""
        print(f"\nlongest turn of the window's loop, ms{'':14} acts   cpu: median   max   wall: median   max")
        for kind, turns in self.longest.items():
            cpu, wall = [t.cpu * 1e3 for t in turns], [t.wall * 1e3 for t in turns]
            late = f"  over {LIMIT * 1e3:.0f} ms, in {self.where[kind][1]}" if max(cpu) > LIMIT * 1e3 else ""
            print(
                f"  {kind:<46} {len(turns):>5} {statistics.median(cpu):>12.1f} {max(cpu):>7.1f} "
                f"{statistics.median(wall):>12.1f} {max(wall):>7.1f}{late}"
            )
        for kind, (seconds, text) in self.stats.items():
            print(f"\n── {kind}: {seconds * 1e3:.0f} ms\n{text}")


class Stage:
    """The real window with a real worker, as the program opens it."""

    def __init__(self, scheme: str = "dark", size: tuple[int, int] = (1440, 900)) -> None:
        from adstudio.gui import application
        from adstudio.gui.late import Late, Piece
        from adstudio.gui.theme import Theme
        from adstudio.gui.window import MainWindow
        from adstudio.gui.worker_link import WorkerLink
        from adstudio.worker.client import WorkerClient

        self.app = application.application()
        self.models = application.models(None)
        theme = Theme(scheme)
        self.app.setFont(theme.sans)
        self.window = MainWindow(self.models, theme)
        self.window.resize(*size)
        self.window.show()
        client = WorkerClient()
        application.offer_engines(self.models)
        self.models.session.begin(client)
        self.link = WorkerLink(self.models.session, self.models.document, wakeup=client.wakeup, parent=self.window)
        self.late = Late([*self.window.late_pieces(), Piece(lambda: None, application.settle)], self.window)
        self.app.processEvents()

    @property
    def settled(self) -> bool:
        """Whether all answers are there and the graph is drawn."""
        document, view = self.models.document, self.window.graph.view
        drawn = view.scene is not None and view.scene.trace is document.trace
        return drawn and not self.models.session.busy and document.run_state.phase != "running"

    def open(self, path: Path) -> None:
        """Open a program as the menu does."""
        self.window.open_path(path)

    def until(self, holds: Callable[[], bool]) -> None:
        """Turn the loop of events until it holds. Raises `TimeoutError`."""
        end = time.perf_counter() + PATIENCE
        while not holds():
            if time.perf_counter() > end:
                raise TimeoutError("it never came to hold")
            self.app.processEvents()
            time.sleep(2e-4)

    def wait(self, seconds: float) -> None:
        """Turn the loop of events for so long."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.app.processEvents()
            time.sleep(1e-3)

    def close(self) -> None:
        """End worker and window."""
        self.late.stop()
        self.link.close()
        self.models.document.saved = self.models.document.text
        self.window.close()
        self.models.session.close()
