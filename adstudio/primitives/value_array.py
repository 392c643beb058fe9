"""An array of values. Of objects numpy takes the real part for the array itself and the imaginary part for zeros."""

from __future__ import annotations

from typing import Any

import numpy as np

from adstudio.primitives.complex_value import COMPLEX, LIVE


class ValueArray(np.ndarray[Any, Any]):
    """An array of objects that knows the parts of complex numbers. What is computed from it is one, too."""

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        """A sum over all entries is a value, and no array of none."""
        return array[()] if array.ndim == 0 else np.asarray(array).view(ValueArray)

    @property
    def real(self) -> Any:
        """The real parts; of real entries the array itself, as numpy's."""
        return _parts(self, "real") if any(type(entry) in COMPLEX for entry in self.ravel()) else self

    @real.setter
    def real(self, _: Any) -> None:
        raise TypeError("the parts of an array of values can't be set; add real + 1j * imag")

    @property
    def imag(self) -> Any:
        """The imaginary parts."""
        return _parts(self, "imag")

    @imag.setter
    def imag(self, _: Any) -> None:
        raise TypeError("the parts of an array of values can't be set; add real + 1j * imag")


def _parts(array: Any, name: str) -> Any:
    return np.frompyfunc(lambda entry: getattr(entry, name), 1, 1)(array)


def of_values(array: Any) -> Any:
    """An array of objects that are values as one that knows; anything else as it is."""
    if type(array) is not np.ndarray or array.dtype != object:
        return array
    return array.view(ValueArray) if any(isinstance(entry, LIVE) for entry in array.ravel()) else array
