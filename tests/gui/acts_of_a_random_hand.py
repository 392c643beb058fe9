"""Ten thousand random commands, clicks and keys: no error, no Qt warning, nothing left behind, no growth."""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import sys
import threading
import time
import traceback
from collections import Counter
from typing import NamedTuple

import heard_overrides
import pytest
import worked_example
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication
from random_hand import RandomHand
from random_things import PROGRAMS

from adstudio.traces.model import Trace

SEEDS = [int(seed) for seed in os.environ.get("ADSTUDIO_RANDOM_SEEDS", "20261123").split()]
ACTS = int(os.environ.get("ADSTUDIO_RANDOM_ACTS", "10000"))
RESTS = [ACTS * tenths // 10 for tenths in (4, 5, 6, 8, 9)]  # by the first, every panel is made and every cache warm
MOST_BYTES = 24 << 20  # by which the least at the later rests may exceed the least at the first three
MOST_BLOCKS = 80_000  # the same of Python's allocator, about 5 MB of 45
SIZE = (1504, 812)
MOST_TRACES = 12  # of every engine, of what is shown, of points, and to be undone
FIELDS = (
    "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost",
)  # fmt: skip


class Use(NamedTuple):
    """What the process holds while nothing happens.

    Of memory the least of several rests counts: a layout or a picture in the clipboard, kept until the next, may be
    hundreds of megabytes, and come and go; a leak stays.
    """

    population: Counter[str]
    threads: int
    memory: int  # bytes
    blocks: int
    traces: int


class Heap(ctypes.Structure):
    """What C's allocator tells of itself (`mallinfo2`)."""

    _fields_ = [(name, ctypes.c_size_t) for name in FIELDS]


def memory() -> int:
    """Bytes in use: given out by C's allocator, in its heap and mapped.

    The resident size says less: it swings by 100 MB with what is free between what is in use.
    """
    gc.collect()
    library = ctypes.CDLL(None)
    library.mallinfo2.restype = Heap
    heap = library.mallinfo2()
    return int(heap.uordblks + heap.hblkhd)


def traces() -> int:
    """How many there are: their columns are files, mapped, and count for nothing else."""
    return sum(isinstance(each, Trace) for each in gc.get_objects())


def population() -> Counter[str]:
    """How many widgets of each class there are, and how many objects they own."""
    gc.collect()
    owned = [each for top in QApplication.topLevelWidgets() for each in (top, *top.findChildren(QObject))]
    return Counter(type(each).__name__ for each in set(owned))


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
    window.resize(*SIZE)  # what Qt draws a window of 4K into takes 33 MB
    window.reset_layout()
    window.models.document.set_program("def f(x=2.0):\n    return x * x\n")
    until = time.monotonic() + 20
    while time.monotonic() < until and (window.models.session.busy or window.models.document.trace is None):
        qapp.processEvents()
        window.models.session.poll()
    for _ in range(20):
        turn(qapp)
        time.sleep(0.01)


@pytest.fixture
def hand(monkeypatch, tmp_path, qapp, qtbot):
    """Lets a random hand act on a window: a callable that returns when it has done `acts` acts."""

    def act(window, seed: int, acts: int, *, rest=None, others: bool = True) -> None:
        folder = tmp_path / "files"
        folder.mkdir(exist_ok=True)
        heard = heard_overrides.listen(monkeypatch)
        hand = RandomHand(window, seed, folder, monkeypatch=monkeypatch, others=others)
        try:
            for number in range(acts):
                with qtbot.captureExceptions() as raised:
                    hand.act()
                    qapp.processEvents()
                heard += ["".join(traceback.format_exception(*error)) for error in raised]
                assert not heard, f"act {number}: {heard[0]}\nafter {list(hand.told)}"
                if number in RESTS and rest is not None:
                    rest()
        except Exception as error:  # of the hand's own call
            raise AssertionError(f"act {number}: {error!r} after {list(hand.told)}") from error
        finally:
            hand.stop()

    return act


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # the offscreen platform, of dragged docks
@pytest.mark.parametrize("seed", SEEDS)
def test_ten_thousand_random_acts_leave_no_error_and_nothing_behind(make_window, qtbot, qapp, hand, seed):
    window = make_window(worker=True)
    with qtbot.waitExposed(window):
        window.show()
    window.fill_late()
    window.models.document.set_program(PROGRAMS[0])
    Image.init()
    importlib.import_module("av")  # what the first export of a film would bring in
    used: list[Use] = []

    def rest() -> None:
        at_rest(window, qapp)
        used.append(Use(population(), threading.active_count(), memory(), sys.getallocatedblocks(), traces()))

    hand(window, seed, ACTS, rest=rest)
    rest()
    first, last = used[0], used[-1]
    grown = last.population - first.population
    assert not {name: n for name, n in grown.items() if n > 40}
    assert last.threads <= first.threads + 1
    assert len([t for t in window.findChildren(QTimer) if t.isActive()]) < 12
    early, late = used[:3], used[3:]
    assert last.traces - first.traces < MOST_TRACES, used
    assert min(use.memory for use in late) - min(use.memory for use in early) < MOST_BYTES, used
    assert min(use.blocks for use in late) - min(use.blocks for use in early) < MOST_BLOCKS, used


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("shown", ["a trace without its program", "an empty document"])
def test_random_acts_on_a_window_without_a_program(make_window, qtbot, hand, shown):
    window = make_window()
    with qtbot.waitExposed(window):
        window.show()
    window.fill_late()
    if shown == "a trace without its program":
        window.models.session.take_trace(worked_example.trace())
    hand(window, SEEDS[0], ACTS // 10, others=False)
