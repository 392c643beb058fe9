"""The difference quotients, and the step sizes at which truncation and round-off balance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

EPS = float(np.finfo(np.float64).eps)


@dataclass(frozen=True, slots=True)
class Quotient:
    """A formula Σ weightᵢ·f(x + shiftᵢ·h) / h."""

    name: str
    shifts: tuple[float, ...]  # in units of h
    weights: tuple[float, ...]
    order: int  # the truncation error is O(hᵒʳᵈᵉʳ)

    def step(self, x: float) -> float:
        """H where truncation (hᵒʳᵈᵉʳ) and round-off (ε/h) are of one size, for a function of scale 1 around x."""
        return float(EPS ** (1.0 / (self.order + 1)) * max(abs(x), 1.0))

    def fine_step(self, x: float) -> float:
        """The same for a function of scale |x| there, as physical quantities have it: 1 µF; x is not 0."""
        return float(EPS ** (1.0 / (self.order + 1)) * abs(x))

    def __call__(self, values: list[Any], h: Any) -> Any:
        """The estimate from the values at the shifts, in their order; h the step really taken."""
        total = self.weights[0] * values[0]
        for weight, value in zip(self.weights[1:], values[1:], strict=True):
            total = total + weight * value
        return total / h


# Richardson: (4·D(h/2) − D(h))/3 of the central quotient D (Richardson 1911; Press et al., Numerical Recipes §5.7)
# fmt: off
#                    name          shifts                  weights                        order
FORWARD    = Quotient("forward",    (1.0, 0.0),             (1.0, -1.0),                   1)
CENTRAL    = Quotient("central",    (1.0, -1.0),            (0.5, -0.5),                   2)
RICHARDSON = Quotient("Richardson", (0.5, -0.5, 1.0, -1.0), (4 / 3, -4 / 3, -1 / 6, 1 / 6), 4)
# fmt: on
REAL_METHODS: dict[str, Quotient] = {quotient.name: quotient for quotient in (FORWARD, CENTRAL, RICHARDSON)}
COMPLEX_STEP = "complex step"
METHODS = (*REAL_METHODS, COMPLEX_STEP)
COMPLEX_H = 1e-20  # relative to x; any step whose square vanishes beside x² (Squire & Trapp 1998)


def complex_step(x: float) -> float:
    """The imaginary step at x."""
    return COMPLEX_H * abs(x) or COMPLEX_H


def step_taken(x: float, h: float) -> float:
    """The h that x + h really moves by: (x + h) − x is not h (at x = 1e6, h = 1e-7 it is 7.6e-6 off)."""
    return (x + h) - x
