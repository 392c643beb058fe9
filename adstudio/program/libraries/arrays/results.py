"""What functions of numpy hand back: an array of values knows that it is one."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.primitives.value_array import each_of_values
from adstudio.program.libraries.arrays.ufunc import BoundUfunc


def knowing(functions: dict[str, Any]) -> dict[str, Any]:
    """The same functions, of which each says so of its results."""
    return {name: one if isinstance(one, BoundUfunc) else _knowing(one) for name, one in functions.items()}


def _knowing(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def call(*arguments: Any, **keywords: Any) -> Any:
        return each_of_values(function(*arguments, **keywords))

    return call


class Vectorize(np.vectorize):
    """np.vectorize."""

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        """As numpy's."""
        return each_of_values(super().__call__(*arguments, **keywords))
