"""Filling an array store within a budget: arrays whole while there is room, then a summary and a sample."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from adstudio.traces.model import ArrayStore, Floats

SAMPLE = 64  # entries kept of an array beyond the budget


def summary(array: Floats) -> tuple[float, float, float, float, float, float]:
    """Euclidean norm, min, max, mean, count of NaN, count of ±inf, of any number of entries.

    Norm, min, max and mean are those of the finite entries, so that one NaN does not hide the size of the
    rest; the two counts say how many were left out. With no finite entry the norm is 0, the others NaN.
    """
    flat = array.reshape(-1)
    with np.errstate(all="ignore"):
        squares = float(flat @ flat)
    if 1e-280 < squares < math.inf:  # then every entry is finite and nothing over- or underflowed
        return math.sqrt(squares), float(flat.min()), float(flat.max()), float(flat.mean()), 0.0, 0.0
    nans = int(np.count_nonzero(np.isnan(flat)))
    finite = flat[np.isfinite(flat)]
    infinities = flat.size - finite.size - nans
    if not finite.size:
        return 0.0, math.nan, math.nan, math.nan, float(nans), float(infinities)
    low, high = float(finite.min()), float(finite.max())
    largest = max(-low, high) or 1.0
    with np.errstate(all="ignore"):
        scaled = finite / largest  # 1e200 squared is not a float, 1e-200 squared is 0
        norm = largest * math.sqrt(float(scaled @ scaled))
    return norm, low, high, largest * float(scaled.mean()), float(nans), float(infinities)


class ArrayStoreBuilder:
    """Collects arrays, in the order of their indices, whole until `budget_bytes` are used up.

    An array that does not fit in what is left keeps its shape, dtype, summary and at most 64 entries
    spread evenly over it; a later, smaller one may still fit.
    """

    def __init__(self, budget_bytes: int) -> None:
        self.bytes_left = budget_bytes
        self._shapes: list[tuple[int, ...]] = []
        self._dtypes: list[str] = []
        self._summaries: list[tuple[float, ...]] = []
        self._data: list[Floats] = []
        self._full: list[bool] = []

    def __len__(self) -> int:
        return len(self._shapes)

    def norm(self, index: int) -> float:
        """The Euclidean norm of the finite entries of a kept array."""
        return self._summaries[index][0]

    def add(self, array: NDArray[Any]) -> int:
        """Copy `array` (real numbers or bools, any shape) in as float64; returns its index.

        Integers beyond 2⁵³ are rounded. Raises `TypeError` for complex numbers and objects.
        """
        array = np.asarray(array)
        if array.dtype.kind not in "fiub":
            raise TypeError(f"arrays hold real numbers, not {array.dtype}; add real and imaginary parts as two arrays")
        floats = array.astype(np.float64)
        self._shapes.append(array.shape)
        self._dtypes.append(str(array.dtype))
        self._summaries.append(summary(floats))
        whole = floats.nbytes <= self.bytes_left
        self._full.append(whole)
        if whole:
            self.bytes_left -= floats.nbytes
            self._data.append(floats)
        else:
            places = np.linspace(0, floats.size - 1, min(SAMPLE, floats.size)).astype(np.int64)
            self._data.append(floats.reshape(-1)[places])
        return len(self) - 1

    def build(self) -> ArrayStore:
        """The store, with the arrays added so far."""
        table = np.array(self._summaries, np.float64).reshape(-1, 6)
        return ArrayStore(tuple(self._shapes), tuple(self._dtypes), table, tuple(self._data), tuple(self._full))
