"""The worked example, written out by hand: ln(x1) + x1·x2 − sin(x2) at (2, 5).

Known answers: Griewank & Walther, Evaluating Derivatives, 2nd ed., §1; Baydin et al., JMLR 18 (2018), tables 2 and 3.
The program is written in the order of the textbook's list: in one expression Python would add before it takes the sine.
No code of AD Studio computes anything here, so a test may compare against it.
"""

from __future__ import annotations

import math

import numpy as np

from adstudio.traces.header import EngineStamp, Header, Port, ProgramStamp, SourceFile
from adstudio.traces.model import Flag, Nodes, Scopes, Spans, Sweep, SweepKind, Trace

SOURCE = """\
from math import log, sin


def f(x1=2.0, x2=5.0):
    a = log(x1)
    b = x1 * x2
    c = sin(x2)
    return a + b - c
"""

VALUES = [2.0, 5.0, math.log(2.0), 10.0, math.sin(5.0), math.log(2.0) + 10.0, math.log(2.0) + 10.0 - math.sin(5.0)]
TANGENT_X1 = [1.0, 0.0, 0.5, 5.0, 0.0, 5.5, 5.5]
TANGENT_X2 = [0.0, 1.0, 0.0, 2.0, math.cos(5.0), 2.0, 2.0 - math.cos(5.0)]
ADJOINT = [5.5, 2.0 - math.cos(5.0), 1.0, 1.0, -1.0, 1.0, 1.0]


def trace() -> Trace:
    """Primal, two tangent sweeps and one adjoint sweep over the seven nodes."""
    nodes = Nodes(
        op=np.array([0, 0, 1, 2, 3, 4, 5], np.uint16),
        value=np.array(VALUES),
        start=np.array([0, 0, 0, 1, 3, 4, 6, 8], np.int64),
        parent=np.array([0, 0, 1, 1, 2, 3, 5, 4], np.int32),
        partial=np.array([0.5, 5.0, 2.0, math.cos(5.0), 1.0, 1.0, 1.0, -1.0]),
        span=np.arange(7, dtype=np.int32),
        scope=np.zeros(7, np.int32),
        name=np.array([1, 2, 3, 4, 5, -1, -1], np.int32),
        flags=np.array([Flag.INPUT, Flag.INPUT, 0, 0, 0, 0, Flag.OUTPUT], np.uint8),
        array=np.empty(0, np.int32),
    )
    spans = Spans(
        source=np.zeros(7, np.int32),
        line=np.array([4, 4, 5, 6, 7, 8, 8], np.int32),
        column=np.array([6, 14, 8, 8, 8, 11, 11], np.int32),
        end_line=np.array([4, 4, 5, 6, 7, 8, 8], np.int32),
        end_column=np.array([8, 16, 15, 15, 15, 16, 20], np.int32),
    )
    scopes = Scopes(parent=np.array([-1], np.int32), function=np.array([0], np.int32), span=np.array([-1], np.int32))
    every = np.arange(7, dtype=np.int32)
    sweeps = (
        Sweep(SweepKind.PRIMAL, every, np.empty(0)),
        Sweep(SweepKind.TANGENT, every, np.array(TANGENT_X1), seed=((0, 1.0),), label="∂/∂x1"),
        Sweep(SweepKind.TANGENT, every, np.array(TANGENT_X2), seed=((1, 1.0),), label="∂/∂x2"),
        Sweep(SweepKind.ADJOINT, every[::-1].copy(), np.array(ADJOINT), seed=((6, 1.0),), label="f̄ = 1"),
    )
    header = Header(
        engine=EngineStamp(name="hand", title="By hand"),
        program=ProgramStamp(function="f", sources=(SourceFile(file="seed_example.py", text=SOURCE),)),
        inputs=(Port(name="x1", rows=(0,)), Port(name="x2", rows=(1,))),
        outputs=(Port(name="f", rows=(6,)),),
        ops=("input", "log", "mul", "sin", "add", "sub"),
        names=("f", "x1", "x2", "a", "b", "c"),
    )
    return Trace(header, nodes, spans, scopes, sweeps)
