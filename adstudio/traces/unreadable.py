"""The one error of opening a trace."""

from __future__ import annotations

import os

LONGEST = 400  # characters of a defect: it may quote the file


class UnreadableTrace(ValueError):
    """A file that is not a legal trace: its `path`, and the `defect` in words. Nothing of it was used."""

    def __init__(self, path: str | os.PathLike[str], defect: str) -> None:
        self.path = os.fspath(path)
        self.defect = defect if len(defect) <= LONGEST else f"{defect[: LONGEST - 1]}…"
        super().__init__(f"{self.path}: {self.defect}")


class Defect(ValueError):
    """What is wrong with the contents, said where the file's name is not known."""
