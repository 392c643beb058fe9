"""The engine under test, and how its answers are read."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec import Struct

from adstudio.host import engines
from adstudio.host.budgets import Budgets
from adstudio.host.engines import EngineStatus
from adstudio.host.running import run_class
from adstudio.program.contract import Engine, EngineSpec, Request
from adstudio.program.ground import record
from adstudio.program.program import Program
from adstudio.testing.cases import Case
from adstudio.traces.model import SweepKind, Trace
from adstudio.traces.recorder import Recorder

EXACT = 1e-12  # relative, of engines that compute derivatives
APPROXIMATE = 1e-5  # of engines that estimate them by differences


class Finding(AssertionError):
    """Where an engine does not keep the contract: what, at which program, expected and found."""


class Plain:
    """The engine that differentiates nothing: it records the program. Its rows are what all others must have."""

    def run(self, program: Program, request: Request, recorder: Recorder) -> None:
        """Record."""
        record(program, request.at, recorder)


class Subject(Struct, frozen=True):
    """An engine and how exact it must be."""

    made: Callable[[], Any]  # the class
    status: EngineStatus
    tolerance: float | None = None  # relative; None: by the kind of its sweeps

    @classmethod
    def of(cls, engine: str | type[Any], *, tolerance: float | None = None) -> Subject:
        """An engine by its name, or a class that is not registered.

        A class says what it can do in an attribute `abilities`; without one it is taken to do "gradient".
        Raises `NoSuchEngine`, `PluginFault`.
        """
        if isinstance(engine, str):
            status = engines.status(engine)
            return cls(engines.load(status), status, tolerance)
        abilities = tuple(getattr(engine, "abilities", ("gradient",)))
        name, path = engine.__name__, f"{engine.__module__}:{engine.__qualname__}"
        spec = EngineSpec(name=name, title=name, engine=path, abilities=abilities)
        return cls(engine, EngineStatus(name, name, "", "", engines.OK, spec), tolerance)

    def trace(self, program: Program, at: dict[str, Any], *, budgets: Budgets | None = None, **request: Any) -> Trace:
        """A run, whatever comes of it."""
        complete = Request(at=program.complete(at), **request)
        return run_class(self.made, self.status, program, complete, budgets=budgets)

    def sound(self, case: Case, **request: Any) -> Trace:
        """A run that must succeed."""
        trace = self.trace(case.program(), case.at, **request)
        if trace.header.error is not None or trace.header.truncated is not None:
            raise Finding(f"{case.name}: it ended with {trace.header.error or trace.header.truncated}")
        return trace

    def plain(self, case: Case) -> Trace:
        """The same program, only recorded."""
        program = case.program()
        return run_class(Plain, self.status, program, Request(at=program.complete(case.at)))

    def allowed(self, trace: Trace) -> float:
        """The relative error that is allowed here."""
        if self.tolerance is not None:
            return self.tolerance
        return APPROXIMATE if approximate(trace) else EXACT

    @property
    def nested(self) -> Engine | None:
        """The engine as one whose derivatives nest; None where it does not say so."""
        return self.made() if "nested" in self.status.abilities else None


def approximate(trace: Trace) -> bool:
    """Whether its derivatives are difference quotients."""
    return any(sweep.kind is SweepKind.DIFFERENCE for sweep in trace.sweeps)


def same(what: str, found: Any, expected: Any, tolerance: float) -> None:
    """Raise `Finding` unless both are equal within `tolerance`, relative (absolute below 1); NaN equals NaN."""
    left, right = np.asarray(found, np.float64), np.asarray(expected, np.float64)
    if left.shape != right.shape:
        raise Finding(f"{what}: shape {left.shape}, expected {right.shape}")
    for one, other in zip(left.ravel().tolist(), right.ravel().tolist(), strict=True):
        if math.isnan(one) and math.isnan(other):
            continue
        if one != other and not abs(one - other) <= tolerance * max(1.0, abs(other)):
            raise Finding(f"{what}: {one:.17g}, expected {other:.17g} (relative tolerance {tolerance:g})")
