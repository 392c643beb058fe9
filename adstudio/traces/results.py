"""What a person asks a trace first: the value, the gradient, the Jacobian, read from whatever sweeps it has.

Every sweep with a unit seed holds some entries of the Jacobian: an adjoint sweep seeded at one output a row
of it, a tangent, Taylor or difference sweep seeded at one input a column. They are entered in the order of
trust, the least trusted first, so that where several sweeps hold an entry the best one stays.
"""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Any

import numpy as np

from adstudio.traces.header import Port
from adstudio.traces.model import Floats, Ints, Sweep, SweepKind, Trace

# a later one overwrites: first what has truncation and round-off error, last what saw every input at once
TRUST = (SweepKind.DIFFERENCE, SweepKind.TAYLOR, SweepKind.TANGENT, SweepKind.ADJOINT)


def value(trace: Trace) -> Any:
    """The value of the output: a float, or an array in the output's shape; of several outputs a list of these.

    Raises `ValueError` for a program that did not come to its end, or an array too large to have been kept.
    """
    values = []
    for port in _outputs(trace):
        entries = _flat(trace, port, trace.nodes.value, trace.nodes.array)
        if entries is None:
            raise ValueError(f"the output {port.name} was beyond the budget for arrays: only its summary was kept")
        values.append(float(entries[0]) if port.shape == () else entries.reshape(_shape(port)))
    return values[0] if len(values) == 1 else values


def gradient(trace: Trace) -> dict[str, Any]:
    """∂f/∂input by input name: a float for a scalar input, else an array in the input's shape.

    An input that no sweep covers is left out; entries of an array that none covers are NaN.
    Raises `ValueError` for several outputs (an array counts by its entries) and for an unfinished program.
    """
    count = sum(_size(port) for port in _outputs(trace))
    if count != 1:
        name = trace.header.program.function or "the function"
        raise ValueError(f"{name} has {count} outputs, so it has no gradient; use .jacobian")
    return {name: float(row[0]) if row.ndim == 1 else row[0] for name, row in jacobian(trace).items()}


def jacobian(trace: Trace) -> dict[str, Floats]:
    """∂fᵢ/∂input by input name, shape (outputs, *input shape); every entry of every output counts, in C order.

    An input that no sweep covers is left out, and one that was not asked for (`settings["wrt"]`): a reverse sweep
    passes all inputs on its way. Entries that none covers are NaN.
    Raises `ValueError` for an unfinished program.
    """
    outputs = _outputs(trace)
    asked = trace.header.settings.get("wrt", "")
    inputs = [p for p in trace.header.inputs if p.shape is not None and (not asked or p.name in asked.split(","))]
    *begins, height = accumulate((_size(port) for port in outputs), initial=0)
    tables = {port.name: np.full((height, _size(port)), np.nan) for port in inputs}
    covered = {port.name for port in inputs if not _size(port)}  # an empty list has no entry that could be missing
    row_of, column_of = _entries_by_node(outputs), _entries_by_node(inputs)
    for sweep in _by_trust(trace):
        seed = sweep.seed[0][0]
        if sweep.kind is SweepKind.ADJOINT:
            rows = [begins[k] + entry for k, entry in row_of.get(seed, ())]
            for port in inputs if rows else ():
                slopes = _slopes(trace, sweep, port)
                if slopes is not None:
                    tables[port.name][rows] = slopes
                    covered.add(port.name)
        else:
            for k, entry in column_of.get(seed, ()):
                name = inputs[k].name
                for begin, output in zip(begins, outputs, strict=True):
                    slopes = _slopes(trace, sweep, output)
                    if slopes is not None:
                        tables[name][begin : begin + len(slopes), entry] = slopes
                        covered.add(name)
    return {port.name: tables[port.name].reshape(height, *_shape(port)) for port in inputs if port.name in covered}


def _by_trust(trace: Trace) -> list[Sweep]:
    """The sweeps that hold entries of the Jacobian as they are, the most trusted last, else in their order."""
    edited = {edited.sweep for edited in trace.edits}  # what went on from a number put in by hand is no ∂f/∂x
    sweeps = [sweep for index, sweep in enumerate(trace.sweeps) if index not in edited]
    unit = [s for s in sweeps if s.kind in TRUST and len(s.seed) == 1 and s.seed[0][1] == 1.0]
    return sorted(unit, key=lambda sweep: TRUST.index(sweep.kind))


def _entries_by_node(ports: list[Port]) -> dict[int, list[tuple[int, int]]]:
    """(port, entry) of every node that is one entry of a port; a node may be several: `return y, y`.

    The entries of an array that is one node are not here: a seed of 1 at that node is 1 at all of them.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    for k, port in enumerate(ports):
        if len(port.rows) == _size(port):
            for entry, row in enumerate(port.rows):
                found.setdefault(row, []).append((k, entry))
    return found


def _slopes(trace: Trace, sweep: Sweep, port: Port) -> Floats | None:
    """First derivatives at the entries of `port`, flat; None where the trace does not hold them."""
    if sweep.kind is not SweepKind.TAYLOR:
        return _flat(trace, port, sweep.derivative, sweep.array)
    return _flat(trace, port, sweep.derivative[:, 1], sweep.array) if sweep.order else None


def _flat(trace: Trace, port: Port, scalars: Floats, arrays: Ints) -> Floats | None:
    """The entries of `port`, from a column of floats or from the array that its one node has; None if not kept."""
    rows = list(port.rows)
    if len(rows) == 1 and len(arrays) and (index := int(arrays[rows[0]])) >= 0:
        return trace.arrays.data[index].reshape(-1) if trace.arrays.full[index] else None
    if len(rows) == _size(port):
        return scalars[rows]
    untouched = len(rows) == 1 and scalars[rows[0]] == 0.0  # a whole array that the sweep did not come to
    return np.zeros(_size(port)) if untouched else None


def _shape(port: Port) -> tuple[int, ...]:
    return (0,) if port.shape is None else port.shape


def _size(port: Port) -> int:
    return math.prod(_shape(port))


def _outputs(trace: Trace) -> list[Port]:
    """The outputs of a program that came to its end."""
    header = trace.header
    if header.error is not None:
        where = f" (line {header.error.line})" if header.error.line else ""
        raise ValueError(f"the program failed: {header.error.said}{where}")
    if header.truncated is not None:
        raise ValueError(f"the run ended early: {header.truncated}")
    if not header.outputs:
        raise ValueError("the trace has no output")
    return list(header.outputs)
