"""What a person asks a trace first: the value, the gradient, the Jacobian; read from whatever sweeps it has."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from adstudio.traces.header import Port
from adstudio.traces.model import Floats, Sweep, SweepKind, Trace

# where several sweeps know the same derivative, the exact ones go first
_TRUST = (SweepKind.ADJOINT, SweepKind.TANGENT, SweepKind.TAYLOR, SweepKind.DIFFERENCE)


def value(trace: Trace) -> Any:
    """The value of the function: a float, an array of the output's shape, or a list of these for several outputs.

    Raises `ValueError` for a trace whose program did not come to its end.
    """
    _refuse_unfinished(trace)
    values = [_filled(trace, port, trace.nodes.value) for port in trace.header.outputs]
    return values[0] if len(values) == 1 else values


def gradient(trace: Trace) -> dict[str, Any]:
    """∂f/∂input by input name: a float for a scalar, an array of the input's shape for others.

    Inputs that were not differentiated by are left out. Raises `ValueError` for several outputs.
    """
    found = jacobian(trace)
    count = sum(len(port.rows) for port in trace.header.outputs)
    if count != 1:
        name = trace.header.program.function or "the function"
        raise ValueError(f"{name} has {count} outputs, so it has no gradient; use .jacobian")
    slopes: dict[str, Any] = {}
    for name, table in found.items():
        first = table[0]
        slopes[name] = float(first) if first.ndim == 0 else first
    return slopes


def jacobian(trace: Trace) -> dict[str, Floats]:
    """∂f/∂input by input name, shape (outputs, *input shape). NaN where no sweep says; unknown inputs are left out.

    Raises `ValueError` for a trace whose program did not come to its end.
    """
    _refuse_unfinished(trace)
    outputs = [row for port in trace.header.outputs for row in port.rows]
    sweeps = sorted(
        (sweep for sweep in trace.sweeps if sweep.kind in _TRUST), key=lambda sweep: -_TRUST.index(sweep.kind)
    )
    tables: dict[str, Floats] = {}
    for port in trace.header.inputs:
        if port.shape is None:
            continue
        table = np.full((len(outputs), int(np.prod(port.shape, dtype=np.int64))), np.nan)
        known = False
        for sweep in sweeps:  # the most trusted last: it overwrites
            for at, slopes in _known(trace, sweep, port, outputs):
                table[at] = slopes
                known = True
        if known:
            tables[port.name] = table.reshape(len(outputs), *port.shape)
    return tables


def _known(trace: Trace, sweep: Sweep, port: Port, outputs: list[int]) -> Iterator[tuple[Any, Any]]:
    """The entries (output, input entry) of a Jacobian that one sweep knows."""
    if len(sweep.seed) != 1 or sweep.seed[0][1] != 1.0:
        return
    (seed, _), column = sweep.seed[0], sweep.derivative
    if sweep.kind is SweepKind.ADJOINT:
        for at, output in enumerate(outputs):
            if output == seed:
                yield (at, slice(None)), _of_input(trace, sweep, port)
    elif seed in port.rows:
        first = column[:, 1] if column.ndim == 2 and column.shape[1] > 1 else column
        if first.ndim == 1:
            yield (slice(None), port.rows.index(seed)), first[outputs]


def _of_input(trace: Trace, sweep: Sweep, port: Port) -> Floats:
    """The adjoints of an input, flat: of its entries, or of the one node that holds it whole."""
    if len(port.rows) == 1 and len(sweep.array) and sweep.array[port.rows[0]] >= 0:
        whole: Floats = trace.arrays.data[int(sweep.array[port.rows[0]])].ravel()
        return whole
    slopes: Floats = sweep.derivative[list(port.rows)]
    return slopes


def _filled(trace: Trace, port: Port, column: Floats) -> Any:
    if port.shape == ():
        return float(column[port.rows[0]])
    if len(port.rows) == 1 and len(trace.nodes.array) and trace.nodes.array[port.rows[0]] >= 0:
        return trace.arrays.data[trace.nodes.array[port.rows[0]]]
    return column[list(port.rows)].reshape(port.shape or ())


def _refuse_unfinished(trace: Trace) -> None:
    header = trace.header
    if header.error is not None:
        where = f" (line {header.error.line})" if header.error.line else ""
        raise ValueError(f"the program failed: {header.error.type}: {header.error.message}{where}")
    if header.truncated is not None:
        raise ValueError(f"the run ended early: {header.truncated}")
    if not header.outputs:
        raise ValueError("the trace has no output")
