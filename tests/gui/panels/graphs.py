"""Graphs of any size, for the views."""

from __future__ import annotations

import numpy as np

from adstudio.traces.header import EngineStamp, Header, Port, ProgramStamp, SourceFile
from adstudio.traces.model import Flag, Nodes, Scopes, Spans, Sweep, SweepKind, Trace


def local_graph(nodes: int, seed: int = 0) -> Trace:
    """Random additions and products of recent values; a primal and an adjoint sweep of made-up numbers."""
    rng = np.random.default_rng(seed)
    rows = np.arange(2, nodes)
    reach = rng.integers(1, 12, (2, len(rows)))
    parent = np.maximum(rows - reach, 0).T.ravel().astype(np.int32)
    flags = np.zeros(nodes, np.uint8)
    flags[:2], flags[-1] = Flag.INPUT, Flag.OUTPUT
    zero = np.zeros(1, np.int32)
    columns = Nodes(
        op=np.concatenate([[0, 0], rng.integers(1, 3, len(rows))]).astype(np.uint16),
        value=rng.normal(size=nodes),
        start=np.concatenate([[0, 0, 0], 2 * np.arange(1, len(rows) + 1)]).astype(np.int64),
        parent=parent,
        partial=rng.normal(size=len(parent)),
        span=np.zeros(nodes, np.int32),
        scope=np.zeros(nodes, np.int32),
        name=np.full(nodes, -1, np.int32),
        flags=flags,
        array=np.empty(0, np.int32),
    )
    every = np.arange(nodes, dtype=np.int32)
    sweeps = (
        Sweep(SweepKind.PRIMAL, every, np.empty(0)),
        Sweep(SweepKind.ADJOINT, every[::-1].copy(), rng.normal(size=nodes), seed=((nodes - 1, 1.0),)),
    )
    header = Header(
        engine=EngineStamp(name="hand"),
        program=ProgramStamp(function="f", sources=(SourceFile(file="f.py", text="def f(x, y):\n    return x\n"),)),
        inputs=(Port(name="x", rows=(0,)), Port(name="y", rows=(1,))),
        outputs=(Port(name="f", rows=(nodes - 1,)),),
        ops=("input", "add", "mul"),
    )
    spans = Spans(zero, zero + 2, zero + 4, zero + 2, zero + 12)
    return Trace(header, columns, spans, Scopes(zero - 1, zero, zero - 1), sweeps)
