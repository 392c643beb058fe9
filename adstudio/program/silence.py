"""Runs whose prints nobody wants to read: the same program for the fifth engine, or at a thousand shifted points."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path


@contextmanager
def silent() -> Iterator[None]:
    """What is printed within this block, warnings included, goes nowhere."""
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
        yield
