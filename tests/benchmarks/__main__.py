"""`python tests/benchmarks [NAME …]`: run all benchmarks, or those named. Needs the `bench` extra."""

from __future__ import annotations

import importlib
import sys

NAMES = ("recording", "jets", "curve", "stepping", "startup", "torch_capture", "drawing", "large", "slider")

if __name__ == "__main__":
    for name in sys.argv[1:] or NAMES:
        importlib.import_module(name).main()
