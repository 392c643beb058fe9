"""np.max and np.min on values: a node for each pair, so that ties are shared by the convention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from adstudio.program.held import holds_values
from adstudio.program.libraries.arrays.axes import along, at_the_end
from adstudio.program.libraries.arrays.ufunc import BOUND, boxed


def _extreme(name: str, original: Callable[..., Any]) -> Callable[..., Any]:
    def extreme(x: Any, axis: Any = None, **keywords: Any) -> Any:
        known = {"keepdims", "where", "initial"}
        if not holds_values(x) or set(keywords) - known:
            return original(x, axis, **keywords)
        table = np.asarray(boxed(x))
        if keywords.get("where", True) is not True:
            if keywords.get("initial") is None:
                return original(np.zeros(table.shape), axis, **keywords)  # raises numpy's own error
            table = np.where(keywords["where"], table, boxed(keywords["initial"]))
        axes = along(axis, table)
        inner = at_the_end(table, axes)
        outer = inner.shape[: table.ndim - len(axes)]
        columns = inner.reshape(*outer, -1)
        result = columns[..., 0]
        for i in range(1, columns.shape[-1]):
            result = BOUND[name](result, columns[..., i])
        if keywords.get("initial") is not None:
            result = BOUND[name](result, keywords["initial"])
        return np.expand_dims(np.asarray(boxed(result)), axes) if keywords.get("keepdims") else result

    return extreme


largest, smallest = _extreme("maximum", np.max), _extreme("minimum", np.min)
