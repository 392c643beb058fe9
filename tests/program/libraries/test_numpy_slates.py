"""Arrays that a program makes and fills: they hold values, and are arrays of floats as long as they hold none."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import adstudio
from adstudio.analysis.comparison import compare
from adstudio.program.libraries.arrays.slates import LARGEST, Slate, slate

ENGINES = ("dual", "tape", "jet", "finite_difference", "torch")


def filled(x):
    y = np.zeros(3)
    y[0] = x
    y[1] = x * x
    y[2] += y[0] * 3
    return y @ y + y.sum() + np.sin(y)[1] + (y * 2)[0] + np.dot(y, [1.0, 2.0, 3.0]) + y.mean() + np.max(y)


def grown(x):
    total = np.zeros(2)
    for factor in (np.array([1.0, 2.0]), np.array([3.0, 4.0])):
        total += factor * x
    total /= 2
    return total.prod()


def stepped(x):
    """Euler's method, as textbooks write it."""
    u = np.empty(20)
    v = np.zeros_like(u)
    u[0] = x
    for i in range(19):
        u[i + 1] = u[i] + 0.1 * (v[i] - u[i])
        v[i + 1] = v[i] + 0.1 * u[i]
    return u[-1] + v[-1]


def matrices(x):
    m = np.eye(3)
    m[0, 1] = x
    m[2] = m[0] + m[1]
    m[:, 2] *= 2.0
    still = np.zeros((3, 3))
    still[1, 1] = 2.0
    known = np.linalg.inv(still + np.eye(3))[1, 1] * np.linalg.det(np.eye(3) * 2)
    return (m @ m).sum() * known + np.trace(m.T) + np.full(2, x).sum() + np.full_like([1.0, 2.0], x).prod()


def scattered(x):
    g = np.zeros(4)
    np.add.at(g, [0, 0, 1], np.array([x, x, 2.0]))
    np.fill_diagonal(q := np.ones((2, 2)), x)
    h = g.astype(float)
    h[2:] = [x, 1.0]
    k = np.copy(h)
    k[h > 4] = 0.5
    return g.sum() + q.prod() + h.prod() + k.prod() + np.concatenate([g, h])[4] * len(g)


def still(x):
    """Nothing of a value in them: whatever takes floats takes them."""
    ones, zeros = np.ones(2), np.zeros(2)
    ones[0] = 3
    whole = np.ones(2, dtype=int)
    whole[0] = 2
    known = math.fsum(ones) + float(zeros.sum()) + np.interp(0.5, zeros + np.arange(2), ones) + np.sin(zeros).sum()
    return x * (known + whole.sum()) + x * np.isfinite(ones).all() + x * np.allclose(zeros, 0.0)


@pytest.mark.parametrize("program", [filled, grown, stepped, matrices, scattered, still])
def test_filled_array_keeps_values_in_the_graph(program: Any) -> None:
    traces = {engine: adstudio.trace(program, 2.5, engine=engine) for engine in ENGINES}
    slope = (program(2.5 + 1e-6) - program(2.5 - 1e-6)) / 2e-6
    for engine, trace in traces.items():
        assert not trace.header.notes, (engine, trace.header.notes)
        assert trace.value == pytest.approx(float(program(2.5)), rel=1e-14), engine
        assert trace.gradient["x"] == pytest.approx(slope, rel=1e-6), engine
    assert compare(traces).agree, compare(traces).text


def test_large_array_stays_numpys_own_and_says_what_leaves() -> None:
    assert not isinstance(slate(np.zeros(LARGEST + 1)), Slate)

    def f(x):
        y = np.zeros(LARGEST + 1)
        y[0] = x
        return y[0] * x

    [note] = adstudio.trace(f, 2.0).header.notes
    assert "takes a value out of the graph" in note.message


def test_fault_within_a_compiled_library_has_the_programs_line() -> None:
    def f(x):
        return x * np.random.default_rng(0).normal("no number")

    error = adstudio.trace(f, 2.0).header.error
    assert error is not None
    assert error.line == f.__code__.co_firstlineno + 1
