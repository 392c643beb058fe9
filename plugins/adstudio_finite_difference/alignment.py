"""How far two runs of one program go the same way."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adstudio.api import Nodes


def rows_in_step(base: Nodes, base_ops: tuple[str, ...], run: Nodes, run_ops: tuple[str, ...]) -> int:
    """How many rows, from the first, are the same operations on the same parents in both runs."""
    n = min(len(base), len(run))
    same = _named(base, base_ops, n) == _named(run, run_ops, n)
    same &= base.start[1 : n + 1] == run.start[1 : n + 1]
    first = int(np.argmin(same)) if not same.all() else n
    edges = int(base.start[first])
    differs = np.flatnonzero(base.parent[:edges] != run.parent[:edges])
    return first if not len(differs) else int(np.searchsorted(base.start, differs[0], side="right")) - 1


def _named(nodes: Nodes, ops: tuple[str, ...], n: int) -> NDArray[Any]:
    return np.array(ops)[nodes.op[:n]]
