"""How an amount grows with the order of the derivative: as a power of it, or by a factor each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from adstudio.traces.model import Floats

FEWEST = 4  # orders from which a growth can be told


def growth(orders: Sequence[int], amounts: Sequence[float]) -> dict[str, Any] | None:
    """The law that fits better, in least squares of the logarithm: a·kᵈ ("polynomial") or a·bᵏ ("exponential").

    Returns {"kind", "rate" (d or b), "constant" (a), "first" (the lowest order that counted), "text", "brief"};
    None where fewer than four orders above 0 are known. The lowest third of the orders does not count, where lower
    terms have not died down, but four do at least.
    """
    known = [(k, n) for k, n in zip(orders, amounts, strict=True) if k > 0 and n > 0 and math.isfinite(n)]
    known = known[min(len(known) // 3, max(len(known) - FEWEST, 0)) :]
    if len(known) < FEWEST:
        return None
    k = np.array([float(order) for order, _ in known])
    log_n = np.log([float(amount) for _, amount in known])
    degree, by_power, off_power = _line(np.log(k), log_n)
    factor, by_factor, off_factor = _line(k, log_n)
    if off_power <= off_factor or factor < 0.1:
        words = "stays as it is" if abs(degree) < 0.1 else f"grows as k^{degree:.1f}"
        law = {"kind": "polynomial", "rate": degree, "constant": math.exp(by_power)}
        return law | {"first": known[0][0], "text": words, "brief": words.removeprefix("grows as ")}
    base = math.exp(factor)
    law = {"kind": "exponential", "rate": base, "constant": math.exp(by_factor)}
    return law | {"first": known[0][0], "text": f"grows {base:.1f}-fold with each order", "brief": f"{base:.1f}ᵏ"}


def _line(x: Floats, y: Floats) -> tuple[float, float, float]:
    """Slope, constant and mean square of what is left."""
    across = x - x.mean()
    slope = float(across @ y / (across @ across))
    constant = float(y.mean() - slope * x.mean())
    return slope, constant, float(np.mean((y - slope * x - constant) ** 2))
