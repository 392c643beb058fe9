"""The random acts, in a process of their own: what memory grows there is theirs, and a crash takes nothing along."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ACTS = Path(__file__).with_name("acts_of_a_random_hand.py")
LONG = 1200  # s


def test_a_random_hand_leaves_no_error_and_nothing_behind():
    command = [sys.executable, "-X", "faulthandler", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(ACTS)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=LONG, cwd=ACTS.parents[2])
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[-8000:]
    assert "3 passed" in ran.stdout  # with a window on a program, on a trace alone, and on nothing
