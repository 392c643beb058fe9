"""The random acts, in a process of their own: what memory grows there is theirs, and a crash takes nothing along.

Other seeds by hand: `ADSTUDIO_RANDOM_SEEDS="1 2 3" pytest tests/gui/acts_of_a_random_hand.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ACTS = Path(__file__).with_name("acts_of_a_random_hand.py")
ACTED = "10000"
LONG = 1200  # s


def test_a_random_hand_leaves_no_error_and_nothing_behind():
    command = [sys.executable, "-X", "faulthandler", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(ACTS)]
    kept = {**os.environ, "ADSTUDIO_RANDOM_ACTS": ACTED}
    ran = subprocess.run(command, env=kept, capture_output=True, text=True, timeout=LONG, cwd=ACTS.parents[2])
    assert ran.returncode == 0, (ran.stdout + ran.stderr)[-8000:]
    assert "3 passed" in ran.stdout  # with a window on a program, on a trace alone, and on nothing
