"""Kinks: which subgradient is reported, and that the node is flagged."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from adstudio.primitives.kinks import subgradient
from adstudio.primitives.table import TABLE, TableRules
from adstudio_tape import nested as tape


def _slopes(name: str, *point: float) -> tuple[float, ...]:
    return tape.pull(TABLE[name].at, point)[1]


# fmt: off
TORCH: dict[str, tuple[Callable[..., Any], tuple[float, ...]]] = {
    "abs": (torch.abs, (0.0,)),
    "fabs": (torch.abs, (0.0,)),
    "max": (torch.maximum, (2.0, 2.0)),
    "min": (torch.minimum, (2.0, 2.0)),
    "maximum": (torch.maximum, (-1.0, -1.0)),
    "sign": (torch.sign, (0.0,)),
    "floor": (torch.floor, (3.0,)),
    "fmod": (torch.fmod, (7.5, 2.0)),
    "mod": (torch.remainder, (-7.5, 2.0)),
    "sqrt": (torch.sqrt, (0.0,)),
}
# fmt: on


@pytest.mark.parametrize("name", TORCH)
def test_default_convention_is_what_pytorch_computes(name: str) -> None:
    function, point = TORCH[name]
    leaves = [torch.tensor(x, dtype=torch.float64, requires_grad=True) for x in point]
    expected = [float(bar) for bar in torch.autograd.grad(function(*leaves), leaves)]
    assert list(_slopes(name, *point)) == expected


@pytest.mark.parametrize(("convention", "slope", "share"), [("0", -1.0, 0.0), ("1/2", 0.0, 0.5), ("1", 1.0, 1.0)])
def test_convention_names_the_mixture(convention: str, slope: float, share: float) -> None:
    """t = 0 takes the left derivative, t = 1 the right; a tie gives its first argument t."""
    with subgradient(convention):
        assert _slopes("abs", 0.0) == (slope,)
        assert _slopes("max", 3.0, 3.0) == (share, 1.0 - share)


def test_unknown_convention_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="no subgradient convention 'left'"), subgradient("left"):
        pass


@pytest.mark.parametrize(
    ("name", "kink", "smooth"),
    [
        ("abs", (0.0,), (0.1,)),
        ("max", (1.0, 1.0), (1.0, 2.0)),
        ("floor", (2.0,), (2.5,)),
        ("round", (2.5,), (2.4,)),
        ("floordiv", (6.0, 2.0), (7.0, 2.0)),
        ("mod", (6.0, 2.0), (7.0, 2.0)),
        ("copysign", (1.0, 0.0), (1.0, 2.0)),
        ("hypot", (0.0, 0.0), (0.0, 1.0)),
    ],
)
def test_kink_is_where_the_derivative_jumps(name: str, kink: tuple[float, ...], smooth: tuple[float, ...]) -> None:
    columns = [np.array(pair) for pair in zip(kink, smooth, strict=True)]
    assert list(TableRules().kinks(name, columns)) == [True, False]


def test_slope_of_zero_to_a_whole_power_is_finite() -> None:
    """x⁰, x¹, x² at 0: 0, 1, 0, where n·xⁿ⁻¹ as floats has 0·inf."""
    assert [tape.pull(lambda x, n=n: x**n, (0.0,))[1] for n in (0, 1, 2)] == [(0.0,), (1.0,), (0.0,)]


def test_literal_exponent_of_a_negative_base_is_never_differentiated() -> None:
    """In (−2.0)**3.0 the exponent's partial would be log(−2)."""
    assert tape.pull(lambda x: x**3.0, (-2.0,))[1] == (12.0,)


def test_infinite_slope_is_infinite() -> None:
    assert _slopes("sqrt", 0.0) == (math.inf,)
    assert _slopes("cbrt", 0.0) == (math.inf,)
