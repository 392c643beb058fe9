"""`python -m adstudio.worker`: started by the client, see `process.main`."""

from __future__ import annotations

import sys

from adstudio.worker.process import main

if __name__ == "__main__":  # and not when a program's own multiprocessing imports it again
    sys.exit(main(sys.argv[1:]))
