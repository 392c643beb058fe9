"""The memory of an array of values, to whoever reads it: its plain numbers, which have left the graph.

What numpy keeps there are addresses of objects. Python is told (PEP 688) to hand out the memory of an array of numbers
instead, so `bytes`, `hashlib`, `np.frombuffer` and all others see what they see without derivatives. It is read-only:
what is written there would be lost.
"""

from __future__ import annotations

import ctypes
import sys
import weakref
from types import FrameType
from typing import Any

import numpy as np

from adstudio.primitives.complex_value import LIVE, leave, plain_number

_LIBRARIES = ("numpy", "scipy", "adstudio")  # whose own code must see the objects


def of_library(frame: FrameType) -> bool:
    """Whether code of a library runs in a frame."""
    return str(frame.f_globals.get("__name__")).startswith(_LIBRARIES)


def plain_numbers(array: Any) -> Any:
    """The plain numbers of an array of objects, as an array of their type."""
    own = np.ndarray.view(array, np.ndarray)
    kind = np.array([plain_number(entry) for entry in own.ravel().tolist()] or [0.0]).dtype
    numbers = np.empty_like(own, dtype=kind)
    numbers[...] = np.frompyfunc(plain_number, 1, 1)(own)
    return numbers


class NumbersInMemory(np.ndarray[Any, Any]):
    """An array of objects whose memory is that of an array of their numbers."""

    def _numbers(self, how: str, frame: FrameType) -> Any:
        """The plain numbers in an array of their own, read-only; the values leave the graph."""
        for entry in np.ndarray.view(self, np.ndarray).ravel():
            if isinstance(entry, LIVE):
                leave(entry, how, frame)
        numbers = plain_numbers(self)
        if not self.flags.forc:  # what takes contiguous memory alone refuses this, too
            numbers = np.stack([numbers, numbers], axis=-1)[..., 0]
        numbers.flags.writeable = False
        return numbers

    def _lent(self, frame: FrameType) -> Any:
        """The numbers, kept for as long as whoever asked may hold on to the array."""
        numbers, owner = self._numbers("reading its memory", frame), np.ndarray.view(self, np.ndarray)
        while isinstance(owner.base, np.ndarray):
            owner = owner.base  # numpy itself holds on to this one alone
        weakref.finalize(owner, id, numbers)
        return numbers

    def __buffer__(self, flags: int) -> memoryview:
        """What Python from 3.12 on asks for."""
        return memoryview(self._lent(sys._getframe(1)))

    def tobytes(self, order: Any = "C") -> bytes:
        """Those of the numbers."""
        return bytes(self._numbers(".tobytes()", sys._getframe(1)).tobytes(order))

    def tofile(self, *arguments: Any, **keywords: Any) -> None:
        """The numbers, written."""
        self._numbers(".tofile()", sys._getframe(1)).tofile(*arguments, **keywords)

    def dump(self, file: Any) -> None:
        """The numbers, pickled."""
        self._numbers(".dump()", sys._getframe(1)).dump(file)

    def dumps(self) -> bytes:
        """The numbers, pickled."""
        return bytes(self._numbers(".dumps()", sys._getframe(1)).dumps())

    def byteswap(self, inplace: Any = False) -> Any:
        """The numbers with their bytes in the other order."""
        return self._numbers(".byteswap()", sys._getframe(1)).byteswap(inplace)

    def getfield(self, *arguments: Any, **keywords: Any) -> Any:
        """Some bytes of each number."""
        return self._numbers(".getfield()", sys._getframe(1)).getfield(*arguments, **keywords)

    def view(self, *arguments: Any, **keywords: Any) -> Any:
        """The same array, or the bytes of its numbers as what they are asked for."""
        frame = sys._getframe(1)
        if of_library(frame):
            return super().view(*arguments, **keywords)
        asked = [thing for thing in (*arguments, *keywords.values()) if thing is not np.ndarray]
        if all(isinstance(thing, type) and issubclass(thing, np.ndarray) for thing in asked):
            return super().view(*asked)
        if asked == [thing for thing in asked if np.dtype(thing) == plain_numbers(self).dtype]:
            return super().view()
        return self._numbers(".view()", frame).view(*arguments, **keywords)

    @property
    def ctypes(self) -> Any:
        """For libraries. A program may write where this points, so it runs on plain numbers."""
        return self._address("ctypes", sys._getframe(1))

    @property
    def __array_interface__(self) -> Any:
        """As `ctypes`."""
        return self._address("__array_interface__", sys._getframe(1))

    @property
    def __array_struct__(self) -> Any:
        """As `ctypes`."""
        return self._address("__array_struct__", sys._getframe(1))

    def _address(self, name: str, frame: FrameType) -> Any:
        if not of_library(frame):
            raise TypeError(f"{name} of an array of values is no address of numbers")
        return getattr(np.ndarray, name).__get__(self)


# ── before Python 3.12 only C answers who asks for memory ──────────────────────────────────────────────

_WORD = ctypes.sizeof(ctypes.c_void_p)
_AS_BUFFER = object.__basicsize__ + 18 * _WORD  # where PyTypeObject has tp_as_buffer
_ANSWER = ctypes.PYFUNCTYPE(ctypes.c_int, ctypes.py_object, ctypes.c_void_p, ctypes.c_int)
_ask = _ANSWER(("PyObject_GetBuffer", ctypes.pythonapi))


def _answer(array: Any, view: Any, flags: int) -> int:
    """bf_getbuffer: the request goes on to the array of numbers.

    Refused where memory to write into is asked for; ctypes can't set the error, so Python raises its SystemError.
    """
    try:
        return int(_ask(array._lent(sys._getframe(1)), view, flags))
    except Exception:  # noqa: BLE001 - the border to C
        return -1


_answering = _ANSWER(_answer)  # kept: C has its address
if sys.version_info < (3, 12) and sys.implementation.name == "cpython":
    _slots = ctypes.c_void_p.from_address(id(NumbersInMemory) + _AS_BUFFER).value or 0
    ctypes.c_void_p.from_address(_slots).value = ctypes.cast(_answering, ctypes.c_void_p).value
