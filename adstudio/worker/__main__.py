"""`python -m adstudio.worker`: started by the client, see `process.main`."""

from __future__ import annotations

import sys

from adstudio.worker.process import main

sys.exit(main(sys.argv[1:]))
