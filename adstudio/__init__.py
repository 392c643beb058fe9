"""AD Studio: step any derivative forwards and backwards in time.

>>> import adstudio
>>> from math import log, sin
>>> t = adstudio.trace(lambda x1, x2: log(x1) + x1 * x2 - sin(x2), (2.0, 5.0))
>>> t.gradient["x1"]
5.5
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from adstudio.facade import (
        Edit,
        EditKind,
        LeftGraph,
        Seeds,
        Trace,
        curve,
        derivative,
        derivatives,
        engines,
        gradient,
        load,
        orders,
        show,
        stop_gradient,
        trace,
    )

__version__ = "0.1.0"
__all__ = [
    "Edit",
    "EditKind",
    "LeftGraph",
    "Seeds",
    "Trace",
    "curve",
    "derivative",
    "derivatives",
    "engines",
    "gradient",
    "load",
    "orders",
    "show",
    "stop_gradient",
    "trace",
]


def __getattr__(name: str) -> Any:
    """The library is imported at its first use, so that `import adstudio` costs nothing."""
    if name not in __all__:
        raise AttributeError(f"module 'adstudio' has no attribute {name!r}")
    import adstudio.facade

    found = getattr(adstudio.facade, name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
