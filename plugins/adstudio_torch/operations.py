"""What PyTorch calls the operations of the table."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import torch

Tensor = Any  # torch.Tensor; its own types say less than they cost


def _gamma(x: Tensor) -> Tensor:
    # torch has ln |Γ| only; the sign is constant between the poles
    return torch.exp(torch.lgamma(x)) * math.copysign(1.0, math.gamma(float(x.detach())))


def _remainder(x: Tensor, y: Tensor) -> Tensor:
    return x - y * torch.round(x / y).detach()


def _chosen(of_two: Callable[..., Tensor], better: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """Python's max or min: PyTorch's, but that of NaN the first is taken, unless the second is found to be better."""

    def choose(x: Tensor, y: Tensor) -> Tensor:
        unknown = torch.isnan(x) | torch.isnan(y)
        return torch.where(unknown, torch.where(better(y, x), y, x), of_two(x, y)) if unknown.any() else of_two(x, y)

    return choose


# fmt: off
OPERATIONS: dict[str, Callable[..., Tensor]] = {
    "add": torch.add, "sub": torch.sub, "mul": torch.mul, "div": torch.div, "neg": torch.neg, "pos": torch.clone,
    "square": torch.square, "fma": lambda x, y, z: torch.addcmul(z, x, y), "fsum": lambda *x: torch.stack(x).sum(),
    "pow": torch.pow, "powi": torch.pow, "hypot": torch.hypot, "atan2": torch.atan2,
    "exp": torch.exp, "exp2": torch.exp2, "expm1": torch.expm1,
    "log": torch.log, "log2": torch.log2, "log10": torch.log10, "log1p": torch.log1p,
    "sqrt": torch.sqrt, "cbrt": lambda x: torch.sign(x) * torch.abs(x) ** (1.0 / 3.0),
    "sin": torch.sin, "cos": torch.cos, "tan": torch.tan, "asin": torch.asin, "acos": torch.acos, "atan": torch.atan,
    "sinh": torch.sinh, "cosh": torch.cosh, "tanh": torch.tanh,
    "asinh": torch.asinh, "acosh": torch.acosh, "atanh": torch.atanh,
    "degrees": torch.rad2deg, "radians": torch.deg2rad,
    "erf": torch.erf, "erfc": torch.erfc, "probit": torch.special.ndtri, "gamma": _gamma, "lgamma": torch.lgamma, "digamma": torch.digamma,
    "polygamma": lambda n, x: torch.polygamma(int(n), x),
    "abs": torch.abs, "fabs": torch.abs, "sign": torch.sign,
    "floor": torch.floor, "ceil": torch.ceil, "trunc": torch.trunc, "round": torch.round,
    "round_to": lambda x, n: torch.round(x, decimals=int(n)),
    "floordiv": lambda x, y: torch.div(x, y, rounding_mode="floor"),
    "max": _chosen(torch.maximum, torch.gt), "min": _chosen(torch.minimum, torch.lt), "maximum": torch.maximum, "minimum": torch.minimum,
    "mod": torch.remainder, "fmod": torch.fmod, "remainder": _remainder, "copysign": torch.copysign,
    "ldexp": lambda x, n: x * 2.0 ** int(n),
    "identity": torch.clone, "stop_gradient": lambda x: x.detach().requires_grad_(x.requires_grad),  # a leaf: its own adjoint is known
}
# fmt: on
LITERAL = frozenset({"powi", "polygamma", "round_to", "ldexp"})  # one of their arguments stays a Python number
