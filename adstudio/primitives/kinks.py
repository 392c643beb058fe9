"""Subgradients: which derivative is reported where an operation has a kink.

Left and right derivative differ there; any mixture left + t·(right − left), t in [0, 1], is a subgradient. The
setting names t: "0", "1/2", "1", or "torch" (the default), by which every operation has the t that PyTorch has
(https://docs.pytorch.org/docs/stable/notes/autograd.html, "Gradients for non-differentiable functions").
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

CONVENTIONS = ("torch", "0", "1/2", "1")
_MIXTURES = {"0": 0.0, "1/2": 0.5, "1": 1.0}
_current: ContextVar[str] = ContextVar("subgradient", default="torch")


@contextmanager
def subgradient(convention: str) -> Iterator[None]:
    """Use a convention within a `with` block. Raises `ValueError` for an unknown name."""
    if convention not in CONVENTIONS:
        raise ValueError(f"no subgradient convention {convention!r}; there are {', '.join(CONVENTIONS)}")
    token = _current.set(convention)
    try:
        yield
    finally:
        _current.reset(token)


def mixture(torch: float) -> float:
    """The t in force; `torch` is what PyTorch has for this operation."""
    return _MIXTURES.get(_current.get(), torch)
