"""Room on the stack for what calls the program, so that it recurs as deep as it does by itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

FRAMES = 200  # of AD Studio, and of an operation within the program


@contextmanager
def headroom() -> Iterator[None]:
    """Within this block the recursion limit is higher. One that the program sets itself stays."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(before + FRAMES)
    try:
        yield
    finally:
        if sys.getrecursionlimit() == before + FRAMES:
            sys.setrecursionlimit(before)
