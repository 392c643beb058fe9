"""Many directions at once: the same coefficients as one by one, bit for bit, and what stands still stays so."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from adstudio.host import running
from adstudio.program.contract import Request
from adstudio.program.loading import from_function
from adstudio_jet import engine

N = 12  # inputs, more than `engine.FEW`


def dense(x: Any = np.linspace(0.1, 1.2, N)) -> Any:  # noqa: B008 - an array is the default meant
    total = 0.0
    for i in range(N):
        total = total + math.sin(x[i] * x[i - 1]) / math.sqrt(x[i]) + x[i] ** 3
    return total * math.exp(-total)


def trap(x: Any = np.linspace(-0.5, 0.6, N)) -> Any:  # noqa: B008
    with np.errstate(all="ignore"):
        return np.sum(np.where(x > 0, np.log(x), 0.0) * x) + np.sqrt(x[0] + 0.5)


@pytest.mark.parametrize("order", [1, 4])
@pytest.mark.parametrize("f", [dense, trap])
def test_directions_taken_together_are_those_taken_one_by_one(
    f: Any, order: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, request = from_function(f), Request(order=order)
    together = running.run(program, "jet", request)
    monkeypatch.setattr(engine, "FEW", 10**9)
    alone = running.run(program, "jet", request)
    assert len(together.sweeps) == len(alone.sweeps) == N + 1
    for one, other in zip(together.sweeps[1:], alone.sweeps[1:], strict=True):
        assert (one.seed, one.label) == (other.seed, other.label)
        assert np.array_equal(one.derivative, other.derivative, equal_nan=True)


def test_chunks_of_directions_are_one_after_another(monkeypatch: pytest.MonkeyPatch) -> None:
    program = from_function(dense)
    whole = running.run(program, "jet", Request())
    monkeypatch.setattr(engine, "MOST", 9)
    parts = running.run(program, "jet", Request())
    assert [sweep.seed for sweep in parts.sweeps] == [sweep.seed for sweep in whole.sweeps]
    assert parts.jacobian["x"].tolist() == whole.jacobian["x"].tolist()
    assert parts.jacobian["x"][0] == pytest.approx(running.run(program, "tape", Request()).jacobian["x"][0], rel=1e-12)
