"""Random traces, and a plain replay of their steps: lists and loops, one step after another, nothing clever."""

from __future__ import annotations

import math
import random

import numpy as np

from adstudio.traces.header import EngineStamp, Header, ProgramStamp
from adstudio.traces.model import Flag, Nodes, Scopes, Spans, Sweep, SweepKind, Trace

Edges = list[list[tuple[int, float]]]  # per row its (parent, partial) pairs


def trace_of(rows: Edges, constants: set[int], values: list[float], sweeps: tuple[Sweep, ...]) -> Trace:
    """A trace over the given rows; a row without arguments is an input, unless it is one of the constants."""
    n = len(rows)
    flags = [Flag.CONSTANT if i in constants else (0 if rows[i] else Flag.INPUT) for i in range(n)]
    nodes = Nodes(
        op=np.array([2 if rows[i] else int(i in constants) for i in range(n)], np.uint16),
        value=np.array(values),
        start=np.cumsum([0, *map(len, rows)]).astype(np.int64),
        parent=np.array([parent for row in rows for parent, _ in row], np.int32),
        partial=np.array([partial for row in rows for _, partial in row], float),
        span=np.full(n, -1, np.int32),
        scope=np.zeros(n, np.int32),
        name=np.full(n, -1, np.int32),
        flags=np.array(flags, np.uint8),
        array=np.empty(0, np.int32),
    )
    nowhere = np.empty(0, np.int32)
    spans = Spans(nowhere, nowhere, nowhere, nowhere, nowhere)
    scopes = Scopes(np.array([-1], np.int32), np.array([0], np.int32), np.array([-1], np.int32))
    header = Header(
        engine=EngineStamp(name="random"), program=ProgramStamp(), ops=("input", "constant", "op"), names=("f",)
    )
    return Trace(header, nodes, spans, scopes, sweeps)


def adjoint_sweep(rows: Edges, constants: set[int], visited: list[int], seed: tuple[tuple[int, float], ...]) -> Sweep:
    """The reverse sweep, by a loop over Python lists."""
    bar: list[float | None] = [None] * len(rows)
    for row, weight in seed:
        bar[row] = weight if bar[row] is None else bar[row] + weight
    for row in visited:
        for parent, partial in rows[row]:
            if parent not in constants:
                sent = into_float(bar[row]) * partial
                bar[parent] = sent if bar[parent] is None else bar[parent] + sent
    derivative = np.array([0.0 if b is None else b for b in bar])
    return Sweep(SweepKind.ADJOINT, np.array(visited, np.int32), derivative, seed)


def random_trace(seed: int, size: int) -> Trace:
    """A program of `size` rows with constants, hubs, repeated arguments, NaN and infinities, and five sweeps."""
    rng = random.Random(seed)
    special = [math.nan, math.inf, -math.inf, -0.0, 0.0, 1e308, 5e-324]

    def draw() -> float:
        return rng.choice(special) if rng.random() < 0.03 else rng.uniform(-3, 3)

    rows: Edges = [[]]
    constants: set[int] = set()
    hub = 0
    for i in range(1, size):
        if rng.random() < 0.2:
            rows.append([])
            if rng.random() < 0.6:
                constants.add(i)
            continue
        parents = [hub if rng.random() < 0.4 else rng.randrange(i) for _ in range(rng.choice([1, 2, 2, 3]))]
        if rng.random() < 0.2:
            parents.append(parents[0])
        rows.append([(p, math.nan if p in constants else draw()) for p in parents])
    free = [i for i in range(size) if i not in constants]
    outputs = rng.sample(free, min(len(free), rng.choice([1, 1, 2])))
    weights = tuple((row, draw()) for row in outputs) + (((outputs[0], 0.5),) if rng.random() < 0.2 else ())
    highest = max(outputs)
    backwards = [i for i in reversed(free) if i <= highest]
    if rng.random() < 0.3:  # an engine may visit only the rows that are reached
        reached = set(outputs)
        for i in backwards:
            if i in reached:
                reached.update(p for p, _ in rows[i])
        backwards = [i for i in backwards if i in reached]

    def column(*width: int) -> np.ndarray:
        return np.array([draw() for _ in range(size * math.prod(width))]).reshape(size, *width)

    every = np.array(free, np.int32)
    done = every[: rng.randint(0, len(free))] if rng.random() < 0.2 else every
    sweeps = (
        Sweep(SweepKind.PRIMAL, every, np.empty(0)),
        Sweep(SweepKind.TANGENT, done, column(), ((0, 1.0),)),
        adjoint_sweep(rows, constants, backwards, weights),
        Sweep(SweepKind.TAYLOR, every, column(4), ((0, 1.0),)),
        Sweep(SweepKind.DIFFERENCE, every, column(), ((0, 1.0),), parameters={"h": 1e-8}),
    )
    return trace_of(rows, constants, [draw() for _ in range(size)], sweeps)


class Replay:
    """The trace's steps done one at a time; `after` is the list of states, from none done to all done."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.value = [
            v if f & Flag.CONSTANT else None for v, f in zip(trace.nodes.value, trace.nodes.flags, strict=True)
        ]
        self.derivative: list[list[object]] = [[None] * len(trace) for _ in trace.sweeps]
        self.received = [[0] * len(trace) for _ in trace.sweeps]

    def steps(self):
        """Do one step after another; yields (sweep, row, before, after) once each is done."""
        for number, sweep in enumerate(self.trace.sweeps):
            into, received = self.derivative[number], self.received[number]

            def add(row, sent, number=number, into=into, received=received):
                before = into[row]
                into[row] = sent if before is None else before + sent
                received[row] += 1
                return number, row, before, into[row]

            if sweep.kind is SweepKind.PRIMAL:
                for row in sweep.rows.tolist():
                    self.value[row] = float(self.trace.nodes.value[row])
                    yield number, row, None, self.value[row]
            elif sweep.kind is SweepKind.ADJOINT:
                for row, weight in sweep.seed:
                    yield add(row, weight)
                for row in sweep.rows.tolist():
                    for edge in self.trace.nodes.edges(row):
                        parent = int(self.trace.nodes.parent[edge])
                        if not self.trace.nodes.flags[parent] & Flag.CONSTANT:
                            yield add(parent, into_float(into[row]) * float(self.trace.nodes.partial[edge]))
            else:
                for row in sweep.rows.tolist():
                    yield add(row, sweep.derivative[row])


def into_float(x: object) -> float:
    """A derivative that nothing arrived at is 0."""
    return 0.0 if x is None else float(x)  # type: ignore[arg-type]


def same_bits(a: object, b: object) -> bool:
    """Equal to the last bit, the sign of zero included; every NaN is the same."""
    a, b = np.asarray(a, float), np.asarray(b, float)
    return bool(np.all((np.isnan(a) & np.isnan(b)) | ((a == b) & (np.signbit(a) == np.signbit(b)))))
