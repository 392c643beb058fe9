"""The error curve: the estimate of every method at every step size."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from adstudio.api import Column, Entry, Floats, Program, Recording, Request, Series, moved
from adstudio_finite_difference import quotients as q
from adstudio_finite_difference.replay import NoComplexForm, replay

SIZES = 200
CHUNK_BYTES = 64 << 20  # of replayed values at a time


def step_sizes(count: int = SIZES) -> Floats:
    """From 1e-16 to 1, evenly in the logarithm."""
    return np.logspace(-16, 0, count)


def curve(program: Program, request: Request, base: Recording, entry: Entry) -> Series:
    """Columns: method, h, estimate of ∂output/∂entry; one row a method and step size."""
    x, output = float(base.nodes.value[entry.row]), max(request.output, 0)
    h = step_sizes(int(request.options.get("sizes", SIZES)))
    methods: list[str] = []
    sizes: list[Floats] = []
    estimates: list[Floats] = []
    for name, quotient in q.REAL_METHODS.items():
        points = [x + shift * h for shift in quotient.shifts]
        values = _values(program, request, base, entry, points, output)
        shift, point = quotient.shifts[-1], points[-1]
        if shift == 0.0:
            shift, point = quotient.shifts[0], points[0]
        with np.errstate(all="ignore"):
            estimate = quotient(values, (point - x) / shift)
        methods += [name] * len(h)
        sizes.append(h)
        estimates.append(np.asarray(estimate, np.float64))
    complex_estimate = _complex(base, entry, x, h, output)
    if complex_estimate is not None:
        methods += [q.COMPLEX_STEP] * len(h)
        sizes.append(h)
        estimates.append(complex_estimate)
    columns = (
        Column("method", tuple(methods)),
        Column("h", np.concatenate(sizes)),
        Column("estimate", np.concatenate(estimates)),
    )
    return Series(f"curve:{entry.label}", columns)


def _values(
    program: Program, request: Request, base: Recording, entry: Entry, points: list[Floats], output: int
) -> list[Floats]:
    """The output at every point: all at once where nothing is decided by a value, else run by run."""
    if base.straight:
        flat = np.concatenate(points)
        chunk = max(1, CHUNK_BYTES // (8 * max(len(base.nodes), 1)))
        parts = []
        for first in range(0, len(flat), chunk):
            some = flat[first : first + chunk]
            value = replay(base.nodes, base.ops, {entry.row: some})[base.outputs[output]]
            parts.append(np.broadcast_to(np.asarray(value, np.float64), some.shape))
        return np.split(np.concatenate(parts), len(points))
    return [np.array([_once(program, request, entry, float(x), output) for x in some]) for some in points]


def _once(program: Program, request: Request, entry: Entry, x: float, output: int) -> float:
    """One plain run; NaN where the program is undefined or returns something else."""
    try:
        return float(program.entries(program.plain(moved(request.at, entry, x)))[output])
    except (ArithmeticError, ValueError, IndexError):
        return float("nan")


def _complex(base: Recording, entry: Entry, x: float, h: Floats, output: int) -> NDArray[np.float64] | None:
    try:
        values: list[Any] = replay(base.nodes, base.ops, {entry.row: x + 1j * h})
    except NoComplexForm:
        return None
    return np.broadcast_to(np.imag(values[base.outputs[output]]) / h, h.shape).astype(np.float64)
