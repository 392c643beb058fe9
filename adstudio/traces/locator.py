"""Who knows the program: gives a place to each operation while it runs, and tells afterwards where that was."""

from __future__ import annotations

from types import FrameType
from typing import Protocol

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from adstudio.traces.model import Scopes, Spans

NOWHERE = -1  # a place that is not in the program


class Places(Struct, frozen=True):
    """What a locator knows of the places in a trace: columns by node, and the tables they point into."""

    span: NDArray[np.int32]  # (N,)
    scope: NDArray[np.int32]  # (N,)
    name: NDArray[np.int32]  # (N,) index into `names`, or −1
    spans: Spans
    scopes: Scopes
    names: tuple[str, ...]


class Locator(Protocol):
    """Knows the program: gives a place to the operation that runs now, and resolves places afterwards."""

    frames: dict[FrameType, int]  # frames of the program that were met: place = frames[frame] + frame.f_lasti

    def here(self, frame: FrameType | None = None) -> int:
        """The place of what runs now, in the nearest frame of the program at or above `frame`."""

    def line(self, place: int) -> tuple[int, int]:
        """(source, line) of a place; (−1, 0) where unknown."""

    def span(self, place: int) -> tuple[int, int, int, int, int] | None:
        """(source, line, column, end line, end column) of a place; None where unknown."""

    def resolve(self, places: NDArray[np.int64]) -> Places:
        """Spans, scopes and names of `places`, (N,)."""


class Nowhere:
    """The locator of a program without source: every place is unknown."""

    def __init__(self) -> None:
        self.frames: dict[FrameType, int] = {}

    def here(self, frame: FrameType | None = None) -> int:
        """No place."""
        return NOWHERE

    def line(self, place: int) -> tuple[int, int]:
        """Unknown."""
        return -1, 0

    def span(self, place: int) -> tuple[int, int, int, int, int] | None:
        """Unknown."""
        return None

    def resolve(self, places: NDArray[np.int64]) -> Places:
        """Every node in scope 0, in no span, with no name."""
        none = np.empty(0, np.int32)
        return Places(
            span=np.full(len(places), -1, np.int32),
            scope=np.zeros(len(places), np.int32),
            name=np.full(len(places), -1, np.int32),
            spans=Spans(none, none, none, none, none),
            scopes=Scopes(np.array([-1], np.int32), np.array([0], np.int32), np.array([-1], np.int32)),
            names=("f",),
        )
