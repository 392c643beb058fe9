"""Derivatives of all orders up to 10 and 20, by Taylor arithmetic, against jax.experimental.jet and nested autograd."""

from __future__ import annotations

import math
import time
from typing import Any

from ratios import Row, compare, show


def composite(m: Any, x: Any) -> Any:
    """20 operations."""
    y = m.sin(x) + x
    y = m.exp(y * 0.1) * x
    y = m.log(y + 2.0)
    y = m.sqrt(y + x * x)
    y = m.tanh(y) + y / x
    y = m.cos(y) * m.cos(x)
    return (y * y + 1.0) / (1.0 + x * x)


def main() -> None:
    import jax
    import jax.numpy as jnp
    import mpmath as mp
    import torch
    from jax.experimental.jet import jet

    import adstudio

    jax.config.update("jax_enable_x64", True)

    def ours(x: float) -> float:
        return composite(math, x)

    for order in (10, 20):
        terms = [1.0] + [0.0] * (order - 1)
        compare(
            f"a composite of 20 operations, all derivatives to order {order}",
            lambda order=order: adstudio.derivatives(ours, 1.5, order=order),
            {"jax.experimental.jet": lambda terms=terms: jet(lambda x: composite(jnp, x), (1.5,), (terms,))},
            rounds=7,
        )
    began = time.perf_counter()
    leaf = torch.tensor(1.5, dtype=torch.float64, requires_grad=True)
    value = composite(torch, leaf)
    for _ in range(6):
        (value,) = torch.autograd.grad(value, leaf, create_graph=True)
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    found = adstudio.derivatives(ours, 1.5, order=6)
    mine = time.perf_counter() - began
    show(
        "the same to order 6 by nested torch.autograd.grad",
        [Row("AD Studio", mine, 1.0), Row("torch", seconds, seconds / mine)],
    )
    mp.mp.dps = 60
    exact = coefficients(20)
    found = adstudio.derivatives(ours, 1.5, order=20)
    error = max(abs(found[k] / math.factorial(k) / exact[k] - 1) for k in range(21))
    print(f"  worst relative error to order 20, against Cauchy's integral in mpmath: {float(error):.1e}")


def coefficients(order: int) -> list[Any]:
    """Taylor coefficients at 1.5 by Cauchy's integral formula on a circle, at 60 digits."""
    import mpmath as mp

    points, radius = 512, mp.mpf("0.3")
    values = [composite(mp, mp.mpf("1.5") + radius * mp.expjpi(mp.mpf(2) * j / points)) for j in range(points)]
    return [
        (sum(v * mp.expjpi(-mp.mpf(2) * j * k / points) for j, v in enumerate(values)) / points / radius**k).real
        for k in range(order + 1)
    ]


if __name__ == "__main__":
    main()
