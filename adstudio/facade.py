"""The facade: the same verbs as the command line, for scripts and notebooks. `import adstudio` brings them lazily."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from adstudio.analysis import curves
from adstudio.analysis import orders as ladder
from adstudio.host import running
from adstudio.host.budgets import Budgets
from adstudio.host.engines import engines
from adstudio.host.nesting import derivative, derivatives, gradient
from adstudio.primitives.steps import stop_gradient
from adstudio.primitives.value import LeftGraph
from adstudio.program.contract import Request
from adstudio.program.errors import BadInput
from adstudio.program.loading import from_function
from adstudio.program.loading import load as load_program
from adstudio.program.program import Program
from adstudio.program.seeds import Seeds
from adstudio.program.target import target
from adstudio.traces.edits import Edit, EditKind
from adstudio.traces.model import Trace

__all__ = [
    "Edit",
    "EditKind",
    "LeftGraph",
    "Seeds",
    "Trace",
    "curve",
    "derivative",
    "derivatives",
    "engines",
    "gradient",
    "load",
    "orders",
    "show",
    "stop_gradient",
    "trace",
]

Source = Callable[..., Any] | str | Path | Program
Point = Mapping[str, Any] | Sequence[Any] | float | None


def trace(
    f: Source,
    at: Point = None,
    *,
    engine: str = "tape",
    wrt: str | Sequence[str] | None = None,
    order: int = 1,
    subgradient: str = "torch",
    seconds: float | None = None,
    nodes: int = 10_000_000,
    direction: Mapping[str, Any] | Seeds | None = None,
    cotangent: Sequence[float] | Seeds | None = None,
    edits: Sequence[Edit] = (),
    **options: Any,
) -> Trace:
    """Differentiate a function at a point and keep every step.

    f: a function, the path of a `.py` file ("file.py:function" names one of several), or a loaded `Program`.
    at: the point by input name; or the values in order; or, of a single input, its value. Defaults fill the rest.
    wrt: the inputs to differentiate by, all by default. seconds, nodes: budgets; reaching one truncates the trace.
    direction: of a forward engine, a tangent by input name, {"x1": 0.6, "x2": 0.8}; by default each input in turn.
    cotangent: of a reverse engine, a weight for each number that is returned; by default each output in turn.
    edits: values and adjoints to go on from, `Edit(row, EditKind.SET, 3.0)`.
    options: of the engine, as `method="forward", h=1e-6` of finite differences.
    A program that fails does not raise here: `trace.header.error` says it, and `trace.value` raises.
    Raises `BadProgram`, `BadInput`, `NoSuchEngine`.
    """
    program = program_of(f)
    names = (wrt,) if isinstance(wrt, str) else tuple(wrt or ())
    point = point_of(program, at)
    request = Request(
        at=point,
        wrt=names,
        order=order,
        subgradient=subgradient,
        options=options,
        direction=dict(direction) if isinstance(direction, Mapping) else direction,
        cotangent=cotangent if isinstance(cotangent, Seeds | None) else tuple(cotangent),
        edits=tuple(edits),
    )
    return running.run(program, engine, request, budgets=Budgets(seconds=seconds, nodes=nodes))


def curve(f: Source, at: Point = None, *, wrt: str | None = None, sizes: int = 200) -> dict[str, Any]:
    """The error of finite differences against the step size, by one input entry ("x1", "xs[2]"; the first by default).

    Returns plain numbers and lists: "wrt", "exact", "methods": {name: {"h", "estimate", "error", …}}, "best".
    Raises `ValueError` with the reason where there is no curve.
    """
    program = program_of(f)
    return curves.curve(program, point_of(program, at), wrt=wrt, sizes=sizes)


def orders(f: Source, at: Point = None, *, wrt: str | None = None, to: int = 6) -> dict[str, Any]:
    """Derivatives of orders 0…`to` by one scalar input, by every engine that nests, and what each order cost.

    Returns plain numbers and lists: "wrt", "x", "engines", "orders": [{"order", "values", "ulps", "seconds", …}].
    """
    program = program_of(f)
    return ladder.orders(program, point_of(program, at), wrt=wrt, to=to)


def load(path: str | Path) -> Trace:
    """Open a trace, `.adtrace` or `.json`. Executes nothing. Raises `ValueError` for one that is damaged."""
    from adstudio.traces import files

    return files.load(path)


def show(trace: Trace) -> None:
    """Open the window on a trace; returns when it is closed."""
    from adstudio.gui.application import show_trace

    show_trace(trace)


def program_of(f: Source) -> Program:
    """The program that `f` names."""
    if isinstance(f, Program):
        return f
    if isinstance(f, str | Path):
        named = target(str(f))
        return load_program(Path(named.path), named.function)
    return from_function(f)


def point_of(program: Program, at: Point) -> dict[str, Any]:
    """The complete point. Raises `BadInput` for names, kinds and counts that do not fit."""
    if at is None:
        return program.complete()
    if isinstance(at, Mapping):
        return program.complete(dict(at))
    names = [spec.name for spec in program.inputs]
    if len(names) == 1 and program.inputs[0].kind != "varargs" and not (isinstance(at, tuple) and len(at) == 1):
        return program.complete({names[0]: at})  # a list is the value of a single input
    values = list(at) if isinstance(at, Sequence) and not isinstance(at, str) else [at]
    if program.inputs and program.inputs[-1].kind == "varargs" and len(values) >= len(names):
        left = values[len(names) - 1 :]  # *rest takes all that are left, or is given as one list
        values[len(names) - 1 :] = left if len(left) == 1 and np.ndim(left[0]) else [left]
    if len(values) > len(names):
        raise BadInput(f"{program.name} has {len(names)} inputs, {', '.join(names)}; {len(values)} values were given")
    return program.complete(dict(zip(names, values, strict=False)))
