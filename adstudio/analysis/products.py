"""Forward against reverse by their product: ⟨w, ẏ⟩ = ⟨x̄, v⟩, whatever the direction v and the cotangent w.

Both sides are ⟨w, J v⟩ (Griewank & Walther, Evaluating Derivatives, 2nd ed., §3.3): a tangent sweep along v has J v at
the outputs, an adjoint sweep from w has Jᵀ w at the inputs. So sweeps that share no seed are compared all the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
from msgspec import Struct

from adstudio.traces.model import Sweep, SweepKind, Trace

MOST = 16  # sweeps of each kind: with a direction chosen there is one
Seed = tuple[tuple[int, float], ...]


class Product(Struct, frozen=True):
    """⟨w, J v⟩ by one engine."""

    engine: str
    output: int  # the first row that w weighs
    value: float
    size: float  # of its terms, added without their signs


def products(traces: Mapping[str, Trace]) -> Iterator[list[Product]]:
    """The same product by every engine that has it, for each direction and cotangent of which one is not a unit.

    Sweeps that went on from an adjoint put in by hand are left out: they are no Jᵀ w.
    """
    found = [(name, trace, sweep) for name, trace in traces.items() for sweep in _honest(trace)]
    ahead = [(name, trace, sweep) for name, trace, sweep in found if sweep.kind is not SweepKind.ADJOINT]
    back = [(name, trace, sweep) for name, trace, sweep in found if sweep.kind is SweepKind.ADJOINT]
    directions = list(dict.fromkeys(_moving(sweep) for _, _, sweep in ahead))[:MOST]
    cotangents = list(dict.fromkeys(_moving(sweep) for _, _, sweep in back))[:MOST]
    if not cotangents and traces:
        outputs = [row for port in next(iter(traces.values())).header.outputs for row in port.rows]
        cotangents = [((row, 1.0),) for row in outputs[:MOST]]
    for v in directions:
        for w in cotangents:
            if _unit(v) and _unit(w):
                continue  # an entry of the Jacobian, compared as such
            yield [
                *(
                    _product(name, sweep, w, w)
                    for name, _, sweep in ahead
                    if _moving(sweep) == v and all(row < sweep.comparable for row, _ in w)
                ),
                *(_product(name, sweep, v, w) for name, _, sweep in back if _moving(sweep) == w),
            ]


def _honest(trace: Trace) -> list[Sweep]:
    edited = {edited.sweep for edited in trace.edits}
    return [
        sweep
        for index, sweep in enumerate(trace.sweeps)
        if sweep.kind is not SweepKind.PRIMAL and sweep.order >= 1 and sweep.seed and index not in edited
    ]


def _moving(sweep: Sweep) -> Seed:
    return tuple((row, weight) for row, weight in sweep.seed if weight)


def _unit(seed: Seed) -> bool:
    return len(seed) == 1 and seed[0][1] == 1.0


def _product(engine: str, sweep: Sweep, other: Seed, cotangent: Seed) -> Product:
    """Σ weight · derivative over the other seed."""
    column = sweep.derivative[:, 1] if sweep.derivative.ndim == 2 else sweep.derivative
    terms = np.array([weight * float(column[row]) for row, weight in other])
    return Product(engine, cotangent[0][0] if cotangent else -1, float(terms.sum()), float(np.abs(terms).sum()))
