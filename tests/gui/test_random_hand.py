"""Ten thousand random commands, clicks and keys: no error, no Qt warning, nothing left behind, no growth."""

from __future__ import annotations

import gc
import os
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from random_hand import RandomHand

SEEDS = [int(seed) for seed in os.environ.get("ADSTUDIO_RANDOM_SEEDS", "20261123").split()]
ACTS = int(os.environ.get("ADSTUDIO_RANDOM_ACTS", "10000"))
SETTLED = ACTS * 2 // 5  # acts after which every panel has been made and every cache is warm
MOST_BYTES = 48 << 20  # of growth between then and the end: what caches may still take


def memory() -> int:
    """Resident bytes of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def population(window: QObject) -> Counter[str]:
    """How many objects of each class the window owns."""
    gc.collect()
    return Counter(type(each).__name__ for each in window.findChildren(QObject))


def turn(qapp) -> None:
    """One turn of the loop of events, with what it deletes at its end."""
    qapp.processEvents()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def at_rest(window, qapp) -> None:
    """On the example, its panels as at first, nothing running."""
    window.transport.pause()
    window.models.session.stop()
    for dialog in QApplication.topLevelWidgets():
        if dialog is not window and dialog.isVisible() and dialog.parent() is window:
            dialog.close()
    window.reset_layout()
    window.models.document.set_program("def f(x=2.0):\n    return x * x\n")
    until = time.monotonic() + 20
    while time.monotonic() < until and (window.models.session.busy or window.models.document.trace is None):
        qapp.processEvents()
        window.models.session.poll()
    for _ in range(20):
        turn(qapp)
        time.sleep(0.01)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # the offscreen platform, of dragged docks
@pytest.mark.parametrize("seed", SEEDS)
def test_ten_thousand_random_acts_leave_no_error_and_nothing_behind(make_window, qtbot, qapp, monkeypatch, seed):
    window = make_window(worker=True)
    with qtbot.waitExposed(window):
        window.show()
    window.fill_late()
    window.models.document.set_program(
        "from math import log, sin\n\ndef f(x1=2.0, x2=5.0):\n    return log(x1) + x1 * x2 - sin(x2)\n"
    )
    hand = RandomHand(window, seed, monkeypatch=monkeypatch)
    settled_memory, settled, threads = 0, Counter[str](), 0
    for number in range(ACTS):
        try:
            hand.act()
            qapp.processEvents()
        except Exception as error:
            raise AssertionError(f"act {number}: {error!r} after {list(hand.told)}") from error
        if number == SETTLED:
            at_rest(window, qapp)
            settled, threads, settled_memory = population(window), threading.active_count(), memory()
    hand.stop()
    at_rest(window, qapp)
    grown = population(window) - settled
    assert not {name: n for name, n in grown.items() if n > 40}, list(hand.told)
    assert threading.active_count() <= threads + 1
    assert len([t for t in window.findChildren(QTimer) if t.isActive()]) < 12
    assert memory() - settled_memory < MOST_BYTES
