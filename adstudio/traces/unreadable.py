"""The one error of opening a trace."""

from __future__ import annotations

import os


class UnreadableTrace(ValueError):
    """A file that is not a legal trace: its `path`, and the `defect` in words. Nothing of it was used."""

    def __init__(self, path: str | os.PathLike[str], defect: str) -> None:
        super().__init__(f"{os.fspath(path)}: {defect}")
        self.path = os.fspath(path)
        self.defect = defect


class Defect(ValueError):
    """What is wrong with the contents, said where the file's name is not known."""
