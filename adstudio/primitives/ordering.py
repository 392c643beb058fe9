"""The order of an array of values that holds NaN: numpy's own of the plain numbers, in which NaN comes last.

Python's comparisons, by which numpy orders objects, know of no such place. Where there is no NaN they are what it is.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.primitives.memory import NumbersInMemory, plain_numbers


def holds_nan(array: Any) -> bool:
    """Whether one of the numbers of an array of objects is NaN."""
    numbers = plain_numbers(array)
    return bool((numbers != numbers).any())


def decided(array: Any) -> None:
    """Write down what an order was decided by: each number beside the next one."""
    entries = np.ndarray.view(array, np.ndarray).ravel()
    ordered = entries[np.argsort(plain_numbers(entries), kind="stable")]
    for low, high in zip(ordered, ordered[1:], strict=False):
        _ = low <= high


def rearranged(array: Any, numbers: Any, axis: int) -> Any:
    """The entries of an array of objects along an axis in the order of `numbers`, which are its own in another one."""
    own, wanted = (np.argsort(one, axis, kind="stable") for one in (plain_numbers(array), numbers))
    result = np.empty_like(array)
    np.put_along_axis(result, wanted, np.take_along_axis(array, own, axis), axis)
    return result


class OrderedArray(NumbersInMemory):
    """An array of objects that numpy orders as the numbers that they are."""

    def argmax(self, *arguments: Any, **keywords: Any) -> Any:
        """NaN, if there is one."""
        return self._place("argmax", arguments, keywords)

    def argmin(self, *arguments: Any, **keywords: Any) -> Any:
        """NaN, if there is one."""
        return self._place("argmin", arguments, keywords)

    def argsort(self, *arguments: Any, **keywords: Any) -> Any:
        """NaN last."""
        return self._place("argsort", arguments, keywords)

    def argpartition(self, *arguments: Any, **keywords: Any) -> Any:
        """NaN last."""
        return self._place("argpartition", arguments, keywords)

    def sort(self, axis: Any = -1, *more: Any, **keywords: Any) -> None:
        """NaN last."""
        self._arrange("sort", (axis, *more), keywords, axis)

    def partition(self, kth: Any, axis: Any = -1, *more: Any, **keywords: Any) -> None:
        """NaN last."""
        self._arrange("partition", (kth, axis, *more), keywords, axis)

    def searchsorted(self, v: Any, *more: Any, **keywords: Any) -> Any:
        """NaN last."""
        wanted = np.array(v, dtype=object)
        if not holds_nan(self) and not holds_nan(wanted):
            return super().searchsorted(v, *more, **keywords)
        decided(self)
        return plain_numbers(self).searchsorted(plain_numbers(wanted), *more, **keywords)

    def _place(self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        if not holds_nan(self):
            return getattr(super(), name)(*arguments, **keywords)
        decided(self)
        return getattr(plain_numbers(self), name)(*arguments, **keywords)

    def _arrange(self, name: str, arguments: tuple[Any, ...], keywords: dict[str, Any], axis: Any) -> None:
        if not holds_nan(self):
            getattr(super(), name)(*arguments, **keywords)
            return
        numbers, own = plain_numbers(self), np.ndarray.view(self, np.ndarray)
        getattr(numbers, name)(*arguments, **keywords)
        decided(self)
        own[...] = rearranged(own, numbers, axis)
